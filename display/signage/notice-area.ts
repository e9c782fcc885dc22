/**
 * One notice at a time, both languages side by side; several take turns. An urgent notice stays until it is gone and
 * ordinary ones wait behind it. Nothing scrolls: a text that is too long is cut with a mark.
 */
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { NoticeConfig } from '../../protocol/config.ts';
import { tBoth } from '../../protocol/texts.ts';
import { both } from '../shared/bilingual.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { Ticker } from '../shared/ticker.ts';

/** Two languages need twice the time of one: 12 s reads calmly. */
const turnMs = 12_000;

@customElement('hk-notice-area')
export class NoticeArea extends LitElement {
  @property({ attribute: false }) notices: readonly NoticeConfig[] = [];
  @state() private index = 0;

  constructor() {
    super();
    new Ticker(this, turnMs, () => {
      this.index += 1;
    });
  }

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        min-height: 0;
        overflow: hidden;
        padding: var(--space-4) var(--space-6);
        border-radius: var(--radius);
        background: var(--night-rise);
        border-left: calc(2 * var(--stroke)) solid var(--night-quiet);
        align-content: center;
        gap: var(--space-2);
      }
      :host([data-urgent]) {
        border-left-color: var(--call);
      }
      h2 {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        font-size: var(--type-body);
      }
      h2 .en {
        font-weight: var(--weight-text);
      }
      h2 hk-icon {
        color: var(--night-quiet);
      }
      :host([data-urgent]) h2,
      :host([data-urgent]) h2 hk-icon {
        color: var(--night-number);
      }
      .texts {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--space-6);
        font-size: var(--type-small);
        line-height: 1.35;
      }
      .texts p {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 4;
        overflow: hidden;
      }
      .en {
        color: var(--night-quiet);
      }
      h2 span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      @media (orientation: portrait) {
        h2 {
          flex-wrap: wrap;
          gap: 0 var(--space-3);
        }
        .texts {
          grid-template-columns: minmax(0, 1fr);
          gap: var(--space-2);
        }
        .texts p {
          -webkit-line-clamp: 3;
        }
      }
    `,
  ];

  override render() {
    const urgent = this.notices.filter((notice) => notice.urgent === true);
    const list = urgent.length > 0 ? urgent : this.notices;
    const notice = list[this.index % Math.max(1, list.length)];
    this.toggleAttribute('data-urgent', urgent.length > 0);
    const kind = tBoth(urgent.length > 0 ? 'board.urgent' : 'board.notice');
    return html`
      <h2><hk-icon name=${urgent.length > 0 ? 'triangle-alert' : 'megaphone'}></hk-icon>
        ${notice ? both(notice.title) : both(kind)}</h2>
      <div class="texts">
        <p lang="zh-CN">${notice?.text.zh ?? ''}</p>
        <p lang="en" class="en">${notice?.text.en ?? ''}</p>
      </div>
    `;
  }
}

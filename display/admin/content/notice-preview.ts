/**
 * A notice exactly as the board draws it: the board's own elements, with the board's sizes, made smaller as a whole. It never
 * draws a notice by itself.
 */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { NoticeDraft } from '../../../protocol/content.ts';
import { t } from '../../../protocol/texts.ts';
import type { Locale } from '../../../protocol/texts-types.ts';
import { setStyle } from '../../shared/set-style.ts';
import '../../signage/emergency-notice.ts';
import '../../signage/notice-area.ts';
import { contentStyles } from './content-styles.ts';

/** Width of the notice on the picture of a board in landscape, and of one that fills the whole screen. */
const boardWidth = 780;
const wholeWidth = 1920;

@customElement('hk-notice-preview')
export class NoticePreview extends LitElement {
  @property({ attribute: false }) draft: Pick<NoticeDraft, 'title' | 'text' | 'priority' | 'picture'> | null = null;
  @property() locale: Locale = 'zh-CN';
  #width = boardWidth / 2;
  readonly #watch = new ResizeObserver(([entry]) => {
    const width = Math.min(boardWidth, entry?.contentRect.width ?? boardWidth);
    if (Math.abs(width - this.#width) < 1) return;
    this.#width = width;
    this.requestUpdate();
  });

  static override styles = [
    ...contentStyles,
    css`
      :host {
        gap: var(--space-1);
      }
      .frame {
        height: calc(var(--board-height) * var(--scale));
        overflow: hidden;
        max-width: var(--board-width);
        border-radius: var(--radius-small);
        background: var(--night);
      }
      .frame[data-whole] {
        --board-height: var(--board-whole-height);
      }
      .frame[data-whole] .board {
        width: var(--board-whole-width);
      }
      .board {
        --u: var(--hair);
        --type-small: var(--board-small);
        --type-body: var(--board-body);
        --type-text: var(--board-body);
        --type-large: calc(2 * var(--board-body));
        --board: var(--night);
        --board-rise: var(--night-rise);
        --board-edge: var(--night-rise);
        --board-line: var(--night-line);
        --board-text: var(--night-text);
        --board-number: var(--night-number);
        --board-quiet: var(--night-quiet);
        --board-mark: var(--night-mark);
        --stroke: var(--board-stroke);
        display: grid;
        width: var(--board-width);
        height: var(--board-height);
        transform: scale(var(--scale));
        transform-origin: 0 0;
        color: var(--night-text);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch.observe(this);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch.disconnect();
  }

  override render() {
    const { draft, locale } = this;
    const picture = draft?.picture === undefined ? null : `/media/${draft.picture}`;
    const notice = { id: 'preview', seconds: 15, ...draft, picture, urgent: draft?.priority !== 'normal' };
    const isWhole = draft?.priority === 'emergency';
    const scale = this.#width / (isWhole ? wholeWidth : boardWidth);
    const room = JSON.stringify(draft);
    return html`<span class="quiet">${t(locale, 'content.preview')}</span>
      <div class="frame" data-preview ?data-whole=${isWhole} ${setStyle({ '--scale': String(scale) })}><div class="board">${
        isWhole
          ? html`<hk-emergency-notice .notice=${notice} .room=${room}></hk-emergency-notice>`
          : html`<hk-notice-area .notices=${draft ? [notice] : []} .room=${room}></hk-notice-area>`
      }</div></div>`;
  }
}

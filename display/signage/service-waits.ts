/**
 * People waiting and the waiting range, one fixed place a service; one that gives no tickets says why in the same place.
 * More services than places take turns, a page at a time: nothing scrolls, and none is left out.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { tBoth } from '../../protocol/texts.ts';
import type { ServicePart } from '../../protocol/views.ts';
import { both } from '../shared/bilingual.ts';
import { formatWait } from '../shared/format.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { closedWords, hasRoll } from '../shared/service-words.ts';
import { Ticker } from '../shared/ticker.ts';

/** As many rows as stand under the film. */
const rowsMax = 4;
/** A page of four rows in two languages reads calmly in this time. */
const turnMs = 8_000;

@customElement('hk-service-waits')
export class ServiceWaits extends LitElement {
  @property({ attribute: false }) services: readonly ServicePart[] = [];
  @state() private turn = 0;

  constructor() {
    super();
    new Ticker(this, turnMs, () => {
      this.turn += 1;
    });
  }

  static override styles = [
    pageStyles,
    css`
      :host {
        min-width: 0;
        min-height: 0;
        overflow: hidden;
      }
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
      }
      li {
        display: grid;
        grid-template-columns: var(--type-title) minmax(0, 1fr) auto auto;
        align-items: center;
        column-gap: var(--space-3);
        height: calc(1.85 * var(--type-body));
        border-bottom: var(--hair) solid var(--night-line);
        font-size: var(--type-small);
        line-height: var(--line-tight);
      }
      li:nth-child(4) {
        border-bottom: 0;
      }
      .letter {
        font-size: var(--type-lead);
        color: var(--night-number);
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .name .zh {
        font-size: var(--type-body);
        font-weight: var(--weight-strong);
      }
      .en,
      .wait {
        color: var(--night-quiet);
      }
      .shut {
        grid-column: 3 / -1;
        display: grid;
        justify-items: end;
        max-width: calc(430 * var(--u));
        text-align: right;
        line-height: 1.15;
        color: var(--night-quiet);
      }
      .shut .zh {
        color: var(--night-mark);
      }
      .shut[data-roll] .zh {
        color: var(--night-text);
      }
      .shut .en {
        font-size: 0.8em;
      }
      .shut > span {
        max-width: 100%;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .count hk-icon {
        margin-right: var(--space-2);
        font-size: var(--type-small);
        color: var(--night-quiet);
      }
      .count {
        display: flex;
        align-items: center;
        justify-content: flex-end;
        font-size: var(--type-lead);
        min-width: 2ch;
        text-align: right;
      }
      .pages {
        display: flex;
        justify-content: center;
        gap: var(--space-2);
        height: calc(8 * var(--u));
      }
      .pages i {
        width: calc(40 * var(--u));
        border-radius: var(--radius-round);
        background: var(--night-line);
      }
      .pages i[data-on] {
        background: var(--night-quiet);
      }
      @media (orientation: portrait) {
        .name .en {
          display: none;
        }
        li {
          height: calc(2 * var(--type-body));
        }
      }
    `,
  ];

  override render() {
    const { services } = this;
    const pages = Math.ceil(services.length / rowsMax);
    const page = pages > 0 ? this.turn % pages : 0;
    const shown = services.slice(page * rowsMax, (page + 1) * rowsMax);
    // Empty rows keep the last page as high as the others: nothing else may move.
    const empty = pages > 1 ? rowsMax - shown.length : 0;
    return html`<ul>${shown.map((service) => this.#row(service))}${Array.from({ length: empty }, () => html`<li aria-hidden="true"></li>`)}</ul>
      ${pages > 1 ? html`<div class="pages" aria-hidden="true">${Array.from({ length: pages }, (_, at) => html`<i ?data-on=${at === page}></i>`)}</div>` : nothing}`;
  }

  #row(service: ServicePart) {
    const name = html`<span class="letter number">${service.id}</span><span class="name">${both(service.name)}</span>`;
    if (!service.open)
      return html`<li data-shut>${name}<span class="shut" ?data-roll=${hasRoll(service)}>${both(closedWords(service))}</span></li>`;
    return html`<li>${name}
      <span class="wait">${service.wait ? both({ zh: formatWait(service.wait, 'zh-CN'), en: 'min' }) : both(tBoth('wait.unknown'))}</span>
      <span class="count number"><hk-icon name="users"></hk-icon>${service.waiting}</span></li>`;
  }
}

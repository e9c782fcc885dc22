/**
 * The calls: what is being called stands large with an arrow to its counter, earlier calls below in fixed rows that are
 * reused by place and never re-ordered while they stand. A new call pulses three times at one hertz, then stands.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t, tBoth } from '../../protocol/texts.ts';
import type { CallPart, HallPart } from '../../protocol/views.ts';
import { both } from '../shared/bilingual.ts';
import { formatHours } from '../shared/format.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { voiceKey } from './voice-queue.ts';

@customElement('hk-call-board')
export class CallBoard extends LitElement {
  @property({ attribute: false }) shown: readonly CallPart[] = [];
  @property({ attribute: false }) earlier: readonly CallPart[] = [];
  @property({ attribute: false }) hall: HallPart | null = null;
  @property({ type: Boolean, reflect: true }) fresh = false;
  /** True after a minute without a link: people are asked to listen. */
  @property({ type: Boolean, reflect: true }) lost = false;
  /** True while what is shown is old. */
  @property({ type: Boolean, reflect: true }) stale = false;
  @property({ type: Number }) rows = 5;

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: minmax(0, 1fr) auto;
        gap: var(--space-6);
        min-width: 0;
        min-height: 0;
      }
      .now {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        grid-template-columns: minmax(0, 1fr);
        padding: var(--space-6) var(--space-8);
        border-radius: var(--radius);
        background: var(--night-rise);
        contain: content;
      }
      .now > h2 {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        font-size: var(--type-title);
      }
      .now > h2 .en,
      .quiet,
      .earlier h2 .en {
        color: var(--night-quiet);
        font-weight: var(--weight-text);
      }
      :host([fresh]) .now > h2 {
        color: var(--night-number);
      }
      .calls,
      .empty {
        grid-row: 2;
      }
      .calls {
        display: grid;
        align-content: center;
        gap: var(--space-4);
      }
      .call {
        display: grid;
        grid-template-columns: auto auto auto;
        justify-content: space-between;
        align-items: baseline;
        column-gap: var(--space-4);
        transform: scale(0.94);
        transform-origin: left center;
        transition: transform var(--arrive);
      }
      :host([fresh]) .call {
        transform: none;
      }
      .ticket {
        color: var(--night-number);
        font-size: var(--type-number);
      }
      .arrow {
        align-self: center;
        font-size: calc(0.36 * var(--type-number));
        color: var(--night-quiet);
      }
      .counter {
        display: grid;
        justify-items: center;
        line-height: 1;
      }
      .counter .number {
        font-size: var(--type-number);
      }
      .counter .word {
        margin-top: var(--space-2);
        font-size: var(--type-lead);
        line-height: var(--line-tight);
        white-space: nowrap;
      }
      .times {
        grid-column: 1 / -1;
        font-size: var(--type-lead);
        color: var(--night-quiet);
      }
      .calls[data-count='2'] .ticket,
      .calls[data-count='2'] .counter .number {
        font-size: calc(0.66 * var(--type-number));
      }
      .calls[data-count='3'] .ticket,
      .calls[data-count='3'] .counter .number {
        font-size: calc(0.48 * var(--type-number));
      }
      .calls:not([data-count='1']) .counter {
        grid-auto-flow: column;
        align-items: baseline;
        gap: var(--space-4);
      }
      .calls:not([data-count='1']) .word {
        margin: 0;
        font-size: var(--type-lead);
      }
      .calls:not([data-count='1']) .arrow {
        font-size: calc(0.26 * var(--type-number));
      }
      :host([fresh]) .ticket[data-pulse] {
        animation: pulse var(--pulse) ease-in-out 3;
      }
      @keyframes pulse {
        50% {
          opacity: 0.35;
        }
      }
      .empty {
        display: grid;
        place-content: center;
        gap: var(--space-4);
        text-align: center;
      }
      .empty .big {
        font-size: var(--type-large);
        font-weight: var(--weight-strong);
        line-height: 1.3;
      }
      .empty .small {
        font-size: var(--type-title);
        color: var(--night-quiet);
      }
      .empty .en {
        display: block;
      }
      .earlier h2 {
        font-size: var(--type-body);
        padding: 0 var(--space-8) var(--space-2);
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
        align-items: center;
        height: var(--row);
        padding: 0 var(--space-8);
        border-top: var(--hair) solid var(--night-line);
        font-size: var(--type-large);
      }
      .row:nth-of-type(n + 5) {
        display: none;
      }
      .row .to {
        display: flex;
        align-items: baseline;
        justify-content: flex-end;
        gap: var(--space-4);
      }
      .row .word {
        font-size: var(--type-body);
        color: var(--night-quiet);
      }
      .row hk-icon {
        color: var(--night-quiet);
        font-size: var(--type-lead);
      }
      :host([stale]) .ticket,
      :host([stale]) .number {
        color: var(--night-quiet);
      }
    `,
  ];

  override render() {
    return html`
      <section class="now">
        <h2 ?hidden=${this.shown.length === 0 || this.lost}><hk-icon name="bell-ring"></hk-icon>${both(tBoth(this.fresh ? 'board.now' : 'board.last'))}</h2>
        ${this.lost ? this.#words('board.listen') : this.shown.length > 0 ? this.#calls() : this.#empty()}
      </section>
      <section class="earlier" ?hidden=${this.shown.length === 0 && this.earlier.length === 0}>
        <h2>${both(tBoth('board.earlier'))}</h2>
        ${Array.from({ length: this.rows }, (_, place) => this.#row(this.earlier[place]))}
      </section>
    `;
  }

  #calls() {
    return html`<div class="calls" data-count=${this.shown.length} role="status" aria-live="assertive">
      ${this.shown.map((call) => this.#call(call))}
    </div>`;
  }

  #call(call: CallPart) {
    const counter = tBoth('counter.name', { no: call.counter });
    return html`<div class="call" aria-label=${`${call.ticketNo} ${t('zh-CN', 'board.goTo')} ${counter.zh}. ${counter.en}`} role="group">
      <span class="ticket number" data-pulse=${voiceKey(call)}>${call.ticketNo}</span>
      <hk-icon class="arrow" name="arrow-right"></hk-icon>
      <span class="counter"><span class="number">${call.counter}</span><span class="word">号窗口 <span class="quiet" lang="en">Counter</span></span></span>
      ${call.times > 1 && this.shown.length === 1 ? html`<span class="times">${both(tBoth('board.times', { n: call.times }))}</span>` : nothing}
    </div>`;
  }

  #row(call: CallPart | undefined) {
    return html`<div class="row">
      <span class="ticket-no number">${call?.ticketNo ?? ''}</span>
      ${call ? html`<hk-icon name="arrow-right"></hk-icon>` : html`<span></span>`}
      <span class="to">${call ? html`<span class="number">${call.counter}</span><span class="word">号窗口 <span lang="en">Counter</span></span>` : nothing}</span>
    </div>`;
  }

  #empty() {
    const { hall } = this;
    const day = hall?.dayName ? html`<p class="small">${both(hall.dayName)}</p>` : nothing;
    if (hall?.dayClosed) return this.#words('board.dayClosed', day);
    if (!hall || hall.open)
      return this.#words('board.empty', html`<p class="small">${both(tBoth('board.emptyHint'))}</p>`);
    const hours = formatHours(hall.hoursToday);
    return this.#words(
      'board.closed',
      html`${day}<p class="small">${both(hours ? tBoth('hall.hours', { hours }) : tBoth('hall.closedToday'))}</p>`,
    );
  }

  #words(key: 'board.empty' | 'board.closed' | 'board.dayClosed' | 'board.listen', more: unknown = nothing) {
    return html`<div class="empty"><p class="big">${both(tBoth(key))}</p>${more}</div>`;
  }
}

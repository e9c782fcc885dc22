/**
 * The calls: what is being called stands large with an arrow to its counter, earlier calls below in fixed rows that are
 * reused by place and never re-ordered while they stand. A new call pulses three times at one hertz, then stands.
 */
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { tBoth } from '../../protocol/board-texts.ts';
import type { CallPart, HallPart } from '../../protocol/views.ts';
import { both } from '../shared/bilingual.ts';
import { formatHours } from '../shared/format.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { setStyle } from '../shared/set-style.ts';
import { boardStyles } from './board-styles.ts';
import { callBoardStyles } from './call-board-styles.ts';
import type { EarlierCall } from './call-show.ts';
import { counterWords, spokenCall } from './call-words.ts';
import { voiceKey } from './voice-queue.ts';

@customElement('hk-call-board')
export class CallBoard extends LitElement {
  @property({ attribute: false }) shown: readonly CallPart[] = [];
  @property({ attribute: false }) earlier: readonly EarlierCall[] = [];
  @property({ attribute: false }) hall: HallPart | null = null;
  @property({ type: Boolean, reflect: true }) fresh = false;
  /** True where calls do not pulse. */
  @property({ type: Boolean, reflect: true }) steady = false;
  /** True after a minute without a link: people are asked to listen. */
  @property({ type: Boolean, reflect: true }) lost = false;
  /** True while what is shown is old. */
  @property({ type: Boolean, reflect: true }) stale = false;
  @property({ type: Number }) rows = 4;
  @property({ type: Number }) columns = 1;
  /** Signs of the widest number and counter that the sizes were made for. */
  @property({ type: Number }) signs = 5;

  static override styles = [pageStyles, boardStyles, callBoardStyles];

  override render() {
    const { shown, earlier, rows, columns } = this;
    return html`
      <section class="now">
        <h2 ?hidden=${shown.length === 0 || this.lost}><hk-icon name="bell-ring"></hk-icon>${both(tBoth(this.fresh ? 'board.now' : 'board.last'))}</h2>
        ${this.lost ? this.#words('board.listen') : shown.length > 0 ? this.#calls() : this.#empty()}
      </section>
      <section class="earlier" ?hidden=${rows === 0 || (shown.length === 0 && earlier.length === 0)}>
        <h2>${both(tBoth('board.earlier'))}</h2>
        <div class="rows" ${setStyle({ '--columns': String(columns) })}>
          ${Array.from({ length: rows }, (_, place) => this.#row(earlier[place]?.call))}
        </div>
      </section>
    `;
  }

  #calls() {
    return html`<div class="calls" data-count=${this.shown.length} role="status" aria-live="assertive">
      ${this.shown.map((call) => this.#call(call))}
    </div>`;
  }

  #call(call: CallPart) {
    return html`<div class="call" aria-label=${spokenCall(call)} role="group" ${setStyle({ '--fit': this.#fit(call) })}>
      <span class="ticket number" data-pulse=${voiceKey(call)}>${call.ticketNo}</span>
      <hk-icon class="arrow" name="arrow-right"></hk-icon>
      <span class="counter"><span class="number">${call.counter}</span>${counterWords()}</span>
      ${call.times > 1 && this.shown.length === 1 ? html`<span class="times">${both(tBoth('board.times', { n: call.times }))}</span>` : nothing}
    </div>`;
  }

  #row(call: CallPart | undefined) {
    return html`<div class="row" ${setStyle({ '--fit': call ? this.#fit(call) : '1' })}>
      <span class="ticket-no number">${call?.ticketNo ?? ''}</span>
      ${call ? html`<hk-icon name="arrow-right"></hk-icon>` : html`<span></span>`}
      <span class="to">${call ? html`<span class="number">${call.counter}</span>${counterWords()}` : nothing}</span>
    </div>`;
  }

  /** A number longer than the hall's services promise is drawn as much smaller as it is longer. */
  #fit(call: CallPart): string {
    const signs = call.ticketNo.length + String(call.counter).length;
    return String(Math.min(1, this.signs / signs));
  }

  #empty() {
    const { hall } = this;
    if (!hall || (hall.open && !hall.dayClosed))
      return this.#words('board.empty', html`<p class="small">${both(tBoth('board.emptyHint'))}</p>`);
    const hours = formatHours(hall.hoursToday);
    return this.#words(
      hall.dayClosed ? 'board.dayClosed' : 'board.closed',
      html`${hall.dayName ? html`<p class="small">${both(hall.dayName)}</p>` : nothing}
        <p class="small">${both(hours ? tBoth('hall.hours', { hours }) : tBoth('hall.closedToday'))}</p>`,
    );
  }

  #words(key: 'board.empty' | 'board.closed' | 'board.dayClosed' | 'board.listen', more: unknown = nothing) {
    return html`<div class="empty" role="status"><p class="big">${both(tBoth(key))}</p>${more}</div>`;
  }
}

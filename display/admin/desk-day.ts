/**
 * The business day: its date, a date that waits to be confirmed, closing and reopening. Closing cannot be taken back, so it
 * lists who is left and says the number in the button instead of asking whether one is sure.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { DutyPart } from '../../protocol/duty-config.ts';
import { dutySign } from '../../protocol/duty-sign.ts';
import { t, tBoth } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { DayAnswer, DayPart, HallPart } from '../../protocol/views.ts';
import { callApi } from '../shared/api.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { deskCall } from './desk-call.ts';
import { deskStyles } from './desk-styles.ts';

@customElement('hk-desk-day')
export class DeskDay extends LitElement {
  @property({ attribute: false }) day: DayPart | null = null;
  @property({ attribute: false }) hall: HallPart | null = null;
  /** Null when the hall has no roster. */
  @property({ attribute: false }) duty: DutyPart | null = null;
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';
  /** True while the list of who is left is shown. */
  @state() private closing = false;
  @state() private left: DayAnswer['left'] = [];

  static override styles = [
    pageStyles,
    deskStyles,
    css`
      .date {
        font-size: var(--type-large);
      }
      .held {
        display: grid;
        gap: var(--space-2);
        padding: var(--space-3);
        border-left: var(--focus) solid var(--call);
        background: var(--call-mist);
      }
      .numbers {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .numbers li {
        padding: var(--space-1) var(--space-2);
        border-radius: var(--radius-small);
        background: var(--mist-deep);
      }
    `,
  ];

  /** The list is fetched again when the count moves: it must be the one that the button names. */
  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (this.day?.closed) this.closing = false;
    if (this.closing && (changed.has('day') || changed.has('closing'))) void this.#fetchLeft();
  }

  override render() {
    const { day, locale, closing } = this;
    if (!day) return nothing;
    const { waiting, parked, held } = day;
    return html`<h2>${t(locale, 'desk.day')}</h2><div class="card pad">
      <p class="date number">${day.date ?? t(locale, 'desk.dayUnknown')}</p>
      ${this.#state(day)}
      ${this.#duty()}
      <p class="digits">${t(locale, 'desk.dayCounts', { waiting, parked })}</p>
      ${held === null ? nothing : html`<div class="held" data-held><p>${t(locale, 'desk.held', { date: held })}</p><div class="buttons"><button class="primary" ?disabled=${this.busy} @click=${() => this.#confirm(held)}>${t(locale, 'desk.confirm', { date: held })}</button></div></div>`}
      ${closing ? this.#closing(day) : this.#switch(day)}</div>`;
  }

  #state(day: DayPart) {
    const { locale } = this;
    if (day.closed)
      return html`<p class="mark"><hk-icon name="door-closed"></hk-icon>${t(locale, 'desk.dayClosed')}</p>`;
    return this.hall?.open === false
      ? html`<p class="mark"><hk-icon name="clock"></hk-icon>${t(locale, 'desk.dayHours')}</p>`
      : html`<p class="mark good"><hk-icon name="circle-check"></hk-icon>${t(locale, 'desk.dayOpen')}</p>`;
  }

  #duty() {
    const { duty, locale } = this;
    if (!duty) return nothing;
    const sign = dutySign(duty);
    const who = sign ? t(locale, 'board.duty', { name: pick(sign, locale) }) : t(locale, 'desk.dutyNobody');
    return html`<div data-duty><p class="mark"><hk-icon name="users"></hk-icon>${who}</p><p class="quiet">${pick(duty.why, locale)}</p></div>`;
  }

  #switch(day: DayPart) {
    const { locale } = this;
    if (day.date === null) return nothing;
    return html`<div class="buttons">${
      day.closed
        ? html`<button data-reopen ?disabled=${this.busy} @click=${this.#reopen}><hk-icon name="door-open"></hk-icon>${t(locale, 'desk.reopen')}</button>`
        : html`<button data-close ?disabled=${this.busy} @click=${this.#open}><hk-icon name="door-closed"></hk-icon>${t(locale, 'desk.close')}</button>`
    }</div>`;
  }

  #closing({ waiting, parked }: DayPart) {
    const { locale, left } = this;
    const n = waiting + parked;
    const words =
      n === 0
        ? t(locale, 'desk.closeDoNone')
        : n === 1
          ? t(locale, 'desk.closeDoOne')
          : t(locale, 'desk.closeDo', { n });
    return html`<div class="ask" data-closing role="group" aria-label=${t(locale, 'desk.close')}>
      <p>${n === 0 ? t(locale, 'desk.closeNobody') : t(locale, 'desk.closeWhat')}</p>
      <ul class="numbers">${left.map((one) => html`<li class="number">${one.ticketNo}</li>`)}</ul>
      <div class="buttons">
        <button class="danger" data-close-now ?disabled=${this.busy} @click=${this.#close}>${words}</button>
        <button @click=${this.#back}>${t(locale, 'desk.keep')}</button>
      </div></div>`;
  }

  async #fetchLeft(): Promise<void> {
    try {
      this.left = (await callApi<DayAnswer>('GET', 'day')).left;
    } catch {
      // The count in the button is the stream's and stays true; the numbers come with the next change.
      this.left = [];
    }
  }

  readonly #open = (): void => {
    this.closing = true;
  };
  readonly #back = (): void => {
    this.closing = false;
  };
  readonly #close = (): void => {
    this.dispatchEvent(deskCall({ path: 'day/close', body: {}, done: tBoth('desk.closedDone') }));
  };
  readonly #reopen = (): void => {
    this.dispatchEvent(deskCall({ path: 'day/reopen', body: {}, done: tBoth('desk.dayOpen') }));
  };
  #confirm(date: string): void {
    this.dispatchEvent(deskCall({ path: 'day/confirm', body: { date }, done: tBoth('desk.confirmed', { date }) }));
  }
}

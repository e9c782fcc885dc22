/**
 * Everybody who waits, in calling order, those parked, those passed over that may come back. The order is the daemon's; nothing
 * moves under a pressed row, and a row stays the same element wherever it moves: the focus stays on its ticket. Priority is granted with a reason and can be taken back; a cancelled ticket cannot, and the words say so.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { t, tBoth } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { DayPart, ReasonPart, ServicePart, WaitingPart } from '../../protocol/views.ts';
import { formatMinutes } from '../shared/format.ts';
import { HoldStill } from '../shared/hold-still.ts';
import '../shared/icon.ts';
import { keepFocus } from '../shared/keep-focus.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { deskCall } from './desk-call.ts';
import { deskStyles } from './desk-styles.ts';

interface Lists {
  readonly left: readonly WaitingPart[];
  readonly passed: readonly WaitingPart[];
}
interface Asking {
  readonly ticketId: string;
  readonly what: 'menu' | 'class' | 'cancel';
}

@customElement('hk-desk-tickets')
export class DeskTickets extends LitElement {
  @property({ attribute: false }) left: readonly WaitingPart[] = [];
  @property({ attribute: false }) passed: readonly WaitingPart[] = [];
  /** How many there are in all: the rows are the first of them. */
  @property({ attribute: false }) day: DayPart | null = null;
  @property({ attribute: false }) services: readonly ServicePart[] = [];
  @property({ attribute: false }) reasons: readonly ReasonPart[] = [];
  /** Milliseconds since the rows arrived. */
  @property({ type: Number }) sinceMs = 0;
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';
  @state() private asking: Asking | null = null;
  readonly #still: HoldStill<Lists> = new HoldStill<Lists>(this, () => ({ left: this.left, passed: this.passed }));

  constructor() {
    super();
    keepFocus(this);
  }

  static override styles = [
    pageStyles,
    deskStyles,
    css`
      li {
        display: grid;
        grid-template-columns: 4.6rem minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        padding: var(--space-2) var(--space-4);
        border-bottom: var(--hair) solid var(--line);
      }
      li:last-child {
        border-bottom: 0;
      }
      li .number {
        font-size: var(--type-lead);
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-2);
        font-size: var(--type-small);
        line-height: 1.4;
      }
      .facts .service {
        flex-basis: 100%;
      }
      .mark[data-mark='class'] hk-icon {
        color: var(--good);
      }
      .row-more {
        grid-column: 1 / -1;
      }
    `,
  ];

  override render() {
    const { locale, day } = this;
    const { left, passed } = this.#still.shown;
    const waiting = left.filter((one) => !one.parked);
    const parked = left.filter((one) => one.parked);
    return html`<h2><span>${t(locale, 'desk.left')}</span><span class="digits">${day?.waiting ?? waiting.length}</span></h2>
      ${waiting.length === 0 ? html`<p class="quiet">${t(locale, 'desk.nobody')}</p>` : this.#list('waiting', waiting, day?.waiting)}
      ${parked.length > 0 ? html`<h2><span>${t(locale, 'console.parked')}</span><span class="digits">${day?.parked ?? parked.length}</span></h2>${this.#list('parked', parked, day?.parked)}` : nothing}
      ${passed.length > 0 ? html`<h2><span>${t(locale, 'desk.passed')}</span><span class="digits">${passed.length}</span></h2>${this.#list('passed', passed)}` : nothing}`;
  }

  #list(list: 'waiting' | 'parked' | 'passed', rows: readonly WaitingPart[], count = rows.length) {
    const more = count - rows.length;
    return html`<ul class="card" data-list=${list}>${repeat(
      rows,
      (row) => row.ticketId,
      (row) => this.#row(list, row),
    )}</ul>
      ${more > 0 ? html`<p class="quiet digits">${t(this.locale, 'desk.more', { n: more })}</p>` : nothing}`;
  }

  #row(list: 'waiting' | 'parked' | 'passed', row: WaitingPart) {
    const { locale } = this;
    const asking = this.asking?.ticketId === row.ticketId ? this.asking.what : null;
    const more = t(locale, 'console.act.more');
    return html`<li data-ticket=${row.ticketNo}>
      <span class="number">${row.ticketNo}</span><span class="facts digits">${this.#facts(list, row)}</span>
      ${
        list === 'passed'
          ? html`<button ?disabled=${this.busy} aria-label=${`${t(locale, 'desk.revive')} ${row.ticketNo}`} @click=${() => this.#revive(row)}>${t(locale, 'desk.revive')}</button>`
          : html`<button ?disabled=${this.busy} aria-expanded=${asking !== null} aria-label=${`${more} ${row.ticketNo}`} @click=${() => this.#ask(row, asking ? null : 'menu')}>${more}</button>`
      }
      ${asking ? html`<div class="row-more ask" role="group" aria-label=${row.ticketNo}>${this.#asked(asking, row)}</div>` : nothing}
    </li>`;
  }

  #facts(list: string, row: WaitingPart) {
    const { locale } = this;
    const waitedMs = row.waitedMs + this.sinceMs;
    const late = list === 'waiting' && !row.resting && row.targetMs !== null && waitedMs > row.targetMs;
    const service = this.services.find((one) => one.id === row.service);
    return html`<span class="service">${service ? pick(service.name, locale) : row.service}</span>
      <span class=${late ? 'late' : ''}>${late ? html`<hk-icon name="clock"></hk-icon>` : nothing}${formatMinutes(waitedMs, locale)}${late ? html` · ${t(locale, 'desk.late')}` : nothing}</span>
      ${row.class === 'normal' ? nothing : html`<span class="mark" data-mark="class"><hk-icon name="badge-check"></hk-icon>${t(locale, `console.class.${row.class}`)}</span>`}
      ${row.resting ? html`<span class="mark"><hk-icon name="clock-arrow-down"></hk-icon>${t(locale, 'console.resting')}</span>` : nothing}
      ${row.forCounter === null ? nothing : html`<span class="mark">${t(locale, 'console.forCounter', { no: row.forCounter })}</span>`}
      ${row.forClerk === null ? nothing : html`<span class="mark">${t(locale, 'console.forClerk', { badge: row.forClerk })}</span>`}
      ${row.print === 'failed' || row.print === 'unknown' ? html`<span class="mark"><hk-icon name="printer"></hk-icon>${t(locale, 'console.unprinted')}</span>` : nothing}
      ${row.paperPlace ? html`<span class="mark" data-mark="place"><hk-icon name="printer"></hk-icon>${t(locale, 'console.paperAt', { place: pick(row.paperPlace, locale) })}</span>` : nothing}`;
  }

  #asked(what: Asking['what'], row: WaitingPart) {
    const { locale } = this;
    const isPriority = row.class === 'priority';
    const no = row.ticketNo;
    const keep = html`<button class="plain" @click=${() => this.#ask(row, null)}><hk-icon name="x"></hk-icon>${t(locale, 'desk.keep')}</button>`;
    if (what === 'cancel')
      return html`<p>${t(locale, 'desk.cancelAsk', { no })}</p><div class="buttons"><button class="danger" ?disabled=${this.busy} data-cancel-now @click=${() => this.#cancel(row)}>${t(locale, 'desk.cancelDo', { no })}</button>${keep}</div>`;
    if (what === 'class')
      return html`<p>${isPriority ? t(locale, 'desk.ungrantWhy', { no }) : t(locale, 'desk.grantWhy', { no })}</p><div class="buttons">
        ${this.reasons.map((reason) => html`<button data-reason=${reason.id} ?disabled=${this.busy} @click=${() => this.#setClass(row, reason)}>${pick(reason.text, locale)}</button>`)}${keep}</div>`;
    return html`<div class="buttons">
      <button data-grant ?disabled=${this.busy} @click=${() => this.#ask(row, 'class')}><hk-icon name="badge-check"></hk-icon>${t(locale, isPriority ? 'desk.ungrant' : 'desk.grant')}</button>
      <button data-cancel ?disabled=${this.busy} @click=${() => this.#ask(row, 'cancel')}><hk-icon name="circle-x"></hk-icon>${t(locale, 'desk.cancel')}</button></div>`;
  }

  #ask({ ticketId }: WaitingPart, what: Asking['what'] | null): void {
    this.asking = what && { ticketId, what };
  }

  #setClass(row: WaitingPart, reason: ReasonPart): void {
    this.asking = null;
    const isPriority = row.class === 'priority';
    const path = `tickets/${row.ticketId}/class`;
    const body = (to: 'priority' | 'normal') => ({ class: to, reason: reason.id });
    const done = tBoth(isPriority ? 'desk.ungrantDone' : 'desk.grantDone', { no: row.ticketNo });
    // An appointment's own class cannot be given back by hand.
    const undo = row.class === 'appointment' ? {} : { undo: { path, body: body(isPriority ? 'priority' : 'normal') } };
    this.dispatchEvent(deskCall({ path, body: body(isPriority ? 'normal' : 'priority'), done, ...undo }));
  }

  #cancel(row: WaitingPart): void {
    this.asking = null;
    const done = tBoth('desk.cancelDone', { no: row.ticketNo });
    this.dispatchEvent(deskCall({ path: `tickets/${row.ticketId}/cancel`, body: {}, done }));
  }

  #revive(row: WaitingPart): void {
    const done = tBoth('desk.reviveDone', { no: row.ticketNo });
    this.dispatchEvent(deskCall({ path: `tickets/${row.ticketId}/revive`, body: {}, done }));
  }
}

/**
 * *Waiting*: the tickets in the order in which they will be called, those that are parked, those passed over that may come back.
 * The order is the daemon's. Colour only for what is late. Nothing moves under the pointer: while a row is being pressed the list
 * stands still, and catches up when it is let go. Fires `pick` for the short way of a row and `menu` for everything else.
 */
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { ServicePart, WaitingPart } from '../../protocol/views.ts';
import { formatMinutes } from '../shared/format.ts';
import { HoldStill } from '../shared/hold-still.ts';
import '../shared/icon.ts';
import { keepFocus } from '../shared/keep-focus.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { blurPressed } from './blur-pressed.ts';
import type { RowList } from './console-questions.ts';
import { waitingZoneStyles } from './waiting-zone-styles.ts';

export interface RowDetail {
  readonly list: RowList;
  readonly row: WaitingPart;
}
type Lists = Readonly<Record<RowList, readonly WaitingPart[]>>;

/** A screen shows some ten; more are counted. */
const rowsMax = 40;
/** The short way of a row. */
const shortWay = { waiting: 'call', parked: 'unpark', passed: 'revive' } as const;

@customElement('hk-waiting-zone')
export class WaitingZone extends LitElement {
  @property({ attribute: false }) waiting: readonly WaitingPart[] = [];
  @property({ attribute: false }) parked: readonly WaitingPart[] = [];
  @property({ attribute: false }) passed: readonly WaitingPart[] = [];
  @property({ attribute: false }) services: readonly ServicePart[] = [];
  /** Milliseconds since the waiting part arrived. */
  @property({ type: Number }) sinceMs = 0;
  /** True when a ticket may be called or brought back now. */
  @property({ type: Boolean }) ready = false;
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';
  readonly #still: HoldStill<Lists> = new HoldStill<Lists>(this, () => ({
    waiting: this.waiting,
    parked: this.parked,
    passed: this.passed,
  }));

  constructor() {
    super();
    keepFocus(this);
  }

  static override styles = [pageStyles, waitingZoneStyles];

  /** Moves the focus to the next row, or the one before; from outside to the first, or the last. */
  step(by: 1 | -1): void {
    const rows = [...this.renderRoot.querySelectorAll<HTMLButtonElement>('button[data-menu]')];
    const row = this.shadowRoot?.activeElement?.closest('li');
    const at = rows.findIndex((button) => button.closest('li') === row);
    const next = row ? at + by : by === 1 ? 0 : rows.length - 1;
    rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus();
  }

  override render() {
    const { locale } = this;
    const { waiting, parked, passed } = this.#still.shown;
    return html`
      <h2><span>${t(locale, 'console.waiting')}</span><span class="digits">${waiting.length}</span></h2>
      ${waiting.length === 0 ? html`<p class="none">${t(locale, 'console.nobody')}</p>` : this.#list('waiting', waiting)}
      ${parked.length > 0 ? html`<h2><span>${t(locale, 'console.parked')}</span><span class="digits">${parked.length}</span></h2>${this.#list('parked', parked)}` : nothing}
      ${passed.length > 0 ? html`<h2><span>${t(locale, 'console.passed')}</span><span class="digits">${passed.length}</span></h2>${this.#list('passed', passed)}` : nothing}
    `;
  }

  #list(list: RowList, rows: readonly WaitingPart[]) {
    return html`<ul data-list=${list}>${repeat(
      rows.slice(0, rowsMax),
      (one) => one.ticketId,
      (one) => this.#row(one, list),
    )}</ul>
      ${rows.length > rowsMax ? html`<p class="quiet">${t(this.locale, 'console.more', { n: rows.length - rowsMax })}</p>` : nothing}`;
  }

  #row(row: WaitingPart, list: RowList) {
    const { locale } = this;
    const words = t(locale, `console.act.${shortWay[list]}`);
    const more = t(locale, 'console.act.more');
    return html`<li ?data-resting=${row.resting}>
      <span class="number">${row.ticketNo}</span>
      <span class="facts digits">${this.#facts(row, list)}</span>
      <button class="short" ?disabled=${this.busy || (list !== 'passed' && !this.ready)} aria-label=${`${words} ${row.ticketNo}`} @click=${(event: MouseEvent) => this.#fire(event, 'pick', { list, row })}>${words}</button>
      <button class="plain" data-menu=${row.ticketId} ?disabled=${this.busy} aria-label=${`${more} ${row.ticketNo}`} @click=${(event: MouseEvent) => this.#fire(event, 'menu', { list, row })}>${more}</button>
    </li>`;
  }

  #facts(row: WaitingPart, list: RowList) {
    const { locale } = this;
    const waitedMs = row.waitedMs + this.sinceMs;
    const late = list === 'waiting' && !row.resting && row.targetMs !== null && waitedMs > row.targetMs;
    const service = this.services.find((one) => one.id === row.service);
    return html`<span class="service">${service ? pick(service.name, locale) : row.service}</span>
      ${row.resting ? html`<span class="mark" data-mark="resting"><hk-icon name="clock-arrow-down"></hk-icon>${t(locale, 'console.resting')}</span>` : nothing}
      <span class=${late ? 'late' : ''}>${late ? html`<hk-icon name="clock"></hk-icon>` : nothing}${formatMinutes(waitedMs, locale)}${late ? html` · ${t(locale, 'console.late')}` : nothing}</span>
      ${row.targetMs === null || row.resting || list !== 'waiting' ? nothing : html`<span class="quiet">${t(locale, 'console.target', { n: Math.round(row.targetMs / 60_000) })}</span>`}
      ${row.class === 'normal' ? nothing : html`<span class="mark" data-mark="class"><hk-icon name="badge-check"></hk-icon>${t(locale, `console.class.${row.class}`)}</span>`}
      ${row.forCounter === null ? nothing : html`<span class="mark" data-mark="counter">${t(locale, 'console.forCounter', { no: row.forCounter })}</span>`}
      ${row.forClerk === null ? nothing : html`<span class="mark" data-mark="clerk">${t(locale, 'console.forClerk', { badge: row.forClerk })}</span>`}
      ${row.print === 'failed' || row.print === 'unknown' ? html`<span class="mark" data-mark="print"><hk-icon name="printer"></hk-icon>${t(locale, 'console.unprinted')}</span>` : nothing}`;
  }

  #fire(event: MouseEvent, name: 'pick' | 'menu', detail: RowDetail): void {
    blurPressed(event);
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/**
 * *Now*: the ticket at the counter, its service and those still to come, its marks, the times that matter, what to bring, why it
 * was called; below it what else stands at the counter. Fires `act`.
 */
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { CounterDetail, CounterTicket, ServicePart } from '../../protocol/views.ts';
import { formatMinutes, formatRunning } from '../shared/format.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { blurPressed } from './blur-pressed.ts';
import './counter-standing.ts';
import { nowZoneStyles } from './now-zone-styles.ts';

@customElement('hk-now-zone')
export class NowZone extends LitElement {
  @property({ attribute: false }) counter: CounterDetail | null = null;
  @property({ attribute: false }) services: readonly ServicePart[] = [];
  @property({ type: Number }) waiting = 0;
  /** Milliseconds since the counter part arrived; its ages have grown by this. */
  @property({ type: Number }) sinceMs = 0;
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';

  static override styles = [pageStyles, nowZoneStyles];

  override render() {
    const { counter, locale } = this;
    if (!counter) return nothing;
    return html`<h2 class="title">${t(locale, 'console.now')}</h2>
      ${counter.ticket ? this.#ticket(counter, counter.ticket) : this.#idle(counter)}
      ${counter.rating ? html`<p class="marks"><span class="mark"><hk-icon name="star"></hk-icon>${t(locale, 'console.ratingOpen')} ${counter.rating.ticketNo}</span></p>` : nothing}
      <hk-counter-standing .counter=${counter} .services=${this.services} .sinceMs=${this.sinceMs} ?busy=${this.busy} .locale=${locale}></hk-counter-standing>`;
  }

  #ticket(counter: CounterDetail, ticket: CounterTicket) {
    const { locale } = this;
    const service = this.services.find((one) => one.id === ticket.service);
    const serving = ticket.state === 'serving';
    return html`
      <div class="ticket">
        <p class="no number" data-ticket>${ticket.ticketNo}</p>
        <p class="service">${this.#name(ticket.service)}</p>
        <p class="marks">
          <span class="mark" data-kind=${serving ? 'serving' : 'called'}><hk-icon name=${serving ? 'play' : 'bell-ring'}></hk-icon>${t(locale, serving ? 'console.serving' : 'console.called')}</span>
          ${ticket.class === 'normal' ? nothing : html`<span class="mark" data-kind="class"><hk-icon name="badge-check"></hk-icon>${t(locale, `console.class.${ticket.class}`)}</span>`}
          ${ticket.locale === 'en' ? html`<span class="mark"><hk-icon name="languages"></hk-icon>${t(locale, 'console.locale.en')}</span>` : nothing}
          ${ticket.times > 1 ? html`<span class="mark"><hk-icon name="repeat"></hk-icon>${t(locale, 'console.times', { n: ticket.times })}</span>` : nothing}
          ${ticket.recycled > 0 ? html`<span class="mark"><hk-icon name="clock-arrow-down"></hk-icon>${t(locale, 'console.recycled', { n: ticket.recycled })}</span>` : nothing}
          ${ticket.print === 'failed' || ticket.print === 'unknown' ? html`<span class="mark" data-kind="print"><hk-icon name="printer"></hk-icon>${t(locale, 'console.unprinted')}</span>` : nothing}
        </p>
      </div>
      <dl class="digits">
        ${serving && ticket.startedAgoMs !== null ? this.#time(t(locale, 'console.sinceStart'), formatRunning(ticket.startedAgoMs + this.sinceMs)) : nothing}
        ${ticket.calledAgoMs === null ? nothing : this.#time(t(locale, 'console.sinceCall'), formatRunning(ticket.calledAgoMs + this.sinceMs))}
        ${this.#time(t(locale, 'console.waited'), formatMinutes(ticket.waitedMs, locale))}
      </dl>
      ${
        service && service.bring.length > 0
          ? html`<div class="bring"><h3>${t(locale, 'console.bring')}</h3><ul>${service.bring.map((thing) => html`<li><hk-icon name="circle-check"></hk-icon>${pick(thing, locale)}</li>`)}</ul></div>`
          : nothing
      }
      ${ticket.todo.length > 0 ? html`<div class="bring" data-todo><h3>${t(locale, 'console.todo')}</h3><p class="todo">${ticket.todo.map((id) => this.#name(id)).join(' → ')}</p></div>` : nothing}
      ${counter.reason ? html`<div class="why" @click=${blurPressed}><h3>${t(locale, 'console.reason')}</h3><p>${pick(counter.reason, locale)}</p><button ?disabled=${this.busy} @click=${() => this.dispatchEvent(new CustomEvent('act', { detail: 'why' }))}>${t(locale, 'console.act.why')} Y</button></div>` : nothing}
    `;
  }

  #name(id: string): string {
    const service = this.services.find((one) => one.id === id);
    return service ? pick(service.name, this.locale) : id;
  }

  #time(label: string, value: string) {
    return html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
  }

  #idle(counter: CounterDetail) {
    const { locale } = this;
    const [icon, title, hint] =
      counter.state === 'closed'
        ? (['door-closed', 'console.closed', 'console.closedHint'] as const)
        : counter.state === 'paused'
          ? (['pause', 'console.paused', 'console.pausedHint'] as const)
          : (['bell', 'console.idle', this.waiting > 0 ? 'console.idleHint' : 'console.idleEmpty'] as const);
    return html`<div class="idle"><hk-icon name=${icon}></hk-icon><p>${t(locale, title)}</p><p>${t(locale, hint)}</p></div>`;
  }
}

/** *Now*: the ticket at the counter, its service, its class mark, the times that matter, what to bring, why it was called. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { CounterDetail, CounterTicket, ServicePart } from '../../protocol/views.ts';
import { formatMinutes, formatRunning } from '../shared/format.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';

@customElement('hk-now-zone')
export class NowZone extends LitElement {
  @property({ attribute: false }) counter: CounterDetail | null = null;
  @property({ attribute: false }) services: readonly ServicePart[] = [];
  @property({ type: Number }) waiting = 0;
  /** Milliseconds since the counter part arrived; its ages have grown by this. */
  @property({ type: Number }) sinceMs = 0;
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        align-content: start;
        gap: var(--space-6);
        padding: var(--space-6);
        overflow: auto;
      }
      .title {
        font-size: var(--type-body);
        color: var(--ink-soft);
      }
      .ticket {
        display: grid;
        gap: var(--space-2);
      }
      .no {
        font-size: var(--type-number);
      }
      .service {
        font-size: var(--type-title);
        font-weight: var(--weight-strong);
        line-height: var(--line-tight);
      }
      .marks {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .mark {
        display: inline-flex;
        align-items: center;
        gap: var(--space-1);
        padding: var(--space-1) var(--space-3);
        border-radius: var(--radius-round);
        background: var(--mist-deep);
        font-weight: var(--weight-strong);
        font-size: var(--type-small);
      }
      .mark[data-kind='called'] {
        background: var(--call);
      }
      .mark[data-kind='serving'] {
        background: var(--accent-mist);
      }
      .mark[data-kind='class'] {
        background: var(--good-mist);
      }
      dl {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--space-4);
      }
      dt {
        color: var(--ink-soft);
        font-size: var(--type-small);
      }
      dd {
        font-size: var(--type-large);
        font-weight: var(--weight-strong);
        line-height: var(--line-tight);
      }
      .bring h3,
      .why h3 {
        font-size: var(--type-small);
        color: var(--ink-soft);
        font-weight: var(--weight-text);
        margin-bottom: var(--space-1);
      }
      .bring li {
        display: flex;
        gap: var(--space-2);
        align-items: baseline;
      }
      .bring hk-icon {
        color: var(--good);
        align-self: center;
      }
      .idle {
        display: grid;
        gap: var(--space-2);
        padding: var(--space-8) 0;
      }
      .idle hk-icon {
        font-size: var(--type-huge);
        color: var(--ink-soft);
      }
      .idle p:first-of-type {
        font-size: var(--type-title);
        font-weight: var(--weight-strong);
      }
      .idle p:last-of-type {
        color: var(--ink-soft);
      }
    `,
  ];

  override render() {
    const { counter, locale } = this;
    if (!counter) return nothing;
    return html`<h2 class="title">${t(locale, 'console.now')}</h2>
      ${counter.ticket ? this.#ticket(counter, counter.ticket) : this.#idle(counter)}
      ${counter.rating ? html`<p class="marks"><span class="mark"><hk-icon name="star"></hk-icon>${t(locale, 'console.ratingOpen')} ${counter.rating.ticketNo}</span></p>` : nothing}`;
  }

  #ticket(counter: CounterDetail, ticket: CounterTicket) {
    const { locale } = this;
    const service = this.services.find((one) => one.id === ticket.service);
    const serving = ticket.state === 'serving';
    return html`
      <div class="ticket">
        <p class="no number" data-ticket>${ticket.ticketNo}</p>
        <p class="service">${service ? pick(service.name, locale) : ticket.service}</p>
        <p class="marks">
          <span class="mark" data-kind=${serving ? 'serving' : 'called'}><hk-icon name=${serving ? 'play' : 'bell-ring'}></hk-icon>${t(locale, serving ? 'console.serving' : 'console.called')}</span>
          ${ticket.class === 'normal' ? nothing : html`<span class="mark" data-kind="class"><hk-icon name="badge-check"></hk-icon>${t(locale, `console.class.${ticket.class}`)}</span>`}
          ${ticket.locale === 'en' ? html`<span class="mark"><hk-icon name="languages"></hk-icon>${t(locale, 'console.locale.en')}</span>` : nothing}
          ${ticket.times > 1 ? html`<span class="mark"><hk-icon name="repeat"></hk-icon>${t(locale, 'console.times', { n: ticket.times })}</span>` : nothing}
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
      ${counter.reason ? html`<div class="why"><h3>${t(locale, 'console.reason')}</h3><p>${pick(counter.reason, locale)}</p></div>` : nothing}
    `;
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

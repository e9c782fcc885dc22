/** Counters at a glance: state, clerk, ticket, who waits, cover, why paused. Shows only; a counter is worked at its console. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { CounterDetail, ReasonPart, ServicePart } from '../../protocol/views.ts';
import { formatRunning } from '../shared/format.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { deskStyles } from './desk-styles.ts';

@customElement('hk-desk-counters')
export class DeskCounters extends LitElement {
  @property({ attribute: false }) counters: readonly CounterDetail[] = [];
  @property({ attribute: false }) services: readonly ServicePart[] = [];
  @property({ attribute: false }) pauses: readonly ReasonPart[] = [];
  /** Milliseconds since the counters arrived. */
  @property({ type: Number }) sinceMs = 0;
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    pageStyles,
    deskStyles,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr));
        gap: var(--space-3);
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-content: start;
        gap: var(--space-1) var(--space-3);
        padding: var(--space-3) var(--space-4);
      }
      .state {
        display: inline-flex;
        align-items: center;
        gap: var(--space-1);
        padding: 0 var(--space-2);
        border-radius: var(--radius-round);
        background: var(--mist-deep);
        font-size: var(--type-small);
        font-weight: var(--weight-strong);
      }
      .state[data-state='open'] {
        background: var(--good-mist);
      }
      .state[data-state='paused'] {
        background: var(--call);
      }
      .ticket {
        display: flex;
        align-items: baseline;
        gap: var(--space-2);
      }
      .ticket .number {
        font-size: var(--type-title);
      }
      .wide {
        grid-column: span 2;
      }
      .end {
        text-align: end;
      }
    `,
  ];

  override render() {
    return html`<h2>${t(this.locale, 'desk.counters')}</h2><ul>${this.counters.map((one) => this.#counter(one))}</ul>`;
  }

  #counter(counter: CounterDetail) {
    const { locale } = this;
    const { state, ticket, armed } = counter;
    const pause = state === 'paused' ? this.pauses.find((one) => one.id === counter.pauseReason) : undefined;
    return html`<li class="card" data-counter=${counter.no}>
      <h3>${counter.name ? pick(counter.name, locale) : t(locale, 'counter.name', { no: counter.no })}</h3>
      <span class="state" data-state=${state}><hk-icon name=${state === 'open' ? 'door-open' : state === 'paused' ? 'pause' : 'door-closed'}></hk-icon>${t(locale, `console.state.${state}`)}${pause ? ` · ${pick(pause.text, locale)}` : ''}</span>
      ${
        state === 'closed'
          ? nothing
          : html`<p class="ticket">${
              ticket
                ? html`<span class="number">${ticket.ticketNo}</span><span class="quiet digits">${t(locale, ticket.state === 'serving' ? 'console.serving' : 'console.called')} ${formatRunning((ticket.startedAgoMs ?? ticket.calledAgoMs ?? 0) + this.sinceMs)}</span>`
                : html`<span class="quiet">${t(locale, 'desk.noTicket')}</span>`
            }</p>
            <p class="quiet end digits">${t(locale, 'service.waiting', { n: counter.waiting })}</p>`
      }
      <p class="quiet">${counter.clerk === null ? nothing : t(locale, 'desk.clerk', { badge: counter.clerk })}</p>
      <p class="quiet end digits">${t(locale, 'desk.served', { n: counter.servedToday })}</p>
      ${armed ? html`<p class="mark wide"><hk-icon name="zap"></hk-icon>${t(locale, 'desk.armed')}</p>` : nothing}
      ${this.#cover(counter)}
      ${counter.break ? html`<p class="mark wide digits"><hk-icon name="coffee"></hk-icon>${t(locale, 'console.break', counter.break)}</p>` : nothing}
    </li>`;
  }

  #cover({ cover }: CounterDetail) {
    const { locale } = this;
    const leftMs = cover ? cover.leftMs - this.sinceMs : 0;
    if (!cover || leftMs <= 0) return nothing;
    const names = cover.services
      .map((id) => {
        const service = this.services.find((one) => one.id === id);
        return service ? pick(service.name, locale) : id;
      })
      .join(locale === 'en' ? ', ' : '、');
    return html`<p class="mark wide digits"><hk-icon name="combine"></hk-icon>${t(locale, 'desk.cover', { names, n: Math.ceil(leftMs / 60_000) })}</p>`;
  }
}

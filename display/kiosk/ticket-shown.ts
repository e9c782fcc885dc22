/**
 * After the tap: the number as large as the screen allows, what the paper does, what happens next. Says 'take your paper'
 * only when the printer has confirmed it; otherwise the number stays and is to be noted, with a code for the phone. An
 * appointment is told how it waits; of several services the first stands above the number and the others follow.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../protocol/texts-types.ts';
import type { PrintState, TicketAnswer } from '../../protocol/views.ts';
import { formatClock, formatWait } from '../shared/format.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { qrCode } from '../shared/qr-code.ts';
import { isGoing } from './print-watch.ts';

@customElement('hk-ticket-shown')
export class TicketShown extends LitElement {
  @property({ attribute: false }) ticket: TicketAnswer | null = null;
  /** Names of the services of the visit, in order. */
  @property({ attribute: false }) visit: readonly Bilingual[] = [];
  @property({ attribute: false }) bring: readonly Bilingual[] = [];
  @property() print: PrintState = 'none';
  /** The printer that gives the paper; null at this kiosk's own. */
  @property({ attribute: false }) place: Bilingual | null = null;
  /** True when this ticket was there before: no paper comes now. */
  @property({ type: Boolean }) known = false;
  /** True with larger text: what stands on the paper too leaves first. */
  @property({ type: Boolean, reflect: true }) roomy = false;
  @property() zone: string | undefined;
  @property() locale: Locale = 'zh-CN';
  /** Address of the follow page, or null: then no code is shown. */
  @property({ attribute: false }) followUrl: string | null = null;

  static override styles = [
    pageStyles,
    css`
      :host {
        min-height: 0;
      }
      article {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        justify-items: center;
        gap: var(--space-4);
        height: 100%;
        text-align: center;
        animation: arrive var(--arrive);
      }
      @keyframes arrive {
        from {
          opacity: 0;
        }
      }
      h1 {
        font-size: var(--type-lead);
        font-weight: var(--weight-text);
      }
      h1 strong {
        display: block;
        font-size: var(--type-title);
        font-weight: var(--weight-strong);
      }
      .ticket {
        font-size: var(--type-number);
        letter-spacing: 0.01em;
      }
      .print {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: var(--space-4);
        padding: var(--space-4) var(--space-8);
        border-radius: var(--radius);
        font-size: var(--type-lead);
        font-weight: var(--weight-strong);
        line-height: var(--line-tight);
        text-wrap: balance;
        background: var(--accent-mist);
      }
      .print hk-icon {
        color: var(--accent);
      }
      .print[data-print='take'] {
        background: var(--good-mist);
      }
      .print[data-print='take'] hk-icon {
        color: var(--good);
      }
      .print[data-print='note'] {
        border-radius: var(--radius);
        background: var(--call-mist);
      }
      .print[data-print='note'] hk-icon {
        color: var(--trouble);
      }
      .why {
        display: block;
        font-size: var(--type-small);
        font-weight: var(--weight-text);
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: 0 var(--space-12);
        font-size: var(--type-lead);
        line-height: 1.3;
      }
      .facts strong {
        font-weight: var(--weight-strong);
      }
      .then {
        font-size: var(--type-lead);
        line-height: 1.3;
        text-wrap: balance;
      }
      .note {
        display: grid;
        gap: var(--space-1);
        padding: var(--space-3) var(--space-6);
        border-radius: var(--radius);
        font-size: var(--type-body);
        line-height: 1.3;
        text-wrap: balance;
      }
      .note strong {
        font-size: var(--type-lead);
      }
      .note[data-late] {
        background: var(--call-mist);
      }
      .next {
        font-size: var(--type-body);
        color: var(--ink-soft);
        max-width: var(--measure);
      }
      .more {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: var(--space-8) var(--space-12);
      }
      .bring {
        text-align: left;
        font-size: var(--type-body);
      }
      .bring h2 {
        font-size: var(--type-body);
        margin-bottom: var(--space-2);
      }
      .bring li {
        display: flex;
        align-items: baseline;
        gap: var(--space-3);
      }
      figure {
        flex: none;
        max-width: calc(330 * var(--u));
      }
      .bring hk-icon {
        color: var(--good);
        align-self: center;
      }
      figure {
        display: grid;
        justify-items: center;
        gap: var(--space-2);
        font-size: var(--type-small);
      }
      .code {
        width: calc(260 * var(--u));
        height: calc(260 * var(--u));
        background: var(--paper);
        border-radius: var(--radius-small);
      }
      .code svg {
        display: block;
        width: 100%;
        height: 100%;
      }
      .left {
        display: grid;
        align-content: center;
        gap: var(--space-4);
      }
      .right {
        display: grid;
        align-content: space-evenly;
        justify-items: center;
        gap: var(--space-4);
        min-width: 0;
      }
      @media (orientation: landscape) {
        article {
          grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr);
          grid-template-rows: minmax(0, 1fr);
          column-gap: var(--space-12);
        }
        .right {
          align-self: stretch;
        }
        .more {
          gap: var(--space-8);
        }
        .code {
          width: calc(210 * var(--u));
          height: calc(210 * var(--u));
        }
        article[data-note] .right {
          gap: var(--space-2);
        }
        article[data-note] .code {
          width: calc(160 * var(--u));
          height: calc(160 * var(--u));
        }
        :host([roomy]) article[data-full] .next,
        :host([roomy]) article[data-paper] figure {
          display: none;
        }
      }
    `,
  ];

  override render() {
    const { ticket, locale } = this;
    if (!ticket) return nothing;
    const [first, ...then] = this.visit;
    // The code is on the paper too.
    const hasPaper = this.print === 'printed' || isGoing(this.print);
    return html`<article ?data-note=${ticket.appointment !== undefined} ?data-full=${this.bring.length > 2} ?data-paper=${hasPaper}>
      <div class="left">
        <h1>${first ? html`<strong>${pick(first, locale)}</strong>` : nothing}${t(locale, 'kiosk.yourNumber')}</h1>
        <p class="ticket number" data-ticket>${ticket.ticketNo}</p>
        ${then.length > 0 ? html`<p class="then">${t(locale, 'kiosk.then', { names: then.map((name) => pick(name, locale)).join(locale === 'en' ? ', ' : '、') })}</p>` : nothing}
      </div>
      <div class="right">${this.#paper()}
      ${this.#appointment(ticket)}
      ${this.#facts(ticket)}
      ${ticket.appointment ? nothing : html`<p class="next">${t(locale, 'kiosk.next')}</p>`}
      ${this.#more()}</div>
    </article>`;
  }

  #facts({ ahead, wait, appointment }: TicketAnswer) {
    const { locale } = this;
    const range = formatWait(wait, locale);
    const isNow = wait !== null && wait.toMs <= 0;
    const expected = html`<span>${wait === null ? t(locale, 'wait.noCounter') : isNow ? range : `${t(locale, 'kiosk.wait')} ${range}`}</span>`;
    // An appointment is not called in the order of arrival: how many came before it says nothing.
    if (appointment && !appointment.late) return html`<p class="facts digits">${expected}</p>`;
    const first = t(locale, wait === null ? 'kiosk.first' : 'kiosk.aheadNone');
    const place = ahead === 0 ? first : t(locale, 'kiosk.ahead', { n: ahead });
    return html`<p class="facts digits"><strong>${place}</strong>${wait === null || ahead > 0 ? expected : nothing}</p>`;
  }

  #appointment({ appointment }: TicketAnswer) {
    if (!appointment) return nothing;
    const { locale } = this;
    const time = formatClock(appointment.slotMs, this.zone);
    return html`<p class="note" ?data-late=${appointment.late}><strong class="digits">${t(locale, 'kiosk.checkIn.slot', { time })}</strong>
      <span>${t(locale, appointment.late ? 'kiosk.checkIn.late' : 'kiosk.checkIn.onTime')}</span></p>`;
  }

  #paper() {
    const { locale } = this;
    if (this.known) {
      return html`<p class="print" data-print="known" role="status"><hk-icon name="circle-check"></hk-icon>${t(locale, 'kiosk.print.known')}</p>`;
    }
    const place = this.place && pick(this.place, locale);
    if (isGoing(this.print)) {
      const going = place === null ? t(locale, 'kiosk.print.going') : t(locale, 'kiosk.print.goingAt', { place });
      return html`<p class="print" data-print="going" role="status"><hk-icon name="printer"></hk-icon><span>${going}</span></p>`;
    }
    if (this.print === 'printed') {
      const take = place === null ? t(locale, 'kiosk.print.take') : t(locale, 'kiosk.print.takeAt', { place });
      return html`<p class="print" data-print="take" role="status"><hk-icon name="circle-check"></hk-icon><span>${take}</span></p>`;
    }
    return html`<p class="print" data-print="note" role="status"><hk-icon name="triangle-alert"></hk-icon>
      <span>${t(locale, 'kiosk.print.note')}<span class="why">${t(locale, 'kiosk.print.noteWhy')}</span></span></p>`;
  }

  #more() {
    const { locale } = this;
    return html`<div class="more">
      ${
        this.bring.length > 0
          ? html`<div class="bring"><h2>${t(locale, 'kiosk.bring')}</h2><ul>
            ${this.bring.map((thing) => html`<li><hk-icon name="circle-check"></hk-icon>${pick(thing, locale)}</li>`)}</ul></div>`
          : nothing
      }
      ${this.followUrl ? html`<figure><div class="code">${qrCode(this.followUrl)}</div><figcaption>${t(locale, 'kiosk.qr')}</figcaption></figure>` : nothing}
    </div>`;
  }
}

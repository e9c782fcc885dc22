/**
 * Follow a ticket on a phone: number, people ahead, range, the counter when called; give it back. Sound and vibration only
 * when asked for. Nothing to install, nothing personal, nothing kept.
 */
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { TicketView } from '../../protocol/views.ts';
import { announce } from '../shared/announcer.ts';
import { callApi, RefusalError } from '../shared/api.ts';
import { formatWait } from '../shared/format.ts';
import '../shared/icon.ts';
import type { IconName } from '../shared/icon.ts';
import '../shared/link-mark.ts';
import { LiveView } from '../shared/live-view.ts';
import { pathTail } from '../shared/page-path.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { otherLocale, savedLocale, saveLocale } from '../shared/preferences.ts';
import { Ticker } from '../shared/ticker.ts';
import { playChime } from '../signage/chime.ts';
import './give-back.ts';
import { ticketPageStyles } from './ticket-page-styles.ts';

/** Long, short, long: felt through a coat, and not taken for a message. */
const vibration = [600, 200, 300, 200, 600];

type Ticket = TicketView['ticket'];

/** Nothing comes after these. */
const endStates: readonly Ticket['state'][] = ['served', 'no-show', 'cancelled', 'expired'];

@customElement('hk-ticket')
export class TicketPage extends LitElement {
  readonly #id = pathTail(location.pathname);
  readonly #live = new LiveView<TicketView>(this, this.#id ? `ticket/${encodeURIComponent(this.#id)}` : null, {
    unseen: true,
    onChange: () => this.#take(),
    onLost: () => void this.#probe(),
  });
  @state() private locale: Locale = savedLocale();
  @state() private unknown = this.#id === '';
  @state() private alerting = false;
  #context: AudioContext | null = null;
  #calledKey = '';
  #first = true;

  constructor() {
    super();
    new Ticker(this, 5_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.#context?.close();
    this.#context = null;
  }

  static override styles = [pageStyles, ticketPageStyles];

  override render() {
    const { locale } = this;
    const { view } = this.#live;
    return html`<header><span>${view ? pick(view.hall.name, locale) : ''}</span>
        <button class="plain" @click=${this.#switchLocale}><hk-icon name="languages"></hk-icon><span lang=${otherLocale(locale)}>${t(locale, 'language.other')}</span></button></header>
      <main>
        <hk-link-mark ?stale=${this.#live.stale && !this.unknown} .agoMs=${this.#agoMs()} ?clock=${view?.hall.clockTrusted ?? false} .zone=${view?.hall.zone} .locale=${locale}></hk-link-mark>
        ${this.unknown ? this.#nothing() : view ? this.#ticket(view) : html`<p class="none">${t(locale, 'page.loading')}</p>`}</main>
      <footer>${t(locale, 'ticket.private')}</footer>`;
  }

  #nothing() {
    return html`<div class="none"><hk-icon name="ticket"></hk-icon><strong>${t(this.locale, 'ticket.unknown')}</strong><p>${t(this.locale, 'ticket.unknownHint')}</p></div>`;
  }

  #ticket(view: TicketView) {
    const { locale } = this;
    const { ticket } = view;
    const waiting = ticket.state === 'waiting';
    const next = nextOf(ticket);
    return html`
      <section class="ticket card" data-state=${ticket.state} ?data-resting=${ticket.resting}>
        <p class="service">${pick(ticket.serviceName, locale)}</p>
        <p class="no number" data-ticket>${ticket.ticketNo}</p>
        <p class="state" role="status"><hk-icon name=${iconOf(ticket)}></hk-icon>${this.#words(ticket)}</p>
        ${ticket.state === 'called' && ticket.counter !== null ? html`<p class="to">${t(locale, 'ticket.goTo', { no: ticket.counter })}</p>` : nothing}
        ${this.#paperPlace(ticket)}
        ${next ? html`<p class="todo">${t(locale, next)}</p>` : nothing}
      </section>
      ${
        waiting
          ? html`<dl class="digits"><div class="card"><dt>${t(locale, 'ticket.ahead')}</dt><dd>${ticket.ahead ?? '–'}</dd></div>
        <div class="card"><dt>${t(locale, 'ticket.wait')}</dt><dd ?data-words=${ticket.wait === null}>${ticket.wait === null ? t(locale, 'wait.noCounter') : formatWait(ticket.wait, locale)}</dd></div></dl>`
          : nothing
      }
      ${waiting ? this.#alertChoice() : nothing}
      ${this.#rest(ticket)}
      ${
        view.bring.length > 0 && (waiting || ticket.state === 'called')
          ? html`<section class="bring card"><h2>${t(locale, 'kiosk.bring')}</h2><ul>${view.bring.map((thing) => html`<li><hk-icon name="circle-check"></hk-icon>${pick(thing, locale)}</li>`)}</ul></section>`
          : nothing
      }
      ${waiting ? html`<hk-give-back .ticketId=${ticket.ticketId} .ticketNo=${ticket.ticketNo} .locale=${locale}></hk-give-back>` : nothing}`;
  }

  /** Where the paper lies when it is not where the ticket was taken; for who still waits, and once there is one to fetch. */
  #paperPlace({ state, print, paperPlace }: Ticket) {
    if (paperPlace === null || state !== 'waiting' || print === 'failed' || print === 'unknown') return nothing;
    const words = t(this.locale, 'ticket.paperAt', { place: pick(paperPlace, this.locale) });
    return html`<p class="paper" role="status"><hk-icon name="printer"></hk-icon><span>${words}</span></p>`;
  }

  #rest({ rest, state }: Ticket) {
    if (rest.length === 0 || endStates.includes(state)) return nothing;
    return html`<section class="rest card"><h2>${t(this.locale, 'ticket.then')}</h2>
      <ol>${rest.map((name) => html`<li><hk-icon name="arrow-right"></hk-icon>${pick(name, this.locale)}</li>`)}</ol></section>`;
  }

  #alertChoice() {
    if (this.alerting)
      return html`<p class="on"><hk-icon name="bell-ring"></hk-icon>${t(this.locale, 'ticket.alertOn')}</p>`;
    return html`<button class="alert" @click=${this.#alertOn}><hk-icon name="bell"></hk-icon>${t(this.locale, 'ticket.alert')}</button>`;
  }

  #words(ticket: Ticket): string {
    if (ticket.state === 'waiting') {
      if (ticket.resting) return t(this.locale, 'ticket.resting');
      if (ticket.ahead !== 0) return t(this.locale, 'ticket.waiting');
      return t(this.locale, ticket.wait === null ? 'ticket.first' : 'ticket.next');
    }
    return t(this.locale, `ticket.${ticket.state}`);
  }

  /** A stream that cannot be opened may be a ticket that does not exist: then there is nothing to wait for. */
  async #probe(): Promise<void> {
    if (this.#live.view || !this.#id) return;
    try {
      await callApi('GET', `tickets/${encodeURIComponent(this.#id)}`);
    } catch (error) {
      if (error instanceof RefusalError && error.status === 404) {
        this.unknown = true;
        this.#live.follow(null);
      }
    }
  }

  #take(): void {
    const ticket = this.#live.view?.ticket;
    if (!ticket) return;
    const key = ticket.state === 'called' ? `${ticket.counter}/${ticket.times}` : '';
    if (key && key !== this.#calledKey && !this.#first) this.#ring(ticket);
    this.#calledKey = key;
    this.#first = false;
  }

  #ring(ticket: Ticket): void {
    if (ticket.counter !== null)
      announce(t(this.locale, 'ticket.goTo', { no: ticket.counter }), this.locale, 'assertive');
    if (!this.alerting) return;
    navigator.vibrate?.(vibration);
    if (this.#context) playChime(this.#context);
  }

  readonly #alertOn = (): void => {
    this.alerting = true;
    // Made inside the touch, or the phone would not let it sound later.
    this.#context ??= new AudioContext();
    void this.#context.resume();
    navigator.vibrate?.(80);
  };
  readonly #switchLocale = (): void => {
    this.locale = otherLocale(this.locale);
    saveLocale(this.locale);
  };
  #agoMs(): number {
    const at = this.#live.state.truthAtMs;
    return at === null ? 0 : performance.now() - at;
  }
}

/** What to do in a state that asks for something; null where there is nothing to do. */
function nextOf(ticket: Ticket): 'ticket.restingNext' | 'ticket.no-showNext' | 'ticket.cancelledNext' | null {
  if (ticket.state === 'waiting' && ticket.resting) return 'ticket.restingNext';
  if (ticket.state === 'no-show') return 'ticket.no-showNext';
  return ticket.state === 'cancelled' ? 'ticket.cancelledNext' : null;
}

function iconOf(ticket: Ticket): IconName {
  if (ticket.resting) return 'repeat';
  if (ticket.state === 'waiting') return 'hourglass';
  if (ticket.state === 'called') return 'bell-ring';
  if (ticket.state === 'serving') return 'play';
  if (ticket.state === 'served') return 'circle-check';
  return 'circle-alert';
}

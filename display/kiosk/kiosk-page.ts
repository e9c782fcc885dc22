/**
 * The kiosk: one question a screen, one touch to a ticket. The next person is another person, so every screen goes back to
 * the start by itself, with its language and its text size.
 *
 *   choose ─► (locked until the answer) ─► ticket ─ 15 s or a tap ─► choose
 *      ├► several ─► services ticked, one ticket          15 s without a touch ─► choose
 *      ├► check-in ─► code of an appointment              15 s without a touch ─► choose
 *      └► help ─► where it was pressed; left alone, the start
 *                               refusal or no answer: words, and the same request id for the next try
 */
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { limits } from '../../protocol/limits.ts';
import { t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { HallView, TicketAnswer } from '../../protocol/views.ts';
import { announce } from '../shared/announcer.ts';
import { callApi } from '../shared/api.ts';
import { formatHours } from '../shared/format.ts';
import '../shared/icon.ts';
import '../shared/link-mark.ts';
import { LiveView } from '../shared/live-view.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { otherLocale } from '../shared/preferences.ts';
import { setStyle } from '../shared/set-style.ts';
import { Ticker } from '../shared/ticker.ts';
import { calmScreen, closedScreen, helpScreen, helpWords, type Told } from './calm-screens.ts';
import './code-pad.ts';
import { kioskPageStyles } from './kiosk-page-styles.ts';
import { PrintWatch } from './print-watch.ts';
import './service-choice.ts';
import './ticket-shown.ts';
import { type Refused, refusedWords, type Wish, WishLine } from './wish.ts';

/** Back to start after the ticket; a tap on 'keep open' gives the longer time. */
const shownMs = 15_000;
const stayMs = 60_000;
/** Back to start when a code or a choice is left alone; each touch begins it anew. */
const quietMs = 15_000;
const helpMs = 30_000;
const refusedMs = 15_000;
/** Language and text size go back to the house's own when nobody has touched the screen for this long. */
const restMs = 45_000;
const textSizes = ['1', '2', '3'] as const;

type Screen =
  | { readonly kind: 'choose' }
  | { readonly kind: 'several'; readonly picked: readonly string[] }
  | { readonly kind: 'check-in'; readonly code: string }
  | {
      readonly kind: 'ticket';
      readonly ticket: TicketAnswer;
      readonly services: readonly string[];
      readonly known: boolean;
    }
  | { readonly kind: 'help'; readonly told: Told; readonly from: Screen }
  | { readonly kind: 'refused'; readonly wish: Wish; readonly refused: Refused };

@customElement('hk-kiosk')
export class KioskPage extends LitElement {
  readonly #live = new LiveView<HallView>(this, 'hall', { unseen: true });
  readonly #print = new PrintWatch(this);
  @state() private screen: Screen = { kind: 'choose' };
  @state() private locale: Locale = homeLocale();
  @state() private textSize = 0;
  @state() private busy: Wish | null = null;
  readonly #wishes = new WishLine();
  #backAtMs = 0;
  #backAfterMs = 0;
  #touchedAtMs = performance.now();
  readonly #bornAtMs = performance.now();

  constructor() {
    super();
    new Ticker(this, 250, () => this.#tick());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.#onTouch);
    this.#setLocale(this.locale);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.#onTouch);
  }

  static override styles = [pageStyles, kioskPageStyles];

  override render() {
    const { view } = this.#live;
    return html`
      ${this.#head(view)}
      <main>${view ? this.#body(view) : this.#waiting()}</main>
      <div>${this.screen.kind === 'choose' ? nothing : this.#leave()}${this.#foot()}</div>
    `;
  }

  #head(view: HallView | null) {
    const { locale } = this;
    const asking = view && !this.#live.stale ? this.#question(view) : null;
    const quietly = this.screen.kind === 'choose' && this.#live.stale;
    return html`<header>
      <div class="hall"><span>${view ? pick(view.hall.name, locale) : ''}</span>
        <hk-link-mark ?stale=${this.#live.stale && !quietly} .agoMs=${this.#agoMs()} ?clock=${view?.hall.clockTrusted ?? false} .zone=${view?.hall.zone} .locale=${locale}></hk-link-mark></div>
      ${asking ? html`<h1>${asking[0]}</h1><p class="hint" ?data-lesser=${this.screen.kind === 'check-in' && this.textSize > 0}>${asking[1]}</p>` : nothing}
      ${asking && view && !view.kiosk.paper ? html`<p class="trouble" role="status"><hk-icon name="printer"></hk-icon>${t(locale, 'kiosk.paperOut')}</p>` : nothing}
    </header>`;
  }

  /** The one question of this screen and its hint; null where nothing is asked. */
  #question({ hall }: HallView): readonly [string, string] | null {
    const { locale, screen } = this;
    if (screen.kind === 'several') {
      const most = { n: limits.servicesPerVisitMax };
      return [t(locale, 'kiosk.several.ask'), t(locale, 'kiosk.several.hint', most)];
    }
    if (screen.kind === 'check-in') return [t(locale, 'kiosk.checkIn.ask'), t(locale, 'kiosk.checkIn.hint')];
    if (screen.kind !== 'choose' || !hall.open || hall.dayClosed) return null;
    const hint = t(locale, 'kiosk.askHint');
    if (!hall.dayName) return [t(locale, 'kiosk.ask'), hint];
    // A day with hours of its own: who comes today must know them.
    const hours = formatHours(hall.hoursToday);
    const day = t(locale, 'kiosk.today', { name: pick(hall.dayName, locale) });
    return [t(locale, 'kiosk.ask'), hours ? `${day} · ${t(locale, 'hall.hours', { hours })}` : day];
  }

  #body(view: HallView) {
    const { locale, screen } = this;
    if (screen.kind === 'help') return helpScreen(screen.told, locale);
    if (screen.kind === 'refused') return this.#refused(screen);
    if (screen.kind === 'ticket') return this.#ticket(screen, view);
    if (this.#live.stale) {
      return calmScreen('lost', 'wifi-off', t(locale, 'link.lost'), [t(locale, 'kiosk.linkLost')]);
    }
    if (!view.hall.open || view.hall.dayClosed) return closedScreen(view.hall, locale);
    if (screen.kind === 'check-in') {
      return html`<hk-code-pad .code=${screen.code} .locale=${locale} ?busy=${this.busy !== null}
        @code=${(event: CustomEvent<string>) => this.#ask({ kind: 'check-in', code: event.detail })}
        @go=${() => void this.#send({ kind: 'check-in', code: screen.code })}></hk-code-pad>`;
    }
    if (screen.kind === 'several') {
      return html`<hk-service-choice .services=${view.services} .picked=${this.#picked(screen, view)} .locale=${locale} ?locked=${this.busy !== null} ?roomy=${this.textSize > 0}
        @choose=${(event: CustomEvent<string>) => this.#toggle(screen, event.detail)}></hk-service-choice>`;
    }
    return this.#start(view);
  }

  /** What is ticked and can still be had. */
  #picked(screen: Extract<Screen, { kind: 'several' }>, view: HallView): readonly string[] {
    return screen.picked.filter((id) => view.services.some((service) => service.id === id && service.open));
  }

  #toggle({ picked }: Extract<Screen, { kind: 'several' }>, service: string): void {
    const next = picked.includes(service) ? picked.filter((one) => one !== service) : [...picked, service];
    if (next.length <= limits.servicesPerVisitMax) this.#ask({ kind: 'several', picked: next });
  }

  #start(view: HallView) {
    const { locale, busy } = this;
    const several = view.services.filter((service) => service.open).length > 1;
    return html`<hk-service-choice .services=${view.services} .locale=${locale} .busy=${busy?.kind === 'issue' ? (busy.services[0] ?? null) : null} ?roomy=${this.textSize > 0}
        @choose=${(event: CustomEvent<string>) => void this.#send({ kind: 'issue', services: [event.detail] })}></hk-service-choice>
      ${
        several || view.kiosk.checkIn
          ? html`<div class="others">
        ${view.kiosk.checkIn ? html`<button data-act="check-in" ?disabled=${busy !== null} @click=${() => this.#ask({ kind: 'check-in', code: '' })}><hk-icon name="calendar-clock"></hk-icon>${t(locale, 'kiosk.checkIn')}</button>` : nothing}
        ${several ? html`<button data-act="several" ?disabled=${busy !== null} @click=${() => this.#ask({ kind: 'several', picked: [] })}><hk-icon name="list-checks"></hk-icon>${t(locale, 'kiosk.several')}</button>` : nothing}
      </div>`
          : nothing
      }`;
  }

  #ticket({ ticket, services, known }: Extract<Screen, { kind: 'ticket' }>, view: HallView) {
    const visit = services.flatMap((id) => view.services.find((one) => one.id === id) ?? []);
    const bring = visit.flatMap((service) => service.bring);
    const url = view.kiosk.publicUrl;
    return html`<hk-ticket-shown .ticket=${ticket} .visit=${visit.map((service) => service.name)}
      .bring=${bring.filter((thing, place) => bring.findIndex((other) => other.zh === thing.zh) === place)}
      .print=${this.#print.state} ?known=${known} ?roomy=${this.textSize > 0} .zone=${view.hall.zone} .locale=${this.locale}
      .followUrl=${url ? `${url.replace(/\/$/, '')}/t/${ticket.ticketId}` : null}></hk-ticket-shown>`;
  }

  #refused({ refused, wish }: Extract<Screen, { kind: 'refused' }>) {
    const { locale } = this;
    const lines = refused.words.map((words) => pick(words, locale));
    if (refused.again === null) {
      return calmScreen('refused', 'circle-alert', pick(refused.title, locale), lines);
    }
    const again =
      refused.again === 'code' && wish.kind === 'check-in'
        ? html`<button class="primary" data-act="again" @click=${() => this.#ask(wish)}>${t(locale, 'kiosk.checkIn.again')}</button>`
        : html`<button class="primary" data-act="again" ?disabled=${this.busy !== null} @click=${() => void this.#send(wish)}>
            ${t(locale, this.busy ? 'kiosk.busy' : 'kiosk.retry')}</button>`;
    const choices = html`<div class="choices">${again}</div>`;
    return calmScreen('refused', 'circle-alert', pick(refused.title, locale), lines, choices);
  }

  /** Nothing is known yet: silent for 300 ms, then words; after a while, whom to ask. */
  #waiting() {
    const ageMs = performance.now() - this.#bornAtMs;
    if (this.screen.kind === 'help') return helpScreen(this.screen.told, this.locale);
    if (ageMs < 300) return nothing;
    return html`<div class="calm late"><p>${t(this.locale, ageMs > 8_000 ? 'kiosk.linkLost' : 'page.loading')}</p></div>`;
  }

  #leave() {
    const { locale } = this;
    const leftMs = Math.max(0, this.#backAtMs - performance.now());
    const ticket = this.screen.kind === 'ticket';
    return html`<div class="leave">
      ${ticket ? html`<button @click=${() => this.#backIn(stayMs)}><hk-icon name="timer"></hk-icon>${t(locale, 'kiosk.stay')}</button>` : nothing}
      <button class=${ticket ? 'primary' : ''} @click=${this.#leaveScreen}>${t(locale, ticket ? 'kiosk.done' : 'kiosk.back')}</button>
      ${this.#takeButton()}
      <div class="count"><span class="digits">${t(locale, 'kiosk.backIn', { n: Math.ceil(leftMs / 1000) })}</span>
        <div class="bar" ${setStyle({ '--left': String(this.#backAfterMs > 0 ? leftMs / this.#backAfterMs : 0) })}><i></i></div></div>
    </div>`;
  }

  /** Several services: the touch that takes the ticket stands beside the way back, large. */
  #takeButton() {
    const { locale, screen, busy } = this;
    const { view } = this.#live;
    if (screen.kind !== 'several' || !view || this.#live.stale) return nothing;
    const services = this.#picked(screen, view);
    const n = services.length;
    return html`<button class="take primary" data-act="take" ?disabled=${busy !== null || n === 0} @click=${() => void this.#send({ kind: 'issue', services })}>
      ${busy ? t(locale, 'kiosk.busy') : n > 0 ? t(locale, 'kiosk.several.take', { n }) : t(locale, 'kiosk.several.none')}</button>`;
  }

  #foot() {
    const { locale } = this;
    return html`<footer>
      <button lang=${otherLocale(locale)} data-act="language" @click=${() => this.#setLocale(otherLocale(locale))}><hk-icon name="languages"></hk-icon>${t(locale, 'language.other')}</button>
      <button data-act="text-size" @click=${this.#nextTextSize}><hk-icon name="a-large-small"></hk-icon>${t(locale, 'kiosk.textSize')} ${this.textSize + 1}/${textSizes.length}</button>
      <button class="help" data-act="help" @click=${() => void this.#help()}><hk-icon name="life-buoy"></hk-icon>${t(locale, 'kiosk.help')}</button>
    </footer>`;
  }

  /** A screen that is filled in: it goes back when it is left alone. */
  #ask(screen: Extract<Screen, { kind: 'several' | 'check-in' }>): void {
    if (this.busy) return;
    this.screen = screen;
    this.#backIn(quietMs);
  }

  async #send(wish: Wish): Promise<void> {
    if (this.busy) return;
    this.busy = wish;
    this.#backIn(refusedMs * 2);
    try {
      const ticket = await this.#wishes.send(wish, this.locale, this.textSize > 0);
      // Paper that is out at once came before: the code was used already.
      const known = wish.kind === 'check-in' && ticket.print.state === 'printed';
      const services = wish.kind === 'issue' ? wish.services : [ticket.service];
      this.#print.watch(ticket.ticketId, ticket.print.state);
      this.screen = { kind: 'ticket', ticket, services, known };
      this.#backIn(shownMs);
      announce(`${t(this.locale, 'kiosk.yourNumber')} ${ticket.ticketNo}`, this.locale, 'assertive');
    } catch (error) {
      const services = this.#live.view?.services ?? [];
      const refused = refusedWords(wish, error, (id) => services.find((one) => one.id === id)?.name ?? null);
      this.screen = { kind: 'refused', wish, refused };
      this.#backIn(refusedMs);
      announce([refused.title, ...refused.words].map((words) => pick(words, this.locale)).join(' '), this.locale);
    } finally {
      this.busy = null;
    }
  }

  async #help(): Promise<void> {
    const from = this.screen.kind === 'help' ? this.screen.from : this.screen;
    this.screen = { kind: 'help', told: 'asking', from };
    this.#backIn(helpMs);
    // Nobody was told: then the customer is sent to the desk instead of being left waiting.
    const told: Told = await callApi('POST', 'help', {}).then(
      () => 'told',
      () => 'nobody',
    );
    if (this.screen.kind !== 'help') return;
    this.screen = { ...this.screen, told };
    announce(helpWords(told, this.locale), this.locale);
  }

  /** Back from help goes to where it was asked: a number may not be noted yet, a code may be half typed. */
  readonly #leaveScreen = (): void => {
    const from = this.screen.kind === 'help' ? this.screen.from : null;
    if (from?.kind === 'ticket' || from?.kind === 'check-in' || from?.kind === 'several') {
      this.screen = from;
      this.#backIn(from.kind === 'ticket' ? shownMs : quietMs);
    } else this.#home();
  };

  #home(): void {
    this.screen = { kind: 'choose' };
    this.#print.watch(null);
    this.#wishes.forget();
  }

  #backIn(ms: number): void {
    this.#backAfterMs = ms;
    this.#backAtMs = performance.now() + ms;
  }

  #tick(): void {
    const nowMs = performance.now();
    if (this.screen.kind !== 'choose' && !this.busy && nowMs >= this.#backAtMs) this.#home();
    if (
      this.screen.kind === 'choose' &&
      !this.busy &&
      nowMs - this.#touchedAtMs > restMs &&
      (this.locale !== homeLocale() || this.textSize !== 0)
    ) {
      this.#setLocale(homeLocale());
      this.#setTextSize(0);
    }
  }

  #setLocale(locale: Locale): void {
    this.locale = locale;
    document.documentElement.lang = locale;
  }
  readonly #nextTextSize = (): void => this.#setTextSize((this.textSize + 1) % textSizes.length);
  #setTextSize(index: number): void {
    this.textSize = index;
    document.documentElement.dataset.text = textSizes[index] ?? '1';
  }
  #agoMs(): number {
    const at = this.#live.state.truthAtMs;
    return at === null ? 0 : performance.now() - at;
  }
  readonly #onTouch = (): void => {
    this.#touchedAtMs = performance.now();
    if (this.screen.kind === 'check-in' || this.screen.kind === 'several') this.#backIn(quietMs);
  };
}

/** The language a kiosk begins with: Chinese, or what its address asks for (`?lang=en`). */
function homeLocale(): Locale {
  return new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'zh-CN';
}

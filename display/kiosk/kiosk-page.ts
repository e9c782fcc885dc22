/**
 * The kiosk: one question a screen, one touch to a ticket. The next person is another person, so every screen goes back to
 * the start by itself, with its language and its text size.
 *
 *   choose ─► (locked until the answer) ─► ticket ─ 15 s or a tap ─► choose
 *      └► help ─► where it was pressed, the start or the ticket; left alone, the start
 *                               refusal or no answer: words, and the same request id for the next try
 */
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../protocol/texts-types.ts';
import type { HallView, TicketAnswer } from '../../protocol/views.ts';
import { announce } from '../shared/announcer.ts';
import { callApi, freshId, LinkError, RefusalError } from '../shared/api.ts';
import { formatHours } from '../shared/format.ts';
import '../shared/icon.ts';
import '../shared/link-mark.ts';
import { LiveView } from '../shared/live-view.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { otherLocale } from '../shared/preferences.ts';
import { setStyle } from '../shared/set-style.ts';
import { Ticker } from '../shared/ticker.ts';
import { PrintWatch } from './print-watch.ts';
import './service-choice.ts';
import './ticket-shown.ts';
import { kioskPageStyles } from './kiosk-page-styles.ts';

/** Back to start after the ticket; a tap on 'keep open' gives the longer time. */
const shownMs = 15_000;
const stayMs = 60_000;
const helpMs = 30_000;
const refusedMs = 12_000;
/** Language and text size go back to the house's own when nobody has touched the screen for this long. */
const restMs = 45_000;
/** The same tap is sent again this often while no answer comes; the request id makes it one ticket. */
const triesMax = 3;
const textSizes = ['1', '2', '3'] as const;

/** Whether the call for help has reached anybody: it is promised only after the answer. */
type Told = 'asking' | 'told' | 'nobody';

type Screen =
  | { readonly kind: 'choose' }
  | { readonly kind: 'ticket'; readonly ticket: TicketAnswer }
  | { readonly kind: 'help'; readonly told: Told; readonly ticket: TicketAnswer | null }
  | { readonly kind: 'refused'; readonly words: Bilingual; readonly service: string | null };

@customElement('hk-kiosk')
export class KioskPage extends LitElement {
  readonly #live = new LiveView<HallView>(this, 'hall', { unseen: true });
  readonly #print = new PrintWatch(this);
  @state() private screen: Screen = { kind: 'choose' };
  @state() private locale: Locale = homeLocale();
  @state() private textSize = 0;
  @state() private busy: string | null = null;
  #request = freshId();
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
    const choosing = this.screen.kind === 'choose' && view?.hall.open && !this.#live.stale;
    const quietly = this.screen.kind === 'choose' && this.#live.stale;
    return html`<header>
      <div class="hall"><span>${view ? pick(view.hall.name, locale) : ''}</span>
        <hk-link-mark ?stale=${this.#live.stale && !quietly} .agoMs=${this.#agoMs()} ?clock=${view?.hall.clockTrusted ?? false} .zone=${view?.hall.zone} .locale=${locale}></hk-link-mark></div>
      ${choosing ? html`<h1>${t(locale, 'kiosk.ask')}</h1><p class="hint">${t(locale, 'kiosk.askHint')}</p>` : nothing}
      ${choosing && view && !view.kiosk.paper ? html`<p class="trouble" role="status"><hk-icon name="printer"></hk-icon>${t(locale, 'kiosk.paperOut')}</p>` : nothing}
    </header>`;
  }

  #body(view: HallView) {
    const { locale, screen } = this;
    if (screen.kind === 'help') return this.#helping(screen.told);
    if (screen.kind === 'refused') return this.#refused(screen);
    if (screen.kind === 'ticket') {
      const service = view.services.find((one) => one.id === screen.ticket.service);
      const followUrl = view.kiosk.publicUrl
        ? `${view.kiosk.publicUrl.replace(/\/$/, '')}/t/${screen.ticket.ticketId}`
        : null;
      return html`<hk-ticket-shown .ticket=${screen.ticket} .serviceName=${service?.name ?? null} .bring=${service?.bring ?? []}
        .print=${this.#print.state} .locale=${locale} .followUrl=${followUrl}></hk-ticket-shown>`;
    }
    if (this.#live.stale) return this.#calm('lost', 'wifi-off', t(locale, 'link.lost'), t(locale, 'kiosk.linkLost'));
    if (!view.hall.open) {
      const hours = formatHours(view.hall.hoursToday);
      return this.#calm(
        'closed',
        'door-closed',
        t(locale, 'hall.closed'),
        hours ? t(locale, 'hall.hours', { hours }) : t(locale, 'hall.closedToday'),
      );
    }
    return html`<hk-service-choice .services=${view.services} .locale=${locale} .busy=${this.busy} ?roomy=${this.textSize > 0}
      @choose=${(event: CustomEvent<string>) => void this.#issue(event.detail)}></hk-service-choice>`;
  }

  /** Nothing is known yet: silent for 300 ms, then words; after a while, whom to ask. */
  #waiting() {
    const ageMs = performance.now() - this.#bornAtMs;
    if (this.screen.kind === 'help') return this.#helping(this.screen.told);
    if (ageMs < 300) return nothing;
    return html`<div class="calm late"><p>${t(this.locale, ageMs > 8_000 ? 'kiosk.linkLost' : 'page.loading')}</p></div>`;
  }

  #helping(told: Told) {
    const { locale } = this;
    return this.#calm(
      'help',
      'life-buoy',
      t(locale, helpTitles[told]),
      told === 'asking' ? '' : t(locale, helpNext[told]),
    );
  }

  #calm(kind: string, icon: 'life-buoy' | 'wifi-off' | 'door-closed' | 'circle-alert', title: string, text: string) {
    return html`<div class="calm" data-kind=${kind}><hk-icon class="large" name=${icon}></hk-icon><h2>${title}</h2><p>${text}</p></div>`;
  }

  #refused(screen: Extract<Screen, { kind: 'refused' }>) {
    const { locale } = this;
    const service = screen.service;
    return html`<div class="calm" data-kind="refused"><hk-icon class="large" name="circle-alert"></hk-icon>
      <h2>${t(locale, 'kiosk.failed')}</h2><p>${pick(screen.words, locale)}</p>
      ${
        service
          ? html`<p>${t(locale, 'kiosk.failed.ask')}</p><div class="choices"><button class="primary" ?disabled=${this.busy !== null}
            @click=${() => void this.#issue(service)}>${t(locale, this.busy ? 'kiosk.busy' : 'kiosk.retry')}</button></div>`
          : nothing
      }</div>`;
  }

  #leave() {
    const { locale } = this;
    const leftMs = Math.max(0, this.#backAtMs - performance.now());
    const ticket = this.screen.kind === 'ticket';
    return html`<div class="leave">
      ${ticket ? html`<button @click=${() => this.#backIn(stayMs)}><hk-icon name="timer"></hk-icon>${t(locale, 'kiosk.stay')}</button>` : nothing}
      <button class=${ticket ? 'primary' : ''} @click=${this.#leaveScreen}>${t(locale, ticket ? 'kiosk.done' : 'kiosk.back')}</button>
      <div class="count"><span class="digits">${t(locale, 'kiosk.backIn', { n: Math.ceil(leftMs / 1000) })}</span>
        <div class="bar" ${setStyle({ '--left': String(this.#backAfterMs > 0 ? leftMs / this.#backAfterMs : 0) })}><i></i></div></div>
    </div>`;
  }

  #foot() {
    const { locale } = this;
    return html`<footer>
      <button lang=${otherLocale(locale)} data-act="language" @click=${() => this.#setLocale(otherLocale(locale))}><hk-icon name="languages"></hk-icon>${t(locale, 'language.other')}</button>
      <button data-act="text-size" @click=${this.#nextTextSize}><hk-icon name="a-large-small"></hk-icon>${t(locale, 'kiosk.textSize')} ${this.textSize + 1}/${textSizes.length}</button>
      <button class="help" data-act="help" @click=${() => void this.#help()}><hk-icon name="life-buoy"></hk-icon>${t(locale, 'kiosk.help')}</button>
    </footer>`;
  }

  async #issue(service: string): Promise<void> {
    if (this.busy) return;
    this.busy = service;
    this.#backIn(refusedMs * 2);
    try {
      const ticket = await this.#ask(service);
      this.#print.watch(ticket.ticketId, ticket.print.state);
      this.#request = freshId();
      this.screen = { kind: 'ticket', ticket };
      this.#backIn(shownMs);
      announce(`${t(this.locale, 'kiosk.yourNumber')} ${ticket.ticketNo}`, this.locale, 'assertive');
    } catch (error) {
      const refused = error instanceof RefusalError;
      if (refused) this.#request = freshId();
      this.screen = {
        kind: 'refused',
        words: refused ? error.text : { zh: '', en: '' },
        service: refused && error.status < 500 ? null : service,
      };
      this.#backIn(refusedMs);
    } finally {
      this.busy = null;
    }
  }

  async #ask(service: string): Promise<TicketAnswer> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await callApi<TicketAnswer>('POST', 'tickets', {
          service,
          requestId: this.#request,
          locale: this.locale,
          channel: 'kiosk',
        });
      } catch (error) {
        if (!(error instanceof LinkError) || tries >= triesMax) throw error;
        await new Promise((done) => setTimeout(done, 400 * tries));
      }
    }
  }

  async #help(): Promise<void> {
    const ticket = 'ticket' in this.screen ? this.screen.ticket : null;
    this.screen = { kind: 'help', told: 'asking', ticket };
    this.#backIn(helpMs);
    // Nobody was told: then the customer is sent to the desk instead of being left waiting.
    const told: Told = await callApi('POST', 'help', {}).then(
      () => 'told',
      () => 'nobody',
    );
    if (this.screen.kind !== 'help') return;
    this.screen = { ...this.screen, told };
    announce(`${t(this.locale, helpTitles[told])} ${t(this.locale, helpNext[told])}`, this.locale);
  }

  /** Back from help goes to the ticket it was asked on, for its number may not be noted yet. */
  readonly #leaveScreen = (): void => {
    const ticket = this.screen.kind === 'help' ? this.screen.ticket : null;
    if (!ticket) {
      this.#home();
      return;
    }
    this.screen = { kind: 'ticket', ticket };
    this.#backIn(shownMs);
  };

  #home(): void {
    this.screen = { kind: 'choose' };
    this.#print.watch(null);
    this.#request = freshId();
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
  };
}

const helpTitles = {
  asking: 'kiosk.help.calling',
  told: 'kiosk.help.coming',
  nobody: 'kiosk.help.nobody',
} as const;
const helpNext = { asking: 'kiosk.help.calling', told: 'kiosk.help.stay', nobody: 'kiosk.help.desk' } as const;

/** The language a kiosk begins with: Chinese, or what its address asks for (`?lang=en`). */
function homeLocale(): Locale {
  return new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'zh-CN';
}

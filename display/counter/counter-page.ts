/**
 * The clerk's console of one counter: three zones, worked from the keyboard alone. Each call carries the ticket the clerk
 * sees (`expect`), so a stale press is refused and changes nothing. A refusal is shown in words until the next action.
 */
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { faults } from '../../protocol/faults.ts';
import { t, tBoth } from '../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../protocol/texts-types.ts';
import type { CounterView } from '../../protocol/views.ts';
import { announce } from '../shared/announcer.ts';
import { callApi, RefusalError, wordsOf } from '../shared/api.ts';
import { formatClock } from '../shared/format.ts';
import '../shared/icon.ts';
import '../shared/link-mark.ts';
import { LiveView } from '../shared/live-view.ts';
import { pathNumber } from '../shared/page-path.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { otherLocale, savedLocale, saveLocale } from '../shared/preferences.ts';
import { Session } from '../shared/session.ts';
import type { SignInDetail } from '../shared/sign-in.ts';
import '../shared/sign-in.ts';
import { Ticker } from '../shared/ticker.ts';
import './action-zone.ts';
import type { Question } from './action-zone.ts';
import { blurPressed } from './blur-pressed.ts';
import { actionOfKey, type ConsoleAction, offerActions } from './console-actions.ts';
import './now-zone.ts';
import './waiting-zone.ts';
import { counterPageStyles } from './counter-page-styles.ts';

/** Actions about the ticket on the screen: they carry it along. */
const aboutTicket: readonly ConsoleAction[] = ['call-next', 'recall', 'start', 'finish', 'no-show'];

@customElement('hk-counter')
export class CounterPage extends LitElement {
  readonly #no = pathNumber(location.pathname);
  readonly #session = new Session(this, (session) => {
    this.refusal = session.kind === 'out' && session.ended ? tBoth('signIn.ended') : null;
    this.question = null;
    this.#live.follow(session.kind === 'in' && this.#no !== null ? `counter/${this.#no}` : null);
  });
  readonly #live: LiveView<CounterView> = new LiveView<CounterView>(this, null, {
    onChange: () => this.#take(),
    onLost: () => void this.#session.ask(),
  });
  @state() private locale: Locale = savedLocale();
  @state() private busy: string | null = null;
  @state() private refusal: Bilingual | null = null;
  @state() private question: Question | null = null;
  #waitingBefore: number | null = null;

  constructor() {
    super();
    new Ticker(this, 1000);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKey);
  }

  static override styles = [pageStyles, counterPageStyles];

  override render() {
    const { locale } = this;
    if (this.#no === null)
      return html`<main class="alone"><p>${t(locale, 'page.wrongAddress', { example: '/counter/1' })}</p></main>`;
    const place = t(locale, 'counter.name', { no: this.#no });
    const { view } = this.#live;
    if (this.#session.state.kind === 'out') {
      return html`${this.#head(null, place)}<div class="alone"><hk-sign-in .locale=${locale} .place=${place} ?busy=${this.busy !== null} .refusal=${this.refusal}
        @sign-in=${(event: CustomEvent<SignInDetail>) => void this.#signIn(event.detail)}></hk-sign-in></div>`;
    }
    const no = this.#live.refusal;
    if (no)
      return html`${this.#head(null, place)}<main class="alone"><p role="alert" data-refused>${pick(no, locale)}${no.status === 403 ? html`<br />${t(locale, 'page.otherBadge')}` : nothing}</p></main>`;
    if (!view) return html`${this.#head(null, place)}<main class="alone"><p>${t(locale, 'page.loading')}</p></main>`;
    const offer = offerActions(view.counter, view.waiting.length);
    return html`${this.#head(view, place)}
      <main>
        <hk-now-zone class="card" .counter=${view.counter} .services=${view.services} .waiting=${view.waiting.length} .sinceMs=${this.#live.since('counter')} .locale=${locale}></hk-now-zone>
        <hk-action-zone class="card" .offer=${offer} .question=${this.question} .busy=${this.busy} .locale=${locale}
          @act=${(event: CustomEvent<ConsoleAction>) => this.#act(event.detail)} @choose=${(event: CustomEvent<string>) => this.#answer(event.detail)} @leave=${this.#leave}></hk-action-zone>
        <hk-waiting-zone class="card" .waiting=${view.waiting} .parked=${view.parked} .sinceMs=${this.#live.since('waiting')} .locale=${locale}
          ?ready=${view.counter.state === 'open' && !view.counter.ticket && this.busy === null}
          @pick=${(event: CustomEvent<{ action: 'call' | 'unpark'; ticketId: string }>) => void this.#send(event.detail.action, { ticket: event.detail.ticketId })}></hk-waiting-zone>
      </main>
      ${this.#foot(view)}`;
  }

  #head(view: CounterView | null, place: string) {
    const { locale } = this;
    const session = this.#session.state;
    const state = view?.counter.state;
    return html`<header @click=${blurPressed}>
      <h1>${place}</h1>
      ${state ? html`<span class="state" data-state=${state}><hk-icon name=${state === 'open' ? 'door-open' : state === 'paused' ? 'pause' : 'door-closed'}></hk-icon>${t(locale, `console.state.${state}`)}${this.#pauseWords(view)}</span>` : nothing}
      ${view ? html`<span class="digits">${t(locale, 'console.servedToday', { n: view.counter.servedToday })}</span>` : nothing}
      <span class="space"></span>
      <hk-link-mark ?stale=${this.#live.stale && !this.#live.refusal && session.kind === 'in'} .agoMs=${this.#agoMs()} ?clock=${view?.hall.clockTrusted ?? false} .zone=${view?.hall.zone} .locale=${locale}></hk-link-mark>
      ${view?.hall.clockTrusted ? html`<span class="digits">${formatClock(Date.now(), view.hall.zone)}</span>` : nothing}
      <button @click=${this.#switchLocale}><hk-icon name="languages"></hk-icon><span lang=${otherLocale(locale)}>${t(locale, 'language.other')}</span></button>
      ${session.kind === 'in' ? html`<button @click=${() => void this.#session.signOut()}><hk-icon name="log-out"></hk-icon>${session.badge} ${t(locale, 'signIn.out')}</button>` : nothing}
    </header>`;
  }

  #pauseWords(view: CounterView | null) {
    const reason = view?.reasons.pause.find((one) => one.id === view.counter.pauseReason);
    return reason && view?.counter.state === 'paused' ? html` · ${pick(reason.text, this.locale)}` : nothing;
  }

  #foot(view: CounterView) {
    const { locale } = this;
    return html`<div class="foot" @click=${blurPressed}>
      ${view.faults.slice(0, 2).map((fault) => html`<p><hk-icon name="triangle-alert"></hk-icon><span>${pick(faults[fault.code].text, locale)} · ${fault.device} — ${pick(faults[fault.code].act, locale)}</span></p>`)}
      ${
        this.refusal
          ? html`<p class="refusal" role="alert"><hk-icon name="circle-alert"></hk-icon><span>${pick(this.refusal, locale)}</span>
              <button class="plain" @click=${() => this.#refuse(null)}>${t(locale, 'console.dismiss')}<span class="heard">Escape</span></button></p>`
          : nothing
      }
    </div>`;
  }

  #act(action: ConsoleAction): void {
    const { view } = this.#live;
    if (!view || this.busy !== null) return;
    if (action === 'pause') this.#ask({ kind: 'pause', choices: view.reasons.pause });
    else if (action === 'transfer') {
      const current = view.counter.ticket?.service;
      this.#ask({
        kind: 'transfer',
        choices: view.services.filter((one) => one.id !== current).map((one) => ({ id: one.id, text: one.name })),
      });
    } else void this.#send(action, aboutTicket.includes(action) ? this.#expect(view) : {});
  }

  /** 'None' is said too: of two presses of `next` at an idle counter, the second must not end the ticket of the first. */
  #expect(view: CounterView): object {
    return { expect: view.counter.ticket?.ticketId ?? null };
  }

  #ask(question: Question): void {
    this.question = question;
    this.refusal = null;
  }

  #answer(id: string): void {
    const { question } = this;
    this.question = null;
    if (question?.kind === 'pause') void this.#send('pause', { reason: id });
    else if (question) void this.#send('transfer', { service: id });
  }

  readonly #leave = (): void => {
    this.question = null;
  };

  async #send(action: string, body: object): Promise<void> {
    if (this.busy !== null || this.#no === null) return;
    this.busy = action;
    this.#refuse(null);
    try {
      await callApi('POST', `counters/${this.#no}/${action}`, body);
    } catch (error) {
      this.#refuse(wordsOf(error));
      if (error instanceof RefusalError && error.status === 401) void this.#session.ask();
    } finally {
      this.busy = null;
    }
  }

  async #signIn(detail: SignInDetail): Promise<void> {
    this.busy = 'sign-in';
    this.refusal = null;
    try {
      await this.#session.signIn(detail.badge, detail.pin);
    } catch (error) {
      this.refusal = wordsOf(error);
    } finally {
      this.busy = null;
    }
  }

  #refuse(words: Bilingual | null): void {
    this.refusal = words;
  }

  /** A queue that was empty and is not any more is told, by voice of the reader and by the primary action's colour. */
  #take(): void {
    const count = this.#live.view?.waiting.length ?? null;
    if (this.#waitingBefore === 0 && count !== null && count > 0)
      announce(t(this.locale, 'console.somebodyWaits'), this.locale);
    this.#waitingBefore = count;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || this.#session.state.kind !== 'in') return;
    const { view } = this.#live;
    if (!view) return;
    if (event.key === 'Escape') {
      this.question = null;
      this.refusal = null;
      return;
    }
    if (this.question) {
      const choice = /^[1-9]$/.test(event.key) ? this.question.choices[Number(event.key) - 1] : undefined;
      if (choice) this.#answer(choice.id);
      return;
    }
    // Space and Enter belong to the control that has the focus; everywhere else they do the next sensible thing.
    const onControl = event
      .composedPath()
      .some((target) => target instanceof HTMLButtonElement || target instanceof HTMLInputElement);
    if (onControl && (event.key === ' ' || event.key === 'Enter')) return;
    const action = actionOfKey(offerActions(view.counter, view.waiting.length), event.key);
    if (!action) return;
    event.preventDefault();
    this.#act(action);
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

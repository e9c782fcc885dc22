/**
 * The clerk's console of one counter: three zones, worked from the keyboard alone. Each call carries the ticket the clerk
 * sees (`expect`), so a stale press is refused and changes nothing; a question about a ticket ends when another one is there.
 * A refusal is shown in words until the next action.
 */
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { faults } from '../../protocol/faults.ts';
import { refusals } from '../../protocol/refusals.ts';
import { t, tBoth } from '../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../protocol/texts-types.ts';
import type { CounterView, WhyAnswer } from '../../protocol/views.ts';
import { announce } from '../shared/announcer.ts';
import { callApi, RefusalError, wordsOf } from '../shared/api.ts';
import '../shared/icon.ts';
import { LiveView } from '../shared/live-view.ts';
import { pathNumber } from '../shared/page-path.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { otherLocale, savedLocale, saveLocale } from '../shared/preferences.ts';
import { Session } from '../shared/session.ts';
import type { SignInDetail } from '../shared/sign-in.ts';
import '../shared/sign-in.ts';
import { Ticker } from '../shared/ticker.ts';
import './action-zone.ts';
import { blurPressed } from './blur-pressed.ts';
import { actionOfKey, type ConsoleAction, callableFacts, offerActions } from './console-actions.ts';
import {
  beginAction,
  beginRow,
  type Call,
  choicesOfPage,
  nothingToAsk,
  type Question,
  rowMenu,
  type Step,
} from './console-questions.ts';
import './counter-head.ts';
import './now-zone.ts';
import './undo-bar.ts';
import { counterPageStyles } from './counter-page-styles.ts';
import './urgent-sheet.ts';
import { type RowDetail, WaitingZone } from './waiting-zone.ts';

@customElement('hk-counter')
export class CounterPage extends LitElement {
  readonly #no = pathNumber(location.pathname);
  readonly #session = new Session(this, (session) => {
    this.refusal = session.kind === 'out' && session.ended ? tBoth('signIn.ended') : null;
    this.#leave();
    if (session.kind === 'out') this.isUrgent = false;
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
  /** Which nine choices of the question are shown. */
  @state() private turn = 0;
  /** The sheet of the urgent notice is open. */
  @state() private isUrgent = false;
  @state() private why: WhyAnswer | null = null;
  #callableBefore: number | null = null;
  #wasBreak = false;

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
    return html`${this.#head(view, place)}${this.#zones(view)}${this.#foot(view)}`;
  }

  #head(view: CounterView | null, place: string) {
    const session = this.#session.state;
    const stale = this.#live.stale && !this.#live.refusal && session.kind === 'in';
    const sheet =
      session.kind === 'in'
        ? html`<hk-urgent-sheet ?open=${this.isUrgent} .locale=${this.locale} @closed=${() => this.#urgent(false)} @signed-out=${() => void this.#session.ask()}></hk-urgent-sheet>`
        : nothing;
    return html`<hk-counter-head .view=${view} .place=${place} .badge=${session.kind === 'in' ? session.badge : null} ?stale=${stale} .agoMs=${this.#agoMs()} .locale=${this.locale}
      @locale=${this.#switchLocale} @sign-out=${() => void this.#session.signOut()} @urgent=${() => this.#urgent(true)}></hk-counter-head>${sheet}`;
  }

  #zones(view: CounterView) {
    const { locale } = this;
    const isBusy = this.busy !== null;
    const facts = callableFacts(view);
    const sinceMs = this.#live.since('counter');
    const onAct = (event: CustomEvent<ConsoleAction>) => this.#act(event.detail);
    return html`<main>
      <hk-now-zone class="card" .counter=${view.counter} .services=${view.services} .waiting=${facts.callable} .sinceMs=${sinceMs} ?busy=${isBusy} .locale=${locale} @act=${onAct}></hk-now-zone>
      <hk-action-zone class="card" .offer=${offerActions(view.counter, facts)} .question=${this.question} .page=${this.turn} .why=${this.why} .busy=${this.busy} .zone=${view.hall.zone} ?clock=${view.hall.clockTrusted} .locale=${locale}
        @act=${onAct} @choose=${(event: CustomEvent<string | null>) => this.#answer(event.detail)} @turn=${this.#turnPage} @leave=${this.#leave}></hk-action-zone>
      <hk-waiting-zone class="card" .waiting=${view.waiting} .parked=${view.parked} .passed=${view.passed} .services=${view.services} .sinceMs=${this.#live.since('waiting')} .locale=${locale}
        ?ready=${this.#isReady(view)} ?busy=${isBusy}
        @pick=${({ detail }: CustomEvent<RowDetail>) => this.#go(beginRow(detail.list, detail.row, view))}
        @menu=${({ detail }: CustomEvent<RowDetail>) => this.#go(rowMenu(detail.list, detail.row, view, this.#isReady(view)))}></hk-waiting-zone>
    </main>`;
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
      <hk-undo-bar .undo=${view.counter.undo} .sinceMs=${this.#live.since('counter')} ?busy=${this.busy !== null} .locale=${locale} @act=${(event: CustomEvent<ConsoleAction>) => this.#act(event.detail)}></hk-undo-bar>
    </div>`;
  }

  #urgent(isOpen: boolean): void {
    this.isUrgent = isOpen;
  }

  /** True when a ticket may be called or brought back. */
  #isReady({ counter }: CounterView): boolean {
    return counter.state === 'open' && !counter.ticket && this.busy === null;
  }

  #act(action: ConsoleAction): void {
    const { view } = this.#live;
    if (!view || this.busy !== null) return;
    const step = beginAction(action, view);
    if (step) this.#go(step);
    else this.#refuse(nothingToAsk(action));
  }

  #answer(id: string | null): void {
    const step = this.question?.answered(id) ?? null;
    this.#leave();
    this.#go(step);
  }

  #go(step: Step | null): void {
    if (!step || this.busy !== null) return;
    this.#leave();
    this.#refuse(null);
    if (step.kind === 'ask') this.question = step.question;
    else if (step.kind === 'why') void this.#askWhy(step.ticketId);
    else void this.#send(step.calls);
  }

  readonly #leave = (): void => {
    this.question = null;
    this.why = null;
    this.turn = 0;
  };
  readonly #turnPage = (): void => {
    this.turn += 1;
  };

  async #send(calls: readonly Call[]): Promise<void> {
    await this.#work(async () => {
      for (const { path, body } of calls) await callApi('POST', path, body);
    });
  }

  async #askWhy(ticketId: string): Promise<void> {
    await this.#work(async () => {
      this.why = await callApi<WhyAnswer>('GET', `tickets/${ticketId}/why`);
    });
  }

  async #signIn(detail: SignInDetail): Promise<void> {
    await this.#work(() => this.#session.signIn(detail.badge, detail.pin));
  }

  async #work(call: () => Promise<void>): Promise<void> {
    if (this.busy !== null) return;
    const isSignedIn = this.#session.state.kind === 'in';
    this.busy = 'call';
    this.#refuse(null);
    try {
      await call();
    } catch (error) {
      this.#refuse(wordsOf(error));
      if (isSignedIn && error instanceof RefusalError && error.status === 401) void this.#session.ask();
    } finally {
      this.busy = null;
    }
  }

  #refuse(words: Bilingual | null): void {
    this.refusal = words;
  }

  /** What is news is told, by voice of the reader and in its place on the page: somebody waits, the break has begun. */
  #take(): void {
    const { view } = this.#live;
    const count = view ? callableFacts(view).callable : null;
    if (this.#callableBefore === 0 && count !== null && count > 0)
      announce(t(this.locale, 'console.somebodyWaits'), this.locale);
    this.#callableBefore = count;
    const rest = view?.counter.state === 'open' ? view.counter.break : null;
    if (rest?.now && !this.#wasBreak) announce(t(this.locale, 'console.breakNow', rest), this.locale);
    this.#wasBreak = rest?.now ?? false;
    const about = this.question?.about;
    if (view && about !== undefined && view.counter.ticket?.ticketId !== about) {
      this.#leave();
      this.#refuse(refusals['ticket-stale'].text);
    }
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || this.#session.state.kind !== 'in') return;
    // The sheet has its own keys.
    if (this.isUrgent) return;
    if (event.key.toUpperCase() === 'U') {
      event.preventDefault();
      this.#urgent(true);
      return;
    }
    const { view } = this.#live;
    if (!view) return;
    if (event.key === 'Escape') {
      this.#leave();
      this.refusal = null;
      return;
    }
    // Space and Enter belong to the control that has the focus; everywhere else they do the next sensible thing.
    const onControl = event
      .composedPath()
      .some((target) => target instanceof HTMLButtonElement || target instanceof HTMLInputElement);
    if (onControl && (event.key === ' ' || event.key === 'Enter')) return;
    if (this.question) this.#keyOfQuestion(this.question, event);
    else if (this.why) {
      if (event.key === 'Enter') this.#leave();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const zone = this.renderRoot.querySelector('hk-waiting-zone');
      if (zone instanceof WaitingZone) zone.step(event.key === 'ArrowDown' ? 1 : -1);
    } else {
      const action = actionOfKey(offerActions(view.counter, callableFacts(view)), event.key);
      if (!action) return;
      event.preventDefault();
      this.#act(action);
    }
  };

  /** Digits choose, `0` shows the other choices, Enter takes the first offer. */
  #keyOfQuestion(question: Question, event: KeyboardEvent): void {
    const { choices, more } = choicesOfPage(question, this.turn);
    const choice = /^[1-9]$/.test(event.key) ? choices[Number(event.key) - 1] : undefined;
    if (choice) this.#answer(choice.id);
    else if (event.key === '0' && more) this.#turnPage();
    else if (event.key === 'Enter') this.#answer(question.skip ? null : (choices[0]?.id ?? null));
    else return;
    event.preventDefault();
  }

  readonly #switchLocale = (): void => {
    this.locale = otherLocale(this.locale);
    saveLocale(this.locale);
  };
  #agoMs(): number {
    const at = this.#live.state.truthAtMs;
    return at === null ? 0 : performance.now() - at;
  }
}

/**
 * The team lead's desk: the whole hall on one page, first for the phone. Its parts say what they want done; this makes the
 * call, says what was done, and offers to take it back where the hall can.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../protocol/texts-types.ts';
import type { DeskView } from '../../protocol/views.ts';
import { callApi, RefusalError, wordsOf } from '../shared/api.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import type { DeskCall } from './desk-call.ts';
import './desk-counters.ts';
import './desk-day.ts';
import './desk-figures.ts';
import './desk-services.ts';
import './desk-tickets.ts';

/** As long as it takes to read a line and find that it was the wrong row. */
const doneMs = 12_000;

@customElement('hk-desk-zone')
export class DeskZone extends LitElement {
  @property({ attribute: false }) view: DeskView | null = null;
  /** Milliseconds since the rows, and since the counters, arrived. */
  @property({ type: Number }) rowsSinceMs = 0;
  @property({ type: Number }) countersSinceMs = 0;
  @property() locale: Locale = 'zh-CN';
  @state() private busy = false;
  @state() private refusal: Bilingual | null = null;
  @state() private done: DeskCall | null = null;
  #forget: ReturnType<typeof setTimeout> | undefined;

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-6);
      }
      .bar {
        position: sticky;
        bottom: var(--space-3);
        z-index: 1;
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3);
        padding: var(--space-2) var(--space-4);
        min-height: calc(var(--target) + var(--space-4));
        border: var(--stroke) solid var(--accent);
      }
      .refusal {
        border-color: var(--trouble);
        background: var(--trouble-mist);
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#forget);
  }

  override render() {
    const { view, locale, busy } = this;
    if (!view) return nothing;
    return html`<hk-desk-day .day=${view.day} .hall=${view.hall} .duty=${view.duty} ?busy=${busy} .locale=${locale} @desk-call=${this.#onCall}></hk-desk-day>
      <hk-desk-counters .counters=${view.counters} .services=${view.services} .pauses=${view.reasons.pause} .sinceMs=${this.countersSinceMs} .locale=${locale}></hk-desk-counters>
      <hk-desk-tickets .left=${view.left} .passed=${view.passed} .day=${view.day} .services=${view.services} .reasons=${view.reasons.priority} .sinceMs=${this.rowsSinceMs} ?busy=${busy} .locale=${locale} @desk-call=${this.#onCall}></hk-desk-tickets>
      <hk-desk-services .services=${view.services} .numbers=${view.numbers} .reasons=${view.reasons.close} ?busy=${busy} .locale=${locale} @desk-call=${this.#onCall}></hk-desk-services>
      <hk-desk-figures .appointments=${view.appointments} .accuracy=${view.accuracy} .services=${view.services} .zone=${view.hall.zone} .locale=${locale}></hk-desk-figures>
      ${this.#bar()}`;
  }

  #bar() {
    const { locale, refusal, done } = this;
    if (refusal)
      return html`<p class="bar refusal card" role="alert"><span>${pick(refusal, locale)}</span><button @click=${() => this.#say(null, null)}>${t(locale, 'console.dismiss')}</button></p>`;
    if (!done) return nothing;
    const { undo } = done;
    return html`<p class="bar card" role="status" data-done><span>${pick(done.done, locale)}</span>
      ${undo ? html`<button ?disabled=${this.busy} @click=${() => void this.#send({ ...undo, done: done.done }, true)}><hk-icon name="undo-2"></hk-icon>${t(locale, 'desk.undo')}</button>` : nothing}</p>`;
  }

  readonly #onCall = (event: CustomEvent<DeskCall>): void => {
    void this.#send(event.detail, false);
  };

  async #send(call: DeskCall, isUndo: boolean): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.#say(null, null);
    try {
      await callApi('POST', call.path, call.body);
      if (!isUndo) this.#say(call, null);
    } catch (error) {
      this.#say(null, wordsOf(error));
      if (error instanceof RefusalError && error.status === 401) this.dispatchEvent(new CustomEvent('signed-out'));
    } finally {
      this.busy = false;
    }
  }

  #say(done: DeskCall | null, refusal: Bilingual | null): void {
    this.done = done;
    this.refusal = refusal;
    clearTimeout(this.#forget);
    if (done)
      this.#forget = setTimeout(() => {
        this.done = null;
      }, doneMs);
  }
}

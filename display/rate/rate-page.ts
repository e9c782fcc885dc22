/**
 * The rating pad of one counter: dark until a rating is asked for, then five faces with words, then thanks, then dark.
 * No face is chosen beforehand and nothing has to be submitted; a touch is the answer. It never rates twice.
 */
import { css, html, LitElement } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type PlainTextKey, tBoth, texts } from '../../protocol/texts.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import type { RateView } from '../../protocol/views.ts';
import { announce } from '../shared/announcer.ts';
import { callApi, wordsOf } from '../shared/api.ts';
import { both } from '../shared/bilingual.ts';
import '../shared/icon.ts';
import type { IconName } from '../shared/icon.ts';
import { LiveView } from '../shared/live-view.ts';
import { pathNumber } from '../shared/page-path.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { setStyle } from '../shared/set-style.ts';
import { Ticker } from '../shared/ticker.ts';

const thanksMs = 3_500;
/** A touch in the first moment was meant for something else. */
const guardMs = 400;

const faces: readonly { readonly level: number; readonly icon: IconName; readonly key: PlainTextKey }[] = [
  { level: 5, icon: 'laugh', key: 'rate.level.5' },
  { level: 4, icon: 'smile', key: 'rate.level.4' },
  { level: 3, icon: 'meh', key: 'rate.level.3' },
  { level: 2, icon: 'frown', key: 'rate.level.2' },
  { level: 1, icon: 'angry', key: 'rate.level.1' },
];

@customElement('hk-rate')
export class RatePage extends LitElement {
  readonly #no = pathNumber(location.pathname);
  readonly #live = new LiveView<RateView>(this, this.#no === null ? null : `rate/${this.#no}`, {
    unseen: true,
    onChange: () => this.#take(),
  });
  @state() private sent: number | null = null;
  @state() private refusal: Bilingual | null = null;
  #thanksUntilMs = 0;
  #visit: string | null = null;
  #litAtMs = 0;
  #first = true;
  #rated: string | null = null;

  constructor() {
    super();
    new Ticker(this, 250);
  }

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: minmax(0, 1fr);
        width: 100vw;
        height: 100vh;
        background: var(--night);
        color: var(--night-text);
        text-align: center;
      }
      .dark,
      .thanks {
        display: grid;
        place-content: center;
        gap: var(--space-4);
        justify-items: center;
      }
      .dark {
        color: var(--night-line);
      }
      .dark .trouble {
        color: var(--night-quiet);
        font-size: var(--type-body);
      }
      .dark .number {
        font-size: var(--type-huge);
      }
      .ask {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr) auto;
        gap: var(--space-6);
        padding: var(--space-8) var(--space-8) var(--space-6);
        animation: arrive var(--arrive);
      }
      @keyframes arrive {
        from {
          opacity: 0;
        }
      }
      h1 {
        font-size: var(--type-large);
      }
      h1 .en {
        display: block;
        margin-top: var(--space-1);
        color: var(--night-quiet);
        font-size: var(--type-lead);
        font-weight: var(--weight-text);
      }
      .faces {
        display: grid;
        grid-template-columns: repeat(5, minmax(0, 1fr));
        gap: var(--space-4);
      }
      button {
        display: grid;
        align-content: center;
        justify-items: center;
        gap: var(--space-4);
        padding: var(--space-4) var(--space-2);
        border: var(--stroke) solid var(--night-line);
        border-radius: var(--radius);
        background: var(--night-rise);
        color: var(--night-text);
        font-size: var(--type-lead);
      }
      button:hover:not(:disabled) {
        border-color: var(--night-line);
        background: var(--night-rise);
      }
      button:active:not(:disabled),
      button:focus-visible,
      button[data-sent] {
        border-color: var(--night-number);
        background: var(--night-line);
        outline-color: var(--night-number);
      }
      button:disabled:not([data-sent]) {
        background: var(--night-rise);
        color: var(--night-quiet);
      }
      button hk-icon {
        font-size: var(--type-huge);
        color: var(--night-number);
      }
      button .en {
        display: block;
        color: var(--night-quiet);
        font-size: var(--type-small);
        font-weight: var(--weight-text);
      }
      .bar {
        height: calc(6 * var(--u));
        border-radius: var(--radius-round);
        background: var(--night-line);
        overflow: hidden;
      }
      .bar i {
        display: block;
        height: 100%;
        background: var(--night-quiet);
        transform-origin: left;
        transform: scaleX(var(--left, 1));
      }
      .refusal {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: var(--space-3);
        color: var(--night-mark);
        font-size: var(--type-body);
      }
      .thanks hk-icon {
        font-size: var(--type-huge);
        color: var(--night-good);
      }
      .thanks h1 {
        font-size: var(--type-huge);
      }
      .thanks p {
        font-size: var(--type-lead);
        color: var(--night-quiet);
      }
    `,
  ];

  override render() {
    if (this.#no === null)
      return html`<div class="dark"><p class="trouble">${both(tBoth('page.wrongAddress', { example: '/rate/1' }))}</p></div>`;
    if (performance.now() < this.#thanksUntilMs) return this.#thanks();
    const no = this.#live.refusal;
    if (no)
      return html`<div class="dark"><p class="trouble" role="alert" data-refused>${both(no)}</p><p class="trouble digits">/rate/${this.#no}</p></div>`;
    const rating = this.#live.view?.rating;
    if (rating && rating.visitId !== this.#rated && this.#leftMs() > 0) return this.#ask();
    return html`<div class="dark"><span class="number" aria-hidden="true">${this.#no}</span>
      ${this.#live.stale ? html`<p class="trouble" role="status"><hk-icon name="wifi-off"></hk-icon> ${both(tBoth('link.lost'))}</p>` : html`<span class="heard">${both(tBoth('rate.dark'))}</span>`}
    </div>`;
  }

  #ask() {
    const rating = this.#live.view?.rating;
    const share = rating ? this.#leftMs() / (rating.seconds * 1000) : 0;
    return html`<div class="ask">
      <h1>${both(tBoth('rate.ask'))}</h1>
      <div class="faces" role="group" aria-label=${texts['rate.ask'].zh}>
        ${faces.map(
          (
            face,
          ) => html`<button data-level=${face.level} ?data-sent=${this.sent === face.level} ?disabled=${this.sent !== null} @click=${() => void this.#rate(face.level)}>
            <hk-icon name=${face.icon}></hk-icon><span>${both(texts[face.key])}</span></button>`,
        )}
      </div>
      ${
        this.refusal
          ? html`<p class="refusal" role="alert"><hk-icon name="circle-alert"></hk-icon>${both(this.refusal)}</p>`
          : html`<div class="bar" ${setStyle({ '--left': String(Math.min(1, share)) })}><i></i></div>`
      }
    </div>`;
  }

  #thanks() {
    return html`<div class="thanks"><hk-icon name="circle-check"></hk-icon><h1>${both(tBoth('rate.thanks'))}</h1><p>${both(tBoth('rate.thanksMore'))}</p></div>`;
  }

  async #rate(level: number): Promise<void> {
    const visit = this.#live.view?.rating?.visitId;
    if (!visit || this.sent !== null || performance.now() - this.#litAtMs < guardMs) return;
    this.sent = level;
    this.refusal = null;
    try {
      await callApi('POST', `visits/${encodeURIComponent(visit)}/rating`, { level });
      this.#sayThanks(visit);
    } catch (error) {
      this.refusal = wordsOf(error);
    } finally {
      this.sent = null;
    }
  }

  #sayThanks(visit: string): void {
    this.#rated = visit;
    this.#thanksUntilMs = performance.now() + thanksMs;
    announce(texts['rate.thanks'].zh, 'zh-CN');
    this.requestUpdate();
  }

  #leftMs(): number {
    const rating = this.#live.view?.rating;
    return rating ? rating.leftMs - this.#live.since('rating') : 0;
  }

  #take(): void {
    const { view } = this.#live;
    if (!view) return;
    const visit = view.rating?.visitId ?? null;
    if (visit && visit !== this.#visit) {
      this.#litAtMs = performance.now();
      this.refusal = null;
      this.#thanksUntilMs = 0;
      announce(`${texts['rate.ask'].zh} ${texts['rate.ask'].en}`, 'zh-CN');
    }
    // A key pressed on the keypad beside the screen is thanked for here too.
    if (!this.#first && view.last && view.last.visitId === this.#visit && this.#rated !== this.#visit)
      this.#sayThanks(view.last.visitId);
    if (visit) this.#visit = visit;
    this.#first = false;
  }
}

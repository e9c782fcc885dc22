/**
 * The calls in one line, for screens that show something else: it is never covered, whatever stands above it. As many as stand
 * large on the board stand here beside each other.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { tBoth } from '../../protocol/board-texts.ts';
import type { CallPart } from '../../protocol/views.ts';
import { both } from '../shared/bilingual.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { boardStyles } from './board-styles.ts';
import { counterWords, spokenCall } from './call-words.ts';
import { voiceKey } from './voice-queue.ts';

/** Below this share of their size numbers stand without the words beside them. */
const wordsShrunkMin = 0.6;

@customElement('hk-call-strip')
export class CallStrip extends LitElement {
  @property({ attribute: false }) shown: readonly CallPart[] = [];
  /** Changes when the sizes may have changed. */
  @property() room = '';
  @property({ type: Boolean, reflect: true }) fresh = false;
  @property({ type: Boolean, reflect: true }) steady = false;
  @property({ type: Boolean, reflect: true }) stale = false;
  /** True after a minute without a link. */
  @property({ type: Boolean, reflect: true }) lost = false;

  static override styles = [
    pageStyles,
    boardStyles,
    css`
      :host {
        --size: var(--type-number);
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        column-gap: calc(40 * var(--u));
        height: calc(1.25 * var(--size));
        padding: 0 calc(32 * var(--u));
        border: var(--stroke) solid var(--board-edge);
        border-radius: var(--radius);
        background: var(--board-rise);
        color: var(--board-text);
        overflow: hidden;
      }
      h2 {
        display: grid;
        justify-items: start;
        font-size: var(--type-lead);
      }
      :host([fresh]) h2 {
        color: var(--board-number);
      }
      .calls {
        display: flex;
        justify-content: space-evenly;
        align-items: center;
        min-width: 0;
        gap: calc(32 * var(--u));
      }
      .call {
        display: flex;
        align-items: center;
        gap: calc(20 * var(--u));
      }
      .number {
        font-size: calc(var(--size) * var(--shrunk, 1));
      }
      .ticket {
        color: var(--board-number);
      }
      hk-icon {
        color: var(--board-quiet);
        font-size: calc(0.3 * var(--size) * var(--shrunk, 1));
      }
      .word {
        display: grid;
        font-size: var(--type-text);
        line-height: var(--line-tight);
      }
      :host([tight]) .word {
        display: none;
      }
      :host([stale]) .number {
        color: var(--board-quiet);
      }
      :host([fresh]) .ticket[data-pulse] {
        animation: pulse var(--pulse) ease-in-out 3;
      }
      :host([steady]) .ticket[data-pulse] {
        animation: none;
      }
      @keyframes pulse {
        50% {
          opacity: 0.35;
        }
      }
      @media (orientation: portrait) {
        :host {
          grid-template-columns: minmax(0, 1fr);
          align-content: center;
          height: auto;
          row-gap: calc(8 * var(--u));
          padding: calc(12 * var(--u)) calc(24 * var(--u));
        }
        h2 {
          display: flex;
          gap: calc(12 * var(--u));
        }
      }
    `,
  ];

  override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('shown') || changed.has('room')) this.#fit();
  }

  override render() {
    const { shown } = this;
    if (this.hidden) return nothing;
    if (this.lost) return html`<h2>${both(tBoth('board.listen'))}</h2>`;
    return html`<h2>${shown.length === 0 ? both(tBoth('board.empty')) : both(tBoth(this.fresh ? 'board.now' : 'board.last'))}</h2>
      <div class="calls" data-count=${shown.length} role="status" aria-live="assertive">${shown.map((call) => this.#call(call))}</div>`;
  }

  #call(call: CallPart) {
    return html`<span class="call" role="group" aria-label=${spokenCall(call)}>
      <span class="ticket number" data-pulse=${voiceKey(call)}>${call.ticketNo}</span><hk-icon name="arrow-right"></hk-icon>
      <span class="number">${call.counter}</span>
      <span class="word">${counterWords()}${call.times > 1 && this.shown.length === 1 ? html`<span class="quiet">${both(tBoth('board.times', { n: call.times }))}</span>` : nothing}</span></span>`;
  }

  /** One call stands as large as the board wants it; several, or long numbers, as large as fit beside each other. */
  #fit(): void {
    const calls = this.renderRoot.querySelector('.calls');
    if (!calls) return;
    // The words go before the numbers become small: which is which has been learnt.
    for (const tight of [false, true]) {
      this.toggleAttribute('tight', tight);
      for (let shrunk = 1; shrunk > (tight ? 0.2 : wordsShrunkMin); shrunk *= 0.92) {
        this.style.setProperty('--shrunk', String(shrunk));
        if (calls.scrollWidth <= calls.clientWidth + 1) return;
      }
    }
  }
}

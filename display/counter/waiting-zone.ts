/**
 * *Waiting*: the tickets in the order in which they will be called, and those that are parked. Colour only for what is late.
 * Nothing moves under the pointer: while a row is being pressed the list stands still, and catches up when it is let go.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import type { WaitingPart } from '../../protocol/views.ts';
import { formatMinutes } from '../shared/format.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { blurPressed } from './blur-pressed.ts';

/** A screen shows some ten; more are counted. */
const rowsMax = 40;

@customElement('hk-waiting-zone')
export class WaitingZone extends LitElement {
  @property({ attribute: false }) waiting: readonly WaitingPart[] = [];
  @property({ attribute: false }) parked: readonly WaitingPart[] = [];
  /** Milliseconds since the waiting part arrived. */
  @property({ type: Number }) sinceMs = 0;
  /** True when a ticket may be called or brought back now. */
  @property({ type: Boolean }) ready = false;
  @property() locale: Locale = 'zh-CN';
  /** What is shown while a row is pressed. */
  @state() private held: { readonly waiting: readonly WaitingPart[]; readonly parked: readonly WaitingPart[] } | null =
    null;

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        align-content: start;
        gap: var(--space-3);
        padding: var(--space-6);
        overflow: auto;
      }
      h2 {
        display: flex;
        justify-content: space-between;
        font-size: var(--type-body);
        color: var(--ink-soft);
      }
      li {
        display: grid;
        grid-template-columns: 4.4rem minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-3);
        min-height: calc(1.2 * var(--target));
        border-bottom: var(--hair) solid var(--line);
      }
      li .number {
        font-size: var(--type-lead);
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 var(--space-3);
        font-size: var(--type-small);
        line-height: 1.3;
      }
      .quiet {
        color: var(--ink-soft);
      }
      .late {
        display: inline-flex;
        align-items: center;
        gap: var(--space-1);
        color: var(--trouble-ink);
        font-weight: var(--weight-strong);
      }
      .class {
        display: inline-flex;
        align-items: center;
        gap: var(--space-1);
        font-weight: var(--weight-strong);
      }
      .class hk-icon {
        color: var(--good);
      }
      li button {
        padding: var(--space-1) var(--space-3);
        font-size: var(--type-small);
      }
      li button:disabled {
        visibility: hidden;
      }
      .none {
        padding: var(--space-6) 0;
        color: var(--ink-soft);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('pointerdown', this.#hold);
    window.addEventListener('pointerup', this.#letGo);
    window.addEventListener('pointercancel', this.#letGo);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('pointerdown', this.#hold);
    window.removeEventListener('pointerup', this.#letGo);
    window.removeEventListener('pointercancel', this.#letGo);
  }

  override render() {
    const { locale } = this;
    const { waiting, parked } = this.held ?? this;
    return html`
      <h2><span>${t(locale, 'console.waiting')}</span><span class="digits">${waiting.length}</span></h2>
      ${waiting.length === 0 ? html`<p class="none">${t(locale, 'console.nobody')}</p>` : html`<ul data-list="waiting">${waiting.slice(0, rowsMax).map((one) => this.#row(one, 'call'))}</ul>`}
      ${waiting.length > rowsMax ? html`<p class="quiet">${t(locale, 'console.more', { n: waiting.length - rowsMax })}</p>` : nothing}
      ${parked.length > 0 ? html`<h2><span>${t(locale, 'console.parked')}</span><span class="digits">${parked.length}</span></h2><ul data-list="parked">${parked.slice(0, rowsMax).map((one) => this.#row(one, 'unpark'))}</ul>` : nothing}
    `;
  }

  #row(one: WaitingPart, action: 'call' | 'unpark') {
    const { locale } = this;
    const waitedMs = one.waitedMs + this.sinceMs;
    const late = one.targetMs !== null && waitedMs > one.targetMs;
    return html`<li>
      <span class="number">${one.ticketNo}</span>
      <span class="facts digits">
        <span class=${late ? 'late' : ''}>${late ? html`<hk-icon name="clock"></hk-icon>` : nothing}${formatMinutes(waitedMs, locale)}${late ? html` · ${t(locale, 'console.late')}` : nothing}</span>
        ${one.targetMs === null ? nothing : html`<span class="quiet">${t(locale, 'console.target', { n: Math.round(one.targetMs / 60_000) })}</span>`}
        ${one.class === 'normal' ? nothing : html`<span class="class"><hk-icon name="badge-check"></hk-icon>${t(locale, `console.class.${one.class}`)}</span>`}
        ${one.print === 'failed' || one.print === 'unknown' ? html`<span class="class"><hk-icon name="printer"></hk-icon>${t(locale, 'console.unprinted')}</span>` : nothing}
      </span>
      <button ?disabled=${!this.ready} aria-label=${`${t(locale, `console.act.${action}`)} ${one.ticketNo}`} @click=${(event: MouseEvent) => this.#pick(event, one, action)}>${t(locale, `console.act.${action}`)}</button>
    </li>`;
  }

  #pick(event: MouseEvent, one: WaitingPart, action: 'call' | 'unpark'): void {
    blurPressed(event);
    this.dispatchEvent(new CustomEvent('pick', { detail: { action, ticketId: one.ticketId } }));
  }

  readonly #hold = (): void => {
    this.held = { waiting: this.waiting, parked: this.parked };
  };
  /** After the click that belongs to this press. */
  readonly #letGo = (): void => {
    if (this.held)
      requestAnimationFrame(() => {
        this.held = null;
      });
  };
}

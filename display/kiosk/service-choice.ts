/**
 * The one question of the kiosk: what would you like to do? One big card a service. Fires `choose` with the service id.
 * All cards are locked while an answer is awaited, so that one tap is one ticket.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { refusals } from '../../protocol/refusals.ts';
import { t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { ServicePart } from '../../protocol/views.ts';
import { formatWait } from '../shared/format.ts';
import { otherLocale } from '../shared/preferences.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';

/** From here on the cards stand in two columns and lose their second line; from the next in three. */
const compactFrom = 6;
const smallFrom = 13;

@customElement('hk-service-choice')
export class ServiceChoice extends LitElement {
  @property({ attribute: false }) services: readonly ServicePart[] = [];
  @property() locale: Locale = 'zh-CN';
  /** Id of the service whose ticket is being made, or null. */
  @property({ attribute: false }) busy: string | null = null;
  @property({ type: Boolean }) locked = false;
  /** True with larger text: the wait stands under the name, lesser words go, and what is left scrolls before it is cut. */
  @property({ type: Boolean }) roomy = false;

  static override styles = [
    pageStyles,
    css`
      :host {
        min-height: 0;
      }
      ul {
        display: grid;
        grid-auto-rows: minmax(0, calc(250 * var(--u) * var(--text-scale)));
        gap: var(--space-6);
        height: 100%;
        align-content: center;
      }
      @media (orientation: landscape) {
        ul {
          grid-template-columns: 1fr 1fr;
        }
      }
      ul[data-size='compact'] {
        grid-template-columns: 1fr 1fr;
        gap: var(--space-4);
      }
      ul[data-size='small'] {
        grid-template-columns: 1fr 1fr 1fr;
        gap: var(--space-4);
      }
      li {
        display: grid;
        min-height: 0;
      }
      button {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-6);
        width: 100%;
        min-height: var(--target);
        padding: var(--space-4) var(--space-8);
        border-color: var(--line);
        border-radius: var(--radius);
        text-align: left;
        box-shadow: var(--shadow);
        overflow: hidden;
      }
      button:hover:not(:disabled) {
        border-color: var(--line);
        background: var(--paper);
      }
      button:active:not(:disabled),
      button[data-busy] {
        border-color: var(--accent);
        background: var(--accent-mist);
      }
      .letter {
        display: grid;
        place-content: center;
        width: 1.7em;
        height: 1.7em;
        border-radius: var(--radius-small);
        background: var(--accent);
        color: var(--on-accent);
        font-size: var(--type-large);
      }
      button:disabled:not([data-busy]) .letter {
        background: var(--ink-soft);
      }
      .words {
        display: grid;
        gap: var(--space-1);
        min-width: 0;
      }
      .name {
        font-size: var(--type-title);
        line-height: var(--line-tight);
      }
      .second {
        color: var(--ink-soft);
        font-size: var(--type-small);
        font-weight: var(--weight-text);
      }
      .about {
        font-size: var(--type-small);
        font-weight: var(--weight-text);
        line-height: 1.3;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
      }
      .wait {
        display: grid;
        gap: var(--space-1);
        justify-items: end;
        text-align: right;
        font-size: var(--type-small);
        font-weight: var(--weight-text);
        max-width: calc(330 * var(--u) * var(--text-scale));
      }
      .wait .people {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        font-size: var(--type-body);
        font-weight: var(--weight-strong);
        white-space: nowrap;
      }
      [data-size='compact'] button,
      [data-size='small'] button {
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--space-2) var(--space-4);
        padding: var(--space-3) var(--space-4);
      }
      [data-size='compact'] .name,
      [data-size='small'] .name {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        font-size: var(--type-body);
        overflow-wrap: anywhere;
      }
      [data-size='small'] .name,
      [data-size='small'] .wait .people {
        font-size: var(--type-small);
      }
      [data-size='compact'] .letter,
      [data-size='small'] .letter {
        font-size: var(--type-body);
      }
      [data-size='compact'] .about,
      [data-size='small'] :is(.about, .second, .range) {
        display: none;
      }
      [data-size='compact'] .wait,
      [data-size='small'] .wait {
        grid-column: 1 / -1;
        display: flex;
        justify-content: space-between;
        max-width: none;
      }
      ul[data-roomy] {
        grid-auto-rows: minmax(min-content, calc(250 * var(--u)));
        align-content: safe center;
        gap: var(--space-4);
        overflow-y: auto;
      }
      [data-roomy] button {
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--space-2) var(--space-6);
        padding: var(--space-3) var(--space-6);
        overflow: visible;
      }
      [data-roomy] .name {
        display: block;
        overflow: visible;
        overflow-wrap: break-word;
        font-size: var(--type-lead);
      }
      [data-roomy='compact'] .name,
      [data-roomy='small'] .name {
        font-size: var(--type-small);
      }
      [data-roomy] .letter {
        font-size: var(--type-title);
      }
      [data-roomy='compact'] .letter,
      [data-roomy='small'] .letter {
        font-size: var(--type-body);
      }
      [data-roomy] :is(.about, .second) {
        display: none;
      }
      [data-roomy] .wait {
        grid-column: 1 / -1;
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 var(--space-4);
        max-width: none;
        text-align: left;
      }
      [data-roomy] .wait .people {
        font-size: var(--type-small);
        white-space: normal;
      }
      .none {
        display: grid;
        place-content: center;
        height: 100%;
        font-size: var(--type-title);
        text-align: center;
        color: var(--ink-soft);
      }
    `,
  ];

  override render() {
    const { services, locale } = this;
    if (services.length === 0) return html`<p class="none">${t(locale, 'kiosk.noService')}</p>`;
    const size = services.length >= smallFrom ? 'small' : services.length >= compactFrom ? 'compact' : 'large';
    return html`<ul data-size=${size} data-roomy=${this.roomy ? size : nothing}>${services.map((service) => html`<li>${this.#card(service)}</li>`)}</ul>`;
  }

  #card(service: ServicePart) {
    const { locale } = this;
    const busy = this.busy === service.id;
    return html`<button data-service=${service.id} ?data-busy=${busy} aria-busy=${busy ? 'true' : 'false'}
      ?disabled=${this.locked || this.busy !== null || !service.open} @click=${() => this.#choose(service.id)}>
      <span class="letter number" aria-hidden="true">${service.id}</span>
      <span class="words">
        <span class="name">${pick(service.name, locale)}</span>
        <span class="second" lang=${otherLocale(locale)}>${pick(service.name, otherLocale(locale))}</span>
        ${service.about ? html`<span class="about">${pick(service.about, locale)}</span>` : nothing}
      </span>
      ${busy ? html`<span class="wait"><span class="people"><hk-icon name="hourglass"></hk-icon>${t(locale, 'kiosk.busy')}</span></span>` : this.#wait(service)}
    </button>`;
  }

  #wait(service: ServicePart) {
    const { locale } = this;
    if (!service.open) return html`<span class="wait">${closedWords(service.closedBy, locale)}</span>`;
    const people =
      service.waiting === 0 ? t(locale, 'service.nobody') : t(locale, 'service.waiting', { n: service.waiting });
    return html`<span class="wait"><span class="people digits"><hk-icon name="users"></hk-icon>${people}</span>
      <span class="range digits">${formatWait(service.wait, locale)}</span></span>`;
  }

  #choose(service: string): void {
    this.dispatchEvent(new CustomEvent('choose', { detail: service }));
  }
}

function closedWords(code: string | null, locale: Locale): string {
  return code !== null && code in refusals
    ? pick(refusals[code as keyof typeof refusals].text, locale)
    : t(locale, 'service.closed');
}

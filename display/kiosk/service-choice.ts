/**
 * The one question of the kiosk: what would you like to do? One big card a service. Fires `choose` with the service id.
 * All cards are locked while an answer is awaited, so that one tap is one ticket. Where several services go on one ticket
 * the same cards are ticked instead, and show the place in which each will be served.
 */
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { ServicePart } from '../../protocol/views.ts';
import { formatHours, formatWait } from '../shared/format.ts';
import { otherLocale } from '../shared/preferences.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { closedWords, hasRoll } from '../shared/service-words.ts';
import { serviceChoiceStyles } from './service-choice-styles.ts';

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
  /** Ids ticked so far, in order; null: one touch takes a ticket. */
  @property({ attribute: false }) picked: readonly string[] | null = null;
  /** True with larger text: the wait stands under the name, lesser words go, and what is left scrolls before it is cut. */
  @property({ type: Boolean }) roomy = false;

  static override styles = [pageStyles, serviceChoiceStyles];

  override render() {
    const { services, locale } = this;
    if (services.length === 0) return html`<p class="none">${t(locale, 'kiosk.noService')}</p>`;
    const size = services.length >= smallFrom ? 'small' : services.length >= compactFrom ? 'compact' : 'large';
    return html`<ul data-size=${size} data-roomy=${this.roomy ? size : nothing}>${services.map((service) => html`<li>${this.#card(service)}</li>`)}</ul>`;
  }

  #card(service: ServicePart) {
    const { locale, picked } = this;
    const busy = this.busy === service.id;
    const place = picked ? picked.indexOf(service.id) : -1;
    const second = otherLocale(locale);
    return html`<button data-service=${service.id} ?data-busy=${busy} ?data-picked=${place >= 0} aria-busy=${busy ? 'true' : 'false'}
      aria-pressed=${picked ? String(place >= 0) : nothing}
      ?disabled=${this.locked || this.busy !== null || !service.open} @click=${() => this.#choose(service.id)}>
      ${
        picked && service.open
          ? html`<span class="letter number" data-place=${place >= 0 ? place + 1 : ''} aria-hidden="true">${place >= 0 ? place + 1 : ''}</span>`
          : html`<span class="letter number" aria-hidden="true">${service.id}</span>`
      }
      <span class="words">
        <span class="name">${pick(service.name, locale)}</span>
        <span class="second" lang=${second}>${pick(service.name, second)}</span>
        ${this.#ownHours(service)}
        ${service.about ? html`<span class="about">${pick(service.about, locale)}</span>` : nothing}
      </span>
      ${busy ? html`<span class="wait"><span class="people"><hk-icon name="hourglass"></hk-icon>${t(locale, 'kiosk.busy')}</span></span>` : this.#wait(service)}
    </button>`;
  }

  /** While it is open; once it is not, the same hours are the reason and stand at the side. */
  #ownHours(service: ServicePart) {
    // Joined, so that no line ends between from and to.
    const hours = formatHours(service.hoursToday).replaceAll('–', '\u2060–\u2060');
    if (!hours || !service.open) return nothing;
    return html`<span class="hours digits">${t(this.locale, 'kiosk.ownHours', { hours })}</span>`;
  }

  #wait(service: ServicePart) {
    const { locale } = this;
    if (!service.open) {
      const roll = hasRoll(service);
      return html`<span class="wait"><span class="shut digits" ?data-roll=${roll}>${roll ? html`<hk-icon name="ticket"></hk-icon> ` : nothing}${pick(closedWords(service), locale)}</span></span>`;
    }
    const people =
      service.waiting === 0 ? t(locale, 'service.nobody') : t(locale, 'service.waiting', { n: service.waiting });
    return html`<span class="wait"><span class="people digits"><hk-icon name="users"></hk-icon>${people}</span>
      <span class="range digits">${formatWait(service.wait, locale)}</span></span>`;
  }

  #choose(service: string): void {
    this.dispatchEvent(new CustomEvent('choose', { detail: service }));
  }
}

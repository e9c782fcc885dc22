/**
 * *Actions*: the one next sensible action large, the others beside it in fixed places, each with its key. Fires `act` with
 * the action. Asks one short question at a time where one is needed, and shows why a ticket was called.
 */
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { WhyAnswer } from '../../protocol/views.ts';
import { formatClock } from '../shared/format.ts';
import type { IconName } from '../shared/icon.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { actionZoneStyles } from './action-zone-styles.ts';
import { blurPressed } from './blur-pressed.ts';
import type { ActionOffer, ConsoleAction, OfferedAction } from './console-actions.ts';
import { choicesOfPage, type Question } from './console-questions.ts';

const icons: Readonly<Record<ConsoleAction, IconName>> = {
  'call-next': 'bell-ring',
  recall: 'repeat',
  start: 'play',
  finish: 'circle-check',
  'no-show': 'user-x',
  recycle: 'clock-arrow-down',
  park: 'circle-parking',
  transfer: 'arrow-left-right',
  grant: 'badge-check',
  ungrant: 'badge-check',
  'add-service': 'list-plus',
  why: 'circle-question-mark',
  'walk-in': 'user-plus',
  'store-next': 'zap',
  'store-off': 'zap',
  cover: 'combine',
  uncover: 'combine',
  undo: 'undo-2',
  pause: 'pause',
  resume: 'play',
  open: 'door-open',
  close: 'door-closed',
};

@customElement('hk-action-zone')
export class ActionZone extends LitElement {
  @property({ attribute: false }) offer: ActionOffer | null = null;
  /** The question being asked, or null. Digits choose, Escape leaves it. */
  @property({ attribute: false }) question: Question | null = null;
  /** Which nine choices of the question are shown. */
  @property({ type: Number }) page = 0;
  /** Why a ticket was called, in whole sentences, or null. */
  @property({ attribute: false }) why: WhyAnswer | null = null;
  @property({ attribute: false }) busy: string | null = null;
  @property() zone: string | undefined;
  /** False: the time of day is not known to be right and is not shown. */
  @property({ type: Boolean }) clock = false;
  @property() locale: Locale = 'zh-CN';

  static override styles = [pageStyles, actionZoneStyles];

  override updated(changed: Map<PropertyKey, unknown>): void {
    const isAsking = this.question ?? this.why;
    if (isAsking && (changed.has('question') || changed.has('page') || changed.has('why')))
      this.renderRoot.querySelector<HTMLElement>('.question button')?.focus();
  }

  override render() {
    const { locale, offer, question, why } = this;
    const title = html`<h2 class="title">${t(locale, 'console.actions')}</h2>`;
    if (question) return html`${title}${this.#question(question)}`;
    if (why) return html`${title}${this.#why(why)}`;
    if (!offer) return nothing;
    return html`${title}
      ${
        offer.primary
          ? html`<button class="primary" data-primary=${offer.primary} ?disabled=${this.busy !== null} @click=${(event: MouseEvent) => this.#press(event, offer.primary)}>
              <hk-icon name=${icons[offer.primary]}></hk-icon>${t(locale, `console.act.${offer.primary}`)}<kbd>${t(locale, 'console.space')}</kbd></button>`
          : html`<button class="primary" disabled>${t(locale, 'console.nobody')}</button>`
      }
      <h3 class="title">${t(locale, 'console.aboutTicket')}</h3>
      <div class="others">${offer.ticket.map((one) => this.#button(one))}</div>
      <h3 class="title">${t(locale, 'console.aboutCounter')}</h3>
      <div class="others">${offer.counter.map((one) => this.#button(one))}</div>`;
  }

  #button(one: OfferedAction) {
    return html`<button data-action=${one.action} ?disabled=${!one.enabled || this.busy !== null} aria-keyshortcuts=${one.key} @click=${(event: MouseEvent) => this.#press(event, one.action)}>
      <hk-icon name=${icons[one.action]}></hk-icon><span>${t(this.locale, `console.act.${one.action}`)}</span><kbd>${one.key}</kbd></button>`;
  }

  #question(question: Question) {
    const { locale, page } = this;
    const { choices, more } = choicesOfPage(question, page);
    const title = pick(question.title, locale);
    return html`<div class="question" role="group" aria-label=${title}>
      <h3>${title}</h3>
      ${question.skip && page === 0 ? html`<button class="primary" data-choice="" @click=${() => this.#choose(null)}>${pick(question.skip, locale)}<kbd>Enter</kbd></button>` : nothing}
      ${choices.map(
        (choice, index) => html`<button data-choice=${choice.id} @click=${() => this.#choose(choice.id)}>
          <span>${pick(choice.text, locale)}</span><kbd>${index + 1}</kbd></button>`,
      )}
      ${more ? html`<button class="plain" data-more @click=${() => this.dispatchEvent(new CustomEvent('turn'))}><hk-icon name="ellipsis"></hk-icon>${t(locale, 'console.nextPage')}<kbd>0</kbd></button>` : nothing}
      ${this.#leave('console.leave')}
    </div>`;
  }

  #why(why: WhyAnswer) {
    const { locale } = this;
    const title = t(locale, 'console.whyTitle', { no: why.ticketNo });
    return html`<div class="question" role="group" aria-label=${title} data-why>
      <h3>${title}</h3>
      ${why.calls.length === 0 ? html`<p>${t(locale, 'console.whyNone')}</p>` : nothing}
      <ol>${why.calls.map(
        (call) =>
          html`<li><span class="quiet digits">${this.clock ? t(locale, 'console.whyAt', { time: formatClock(call.wallMs, this.zone), no: call.counter }) : t(locale, 'counter.name', { no: call.counter })}</span>
            <p>${pick(call.text, locale)}</p></li>`,
      )}</ol>
      ${this.#leave('console.dismiss')}
    </div>`;
  }

  #leave(words: 'console.leave' | 'console.dismiss') {
    return html`<button class="plain" data-leave @click=${() => this.dispatchEvent(new CustomEvent('leave'))}><hk-icon name="x"></hk-icon>${t(this.locale, words)}<kbd>Esc</kbd></button>`;
  }

  #press(event: MouseEvent, action: ConsoleAction | null): void {
    blurPressed(event);
    if (action) this.dispatchEvent(new CustomEvent('act', { detail: action }));
  }

  #choose(id: string | null): void {
    this.dispatchEvent(new CustomEvent('choose', { detail: id }));
  }
}

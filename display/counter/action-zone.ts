/**
 * *Actions*: the one next sensible action large, the others beside it in fixed places, each with its key. Fires `act` with
 * the action. Asks one short question where one is needed: why to pause, where to transfer.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../protocol/texts-types.ts';
import type { IconName } from '../shared/icon.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { blurPressed } from './blur-pressed.ts';
import type { ActionOffer, ConsoleAction, OfferedAction } from './console-actions.ts';

export interface Choice {
  readonly id: string;
  readonly text: Bilingual;
}
export interface Question {
  readonly kind: 'pause' | 'transfer';
  readonly choices: readonly Choice[];
}

const icons: Readonly<Record<ConsoleAction, IconName>> = {
  'call-next': 'bell-ring',
  recall: 'repeat',
  start: 'play',
  finish: 'circle-check',
  'no-show': 'user-x',
  park: 'circle-parking',
  transfer: 'arrow-left-right',
  pause: 'pause',
  resume: 'play',
  open: 'door-open',
  close: 'door-closed',
};

@customElement('hk-action-zone')
export class ActionZone extends LitElement {
  @property({ attribute: false }) offer: ActionOffer = { primary: null, actions: [] };
  /** The question being asked, or null. Digits choose, Escape leaves it. */
  @property({ attribute: false }) question: Question | null = null;
  @property({ attribute: false }) busy: string | null = null;
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        align-content: start;
        gap: var(--space-4);
        padding: var(--space-6);
        overflow: auto;
      }
      .title {
        font-size: var(--type-body);
        color: var(--ink-soft);
      }
      .primary {
        width: 100%;
        min-height: calc(2.4 * var(--target));
        font-size: var(--type-title);
      }
      .others {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--space-3);
      }
      .others button {
        justify-content: flex-start;
        min-height: calc(1.35 * var(--target));
        padding: var(--space-2) var(--space-3);
        text-align: start;
      }
      kbd {
        margin-left: auto;
        min-width: 2em;
        padding: 0 var(--space-2);
        border: var(--hair) solid var(--edge);
        border-radius: var(--radius-small);
        background: var(--mist);
        color: var(--ink);
        font-family: var(--face);
        font-size: var(--type-small);
        font-weight: var(--weight-text);
        text-align: center;
      }
      .primary kbd {
        border-color: transparent;
        background: var(--accent-deep);
        color: var(--on-accent);
      }
      .question {
        display: grid;
        gap: var(--space-3);
        padding: var(--space-4);
        border: var(--stroke) solid var(--accent);
        border-radius: var(--radius);
      }
      .question h3 {
        font-size: var(--type-lead);
      }
      .question button {
        justify-content: flex-start;
      }
    `,
  ];

  override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('question') && this.question)
      this.renderRoot.querySelector<HTMLElement>('.question button')?.focus();
  }

  override render() {
    const { locale, offer, question } = this;
    if (question) return html`<h2 class="title">${t(locale, 'console.actions')}</h2>${this.#question(question)}`;
    return html`<h2 class="title">${t(locale, 'console.actions')}</h2>
      ${
        offer.primary
          ? html`<button class="primary" data-primary=${offer.primary} ?disabled=${this.busy !== null} @click=${(event: MouseEvent) => this.#press(event, offer.primary)}>
              <hk-icon name=${icons[offer.primary]}></hk-icon>${t(locale, `console.act.${offer.primary}`)}<kbd>${t(locale, 'console.space')}</kbd></button>`
          : html`<button class="primary" disabled>${t(locale, 'console.nobody')}</button>`
      }
      <div class="others">${offer.actions.map((one) => this.#button(one))}</div>`;
  }

  #button(one: OfferedAction) {
    return html`<button data-action=${one.action} ?disabled=${!one.enabled || this.busy !== null} aria-keyshortcuts=${one.key} @click=${(event: MouseEvent) => this.#press(event, one.action)}>
      <hk-icon name=${icons[one.action]}></hk-icon>${t(this.locale, `console.act.${one.action}`)}<kbd>${one.key}</kbd></button>`;
  }

  #question(question: Question) {
    const { locale } = this;
    const title = question.kind === 'pause' ? 'console.pauseWhy' : 'console.transferTo';
    return html`<div class="question" role="group" aria-label=${t(locale, title)}>
      <h3>${t(locale, title)}</h3>
      ${question.choices.map(
        (
          choice,
          index,
        ) => html`<button data-choice=${choice.id} @click=${() => this.dispatchEvent(new CustomEvent('choose', { detail: choice.id }))}>
          ${pick(choice.text, locale)}${index < 9 ? html`<kbd>${index + 1}</kbd>` : nothing}</button>`,
      )}
      <button class="plain" @click=${() => this.dispatchEvent(new CustomEvent('leave'))}><hk-icon name="x"></hk-icon>${t(locale, 'console.cancel')}<kbd>Esc</kbd></button>
    </div>`;
  }

  #press(event: MouseEvent, action: ConsoleAction | null): void {
    blurPressed(event);
    this.#act(action);
  }

  #act(action: ConsoleAction | null): void {
    if (action) this.dispatchEvent(new CustomEvent('act', { detail: action }));
  }
}

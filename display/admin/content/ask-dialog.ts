/** One question before something that cannot be taken back, or that somebody else is owed a reason for. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../../protocol/texts.ts';
import type { Locale } from '../../../protocol/texts-types.ts';
import { contentStyles } from './content-styles.ts';
import './web-awesome.ts';

export interface Question {
  readonly text: string;
  readonly yes: string;
  /** none: no field; may: the reason may be left empty; must: it may not. */
  readonly reason: 'none' | 'may' | 'must';
  readonly onYes: (reason: string) => void;
}

const reasonMax = 200;

@customElement('hk-ask-dialog')
export class AskDialog extends LitElement {
  @property({ attribute: false }) question: Question | null = null;
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    ...contentStyles,
    css`
      :host {
        display: contents;
      }
      input {
        width: 100%;
        min-height: var(--target);
        padding: var(--space-2) var(--space-3);
        border: var(--stroke) solid var(--edge);
        border-radius: var(--radius-small);
      }
    `,
  ];

  override render() {
    const { locale, question } = this;
    return html`<wa-dialog label=${question?.text ?? ''} lang=${locale} ?open=${question !== null} @wa-hide=${(event: Event) => this.#onHide(event)}>
      <form class="stack" @submit=${(event: Event) => this.#answer(event)}>
        ${question && question.reason !== 'none' ? html`<input name="reason" aria-label=${question.text} maxlength=${reasonMax} ?required=${question.reason === 'must'} autofocus />` : nothing}
        <div class="row"><button type="submit" class="primary" data-yes>${question?.yes ?? ''}</button><button type="button" @click=${() => this.#close()}>${t(locale, 'content.cancel')}</button></div>
      </form></wa-dialog>`;
  }

  #answer(event: Event): void {
    event.preventDefault();
    const { question } = this;
    const reason = this.renderRoot.querySelector('input')?.value.trim() ?? '';
    if (question?.reason === 'must' && reason === '') return;
    this.#close();
    question?.onYes(reason);
  }
  /** A list that opens inside the dialog hides too, and is not meant. */
  #onHide(event: Event): void {
    if (event.target === event.currentTarget && this.question) this.#close();
  }
  #close(): void {
    this.question = null;
    this.dispatchEvent(new CustomEvent('answered'));
  }
}

/**
 * Gives a ticket back. It cannot be undone by the customer, so the first touch only asks, in words, and the second does it; the
 * harmless choice stands first. The answer comes by the ticket's own stream, which takes this away.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../protocol/texts-types.ts';
import { callApi, wordsOf } from '../shared/api.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';

@customElement('hk-give-back')
export class GiveBack extends LitElement {
  @property() ticketId = '';
  @property() ticketNo = '';
  @property() locale: Locale = 'zh-CN';
  @state() private asking = false;
  @state() private busy = false;
  @state() private problem: Bilingual | null = null;

  static override styles = [
    pageStyles,
    css`
      .first {
        width: 100%;
        color: var(--ink-soft);
      }
      .ask {
        display: grid;
        gap: var(--space-3);
        padding: var(--space-4);
        border: var(--stroke) solid var(--trouble);
      }
      h2 {
        font-size: var(--type-lead);
      }
      .choices {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--space-3);
      }
      .yes {
        border-color: var(--trouble-ink);
        color: var(--trouble-ink);
      }
      .problem {
        color: var(--trouble-ink);
        font-weight: var(--weight-strong);
      }
    `,
  ];

  override render() {
    const { locale, busy } = this;
    if (!this.asking) {
      return html`<button class="first plain" data-act="give-back" @click=${() => this.#ask(true)}><hk-icon name="ticket"></hk-icon>${t(locale, 'ticket.giveBack')}</button>`;
    }
    return html`<section class="ask card" role="group" aria-labelledby="ask">
      <h2 id="ask">${t(locale, 'ticket.giveBack.ask', { no: this.ticketNo })}</h2>
      <p>${t(locale, 'ticket.giveBack.warn')}</p>
      ${this.problem ? html`<p class="problem" role="alert">${pick(this.problem, locale)}</p>` : nothing}
      <div class="choices">
        <button class="primary" data-act="keep" ?disabled=${busy} @click=${() => this.#ask(false)}>${t(locale, 'ticket.giveBack.no')}</button>
        <button class="yes" data-act="give-back-yes" ?disabled=${busy} @click=${() => void this.#giveBack()}>${t(locale, 'ticket.giveBack.yes')}</button>
      </div></section>`;
  }

  #ask(asking: boolean): void {
    this.asking = asking;
    this.problem = null;
  }

  async #giveBack(): Promise<void> {
    this.busy = true;
    try {
      await callApi('POST', `tickets/${encodeURIComponent(this.ticketId)}/cancel`, {});
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.busy = false;
    }
  }
}

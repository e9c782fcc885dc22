/**
 * The head of the console: which counter, its state, the next break, whether the link is up, the key of the urgent notice, language,
 * who is signed in.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { dutySign } from '../../protocol/duty-sign.ts';
import { t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { CounterView } from '../../protocol/views.ts';
import { formatClock } from '../shared/format.ts';
import '../shared/icon.ts';
import '../shared/link-mark.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { otherLocale } from '../shared/preferences.ts';
import { blurPressed } from './blur-pressed.ts';

@customElement('hk-counter-head')
export class CounterHead extends LitElement {
  @property({ attribute: false }) view: CounterView | null = null;
  @property() place = '';
  /** Badge of who is signed in, or null. */
  @property({ attribute: false }) badge: string | null = null;
  @property({ type: Boolean }) stale = false;
  /** Milliseconds since the last truth. */
  @property({ type: Number }) agoMs = 0;
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    pageStyles,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1) var(--space-4);
        min-height: var(--space-16);
        padding: var(--space-2) var(--space-6);
        background: var(--ink);
        color: var(--on-accent);
      }
      h1 {
        font-size: var(--type-lead);
      }
      .state {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        padding: var(--space-1) var(--space-3);
        border-radius: var(--radius-round);
        background: var(--mist-deep);
        color: var(--ink);
        font-size: var(--type-small);
        font-weight: var(--weight-strong);
      }
      .state[data-state='open'] {
        background: var(--good);
      }
      .state[data-state='paused'] {
        background: var(--call);
      }
      .fact {
        display: inline-flex;
        align-items: center;
        gap: var(--space-1);
        font-size: var(--type-small);
      }
      .space {
        flex: 1;
      }
      button {
        border-color: transparent;
        background: transparent;
        font-weight: var(--weight-text);
      }
      button:hover:not(:disabled),
      button:active:not(:disabled) {
        background: var(--accent-deep);
        border-color: transparent;
      }
      .urgent,
      .urgent:is(:hover, :active):not(:disabled) {
        border-color: var(--call);
        background: var(--call);
        color: var(--ink);
        font-weight: var(--weight-strong);
      }
      .urgent kbd {
        padding: 0 var(--space-2);
        border: var(--hair) solid var(--ink);
        border-radius: var(--radius-small);
        font: inherit;
        font-size: var(--type-small);
      }
      :focus-visible {
        outline-color: var(--on-accent);
      }
      @media (max-width: 34rem) {
        header {
          column-gap: var(--space-2);
          padding-inline: var(--space-3);
        }
        button {
          padding-inline: var(--space-2);
        }
        .urgent {
          order: 1;
          flex-basis: 100%;
        }
        .urgent kbd {
          display: none;
        }
      }
      @media (max-width: 60rem) {
        header {
          min-height: 0;
          padding-block: var(--space-1);
        }
      }
    `,
  ];

  override render() {
    const { locale, view } = this;
    const state = view?.counter.state;
    const rest = view?.counter.break;
    return html`<header @click=${blurPressed}>
      <h1>${this.place}</h1>
      ${state ? html`<span class="state" data-state=${state}><hk-icon name=${state === 'open' ? 'door-open' : state === 'paused' ? 'pause' : 'door-closed'}></hk-icon>${t(locale, `console.state.${state}`)}${this.#pauseWords(view)}</span>` : nothing}
      ${view ? html`<span class="fact digits">${t(locale, 'console.servedToday', { n: view.counter.servedToday })}</span>` : nothing}
      ${rest ? html`<span class="fact digits" data-break><hk-icon name="coffee"></hk-icon>${t(locale, 'console.break', { from: rest.from, to: rest.to })}</span>` : nothing}
      ${this.#duty()}
      <span class="space"></span>
      <hk-link-mark ?stale=${this.stale} .agoMs=${this.agoMs} ?clock=${view?.hall.clockTrusted ?? false} .zone=${view?.hall.zone} .locale=${locale}></hk-link-mark>
      ${view?.hall.clockTrusted ? html`<span class="digits">${formatClock(Date.now(), view.hall.zone)}</span>` : nothing}
      ${this.badge === null ? nothing : html`<button class="urgent" data-act="urgent" aria-keyshortcuts="U" @click=${() => this.dispatchEvent(new CustomEvent('urgent'))}><hk-icon name="megaphone"></hk-icon>${t(locale, 'urgent.open')}<kbd>U</kbd></button>`}
      <button data-act="language" @click=${() => this.dispatchEvent(new CustomEvent('locale'))}><hk-icon name="languages"></hk-icon><span lang=${otherLocale(locale)}>${t(locale, 'language.other')}</span></button>
      ${this.badge === null ? nothing : html`<button @click=${() => this.dispatchEvent(new CustomEvent('sign-out'))}><hk-icon name="log-out"></hk-icon>${this.badge} ${t(locale, 'signIn.out')}</button>`}
    </header>`;
  }

  /** Who opens and closes the hall today; louder for the one who does. */
  #duty() {
    const { view, badge, locale } = this;
    const sign = dutySign(view?.duty ?? null);
    if (!sign) return nothing;
    const isMine = badge !== null && view?.duty?.badge === badge;
    return html`<span class=${isMine ? 'state' : 'fact'} data-duty><hk-icon name="users"></hk-icon>${isMine ? t(locale, 'console.duty') : t(locale, 'board.duty', { name: pick(sign, locale) })}</span>`;
  }

  #pauseWords(view: CounterView | null) {
    const reason = view?.reasons.pause.find((one) => one.id === view.counter.pauseReason);
    return reason && view?.counter.state === 'paused' ? html` · ${pick(reason.text, this.locale)}` : nothing;
  }
}

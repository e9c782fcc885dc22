/**
 * Badge number and PIN, by keyboard or by the keys on the screen. Fires `sign-in` with both; the page answers by setting
 * `busy` and `refusal`. The PIN field is emptied after each try.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../protocol/texts-types.ts';
import './icon.ts';
import { pageStyles } from './page-styles.ts';

export interface SignInDetail {
  readonly badge: string;
  readonly pin: string;
}

/** Longest badge or PIN typed here; the daemon's own limits are narrower. */
const digitsMax = 12;

@customElement('hk-sign-in')
export class SignIn extends LitElement {
  @property() locale: Locale = 'zh-CN';
  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) refusal: Bilingual | null = null;
  /** A line above the form, such as the counter's name. */
  @property() place = '';
  @state() private badge = '';
  @state() private pin = '';
  @state() private field: 'badge' | 'pin' = 'badge';

  static override styles = [
    pageStyles,
    css`
      form {
        display: grid;
        gap: var(--space-4);
        width: min(100%, var(--column));
        margin: 0 auto;
        padding: var(--space-8) var(--space-6);
        text-align: start;
      }
      h1 {
        font-size: var(--type-title);
      }
      .place {
        color: var(--ink-soft);
      }
      label {
        display: grid;
        gap: var(--space-1);
        font-weight: var(--weight-strong);
      }
      input {
        width: 100%;
        min-height: var(--target);
        padding: var(--space-2) var(--space-3);
        border: var(--stroke) solid var(--edge);
        border-radius: var(--radius-small);
        background: var(--paper);
        font-size: var(--type-lead);
        font-variant-numeric: tabular-nums;
      }
      .keys {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: var(--space-2);
      }
      .keys button {
        font-size: var(--type-lead);
      }
      .refusal {
        display: flex;
        gap: var(--space-2);
        padding: var(--space-3);
        border-left: var(--focus) solid var(--trouble);
        background: var(--trouble-mist);
      }
    `,
  ];

  override firstUpdated(): void {
    this.#input('badge')?.focus();
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('refusal') && this.refusal) this.pin = '';
  }

  override render() {
    const { locale } = this;
    return html`<form class="card" @submit=${this.#submit}>
      <div>
        <h1>${t(locale, 'signIn.title')}</h1>
        ${this.place ? html`<p class="place">${this.place}</p>` : nothing}
      </div>
      <label>${t(locale, 'signIn.badge')}
        <input id="badge" name="badge" inputmode="numeric" autocomplete="username" maxlength=${digitsMax} .value=${this.badge}
          @focus=${() => this.#point('badge')} @input=${(event: Event) => this.#typed(event, 'badge')} />
      </label>
      <label>${t(locale, 'signIn.pin')}
        <input id="pin" name="pin" type="password" inputmode="numeric" autocomplete="current-password" maxlength=${digitsMax} .value=${this.pin}
          @focus=${() => this.#point('pin')} @input=${(event: Event) => this.#typed(event, 'pin')} />
      </label>
      ${this.refusal ? html`<p class="refusal" role="alert"><hk-icon name="circle-alert"></hk-icon>${pick(this.refusal, locale)}</p>` : nothing}
      <div class="keys">
        ${['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => this.#key(digit))}
        <button type="button" tabindex="-1" aria-label=${t(locale, 'signIn.erase')} @click=${this.#erase}><hk-icon name="delete"></hk-icon></button>
        ${this.#key('0')}
        <button type="submit" class="primary" ?disabled=${this.busy || this.badge === ''}>${t(locale, 'signIn.go')}</button>
      </div>
    </form>`;
  }

  #key(digit: string) {
    return html`<button type="button" class="digits" tabindex="-1" @click=${() => this.#press(digit)}>${digit}</button>`;
  }

  #input(id: 'badge' | 'pin'): HTMLInputElement | null {
    return this.renderRoot.querySelector(`#${id}`);
  }

  #point(field: 'badge' | 'pin'): void {
    this.field = field;
  }

  #typed(event: Event, field: 'badge' | 'pin'): void {
    if (event.target instanceof HTMLInputElement) this[field] = event.target.value.trim();
  }

  #press(digit: string): void {
    if (this[this.field].length < digitsMax) this[this.field] += digit;
  }

  #erase(): void {
    this[this.field] = this[this.field].slice(0, -1);
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    if (this.busy) return;
    if (this.pin === '') {
      this.#input('pin')?.focus();
      return;
    }
    const detail: SignInDetail = { badge: this.badge, pin: this.pin };
    this.dispatchEvent(new CustomEvent('sign-in', { detail }));
    this.pin = '';
  }
}

/**
 * The appointment code, one big key a character. A reader that types like a keyboard (a code scanned from the phone) types
 * here too. The code lives in the page, which forgets it with the customer. Fires `code` with the new text and `go`.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';

/** What the contract takes; longer is no code. */
const charsMax = 40;
/** Six in a row or twelve: either way the digits come first and nothing is torn. */
const keys = [...'1234567890-'];
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

@customElement('hk-code-pad')
export class CodePad extends LitElement {
  @property() code = '';
  @property() locale: Locale = 'zh-CN';
  @property({ type: Boolean }) busy = false;

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, calc(9.5 * var(--target)));
        align-content: center;
        gap: var(--space-6);
        min-height: 0;
      }
      .code {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-4);
        min-height: calc(1.5 * var(--target));
        padding: var(--space-2) var(--space-4) var(--space-2) var(--space-8);
        border: var(--stroke) solid var(--accent);
        border-radius: var(--radius);
        background: var(--paper);
      }
      output {
        overflow: hidden;
        font-size: var(--type-large);
        letter-spacing: 0.12em;
        white-space: nowrap;
        direction: rtl;
        text-align: left;
      }
      output[data-empty] {
        color: var(--ink-soft);
        font-family: var(--face);
        font-size: var(--type-body);
        font-weight: var(--weight-text);
        letter-spacing: 0;
      }
      .keys {
        display: grid;
        grid-template-columns: repeat(6, minmax(0, 1fr));
        grid-auto-rows: minmax(0, 1fr);
        gap: var(--space-4);
      }
      .keys button {
        min-height: 0;
        padding: 0;
        border-color: var(--line);
        font-size: calc(54 * var(--u));
        line-height: 1;
        box-shadow: var(--shadow);
      }
      .keys .go {
        grid-column: span 4;
        font-size: calc(48 * var(--u));
      }
      @media (orientation: landscape) {
        :host {
          grid-template-rows: auto minmax(0, calc(5 * var(--target)));
          gap: var(--space-4);
        }
        .code {
          min-height: calc(1.1 * var(--target));
        }
        .keys {
          grid-template-columns: repeat(12, minmax(0, 1fr));
          gap: var(--space-3);
        }
        .keys .go {
          grid-column: span 10;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKey);
  }

  override render() {
    const { locale, code, busy } = this;
    return html`<div class="code">
        <output class="number" aria-label=${t(locale, 'kiosk.checkIn.code')} ?data-empty=${code === ''}><bdi>${code || t(locale, 'kiosk.checkIn.code')}</bdi></output>
        ${code === '' ? nothing : html`<button class="plain" data-key="clear" ?disabled=${busy} @click=${() => this.#set('')}><hk-icon name="x"></hk-icon>${t(locale, 'kiosk.checkIn.clear')}</button>`}
      </div>
      <div class="keys">
        ${keys.map((key) => this.#key(key))}
        <button class="erase" data-key="erase" aria-label=${t(locale, 'kiosk.checkIn.erase')} ?disabled=${busy || code === ''} @click=${() => this.#set(code.slice(0, -1))}><hk-icon name="delete"></hk-icon></button>
        ${letters.map((key) => this.#key(key))}
        <button class="go primary" data-key="go" ?disabled=${busy || code === ''} @click=${this.#go}>${t(locale, busy ? 'kiosk.checkIn.busy' : 'kiosk.checkIn.go')}</button>
      </div>`;
  }

  #key(key: string) {
    return html`<button class="number" data-key=${key} ?disabled=${this.busy} @click=${() => this.#set(this.code + key)}>${key}</button>`;
  }

  #set(code: string): void {
    if (this.busy || code.length > charsMax) return;
    this.dispatchEvent(new CustomEvent('code', { detail: code }));
  }

  readonly #go = (): void => {
    if (!this.busy && this.code !== '') this.dispatchEvent(new CustomEvent('go'));
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^[A-Za-z0-9-]$/.test(event.key)) this.#set(this.code + event.key.toUpperCase());
    else if (event.key === 'Backspace') this.#set(this.code.slice(0, -1));
    // A button that has the focus is pressed by the same key.
    else if (event.key === 'Enter' && !(event.composedPath()[0] instanceof HTMLButtonElement)) this.#go();
  };
}

/**
 * The urgent notice on the console: a sheet over the page, from which it is sent, watched until each screen has it, and taken down. It
 * follows the screens only while it is open, and speaks to the hall's own computer alone. Digits choose the words, Enter shows them,
 * Escape goes back and then closes.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ContentView } from '../../protocol/screen-views.ts';
import { t } from '../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../protocol/texts-types.ts';
import type { ContentCall } from '../admin/content/content-call.ts';
import '../admin/content/urgent-part.ts';
import type { UrgentPart } from '../admin/content/urgent-part.ts';
import { callApi, RefusalError, wordsOf } from '../shared/api.ts';
import '../shared/icon.ts';
import '../shared/link-mark.ts';
import { LiveView } from '../shared/live-view.ts';
import { pageStyles } from '../shared/page-styles.ts';

@customElement('hk-urgent-sheet')
export class UrgentSheet extends LitElement {
  @property() locale: Locale = 'zh-CN';
  @property({ type: Boolean }) open = false;
  @state() private busy = false;
  @state() private refusal: Bilingual | null = null;
  readonly #content: LiveView<ContentView> = new LiveView<ContentView>(this, null, { onLost: () => this.#lost() });

  static override styles = [
    pageStyles,
    css`
      :host {
        display: contents;
      }
      dialog {
        --ground: var(--paper);
        display: none;
        width: min(var(--board-width) + 2 * var(--space-4), 100vw - 2 * var(--space-4));
        max-height: min(100dvh - 2 * var(--space-4), 60rem);
        margin-block: var(--space-4) auto;
        padding: 0;
        border: 0;
        border-radius: var(--radius);
        background: var(--paper);
        color: var(--ink);
        overscroll-behavior: contain;
      }
      dialog[open] {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
      }
      dialog::backdrop {
        background: var(--veil);
      }
      .head {
        position: sticky;
        top: 0;
        z-index: 2;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        padding: var(--space-2) var(--space-3) var(--space-2) var(--space-4);
        background: var(--call);
      }
      .head h2 {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        flex: 1;
        font-size: var(--type-lead);
      }
      .head button {
        border-color: transparent;
        background: transparent;
      }
      .body {
        padding: var(--space-4);
      }
      .refusal {
        display: flex;
        gap: var(--space-2);
        padding: var(--space-3) var(--space-4);
        border-left: var(--focus) solid var(--trouble);
        background: var(--trouble-mist);
        font-weight: var(--weight-strong);
      }
      .refusal hk-icon {
        color: var(--trouble-ink);
      }
      @media (max-width: 34rem) {
        dialog {
          width: 100vw;
          max-width: none;
          height: 100dvh;
          max-height: none;
          margin: 0;
          border-radius: 0;
        }
      }
    `,
  ];

  override render() {
    const { locale } = this;
    const { view, state } = this.#content;
    const words = this.refusal ?? this.#content.refusal;
    const agoMs = state.truthAtMs === null ? 0 : performance.now() - state.truthAtMs;
    return html`<dialog aria-labelledby="title" @cancel=${this.#onCancel} @close=${() => this.#close()} @keydown=${this.#onKey} @content-call=${this.#onCall}>
      <div class="head"><h2 id="title"><hk-icon name="megaphone"></hk-icon>${t(locale, 'urgent.open')}</h2>
        <hk-link-mark ?stale=${this.open && this.#content.stale && view !== null} .agoMs=${agoMs} ?clock=${view?.hall.clockTrusted ?? false} .zone=${view?.hall.zone} .locale=${locale}></hk-link-mark>
        <button type="button" data-act="close" @click=${() => this.#close()}><hk-icon name="x"></hk-icon>${t(locale, 'urgent.close')}</button></div>
      ${words ? html`<p class="refusal" role="alert" data-refusal><hk-icon name="circle-alert"></hk-icon><span>${pick(words, locale)}</span></p>` : nothing}
      <div class="body">${view ? html`<hk-urgent-part keys .view=${view} ?busy=${this.busy} .locale=${locale}></hk-urgent-part>` : html`<p>${t(locale, 'page.loading')}</p>`}</div></dialog>`;
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('open')) this.#content.follow(this.open ? 'content' : null);
  }
  override updated(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('open')) return;
    const dialog = this.renderRoot.querySelector('dialog');
    if (this.open && !dialog?.open) dialog?.showModal();
    else if (!this.open) dialog?.close();
  }

  get #part(): UrgentPart | null {
    return this.renderRoot.querySelector('hk-urgent-part');
  }

  /** Escape goes one step back before it closes. */
  readonly #onCancel = (event: Event): void => {
    if (this.#part?.back()) event.preventDefault();
  };
  readonly #onKey = (event: KeyboardEvent): void => {
    const isTyping = event.composedPath().some((target) => target instanceof HTMLInputElement);
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (this.#part?.press(event.key)) event.preventDefault();
  };
  readonly #onCall = (event: Event): void => {
    if (event instanceof CustomEvent) void this.#send(event.detail as ContentCall);
  };

  async #send(call: ContentCall): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refusal = null;
    try {
      await callApi('POST', call.path, call.body);
      call.after?.();
    } catch (error) {
      this.refusal = wordsOf(error);
      if (error instanceof RefusalError && error.status === 401) this.#lost();
    } finally {
      this.busy = false;
    }
  }

  #lost(): void {
    this.dispatchEvent(new CustomEvent('signed-out'));
  }
  #close(): void {
    if (!this.open) return;
    this.#part?.back();
    this.refusal = null;
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

/**
 * The facilities page: notices, films, playlists, screens, voice, calendar, and the urgent notice. Its parts say what they want done; this makes the call,
 * says what was done, and offers to take it back where that is possible. The address says which part is shown: `#content/films`.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ContentView } from '../../../protocol/screen-views.ts';
import { t } from '../../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../../protocol/texts-types.ts';
import { callApi, RefusalError, wordsOf } from '../../shared/api.ts';
import '../../shared/icon.ts';
import './calendar-part.ts';
import type { ContentCall } from './content-call.ts';
import type { Who } from './content-rights.ts';
import { contentStyles } from './content-styles.ts';
import './facility-icons.ts';
import './films-part.ts';
import './notices-part.ts';
import './playlists-part.ts';
import './screens-part.ts';
import type { Upload } from './upload.ts';
import './urgent-part.ts';
import './voice-part.ts';

/** As long as it takes to read a line and find that it was the wrong one. */
const doneMs = 12_000;
const parts = ['notices', 'films', 'playlists', 'screens', 'voice', 'calendar'] as const;
type Part = (typeof parts)[number] | 'urgent';

@customElement('hk-content-zone')
export class ContentZone extends LitElement {
  @property({ attribute: false }) view: ContentView | null = null;
  @property({ attribute: false }) who: Who = { badge: '', role: 'clerk' };
  @property() locale: Locale = 'zh-CN';
  @state() private busy = false;
  @state() private refusal: Bilingual | null = null;
  @state() private done: ContentCall | null = null;
  readonly #uploads: Upload[] = [];
  #forget: ReturnType<typeof setTimeout> | undefined;

  static override styles = [
    ...contentStyles,
    css`
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-2);
      }
      nav a {
        display: grid;
        place-content: center;
        min-height: var(--target);
        padding: 0 var(--space-3);
        border-radius: var(--radius-round);
        color: var(--ink);
        text-decoration: none;
      }
      nav a[aria-current='page'] {
        background: var(--ink);
        color: var(--on-accent);
        font-weight: var(--weight-strong);
      }
      .bar {
        position: sticky;
        bottom: var(--space-3);
        z-index: 2;
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3);
        padding: var(--space-2) var(--space-4);
        min-height: calc(var(--target) + var(--space-4));
        border: var(--stroke) solid var(--accent);
      }
      .bar.refusal {
        border-color: var(--trouble);
        background: var(--trouble-mist);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#onHash);
    this.addEventListener('content-call', this.#onCall);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#onHash);
    this.removeEventListener('content-call', this.#onCall);
    clearTimeout(this.#forget);
  }

  override render() {
    const { locale, view, who } = this;
    if (!view) return nothing;
    const part = this.#part;
    const names: Readonly<Record<(typeof parts)[number], string>> = {
      notices: t(locale, 'content.notices'),
      films: t(locale, 'content.films'),
      playlists: t(locale, 'content.playlists'),
      screens: t(locale, 'content.screens'),
      voice: t(locale, 'content.voice'),
      calendar: t(locale, 'content.calendar'),
    };
    const role = who.role === 'lead' || who.role === 'facilities' ? who.role : 'clerk';
    return html`<nav aria-label=${t(locale, 'content.parts')}>${parts.map((one) => html`<a href=${`#content/${one}`} aria-current=${part === one ? 'page' : 'false'}>${names[one]}</a>`)}</nav>
      ${part === 'notices' ? html`<p class="quiet" data-role>${t(locale, `content.role.${role}`)}</p>` : nothing}
      ${this.#body(part, view)}${this.#bar()}`;
  }

  #body(part: Part, view: ContentView) {
    const { locale, who, busy } = this;
    if (part === 'urgent') return html`<hk-urgent-part .view=${view} ?busy=${busy} .locale=${locale}></hk-urgent-part>`;
    if (part === 'films')
      return html`<hk-films-part .view=${view} .who=${who} .uploads=${this.#uploads} ?busy=${busy} .locale=${locale}></hk-films-part>`;
    if (part === 'playlists')
      return html`<hk-playlists-part .view=${view} .who=${who} ?busy=${busy} .locale=${locale}></hk-playlists-part>`;
    if (part === 'screens')
      return html`<hk-screens-part .view=${view} .who=${who} ?busy=${busy} .locale=${locale}></hk-screens-part>`;
    if (part === 'voice')
      return html`<hk-voice-part .who=${who} .locale=${locale} @lost=${() => this.dispatchEvent(new CustomEvent('signed-out'))}></hk-voice-part>`;
    if (part === 'calendar') return html`<hk-calendar-part .view=${view} .locale=${locale}></hk-calendar-part>`;
    return html`<hk-notices-part .view=${view} .who=${who} ?busy=${busy} .locale=${locale}></hk-notices-part>`;
  }

  #bar() {
    const { locale, refusal, done } = this;
    if (refusal)
      return html`<p class="bar refusal card" role="alert" data-refusal><span>${pick(refusal, locale)}</span><button @click=${() => this.#say(null, null)}>${t(locale, 'content.dismiss')}</button></p>`;
    if (!done) return nothing;
    const { undo } = done;
    return html`<p class="bar card" role="status" data-done><span>${pick(done.done, locale)}</span>
      ${undo ? html`<button ?disabled=${this.busy} data-act="undo" @click=${() => void this.#send({ ...undo, done: done.done }, true)}><hk-icon name="undo-2"></hk-icon>${t(locale, 'content.undo')}</button>` : nothing}</p>`;
  }

  get #part(): Part {
    const named = location.hash.split('/')[1];
    return named === 'urgent' ? 'urgent' : (parts.find((one) => one === named) ?? 'notices');
  }

  readonly #onHash = (): void => {
    this.#say(null, null);
    this.requestUpdate();
  };
  readonly #onCall = (event: Event): void => {
    if (event instanceof CustomEvent) void this.#send(event.detail as ContentCall, false);
  };

  async #send(call: ContentCall, isUndo: boolean): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.#say(null, null);
    try {
      this.view = await callApi<ContentView>('POST', call.path, call.body);
      if (call.next) this.view = await callApi<ContentView>('POST', call.next.path, call.next.body);
      call.after?.();
      if (!isUndo) this.#say(call, null);
    } catch (error) {
      this.#say(null, wordsOf(error));
      if (error instanceof RefusalError && error.status === 401) this.dispatchEvent(new CustomEvent('signed-out'));
    } finally {
      this.busy = false;
    }
  }

  #say(done: ContentCall | null, refusal: Bilingual | null): void {
    this.done = done;
    this.refusal = refusal;
    clearTimeout(this.#forget);
    if (done)
      this.#forget = setTimeout(() => {
        this.done = null;
      }, doneMs);
  }
}

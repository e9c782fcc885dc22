/** Writing a notice: words in both languages, a picture, times, with the preview beside it. It sends nothing half filled. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { NoticeDraft, NoticePriority } from '../../../protocol/content.ts';
import type { ContentView } from '../../../protocol/screen-views.ts';
import { t, tBoth } from '../../../protocol/texts.ts';
import type { Locale } from '../../../protocol/texts-types.ts';
import '../../shared/icon.ts';
import { contentCall } from './content-call.ts';
import { contentStyles } from './content-styles.ts';
import { numberOf, typedIn } from './field-values.ts';
import './notice-preview.ts';
import './show-times-fields.ts';
import type { Times } from './show-times-fields.ts';
import './web-awesome.ts';

export const emptyDraft: NoticeDraft = {
  title: { zh: '', en: '' },
  text: { zh: '', en: '' },
  priority: 'normal',
};
const priorities: readonly NoticePriority[] = ['normal', 'urgent', 'emergency'];
const titleMax = 60;
const textMax = 600;

@customElement('hk-notice-editor')
export class NoticeEditor extends LitElement {
  @property({ attribute: false }) draft: NoticeDraft = emptyDraft;
  @property() noticeId = '';
  @property({ type: Boolean }) isNew = false;
  @property({ attribute: false }) view: ContentView | null = null;
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';
  @state() private missing: readonly string[] = [];

  static override styles = [
    ...contentStyles,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
        margin-top: var(--space-1);
      }
      .tools button {
        padding-inline: var(--space-3);
        font-size: var(--type-small);
      }
      .missing {
        flex-basis: 100%;
      }
      .foot {
        position: sticky;
        bottom: 0;
        z-index: 1;
        margin: 0 calc(-1 * var(--space-4)) calc(-1 * var(--space-4));
        padding: var(--space-3) var(--space-4);
        background: var(--paper);
        border-top: var(--hair) solid var(--line);
        border-radius: 0 0 var(--radius) var(--radius);
      }
    `,
  ];

  override render() {
    const { locale, draft, view } = this;
    return html`<form class="card pad" @submit=${(event: Event) => event.preventDefault()}>
      <h2>${t(locale, this.isNew ? 'content.write.new' : 'content.write.change')}</h2>
      <div class="pairs">${this.#title('zh')}${this.#title('en')}${this.#text('zh')}${this.#text('en')}</div>
      <hk-notice-preview .draft=${draft} .locale=${locale}></hk-notice-preview>
      <hk-show-times .times=${draft} .screens=${view?.screens ?? []} .locale=${locale} @times-change=${(event: CustomEvent<Times>) => this.#setTimes(event.detail)}></hk-show-times>
      <div class="pairs">${this.#picture()}
        <wa-select label=${t(locale, 'content.write.priority')} .value=${draft.priority} @change=${(event: Event) => this.#set({ priority: priorities.find((one) => one === typedIn(event)) ?? 'normal' })}>
          ${priorities.map((one) => html`<wa-option value=${one}>${t(locale, `content.priority.${one}`)}</wa-option>`)}</wa-select>
        <wa-input type="number" min="5" max="120" inputmode="numeric" label=${t(locale, 'content.write.seconds')} placeholder="15" .value=${String(draft.seconds ?? '')} @change=${(event: Event) => this.#set({ seconds: numberOf(event, 5, 120) })}></wa-input></div>
      <div class="row foot">${this.missing.length > 0 ? html`<p role="alert" class="mark missing" data-mark="bad" data-missing>${t(locale, 'content.write.missing', { fields: this.missing.join(t(locale, 'content.listSeparator')) })}</p>` : nothing}<button type="button" class="primary" data-act="save-submit" ?disabled=${this.busy} @click=${() => this.#save(true)}><hk-icon name="send"></hk-icon>${t(locale, 'content.write.saveSubmit')}</button>
        <button type="button" data-act="save" ?disabled=${this.busy} @click=${() => this.#save(false)}>${t(locale, 'content.write.save')}</button>
        <button type="button" class="plain" data-act="cancel" @click=${() => this.#close()}>${t(locale, 'content.cancel')}</button></div></form>`;
  }

  #title(language: 'zh' | 'en') {
    const { locale, draft } = this;
    const label = t(locale, language === 'zh' ? 'content.write.titleZh' : 'content.write.titleEn');
    return html`<wa-input name=${`title-${language}`} maxlength=${titleMax} label=${label} .value=${draft.title[language]} @input=${(event: Event) => this.#set({ title: { ...draft.title, [language]: typedIn(event) } })}></wa-input>`;
  }

  #text(language: 'zh' | 'en') {
    const { locale, draft } = this;
    const label = t(locale, language === 'zh' ? 'content.write.textZh' : 'content.write.textEn');
    return html`<div><wa-textarea name=${`text-${language}`} rows="4" resize="auto" maxlength=${textMax} label=${label} .value=${draft.text[language]} @input=${(event: Event) => this.#set({ text: { ...draft.text, [language]: typedIn(event) } })}></wa-textarea>
      <div class="tools"><button type="button" @click=${() => this.#form(language, '**', '**')}>${t(locale, 'content.write.strong')}</button><button type="button" @click=${() => this.#form(language, '\n- ', '')}>${t(locale, 'content.write.list')}</button><span class="quiet">${t(locale, 'content.write.help')}</span></div></div>`;
  }

  #picture() {
    const { locale, draft, view } = this;
    const pictures = (view?.media ?? []).filter((file) => file.kind === 'picture');
    return html`<wa-select label=${t(locale, 'content.write.picture')} .value=${draft.picture ?? 'none'} @change=${(event: Event) => this.#set({ picture: typedIn(event) === 'none' ? undefined : typedIn(event) })}>
      <wa-option value="none">${t(locale, 'content.write.noPicture')}</wa-option>
      ${pictures.map((file) => html`<wa-option value=${file.sha256}>${file.name}</wa-option>`)}</wa-select>`;
  }

  /** Puts a mark around what is selected, or at the end. */
  #form(language: 'zh' | 'en', before: string, after: string): void {
    const field = this.renderRoot.querySelector(`wa-textarea[name=text-${language}]`);
    const area = field?.shadowRoot?.querySelector('textarea');
    const text = this.draft.text[language];
    const from = area?.selectionStart ?? text.length;
    const to = area?.selectionEnd ?? text.length;
    const mark = text === '' || text.slice(0, from).endsWith('\n') ? before.replace('\n', '') : before;
    const marked = text.slice(0, from) + mark + text.slice(from, to) + after + text.slice(to);
    this.#set({ text: { ...this.draft.text, [language]: marked } });
    area?.focus();
  }

  #set(change: { readonly [Part in keyof NoticeDraft]?: unknown }): void {
    const kept = Object.entries({ ...this.draft, ...change }).filter(([, value]) => value !== undefined);
    this.draft = Object.fromEntries(kept) as NoticeDraft;
    if (this.missing.length > 0) this.missing = this.#missingFields();
  }
  #setTimes(times: Times): void {
    const { from, until, days, parts, calendar, screens, ...rest } = this.draft;
    this.draft = { ...rest, ...pickTimes(times) };
  }

  #missingFields(): string[] {
    const { locale, draft } = this;
    const missing: string[] = [];
    if (!draft.title.zh.trim()) missing.push(t(locale, 'content.write.titleZh'));
    if (!draft.title.en.trim()) missing.push(t(locale, 'content.write.titleEn'));
    if (!draft.text.zh.trim()) missing.push(t(locale, 'content.write.textZh'));
    if (!draft.text.en.trim()) missing.push(t(locale, 'content.write.textEn'));
    return missing;
  }

  #save(isSubmit: boolean): void {
    this.missing = this.#missingFields();
    if (this.missing.length > 0) return;
    const path = `notices/${this.noticeId}`;
    this.dispatchEvent(
      contentCall({
        path,
        body: { draft: this.draft },
        ...(isSubmit ? { next: { path: `${path}/submit`, body: {} } } : {}),
        done: tBoth(isSubmit ? 'content.submitted' : 'content.write.saved'),
        after: () => this.#close(),
      }),
    );
  }
  #close(): void {
    this.dispatchEvent(new CustomEvent('notice-closed'));
  }
}

/** The times alone: the fields hand back all that they were given. */
function pickTimes({ from, until, days, parts, calendar, screens }: Times): Times {
  const all = { from, until, days, parts, calendar, screens };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Times;
}

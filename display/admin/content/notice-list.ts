/** The list of notices: what should be looked at first, search, filter, rows. Which one is chosen is told to the page. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ContentView, NoticePart } from '../../../protocol/screen-views.ts';
import { type TextKey, t } from '../../../protocol/texts.ts';
import { type Locale, pick } from '../../../protocol/texts-types.ts';
import '../../shared/icon.ts';
import { contentStyles } from './content-styles.ts';
import { typedIn } from './field-values.ts';
import {
  attentionOf,
  fits,
  markIcons,
  markOf,
  matches,
  type NoticeFilter,
  noticeFilters,
  noticeSentence,
  screenNamer,
  whoName,
} from './notice-words.ts';
import './web-awesome.ts';

@customElement('hk-notice-list')
export class NoticeList extends LitElement {
  @property({ attribute: false }) view: ContentView | null = null;
  @property({ type: Boolean }) isLead = false;
  @property() chosen = '';
  @property() locale: Locale = 'zh-CN';
  @state() private search = '';
  @state() private filter: NoticeFilter = 'current';

  static override styles = [
    ...contentStyles,
    css`
      li > button {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        justify-items: start;
        gap: var(--space-1);
        width: 100%;
        padding: var(--space-3) var(--space-4);
        border-color: transparent;
        border-left: var(--focus) solid transparent;
        text-align: start;
        font-weight: var(--weight-text);
        line-height: var(--line-text);
        border-radius: 0;
      }
      li + li {
        border-top: var(--hair) solid var(--line);
      }
      li > button[aria-pressed='true'] {
        border-left-color: var(--accent);
        background: var(--accent-mist);
      }
      ul.card {
        overflow: hidden;
      }
      .attention {
        border-left: var(--focus) solid var(--call);
      }
      .attention button {
        min-height: var(--target);
        padding-inline: 0;
        justify-content: start;
        text-align: start;
        text-decoration: underline;
        font-weight: var(--weight-text);
      }
    `,
  ];

  override render() {
    const { view, locale, search, filter } = this;
    const all = view?.notices ?? [];
    const found = all.filter((one) => fits(one, filter) && matches(one, search));
    return html`${this.#attention(all)}
      <div class="row"><wa-input class="grow" type="search" label=${t(locale, 'content.search')} with-clear .value=${search} @input=${(
        event: Event,
      ) => {
        this.search = typedIn(event);
      }}></wa-input>
      <wa-select class="grow" label=${t(locale, 'content.filter')} .value=${filter} @change=${(event: Event) => {
        this.filter = noticeFilters.find((one) => one === typedIn(event)) ?? 'current';
      }}>${noticeFilters.map((one) => html`<wa-option value=${one}>${t(locale, `content.filter.${one}`, { n: all.filter((notice) => fits(notice, one)).length })}</wa-option>`)}</wa-select></div>
      ${found.length === 0 ? html`<p class="empty card">${t(locale, all.length === 0 ? 'content.noticesNone' : 'content.noticesNoneFound')}</p>` : html`<ul class="card" data-notices>${found.map((one) => this.#row(one))}</ul>`}`;
  }

  #row(notice: NoticePart) {
    const { locale, view } = this;
    const mark = markOf(notice);
    return html`<li><button data-notice=${notice.id} aria-pressed=${this.chosen === notice.id ? 'true' : 'false'} @click=${() => this.#choose(notice.id)}>
      <strong class="names">${pick(notice.draft.title, locale)}</strong>
      <span class="mark" data-mark=${mark}><hk-icon name=${markIcons[mark]}></hk-icon>${t(locale, `content.state.${mark}`)}${notice.draft.priority === 'normal' ? nothing : html` · ${t(locale, `content.priority.${notice.draft.priority}`)}`}</span>
      <span class="quiet">${noticeSentence(notice, locale, view?.hall.zone, screenNamer(view?.screens ?? [], locale))} · ${whoName(notice.author, locale)}</span></button></li>`;
  }

  #attention(all: readonly NoticePart[]) {
    const { locale } = this;
    const { waiting, soon, expired } = attentionOf(all, Date.now(), this.isLead);
    if (waiting.length + soon.length + expired.length === 0) return nothing;
    const group = (key: TextKey & `content.attention.${string}`, list: readonly NoticePart[]) =>
      list.length === 0
        ? nothing
        : html`<div><span class="mark" data-mark="warn"><hk-icon name="triangle-alert"></hk-icon>${t(locale, key)}</span>
          ${list.slice(0, 5).map((one) => html`<div><button class="plain names" @click=${() => this.#choose(one.id)}>${pick(one.draft.title, locale)}</button></div>`)}</div>`;
    return html`<section class="card pad attention" data-attention aria-label=${t(locale, 'content.attention')}>
      ${group('content.attention.submitted', waiting)}${group('content.attention.soon', soon)}${group('content.attention.expired', expired)}</section>`;
  }

  #choose(id: string): void {
    this.dispatchEvent(new CustomEvent<string>('notice-chosen', { detail: id }));
  }
}

/** Notices: the list and, beside it or in its place on a phone, the one that is chosen or written. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { NoticeDraft } from '../../../protocol/content.ts';
import type { ContentView } from '../../../protocol/screen-views.ts';
import { t } from '../../../protocol/texts.ts';
import type { Locale } from '../../../protocol/texts-types.ts';
import { freshId } from '../../shared/api.ts';
import '../../shared/icon.ts';
import type { Who } from './content-rights.ts';
import { contentStyles } from './content-styles.ts';
import './notice-detail.ts';
import './notice-editor.ts';
import { emptyDraft } from './notice-editor.ts';
import './notice-list.ts';

interface Writing {
  readonly id: string;
  readonly isNew: boolean;
  readonly draft: NoticeDraft;
}

@customElement('hk-notices-part')
export class NoticesPart extends LitElement {
  @property({ attribute: false }) view: ContentView | null = null;
  @property({ attribute: false }) who: Who = { badge: '', role: 'clerk' };
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';
  @state() private chosen = '';
  @state() private writing: Writing | null = null;

  static override styles = [
    ...contentStyles,
    css`
      .two {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
        align-items: start;
      }
      .stack {
        gap: var(--space-4);
      }
      .two[data-open] > .list,
      .choose {
        display: none;
      }
      @media (min-width: 60rem) {
        .two {
          grid-template-columns: minmax(0, 5fr) minmax(0, 7fr);
        }
        .two[data-open] > .list {
          display: grid;
        }
        .choose {
          display: block;
        }
        .back {
          display: none;
        }
      }
    `,
  ];

  override render() {
    const { locale, view, writing, who, busy } = this;
    if (!view) return nothing;
    const notice = view.notices.find(({ id }) => id === this.chosen) ?? null;
    const isOpen = writing !== null || notice !== null;
    return html`<div class="two" ?data-open=${isOpen}>
      <div class="list stack"><button class="primary" data-act="new" @click=${() => this.#write(null, true)}><hk-icon name="plus"></hk-icon>${t(locale, 'content.new')}</button>
        <hk-notice-list .view=${view} .isLead=${who.role === 'lead'} .chosen=${this.chosen} .locale=${locale} @notice-chosen=${(event: CustomEvent<string>) => this.#choose(event.detail)}></hk-notice-list></div>
      <div class="stack">${isOpen && !writing ? html`<button class="back" @click=${() => this.#choose('')}><hk-icon name="arrow-left"></hk-icon>${t(locale, 'content.back')}</button>` : nothing}
        ${
          writing
            ? html`<hk-notice-editor .draft=${writing.draft} .noticeId=${writing.id} .isNew=${writing.isNew} .view=${view} ?busy=${busy} .locale=${locale} @notice-closed=${() => this.#closed(writing.id)}></hk-notice-editor>`
            : notice
              ? html`<hk-notice-detail .notice=${notice} .view=${view} .who=${who} ?busy=${busy} .locale=${locale} @notice-write=${(event: CustomEvent<{ isCopy: boolean }>) => this.#write(notice.id, event.detail.isCopy)}></hk-notice-detail>`
              : html`<p class="empty card choose">${t(locale, 'content.choose')}</p>`
        }</div></div>`;
  }

  #choose(id: string): void {
    this.chosen = id;
    this.writing = null;
    if (id !== '') this.scrollIntoView({ block: 'nearest' });
  }

  /** A copy begins without the dates of the old one: they are over, or belong to it. */
  #write(id: string | null, isNew: boolean): void {
    const old = this.view?.notices.find((one) => one.id === id)?.draft;
    if (!old) this.writing = { id: freshId(), isNew: true, draft: emptyDraft };
    else if (isNew) {
      const { from, until, ...rest } = old;
      this.writing = { id: freshId(), isNew, draft: rest };
    } else this.writing = { id: id ?? freshId(), isNew, draft: old };
  }

  #closed(id: string): void {
    this.writing = null;
    this.chosen = this.view?.notices.some((one) => one.id === id) ? id : '';
  }
}

/** One notice: as it stands on the screen, when, who did what, which screens confirm it, and what may be done with it now. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ContentView, NoticePart } from '../../../protocol/screen-views.ts';
import { t, tBoth } from '../../../protocol/texts.ts';
import { type Locale, pick } from '../../../protocol/texts-types.ts';
import '../../shared/icon.ts';
import './ask-dialog.ts';
import type { Question } from './ask-dialog.ts';
import { contentCall } from './content-call.ts';
import { noticeRights, type Who } from './content-rights.ts';
import { contentStyles } from './content-styles.ts';
import { formatMoment } from './moments.ts';
import './notice-preview.ts';
import { markIcons, markOf, noticeSentence, screenNamer, whoName } from './notice-words.ts';

@customElement('hk-notice-detail')
export class NoticeDetail extends LitElement {
  @property({ attribute: false }) notice: NoticePart | null = null;
  @property({ attribute: false }) view: ContentView | null = null;
  @property({ attribute: false }) who: Who = { badge: '', role: 'clerk' };
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';
  @state() private question: Question | null = null;

  static override styles = [
    ...contentStyles,
    css`
      ol {
        display: grid;
        gap: var(--space-1);
      }
      dl {
        display: grid;
        gap: var(--space-1);
      }
      dt {
        margin-top: var(--space-2);
        font-weight: var(--weight-strong);
      }
      .why {
        padding-left: var(--space-3);
        border-left: var(--focus) solid var(--line);
      }
    `,
  ];

  override render() {
    const { notice, locale, view } = this;
    if (!notice || !view) return nothing;
    const mark = markOf(notice);
    const nameOf = screenNamer(view.screens, locale);
    return html`<article class="card pad" data-detail=${notice.id}>
      <h2 class="names">${pick(notice.draft.title, locale)}</h2>
      <span class="mark" data-mark=${mark}><hk-icon name=${markIcons[mark]}></hk-icon>${t(locale, `content.state.${mark}`)} · ${t(locale, `content.priority.${notice.draft.priority}`)}</span>
      ${notice.reason ? html`<p>${t(locale, 'content.because', { reason: notice.reason })}</p>` : nothing}
      <hk-notice-preview .draft=${notice.draft} .locale=${locale}></hk-notice-preview>
      ${this.#actions(notice, view)}
      <dl><dt>${t(locale, 'content.when')}</dt><dd>${noticeSentence(notice, locale, view.hall.zone, nameOf)}</dd>
      ${notice.shown ? html`<dt>${t(locale, 'content.confirmed')}</dt>${this.#confirmations(notice, view, nameOf)}` : nothing}
      ${notice.steps.length > 0 ? html`<dt>${t(locale, 'content.history')}</dt><dd><ol data-steps>${notice.steps.map((step) => html`<li class="digits">${formatMoment(step.wallMs, view.hall.zone)} ${whoName(step.by, locale)} ${t(locale, `content.step.${step.to}`)}${step.reason ? html`${t(locale, 'content.partSeparator')}${t(locale, 'content.because', { reason: step.reason })}` : nothing}</li>`)}</ol></dd>` : nothing}</dl>
      </article><hk-ask-dialog .question=${this.question} .locale=${locale} @answered=${() => {
        this.question = null;
      }}></hk-ask-dialog>`;
  }

  #confirmations({ draft, confirmed, fixed }: NoticePart, view: ContentView, nameOf: (id: string) => string) {
    const { locale } = this;
    if (fixed) return html`<dd class="quiet">—</dd>`;
    return view.screens
      .filter(({ id }) => !draft.screens || draft.screens.includes(id))
      .map(({ id }) => {
        const isThere = confirmed.includes(id);
        return html`<dd><span class="mark" data-mark=${isThere ? 'good' : 'none'}><hk-icon name=${isThere ? 'circle-check' : 'hourglass'}></hk-icon>${t(locale, isThere ? 'content.confirmedBy' : 'content.confirmedNot', { screen: nameOf(id) })}</span></dd>`;
      });
  }

  #actions(notice: NoticePart, view: ContentView) {
    const { locale, busy } = this;
    const may = noticeRights(notice, this.who, view.needsTwo);
    const path = (step: string) => `notices/${notice.id}/${step}`;
    const send = (step: 'submit' | 'approve', done: 'content.submitted' | 'content.approved') =>
      this.dispatchEvent(contentCall({ path: path(step), body: {}, done: tBoth(done) }));
    return html`<div class="row">
        ${may.approve ? html`<button class="primary" data-act="approve" ?disabled=${busy} @click=${() => send('approve', 'content.approved')}><hk-icon name="badge-check"></hk-icon>${t(locale, 'content.approve')}</button>` : nothing}
        ${may.return ? html`<button data-act="return" ?disabled=${busy} @click=${() => this.#ask('return')}><hk-icon name="undo-2"></hk-icon>${t(locale, 'content.return')}</button>` : nothing}
        ${may.submit ? html`<button class="primary" data-act="submit" ?disabled=${busy} @click=${() => send('submit', 'content.submitted')}><hk-icon name="send"></hk-icon>${t(locale, 'content.submit')}</button>` : nothing}
        ${may.edit ? html`<button data-act="edit" @click=${() => this.#write(false)}><hk-icon name="pencil"></hk-icon>${t(locale, 'content.edit')}</button>` : nothing}
        <button data-act="copy" @click=${() => this.#write(true)}><hk-icon name="copy"></hk-icon>${t(locale, 'content.copy')}</button>
        ${may.withdraw ? html`<button class="danger" data-act="withdraw" ?disabled=${busy} @click=${() => this.#ask('withdraw')}><hk-icon name="x"></hk-icon>${t(locale, 'content.withdraw')}</button>` : nothing}</div>
      ${may.why ? html`<p class="quiet why" data-why>${t(locale, may.why)}</p>` : nothing}
      ${may.edit && notice.state === 'approved' ? html`<p class="quiet">${t(locale, 'content.editHint')}</p>` : nothing}`;
  }

  #ask(step: 'return' | 'withdraw'): void {
    const { locale, notice } = this;
    if (!notice) return;
    const isReturn = step === 'return';
    this.question = {
      text: t(locale, isReturn ? 'content.returnWhy' : 'content.withdrawWhy'),
      yes: t(locale, isReturn ? 'content.return' : 'content.withdraw'),
      reason: isReturn ? 'must' : 'may',
      onYes: (reason) =>
        this.dispatchEvent(
          contentCall({
            path: `notices/${notice.id}/${step}`,
            body: reason === '' ? {} : { reason },
            done: tBoth(isReturn ? 'content.returned' : 'content.withdrawn'),
          }),
        ),
    };
  }

  #write(isCopy: boolean): void {
    this.dispatchEvent(new CustomEvent<{ isCopy: boolean }>('notice-write', { detail: { isCopy } }));
  }
}

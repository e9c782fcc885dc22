/** What is urgent now: which screens say that it stands there, which do not answer, when it ends, and how to take it down. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ContentView, NoticePart, ScreenState } from '../../../protocol/screen-views.ts';
import { t, tBoth } from '../../../protocol/texts.ts';
import { type Locale, pick } from '../../../protocol/texts-types.ts';
import '../../shared/icon.ts';
import { contentCall } from './content-call.ts';
import { contentStyles } from './content-styles.ts';
import { noticeSentence, screenNamer } from './notice-words.ts';

/** Urgent notices that are shown until somebody or their time ends them; newest first. */
export function standingNotices(view: ContentView): readonly NoticePart[] {
  return view.notices.filter((one) => one.state === 'approved' && one.draft.priority !== 'normal' && !one.fixed);
}

@customElement('hk-urgent-standing')
export class UrgentStanding extends LitElement {
  @property({ attribute: false }) view: ContentView | null = null;
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    ...contentStyles,
    css`
      article {
        border-left: var(--focus) solid var(--trouble);
      }
      .count {
        font-size: var(--type-lead);
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr));
        gap: var(--space-2) var(--space-4);
      }
      .mark {
        color: var(--ink);
        font-size: var(--type-body);
      }
      .mark[data-mark='bad'] {
        color: var(--trouble-ink);
      }
      .mark[data-mark='bad'] hk-icon {
        color: var(--trouble);
      }
    `,
  ];

  override render() {
    const { locale, view } = this;
    const standing = view ? standingNotices(view) : [];
    if (!view || standing.length === 0) return nothing;
    return html`<h2>${t(locale, 'urgent.standing')}</h2>${standing.map((one) => this.#notice(one, view))}`;
  }

  #notice(notice: NoticePart, view: ContentView) {
    const { locale } = this;
    const nameOf = screenNamer(view.screens, locale);
    const where = view.screens.filter(({ id }) => !notice.draft.screens || notice.draft.screens.includes(id));
    const n = where.filter(({ id }) => notice.confirmed.includes(id)).length;
    const isAll = n === where.length;
    return html`<article class="card pad" data-standing=${notice.id}><strong class="names">${pick(notice.draft.title, locale)}</strong>
      <p class="mark count" role="status" data-mark=${isAll ? 'good' : 'none'}><hk-icon name=${isAll ? 'circle-check' : 'hourglass'}></hk-icon>${isAll ? t(locale, 'urgent.allStand', { n }) : t(locale, 'urgent.someStand', { n, of: where.length })}</p>
      <ul>${where.map((screen) => this.#screen(notice, screen, nameOf))}</ul>
      <div class="row"><span class="quiet grow">${noticeSentence(notice, locale, view.hall.zone, nameOf)}</span>
        <button class="danger" data-act="down" ?disabled=${this.busy} @click=${() => this.#down(notice.id)}><hk-icon name="x"></hk-icon>${t(locale, 'urgent.down')}</button></div></article>`;
  }

  #screen(notice: NoticePart, { id, state }: ScreenState, nameOf: (id: string) => string) {
    const { locale } = this;
    const screen = nameOf(id);
    if (notice.confirmed.includes(id))
      return html`<li class="mark" data-mark="good" data-confirmed=${id}><hk-icon name="circle-check"></hk-icon>${t(locale, 'urgent.stands', { screen })}</li>`;
    if (state === 'off')
      return html`<li class="mark" data-mark="bad" data-waits=${id}><hk-icon name="monitor"></hk-icon>${t(locale, 'urgent.waitsOff', { screen })}</li>`;
    if (state !== 'alive')
      return html`<li class="mark" data-mark="bad" data-waits=${id}><hk-icon name="unplug"></hk-icon>${t(locale, 'urgent.waitsDead', { screen })}</li>`;
    return html`<li class="mark" data-waits=${id}><hk-icon name="hourglass"></hk-icon>${t(locale, 'urgent.waits', { screen })}</li>`;
  }

  #down(id: string): void {
    this.dispatchEvent(contentCall({ path: `notices/${id}/withdraw`, body: {}, done: tBoth('urgent.downDone') }));
  }
}

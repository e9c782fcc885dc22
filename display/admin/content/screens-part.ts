/** Screens in sentences: whether they live, what is known of their power, what the farthest seat cannot read; their plan of a day. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ContentView, PlanRow, ScreenState } from '../../../protocol/screen-views.ts';
import { t, tBoth } from '../../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../../protocol/texts-types.ts';
import { callApi, wordsOf } from '../../shared/api.ts';
import { formatClock } from '../../shared/format.ts';
import '../../shared/icon.ts';
import { contentCall } from './content-call.ts';
import { mayLookAfter, type Who } from './content-rights.ts';
import { contentStyles } from './content-styles.ts';
import { typedIn } from './field-values.ts';
import { formatDate } from './moments.ts';
import './screen-plan.ts';
import { powerWords, screenSentence } from './screen-words.ts';
import './web-awesome.ts';

interface Plan {
  readonly screen: string;
  readonly date: string;
  readonly rows: readonly PlanRow[];
}

@customElement('hk-screens-part')
export class ScreensPart extends LitElement {
  @property({ attribute: false }) view: ContentView | null = null;
  @property({ attribute: false }) who: Who = { badge: '', role: 'clerk' };
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';
  @state() private date = '';
  @state() private plan: Plan | null = null;
  @state() private refusal: Bilingual | null = null;

  static override styles = [
    ...contentStyles,
    css`
      .screen {
        border-left: var(--focus) solid var(--good);
      }
      .screen:is([data-state='silent'], [data-state='stalled']) {
        border-left-color: var(--trouble);
      }
      .screen:is([data-state='never'], [data-state='off']) {
        border-left-color: var(--edge);
      }
      .screen > strong {
        font-size: var(--type-lead);
        line-height: 1.3;
      }
      .power {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: var(--space-1) var(--space-3);
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-2);
      }
      .facts li {
        padding: var(--space-1) var(--space-3);
        border-radius: var(--radius-small);
        background: var(--mist);
        font-size: var(--type-small);
      }
      .warned {
        padding: var(--space-3);
        border-radius: var(--radius-small);
        background: var(--call-mist);
      }
    `,
  ];

  override render() {
    const { view, locale } = this;
    if (!view) return nothing;
    const may = mayLookAfter(this.who);
    const day = this.date || formatDate(Date.now(), view.hall.zone);
    return html`${view.screens.length === 0 ? html`<p class="empty card">${t(locale, 'screen.none')}</p>` : view.screens.map((screen) => this.#screen(screen, view, may, day))}
      ${may ? nothing : html`<p class="quiet">${t(locale, 'screen.notClerk')}</p>`}
      <section class="card pad"><h2>${t(locale, 'screen.plays')}</h2><p class="quiet">${t(locale, 'screen.playsHint')}</p>
      <div class="row"><wa-input type="date" label=${t(locale, 'screen.planDay')} .value=${day} @change=${(
        event: Event,
      ) => {
        this.date = typedIn(event);
      }}></wa-input><a class="button" href=${`/api/plays.csv?date=${day}`} download data-plays><hk-icon name="download"></hk-icon>${t(locale, 'screen.playsGet')}</a></div></section>`;
  }

  #screen(screen: ScreenState, { hall }: ContentView, may: boolean, day: string) {
    const { locale, plan } = this;
    const { id, state: life, width, height, revision, power, tooSmall } = screen;
    const name = screen.name ? pick(screen.name, locale) : id;
    const time = screen.sinceWallMs === null ? null : formatClock(screen.sinceWallMs, hall.zone);
    const facts = [
      `${t(locale, 'screen.size')} ${width === null || height === null ? t(locale, 'screen.unknown') : `${width}×${height}`}`,
      `${t(locale, 'screen.revision')} ${revision ?? t(locale, 'screen.unknown')}`,
    ];
    return html`<article class="card pad screen" data-screen-state=${id} data-state=${life}>
      <strong class="names">${screenSentence(life, { name, id, time }, locale)}</strong>
      <span class="quiet digits">${facts.join(' · ')}</span>
      <div class="power"><span class="quiet">${t(locale, 'screen.power')}</span><ul class="facts">${powerWords(power, locale).map((words) => html`<li>${words}</li>`)}</ul></div>
      ${tooSmall.length > 0 ? html`<div class="warned stack"><span class="mark" data-mark="warn"><hk-icon name="triangle-alert"></hk-icon>${t(locale, 'screen.tooSmall')}</span>${tooSmall.map((one) => html`<p>${pick(one, locale)}</p>`)}<p>${t(locale, 'screen.tooSmallMend')}</p></div>` : nothing}
      <div class="row">${may ? html`<button data-act="reload" ?disabled=${this.busy} @click=${() => this.dispatchEvent(contentCall({ path: `screens/${id}/reload`, body: {}, done: tBoth('screen.reloaded', { name }) }))}><hk-icon name="refresh-cw"></hk-icon>${t(locale, 'screen.reload')}</button>` : nothing}
        <button data-act="plan" @click=${() => void this.#ask(id, day)}><hk-icon name="calendar-days"></hk-icon>${t(locale, 'screen.plan')}</button></div>
      ${plan?.screen === id ? this.#plan(plan, name) : nothing}
      ${plan?.screen === id && this.refusal ? html`<p role="alert" class="mark" data-mark="bad">${pick(this.refusal, locale)}</p>` : nothing}</article>`;
  }

  #plan(plan: Plan, name: string) {
    const { locale } = this;
    return html`<wa-input type="date" label=${t(locale, 'screen.planDay')} .value=${plan.date} @change=${(event: Event) => void this.#ask(plan.screen, typedIn(event))}></wa-input>
      <hk-screen-plan .rows=${plan.rows} .caption=${t(locale, 'screen.planOf', { name, date: plan.date })} .locale=${locale}></hk-screen-plan>`;
  }

  async #ask(screen: string, date: string): Promise<void> {
    if (date === '') return;
    this.refusal = null;
    try {
      const { rows } = await callApi<Omit<Plan, 'screen'>>('GET', `screens/${screen}/plan?date=${date}`);
      this.plan = { screen, date, rows };
    } catch (error) {
      this.plan = { screen, date, rows: [] };
      this.refusal = wordsOf(error);
    }
  }
}

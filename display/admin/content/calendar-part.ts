/**
 * The days ahead, as the calendar of the hall has them: hours, what differs, who is on duty; one day in full with why, and what each
 * screen shows then. Read-only: the calendar is a file's or the centre's, and it says how either is changed.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { weekdayName } from '../../../protocol/plan-texts.ts';
import type { ContentView, PlanRow } from '../../../protocol/screen-views.ts';
import { t } from '../../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../../protocol/texts-types.ts';
import type { CalendarAnswer, CalendarDay } from '../../../protocol/voice-views.ts';
import { callApi, wordsOf } from '../../shared/api.ts';
import '../../shared/icon.ts';
import { contentStyles } from './content-styles.ts';
import { typedIn } from './field-values.ts';
import { formatDate, formatMoment } from './moments.ts';
import './screen-plan.ts';
import './web-awesome.ts';

const daysAhead = 31;
interface Plan {
  readonly screen: string;
  readonly rows: readonly PlanRow[];
}

@customElement('hk-calendar-part')
export class CalendarPart extends LitElement {
  @property({ attribute: false }) view: ContentView | null = null;
  @property() locale: Locale = 'zh-CN';
  @state() private answer: CalendarAnswer | null = null;
  @state() private open: string | null = null;
  @state() private plans: readonly Plan[] = [];
  @state() private refusal: Bilingual | null = null;
  @state() private from = '';

  static override styles = [
    ...contentStyles,
    css`
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li + li {
        border-top: var(--hair) solid var(--line);
      }
      .day {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr));
        align-items: center;
        gap: var(--space-1) var(--space-3);
        width: 100%;
        padding: var(--space-3) var(--space-4);
        border: 0;
        border-radius: 0;
        background: none;
        text-align: start;
        font-weight: var(--weight-text);
      }
      .day[aria-expanded='true'] {
        background: var(--accent-mist);
      }
      .rest strong {
        color: var(--ink-soft);
      }
      dl {
        display: grid;
        grid-template-columns: minmax(5rem, auto) minmax(0, 1fr);
        gap: var(--space-2) var(--space-4);
        margin: 0;
      }
      dt {
        color: var(--ink-soft);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#ask(this.from);
  }

  override render() {
    const { answer, view, locale } = this;
    if (!view) return nothing;
    const today = formatDate(Date.now(), view.hall.zone);
    return html`${this.refusal ? html`<p role="alert" class="mark" data-mark="bad">${pick(this.refusal, locale)}</p>` : nothing}
      ${
        answer
          ? html`${this.#source(answer, view)}
      <wa-input type="date" label=${t(locale, 'calendar.from')} .value=${answer.days[0]?.date ?? today} @change=${(event: Event) => void this.#ask(typedIn(event))}></wa-input>
      <section class="stack"><h2>${t(locale, 'calendar.ahead', { n: answer.days.length })}</h2><ol class="card" data-days>${answer.days.map((day) => this.#day(day, today, view))}</ol></section>`
          : html`<p class="empty card">${t(locale, 'page.loading')}</p>`
      }`;
  }

  #source({ source }: CalendarAnswer, { hall }: ContentView) {
    const { locale } = this;
    const { centre, entries, week } = source;
    const since = centre ? formatMoment(centre.sinceWallMs, hall.zone) : '';
    return html`<section class="card pad" data-source><h2>${t(locale, 'calendar.source')}</h2>
      ${centre ? html`<p data-centre>${centre.version === null ? t(locale, 'calendar.centrePlain', { n: centre.entries, since }) : t(locale, 'calendar.centre', { n: centre.entries, version: centre.version, since })}</p>` : nothing}
      <p>${t(locale, 'calendar.file', { n: entries })}</p><p>${t(locale, week ? 'calendar.week' : 'calendar.weekNone')}</p>
      <p class="quiet">${t(locale, 'calendar.check')}</p></section>`;
  }

  #day(day: CalendarDay, today: string, view: ContentView) {
    const { locale } = this;
    const { date, weekday, differs, duty } = day;
    const isOpen = this.open === date;
    const hours = this.#hours(day);
    return html`<li data-day=${date} data-differs=${differs?.kind ?? 'none'}><button class="day ${day.hours.length === 0 && !day.always ? 'rest' : ''}" aria-expanded=${isOpen ? 'true' : 'false'} @click=${() => void this.#toggle(date, view)}>
        <span><strong class="digits">${date}</strong> ${pick(weekdayName(weekday), locale)}${date === today ? html` · ${t(locale, 'calendar.today')}` : nothing}</span>
        <span class="digits">${hours}</span><span class="quiet">${duty ? t(locale, 'calendar.dutyOf', { who: pick(duty.who, locale) }) : nothing}</span>
        <span class="mark" data-mark=${differs && differs.kind !== 'holiday' ? 'warn' : 'none'}>${differs ? html`<hk-icon name="calendar-days"></hk-icon><span>${differWords(differs, locale)}</span>` : nothing}</span></button>
      ${isOpen ? this.#whole(day, view) : nothing}</li>`;
  }

  #hours({ hours, always }: CalendarDay): string {
    if (always) return t(this.locale, 'calendar.always');
    return this.#list(hours) || t(this.locale, 'calendar.rest');
  }
  #list(hours: readonly string[]): string {
    return hours.map((one) => one.replace('-', '–')).join(this.locale === 'en' ? ', ' : '、');
  }

  #whole(day: CalendarDay, view: ContentView) {
    const { locale } = this;
    const { differs, duty, services, screens, why } = day;
    const from = differs ? t(locale, differs.from === 'centre' ? 'calendar.byCentre' : 'calendar.byFile') : '';
    const isSame = new Set(screens.map(({ on }) => on.join())).size <= 1;
    const shown = isSame ? screens.slice(0, 1) : screens;
    return html`<div class="pad" data-whole><dl class="digits">
        <dt>${t(locale, 'calendar.tickets')}</dt><dd>${day.always ? t(locale, 'calendar.always') : this.#list(day.hours) || t(locale, 'calendar.never')}</dd>
        <dt>${t(locale, 'calendar.why')}</dt><dd data-why>${pick(why, locale)}${from ? html` <span class="quiet">${from}</span>` : nothing}</dd>
        ${services.map(({ name, hours }) => html`<dt>${t(locale, 'calendar.ticketsOf', { name: pick(name, locale) })}</dt><dd>${this.#list(hours) || t(locale, 'calendar.serviceNever')}</dd>`)}
        ${duty ? html`<dt>${t(locale, 'calendar.duty')}</dt><dd data-duty>${pick(duty.who, locale)} <span class="quiet">${pick(duty.why, locale)}</span></dd>` : nothing}
        ${shown.map(({ id, name, on }) => html`<dt>${isSame ? t(locale, 'calendar.screensOn') : t(locale, 'calendar.screenOn', { name: name ? pick(name, locale) : id })}</dt><dd data-on>${this.#list(on) || t(locale, 'calendar.screenOff')}</dd>`)}</dl>
      ${this.plans.map(({ screen, rows }, n) => {
        const caption = t(locale, 'calendar.planOf', { name: nameOf(view, screen, locale) });
        return html`<wa-details summary=${caption} ?open=${n === 0}><hk-screen-plan .rows=${rows} .caption=${caption} .locale=${locale}></hk-screen-plan></wa-details>`;
      })}</div>`;
  }

  async #toggle(date: string, view: ContentView): Promise<void> {
    this.plans = [];
    this.open = this.open === date ? null : date;
    if (this.open === null) return;
    try {
      const plans = await Promise.all(
        view.screens.map(async ({ id }) => {
          const { rows } = await callApi<{ rows: readonly PlanRow[] }>('GET', `screens/${id}/plan?date=${date}`);
          return { screen: id, rows };
        }),
      );
      if (this.open === date) this.plans = plans;
    } catch (error) {
      this.refusal = wordsOf(error);
    }
  }

  async #ask(from: string): Promise<void> {
    this.from = from;
    this.refusal = null;
    try {
      const first = from === '' ? '' : `&from=${from}`;
      const answer = await callApi<CalendarAnswer>('GET', `calendar?days=${daysAhead}${first}`);
      if (this.from !== from) return;
      this.answer = answer;
      this.open = null;
    } catch (error) {
      this.refusal = wordsOf(error);
    }
  }
}

/** The name of the day, with what it means where the name does not say so. */
function differWords({ kind, name }: NonNullable<CalendarDay['differs']>, locale: Locale): string {
  const means = t(locale, `calendar.differs.${kind}`);
  if (!name) return means;
  const words = pick(name, locale);
  return kind === 'holiday' || words.includes(means) ? words : `${words} · ${means}`;
}

function nameOf({ screens }: ContentView, id: string, locale: Locale): string {
  const name = screens.find((one) => one.id === id)?.name;
  return name ? pick(name, locale) : id;
}

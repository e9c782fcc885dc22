/**
 * When and where something is shown: dates, times, weekdays, day parts, the hall's calendar, screens. Shared by notices and
 * playlists. It never judges: the hall refuses what cannot be.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { NoticeDraft } from '../../../protocol/content.ts';
import type { ScreenState } from '../../../protocol/screen-views.ts';
import { t } from '../../../protocol/texts.ts';
import type { Locale } from '../../../protocol/texts-types.ts';
import '../../shared/icon.ts';
import { contentStyles } from './content-styles.ts';
import { checkedOf, typedIn } from './field-values.ts';
import { dayKey, screenNamer } from './notice-words.ts';
import './web-awesome.ts';

export type Times = Pick<NoticeDraft, 'from' | 'until' | 'days' | 'parts' | 'calendar' | 'screens'>;
const partsMax = 6;
const calendars = ['any', 'workday', 'restday'] as const;

@customElement('hk-show-times')
export class ShowTimesFields extends LitElement {
  @property({ attribute: false }) times: Times = {};
  @property({ attribute: false }) screens: readonly ScreenState[] = [];
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    ...contentStyles,
    css`
      .moment {
        display: grid;
        grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
        gap: var(--space-2);
      }
      wa-details {
        --spacing: var(--space-3);
      }
      .part {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto;
        align-items: end;
        gap: var(--space-2);
      }
      @media (max-width: 30rem) {
        .part {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
        .part button {
          justify-self: start;
        }
      }
    `,
  ];

  override render() {
    const { locale, times } = this;
    const isFolded = !times.days && !times.parts && !times.screens && (times.calendar ?? 'any') === 'any';
    return html`<div class="pairs">
        <div class="moment">${this.#date('from')}${this.#time('from')}</div>
        <div class="moment">${this.#date('until')}${this.#time('until')}</div>
      </div>
      <wa-details summary=${t(locale, 'content.times.more')} ?open=${!isFolded} lang=${locale}><div class="stack">
        ${this.#days()}${this.#parts()}
        <wa-select label=${t(locale, 'content.times.calendar')} .value=${times.calendar ?? 'any'} @change=${(event: Event) => this.#set({ calendar: calendars.find((one) => one === typedIn(event)) ?? 'any' })}>
          ${calendars.map((one) => html`<wa-option value=${one}>${t(locale, `content.times.${one}`)}</wa-option>`)}</wa-select>
        ${this.screens.length > 1 ? this.#screens() : nothing}</div></wa-details>`;
  }

  #date(end: 'from' | 'until') {
    const { locale, times } = this;
    return html`<wa-input type="date" label=${t(locale, `content.times.${end}`)} .value=${(times[end] ?? '').slice(0, 10)} @change=${(event: Event) => this.#moment(end, typedIn(event), null)}></wa-input>`;
  }
  #time(end: 'from' | 'until') {
    const { locale, times } = this;
    const label = end === 'from' ? t(locale, 'content.times.fromTime') : t(locale, 'content.times.untilTime');
    return html`<wa-input type="time" label=${label} ?disabled=${!times[end]} .value=${(times[end] ?? '').slice(11)} @change=${(event: Event) => this.#moment(end, null, typedIn(event))}></wa-input>`;
  }

  #days() {
    const { locale, times } = this;
    const chosen = times.days ?? [];
    return html`<fieldset><legend>${t(locale, 'content.times.days')}</legend>${[1, 2, 3, 4, 5, 6, 7].map(
      (day) =>
        html`<wa-checkbox ?checked=${chosen.includes(day)} @change=${(event: Event) => this.#set({ days: toggled(chosen, day, checkedOf(event)).sort() })}>${t(locale, dayKey(day))}</wa-checkbox>`,
    )}</fieldset>`;
  }

  #parts() {
    const { locale, times } = this;
    const parts = times.parts ?? [];
    const change = (at: number, part: { from: string; to: string }) =>
      this.#set({ parts: parts.map((one, place) => (place === at ? part : one)) });
    return html`<div class="stack" role="group" aria-label=${t(locale, 'content.times.parts')}><strong>${t(locale, 'content.times.parts')}</strong>
      ${parts.map(
        (part, at) => html`<div class="part" role="group" aria-label=${t(locale, 'content.times.part', { n: at + 1 })}>
          <wa-input type="time" label=${t(locale, 'content.times.partFrom')} .value=${part.from} @change=${(event: Event) => change(at, { ...part, from: typedIn(event) })}></wa-input>
          <wa-input type="time" label=${t(locale, 'content.times.partTo')} .value=${part.to} @change=${(event: Event) => change(at, { ...part, to: typedIn(event) })}></wa-input>
          <button type="button" aria-label=${t(locale, 'content.times.removePart', { n: at + 1 })} @click=${() => this.#set({ parts: parts.filter((_, place) => place !== at) })}><hk-icon name="trash-2"></hk-icon></button></div>`,
      )}
      ${parts.length < partsMax ? html`<div class="row"><button type="button" @click=${() => this.#set({ parts: [...parts, { from: '09:00', to: '12:00' }] })}><hk-icon name="plus"></hk-icon>${t(locale, 'content.times.addPart')}</button></div>` : nothing}</div>`;
  }

  #screens() {
    const { locale, times } = this;
    const chosen = times.screens ?? [];
    const nameOf = screenNamer(this.screens, locale);
    return html`<fieldset><legend>${t(locale, 'content.times.screens')}</legend>${this.screens.map(
      ({ id }) =>
        html`<wa-checkbox ?checked=${chosen.includes(id)} @change=${(event: Event) => this.#set({ screens: toggled(chosen, id, checkedOf(event)) })}>${nameOf(id)}</wa-checkbox>`,
    )}</fieldset>`;
  }

  #moment(end: 'from' | 'until', date: string | null, time: string | null): void {
    const before = this.times[end] ?? '';
    const day = date ?? before.slice(0, 10);
    const minute = time ?? before.slice(11);
    this.#set({ [end]: day === '' ? '' : minute === '' ? day : `${day}T${minute}` });
  }

  /** Empty parts are left out: for the hall 'no days' would mean never. */
  #set(change: { readonly [Part in keyof Times]: unknown }): void {
    const all: Record<string, unknown> = { ...this.times, ...change };
    const kept = Object.entries(all).filter(
      ([, value]) =>
        value !== undefined && value !== '' && value !== 'any' && !(Array.isArray(value) && value.length === 0),
    );
    this.times = Object.fromEntries(kept) as Times;
    this.dispatchEvent(new CustomEvent<Times>('times-change', { detail: this.times }));
  }
}

function toggled<One>(list: readonly One[], one: One, isIn: boolean): One[] {
  return isIn ? [...list.filter((other) => other !== one), one] : list.filter((other) => other !== one);
}

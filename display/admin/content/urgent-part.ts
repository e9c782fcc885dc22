/**
 * An urgent notice in three touches: the words, and 'show it now'; how long and where are set beforehand and can be changed. Below stands
 * what is urgent now, which screens say that it stands there, and how to take it down.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { UrgentNotice } from '../../../protocol/content.ts';
import type { ContentView, NoticePart, ScreenState } from '../../../protocol/screen-views.ts';
import { t, tBoth } from '../../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../../protocol/texts-types.ts';
import { freshId } from '../../shared/api.ts';
import '../../shared/icon.ts';
import { contentCall } from './content-call.ts';
import { contentStyles } from './content-styles.ts';
import { typedIn } from './field-values.ts';
import './notice-preview.ts';
import { noticeSentence, screenNamer } from './notice-words.ts';
import { type ReadyText, readyTexts } from './urgent-texts.ts';
import './web-awesome.ts';

const minuteChoices = [15, 30, 60, 120] as const;
const nothingWritten: Bilingual = { zh: '', en: '' };

@customElement('hk-urgent-part')
export class UrgentPart extends LitElement {
  @property({ attribute: false }) view: ContentView | null = null;
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';
  @state() private chosen: ReadyText | 'own' | null = null;
  @state() private head = nothingWritten;
  @state() private body = nothingWritten;
  @state() private minutes = 30;
  @state() private screens: readonly string[] = [];
  @state() private isWhole = false;

  static override styles = [
    ...contentStyles,
    css`
      .texts {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr));
        gap: var(--space-2);
      }
      .texts button {
        justify-content: start;
        min-height: calc(var(--target) + var(--space-4));
        text-align: start;
      }
      .texts hk-icon {
        color: var(--trouble-ink);
      }
      .send {
        position: sticky;
        bottom: var(--space-2);
        z-index: 1;
        min-height: calc(var(--target) + var(--space-4));
        width: 100%;
        font-size: var(--type-lead);
        border-color: var(--trouble-ink);
        background: var(--trouble-ink);
        color: var(--on-accent);
      }
      .send:is(:hover, :active):not(:disabled) {
        border-color: var(--ink);
        background: var(--ink);
      }
      .standing {
        border-left: var(--focus) solid var(--trouble);
      }
    `,
  ];

  override render() {
    const { locale, view } = this;
    if (!view) return nothing;
    const standing = view.notices.filter(
      (one) => one.state === 'approved' && one.draft.priority !== 'normal' && !one.fixed,
    );
    return html`${standing.length > 0 ? html`<section class="stack"><h2>${t(locale, 'urgent.standing')}</h2>${standing.map((one) => this.#standing(one, view))}</section>` : nothing}
      <section class="stack"><h2>${t(locale, 'urgent.choose')}</h2><div class="texts">${readyTexts.map((one) => this.#ready(one))}
        <button class="chip" data-ready="own" aria-pressed=${this.chosen === 'own' ? 'true' : 'false'} @click=${() => this.#choose('own')}><hk-icon name="pencil"></hk-icon>${t(locale, 'urgent.own')}</button></div></section>
      ${this.chosen ? this.#form(view) : nothing}`;
  }

  #ready(one: ReadyText) {
    return html`<button class="chip" data-ready=${one.id} aria-pressed=${this.chosen === one ? 'true' : 'false'} @click=${() => this.#choose(one)}><hk-icon name=${one.icon}></hk-icon>${pick(one.title, this.locale)}</button>`;
  }

  #form(view: ContentView) {
    const { locale, minutes } = this;
    const draft = { title: this.head, text: this.body, priority: this.#priority() };
    const words = [this.head.zh, this.head.en, this.body.zh, this.body.en];
    const isReady = words.every((one) => one.trim() !== '');
    const nameOf = screenNamer(view.screens, locale);
    return html`<section class="card pad">
      ${this.chosen === 'own' ? html`<div class="pairs">${this.#field('head', 'zh')}${this.#field('head', 'en')}${this.#field('body', 'zh')}${this.#field('body', 'en')}</div>` : nothing}
      <hk-notice-preview .draft=${draft} .locale=${locale}></hk-notice-preview>
      <button class="send" data-act="send" ?disabled=${!isReady || this.busy} @click=${() => this.#send()}><hk-icon name="siren"></hk-icon>${t(locale, 'urgent.send')}</button>
      <fieldset><legend>${t(locale, 'urgent.minutes')}</legend>${minuteChoices.map(
        (n) =>
          html`<button type="button" class="chip" data-minutes=${n} aria-pressed=${minutes === n ? 'true' : 'false'} @click=${() => {
            this.minutes = n;
          }}>${n < 60 ? t(locale, 'urgent.minutesN', { n }) : t(locale, 'urgent.hoursN', { n: n / 60 })}</button>`,
      )}</fieldset>
      ${
        view.screens.length > 1
          ? html`<fieldset><legend>${t(locale, 'urgent.where')}</legend>
            <button type="button" class="chip" aria-pressed=${this.screens.length === 0 ? 'true' : 'false'} @click=${() => {
              this.screens = [];
            }}>${t(locale, 'urgent.everywhere')}</button>
            ${view.screens.map(({ id }) => html`<button type="button" class="chip" data-screen=${id} aria-pressed=${this.screens.includes(id) ? 'true' : 'false'} @click=${() => this.#toggle(id)}>${nameOf(id)}</button>`)}</fieldset>`
          : nothing
      }
      <wa-switch ?checked=${this.isWhole} @change=${() => {
        this.isWhole = !this.isWhole;
      }}>${t(locale, 'urgent.look')}</wa-switch></section>`;
  }

  #field(part: 'head' | 'body', language: 'zh' | 'en') {
    const { locale } = this;
    const label = {
      head: { zh: t(locale, 'content.write.titleZh'), en: t(locale, 'content.write.titleEn') },
      body: { zh: t(locale, 'content.write.textZh'), en: t(locale, 'content.write.textEn') },
    }[part][language];
    const onInput = (event: Event) => {
      this[part] = { ...this[part], [language]: typedIn(event) };
    };
    return html`<wa-input name=${`${part}-${language}`} maxlength=${part === 'head' ? 60 : 300} label=${label} .value=${this[part][language]} @input=${onInput}></wa-input>`;
  }

  #standing(notice: NoticePart, view: ContentView) {
    const { locale } = this;
    const nameOf = screenNamer(view.screens, locale);
    const where = view.screens.filter(({ id }) => !notice.draft.screens || notice.draft.screens.includes(id));
    return html`<article class="card pad standing" data-standing=${notice.id}><strong class="names">${pick(notice.draft.title, locale)}</strong>
      <span class="quiet">${noticeSentence(notice, locale, view.hall.zone, nameOf)}</span>
      <div role="status"><ul class="stack">${where.map((screen) => this.#confirmation(notice, screen, nameOf))}</ul></div>
      <div class="row"><button class="danger" data-act="down" ?disabled=${this.busy} @click=${() => this.#down(notice.id)}><hk-icon name="x"></hk-icon>${t(locale, 'urgent.down')}</button></div></article>`;
  }

  #confirmation(notice: NoticePart, { id, state }: ScreenState, nameOf: (id: string) => string) {
    const { locale } = this;
    const screen = nameOf(id);
    if (notice.confirmed.includes(id))
      return html`<li class="mark" data-mark="good" data-confirmed=${id}><hk-icon name="circle-check"></hk-icon>${t(locale, 'urgent.stands', { screen })}</li>`;
    if (state === 'off')
      return html`<li class="mark" data-mark="bad"><hk-icon name="monitor"></hk-icon>${t(locale, 'urgent.waitsOff', { screen })}</li>`;
    if (state !== 'alive')
      return html`<li class="mark" data-mark="bad"><hk-icon name="unplug"></hk-icon>${t(locale, 'urgent.waitsDead', { screen })}</li>`;
    return html`<li class="mark"><hk-icon name="hourglass"></hk-icon>${t(locale, 'urgent.waits', { screen })}</li>`;
  }

  #choose(one: ReadyText | 'own'): void {
    this.chosen = one;
    if (one === 'own') return;
    this.head = one.title;
    this.body = one.text;
    this.minutes = minuteChoices.find((n) => n === one.minutes) ?? 30;
    this.isWhole = one.priority === 'emergency';
    // The button that sends it must stand in sight on a phone.
    void this.updateComplete.then(() => this.renderRoot.querySelector('.send')?.scrollIntoView({ block: 'center' }));
  }
  #toggle(id: string): void {
    this.screens = this.screens.includes(id) ? this.screens.filter((one) => one !== id) : [...this.screens, id];
  }
  #priority(): UrgentNotice['priority'] {
    return this.isWhole ? 'emergency' : 'urgent';
  }

  #send(): void {
    const body: UrgentNotice = {
      title: this.head,
      text: this.body,
      priority: this.#priority(),
      minutes: this.minutes,
      ...(this.screens.length > 0 ? { screens: [...this.screens] } : {}),
    };
    const after = () => {
      this.chosen = null;
      this.head = nothingWritten;
      this.body = nothingWritten;
      this.screens = [];
      this.scrollIntoView({ block: 'start' });
    };
    this.dispatchEvent(contentCall({ path: `notices/${freshId()}/urgent`, body, done: tBoth('urgent.sent'), after }));
  }
  #down(id: string): void {
    this.dispatchEvent(contentCall({ path: `notices/${id}/withdraw`, body: {}, done: tBoth('urgent.downDone') }));
  }
}

/**
 * An urgent notice in two touches: the words, then 'show it now' under the picture of what will be shown; how long and where are set
 * beforehand and can be changed. The same part stands on the facilities page and, in a sheet, on the console. What is urgent now stands
 * above. It asks its page to make the calls.
 */
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { UrgentNotice } from '../../../protocol/content.ts';
import type { ContentView } from '../../../protocol/screen-views.ts';
import { t, tBoth } from '../../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../../protocol/texts-types.ts';
import { freshId } from '../../shared/api.ts';
import '../../shared/icon.ts';
import { contentCall } from './content-call.ts';
import { contentStyles } from './content-styles.ts';
import './facility-icons.ts';
import { typedIn } from './field-values.ts';
import './notice-preview.ts';
import { screenNamer } from './notice-words.ts';
import { type NoticeWords, noticeWords } from './own-words.ts';
import { urgentPartStyles } from './urgent-part-styles.ts';
import './urgent-standing.ts';
import { standingNotices } from './urgent-standing.ts';
import { type ReadyText, readyTexts } from './urgent-texts.ts';

const minuteChoices = [15, 30, 60, 120] as const;
const minutesUsual = 30;
const nothingWritten: Bilingual = { zh: '', en: '' };

@customElement('hk-urgent-part')
export class UrgentPart extends LitElement {
  @property({ attribute: false }) view: ContentView | null = null;
  @property({ type: Boolean }) busy = false;
  /** True: digits choose the words, and stand on them. */
  @property({ type: Boolean }) keys = false;
  @property() locale: Locale = 'zh-CN';
  @state() private chosen: ReadyText | 'own' | null = null;
  @state() private head = nothingWritten;
  @state() private body = nothingWritten;
  @state() private minutes: number = minutesUsual;
  @state() private screens: readonly string[] = [];
  @state() private isWhole = false;

  static override styles = [...contentStyles, urgentPartStyles];

  override render() {
    const { locale, view } = this;
    if (!view) return nothing;
    if (this.chosen) return this.#form(view);
    const isQuiet = standingNotices(view).length === 0;
    const title = t(locale, isQuiet ? 'urgent.choose' : 'urgent.another');
    return html`<hk-urgent-standing .view=${view} ?busy=${this.busy} .locale=${locale} ?hidden=${isQuiet}></hk-urgent-standing>
      <section class="stack"><h2>${title}</h2><div class="texts">${readyTexts.map((one, at) => this.#choice(one.id, pick(one.title, locale), one.icon, at, one))}
        ${this.#choice('own', t(locale, 'urgent.own'), 'pencil', readyTexts.length, 'own')}</div></section>`;
  }

  /** A digit chooses the words of that place; true when it did. */
  press(key: string): boolean {
    const at = Number(key) - 1;
    if (this.chosen || !this.view || !/^[1-9]$/.test(key) || at > readyTexts.length) return false;
    this.#choose(readyTexts[at] ?? 'own');
    return true;
  }
  /** Back to the choice of words; true when there was a way back. */
  back(): boolean {
    if (!this.chosen) return false;
    this.#return();
    return true;
  }

  #choice(id: string, words: string, icon: ReadyText['icon'], at: number, one: ReadyText | 'own') {
    return html`<button type="button" data-ready=${id} @click=${() => this.#choose(one)}><hk-icon name=${icon}></hk-icon><span>${words}</span>${this.keys ? html`<kbd>${at + 1}</kbd>` : nothing}</button>`;
  }

  #form(view: ContentView) {
    const { locale } = this;
    const words = this.#words;
    const draft = { ...(words ?? { title: this.head, text: this.body }), priority: this.#priority };
    return html`<section class="stack" data-look><h2>${this.chosen === 'own' ? t(locale, 'urgent.own') : pick(this.head, locale)}</h2>
      ${this.chosen === 'own' ? html`<p class="quiet">${t(locale, 'urgent.ownHint')}</p><div class="pairs"><div class="stack">${this.#field('head', 'zh')}${this.#field('body', 'zh')}</div><div class="stack">${this.#field('head', 'en')}${this.#field('body', 'en')}</div></div>` : nothing}
      <hk-notice-preview .draft=${draft} .locale=${locale}></hk-notice-preview>
      <div class="row go"><button type="button" class="send grow" data-act="send" ?disabled=${!words || this.busy} @click=${(event: MouseEvent) => this.#send(event)} @keydown=${noRepeat}><hk-icon name="siren"></hk-icon>${t(locale, 'urgent.send')}</button>
      <button type="button" data-act="back" @click=${() => this.#return()}><hk-icon name="arrow-left"></hk-icon>${t(locale, 'urgent.back')}</button></div>
      ${this.#settings(view)}</section>`;
  }

  #settings(view: ContentView) {
    const { locale, minutes } = this;
    const nameOf = screenNamer(view.screens, locale);
    const chip = (words: string, isOn: boolean, marks: { minutes?: number; screen?: string }, onClick: () => void) =>
      html`<button type="button" class="chip" data-minutes=${marks.minutes ?? nothing} data-screen=${marks.screen ?? nothing} aria-pressed=${isOn ? 'true' : 'false'} @click=${onClick}>${words}</button>`;
    return html`<fieldset><legend>${t(locale, 'urgent.minutes')}</legend>${minuteChoices.map((n) =>
      chip(
        n < 60 ? t(locale, 'urgent.minutesN', { n }) : t(locale, 'urgent.hoursN', { n: n / 60 }),
        minutes === n,
        { minutes: n },
        () => {
          this.minutes = n;
        },
      ),
    )}</fieldset>
      ${
        view.screens.length > 1
          ? html`<fieldset><legend>${t(locale, 'urgent.where')}</legend>
            ${chip(t(locale, 'urgent.everywhere'), this.screens.length === 0, {}, () => {
              this.screens = [];
            })}
            ${view.screens.map(({ id }) => chip(nameOf(id), this.screens.includes(id), { screen: id }, () => this.#toggle(id)))}</fieldset>`
          : nothing
      }
      <fieldset><legend>${t(locale, 'urgent.size')}</legend><button type="button" class="chip" data-whole aria-pressed=${this.isWhole ? 'true' : 'false'} @click=${() => {
        this.isWhole = !this.isWhole;
      }}>${t(locale, 'urgent.whole')}</button></fieldset>`;
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
    return html`<label class="field">${label}<input name=${`${part}-${language}`} lang=${language === 'zh' ? 'zh-CN' : 'en'} maxlength=${part === 'head' ? 60 : 300} autocomplete="off" .value=${this[part][language]} @input=${onInput} /></label>`;
  }

  get #words(): NoticeWords | null {
    return noticeWords(this.head, this.body);
  }
  get #priority(): UrgentNotice['priority'] {
    return this.isWhole ? 'emergency' : 'urgent';
  }

  #choose(one: ReadyText | 'own'): void {
    this.#forget();
    this.chosen = one;
    if (one !== 'own') {
      this.head = one.title;
      this.body = one.text;
      this.minutes = minuteChoices.find((n) => n === one.minutes) ?? minutesUsual;
      this.isWhole = one.priority === 'emergency';
    }
    // What comes next is ready under the hand; the first field of one's own words, else the button that sends.
    void this.updateComplete.then(() => {
      const next = this.renderRoot.querySelector<HTMLElement>(one === 'own' ? 'input' : '.send');
      next?.focus({ preventScroll: true });
      next?.scrollIntoView({ block: 'nearest' });
    });
  }
  /** The focus must not fall out of the sheet with the button that had it. */
  #return(): void {
    this.#forget();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('[data-ready]')?.focus({ preventScroll: true }),
    );
  }
  #forget(): void {
    this.chosen = null;
    this.head = nothingWritten;
    this.body = nothingWritten;
    this.minutes = minutesUsual;
    this.screens = [];
    this.isWhole = false;
  }
  #toggle(id: string): void {
    this.screens = this.screens.includes(id) ? this.screens.filter((one) => one !== id) : [...this.screens, id];
  }

  /** The second click of a double click was meant for the words, not for this. */
  #send({ detail }: MouseEvent): void {
    const words = this.#words;
    if (!words || detail > 1) return;
    const body: UrgentNotice = {
      ...words,
      priority: this.#priority,
      minutes: this.minutes,
      ...(this.screens.length > 0 ? { screens: [...this.screens] } : {}),
    };
    const after = () => {
      this.#return();
      this.scrollIntoView({ block: 'start' });
    };
    this.dispatchEvent(contentCall({ path: `notices/${freshId()}/urgent`, body, done: tBoth('urgent.sent'), after }));
  }
}

/** A key that is held down chooses the words and must not send them too. */
function noRepeat(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault();
}

/**
 * One notice: title, text and picture, both languages side by side or the one whose turn it is; one that was written in one language only is
 * shown once. Its type is as large as its place
 * allows and never smaller than the board's text; what does not fit even then is cut, and says so.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { tBoth } from '../../protocol/board-texts.ts';
import { isOneLanguage, languageOf } from '../../protocol/notice-language.ts';
import type { ShownNotice } from '../../protocol/screen-views.ts';
import { both } from '../shared/bilingual.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { boardStyles } from './board-styles.ts';
import { noticeText } from './notice-text.ts';

/** Each step of the type is so much smaller than the one before. */
const stepShare = 0.92;
const stepsMax = 24;
/** A notice that is too long for both languages beside each other shows one after the other. */
const languageMs = 7_000;

@customElement('hk-notice-card')
export class NoticeCard extends LitElement {
  @property({ attribute: false }) notice: ShownNotice | null = null;
  /** Changes when the type may have to change: language, picture of the screen, sizes. */
  @property() room = '';
  /** Largest type over the board's text. */
  @property({ type: Number }) growth = 3;
  @property({ type: Boolean, reflect: true }) cut = false;
  @property({ type: Boolean }) both = true;
  @property({ reflect: true }) only: 'zh' | 'en' | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Address of a picture that could not be loaded: it is not asked for again while the notice stands. */
  #broken: string | null = null;

  static override styles = [
    pageStyles,
    boardStyles,
    css`
      :host {
        display: grid;
        position: relative;
        grid-template-rows: minmax(0, 1fr);
        grid-template-columns: minmax(0, 1fr);
        min-height: 0;
        overflow: hidden;
        font-size: calc(var(--type-text) * var(--grown, 1));
      }
      :host([only='zh']) {
        --show-en: none;
      }
      :host([only='en']) {
        --show-zh: none;
      }
      :host([picture]) {
        grid-template-columns: minmax(0, 1fr) minmax(0, 38%);
        column-gap: calc(24 * var(--u));
      }
      article {
        display: grid;
        align-content: safe center;
        min-height: 0;
        overflow: hidden;
        gap: 0.35em;
      }
      h2 {
        display: flex;
        align-items: center;
        gap: 0.5em;
        font-size: 1.15em;
      }
      h2 > span {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.5em;
      }
      h2 hk-icon {
        color: var(--board-quiet);
      }
      .texts {
        display: flex;
        gap: 1.2em;
        line-height: 1.35;
      }
      .texts > div {
        flex: 1 1 0;
        min-width: 0;
        overflow-wrap: break-word;
      }
      .texts > .en {
        color: var(--board-quiet);
      }
      strong {
        font-weight: var(--weight-strong);
        color: var(--board-text);
      }
      ul {
        padding-left: 1em;
        list-style: disc;
      }
      img {
        width: 100%;
        height: 100%;
        object-fit: contain;
        min-height: 0;
      }
      :host(:not([picture])) img {
        display: none;
      }
      :host([cut]) article {
        align-content: start;
      }
      .rest {
        display: none;
      }
      :host([cut]) .rest {
        display: block;
        position: absolute;
        inset: auto 0 0 0;
        padding-top: 0.2em;
        font-size: var(--type-text);
        line-height: 1.3;
        background: var(--board-rise);
        color: var(--board-quiet);
      }
      @media (orientation: portrait) {
        .texts {
          flex-direction: column;
          gap: 0.5em;
        }
        .texts > div {
          flex: none;
        }
      }
    `,
  ];

  override render() {
    const { notice } = this;
    if (!notice) return nothing;
    const isUrgent = notice.priority !== 'normal';
    const one = isOneLanguage(notice) ? languageOf(notice.text.zh) : null;
    const picture = notice.picture === this.#broken ? null : notice.picture;
    this.toggleAttribute('picture', picture !== null);
    return html`<article>
        <h2>${notice.priority === 'emergency' ? nothing : html`<hk-icon name=${isUrgent ? 'triangle-alert' : 'megaphone'}></hk-icon>`}<span lang=${one ?? nothing}>${one ? notice.title.zh : both(notice.title)}</span></h2>
        <div class="texts">${
          one
            ? html`<div lang=${one}>${noticeText(notice.text.zh)}</div>`
            : html`<div class="zh" lang="zh-CN">${noticeText(notice.text.zh)}</div>
          <div class="en" lang="en">${noticeText(notice.text.en)}</div>`
        }</div>
      </article>
      ${picture === null ? nothing : html`<img src=${picture} alt="" @error=${this.#onBroken} />`}
      <p class="rest">${both(tBoth('board.moreNotices'))}</p>`;
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('notice') || changed.has('room')) this.#place();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#place();
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  /** Both languages, or one after the other where both do not fit. */
  #place(): void {
    clearTimeout(this.#timer);
    this.only = null;
    this.removeAttribute('only');
    if (this.#fit() || !this.both || !this.notice || isOneLanguage(this.notice)) return;
    this.#turn('zh');
  }
  #turn(only: 'zh' | 'en'): void {
    this.only = only;
    this.setAttribute('only', only);
    this.#fit();
    this.#timer = setTimeout(() => this.#turn(only === 'zh' ? 'en' : 'zh'), languageMs);
  }

  /** Tries type sizes from large to small; a notice changes rarely, so that measuring it costs nothing. */
  #fit(): boolean {
    const article = this.renderRoot.querySelector('article');
    if (!article) return true;
    let grown = this.growth;
    this.cut = false;
    for (let step = 0; step < stepsMax; step += 1) {
      this.style.setProperty('--grown', String(grown));
      if (article.scrollHeight <= article.clientHeight + 1 && article.scrollWidth <= article.clientWidth + 1)
        return true;
      if (grown === 1) break;
      grown = Math.max(1, grown * stepShare);
    }
    this.cut = true;
    return false;
  }

  /** A picture whose file is missing leaves its place to the text. */
  #onBroken(): void {
    this.#broken = this.notice?.picture ?? null;
    this.requestUpdate('room');
  }
}

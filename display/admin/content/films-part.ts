/** Films and pictures: sending them, what the hall has and uses, how much room is left. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ContentView } from '../../../protocol/screen-views.ts';
import { t, tBoth } from '../../../protocol/texts.ts';
import { type Locale, pick } from '../../../protocol/texts-types.ts';
import '../../shared/icon.ts';
import './ask-dialog.ts';
import type { Question } from './ask-dialog.ts';
import { contentCall } from './content-call.ts';
import { mayLookAfter, type Who } from './content-rights.ts';
import { contentStyles } from './content-styles.ts';
import { formatBytes, formatDate, formatLength } from './moments.ts';
import { Upload } from './upload.ts';
import './web-awesome.ts';

/** From here on it is said that room gets scarce. */
const scarceShare = 0.9;
type FilmFile = ContentView['media'][number];

@customElement('hk-films-part')
export class FilmsPart extends LitElement {
  @property({ attribute: false }) view: ContentView | null = null;
  @property({ attribute: false }) who: Who = { badge: '', role: 'clerk' };
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';
  /** Kept by the page, so that another part can be looked at meanwhile. */
  @property({ attribute: false }) uploads: Upload[] = [];
  @state() private question: Question | null = null;

  static override styles = [
    ...contentStyles,
    css`
      .picker {
        background: var(--accent);
        color: var(--on-accent);
        font-weight: var(--weight-strong);
      }
      .file {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-1) var(--space-3);
        padding: var(--space-3) var(--space-4);
      }
      .file + .file {
        border-top: var(--hair) solid var(--line);
      }
      .thumb {
        display: grid;
        place-items: center;
        width: var(--space-16);
        height: var(--space-12);
        overflow: hidden;
        border-radius: var(--radius-small);
        background: var(--mist-deep);
      }
      .thumb img {
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      .mend {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--space-2);
        padding: var(--space-2) var(--space-3);
        border-radius: var(--radius-small);
        background: var(--mist);
      }
      code {
        font-family: var(--face-code);
        font-size: var(--type-small);
        overflow-wrap: anywhere;
      }
      .refused {
        border-left: var(--focus) solid var(--trouble);
      }
    `,
  ];

  override render() {
    const { view, locale } = this;
    if (!view) return nothing;
    const may = mayLookAfter(this.who);
    return html`${may ? this.#picker() : html`<p class="quiet">${t(locale, 'films.notClerk')}</p>`}
      ${this.uploads.map((upload) => this.#upload(upload))}
      ${this.#disk(view)}
      ${view.media.length === 0 ? html`<p class="empty card">${t(locale, 'films.none')}</p>` : html`<ul class="card">${view.media.map((file) => this.#file(file, may, view.hall.zone))}</ul>${may && view.media.some((file) => file.usedBy > 0) ? html`<p class="quiet">${t(locale, 'films.inUse')}</p>` : nothing}`}
      <hk-ask-dialog .question=${this.question} .locale=${locale} @answered=${() => {
        this.question = null;
      }}></hk-ask-dialog>`;
  }

  #picker() {
    const { locale } = this;
    return html`<div class="row"><label class="picker"><hk-icon name="upload"></hk-icon>${t(locale, 'films.upload')}<input type="file" multiple accept="video/mp4,video/webm,video/quicktime,image/jpeg,image/png,image/webp" aria-label=${t(locale, 'films.upload')} @change=${(event: Event) => this.#picked(event)} /></label>
      <span class="quiet grow">${t(locale, 'films.uploadHint')}</span></div>`;
  }

  #upload(upload: Upload) {
    const { locale } = this;
    const { percent, state: step } = upload;
    const words = {
      sending: t(locale, 'films.sending', { percent }),
      waiting: t(locale, 'films.waiting', { percent }),
      checking: t(locale, 'films.checking'),
      done: t(locale, 'films.done'),
      refused: t(locale, 'films.refused'),
      stopped: t(locale, 'films.refused'),
    }[step];
    const isOver = step === 'done' || step === 'refused';
    return html`<article class="card pad ${step === 'refused' ? 'refused' : ''}" data-upload=${step}><strong class="names">${upload.name}</strong>
      ${isOver ? nothing : html`<wa-progress-bar .value=${percent} label=${upload.name} ?indeterminate=${step === 'checking'}></wa-progress-bar>`}
      <span class="mark digits" data-mark=${step === 'refused' ? 'bad' : step === 'done' ? 'good' : 'none'} role="status"><hk-icon name=${step === 'refused' ? 'circle-x' : step === 'done' ? 'circle-check' : step === 'waiting' ? 'wifi-off' : 'upload'}></hk-icon>${words}</span>
      ${upload.words.map((one) => html`<p>${pick(one, locale)}</p>`)}
      ${upload.mend === null ? nothing : html`<p>${t(locale, 'films.mend')}</p><div class="mend"><code data-mend>${upload.mend}</code><wa-copy-button value=${upload.mend} copy-label=${t(locale, 'films.copy')} success-label=${t(locale, 'films.copied')}></wa-copy-button></div>`}
      <div class="row">${isOver ? html`<button @click=${() => this.#clear(upload)}>${t(locale, 'films.clear')}</button>` : html`<button @click=${() => this.#stop(upload)}>${t(locale, 'films.stop')}</button>`}
      ${step === 'refused' && upload.mend === null ? html`<button @click=${() => void upload.run()}>${t(locale, 'films.again')}</button>` : nothing}</div></article>`;
  }

  #disk({ disk }: ContentView) {
    const { locale } = this;
    const share = disk.maxBytes === 0 ? 1 : disk.usedBytes / disk.maxBytes;
    return html`<div class="stack" data-disk><wa-progress-bar .value=${Math.min(100, Math.round(share * 100))} label=${t(locale, 'films.diskLabel')}></wa-progress-bar>
      <span class="quiet digits">${t(locale, 'films.disk', { used: formatBytes(disk.usedBytes), max: formatBytes(disk.maxBytes) })}</span>
      ${share >= scarceShare ? html`<span class="mark" data-mark="warn"><hk-icon name="triangle-alert"></hk-icon>${t(locale, 'films.diskFull')}</span>` : nothing}</div>`;
  }

  #file(file: FilmFile, may: boolean, zone: string | undefined) {
    const { locale } = this;
    const isVideo = file.kind === 'video';
    const facts = [
      t(locale, isVideo ? 'films.video' : 'films.picture'),
      `${file.width}×${file.height}`,
      ...(file.durationMs === null ? [] : [formatLength(file.durationMs / 1000)]),
      formatBytes(file.bytes),
      file.codec ?? file.mime,
      ...(isVideo ? [t(locale, file.sound ? 'films.sound' : 'films.silent')] : []),
    ];
    const used = file.usedBy === 0 ? t(locale, 'films.unused') : t(locale, 'films.usedBy', { n: file.usedBy });
    return html`<li class="file" data-file=${file.sha256.slice(0, 8)}><span class="thumb">${isVideo ? html`<hk-icon name="film"></hk-icon>` : html`<img src=${`/media/${file.sha256}`} alt="" loading="lazy" />`}</span>
      <div><strong class="names">${file.name}</strong><div class="quiet digits">${facts.join(' · ')}</div><div class="quiet digits">${used} · ${t(locale, 'films.added', { date: formatDate(file.addedWallMs, zone) })}</div></div>
      ${may ? html`<button aria-label=${t(locale, 'films.removeOf', { name: file.name })} ?disabled=${this.busy || file.usedBy > 0} @click=${() => this.#remove(file)}><hk-icon name="trash-2"></hk-icon></button>` : nothing}</li>`;
  }

  #remove(file: FilmFile): void {
    const { locale } = this;
    this.question = {
      text: t(locale, 'films.removeAsk', { name: file.name }),
      yes: t(locale, 'films.remove'),
      reason: 'none',
      onYes: () =>
        this.dispatchEvent(
          contentCall({ path: `media/${file.sha256}/remove`, body: {}, done: tBoth('films.removed') }),
        ),
    };
  }

  #picked(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement)) return;
    for (const file of target.files ?? []) {
      const upload = new Upload(file, () => this.requestUpdate());
      this.uploads.unshift(upload);
      void upload.run();
    }
    target.value = '';
    this.requestUpdate();
  }
  #stop(upload: Upload): void {
    void upload.stop();
    this.#clear(upload);
  }
  #clear(upload: Upload): void {
    this.uploads.splice(this.uploads.indexOf(upload), 1);
    this.requestUpdate();
  }
}

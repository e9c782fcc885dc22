/** The recorded voice: what is missing for this hall, every clip with the loudness it was found with, and the sentences made lately. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../../protocol/texts.ts';
import type { Locale } from '../../../protocol/texts-types.ts';
import type { ClipsPart, MadeSpeech, MissingClip, VoicePart } from '../../../protocol/voice-views.ts';
import '../../shared/icon.ts';
import { contentStyles } from './content-styles.ts';
import './web-awesome.ts';

@customElement('hk-voice-clips-list')
export class VoiceClipsList extends LitElement {
  @property({ attribute: false }) voice: VoicePart | null = null;
  @property({ attribute: false }) made: readonly MadeSpeech[] = [];
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    ...contentStyles,
    css`
      .scroll {
        overflow-x: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: var(--space-2) var(--space-3) var(--space-2) 0;
        border-top: var(--hair) solid var(--line);
        text-align: start;
        vertical-align: top;
        overflow-wrap: anywhere;
      }
      .db {
        white-space: nowrap;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      ul li {
        padding: var(--space-1) var(--space-3);
        border-radius: var(--radius-small);
        background: var(--call-mist);
      }
    `,
  ];

  override render() {
    const { voice, made } = this;
    if (!voice || (!voice.clips && made.length === 0)) return nothing;
    return html`<section class="card pad" data-clips>${voice.clips ? this.#clips(voice.clips) : nothing}${made.length > 0 ? this.#made() : nothing}
      <p class="quiet">${t(this.locale, 'voice.loudnessHint')}</p></section>`;
  }

  #clips({ missing, files }: ClipsPart) {
    const { locale } = this;
    return html`<h2>${t(locale, 'voice.missing')}</h2>
      ${missing.length === 0 ? html`<p class="mark" data-mark="good" data-whole><hk-icon name="circle-check"></hk-icon>${t(locale, 'voice.missing.none')}</p>` : this.#missing(missing)}
      <wa-details data-files summary=${t(locale, 'voice.files', { n: files.length })}>${this.#table(
        t(locale, 'voice.files', { n: files.length }),
        [t(locale, 'voice.says'), t(locale, 'voice.file'), t(locale, 'voice.loudness')],
        files.map(({ file, language, says, loudnessDb }) => [
          html`<span lang=${language}>${says}</span>`,
          file,
          this.#loudness(loudnessDb),
        ]),
      )}</wa-details>`;
  }

  #missing(missing: readonly MissingClip[]) {
    const { locale } = this;
    const groups = new Map<string, { readonly first: MissingClip; readonly says: string[] }>();
    for (const one of missing) {
      const key = `${one.language}/${one.kind}`;
      const group = groups.get(key);
      if (group) group.says.push(one.says);
      else groups.set(key, { first: one, says: [one.says] });
    }
    return html`<div class="stack" data-missing>${[...groups.values()].map(
      ({
        first,
        says,
      }) => html`<h3>${t(locale, 'voice.missing.line', { language: t(locale, `voice.language.${first.language}`), kind: t(locale, `voice.missing.${first.kind}`) })}</h3>
        <ul lang=${first.language}>${says.map((one) => html`<li>${one}</li>`)}</ul>`,
    )}</div>`;
  }

  #made() {
    const { locale, made } = this;
    const summary = t(locale, 'voice.made', { n: made.length });
    return html`<wa-details data-made summary=${summary}>${this.#table(
      summary,
      [t(locale, 'voice.says'), t(locale, 'voice.by'), t(locale, 'voice.loudness')],
      made.map(({ text, by, loudnessDb }) => [text, t(locale, `voice.made.${by}`), this.#loudness(loudnessDb)]),
    )}</wa-details>`;
  }

  #table(name: string, heads: readonly string[], rows: readonly (readonly unknown[])[]) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${name}><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
  }

  #loudness(db: number | null) {
    const { locale } = this;
    return html`<span class="db">${db === null ? t(locale, 'voice.loudness.none') : t(locale, 'voice.loudness.db', { db: db.toFixed(1).replace('-', '−') })}</span>`;
  }
}

/** What the hall says at each moment, in both languages, with the phrase that is in force now; and what it never says. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../../protocol/texts.ts';
import { type Locale, locales } from '../../../protocol/texts-types.ts';
import type { MomentPart, PhrasePart, VoicePart } from '../../../protocol/voice-views.ts';
import '../../shared/icon.ts';
import { contentStyles } from './content-styles.ts';
import './web-awesome.ts';

@customElement('hk-voice-phrases')
export class VoicePhrases extends LitElement {
  @property({ attribute: false }) voice: VoicePart | null = null;
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    ...contentStyles,
    css`
      .moment {
        display: grid;
        gap: var(--space-2);
        padding: var(--space-3) 0;
        border-top: var(--hair) solid var(--line);
      }
      .now {
        padding: var(--space-2) var(--space-3);
        border-radius: var(--radius-small);
        background: var(--mist);
      }
      .now p,
      .phrase p {
        overflow-wrap: anywhere;
      }
      .phrase {
        padding-inline-start: var(--space-3);
        border-inline-start: var(--focus) solid var(--line);
      }
      .phrase[data-now] {
        border-inline-start-color: var(--good);
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      ul li {
        padding: var(--space-1) var(--space-3);
        border-radius: var(--radius-small);
        background: var(--mist);
      }
    `,
  ];

  override render() {
    const { voice, locale } = this;
    if (!voice) return nothing;
    const { pack, moments, forbidden } = voice;
    const said = moments.filter((one) => one.said);
    const others = moments.filter((one) => !one.said);
    const where =
      pack.file === null
        ? t(locale, 'voice.pack.builtin', { stamp: pack.stamp })
        : t(locale, 'voice.pack.file', { file: pack.file, stamp: pack.stamp });
    const n = forbidden.always.length + forbidden.pack.length;
    return html`<section class="card pad" data-phrases><h2>${t(locale, 'voice.phrases')}</h2>
      <p class="names" data-pack><strong>${t(locale, 'voice.pack', { name: pack.name })}</strong> <span class="quiet">${where}</span></p>
      <div>${said.map((one) => this.#moment(one))}</div>
      <wa-details summary=${t(locale, 'voice.others', { n: others.length })}>${others.map((one) => this.#moment(one))}</wa-details>
      <wa-details data-forbidden summary=${t(locale, 'voice.forbidden', { n })}><div class="stack">${this.#forbidden(t(locale, 'voice.forbidden.always'), forbidden.always)}${this.#forbidden(t(locale, 'voice.forbidden.pack'), forbidden.pack)}</div></wa-details></section>`;
  }

  #moment({ moment, said, own, phrases, now }: MomentPart) {
    const { locale } = this;
    return html`<article class="moment" data-moment=${moment}><h3>${t(locale, `voice.moment.${moment}`)}${own ? html` <span class="quiet">${t(locale, 'voice.own')}</span>` : nothing}</h3>
      ${said ? html`<div class="now" data-now-said><span class="quiet">${t(locale, 'voice.now')}</span><p lang="zh-CN">${now.zh}</p><p lang="en">${now.en}</p></div>` : nothing}
      ${phrases.map((one) => this.#phrase(one, said))}</article>`;
  }

  #phrase(phrase: PhrasePart, said: boolean) {
    const { locale } = this;
    const { when, hours, festival, words, now } = phrase;
    const name =
      when === 'day'
        ? t(locale, 'voice.when.day')
        : when === 'festival'
          ? t(locale, 'voice.when.festival', { day: festival ?? '' })
          : t(locale, `voice.when.${when}`, { hours: hours ?? '' });
    const isNow = now && said;
    return html`<div class="phrase" ?data-now=${isNow}><span class="mark" data-mark=${isNow ? 'good' : 'none'}>${isNow ? html`<hk-icon name="circle-check"></hk-icon>` : nothing}${name}${isNow ? ` · ${t(locale, 'voice.inForce')}` : ''}</span>
      ${locales.map((lang) => html`<p lang=${lang}>${words[lang]}</p>`)}</div>`;
  }

  #forbidden(head: string, phrases: readonly string[]) {
    if (phrases.length === 0) return nothing;
    return html`<span class="quiet">${head}</span><ul>${phrases.map((one) => html`<li>${one}</li>`)}</ul>`;
  }
}

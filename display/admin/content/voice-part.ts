/**
 * The voice of the hall: who speaks, how loud and how fast now, a sample on a screen, the phrases, the clips, what was said lately.
 * Read-only but for the sample; what is written in files is changed there, and it says where.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t } from '../../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../../protocol/texts-types.ts';
import type { SaidPart, VoiceScreen, VoiceView } from '../../../protocol/voice-views.ts';
import { callApi, wordsOf } from '../../shared/api.ts';
import { formatClock } from '../../shared/format.ts';
import '../../shared/icon.ts';
import { LiveView } from '../../shared/live-view.ts';
import { mayLookAfter, type Who } from './content-rights.ts';
import { contentStyles } from './content-styles.ts';
import { typedIn } from './field-values.ts';
import './voice-clips-list.ts';
import './voice-phrases.ts';
import './web-awesome.ts';

@customElement('hk-voice-part')
export class VoicePart extends LitElement {
  @property({ attribute: false }) who: Who = { badge: '', role: 'clerk' };
  @property() locale: Locale = 'zh-CN';
  readonly #live = new LiveView<VoiceView>(this, 'voice', {
    onLost: () => this.dispatchEvent(new CustomEvent('lost')),
  });
  @state() private screen = '';
  @state() private busy = false;
  @state() private sampled: string | null = null;
  @state() private refusal: Bilingual | null = null;

  static override styles = [
    ...contentStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
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
      .who {
        font-size: var(--type-lead);
        line-height: 1.3;
      }
      .row > button {
        align-self: end;
      }
      .said {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--space-1) var(--space-3);
        padding: var(--space-2) 0;
      }
      .said + .said {
        border-top: var(--hair) solid var(--line);
      }
      .said > div > p {
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render() {
    const { locale } = this;
    const { view } = this.#live;
    if (!view) return html`<p class="empty card">${t(locale, 'page.loading')}</p>`;
    return html`${this.#speaker(view)}${this.#problems(view)}${this.#sample(view)}
      <hk-voice-phrases .voice=${view.voice} .locale=${locale}></hk-voice-phrases>
      <hk-voice-clips-list .voice=${view.voice} .made=${view.made} .locale=${locale}></hk-voice-clips-list>
      ${this.#lately(view)}<p class="quiet">${t(locale, 'voice.where')}</p>`;
  }

  #speaker({ voice }: VoiceView) {
    const { locale } = this;
    const { clips, espeak, languages, slow, volume, chime } = voice;
    const who = clips
      ? t(locale, 'voice.who.clips', { name: clips.name })
      : t(locale, espeak ? 'voice.who.espeak' : 'voice.who.browser');
    const percent = (share: number) => Math.round(share * 100);
    const { day, evening, eveningFrom: from } = volume;
    const plan =
      day === evening
        ? t(locale, 'voice.volume.always', { day: percent(day) })
        : t(locale, 'voice.volume.plan', { day: percent(day), evening: percent(evening), from });
    const bell = !chime ? 'voice.chime.off' : clips?.chime ? 'voice.chime.own' : 'voice.chime.page';
    return html`<section class="card pad" data-speaker><h2>${t(locale, 'voice.who')}</h2><strong class="who names">${who}</strong>
      ${clips && clips.missing.length > 0 ? html`<p>${t(locale, espeak ? 'voice.who.clipsMissing' : 'voice.who.clipsAlone')}</p>` : nothing}
      <dl class="digits">
        ${clips ? html`<dt>${t(locale, 'voice.folder')}</dt><dd>${clips.folder}</dd>` : nothing}
        <dt>${t(locale, 'voice.volume')}</dt><dd data-volume><strong>${t(locale, 'voice.volume.now', { now: percent(volume.now) })}</strong> <span class="quiet">${plan}</span></dd>
        <dt>${t(locale, 'voice.speed')}</dt><dd data-speed>${t(locale, slow ? 'voice.speed.slow' : 'voice.speed.plain')}</dd>
        <dt>${t(locale, 'voice.languages')}</dt><dd>${languages.map((one) => t(locale, `voice.language.${one}`)).join(locale === 'en' ? ', ' : '、')}</dd>
        <dt>${t(locale, 'voice.chime')}</dt><dd>${t(locale, bell)}</dd></dl></section>`;
  }

  #problems({ voice: { problems } }: VoiceView) {
    const { locale } = this;
    if (problems.length === 0) return nothing;
    return html`<section class="card pad" data-problems><h2 class="mark" data-mark="warn"><hk-icon name="triangle-alert"></hk-icon>${t(locale, 'voice.problems')}</h2>
      ${problems.map(({ file, line, path, text }) => html`<p class="names"><strong>${file === null ? t(locale, 'voice.problemConfig', { path }) : t(locale, 'voice.problemAt', { file, line })}</strong> ${pick(text, locale)}</p>`)}</section>`;
  }

  #sample({ screens }: VoiceView) {
    const { locale } = this;
    const speaking = screens.filter(({ speaks }) => speaks);
    const silent = screens.filter(({ speaks }) => !speaks);
    const [first] = speaking;
    const chosen = speaking.find(({ id }) => id === this.screen) ?? first;
    const body = !mayLookAfter(this.who)
      ? html`<p class="quiet">${t(locale, 'voice.sampleClerk')}</p>`
      : !chosen
        ? html`<p class="quiet">${t(locale, 'voice.noScreen')}</p>`
        : html`<p class="quiet">${t(locale, 'voice.sampleHint')}</p>
          <div class="row"><wa-select class="grow" label=${t(locale, 'voice.sampleScreen')} .value=${chosen.id} @change=${(
            event: Event,
          ) => {
            this.screen = typedIn(event);
          }}>${speaking.map((one) => html`<wa-option value=${one.id}>${this.#screenName(one)}</wa-option>`)}</wa-select>
          <button class="primary" data-act="sample" ?disabled=${this.busy} @click=${() => void this.#say(chosen)}><hk-icon name="volume-2"></hk-icon>${t(locale, 'voice.sampleSay')}</button></div>`;
    return html`<section class="card pad" data-sample><h2>${t(locale, 'voice.sample')}</h2>${body}
      <div role="status">${this.sampled === null ? nothing : html`<p class="mark" data-mark="good" data-sampled><hk-icon name="circle-check"></hk-icon>${t(locale, 'voice.sampled', { name: this.sampled })}</p>`}</div>
      ${this.refusal ? html`<p role="alert" class="mark" data-mark="bad" data-refusal>${pick(this.refusal, locale)}</p>` : nothing}
      ${silent.length > 0 ? html`<p class="quiet">${t(locale, 'voice.screen.silent', { names: silent.map((one) => this.#nameOf(one)).join(locale === 'en' ? ', ' : '、') })}</p>` : nothing}</section>`;
  }

  #lately({ said, screens, hall }: VoiceView) {
    const { locale } = this;
    const nameOf = (id: string | null) => {
      const screen = screens.find((one) => one.id === id);
      return screen ? this.#nameOf(screen) : (id ?? '');
    };
    const what = ({ kind, screen, by }: SaidPart) =>
      kind === 'sample'
        ? t(locale, 'voice.lately.sample', { screen: nameOf(screen), by: by ?? '' })
        : t(locale, `voice.moment.${kind}`);
    return html`<section class="card pad" data-lately><h2>${t(locale, 'voice.lately')}</h2>
      ${said.length === 0 ? html`<p class="quiet">${t(locale, 'voice.lately.none')}</p>` : nothing}
      <div>${said.map(
        (
          one,
        ) => html`<div class="said" data-said=${one.kind}><span class="quiet digits">${hall.clockTrusted ? formatClock(one.wallMs, hall.zone) : ''}</span><div><strong>${what(one)}</strong>
        ${one.say.map(({ locale: lang, text }) => html`<p lang=${lang}>${text}</p>`)}</div></div>`,
      )}</div></section>`;
  }

  #screenName(screen: VoiceScreen): string {
    const name = this.#nameOf(screen);
    return screen.state === 'alive' ? name : t(this.locale, 'voice.screen.away', { name });
  }
  #nameOf({ id, name }: VoiceScreen): string {
    return name ? pick(name, this.locale) : id;
  }

  async #say(screen: VoiceScreen): Promise<void> {
    this.busy = true;
    this.sampled = null;
    this.refusal = null;
    try {
      await callApi('POST', `screens/${screen.id}/sample`, {});
      this.sampled = this.#nameOf(screen);
    } catch (error) {
      this.refusal = wordsOf(error);
    } finally {
      this.busy = false;
    }
  }
}

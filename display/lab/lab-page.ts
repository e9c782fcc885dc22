/**
 * The hall as a drawing one can touch: printer, buttons, panels, keypads, the line between them and the centre, with a
 * switch for every mishap. It acts on the virtual devices at the far ends of their lines only, never on the hall itself.
 */
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { LabNode, LabView } from '../../protocol/lab.ts';
import { t } from '../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../protocol/texts-types.ts';
import { callApi, RefusalError, wordsOf } from '../shared/api.ts';
import '../shared/icon.ts';
import '../shared/link-mark.ts';
import { LiveView } from '../shared/live-view.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { otherLocale, savedLocale, saveLocale } from '../shared/preferences.ts';
import { Ticker } from '../shared/ticker.ts';
import './lab-counter.ts';
import './lab-printer.ts';
import './lab-switch.ts';
import { labPageStyles } from './lab-page-styles.ts';

/** Largest share of damaged bytes the line offers. */
const noiseMax = 0.3;
const noiseStep = 0.01;
/** Events of the centre on the page, newest first. */
const eventsMax = 30;

@customElement('hk-lab')
export class LabPage extends LitElement {
  readonly #live = new LiveView<LabView>(this, 'lab', { onLost: () => void this.#probe() });
  @state() private locale: Locale = savedLocale();
  @state() private refusal: Bilingual | null = null;
  @state() private absent = false;
  /** The slider while it is being moved; the daemon's word otherwise. */
  @state() private noise: number | null = null;

  constructor() {
    super();
    new Ticker(this, 5_000);
  }

  static override styles = [pageStyles, labPageStyles];

  override render() {
    const { locale } = this;
    const { view } = this.#live;
    return html`<header><h1>${t(locale, 'lab.title')}</h1><p>${t(locale, 'lab.hint')}</p>
        <hk-link-mark ?stale=${this.#live.stale && !this.absent} .agoMs=${this.#agoMs()} .locale=${locale}></hk-link-mark>
        <a href="/kiosk" target="_blank"><hk-icon name="ticket"></hk-icon>${t(locale, 'lab.open.kiosk')}</a>
        <a href="/signage" target="_blank"><hk-icon name="monitor"></hk-icon>${t(locale, 'lab.open.signage')}</a>
        <button @click=${this.#switchLocale}><hk-icon name="languages"></hk-icon><span lang=${otherLocale(locale)}>${t(locale, 'language.other')}</span></button></header>
      <main>${this.absent ? this.#nothing() : view ? this.#hall(view) : html`<p class="alone">${t(locale, 'page.loading')}</p>`}</main>`;
  }

  #nothing() {
    return html`<div class="alone"><strong>${t(this.locale, 'lab.notHere')}</strong><p>${t(this.locale, 'lab.notHereHint')}</p></div>`;
  }

  #hall(view: LabView) {
    const { locale } = this;
    const send = (event: CustomEvent<{ action: string; body: object }>) =>
      void this.#send(event.detail.action, event.detail.body);
    const counters = [...new Set(view.nodes.map((node) => node.counter))].sort((a, b) => a - b);
    return html`
      ${this.refusal ? html`<p class="refusal" role="alert"><hk-icon name="circle-alert"></hk-icon>${pick(this.refusal, locale)}</p>` : nothing}
      <div class="side"><div class="block card"><hk-lab-printer .printer=${view.printer} .papers=${view.papers} .locale=${locale} @lab=${send}></hk-lab-printer></div>${this.#buttons(view)}</div>
      <div class="counters">${counters.map((no) => html`<hk-lab-counter class="card" .no=${no} .nodes=${nodesOf(view, no)} .locale=${locale} @lab=${send}></hk-lab-counter>`)}</div>
      <div class="side">${this.#line(view)}${this.#centre(view)}</div>`;
  }

  #buttons(view: LabView) {
    if (view.buttons.length === 0) return nothing;
    return html`<section class="block card"><h2>${t(this.locale, 'lab.buttons')}</h2><div class="buttons">
      ${view.buttons.map((button) => html`<button class="push number" data-gpio=${button.gpio} ?data-pressed=${button.pressed} aria-label=${`${t(this.locale, 'lab.buttons')} ${button.service}`} @click=${() => void this.#send('button', { gpio: button.gpio })}>${button.service}</button>`)}</div></section>`;
  }

  #line(view: LabView) {
    const { locale } = this;
    const share = this.noise ?? view.line.noise;
    return html`<section class="block card"><label><span class="row"><b>${t(locale, 'lab.noise')}</b></span>
      <input type="range" min="0" max=${noiseMax} step=${noiseStep} .value=${String(share)} @input=${this.#moveNoise} @change=${this.#setNoise} />
      <span class="quiet digits">${t(locale, 'lab.noise.share', { n: Math.round(share * 100) })}</span></label></section>`;
  }

  #centre(view: LabView) {
    const { locale } = this;
    const { centre } = view;
    return html`<section class="block card"><h2>${t(locale, 'lab.centre')}</h2>
      <hk-lab-switch data-switch="broker" .label=${t(locale, 'lab.broker')} .words=${t(locale, centre.broker ? 'lab.broker.up' : 'lab.broker.down')} ?on=${centre.broker}
        @flip=${(event: CustomEvent<boolean>) => void this.#send('broker', { up: event.detail })}></hk-lab-switch>
      <p class="row quiet digits"><span><hk-icon name=${centre.connected ? 'plug' : 'unplug'}></hk-icon> ${t(locale, centre.connected ? 'lab.connected' : 'lab.disconnected')}</span><span>${t(locale, 'lab.acked', { n: centre.acked })}</span></p>
      <ol class="events" tabindex="0" aria-label=${t(locale, 'lab.centre')}>
        ${centre.events.length === 0 ? html`<li><span></span><span class="quiet">${t(locale, 'lab.noEvents')}</span></li>` : nothing}
        ${centre.events
          .slice(-eventsMax)
          .reverse()
          .map(
            (event) =>
              html`<li class="digits"><span class="quiet">${event.seq}</span><span><b>${event.type}</b><br /><span class="quiet">${event.summary}</span></span></li>`,
          )}</ol></section>`;
  }

  async #send(action: string, body: object): Promise<void> {
    this.refusal = null;
    try {
      await callApi('POST', `lab/${action}`, body);
    } catch (error) {
      this.refusal = wordsOf(error);
    }
  }

  readonly #moveNoise = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) this.noise = Number(event.target.value);
  };
  readonly #setNoise = (): void => {
    const share = this.noise ?? 0;
    void this.#send('noise', { share }).finally(() => {
      this.noise = null;
    });
  };

  /** Outside the demo there is no lab: say so instead of trying for ever. */
  async #probe(): Promise<void> {
    if (this.#live.view) return;
    try {
      const hall = await callApi<{ hall: { demo: boolean } }>('GET', 'hall');
      if (!hall.hall.demo) {
        this.absent = true;
        this.#live.follow(null);
      }
    } catch (error) {
      if (error instanceof RefusalError) this.absent = false;
    }
  }

  readonly #switchLocale = (): void => {
    this.locale = otherLocale(this.locale);
    saveLocale(this.locale);
  };
  #agoMs(): number {
    const at = this.#live.state.truthAtMs;
    return at === null ? 0 : performance.now() - at;
  }
}

function nodesOf(view: LabView, counter: number): readonly LabNode[] {
  const order = ['panel', 'call-keypad', 'rating-keypad'];
  return view.nodes
    .filter((node) => node.counter === counter)
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

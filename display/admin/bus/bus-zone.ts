/**
 * The buses of the hall: every node with identity, capabilities and errors; a search, addresses, blinking, keys. It asks when it is opened,
 * when health changes and when somebody wants to look again; each act answers with the whole view.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { BusAnswer, BusFoundView, BusNodeView, BusView, ScanScope } from '../../../protocol/bus-views.ts';
import { t, tBoth } from '../../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../../protocol/texts-types.ts';
import { callApi, RefusalError, wordsOf } from '../../shared/api.ts';
import '../../shared/icon.ts';
import type { IconName } from '../../shared/icon.ts';
import { contentStyles } from '../content/content-styles.ts';
import { canWords, errorWords, heardWords, nodeTitle } from './bus-words.ts';

const stateIcons: Readonly<Record<BusNodeView['state'], IconName>> = {
  online: 'circle-check',
  offline: 'unplug',
  wrong: 'circle-x',
  locked: 'circle-x',
};
const hex = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0');

@customElement('hk-bus-zone')
export class BusZone extends LitElement {
  @property() locale: Locale = 'zh-CN';
  /** Changes with the health of the hall: then it is worth looking again. */
  @property({ attribute: false }) change: unknown = null;
  @state() private view: BusAnswer | null = null;
  @state() private busy: string | null = null;
  @state() private refusal: Bilingual | null = null;
  @state() private done: Bilingual | null = null;

  static override styles = [
    ...contentStyles,
    css`
      .nodes {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr));
        gap: var(--space-3);
      }
      .node {
        border-left: var(--focus) solid var(--good);
        align-content: start;
      }
      .node[data-state='offline'] {
        border-left-color: var(--edge);
      }
      .node:is([data-state='wrong'], [data-state='locked']) {
        border-left-color: var(--trouble);
      }
      .node h3 {
        line-height: 1.3;
      }
      .marks {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-3);
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--space-1) var(--space-3);
        margin: 0;
        font-size: var(--type-small);
      }
      dt {
        color: var(--ink-soft);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      label {
        display: grid;
        gap: var(--space-1);
        font-size: var(--type-small);
      }
      input {
        min-height: var(--target);
        width: 7rem;
        padding: 0 var(--space-3);
        border: var(--stroke) solid var(--edge);
        border-radius: var(--radius-small);
        font: inherit;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--space-2) var(--space-3);
      }
    `,
  ];

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if ((changed.has('change') || !this.hasUpdated) && this.busy === null) void this.#look();
  }

  override render() {
    const { locale, view, refusal, done } = this;
    if (!view) return html`<p class="quiet">${refusal ? pick(refusal, locale) : t(locale, 'page.loading')}</p>`;
    return html`${refusal ? html`<p class="mark" data-mark="bad" role="alert" data-refusal>${pick(refusal, locale)}</p>` : nothing}
      ${done ? html`<p class="mark" data-mark="good" role="status" data-done><hk-icon name="circle-check"></hk-icon>${pick(done, locale)}</p>` : nothing}
      ${view.buses.length === 0 ? html`<p class="card pad">${t(locale, 'bus.none')}</p>` : view.buses.map((bus) => this.#bus(bus))}`;
  }

  #bus(bus: BusView) {
    const { locale } = this;
    const { id, up, baud, cycleMs, nodes } = bus;
    const facts = up ? t(locale, 'bus.up', { baud, ms: cycleMs }) : t(locale, 'bus.down');
    const scan = (scope: ScanScope, words: string) =>
      html`<button data-scan=${scope} ?disabled=${!up || this.busy !== null} @click=${() => void this.#act(id, 'scan', { scope }, tBoth('bus.scanned'))}>${words}</button>`;
    return html`<section class="stack" data-bus=${id}><h2>${t(locale, 'bus.title', { id })}</h2><p class="quiet digits">${facts}</p>
      <div class="row">${scan('new', t(locale, 'bus.scanNew'))}${scan('button', t(locale, 'bus.scanButton'))}${scan('all', t(locale, 'bus.scanAll'))}
        <button data-act="look" ?disabled=${this.busy !== null} @click=${() => void this.#look()}><hk-icon name="repeat"></hk-icon>${t(locale, 'bus.refresh')}</button></div>
      ${this.busy === 'scan' ? html`<p role="status">${t(locale, 'bus.scanning')}</p>` : this.#found(bus)}
      <div class="nodes">${nodes.map((node) => this.#node(id, node))}</div>
      <p class="quiet">${t(locale, 'bus.keyHint')}</p></section>`;
  }

  #found({ id, scan }: BusView) {
    const { locale } = this;
    if (!scan || scan.running) return nothing;
    const words =
      scan.found.length === 0 ? t(locale, 'bus.foundNone') : t(locale, 'bus.found', { n: scan.found.length });
    return html`<div class="card pad" data-found><h3>${words}</h3>${scan.whole ? nothing : html`<p class="mark" data-mark="warn"><hk-icon name="triangle-alert"></hk-icon>${t(locale, 'bus.noisy')}</p>`}
      ${scan.found.map((one) => this.#foundOne(id, one))}</div>`;
  }

  #foundOne(bus: string, { uid, address, model, firmware }: BusFoundView) {
    const { locale } = this;
    const where = address === 0 ? t(locale, 'bus.noAddress') : t(locale, 'bus.address', { n: address });
    return html`<form data-uid=${uid} @submit=${(event: SubmitEvent) => this.#setAddress(event, bus, uid)}>
      <span class="grow digits">${uid}<br /><span class="quiet">${where} · ${t(locale, 'bus.model')} ${hex(model)} · ${t(locale, 'bus.firmware')} ${firmware}</span></span>
      <label>${t(locale, 'bus.newAddress')}<input name="address" type="number" min="1" max="125" required .value=${address === 0 ? '' : String(address)} /></label>
      <button ?disabled=${this.busy !== null}>${t(locale, 'bus.setAddress')}</button></form>`;
  }

  #node(bus: string, node: BusNodeView) {
    const { locale } = this;
    const { address, state: life, uid, expectedUid, model, firmware, cap } = node;
    const proof = node.secure ? 'secure' : node.keyed ? 'keyed' : 'open';
    const row = (name: string, value: string) => html`<dt>${name}</dt><dd class="digits">${value}</dd>`;
    return html`<article class="card pad node" data-node=${address} data-state=${life}><h3>${nodeTitle(node, locale)}</h3>
      <div class="marks"><span class="mark" data-mark=${life === 'online' ? 'good' : 'warn'}><hk-icon name=${stateIcons[life]}></hk-icon>${t(locale, `bus.state.${life}`)}</span>
        <span class="mark" data-mark=${proof === 'secure' ? 'good' : ''} data-proof=${proof}>${proof === 'secure' ? html`<hk-icon name="badge-check"></hk-icon>` : nothing}${t(locale, `bus.proof.${proof}`)}</span>
        ${node.install ? html`<span class="mark">${t(locale, 'bus.install')}</span>` : nothing}</div>
      <dl>${uid === null ? nothing : row(t(locale, 'bus.uid'), uid)}${expectedUid === null || expectedUid === uid ? nothing : row(t(locale, 'bus.expected'), expectedUid)}
        ${model === null ? nothing : row(t(locale, 'bus.model'), `${hex(model)} · ${t(locale, 'bus.firmware')} ${firmware ?? ''}`)}
        ${cap ? row(t(locale, 'bus.can'), canWords(cap, locale)) : nothing}
        ${row(t(locale, 'bus.heard'), heardWords(node, locale))}${row(t(locale, 'bus.errors'), errorWords(node, locale))}</dl>
      <div class="row"><button data-act="identify" aria-label=${`${t(locale, 'bus.identify')} · ${nodeTitle(node, locale)}`} ?disabled=${this.busy !== null || life !== 'online'} @click=${() => void this.#act(bus, 'identify', { address }, tBoth('bus.identified', { n: address }))}><hk-icon name="bell-ring"></hk-icon>${t(locale, 'bus.identify')}</button>
        <button data-act="key" aria-label=${`${t(locale, 'bus.installKey')} · ${nodeTitle(node, locale)}`} ?disabled=${this.busy !== null || uid === null} @click=${() => void this.#act(bus, 'key', { address }, tBoth('bus.keyInstalled', { n: address }))}><hk-icon name="badge-check"></hk-icon>${t(locale, 'bus.installKey')}</button></div></article>`;
  }

  #setAddress(event: SubmitEvent, bus: string, uid: string): void {
    event.preventDefault();
    const form = event.currentTarget;
    const address = form instanceof HTMLFormElement ? Number(new FormData(form).get('address')) : Number.NaN;
    if (Number.isInteger(address))
      void this.#act(bus, 'address', { uid, address }, tBoth('bus.addressed', { n: address }));
  }

  async #look(): Promise<void> {
    try {
      this.view = await callApi<BusAnswer>('GET', 'buses');
      this.refusal = null;
    } catch (error) {
      this.#refuse(error);
    }
  }

  async #act(bus: string, act: string, body: object, done: Bilingual): Promise<void> {
    if (this.busy !== null) return;
    this.busy = act;
    this.refusal = null;
    this.done = null;
    try {
      this.view = await callApi<BusAnswer>('POST', `buses/${bus}/${act}`, body);
      this.done = done;
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.busy = null;
    }
  }

  #refuse(error: unknown): void {
    this.refusal = wordsOf(error);
    if (error instanceof RefusalError && error.status === 401) this.dispatchEvent(new CustomEvent('signed-out'));
  }
}

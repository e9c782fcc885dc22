/**
 * Firmware of the devices on the buses: choose a file and devices, start, watch, and how it ended for each. What runs and how far it is
 * comes with the health view; the page keeps only what is being chosen.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  type FirmwareBus,
  type FirmwareJob,
  type FirmwareNodeProgress,
  firmwareDone,
} from '../../protocol/firmware-view.ts';
import { limits } from '../../protocol/limits.ts';
import { t, tBoth } from '../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../protocol/texts-types.ts';
import { callApi, RefusalError, sendBytes, wordsOf } from '../shared/api.ts';
import '../shared/icon.ts';
import { contentStyles } from './content/content-styles.ts';
import { formatBytes } from './content/moments.ts';
import './content/web-awesome.ts';

type Node = FirmwareBus['nodes'][number];

@customElement('hk-firmware-part')
export class FirmwarePart extends LitElement {
  @property({ attribute: false }) buses: readonly FirmwareBus[] = [];
  @property() locale: Locale = 'zh-CN';
  @state() private file: File | null = null;
  /** `bus/address` of the devices that are left out. */
  @state() private left: ReadonlySet<string> = new Set();
  @state() private whenOpen = false;
  @state() private busy = false;
  @state() private refusal: { readonly text: Bilingual; readonly more: Bilingual | null } | null = null;

  static override styles = [
    ...contentStyles,
    css`
      section {
        display: grid;
        gap: var(--space-3);
        margin-top: var(--space-6);
      }
      .choices .quiet {
        display: block;
      }
      .picker {
        border: var(--stroke) solid var(--line);
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
      }
      .choices {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr));
        gap: 0 var(--space-4);
      }
      .choice,
      .line {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: var(--space-3);
        min-height: var(--target);
      }
      .line {
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--space-1) var(--space-3);
        padding: var(--space-2) 0;
        border-top: var(--hair) solid var(--line);
      }
      .line wa-progress-bar {
        grid-column: 1 / -1;
      }
      input[type='checkbox'] {
        width: var(--space-6);
        height: var(--space-6);
        accent-color: var(--accent);
      }
    `,
  ];

  override render() {
    const { locale } = this;
    return html`<section><h2>${t(locale, 'firmware.title')}</h2>${this.buses.map((bus) => this.#bus(bus))}</section>`;
  }

  #bus(bus: FirmwareBus) {
    const { locale } = this;
    const isBusy = bus.job !== null && bus.job.state !== 'over';
    return html`<div class="card pad" data-bus=${bus.bus}>
      ${this.buses.length > 1 ? html`<h3>${t(locale, 'firmware.bus', { bus: bus.bus })}</h3>` : nothing}
      ${bus.job ? this.#job(bus, bus.job) : nothing}
      ${isBusy ? nothing : this.#form(bus)}</div>`;
  }

  #job(bus: FirmwareBus, job: FirmwareJob) {
    const { locale } = this;
    const { version, nodes } = job;
    const good = nodes.filter(({ outcome }) => outcome !== null && firmwareDone.has(outcome)).length;
    const words = {
      waiting: () => t(locale, 'firmware.state.waiting'),
      running: () => t(locale, 'firmware.state.running', { version }),
      over: () => t(locale, 'firmware.state.over', { version, good, all: nodes.length }),
    }[job.state]();
    const isGood = job.state === 'over' && good === nodes.length;
    const mark = job.state !== 'over' ? 'none' : isGood ? 'good' : 'warn';
    const icon = job.state !== 'over' ? 'upload' : isGood ? 'circle-check' : 'triangle-alert';
    const total =
      nodes.reduce((sum, one) => sum + (one.outcome === null ? one.share : 1), 0) / Math.max(1, nodes.length);
    return html`<div class="stack" data-job=${job.state}><strong class="mark digits" data-mark=${mark} role="status"><hk-icon name=${icon}></hk-icon>${words}</strong>
      ${job.state === 'over' ? nothing : html`<wa-progress-bar .value=${Math.round(total * 100)} label=${t(locale, 'firmware.progress')}></wa-progress-bar>`}
      <div>${nodes.map((one) => this.#line(bus, one))}</div>
      ${job.state === 'over' ? nothing : html`<div class="row"><button data-act="stop" ?disabled=${this.busy} @click=${() => void this.#stop(bus.bus)}>${t(locale, 'firmware.stop')}</button></div>`}</div>`;
  }

  #line(bus: FirmwareBus, one: FirmwareNodeProgress) {
    const { locale } = this;
    const node = bus.nodes.find(({ address }) => address === one.address);
    const percent = Math.floor(one.share * 100);
    const isGood = one.outcome !== null && firmwareDone.has(one.outcome);
    const words =
      one.outcome !== null
        ? t(locale, `firmware.end.${one.outcome}`)
        : one.step === 'ready' || one.step === 'repair'
          ? t(locale, `firmware.step.${one.step}`, { percent })
          : t(locale, `firmware.step.${one.step}`);
    const mark = one.outcome === null ? 'none' : isGood ? 'good' : 'warn';
    const name = node ? this.#nameOf(node) : String(one.address);
    return html`<div class="line" data-node=${one.address} data-outcome=${one.outcome ?? ''}><span>${name} <span class="quiet digits">${one.running === null ? nothing : t(locale, 'firmware.runs', { version: one.running })}</span></span>
      <span class="mark digits" data-mark=${mark}>${words}</span>
      ${one.outcome === null ? html`<wa-progress-bar .value=${percent} label=${name}></wa-progress-bar>` : nothing}</div>`;
  }

  #form(bus: FirmwareBus) {
    const { locale, file } = this;
    return html`<div class="row"><label class="picker"><hk-icon name="upload"></hk-icon>${t(locale, 'firmware.file')}<input type="file" accept=".hkfw" aria-label=${t(locale, 'firmware.file')} @change=${(event: Event) => this.#picked(event)} /></label>
        <span class="quiet grow">${file ? t(locale, 'firmware.chosen', { name: file.name, size: formatBytes(file.size) }) : t(locale, 'firmware.fileHint')}</span></div>
      ${file ? this.#choice(bus) : nothing}
      ${this.refusal ? html`<p class="refusal" role="alert">${pick(this.refusal.text, locale)}${this.refusal.more ? html` ${pick(this.refusal.more, locale)}` : nothing}</p>` : nothing}`;
  }

  #choice(bus: FirmwareBus) {
    const { locale } = this;
    return html`<fieldset><legend class="quiet">${t(locale, 'firmware.nodes')}</legend><div class="choices">${bus.nodes.map(
      (
        node,
      ) => html`<label class="choice"><input type="checkbox" .checked=${!this.left.has(keyOf(bus, node))} @change=${() => this.#turn(keyOf(bus, node))} />
        <span>${this.#nameOf(node)} <span class="quiet digits">${node.version === null ? t(locale, 'firmware.silent') : t(locale, 'firmware.runs', { version: node.version })}</span></span></label>`,
    )}</div></fieldset>
      <label class="choice"><input type="checkbox" .checked=${this.whenOpen} @change=${() => {
        this.whenOpen = !this.whenOpen;
      }} /><span>${t(locale, 'firmware.whenOpen')}</span></label>
      <div class="row"><button class="primary" data-act="begin" ?disabled=${this.busy} @click=${() => void this.#begin(bus)}>${this.busy ? t(locale, 'firmware.sending') : t(locale, 'firmware.begin')}</button></div>`;
  }

  #nameOf({ kind, counter }: Node): string {
    const { locale } = this;
    return t(locale, 'firmware.node', { kind: t(locale, `firmware.${kind}`), counter });
  }

  /** The file names its model in its head: only devices of that model are ticked at first. */
  async #picked(event: Event): Promise<void> {
    const { target } = event;
    const file = target instanceof HTMLInputElement ? (target.files?.[0] ?? null) : null;
    this.refusal = null;
    if (file === null) return;
    if (file.size > limits.firmwareFileBytesMax) {
      this.refusal = { text: tBoth('firmware.tooLarge'), more: null };
      return;
    }
    const head = new Uint8Array(await file.slice(0, 10).arrayBuffer());
    const model = (head[8] ?? 0) + 256 * (head[9] ?? 0);
    const others = this.buses.flatMap((bus) =>
      bus.nodes.filter((node) => node.model !== model).map((node) => keyOf(bus, node)),
    );
    this.left = new Set(others);
    this.file = file;
  }

  #turn(key: string): void {
    const left = new Set(this.left);
    if (!left.delete(key)) left.add(key);
    this.left = left;
  }

  async #begin(bus: FirmwareBus): Promise<void> {
    const { file } = this;
    const nodes = bus.nodes.filter((node) => !this.left.has(keyOf(bus, node))).map(({ address }) => address);
    if (file === null) return;
    if (nodes.length === 0) {
      this.refusal = { text: tBoth('firmware.pickNodes'), more: null };
      return;
    }
    const query = new URLSearchParams({ nodes: nodes.join(','), evenWhenOpen: String(this.whenOpen) });
    await this.#work(async () => {
      await sendBytes(`firmware/${bus.bus}?${query}`, file);
      this.file = null;
    });
  }

  async #stop(bus: string): Promise<void> {
    await this.#work(() => callApi('POST', `firmware/${bus}/stop`, {}));
  }

  async #work(call: () => Promise<unknown>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refusal = null;
    try {
      await call();
    } catch (error) {
      const from = error instanceof RefusalError ? error.values.from : undefined;
      const more = typeof from === 'string' && from !== '' ? tBoth('firmware.nextClosed', { from }) : null;
      this.refusal = { text: wordsOf(error), more };
    } finally {
      this.busy = false;
    }
  }
}

function keyOf({ bus }: FirmwareBus, { address }: Node): string {
  return `${bus}/${address}`;
}

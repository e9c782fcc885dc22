/**
 * Films and pictures in one place, for weeks: two fixed `<video>` and two fixed `<img>` elements, only their `src` changes.
 * The hidden one is prepared and comes to the front only after it has shown a frame, so lateness is a still picture and
 * never black. An item that fails three times is left out until the list changes.
 *
 *   front A ──► prepare B ──► B shows a frame ──► B to the front ──► one frame later A lets go of its file
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { SignagePart } from '../../protocol/views.ts';
import './hall-picture.ts';

export type Promo = SignagePart['promos'][number];

/** No frame after this: a strike, and the next item. */
const firstFrameMsMax = 4_000;
const strikesMax = 3;
/** A film that stands still for this long is over. */
const stallMsMax = 10_000;
/** Loudness of a film while a call is on: -18 dB. */
const duckedVolume = 0.126;

type Layer = HTMLVideoElement | HTMLImageElement;

@customElement('hk-promo-player')
export class PromoPlayer extends LitElement {
  @property({ attribute: false }) promos: readonly Promo[] = [];
  /** True while a call is on: the film is dimmed and quiet. */
  @property({ type: Boolean, reflect: true }) ducked = false;
  @property({ type: Boolean }) silent = false;
  @state() private showing = false;

  #list = '';
  #index = -1;
  #front: Layer | null = null;
  #strikes = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Grows with each new item; work of an older item sees it and stops. */
  #turn = 0;

  static override styles = css`
    :host {
      display: block;
      position: relative;
      overflow: hidden;
      contain: strict;
      background: var(--film-ground);
    }
    video,
    img,
    hk-hall-picture {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      object-fit: contain;
      opacity: 0;
    }
    hk-hall-picture[data-front] {
      opacity: 1;
    }
    [data-front] {
      opacity: 1;
    }
  `;

  override render() {
    return html`
      <video muted playsinline preload="auto"></video><video muted playsinline preload="auto"></video>
      <img alt="" /><img alt="" />
      ${this.showing ? nothing : html`<hk-hall-picture data-front></hk-hall-picture>`}
    `;
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    const list = JSON.stringify(this.promos);
    if (changed.has('promos') && list !== this.#list) {
      this.#list = list;
      this.#strikes.clear();
      this.#index = -1;
      void this.#next();
    }
    if (changed.has('ducked') || changed.has('silent'))
      for (const video of this.renderRoot.querySelectorAll('video')) this.#setSound(video);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#turn += 1;
    clearTimeout(this.#timer);
    for (const layer of this.#layers()) release(layer);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.#next();
  }

  async #next(): Promise<void> {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    const promo = this.#choose();
    if (!promo) {
      this.#bringFront(null);
      return;
    }
    const layer = this.#hidden(promo.kind);
    const ready =
      layer instanceof HTMLVideoElement
        ? await this.#prepareVideo(layer, promo.url)
        : await preparePicture(layer, promo.url);
    if (turn !== this.#turn) {
      release(layer);
      return;
    }
    if (!ready) {
      this.#strikes.set(promo.url, (this.#strikes.get(promo.url) ?? 0) + 1);
      release(layer);
      // A short breath, so that a list of broken files is not a busy loop.
      this.#timer = setTimeout(() => void this.#next(), 500);
      return;
    }
    this.#strikes.delete(promo.url);
    this.#bringFront(layer);
    if (layer instanceof HTMLVideoElement) this.#followVideo(layer, turn);
    else this.#timer = setTimeout(() => void this.#next(), promo.seconds * 1000);
  }

  #choose(): Promo | null {
    for (let step = 0; step < this.promos.length; step += 1) {
      this.#index = (this.#index + 1) % this.promos.length;
      const promo = this.promos[this.#index];
      if (promo && (this.#strikes.get(promo.url) ?? 0) < strikesMax) return promo;
    }
    return null;
  }

  async #prepareVideo(video: HTMLVideoElement, url: string): Promise<boolean> {
    video.muted = true;
    video.src = url;
    video.load();
    const frame = new Promise<boolean>((done) => {
      video.onplaying = () => done(true);
      video.onerror = () => done(false);
    });
    video.play().catch(() => undefined);
    return Promise.race([frame, new Promise<boolean>((done) => setTimeout(() => done(false), firstFrameMsMax))]);
  }

  /** Waits for the end of a film, and for a film that stands still. */
  #followVideo(video: HTMLVideoElement, turn: number): void {
    this.#setSound(video);
    let lastSeconds = -1;
    const look = () => {
      if (turn !== this.#turn) return;
      if (video.ended || video.currentTime === lastSeconds) void this.#next();
      else {
        lastSeconds = video.currentTime;
        this.#timer = setTimeout(look, stallMsMax);
      }
    };
    video.onended = () => {
      if (turn === this.#turn) void this.#next();
    };
    this.#timer = setTimeout(look, stallMsMax);
  }

  #setSound(video: HTMLVideoElement): void {
    video.volume = this.ducked ? duckedVolume : 1;
    video.muted = this.silent || video !== this.#front;
  }

  #bringFront(layer: Layer | null): void {
    const old = this.#front;
    this.#front = layer;
    this.showing = layer !== null;
    layer?.setAttribute('data-front', '');
    if (!old || old === layer) return;
    old.removeAttribute('data-front');
    // The decoder is freed one frame after the picture is covered; sooner shows black.
    requestAnimationFrame(() => {
      if (this.#front !== old) release(old);
    });
  }

  #hidden(kind: Promo['kind']): Layer {
    const layers = [...this.#layers()].filter((layer) => (kind === 'video') === layer instanceof HTMLVideoElement);
    const [first, second] = layers;
    if (!first || !second) throw new Error('the two layers of each kind are always there');
    return first === this.#front ? second : first;
  }

  #layers(): NodeListOf<Layer> {
    return this.renderRoot.querySelectorAll<Layer>('video, img');
  }
}

async function preparePicture(image: HTMLImageElement, url: string): Promise<boolean> {
  image.src = url;
  try {
    await image.decode();
    return true;
  } catch {
    return false;
  }
}

function release(layer: Layer): void {
  if (!layer.hasAttribute('src')) return;
  layer.removeAttribute('src');
  layer.removeAttribute('data-front');
  if (layer instanceof HTMLVideoElement) {
    layer.onended = null;
    layer.onerror = null;
    layer.onplaying = null;
    layer.load();
  }
}

/**
 * Films and pictures in one place, for weeks: two fixed `<video>` and two fixed `<img>` elements, only their `src` changes.
 * The hidden one is prepared while the front one plays and comes to the front only after it has shown a frame; the old last
 * frame stays underneath until then, so lateness is a still picture and never black.
 *
 *   front A ─75 %─► prepare B ─end─► start B ─frame─► B over A ─two frames─► A lets go of its file
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ShownFilm } from '../../protocol/screen-views.ts';
import { type Layer, prepareLayer, releaseLayer, startLayer } from './film-layer.ts';
import { FilmTurns } from './film-turns.ts';
import './hall-picture.ts';
import type { PlayLog } from './play-log.ts';
import { VolumeFade } from './volume-fade.ts';

/** The next item is made ready at this share of the one in front. */
const prepareShare = 0.75;
/** The next film is started so long before the end of the one in front. */
const overlapMs = 250;
/** A film that stands still for this long is over. */
const stallMsMax = 10_000;
/** A short breath between failures, so that a list of broken files is not a busy loop. */
const breathMs = 500;
/** Loudness of a film while the voice speaks: -18 dB. */
export const duckedVolume = 0.126;

interface Ready {
  readonly film: ShownFilm;
  readonly layer: Layer;
  readonly failed: Promise<string | null>;
}

@customElement('hk-promo-player')
export class PromoPlayer extends LitElement {
  @property({ attribute: false }) films: readonly ShownFilm[] = [];
  @property({ attribute: false }) log: PlayLog | null = null;
  /** True while a call is on or the voice speaks: what is heard is quiet, and nothing begins to be heard. */
  @property({ type: Boolean, reflect: true }) ducked = false;
  @property({ type: Boolean }) silent = false;
  @property({ type: Number }) volume = 1;
  /** True while something more important stands in the film's place. */
  @property({ type: Boolean }) paused = false;
  @property({ attribute: false }) onBegin: () => void = () => undefined;
  @state() private showing = false;

  readonly #turns = new FilmTurns();
  readonly #duck = new VolumeFade(1, () => this.#setSound());
  #list = '';
  #front: Ready | null = null;
  #next: Ready | null = null;
  #startedMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unmuted = false;
  /** Grows with each change of what is in front; work of an older turn sees it and stops. */
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
    hk-hall-picture {
      opacity: 1;
    }
    [data-under] {
      opacity: 1;
      z-index: 1;
    }
    [data-front] {
      opacity: 1;
      z-index: 2;
    }
  `;

  override render() {
    return html`
      ${this.showing ? nothing : html`<hk-hall-picture></hk-hall-picture>`}
      <video muted playsinline preload="auto" aria-hidden="true" tabindex="-1"></video><video muted playsinline preload="auto" aria-hidden="true" tabindex="-1"></video>
      <img alt="" /><img alt="" />
    `;
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('films')) this.#takeList();
    if (changed.has('paused')) this.#setPaused();
    if (changed.has('ducked')) this.#duck.to(this.ducked ? duckedVolume : 1);
    if (changed.has('ducked') || changed.has('silent') || changed.has('volume')) this.#setSound();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.#advance();
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#duck.stop();
    this.#end(false);
    this.#front = null;
    this.#next = null;
    for (const layer of this.#layers()) drop(layer);
  }

  /** What is left out after three tries, with why. */
  get struck(): readonly { readonly media: string; readonly why: string }[] {
    return this.#turns.out(performance.now());
  }

  /** How far into the item in front. */
  get positionMs(): number {
    const front = this.#front;
    if (!front) return 0;
    return front.layer instanceof HTMLVideoElement
      ? Math.round(front.layer.currentTime * 1000)
      : Math.round(performance.now() - this.#startedMs);
  }
  get dropped(): number {
    const layer = this.#front?.layer;
    return layer instanceof HTMLVideoElement ? layer.getVideoPlaybackQuality().droppedVideoFrames : 0;
  }

  #takeList(): void {
    const list = JSON.stringify(this.films);
    if (list === this.#list) return;
    this.#list = list;
    const front = this.#front?.film ?? null;
    const kept = front !== null && this.films.some(({ url }) => url === front.url);
    this.#turns.take(this.films, kept ? front : null);
    this.#dropNext();
    if (!kept && !this.paused) void this.#advance();
  }

  #setPaused(): void {
    const layer = this.#front?.layer;
    if (this.paused) {
      this.#turn += 1;
      clearTimeout(this.#timer);
      this.#end(false);
      if (layer instanceof HTMLVideoElement) layer.pause();
    } else if (!this.#front || !this.films.some(({ url }) => url === this.#front?.film.url)) void this.#advance();
    else {
      const turn = ++this.#turn;
      this.#startedMs = performance.now();
      this.log?.begin(this.#front.film.media, this.#startedMs);
      if (layer instanceof HTMLVideoElement) layer.play().catch(() => undefined);
      this.#follow(this.#front, turn);
    }
  }

  /** The next item comes to the front; tries others until one can be shown. */
  async #advance(): Promise<void> {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    const next = this.#next ?? this.#ready();
    this.#next = next;
    if (!next) {
      this.#show(null);
      return;
    }
    const failed = (await next.failed) ?? (turn === this.#turn ? await startLayer(next.layer) : null);
    if (turn !== this.#turn) {
      // Something else has come to the front meanwhile: this one begins anew when it is its turn.
      if (this.#next === next) this.#dropNext();
      return;
    }
    this.#next = null;
    if (failed !== null) {
      this.#turns.strike(next.film, failed, performance.now());
      drop(next.layer);
      this.#timer = setTimeout(() => void this.#advance(), breathMs);
      return;
    }
    this.#turns.plays(next.film);
    this.#show(next);
    this.#follow(next, turn);
    this.onBegin();
  }

  /** Begins to load the item whose turn comes. */
  #ready(): Ready | null {
    const film = this.#turns.next(performance.now());
    if (!film) return null;
    // A single picture stands on; taking it anew would only cost.
    if (film.kind === 'picture' && film.url === this.#front?.film.url)
      return { film, layer: this.#front.layer, failed: Promise.resolve(null) };
    const layer = this.#free(film.kind);
    return { film, layer, failed: prepareLayer(layer, film) };
  }

  /** Waits for the end of the item in front, and makes the next one ready on the way. */
  #follow(front: Ready, turn: number): void {
    const { layer, film } = front;
    const isMine = () => turn === this.#turn && !this.paused;
    const over = (whole: boolean) => {
      if (!isMine()) return;
      this.#whole = whole;
      void this.#advance();
    };
    if (layer instanceof HTMLImageElement) {
      const leftMs = Math.max(0, film.seconds * 1000 - (performance.now() - this.#startedMs));
      this.#timer = setTimeout(() => {
        if (!isMine()) return;
        this.#next ??= this.#ready();
        this.#timer = setTimeout(() => over(true), leftMs * (1 - prepareShare));
      }, leftMs * prepareShare);
      return;
    }
    let lastSeconds = -1;
    let movedMs = performance.now();
    const look = () => {
      if (!isMine()) return;
      const nowMs = performance.now();
      if (layer.currentTime !== lastSeconds) {
        lastSeconds = layer.currentTime;
        movedMs = nowMs;
      } else if (nowMs - movedMs > stallMsMax) return over(false);
      const leftMs = (layer.duration - layer.currentTime) * 1000;
      if (leftMs <= overlapMs || layer.ended) return over(true);
      if (layer.currentTime >= prepareShare * layer.duration) this.#next ??= this.#ready();
      const untilReadyMs = (prepareShare * layer.duration - layer.currentTime) * 1000;
      const waitMs = untilReadyMs > 0 ? untilReadyMs : leftMs - overlapMs;
      this.#timer = setTimeout(look, Math.min(1_000, Math.max(20, Number.isFinite(waitMs) ? waitMs : 1_000)));
    };
    layer.onended = () => over(true);
    layer.onerror = () => over(false);
    look();
  }
  #whole = false;

  #show(next: Ready | null): void {
    this.#end(this.#whole);
    this.#whole = false;
    const old = this.#front?.layer ?? null;
    this.#front = next;
    this.#startedMs = performance.now();
    if (next) this.log?.begin(next.film.media, this.#startedMs);
    // A sound that begins in the middle of a call would be taken for the call.
    this.#unmuted = next?.film.sound === true && !this.ducked;
    this.#setSound();
    this.showing = next !== null;
    if (old && old === next?.layer) return;
    next?.layer.setAttribute('data-front', '');
    if (!old) return;
    old.removeAttribute('data-front');
    if (!next) {
      drop(old);
      return;
    }
    old.setAttribute('data-under', '');
    requestAnimationFrame(() => requestAnimationFrame(() => this.#letGo(old)));
  }

  /** Covered for two frames: sooner it could show black. */
  #letGo(layer: Layer): void {
    layer.removeAttribute('data-under');
    if (this.#front?.layer !== layer && this.#next?.layer !== layer) drop(layer);
  }

  #end(whole: boolean): void {
    const front = this.#front;
    if (front) this.log?.end(performance.now(), whole);
  }

  #setSound(): void {
    for (const layer of this.#layers()) {
      if (!(layer instanceof HTMLVideoElement)) continue;
      const isFront = layer === this.#front?.layer;
      // What was kept silent for a call is heard once the call is over.
      if (isFront && !this.ducked && this.#front?.film.sound) this.#unmuted = true;
      layer.volume = this.volume * this.#duck.value;
      layer.muted = this.silent || !isFront || !this.#unmuted;
    }
  }

  #dropNext(): void {
    const next = this.#next;
    this.#next = null;
    if (next && next.layer !== this.#front?.layer) drop(next.layer);
  }

  #free(kind: ShownFilm['kind']): Layer {
    const layers = [...this.#layers()].filter((layer) => (kind === 'video') === layer instanceof HTMLVideoElement);
    const layer = layers.find((one) => one !== this.#front?.layer);
    if (!layer) throw new Error('the two layers of each kind are always there');
    layer.removeAttribute('data-under');
    return layer;
  }

  #layers(): NodeListOf<Layer> {
    return this.renderRoot.querySelectorAll<Layer>('video, img');
  }
}

function drop(layer: Layer): void {
  layer.removeAttribute('data-front');
  layer.removeAttribute('data-under');
  releaseLayer(layer);
}

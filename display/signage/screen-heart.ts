/**
 * The heartbeat of a screen: every five seconds what it shows and how many frames it has really drawn. The frames are asked for
 * four times a second, which proves the render loop and costs nothing. A beat that fails is the daemon's trouble, never the
 * board's; what was played and what stood there is told with the next one. A notice that has just been drawn is told at once:
 * somebody waits for it.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { BeatAnswer, ScreenBeat } from '../../protocol/content.ts';
import { limits } from '../../protocol/limits.ts';
import { callApi, freshId, RefusalError } from '../shared/api.ts';
import type { PlayLog } from './play-log.ts';

const frameEveryMs = 250;
/** Notices that are remembered as told; when they are forgotten, each costs one beat more. */
const toldMax = 100;
/** A page that is no screen of the hall is told so; it asks again rarely. */
const refusedBeats = 12;

/** What only the page knows. */
export type PageFacts = Pick<ScreenBeat, 'revision' | 'struck' | 'dropped'> & { readonly itemMs: number };

export interface HeapFacts {
  readonly usedJSHeapSize: number;
  readonly jsHeapSizeLimit: number;
}

export class ScreenHeart implements ReactiveController {
  readonly #screen: string;
  readonly #log: PlayLog;
  readonly #facts: () => PageFacts;
  readonly #onAnswer: (answer: BeatAnswer) => void;
  readonly #page = freshId();
  #frames = 0;
  #skip = 0;
  #sending = false;
  #dropped = 0;
  readonly #notices = new Set<string>();
  /** Told once already: only what is new is worth a beat of its own. */
  readonly #told = new Set<string>();
  #again = false;
  #beat: ReturnType<typeof setInterval> | undefined;
  #frame: ReturnType<typeof setTimeout> | undefined;
  #request = 0;
  #newsFrame = 0;

  constructor(
    host: ReactiveControllerHost,
    options: {
      readonly screen: string;
      readonly log: PlayLog;
      readonly facts: () => PageFacts;
      readonly onAnswer: (answer: BeatAnswer) => void;
    },
  ) {
    this.#screen = options.screen;
    this.#log = options.log;
    this.#facts = options.facts;
    this.#onAnswer = options.onAnswer;
    host.addController(this);
  }

  hostConnected(): void {
    this.#ask();
    this.#beat = setInterval(() => void this.send(), limits.screenBeatMs);
  }
  hostDisconnected(): void {
    clearInterval(this.#beat);
    clearTimeout(this.#frame);
    cancelAnimationFrame(this.#request);
    cancelAnimationFrame(this.#newsFrame);
  }

  /** A notice stands on the screen now. One that is new is told when two frames have gone by: then it has really been drawn. */
  stands(notice: string): void {
    const isNew = !this.#told.has(notice);
    if (this.#notices.size < 20) this.#notices.add(notice);
    if (!isNew) return;
    if (this.#told.size >= toldMax) this.#told.clear();
    this.#told.add(notice);
    cancelAnimationFrame(this.#newsFrame);
    this.#newsFrame = requestAnimationFrame(() => {
      this.#newsFrame = requestAnimationFrame(() => void this.send());
    });
  }

  #ask(): void {
    this.#request = requestAnimationFrame(() => {
      this.#frames += 1;
      this.#frame = setTimeout(() => this.#ask(), frameEveryMs);
    });
  }

  /** Tells the daemon now, or as soon as the beat that is under way has been answered; a page that is unwanted stays silent. */
  async send(): Promise<void> {
    if (this.#sending) this.#again = true;
    if (this.#sending || this.#skip-- > 0) return;
    this.#sending = true;
    const { dropped, ...facts } = this.#facts();
    const plays = this.#log.plays.slice();
    const notices = [...this.#notices];
    const body: ScreenBeat = {
      ...facts,
      page: this.#page,
      item: this.#log.item,
      frames: this.#frames,
      dropped: Math.max(0, dropped - this.#dropped),
      heapBytes: heapFacts()?.usedJSHeapSize ?? null,
      width: Math.max(1, innerWidth),
      height: Math.max(1, innerHeight),
      notices,
      plays,
      visible: document.visibilityState === 'visible',
    };
    this.#dropped = dropped;
    this.#frames = 0;
    this.#notices.clear();
    try {
      const answer = await callApi<BeatAnswer>('POST', `screens/${this.#screen}/beat`, body);
      this.#skip = 0;
      this.#log.forget(plays);
      this.#onAnswer(answer);
    } catch (error) {
      this.#skip = error instanceof RefusalError ? refusedBeats : 0;
      for (const notice of notices) if (this.#notices.size < 20) this.#notices.add(notice);
    } finally {
      this.#sending = false;
    }
    if (!this.#again) return;
    this.#again = false;
    await this.send();
  }
}

/** Memory of the page, where the browser tells. */
export function heapFacts(): HeapFacts | null {
  const { memory } = performance as Performance & { readonly memory?: HeapFacts };
  return memory ?? null;
}

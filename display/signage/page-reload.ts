/**
 * Loads the page again when that is wanted and may be (see soft-reload.ts). It also finds out whether the daemon has other software:
 * after each new link it reads the page's own address and compares the names of the scripts, which change with their content.
 */
import { heapFacts } from './screen-heart.ts';
import { mayReload, wantsReload } from './soft-reload.ts';

export interface PageNow {
  readonly linked: boolean;
  readonly playing: boolean;
  readonly sinceCallMs: number;
  readonly emergency: boolean;
  /** Tells the daemon what has been played until now. */
  readonly lastWord: () => Promise<void>;
}

export class PageReload {
  readonly #now: () => PageNow;
  readonly #bornMs = performance.now();
  #told = false;
  #otherSoftware = false;
  #heapAtStartBytes: number | null = null;
  #wantedAtMs: number | null = null;
  #going = false;

  constructor(now: () => PageNow) {
    this.#now = now;
  }

  /** Call it with each answer of the daemon. */
  look(told: boolean): void {
    this.#told ||= told;
    const heap = heapFacts();
    // The first beat comes seconds after the load: what the page needs in rest.
    this.#heapAtStartBytes ??= heap?.usedJSHeapSize ?? null;
    const nowMs = performance.now();
    const wants = wantsReload({
      told: this.#told,
      otherSoftware: this.#otherSoftware,
      heapBytes: heap?.usedJSHeapSize ?? null,
      heapAtStartBytes: this.#heapAtStartBytes,
      heapLimitBytes: heap?.jsHeapSizeLimit ?? null,
      lifeMs: nowMs - this.#bornMs,
    });
    this.#wantedAtMs = wants ? (this.#wantedAtMs ?? nowMs) : null;
    this.#tryIt(false);
  }

  /** An item has ended and the next one begins. */
  boundary(): void {
    this.#tryIt(true);
  }

  linkedAnew(): void {
    void this.#compare();
  }

  #tryIt(atBoundary: boolean): void {
    const wantedAtMs = this.#wantedAtMs;
    if (wantedAtMs === null || this.#going) return;
    const { linked, playing, sinceCallMs, emergency, lastWord } = this.#now();
    const wantedMs = performance.now() - wantedAtMs;
    if (!mayReload({ linked, atBoundary: atBoundary || !playing, wantedMs, sinceCallMs, emergency })) return;
    this.#going = true;
    void lastWord().finally(() => location.reload());
  }

  async #compare(): Promise<void> {
    try {
      const response = await fetch(location.pathname, { cache: 'no-store' });
      if (!response.ok) return;
      const theirs = scriptsOf(new DOMParser().parseFromString(await response.text(), 'text/html'));
      if (theirs !== '' && theirs !== scriptsOf(document)) this.#otherSoftware = true;
    } catch {
      // No answer: the next link asks again.
    }
  }
}

function scriptsOf(page: Document): string {
  return [...page.querySelectorAll('script[src]')].map((script) => script.getAttribute('src') ?? '').join(' ');
}

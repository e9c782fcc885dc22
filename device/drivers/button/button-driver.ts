/**
 * One push button: what a noisy level and the time mean. Pure; it sets no timers, it says when it wants to be woken.
 *
 * ```
 *  idle ──edge──► settling ──quiet, level 0──► idle (glitch)
 *                    └─quiet, level 1─► pressed ──► 'press' (within the lockout: ignored)
 *  pressed ──holdMs──► 'hold'     pressed ──stuckMs──► stuck ('stuck')     pressed ──quiet, level 0──► idle
 *  stuck ──quiet, level 0──► idle ('unstuck', no press)     open with level 1 ──► stuck at once
 *  3 chatter flags in 10 min ──► resting ('out-of-service') ──60 s of quiet──► 'in-service'
 * ```
 * It must never report a press for a button that was held when the line opened (a power cut with a bag on the button
 * would print at every start), for a spike shorter than the confirm time, while a contact chatters, or for a release.
 * A level counts only after it has been read again at the end of the quiet time: callbacks may tell an old one.
 */
import { BounceSamples } from './bounce-samples.ts';
import type { ButtonParameters } from './button-parameters.ts';
import { BACK_IN_SERVICE_MS, CHATTER_AGAIN_MS, CHATTER_FLAGS_MAX, CHATTER_WINDOW_MS } from './button-parameters.ts';
import type { Level } from './gpio-port.ts';

export type ButtonReport =
  /** `atMs` is the first edge; `requestId` is the same however often the engine retries. */
  | { readonly kind: 'press'; readonly atMs: number; readonly requestId: string }
  | { readonly kind: 'hold'; readonly atMs: number }
  | {
      readonly kind: 'stuck' | 'unstuck' | 'chatter' | 'out-of-service' | 'in-service';
      readonly atMs: number;
    };

export interface ButtonOutput {
  readonly reports: readonly ButtonReport[];
  /** Monotonic; when to call `onTick`, or null while the line is closed. Replaces every earlier wish. */
  readonly wakeAtMs: number | null;
}

export interface ButtonStatistics {
  readonly presses: number;
  /** A lower bound: several edges may come as one change. */
  readonly rawEdges: number;
  readonly glitches: number;
  readonly chatter: number;
  readonly stuck: number;
  readonly lostEdges: number;
  /** Presses within the lockout. */
  readonly ignored: number;
  /** First to last edge of a press or release; rising p95 is a worn contact. Null before the first one. */
  readonly bounceMsP50: number | null;
  readonly bounceMsP95: number | null;
  /** Mean number of edges of one press; null before the first one. */
  readonly edgesPerPress: number | null;
}

export interface ButtonDriver {
  /** The line is open and this is its level. Also after a fault has healed. */
  onOpen(level: Level, nowMs: number): ButtonOutput;
  /** The line is closed or faulty: nothing is known, nothing is pressed. */
  onClose(nowMs: number): ButtonOutput;
  /** An edge; `level` is the level read in its callback. On a closed button it is the level found: as `onOpen`. */
  onEdge(level: Level, atMs: number): ButtonOutput;
  /** `level` is read now. May come early or late. */
  onTick(level: Level, nowMs: number): ButtonOutput;
  statistics(): ButtonStatistics;
}

export interface ButtonOptions {
  /** Unique for this button and this boot; press ids are it plus a count. */
  readonly idPrefix: string;
  readonly parameters: ButtonParameters;
}

export function createButtonDriver(options: ButtonOptions): ButtonDriver {
  return new Button(options);
}

/** Edges that have not been quiet yet. */
interface Window {
  readonly firstMs: number;
  lastMs: number;
  edges: number;
  /** When the next chatter flag is due, if the edges go on. */
  flagAtMs: number;
  flagged: boolean;
}

type Mode = 'closed' | 'idle' | 'pressed' | 'stuck' | 'resting';

class Button implements ButtonDriver {
  readonly #p: ButtonParameters;
  readonly #idPrefix: string;
  #mode: Mode = 'closed';
  #level: Level = 0;
  #window: Window | null = null;
  #pressedAtMs = 0;
  #holdDue = false;
  #acceptedAtMs = Number.NEGATIVE_INFINITY;
  #sampledAtMs = 0;
  #quietSinceMs = 0;
  #flagTimes: number[] = [];
  #reports: ButtonReport[] = [];
  readonly #bounces = new BounceSamples();
  #pressNo = 0;
  #pressEdges = 0;
  #pressWindows = 0;
  readonly #counts = { presses: 0, rawEdges: 0, glitches: 0, chatter: 0, stuck: 0, lostEdges: 0, ignored: 0 };

  constructor(options: ButtonOptions) {
    this.#p = options.parameters;
    this.#idPrefix = options.idPrefix;
  }

  onOpen(level: Level, nowMs: number): ButtonOutput {
    if (this.#mode !== 'closed') this.#close(nowMs);
    this.#window = null;
    this.#level = level;
    this.#sampledAtMs = nowMs;
    this.#quietSinceMs = nowMs;
    this.#mode = 'idle';
    if (level === 1) this.#becomeStuck(nowMs);
    return this.#done();
  }

  onClose(nowMs: number): ButtonOutput {
    this.#close(nowMs);
    return this.#done();
  }

  onEdge(level: Level, atMs: number): ButtonOutput {
    if (this.#mode === 'closed') return this.onOpen(level, atMs);
    // A quiet time that has run out before this edge is judged first, by the level that was known during it.
    this.#judge(this.#level, atMs);
    this.#edge(level, atMs);
    return this.#done();
  }

  onTick(level: Level, nowMs: number): ButtonOutput {
    if (this.#mode === 'closed') return this.#done();
    if (level === this.#level) this.#judge(level, nowMs);
    else this.#lostEdge(level, nowMs);
    this.#sampledAtMs = nowMs;
    return this.#done();
  }

  statistics(): ButtonStatistics {
    return {
      ...this.#counts,
      bounceMsP50: this.#bounces.percentile(50),
      bounceMsP95: this.#bounces.percentile(95),
      edgesPerPress: this.#pressWindows === 0 ? null : this.#pressEdges / this.#pressWindows,
    };
  }

  /** What was reported is taken back: whoever watched it sees the line's own fault instead. */
  #close(nowMs: number): void {
    if (this.#mode === 'stuck') this.#report('unstuck', nowMs);
    if (this.#mode === 'resting') this.#report('in-service', nowMs);
    this.#mode = 'closed';
    this.#window = null;
  }

  #edge(level: Level, atMs: number): void {
    this.#counts.rawEdges += 1;
    this.#level = level;
    this.#sampledAtMs = atMs;
    this.#quietSinceMs = atMs;
    if (this.#mode === 'resting') return;
    this.#window ??= {
      firstMs: atMs,
      lastMs: atMs,
      edges: 0,
      flagAtMs: atMs + this.#p.maxChatterMs,
      flagged: false,
    };
    const window = this.#window;
    window.lastMs = atMs;
    window.edges += 1;
    if (atMs > window.flagAtMs) this.#flagChatter(window, atMs);
  }

  /** The level has changed at an unknown time: nothing that waited for quiet may be decided by it. */
  #lostEdge(level: Level, nowMs: number): void {
    this.#counts.lostEdges += 1;
    if (this.#window !== null && nowMs >= this.#window.lastMs + this.#quietMs(this.#level)) {
      this.#counts.glitches += 1;
      this.#window = null;
    }
    if (this.#window === null) this.#age(nowMs);
    this.#edge(level, nowMs);
  }

  #flagChatter(window: Window, atMs: number): void {
    window.flagged = true;
    window.flagAtMs = atMs + CHATTER_AGAIN_MS;
    this.#counts.chatter += 1;
    this.#report('chatter', atMs);
    this.#flagTimes = this.#flagTimes.filter((flagMs) => atMs - flagMs < CHATTER_WINDOW_MS);
    this.#flagTimes.push(atMs);
    if (this.#flagTimes.length < CHATTER_FLAGS_MAX) return;
    this.#flagTimes = [];
    if (this.#mode === 'stuck') this.#report('unstuck', atMs);
    this.#mode = 'resting';
    this.#window = null;
    this.#report('out-of-service', atMs);
  }

  /** Everything that time alone brings up to `nowMs`, the level having been `level`. */
  #judge(level: Level, nowMs: number): void {
    const window = this.#window;
    if (window !== null && nowMs >= window.lastMs + this.#quietMs(level)) {
      this.#window = null;
      this.#settle(window, level);
    }
    if (this.#window === null) this.#age(nowMs);
  }

  #quietMs(level: Level): number {
    return level === 1 ? this.#p.confirmMs : this.#mode === 'idle' ? this.#p.confirmMs : this.#p.releaseMs;
  }

  #settle(window: Window, level: Level): void {
    const wasDown = this.#mode !== 'idle';
    if (wasDown === (level === 1)) {
      this.#counts.glitches += 1;
      return;
    }
    if (!window.flagged) this.#bounces.add(window.lastMs - window.firstMs);
    if (level === 0) {
      if (this.#mode === 'stuck') this.#report('unstuck', window.lastMs);
      this.#mode = 'idle';
      return;
    }
    this.#mode = 'pressed';
    // After chatter nobody knows which edge was the finger: it is the last one.
    this.#pressedAtMs = window.flagged ? window.lastMs : window.firstMs;
    this.#holdDue = this.#p.holdMs !== null;
    this.#pressEdges += window.edges;
    this.#pressWindows += 1;
    this.#press();
  }

  #press(): void {
    const atMs = this.#pressedAtMs;
    if (atMs - this.#acceptedAtMs < this.#p.lockoutMs) {
      this.#counts.ignored += 1;
      return;
    }
    this.#acceptedAtMs = atMs;
    this.#counts.presses += 1;
    this.#pressNo += 1;
    this.#reports.push({ kind: 'press', atMs, requestId: `${this.#idPrefix}-${this.#pressNo}` });
  }

  #age(nowMs: number): void {
    if (this.#mode === 'pressed') {
      if (this.#holdDue && this.#p.holdMs !== null && nowMs >= this.#pressedAtMs + this.#p.holdMs) {
        this.#holdDue = false;
        this.#report('hold', this.#pressedAtMs + this.#p.holdMs);
      }
      if (nowMs >= this.#pressedAtMs + this.#p.stuckMs) this.#becomeStuck(this.#pressedAtMs + this.#p.stuckMs);
    } else if (this.#mode === 'resting' && nowMs >= this.#quietSinceMs + BACK_IN_SERVICE_MS) {
      this.#report('in-service', nowMs);
      this.#mode = 'idle';
      if (this.#level === 1) this.#becomeStuck(nowMs);
    }
  }

  #becomeStuck(atMs: number): void {
    if (this.#mode === 'stuck') return;
    this.#mode = 'stuck';
    this.#counts.stuck += 1;
    this.#report('stuck', atMs);
  }

  #report(kind: Exclude<ButtonReport['kind'], 'press'>, atMs: number): void {
    this.#reports.push({ kind, atMs });
  }

  #done(): ButtonOutput {
    const reports = this.#reports;
    this.#reports = [];
    return { reports, wakeAtMs: this.#wakeAtMs() };
  }

  #wakeAtMs(): number | null {
    if (this.#mode === 'closed') return null;
    if (this.#window !== null) return this.#window.lastMs + this.#quietMs(this.#level);
    let atMs = this.#sampledAtMs + this.#p.resampleMs;
    if (this.#mode === 'pressed') {
      if (this.#holdDue && this.#p.holdMs !== null) atMs = Math.min(atMs, this.#pressedAtMs + this.#p.holdMs);
      atMs = Math.min(atMs, this.#pressedAtMs + this.#p.stuckMs);
    }
    if (this.#mode === 'resting') atMs = Math.min(atMs, this.#quietSinceMs + BACK_IN_SERVICE_MS);
    return atMs;
  }
}

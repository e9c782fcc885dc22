/**
 * The interludes of one bus in their order: the time, and what people have asked for (a search, an address), one after the other. After
 * a long one the nodes have the line for as long as it took, so that a search takes half of it at most.
 */
import type { ReceivedBusFrame } from '../protocol/bus/bus-frame.ts';
import type { BusInterlude } from './bus-interlude.ts';

/** An interlude that is over some time. */
export interface BusErrand extends BusInterlude {
  readonly isOver: boolean;
}

export interface BusErrands {
  /** False: too many wait already. */
  add(errand: BusErrand): boolean;
  /** When the line is next wanted; may be past. */
  dueMs(): number;
  /** Puts out what is due, if anything. `sent` puts bytes on the line and says when they will have left. */
  begin(nowMs: number, sent: (wire: Uint8Array) => number, spoiled: number): boolean;
  /** Null when the line is not kept by an interlude. */
  readonly untilMs: number | null;
  /** Our own tick came late: what was answered meanwhile is still to be read. */
  extend(untilMs: number): void;
  readonly extended: boolean;
  onFrame(frame: ReceivedBusFrame, nowMs: number): void;
  end(spoiled: number, nowMs: number): void;
  /** The line is lost: what is under way begins again with its next turn. */
  interrupt(): void;
}

/** Errands of people who wait at a page; more are refused. */
const ERRANDS_MAX = 8;

export function createBusErrands(standing: readonly BusInterlude[]): BusErrands {
  const errands: BusErrand[] = [];
  let current: BusInterlude | null = null;
  let untilMs = 0;
  let extended = false;
  let beganMs = 0;
  let spoiledBefore = 0;
  let restUntilMs = 0;

  function dropOver(): void {
    while (errands[0]?.isOver) errands.shift();
  }

  function next(nowMs: number): BusInterlude | null {
    for (const each of standing) if (each.dueMs() <= nowMs) return each;
    dropOver();
    const [first] = errands;
    return first !== undefined && nowMs >= restUntilMs && first.dueMs() <= nowMs ? first : null;
  }

  return {
    add(errand) {
      dropOver();
      if (errands.length >= ERRANDS_MAX) return false;
      errands.push(errand);
      return true;
    },
    dueMs() {
      dropOver();
      const [first] = errands;
      const errandMs = first === undefined ? Number.POSITIVE_INFINITY : Math.max(restUntilMs, first.dueMs());
      return Math.min(errandMs, ...standing.map((each) => each.dueMs()));
    },
    begin(nowMs, sent, spoiled) {
      const chosen = next(nowMs);
      if (chosen === null) return false;
      const { wire, listenMs } = chosen.begin(nowMs);
      untilMs = sent(wire) + listenMs;
      beganMs = nowMs;
      spoiledBefore = spoiled;
      extended = false;
      current = listenMs > 0 ? chosen : null;
      if (current === null) chosen.end(0, nowMs);
      return true;
    },
    get untilMs() {
      return current === null ? null : untilMs;
    },
    get extended() {
      return extended;
    },
    extend(nextMs) {
      untilMs = nextMs;
      extended = true;
    },
    onFrame: (frame, nowMs) => current?.onFrame(frame, nowMs),
    end(spoiled, nowMs) {
      const ended = current;
      current = null;
      restUntilMs = nowMs + (nowMs - beganMs);
      ended?.end(spoiled - spoiledBefore, nowMs);
    },
    interrupt() {
      current = null;
    },
  };
}

/** The time for the nodes: broadcast every 60 s while the wall clock is trusted, at once when it has changed or a node has booted. */
import { BUS_BROADCAST } from '../protocol/bus/bus-codes.ts';
import { encodeBusFrame } from '../protocol/bus/bus-frame.ts';
import { BUS_TIME_EVERY_MS } from '../protocol/bus/bus-limits.ts';
import { encodeBusRequest } from '../protocol/bus/bus-request.ts';
import type { BusInterlude } from './bus-interlude.ts';
import type { BusTarget } from './bus-target.ts';

export interface BusClock extends BusInterlude {
  /** A node has booted and has no time. */
  askedFor(): void;
  set(time: BusTarget['time'], nowMs: number): void;
}

/** A wall clock this far from what we would broadcast is news. */
const CLOCK_STEP_MS = 500;

/** `isHeard`: some node is in service. */
export function createBusClock(isHeard: () => boolean): BusClock {
  let clock: { readonly unixMs: number; readonly offsetMin: number; readonly atMs: number } | null = null;
  let nextMs = 0;
  const at = (nowMs: number): number => (clock === null ? 0 : clock.unixMs + (nowMs - clock.atMs));
  return {
    dueMs: () => (clock !== null && isHeard() ? nextMs : Number.POSITIVE_INFINITY),
    begin(nowMs) {
      nextMs = nowMs + BUS_TIME_EVERY_MS;
      const offsetMin = clock?.offsetMin ?? 0;
      const message = encodeBusRequest({ kind: 'time', unixMs: Math.round(at(nowMs)), offsetMin });
      const frame = { address: BUS_BROADCAST, reply: false, seq: 0, more: false, sec: false, ...message };
      return { wire: encodeBusFrame(frame), listenMs: 0 };
    },
    onFrame() {},
    end() {},
    askedFor() {
      nextMs = 0;
    },
    set(time, nowMs) {
      const isNews =
        time !== undefined &&
        (clock === null || Math.abs(at(nowMs) - time.unixMs) > CLOCK_STEP_MS || clock.offsetMin !== time.offsetMin);
      if (isNews) nextMs = nowMs;
      clock = time === undefined ? null : { ...time, atMs: nowMs };
    },
  };
}

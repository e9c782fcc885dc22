/** A waiting range as people are told it: from about the middle to what four of five do not exceed, rounded outward. */
import type { WaitQuantiles, WaitRange } from '../../protocol/events.ts';

const minuteMs = 60_000;
/** Nobody can tell the difference below this. */
const soonMs = 2 * minuteMs;

/** Whole minutes below ten, fives above. */
export function rangeOf({ p50Ms, p80Ms }: WaitQuantiles): WaitRange {
  const fromMs = outward(p50Ms, Math.floor);
  return { fromMs, toMs: Math.max(outward(p80Ms, Math.ceil), fromMs === 0 ? soonMs : fromMs + minuteMs) };
}

function outward(ms: number, round: (x: number) => number): number {
  const minutes = Math.max(0, ms) / minuteMs;
  return (minutes < 10 ? round(minutes) : round(minutes / 5) * 5) * minuteMs;
}

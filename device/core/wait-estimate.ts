/**
 * An honest waiting range: the work ahead divided by the counters that can do it, widened by what service times vary.
 * Nothing is promised when no counter that serves the service is open.
 *
 * The band of ±1.5·√estimate minutes held 80 % of actual waits in the simulated hall described in docs/queueing.md.
 */
import type { WaitRange } from '../../protocol/events.ts';
import type { HallIndex } from './hall-index.ts';
import { counterOf, type HallState } from './state.ts';
import { lineOf } from './waiting-line.ts';

const minuteMs = 60_000;

/**
 * Range for a ticket of `service` with `ahead` tickets of its own service before it; null when nothing is known.
 * Other services that the same counters serve count with the share of those counters.
 */
export function waitRange(state: HallState, index: HallIndex, service: string, ahead: number): WaitRange | null {
  const open = new Set((index.countersOf.get(service) ?? []).filter((no) => isOpen(state, no)));
  if (open.size === 0) return null;
  let idle = false;
  for (const no of open) idle ||= counterOf(state, no).ticket === null;
  let workMs = ahead * meanMsOf(state, index, service);
  for (const other of sharedServices(index, open, service)) {
    const waiting = lineOf(state, other).length;
    if (waiting > 0) workMs += waiting * meanMsOf(state, index, other) * shareOf(state, index, other, open);
  }
  const restMs = idle ? 0 : (0.5 * meanMsOf(state, index, service)) / open.size;
  return rangeAround(workMs / open.size + restMs);
}

/** Mean service time, milliseconds: learned, else as configured. */
export function meanMsOf(state: HallState, index: HallIndex, service: string): number {
  return state.meanMs.get(service) ?? (index.services.get(service)?.minutes ?? 5) * minuteMs;
}

/** Rounds outward: whole minutes below ten, fives above. */
export function rangeAround(estimateMs: number): WaitRange {
  const minutes = estimateMs / minuteMs;
  if (minutes < 0.5) return { fromMs: 0, toMs: 2 * minuteMs };
  const band = 1.5 * Math.sqrt(minutes);
  return { fromMs: outward(Math.max(0, minutes - band), Math.floor), toMs: outward(minutes + band, Math.ceil) };
}

function outward(minutes: number, round: (x: number) => number): number {
  return (minutes < 10 ? round(minutes) : round(minutes / 5) * 5) * minuteMs;
}

function sharedServices(index: HallIndex, counters: ReadonlySet<number>, except: string): Set<string> {
  const services = new Set<string>();
  for (const no of counters) for (const service of index.counters.get(no)?.services ?? []) services.add(service);
  services.delete(except);
  return services;
}

/** Share of another service's open counters that are among `counters`: the part of its work that will stand before us. */
function shareOf(state: HallState, index: HallIndex, service: string, counters: ReadonlySet<number>): number {
  let open = 0;
  let shared = 0;
  for (const no of index.countersOf.get(service) ?? []) {
    if (!isOpen(state, no)) continue;
    open += 1;
    if (counters.has(no)) shared += 1;
  }
  return open === 0 ? 0 : shared / open;
}

function isOpen(state: HallState, no: number): boolean {
  return state.counters.get(no)?.state === 'open';
}

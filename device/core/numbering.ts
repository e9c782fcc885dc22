/**
 * Ticket numbers: a series gives 001 to 999 once in a business day, or begins anew where it is configured so. A number still carried by a live ticket of an
 * earlier day is passed over, so that no two people in the hall hold the same number.
 */
import type { ServiceConfig } from '../../protocol/config.ts';
import { limits } from '../../protocol/limits.ts';
import type { HallState } from './state.ts';

/** The letters of a service's numbers. */
export function seriesOf(service: ServiceConfig): string {
  return service.series ?? service.id;
}

/** True when the series begins anew after its last number: configured, or because a paper roll does. */
export function wraps(service: ServiceConfig): boolean {
  return service.wrap ?? service.paperRoll ?? false;
}

/**
 * The next number of a service's series, or null when none is left: for today, or, in a series that begins anew, because all are
 * carried by live tickets.
 */
export function nextNumber(
  state: HallState,
  service: ServiceConfig,
): { readonly n: number; readonly no: string } | null {
  const first = service.first ?? 1;
  const last = service.last ?? limits.ticketNumberMax;
  const series = seriesOf(service);
  const given = state.series.get(series) ?? first - 1;
  const found = freeNumber(state, series, Math.max(first, given + 1), last);
  return found ?? (wraps(service) ? freeNumber(state, series, first, Math.min(given, last)) : null);
}

function freeNumber(state: HallState, series: string, from: number, to: number) {
  for (let n = from; n <= to; n++) {
    const no = ticketNo(series, n);
    if (!state.alive.has(no)) return { n, no };
  }
  return null;
}

/** Share of a service's numbers that are used: given today, or, in a series that begins anew, carried by live tickets. */
export function seriesUse(
  state: HallState,
  service: ServiceConfig,
  live: ReadonlyMap<string, number> = liveBySeries(state),
): number {
  const first = service.first ?? 1;
  const size = (service.last ?? limits.ticketNumberMax) - first + 1;
  const series = seriesOf(service);
  if (!wraps(service)) return Math.max(0, (state.series.get(series) ?? 0) - first + 1) / size;
  return (live.get(series) ?? 0) / size;
}

/** Living tickets by the letters of their numbers: counted once for all series. */
export function liveBySeries(state: HallState): ReadonlyMap<string, number> {
  const live = new Map<string, number>();
  for (const no of state.alive.keys()) {
    const series = no.slice(0, -3);
    live.set(series, (live.get(series) ?? 0) + 1);
  }
  return live;
}

/** `A007`: the series letters and at least three digits. */
export function ticketNo(series: string, n: number): string {
  return series + String(n).padStart(3, '0');
}

/**
 * Ticket numbers: a series gives 001 to 999 once in a business day. A number still carried by a live ticket of an
 * earlier day is passed over, so that no two people in the hall hold the same number.
 */
import type { ServiceConfig } from '../../protocol/config.ts';
import { limits } from '../../protocol/limits.ts';
import type { HallState } from './state.ts';

/** The next number of a service's series, or null when the series is used up for today. */
export function nextNumber(
  state: HallState,
  service: ServiceConfig,
): { readonly n: number; readonly no: string } | null {
  const first = service.first ?? 1;
  const last = service.last ?? limits.ticketNumberMax;
  for (let n = Math.max(first, (state.series.get(service.id) ?? 0) + 1); n <= last; n++) {
    const no = ticketNo(service.id, n);
    if (!state.alive.has(no)) return { n, no };
  }
  return null;
}

/** `A007`: the series letters and at least three digits. */
export function ticketNo(series: string, n: number): string {
  return series + String(n).padStart(3, '0');
}

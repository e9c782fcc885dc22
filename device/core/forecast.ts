/**
 * How long people will wait, for everybody who waits and for whoever comes now. First version: work ahead divided by the open
 * counters that can do it; nothing is known while none is open.
 */
import type { TicketClass, WaitQuantiles } from '../../protocol/events.ts';
import { waitingFor } from './counter-queue.ts';
import type { HallIndex } from './hall-index.ts';
import type { LocalMinute } from './opening-hours.ts';
import type { HallState, Stamp } from './state.ts';
import { waitingOf } from './waiting-line.ts';

export interface Forecast {
  /** For a ticket of this service and class that is taken now; null when nothing is known. */
  newcomer(service: string, ticketClass: TicketClass): WaitQuantiles | null;
  /** For a ticket that waits; null when nothing is known, or when it does not wait. */
  ticket(id: string): WaitQuantiles | null;
}

export function forecast(state: HallState, index: HallIndex, _now: Stamp, _local: LocalMinute | null): Forecast {
  const of = (service: string, ahead: number): WaitQuantiles | null => {
    const open = (index.countersOf.get(service) ?? []).filter((no) => state.counters.get(no)?.state === 'open');
    if (open.length === 0) return null;
    const others = Math.max(0, ...open.map((no) => waitingFor(state, index, no))) - waitingOf(state, service);
    const ms = ((ahead + others / open.length) * meanMsOf(state, index, service)) / open.length;
    const band = 1.5 * Math.sqrt(ms * 60_000);
    return { p10Ms: Math.max(0, ms - band), p50Ms: ms, p80Ms: ms + band / 2, p90Ms: ms + band };
  };
  return {
    newcomer: (service) => of(service, waitingOf(state, service)),
    ticket: (id) => {
      const ticket = state.tickets.get(id);
      return ticket?.state === 'waiting' ? of(ticket.service, waitingOf(state, ticket.service) - 1) : null;
    },
  };
}

/** Mean service time, milliseconds: learned, else as configured. */
export function meanMsOf(state: HallState, index: HallIndex, service: string): number {
  return state.meanMs.get(service) ?? (index.services.get(service)?.minutes ?? 5) * 60_000;
}

/**
 * What decisions of one commit may ask: the forecast is made at the first question and serves all of them; each further ticket of
 * a service in the same commit is told one mean service more for each open counter.
 */
export function expectations(
  state: HallState,
  index: HallIndex,
  now: Stamp,
  local: LocalMinute | null,
): (service: string, ticketClass: TicketClass) => WaitQuantiles | null {
  let made: Forecast | null = null;
  const asked = new Map<string, number>();
  return (service, ticketClass) => {
    made ??= forecast(state, index, now, local);
    const before = asked.get(service) ?? 0;
    asked.set(service, before + 1);
    const first = made.newcomer(service, ticketClass);
    if (!first || before === 0) return first;
    const open = (index.countersOf.get(service) ?? []).filter((no) => state.counters.get(no)?.state === 'open');
    const moreMs = (before * meanMsOf(state, index, service)) / Math.max(1, open.length);
    const { p10Ms, p50Ms, p80Ms, p90Ms } = first;
    return { p10Ms: p10Ms + moreMs, p50Ms: p50Ms + moreMs, p80Ms: p80Ms + moreMs, p90Ms: p90Ms + moreMs };
  };
}

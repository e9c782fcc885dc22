/**
 * The plain estimate of waiting: work ahead divided by the counters that can do it now. It knows no plan and no order beyond who
 * stands ahead; the forecast measures itself against it, and takes it where it has been the better one.
 */
import type { TicketClass } from '../../protocol/events.ts';
import { type CallingRule, isBefore, type Place, pointsOf } from './calling-rule.ts';
import type { HallIndex } from './hall-index.ts';
import { type HallState, hallTime, type Stamp, type Ticket } from './state.ts';
import { ticketClasses } from './waiting-line.ts';

/** Milliseconds for a ticket of this service, class and place; null when no counter is open for it. */
export type LineWait = (service: string, ticketClass: TicketClass, place?: Place) => number | null;

export function lineLength(
  state: HallState,
  index: HallIndex,
  now: Stamp,
  meanMsOf: (service: string) => number,
): LineWait {
  const newcomer: Place = { arrivedMs: hallTime(state, now), order: Number.POSITIVE_INFINITY };
  const openOf = new Map<string, readonly number[]>();
  for (const [service, counters] of index.countersOf)
    openOf.set(
      service,
      counters.filter((no) => state.counters.get(no)?.state === 'open'),
    );
  const loads = new Map<TicketClass, ReadonlyMap<number, number>>();

  /** Work ahead of the place at each open counter: each line is shared evenly by the counters that serve it. */
  const loadOf = (ticketClass: TicketClass, place: Place): ReadonlyMap<number, number> => {
    const load = new Map<number, number>();
    for (const [service, open] of openOf) {
      const lines = state.lines.get(service);
      if (!lines || open.length === 0) continue;
      let ahead = 0;
      for (const name of ticketClasses) ahead += aheadIn(lines[name], index.rule, name, ticketClass, place, newcomer);
      if (ahead === 0) continue;
      const each = (ahead * meanMsOf(service)) / open.length;
      for (const no of open) load.set(no, (load.get(no) ?? 0) + each);
    }
    return load;
  };

  return (service, ticketClass, place = newcomer) => {
    const open = openOf.get(service) ?? [];
    if (open.length === 0) return null;
    const load = (place === newcomer && loads.get(ticketClass)) || loadOf(ticketClass, place);
    if (place === newcomer) loads.set(ticketClass, load);
    let work = 0;
    let running = 0;
    for (const no of open) {
      const { ticket } = state.counters.get(no) ?? {};
      const ahead = load.get(no) ?? 0;
      if (!ticket && ahead === 0) return 0;
      work += ahead;
      running += meanMsOf(state.tickets.get(ticket ?? '')?.service ?? service);
    }
    return (work + running / open.length) / open.length;
  };
}

/** How many of a line go before the place, by the rule of the hall at this moment. */
function aheadIn(
  line: readonly Ticket[],
  rule: CallingRule,
  lineClass: TicketClass,
  ticketClass: TicketClass,
  place: Place,
  now: Place,
): number {
  if (line.length === 0) return 0;
  if (lineClass === ticketClass || rule.kind === 'fifo') return before(line, place);
  const isBehind = lineClass === 'normal';
  switch (rule.kind) {
    case 'accumulating': {
      const own = pointsOf(rule, ticketClass, now.arrivedMs - place.arrivedMs);
      const { head, rate } = rule.points[lineClass];
      if (rate === 0) return head >= own ? line.length : 0;
      return before(line, { arrivedMs: now.arrivedMs - ((own - head) / rate) * 60_000, order: 0 });
    }
    case 'interleave': {
      const { priority, normal } = rule.interleave;
      const share = isBehind ? normal / priority : priority / normal;
      return Math.min(line.length, share * before(line, place) + 1);
    }
    default:
      if (ticketClass !== 'normal' && lineClass !== 'normal') return before(line, place);
      return isBehind ? 0 : line.length;
  }
}

/** Index of the first that does not come before the place. */
function before(line: readonly Ticket[], place: Place): number {
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const ticket = line[middle];
    if (ticket && isBefore(ticket, place)) low = middle + 1;
    else high = middle;
  }
  return low;
}

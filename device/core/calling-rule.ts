/**
 * Which ticket a counter calls next, and the order that everyone may see. One comparison serves both, so that the list
 * shown is the order called.
 *
 *   fifo     the longest waiting first
 *   strict   priority and checked-in appointments first, then the longest waiting
 */
import type { CallingRule, HallIndex } from './hall-index.ts';
import type { HallState, Ticket } from './state.ts';
import { lineOf } from './waiting-line.ts';

export interface Choice {
  readonly ticket: Ticket;
  /** Why this one, in words that go into the journal: `fifo`, or `strict:priority`. */
  readonly why: string;
}

/**
 * Services whose tickets a counter calls: its own, and those that no counter of the configuration serves any more. A service
 * that was taken out of the configuration while people wait for it must not strand them: every counter takes them in turn.
 */
export function servicesOf(state: HallState, index: HallIndex, counter: number): readonly string[] {
  const own = index.counters.get(counter)?.services ?? [];
  let all: string[] | null = null;
  for (const [service, line] of state.waiting) {
    if (line.length === 0 || (index.countersOf.get(service)?.length ?? 0) > 0) continue;
    all ??= [...own];
    all.push(service);
  }
  return all ?? own;
}

/** The ticket to call for a counter that serves `services`, or null when nobody waits. Cost: one look per service for fifo. */
export function chooseNext(state: HallState, services: readonly string[], rule: CallingRule): Choice | null {
  let best: Ticket | null = null;
  for (const service of services) {
    const line = lineOf(state, service);
    const head = rule === 'fifo' ? line[0] : headByClass(line);
    if (head && (!best || before(head, best, rule))) best = head;
  }
  return best ? { ticket: best, why: rule === 'fifo' ? 'fifo' : `strict:${best.class}` } : null;
}

/** All tickets waiting for `services` in the order they would be called, at most `max`. */
export function callingOrder(state: HallState, services: readonly string[], rule: CallingRule, max: number): Ticket[] {
  const all: Ticket[] = [];
  for (const service of services) all.push(...lineOf(state, service));
  all.sort((a, b) => (before(a, b, rule) ? -1 : 1));
  return all.slice(0, max);
}

/** True when `a` is called before `b`. Orders are unique, so this is a total order. */
export function before(a: Ticket, b: Ticket, rule: CallingRule): boolean {
  if (rule === 'strict') {
    const difference = rank(a) - rank(b);
    if (difference !== 0) return difference < 0;
  }
  return a.order < b.order;
}

function headByClass(line: readonly Ticket[]): Ticket | undefined {
  return line.find((ticket) => rank(ticket) === 0) ?? line[0];
}

function rank(ticket: Ticket): number {
  return ticket.class === 'normal' ? 1 : 0;
}

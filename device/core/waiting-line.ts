/**
 * The waiting lines. A *pool* is what tickets wait in: a service (`A`), one counter (`@3`) or one clerk (`#1001`). In a pool each
 * class has its own line, kept by arrival: arrivals come at the end in almost every case, a recycled or transferred ticket
 * finds its place by binary search. Recycled tickets rest beside the lines until their time has come.
 */
import type { TicketClass } from '../../protocol/events.ts';
import { isBefore, type Place } from './calling-rule.ts';
import type { ClassLines, HallState, Ticket } from './state.ts';

export const ticketClasses: readonly TicketClass[] = ['priority', 'appointment', 'normal'];

export function poolOf(ticket: Ticket): string {
  if (ticket.forClerk !== null) return clerkPool(ticket.forClerk);
  return ticket.forCounter === null ? ticket.service : counterPool(ticket.forCounter);
}
export const counterPool = (no: number): string => `@${no}`;
export const clerkPool = (badge: string): string => `#${badge}`;

export function linesOf(state: HallState, pool: string): ClassLines | undefined {
  return state.lines.get(pool);
}

/** Tickets waiting for a service, wherever they wait. */
export function waitingOf(state: HallState, service: string): number {
  let waiting = poolSize(state, service);
  for (const [pool, lines] of state.lines) {
    if (!isOwnPool(pool)) continue;
    for (const name of ticketClasses) for (const ticket of lines[name]) if (ticket.service === service) waiting += 1;
  }
  for (const ticket of state.resting.values()) if (ticket.service === service) waiting += 1;
  return waiting;
}

export function poolSize(state: HallState, pool: string): number {
  const lines = state.lines.get(pool);
  return lines ? lines.normal.length + lines.priority.length + lines.appointment.length : 0;
}

/** True for the pool of one counter or one clerk. */
export function isOwnPool(pool: string): boolean {
  return pool.startsWith('@') || pool.startsWith('#');
}

export function joinLine(state: HallState, ticket: Ticket): void {
  if (ticket.resting) {
    state.resting.set(ticket.id, ticket);
    return;
  }
  const pool = poolOf(ticket);
  let lines = state.lines.get(pool);
  if (!lines) {
    lines = { normal: [], priority: [], appointment: [] };
    state.lines.set(pool, lines);
  }
  const line = lines[ticket.class];
  const last = line.at(-1);
  if (!last || isBefore(last, ticket)) line.push(ticket);
  else line.splice(placeIn(line, ticket), 0, ticket);
}

export function leaveLine(state: HallState, ticket: Ticket): void {
  if (state.resting.delete(ticket.id)) return;
  const line = state.lines.get(poolOf(ticket))?.[ticket.class];
  if (!line) return;
  const at = placeIn(line, ticket);
  if (line[at] === ticket) line.splice(at, 1);
}

/** Index of the first ticket that does not come before `place`. */
function placeIn(line: readonly Ticket[], place: Place): number {
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

/** True when a recycled ticket may be called again: its time or enough calls of its service have passed. */
export function isDue(state: HallState, ticket: Ticket, hallMs: number): boolean {
  const { resting } = ticket;
  return resting === null || hallMs >= resting.untilMs || callsOf(state, ticket.service) >= resting.calls;
}

/** Calls of a service since the hall began: a count that only grows. */
export function callsOf(state: HallState, service: string): number {
  return state.callTally.get(service) ?? 0;
}

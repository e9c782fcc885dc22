/**
 * A service's waiting line: an array kept in `order`. Arrivals come at the end in almost every case; a recycled or
 * transferred ticket finds its place by binary search.
 */
import type { HallState, Ticket } from './state.ts';

export function lineOf(state: HallState, service: string): readonly Ticket[] {
  return state.waiting.get(service) ?? [];
}

export function joinLine(state: HallState, ticket: Ticket): void {
  let line = state.waiting.get(ticket.service);
  if (!line) {
    line = [];
    state.waiting.set(ticket.service, line);
  }
  const last = line.at(-1);
  if (!last || last.order < ticket.order) line.push(ticket);
  else line.splice(placeOf(line, ticket.order), 0, ticket);
}

export function leaveLine(state: HallState, ticket: Ticket): void {
  const line = state.waiting.get(ticket.service);
  if (!line) return;
  const at = placeOf(line, ticket.order);
  if (line[at] === ticket) line.splice(at, 1);
}

/** Index of the first ticket whose order is not smaller. */
function placeOf(line: readonly Ticket[], order: number): number {
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const ticket = line[middle];
    if (ticket && ticket.order < order) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The records of the state that an event changes; one that is not there yet is made. For `evolve` and its parts only. */
import type { EventBodies, EventType } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { type Counter, closedCounter, type HallState, type ServiceCount, type Stamp } from './state.ts';

export type Handler<T extends EventType> = (
  state: HallState,
  body: EventBodies[T],
  at: Stamp,
  seq: number,
  actor: string,
) => void;
/** What some types of events change. */
export type Handlers = { readonly [T in EventType]?: Handler<T> };

export function writable(state: HallState, no: number): Counter {
  let counter = state.counters.get(no);
  if (!counter) {
    counter = closedCounter(no);
    state.counters.set(no, counter);
  }
  return counter;
}

export function countOf(state: HallState, service: string): ServiceCount {
  let count = state.counts.get(service);
  if (!count) {
    count = { issued: 0, called: 0, served: 0, noShow: 0, rated: 0 };
    state.counts.set(service, count);
  }
  return count;
}

/** The ticket an event is about, with the event written into its history. News of its paper moves nobody. */
export function touch(state: HallState, id: string, seq: number, about: 'person' | 'paper' = 'person') {
  const ticket = state.tickets.get(id);
  if (!ticket) return undefined;
  ticket.lastSeq = seq;
  if (about === 'person') ticket.movedSeq = seq;
  if (ticket.seqs.length >= limits.ticketHistoryMax) ticket.seqs.splice(1, 1);
  ticket.seqs.push(seq);
  return ticket;
}

export function dropOldest(map: Map<string, unknown>): void {
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}

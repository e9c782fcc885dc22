/** Taking back what a counter did last: what `remember` kept is put back. Whether it may be is decided in decide-undo.ts. */
import type { EventBodies, UndoKind } from '../../protocol/events.ts';
import { countOf, touch, writable } from './evolve-records.ts';
import type { HallState, Stamp, Ticket, Undo } from './state.ts';
import { callsOf, joinLine, leaveLine } from './waiting-line.ts';

/** Keeps what a counter is about to change, so that it can be taken back. */
export function remember(
  state: HallState,
  no: number,
  what: UndoKind,
  at: Stamp,
  ticket: Ticket,
  learned: Undo['learned'] = null,
): void {
  const counter = writable(state, no);
  const { servedToday, lastCallAt, turn, armed } = counter;
  const then = { servedToday, lastCallAt, turn, armed };
  counter.undo = { what, at, ticket: { ...ticket }, before: null, counter: then, learned };
}

/** Puts back what `remember` kept. The history of the tickets, their paper and everything others did meanwhile stay. */
export function undo(state: HallState, body: EventBodies['counter.undone'], seq: number): void {
  const counter = writable(state, body.counter);
  const kept = counter.undo;
  if (!kept) return;
  counter.undo = null;
  counter.ticket = null;
  putBack(state, kept.ticket, kept.what, seq);
  if (kept.before) putBack(state, kept.before, 'finish', seq);
  Object.assign(counter, kept.counter);
  const { learned } = kept;
  if (!learned) return;
  putMean(state.meanMs, learned.service, learned.meanMs);
  if (learned.clerk !== null) putMean(state.pace, learned.clerk, learned.pace);
}

function putBack(state: HallState, kept: Ticket, what: UndoKind, seq: number): void {
  const ticket = touch(state, kept.id, seq);
  if (!ticket) return;
  if (ticket.state === 'waiting') leaveLine(state, ticket);
  const count = countOf(state, kept.service);
  if (what === 'call') {
    count.called -= 1;
    state.callTally.set(kept.service, callsOf(state, kept.service) - 1);
    const at = state.calls.findLastIndex((call) => call.ticket === ticket.id);
    if (at >= 0) state.calls.splice(at, 1);
  } else if (ticket.state === 'served' || ticket.service !== kept.service) {
    if (what === 'finish') count.served -= 1;
  } else if (ticket.state === 'no-show') count.noShow -= 1;
  const rating = state.ratings.get(ticket.id);
  if (rating?.state === 'open') {
    state.ratings.delete(ticket.id);
    const asking = writable(state, rating.counter);
    if (asking.rating === ticket.id) asking.rating = null;
  }
  const { seqs, lastSeq, print, job, copies, isFirstWait, ...was } = kept;
  Object.assign(ticket, was);
  state.alive.set(ticket.no, ticket.id);
  if (ticket.state === 'waiting') joinLine(state, ticket);
  else if (ticket.state !== 'parked' && ticket.counter !== null) writable(state, ticket.counter).ticket = ticket.id;
}

function putMean(means: Map<string, number>, key: string, value: number | null): void {
  if (value === null) means.delete(key);
  else means.set(key, value);
}

/** Taking back what a counter did last: what `remember` kept is put back. Whether it may be is decided in decide-undo.ts. */
import type { EventBodies, UndoKind } from '../../protocol/events.ts';
import { countOf, touch, writable } from './evolve-records.ts';
import { unlearn } from './learn.ts';
import type { HallState, KeptTicket, Learned, Stamp, Ticket, Undo } from './state.ts';
import { unscoreCall } from './wait-score.ts';
import { callsOf, joinLine, leaveLine } from './waiting-line.ts';

/** Keeps what a counter is about to change, so that it can be taken back. Called before the change, after `touch`. */
export function remember(
  state: HallState,
  no: number,
  what: UndoKind,
  at: Stamp,
  ticket: Ticket,
  learned: Learned | null = null,
): void {
  const counter = writable(state, no);
  const { servedToday, lastCallAt, turn } = counter;
  counter.undo = {
    what,
    at,
    hallMs: state.hallMs,
    ticket: keptOf(ticket),
    before: null,
    counter: { servedToday, lastCallAt, turn },
    learned,
  };
}

/** The ticket as it is now, without what is never put back. */
export function keptOf(ticket: Ticket): KeptTicket {
  const { seqs, lastSeq, print, job, copies, printer, mayBeOnPaper, ...kept } = ticket;
  return kept;
}

/**
 * Puts back what `remember` kept. The history of the tickets, their paper and everything others did meanwhile stay. A counter
 * that waited for the next ticket waits no more: the call just taken back would come again by itself.
 */
export function undo(state: HallState, body: EventBodies['counter.undone'], seq: number): void {
  const counter = writable(state, body.counter);
  const kept = counter.undo;
  if (!kept) return;
  counter.undo = null;
  counter.ticket = null;
  counter.armed = null;
  if (kept.what === 'call') uncall(state, kept);
  putBack(state, kept.ticket, kept.what === 'finish', seq);
  if (kept.before) putBack(state, kept.before, true, seq);
  Object.assign(counter, kept.counter);
  if (kept.learned) unlearn(state, kept.learned);
}

function uncall(state: HallState, { ticket, hallMs }: Undo): void {
  const { id, service } = ticket;
  unscoreCall(state, ticket, hallMs);
  countOf(state, service).called -= 1;
  state.callTally.set(service, callsOf(state, service) - 1);
  const at = state.calls.findLastIndex((call) => call.ticket === id);
  if (at >= 0) state.calls.splice(at, 1);
}

/** `ended`: the action ended a service, as served or, after a short call, as no-show. */
function putBack(state: HallState, kept: KeptTicket, ended: boolean, seq: number): void {
  const ticket = touch(state, kept.id, seq);
  if (!ticket) return;
  if (ticket.state === 'waiting') leaveLine(state, ticket);
  const count = countOf(state, kept.service);
  if (ticket.state === 'no-show') count.noShow -= 1;
  else if (ended) count.served -= 1;
  const rating = state.ratings.get(ticket.id);
  if (rating && rating.state !== 'rated') {
    state.ratings.delete(ticket.id);
    const asking = writable(state, rating.counter);
    if (asking.rating === ticket.id) asking.rating = null;
  }
  const { movedSeq, ...was } = kept;
  Object.assign(ticket, was);
  state.alive.set(ticket.no, ticket.id);
  if (ticket.state === 'waiting') joinLine(state, ticket);
  else if (ticket.state !== 'parked' && ticket.counter !== null) writable(state, ticket.counter).ticket = ticket.id;
}

/**
 * Taking back the last thing done at a counter: a wrong key costs nobody a place in the line. Possible for some seconds, in the
 * same start, and only while the tickets concerned have not moved on.
 */
import type { Command } from '../../protocol/commands.ts';
import { event, type HallEvent } from '../../protocol/events.ts';
import { known } from './decide-counter.ts';
import { accept, type DecideContext, type Decision, no } from './decision.ts';
import { type Counter, elapsedMs, type HallState, type Stamp, type Ticket, type Undo } from './state.ts';

export function decideUndo(
  state: HallState,
  command: Extract<Command, { type: 'undo' }>,
  context: DecideContext,
): Decision {
  const counter = known(state, command, context);
  if ('ok' in counter) return counter;
  const { undo } = counter;
  if (!undo) return no('undo-nothing', { counter: counter.no });
  if (undoLeftMs(counter, context.index.undoMs, context.now) <= 0) return no('undo-too-late', { counter: counter.no });
  if (!isUnmoved(state, counter, undo)) return no('undo-moved-on', { ticket: undo.ticket.no });
  const { what, ticket, before } = undo;
  const events: HallEvent[] = [
    event('counter.undone', { counter: counter.no, what, ticket: ticket.id, before: before?.id ?? null }),
  ];
  // A ticket made for this call has no holder who waits: without the call there is none.
  if (what === 'call' && ticket.channel === 'counter' && ticket.state === 'waiting') {
    events.push(event('ticket.cancelled', { ticket: ticket.id, by: 'staff' }));
    events.push(event('series.set', { series: ticket.series, n: ticket.n }));
  }
  return accept(events, { ticket: ticket.id, counter: counter.no });
}

/** Milliseconds for which the last action of a counter can still be taken back; 0 when it cannot. */
export function undoLeftMs({ undo }: Readonly<Counter>, undoMs: number, now: Stamp): number {
  if (undo?.at.boot !== now.boot) return 0;
  return Math.max(0, undoMs - elapsedMs(undo.at, now));
}

/** True while everything is still as the action left it. */
function isUnmoved(state: HallState, counter: Readonly<Counter>, { what, ticket, before }: Undo): boolean {
  const now = state.tickets.get(ticket.id);
  if (!now || counter.state !== 'open') return false;
  if (before && !isFree(state, before)) return false;
  if (what === 'call') return now.state === 'called' && counter.ticket === ticket.id && now.times === 1;
  if (what === 'start') return now.state === 'serving' && counter.ticket === ticket.id;
  return counter.ticket === null && isFree(state, ticket);
}

/** The ticket is where the action left it, nobody has rated it, and nobody else carries its number. */
function isFree(state: HallState, kept: Ticket): boolean {
  const now = state.tickets.get(kept.id);
  if (!now || now.state === 'called' || now.state === 'serving' || now.state === 'cancelled' || now.state === 'expired')
    return false;
  const holder = state.alive.get(kept.no);
  const rating = state.ratings.get(kept.id);
  return (holder === undefined || holder === kept.id) && (rating === undefined || rating.state === 'open');
}

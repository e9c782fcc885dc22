/**
 * Taking back the last thing done at a counter: a wrong key costs nobody a place in the line. Possible for some seconds, in the
 * same start, and only while the tickets concerned have not moved on.
 */
import type { Command } from '../../protocol/commands.ts';
import { event, type HallEvent } from '../../protocol/events.ts';
import { known } from './decide-counter.ts';
import { accept, type DecideContext, type Decision, no } from './decision.ts';
import {
  type Counter,
  counterOf,
  elapsedMs,
  type HallState,
  isAtCounter,
  type KeptTicket,
  type Stamp,
  type Undo,
} from './state.ts';

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
  // A keypad may have done something since the caller looked; that is not what is meant.
  if (command.expect !== undefined && command.expect !== undo.ticket.id) return no('ticket-stale');
  if (!isUnmoved(state, counter, undo)) return no('undo-moved-on', { ticket: undo.ticket.no });
  const { what, ticket, before } = undo;
  const events: HallEvent[] = [
    event('counter.undone', { counter: counter.no, what, ticket: ticket.id, before: before?.id ?? null }),
  ];
  // A ticket made for this call has no holder who waits: without the call there is none.
  const why = state.tickets.get(ticket.id)?.why;
  if (what === 'call' && (why === 'walk-in' || why === 'roll')) {
    events.push(event('ticket.cancelled', { ticket: ticket.id, by: 'staff' }));
    const isRoll = context.index.services.get(ticket.service)?.paperRoll;
    // The paper with this number still hangs on the roll, or in a hand.
    if (isRoll && state.series.get(ticket.series) === ticket.n)
      events.push(event('series.set', { series: ticket.series, n: ticket.n }));
  }
  return accept(events, { ticket: ticket.id, counter: counter.no });
}

/** Milliseconds for which the last action of a counter can still be taken back; 0 when it cannot. */
export function undoLeftMs({ undo }: Readonly<Counter>, undoMs: number, now: Stamp): number {
  if (undo?.at.boot !== now.boot) return 0;
  return Math.max(0, undoMs - elapsedMs(undo.at, now));
}

/** True while everything is still as the action left it, and there is a place to go back to. */
function isUnmoved(state: HallState, counter: Readonly<Counter>, { what, ticket, before }: Undo): boolean {
  if (counter.state !== 'open') return false;
  const isStillHere = what === 'call' || what === 'start';
  if (counter.ticket !== (isStillHere ? ticket.id : null)) return false;
  return isFree(state, ticket) && (before === null || isFree(state, before));
}

/** Nothing has happened to the ticket since, nobody else carries its number, and whoever it waited for is still there. */
function isFree(state: HallState, kept: KeptTicket): boolean {
  if (state.tickets.get(kept.id)?.movedSeq !== kept.movedSeq) return false;
  const holder = state.alive.get(kept.no);
  if (holder !== undefined && holder !== kept.id) return false;
  if (kept.forCounter !== null && counterOf(state, kept.forCounter).state === 'closed') return false;
  return kept.forClerk === null || isAtCounter(state, kept.forClerk);
}

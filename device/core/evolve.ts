/**
 * One event applied to the state: the only place where the hall changes. Deterministic: it reads the event and the
 * state, nothing else, so that a replay of the journal gives the same hall. It changes the state it is given and
 * returns it; a rolled-back commit is undone by replaying the journal.
 */
import type { EventType, JournalEvent } from '../../protocol/events.ts';
import { contentEvents } from './evolve-content.ts';
import { counterEvents } from './evolve-counter.ts';
import { dayEvents } from './evolve-day.ts';
import type { Handler, Handlers } from './evolve-records.ts';
import { ticketEvents } from './evolve-ticket.ts';
import { type HallState, hallTime, type Stamp } from './state.ts';

const handlers: Handlers = { ...dayEvents, ...ticketEvents, ...counterEvents, ...contentEvents };

export function evolve(state: HallState, event: JournalEvent): HallState {
  if (event.type === 'system.started') {
    state.boot += 1;
    state.bootId = event.body.boot;
  }
  const at: Stamp = { boot: state.boot, monoMs: event.monoMs, wallMs: event.wallMs };
  state.hallMs = hallTime(state, at);
  state.last = at;
  const handler = handlers[event.type] as Handler<EventType> | undefined;
  handler?.(state, event.body, at, event.seq, event.actor);
  state.seq = event.seq;
  return state;
}

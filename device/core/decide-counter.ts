/**
 * A counter opens, pauses and closes; and what all its commands share: who may act, what a call and the end of a service are.
 * What it does with tickets: decide-call.ts, decide-held.ts.
 *
 *   closed ──open──► open ◄─resume── paused          ticket:  waiting ─call─► called ─start─► serving ─finish─► served
 *      ▲──────close────┘ └────pause────▲                        ▲  ▲             └─no-show─► no-show      └► rating window
 *                                                               │  └──transfer── called, serving
 *                                                               └─ unpark (called again) ── parked ◄─park── called, serving
 *
 * A finished service of a visit with more to do leads back to waiting. What was done last at a counter can be taken back: decide-undo.ts.
 */
import type { Command } from '../../protocol/commands.ts';
import { type CallCause, event, type HallEvent } from '../../protocol/events.ts';
import { accept, type DecideContext, type Decision, no, type Refused } from './decision.ts';
import { type Counter, counterOf, elapsedMs, type HallState, servedMsOf, type Ticket } from './state.ts';
import { clerkPool, counterPool, linesOf, ticketClasses } from './waiting-line.ts';

/** A call ended by the next one within this time was most likely for somebody who did not come. */
const shortCallMs = 20_000;

type Of<T extends Command['type']> = Extract<Command, { type: T }>;
export type AtCounter = { readonly counter: number; readonly expect?: string | null };

export function decideOpen(state: HallState, command: Of<'open'>, context: DecideContext): Decision {
  const counter = known(state, command, context);
  if ('ok' in counter) return counter;
  const { clerk } = context.actor;
  if (counter.state !== 'closed') return counter.clerk === clerk ? no('counter-already-open') : no('counter-taken');
  if (clerk) {
    for (const other of state.counters.values()) {
      const known = context.index.counters.has(other.no);
      if (known && other.state !== 'closed' && other.clerk === clerk)
        return no('clerk-elsewhere', { counter: other.no });
    }
  }
  return accept([event('counter.opened', { counter: counter.no, clerk })], { counter: counter.no });
}

export function decideClose(state: HallState, command: Of<'close'>, context: DecideContext): Decision {
  const counter = known(state, command, context);
  if ('ok' in counter) return counter;
  if (counter.state === 'closed') return no('counter-not-open');
  if (counter.ticket) return no('counter-busy');
  return accept([...released(state, counter), event('counter.closed', { counter: counter.no })], {
    counter: counter.no,
  });
}

/** Tickets that waited for this counter or its clerk alone go to everybody who serves them. */
export function released(
  state: HallState,
  counter: Readonly<Counter>,
  except: ReadonlySet<string> = new Set(),
): HallEvent[] {
  const pools = [counterPool(counter.no), ...(counter.clerk === null ? [] : [clerkPool(counter.clerk)])];
  const events: HallEvent[] = [];
  for (const pool of pools)
    for (const name of ticketClasses)
      for (const { id, service } of linesOf(state, pool)?.[name] ?? [])
        if (!except.has(id))
          events.push(event('ticket.transferred', { ticket: id, counter: counter.no, service, back: false }));
  return events;
}

export function decidePause(state: HallState, command: Of<'pause'>, context: DecideContext): Decision {
  const counter = known(state, command, context);
  if ('ok' in counter) return counter;
  if (counter.state === 'closed') return no('counter-not-open');
  if (counter.state === 'paused') return no('counter-paused');
  if (counter.ticket) return no('counter-busy');
  if (!context.index.reasons.pause.some((reason) => reason.id === command.reason)) return no('reason-unknown');
  return accept([event('counter.paused', { counter: counter.no, reason: command.reason })], { counter: counter.no });
}

export function decideResume(state: HallState, command: Of<'resume'>, context: DecideContext): Decision {
  const counter = known(state, command, context);
  if ('ok' in counter) return counter;
  if (counter.state !== 'paused') return no(counter.state === 'closed' ? 'counter-not-open' : 'counter-already-open');
  return accept([event('counter.resumed', { counter: counter.no })], { counter: counter.no });
}

// ---------------------------------------------------------------------------------------------- shared

export function known(state: HallState, command: AtCounter, context: DecideContext): Readonly<Counter> | Refused {
  return context.index.counters.has(command.counter)
    ? counterOf(state, command.counter)
    : no('counter-unknown', { counter: command.counter });
}

/** A counter that may call: open, and with the ticket that the caller has seen. */
export function working(state: HallState, command: AtCounter, context: DecideContext): Readonly<Counter> | Refused {
  const counter = known(state, command, context);
  if ('ok' in counter) return counter;
  if (counter.state === 'closed') return no('counter-not-open', { counter: counter.no });
  if (counter.state === 'paused') return no('counter-paused', { counter: counter.no });
  if (command.expect !== undefined && command.expect !== counter.ticket) return no('ticket-stale');
  return counter;
}

/** A counter with its ticket. */
export function holding(
  state: HallState,
  command: AtCounter,
  context: DecideContext,
): { counter: Readonly<Counter>; ticket: Ticket } | Refused {
  const counter = working(state, command, context);
  if ('ok' in counter) return counter;
  const ticket = counter.ticket === null ? undefined : state.tickets.get(counter.ticket);
  return ticket ? { counter, ticket } : no('counter-idle', { counter: counter.no });
}

export function calling(
  ticket: { readonly id: string },
  counter: Readonly<Counter>,
  why: string,
  cause?: CallCause,
): HallEvent {
  return event('ticket.called', {
    ticket: ticket.id,
    counter: counter.no,
    clerk: counter.clerk,
    why,
    ...(cause ? { cause } : {}),
    ...(counter.ticket === null ? {} : { after: counter.ticket }),
  });
}

/**
 * Events that end the service at a counter and open its rating, or send the ticket to the next service of its visit. A ticket that
 * was only called counts as served from the call on, or as no-show where a call so short means one. `passedOver`: nobody said
 * 'finished', the next was called.
 */
export function ending(
  state: HallState,
  counter: Readonly<Counter>,
  context: DecideContext,
  passedOver: boolean,
): HallEvent[] {
  const ticket = counter.ticket === null ? undefined : state.tickets.get(counter.ticket);
  if (!ticket) return [];
  const { index, now } = context;
  if (passedOver && isCalledWithin(ticket, context, index.shortCallMs))
    return [event('ticket.no-show', { ticket: ticket.id, counter: counter.no, by: 'short-call' })];
  const { clerk } = counter;
  const done = {
    ticket: ticket.id,
    counter: counter.no,
    clerk,
    service: ticket.service,
    servedMs: servedMsOf(ticket, now),
  };
  const [next] = ticket.todo;
  if (next !== undefined) return [event('ticket.continued', { ...done, next })];
  const events: HallEvent[] = [event('ticket.finished', done)];
  if (counter.rating) events.push(event('visit.not-rated', { visit: counter.rating, counter: counter.no }));
  const session = (state.ratingSession % 65_535) + 1;
  const wasHardlyThere = passedOver && isCalledWithin(ticket, context, shortCallMs);
  if (!state.ratings.has(ticket.id) && !wasHardlyThere) {
    const seconds = index.ratingSeconds;
    events.push(event('rating.opened', { visit: ticket.id, counter: counter.no, clerk, session, seconds }));
  }
  return events;
}

/** Called, not started, and that less than `withinMs` ago: nobody sat there who could be served or rate. */
function isCalledWithin(ticket: Ticket, { now }: DecideContext, withinMs: number): boolean {
  return ticket.state === 'called' && ticket.called !== null && elapsedMs(ticket.called, now) < withinMs;
}

export function about(ticket: { readonly id: string }, counter: Readonly<Counter>) {
  return { ticket: ticket.id, counter: counter.no };
}

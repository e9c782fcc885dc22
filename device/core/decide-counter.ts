/**
 * Commands of a counter.
 *
 *   closed ──open──► open ◄─resume── paused          ticket:  waiting ─call─► called ─start─► serving ─finish─► served
 *      ▲──────close────┘ └────pause────▲                        ▲  ▲             └─no-show─► no-show      └► rating window
 *                                                               │  └──transfer── called, serving
 *                                                               └─ unpark (called again) ── parked ◄─park── called, serving
 */
import type { Command } from '../../protocol/commands.ts';
import { event, type HallEvent } from '../../protocol/events.ts';
import { chooseNext, servicesOf } from './calling-rule.ts';
import { accept, type DecideContext, type Decision, no, type Refused } from './decision.ts';
import { servedMsOf } from './evolve.ts';
import { type Counter, counterOf, elapsedMs, type HallState, type Ticket } from './state.ts';

/** A call ended by the next one within this time was most likely for somebody who did not come. */
const shortCallMs = 20_000;

type Of<T extends Command['type']> = Extract<Command, { type: T }>;
type AtCounter = { readonly counter: number; readonly expect?: string | null };

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
  return accept([event('counter.closed', { counter: counter.no })], { counter: counter.no });
}

export function decidePause(state: HallState, command: Of<'pause'>, context: DecideContext): Decision {
  const counter = known(state, command, context);
  if ('ok' in counter) return counter;
  if (counter.state === 'closed') return no('counter-not-open');
  if (counter.state === 'paused') return no('counter-paused');
  if (counter.ticket) return no('counter-busy');
  if (!context.index.pauseReasons.some((reason) => reason.id === command.reason)) return no('reason-unknown');
  return accept([event('counter.paused', { counter: counter.no, reason: command.reason })], { counter: counter.no });
}

export function decideResume(state: HallState, command: Of<'resume'>, context: DecideContext): Decision {
  const counter = known(state, command, context);
  if ('ok' in counter) return counter;
  if (counter.state !== 'paused') return no(counter.state === 'closed' ? 'counter-not-open' : 'counter-already-open');
  return accept([event('counter.resumed', { counter: counter.no })], { counter: counter.no });
}

/** Ends what is at the counter, if anything, and calls the next. Nobody waiting: nothing changes. */
export function decideCallNext(state: HallState, command: Of<'call-next'>, context: DecideContext): Decision {
  const counter = working(state, command, context);
  if ('ok' in counter) return counter;
  const settings = context.index.counters.get(counter.no);
  if (!settings) return no('counter-unknown');
  const choice = chooseNext(state, servicesOf(state, context.index, counter.no), settings.rule);
  if (!choice) return no('queue-empty');
  return accept(
    [...ending(state, counter, context, true), calling(choice.ticket, counter, choice.why)],
    about(choice.ticket, counter),
  );
}

/** Calls a chosen ticket out of its turn. */
export function decideCall(state: HallState, command: Of<'call'>, context: DecideContext): Decision {
  const counter = working(state, command, context);
  if ('ok' in counter) return counter;
  const ticket = state.tickets.get(command.ticket);
  if (!ticket) return no('ticket-unknown');
  if (ticket.state !== 'waiting') return no('ticket-not-waiting', { ticket: ticket.no });
  return accept([...ending(state, counter, context, true), calling(ticket, counter, 'chosen')], about(ticket, counter));
}

export function decideRecall(state: HallState, command: Of<'recall'>, context: DecideContext): Decision {
  const held = holding(state, command, context);
  if ('ok' in held) return held;
  const { counter, ticket } = held;
  if (ticket.state !== 'called') return no('ticket-not-called', { ticket: ticket.no });
  if (ticket.times > context.index.recallsMax) return no('recall-limit', { ticket: ticket.no });
  return accept(
    [event('ticket.recalled', { ticket: ticket.id, counter: counter.no, times: ticket.times + 1 })],
    about(ticket, counter),
  );
}

export function decideStart(state: HallState, command: Of<'start'>, context: DecideContext): Decision {
  const held = holding(state, command, context);
  if ('ok' in held) return held;
  const { counter, ticket } = held;
  if (ticket.state !== 'called') return no('ticket-not-called', { ticket: ticket.no });
  return accept([event('ticket.started', { ticket: ticket.id, counter: counter.no })], about(ticket, counter));
}

export function decideFinish(state: HallState, command: Of<'finish'>, context: DecideContext): Decision {
  const held = holding(state, command, context);
  if ('ok' in held) return held;
  return accept(ending(state, held.counter, context, false), about(held.ticket, held.counter));
}

export function decideNoShow(state: HallState, command: Of<'no-show'>, context: DecideContext): Decision {
  const held = holding(state, command, context);
  if ('ok' in held) return held;
  const { counter, ticket } = held;
  if (ticket.state !== 'called') return no('ticket-not-called', { ticket: ticket.no });
  return accept([event('ticket.no-show', { ticket: ticket.id, counter: counter.no })], about(ticket, counter));
}

export function decidePark(state: HallState, command: Of<'park'>, context: DecideContext): Decision {
  const held = holding(state, command, context);
  if ('ok' in held) return held;
  const { counter, ticket } = held;
  const reason = command.reason ?? null;
  return accept([event('ticket.parked', { ticket: ticket.id, counter: counter.no, reason })], about(ticket, counter));
}

export function decideUnpark(state: HallState, command: Of<'unpark'>, context: DecideContext): Decision {
  const counter = working(state, command, context);
  if ('ok' in counter) return counter;
  const ticket = state.tickets.get(command.ticket);
  if (!ticket) return no('ticket-unknown');
  if (ticket.state !== 'parked') return no('ticket-not-parked', { ticket: ticket.no });
  return accept(
    [...ending(state, counter, context, true), calling(ticket, counter, 'unparked')],
    about(ticket, counter),
  );
}

export function decideTransfer(state: HallState, command: Of<'transfer'>, context: DecideContext): Decision {
  const held = holding(state, command, context);
  if ('ok' in held) return held;
  if (!context.index.services.has(command.service)) return no('service-unknown', { service: command.service });
  const { counter, ticket } = held;
  const body = { ticket: ticket.id, counter: counter.no, service: command.service, back: command.back ?? false };
  return accept([event('ticket.transferred', body)], about(ticket, counter));
}

// ---------------------------------------------------------------------------------------------- rating

export function decideRate(state: HallState, command: Of<'rate'>): Decision {
  const rating = state.ratings.get(command.visit);
  if (!rating) return state.tickets.has(command.visit) ? no('rating-not-open') : no('visit-unknown');
  if (rating.state === 'rated') return no('rating-already-given');
  if (rating.state !== 'open') return no('rating-not-open');
  const { visit, counter, clerk } = rating;
  const { level, origin, reasons } = command;
  return accept([event('visit.rated', { visit, counter, clerk, level, origin, reasons })], { ticket: visit, counter });
}

export function decideRatingTimeout(state: HallState, command: Of<'rating-timeout'>): Decision {
  const rating = state.ratings.get(command.visit);
  if (rating?.state !== 'open') return accept([]);
  return accept([event('visit.not-rated', { visit: rating.visit, counter: rating.counter })], {
    counter: rating.counter,
  });
}

// ---------------------------------------------------------------------------------------------- shared

function known(state: HallState, command: AtCounter, context: DecideContext): Readonly<Counter> | Refused {
  return context.index.counters.has(command.counter)
    ? counterOf(state, command.counter)
    : no('counter-unknown', { counter: command.counter });
}

/** A counter that may call: open, and with the ticket that the caller has seen. */
function working(state: HallState, command: AtCounter, context: DecideContext): Readonly<Counter> | Refused {
  const counter = known(state, command, context);
  if ('ok' in counter) return counter;
  if (counter.state === 'closed') return no('counter-not-open', { counter: counter.no });
  if (counter.state === 'paused') return no('counter-paused', { counter: counter.no });
  if (command.expect !== undefined && command.expect !== counter.ticket) return no('ticket-stale');
  return counter;
}

/** A counter with its ticket. */
function holding(
  state: HallState,
  command: AtCounter,
  context: DecideContext,
): { counter: Readonly<Counter>; ticket: Ticket } | Refused {
  const counter = working(state, command, context);
  if ('ok' in counter) return counter;
  const ticket = counter.ticket === null ? undefined : state.tickets.get(counter.ticket);
  return ticket ? { counter, ticket } : no('counter-idle', { counter: counter.no });
}

function calling(ticket: Ticket, counter: Readonly<Counter>, why: string): HallEvent {
  return event('ticket.called', { ticket: ticket.id, counter: counter.no, clerk: counter.clerk, why });
}

/** Events that end the service at a counter and open its rating; a ticket that was only called counts as served from the call on. `passedOver`: nobody said 'finished', the next was called. */
function ending(
  state: HallState,
  counter: Readonly<Counter>,
  context: DecideContext,
  passedOver: boolean,
): HallEvent[] {
  const ticket = counter.ticket === null ? undefined : state.tickets.get(counter.ticket);
  if (!ticket) return [];
  const events: HallEvent[] = [];
  if (ticket.state === 'called') events.push(event('ticket.started', { ticket: ticket.id, counter: counter.no }));
  const { clerk } = counter;
  const servedMs = servedMsOf(ticket, context.now);
  events.push(
    event('ticket.finished', { ticket: ticket.id, counter: counter.no, clerk, service: ticket.service, servedMs }),
  );
  if (counter.rating) events.push(event('visit.not-rated', { visit: counter.rating, counter: counter.no }));
  const session = (state.ratingSession % 65_535) + 1;
  const seconds = context.index.ratingSeconds;
  if (!state.ratings.has(ticket.id) && !(passedOver && wasHardlyThere(ticket, context))) {
    events.push(event('rating.opened', { visit: ticket.id, counter: counter.no, clerk, session, seconds }));
  }
  return events;
}

/** Called, never started and passed over within moments: nobody sat there who could rate. */
function wasHardlyThere(ticket: Ticket, { now }: DecideContext): boolean {
  return ticket.state === 'called' && ticket.called !== null && elapsedMs(ticket.called, now) < shortCallMs;
}

function about(ticket: Ticket, counter: Readonly<Counter>) {
  return { ticket: ticket.id, counter: counter.no };
}

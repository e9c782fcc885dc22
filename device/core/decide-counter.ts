/**
 * Commands of a counter.
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
import { nextFor, waitingFor } from './counter-queue.ts';
import { issuedBody } from './decide-ticket.ts';
import { accept, type DecideContext, type Decision, no, type Refused } from './decision.ts';
import { servedMsOf } from './evolve.ts';
import { nextNumber } from './numbering.ts';
import { type Counter, counterOf, elapsedMs, type HallState, hallTime, type Ticket } from './state.ts';
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
export function released(state: HallState, counter: Readonly<Counter>): HallEvent[] {
  const pools = [counterPool(counter.no), ...(counter.clerk === null ? [] : [clerkPool(counter.clerk)])];
  const events: HallEvent[] = [];
  for (const pool of pools)
    for (const name of ticketClasses)
      for (const { id, service } of linesOf(state, pool)?.[name] ?? [])
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

/** Ends what is at the counter, if anything, and calls the next. Nobody waiting: nothing changes. */
export function decideCallNext(state: HallState, command: Of<'call-next'>, context: DecideContext): Decision {
  const counter = working(state, command, context);
  if ('ok' in counter) return counter;
  const choice = nextFor(state, context.index, counter.no, context.now);
  if (!choice) return decideRollNext(state, counter, context) ?? no('queue-empty');
  const { ticket, why, cause } = choice;
  return accept(
    [...ending(state, counter, context, true), calling(ticket, counter, why, cause)],
    about(ticket, counter),
  );
}

/** Nobody waits at a counter with a paper roll: the roll's next number is called, whoever holds it. */
function decideRollNext(state: HallState, counter: Readonly<Counter>, context: DecideContext): Decision | null {
  const settings = context.index.counters.get(counter.no);
  const roll = settings?.services.find((id) => context.index.services.get(id)?.paperRoll);
  return roll === undefined ? null : madeAndCalled(state, counter, roll, 'roll', context);
}

/** Serves somebody who has no ticket: one without paper is made and called at once. */
export function decideWalkIn(state: HallState, command: Of<'walk-in'>, context: DecideContext): Decision {
  const counter = working(state, command, context);
  return 'ok' in counter ? counter : madeAndCalled(state, counter, command.service, 'walk-in', context);
}

function madeAndCalled(
  state: HallState,
  counter: Readonly<Counter>,
  serviceId: string,
  why: string,
  context: DecideContext,
): Decision {
  const service = context.index.services.get(serviceId);
  if (!service) return no('service-unknown', { service: serviceId });
  const number = nextNumber(state, service);
  if (!number) return no('numbers-exhausted', { service: serviceId });
  const wanted = { class: 'normal', channel: 'counter', locale: 'zh-CN', request: `counter:${context.id}` } as const;
  const body = issuedBody(state, service, number, wanted, context);
  const made = { id: body.ticket };
  return accept(
    [
      ...ending(state, counter, context, true),
      event('ticket.issued', { ...body, ahead: 0 }),
      calling(made, counter, why),
    ],
    about(made, counter),
  );
}

/** Calls a chosen ticket out of its turn. */
export function decideCall(state: HallState, command: Of<'call'>, context: DecideContext): Decision {
  const counter = working(state, command, context);
  if ('ok' in counter) return counter;
  const ticket = state.tickets.get(command.ticket);
  if (!ticket) return no('ticket-unknown');
  if (ticket.state !== 'waiting') return no('ticket-not-waiting', { ticket: ticket.no });
  const reason = command.reason ?? 'other';
  if (!context.index.reasons.choose.some(({ id }) => id === reason) && command.reason !== undefined)
    return no('reason-unknown');
  const rule = context.index.counters.get(counter.no)?.rule ?? context.index.rule;
  const next = nextFor(state, context.index, counter.no, context.now);
  const cause = {
    rule: rule.kind,
    class: ticket.class,
    waitedMs: Math.round(hallTime(state, context.now) - ticket.arrivedMs),
    waiting: waitingFor(state, context.index, counter.no),
    ...(next && next.ticket !== ticket
      ? { next: { no: next.ticket.no, class: next.ticket.class, waitedMs: next.cause.waitedMs } }
      : {}),
    reason,
  };
  return accept(
    [...ending(state, counter, context, true), calling(ticket, counter, 'chosen', cause)],
    about(ticket, counter),
  );
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

/** Not there now: back into the line with its old arrival, to be called again after a while; so many times, then only no-show. */
export function decideRecycle(state: HallState, command: Of<'recycle'>, context: DecideContext): Decision {
  const held = holding(state, command, context);
  if ('ok' in held) return held;
  const { counter, ticket } = held;
  if (ticket.state !== 'called') return no('ticket-not-called', { ticket: ticket.no });
  const { times, afterCalls, afterMs } = context.index.recycle;
  if (ticket.recycled >= times) return no('recycle-limit', { ticket: ticket.no, times });
  const body = { ticket: ticket.id, counter: counter.no, times: ticket.recycled + 1, afterCalls, afterMs };
  return accept([event('ticket.recycled', body)], about(ticket, counter));
}

/** Nobody has answered a call for the set time: it is repeated, and after the last recall it is a no-show. */
export function decideUnanswered(state: HallState, command: Of<'unanswered'>, context: DecideContext): Decision {
  const ticket = state.tickets.get(command.ticket);
  const counter = counterOf(state, command.counter);
  if (ticket?.state !== 'called' || counter.ticket !== ticket.id || ticket.times !== command.times) return accept([]);
  const { id } = ticket;
  return accept(
    ticket.times <= context.index.recallsMax
      ? [event('ticket.recalled', { ticket: id, counter: counter.no, times: ticket.times + 1 })]
      : [event('ticket.no-show', { ticket: id, counter: counter.no, by: 'recalls' })],
    about(ticket, counter),
  );
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
  const { counter, ticket } = held;
  const { service = ticket.service, toCounter, toClerk, reason } = command;
  const { index } = context;
  if (command.service === undefined && toCounter === undefined && toClerk === undefined) return no('transfer-nowhere');
  if (!index.services.has(service)) return no('service-unknown', { service });
  if (reason !== undefined && !index.reasons.transfer.some(({ id }) => id === reason)) return no('reason-unknown');
  if (toCounter !== undefined) {
    if (!index.counters.has(toCounter)) return no('counter-unknown', { counter: toCounter });
    if (counterOf(state, toCounter).state === 'closed') return no('transfer-closed', { counter: toCounter });
  }
  if (toClerk !== undefined) {
    const isHere = [...state.counters.values()].some((each) => each.state !== 'closed' && each.clerk === toClerk);
    if (!isHere) return no('clerk-absent', { clerk: toClerk });
  }
  const body = {
    ticket: ticket.id,
    counter: counter.no,
    service,
    back: command.back ?? false,
    ...(toCounter === undefined ? {} : { toCounter }),
    ...(toClerk === undefined ? {} : { toClerk }),
    ...(reason === undefined ? {} : { reason }),
  };
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

/** Calling a ticket: the next by the rule, a chosen one, a parked one, somebody without a ticket, and the same once more. */
import type { Command } from '../../protocol/commands.ts';
import { event } from '../../protocol/events.ts';
import { nextFor, waitingFor } from './counter-queue.ts';
import { about, calling, ending, holding, working } from './decide-counter.ts';
import { issuedBody } from './decide-ticket.ts';
import { accept, type DecideContext, type Decision, no } from './decision.ts';
import { nextNumber } from './numbering.ts';
import { type Counter, counterOf, type HallState, hallTime } from './state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

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
    waitedMs: Math.max(0, Math.round(hallTime(state, context.now) - ticket.arrivedMs)),
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

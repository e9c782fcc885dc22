/** What a counter does with the ticket it has: start, finish, no-show, back into the line, park, transfer. */
import type { Command } from '../../protocol/commands.ts';
import { event } from '../../protocol/events.ts';
import { about, ending, holding } from './decide-counter.ts';
import { accept, type DecideContext, type Decision, no } from './decision.ts';
import { counterOf, type HallState, isAtCounter } from './state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

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

export function decidePark(state: HallState, command: Of<'park'>, context: DecideContext): Decision {
  const held = holding(state, command, context);
  if ('ok' in held) return held;
  const { counter, ticket } = held;
  const { reason = null } = command;
  if (reason !== null && !context.index.reasons.park.some(({ id }) => id === reason)) return no('reason-unknown');
  return accept([event('ticket.parked', { ticket: ticket.id, counter: counter.no, reason })], about(ticket, counter));
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
  if (toClerk !== undefined && !isAtCounter(state, toClerk)) return no('clerk-absent', { clerk: toClerk });
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

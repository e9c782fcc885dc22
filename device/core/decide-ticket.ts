/** Commands about a ticket itself: issue, cancel, and what became of its paper. */
import type { Command } from '../../protocol/commands.ts';
import { configDefaults } from '../../protocol/config.ts';
import { event, type HallEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import { accept, type DecideContext, type Decision, no } from './decision.ts';
import { isAlive } from './evolve.ts';
import type { HallIndex } from './hall-index.ts';
import { nextNumber } from './numbering.ts';
import { isOpen, type LocalMinute } from './opening-hours.ts';
import { ageMs, type HallState } from './state.ts';
import { printerOf } from './target.ts';
import { waitRange } from './wait-estimate.ts';
import { lineOf } from './waiting-line.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

export function decideIssue(state: HallState, command: Of<'issue'>, context: DecideContext): Decision {
  const known = state.requests.get(command.request);
  if (known !== undefined && state.tickets.has(known)) return accept([], { ticket: known });
  const service = context.index.services.get(command.service);
  if (!service) return no('service-unknown', { service: command.service });
  const closed = closedBy(state, context.index, command.service, context.local);
  if (closed) return no(closed, { service: command.service });
  if (command.class !== 'normal' && !context.actor.staff) return no('class-not-allowed');
  const number = nextNumber(state, service);
  if (!number) return no('numbers-exhausted', { service: command.service });
  const ahead = lineOf(state, service.id).length;
  const body = {
    ticket: context.id,
    no: number.no,
    series: service.id,
    n: number.n,
    service: service.id,
    class: command.class,
    channel: command.channel,
    locale: command.locale,
    request: command.request,
    ahead,
    wait: waitRange(state, context.index, service.id, ahead),
    printer: command.channel === 'phone' ? null : context.index.printer,
  };
  return accept([event('ticket.issued', body)], { ticket: context.id });
}

/** Why a service gives no tickets now, or null when it does. Shared with the views, so that a page never offers what would be refused. */
export function closedBy(
  state: HallState,
  index: HallIndex,
  serviceId: string,
  local: LocalMinute | null,
): RefusalCode | null {
  const service = index.services.get(serviceId);
  if (!service) return 'service-unknown';
  if (!isOpen(index.config.hall.hours, local)) return 'hall-closed';
  if (lineOf(state, serviceId).length >= (service.queueMax ?? configDefaults.queueMax)) return 'queue-full';
  if (state.alive.size >= limits.liveTicketsMax) return 'queue-full';
  return null;
}

export function decideCancel(state: HallState, command: Of<'cancel'>, context: DecideContext): Decision {
  const ticket = state.tickets.get(command.ticket);
  if (!ticket) return no('ticket-unknown');
  if (ticket.state !== 'waiting' && !(ticket.state === 'parked' && context.actor.staff)) {
    return no('ticket-not-waiting', { ticket: ticket.no });
  }
  const by = context.actor.staff ? 'staff' : 'customer';
  return accept([event('ticket.cancelled', { ticket: ticket.id, by })], { ticket: ticket.id });
}

// ---------------------------------------------------------------------------------------------- paper

export function decidePrinted(state: HallState, command: Of<'printed'>): Decision {
  const ticket = owed(state, command.ticket, command.job);
  if (!ticket) return accept([]);
  const { id, copies } = ticket;
  return accept([event('ticket.printed', { ticket: id, job: command.job, copies, confirmed: command.confirmed })], {
    ticket: id,
  });
}

/**
 * The printer stopped in the middle: the same number again, marked, unless it has been printed too often already.
 * Paper that is in doubt waits for staff: no machine prints it again.
 */
export function decideInterrupted(state: HallState, command: Of<'print-interrupted'>): Decision {
  const ticket = owed(state, command.ticket, command.job);
  return ticket?.print === 'pending' ? again(ticket, 'interrupted') : accept([]);
}

export function decidePrintUnknown(state: HallState, command: Of<'print-unknown'>): Decision {
  const ticket = owed(state, command.ticket, command.job);
  if (!ticket || ticket.print === 'unknown') return accept([]);
  return accept([event('ticket.print-unknown', { ticket: ticket.id, job: command.job })], { ticket: ticket.id });
}

/** Staff have looked at the paper slot. */
export function decidePrintSettled(state: HallState, command: Of<'print-settled'>): Decision {
  const ticket = state.prints.get(command.ticket);
  if (ticket?.print !== 'unknown')
    return state.tickets.has(command.ticket) ? accept([], { ticket: command.ticket }) : no('ticket-unknown');
  const { id, job, copies } = ticket;
  if (command.there)
    return accept([event('ticket.printed', { ticket: id, job, copies, confirmed: false })], { ticket: id });
  return accept([event('ticket.reprint', { ticket: id, job, copies: copies + 1, cause: 'staff' })], { ticket: id });
}

export function decideReprint(state: HallState, command: Of<'reprint'>): Decision {
  const ticket = state.tickets.get(command.ticket);
  if (!ticket) return no('ticket-unknown');
  if (!isAlive(ticket)) return no('ticket-not-waiting', { ticket: ticket.no });
  if (!ticket.printer) return no('not-found');
  const { id, job, copies } = ticket;
  return accept([event('ticket.reprint', { ticket: id, job, copies: copies + 1, cause: 'staff' })], { ticket: id });
}

/**
 * What a start must put in order: counters that the configuration has no more are closed, and the tickets they have or have
 * parked go back to their lines; paper that was under way is printed once more, marked, or put before staff when it is too old.
 */
export function decideAfterStart(state: HallState, context: DecideContext): Decision {
  const events: HallEvent[] = [];
  for (const each of state.tickets.values()) {
    const { id: ticket, counter, service } = each;
    if (!isAlive(each) || counter === null || context.index.counters.has(counter)) continue;
    events.push(event('ticket.transferred', { ticket, counter, service, back: false }));
  }
  for (const counter of state.counters.values()) {
    if (counter.state === 'closed' || context.index.counters.has(counter.no)) continue;
    events.push(event('counter.closed', { counter: counter.no }));
  }
  for (const ticket of state.prints.values()) {
    const hasPrinter = printerOf(ticket, context.index) !== null;
    const age = hasPrinter ? ageMs(ticket.issued, context.now) : Number.MAX_SAFE_INTEGER;
    const decision = decideAfterRestart(state, ticket.id, age);
    if (decision.ok) events.push(...decision.events);
  }
  return accept(events);
}

/** Paper that was under way when the daemon ended: printed once more, marked; too old or too often: staff decide. */
export function decideAfterRestart(state: HallState, ticketId: string, ageMs: number): Decision {
  const ticket = state.prints.get(ticketId);
  if (ticket?.print !== 'pending') return accept([]);
  if (ageMs <= limits.reprintAgeMsMax) return again(ticket, 'restart');
  return accept([event('ticket.print-unknown', { ticket: ticket.id, job: ticket.job })], { ticket: ticket.id });
}

function again(ticket: { id: string; job: number; copies: number }, cause: 'interrupted' | 'restart'): Decision {
  const { id, job } = ticket;
  if (ticket.copies >= limits.printCopiesMax)
    return accept([event('ticket.print-unknown', { ticket: id, job })], { ticket: id });
  return accept([event('ticket.reprint', { ticket: id, job, copies: ticket.copies + 1, cause })], { ticket: id });
}

function owed(state: HallState, ticketId: string, job: number) {
  const ticket = state.prints.get(ticketId);
  return ticket && ticket.job === job ? ticket : null;
}

/** What became of a ticket's paper, and what staff decide where nobody can know. */
import type { Command } from '../../protocol/commands.ts';
import { event, type HallEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { ticketTemplates } from '../../protocol/ticket-template.ts';
import { released } from './decide-counter.ts';
import { accept, type DecideContext, type Decision, no } from './decision.ts';
import { ageMs, type HallState, isAlive } from './state.ts';
import { printerOf } from './target.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

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

/**
 * The printer that owes a paper is in trouble and another one is not. Only paper that was not begun moves: what may be on
 * paper already stays where a person can look for it.
 */
export function decidePrintMove(state: HallState, command: Of<'print-move'>, { index }: DecideContext): Decision {
  const ticket = owed(state, command.ticket, command.job);
  const isKnown = (index.config.printers ?? []).some(({ id }) => id === command.printer);
  const from = ticket ? printerOf(ticket, index) : null;
  if (ticket?.print !== 'pending' || !isKnown || from === null || from === command.printer) return accept([]);
  const { id, job } = ticket;
  return accept([event('ticket.print-moved', { ticket: id, job, from, printer: command.printer })], { ticket: id });
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

/** Staff try a printer. Nothing is owed for it: a paper that fails is not printed again. */
export function decideTestPaper({ printer, wish }: Of<'test-paper'>, { index, actor }: DecideContext): Decision {
  if (!actor.staff) return no('not-allowed');
  if (!(index.config.printers ?? []).some(({ id }) => id === printer)) return no('not-found');
  if (!index.services.has(wish.service)) return no('service-unknown', { service: wish.service });
  const isKnown = ticketTemplates(index.config.tickets).some(({ id }) => id === wish.template);
  if (wish.template !== undefined && !isKnown) return no('not-found');
  return accept([event('printer.tested', { ...wish, printer, by: actor.clerk ?? actor.id })]);
}

/**
 * What a start must put in order: counters that the configuration has no more are closed, and the tickets they have or have
 * parked, and those that waited for it alone, go back to their lines; paper that was under way is printed once more, marked, or put before staff when it is too old.
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
    events.push(...released(state, counter), event('counter.closed', { counter: counter.no }));
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

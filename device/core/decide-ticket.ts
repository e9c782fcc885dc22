/** Commands about a ticket itself: issue, check-in for an appointment, class, one more service, revive, cancel. */
import type { Command } from '../../protocol/commands.ts';
import { configDefaults, type ServiceConfig } from '../../protocol/config.ts';
import { type EventBodies, event } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import { aheadOfNewcomer } from './counter-queue.ts';
import { accept, type DecideContext, type Decision, no, type Refused } from './decision.ts';
import type { HallIndex } from './hall-index.ts';
import { nextNumber, seriesOf } from './numbering.ts';
import { isInWeek, isOpen, type LocalMinute } from './opening-hours.ts';
import { type HallState, hallTime, isAlive } from './state.ts';
import { rangeOf } from './wait-range.ts';
import { callsOf, waitingOf } from './waiting-line.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;
type Issued = EventBodies['ticket.issued'];

export function decideIssue(state: HallState, command: Of<'issue'>, context: DecideContext): Decision {
  const known = state.requests.get(command.request);
  if (known !== undefined && state.tickets.has(known)) return accept([], { ticket: known });
  const service = context.index.services.get(command.service);
  if (!service) return no('service-unknown', { service: command.service });
  const rest = command.rest ?? [];
  for (const each of [service.id, ...rest]) {
    const closed = closedBy(state, context.index, each, context.local);
    if (closed) return no(closed, { service: each });
  }
  const visit = refuseVisit([service.id, ...rest]);
  if (visit) return visit;
  if (command.class !== 'normal' && !context.actor.staff) return no('class-not-allowed');
  if (command.reason !== undefined && !isReason(context.index, 'priority', command.reason)) return no('reason-unknown');
  const number = nextNumber(state, service);
  if (!number) return no('numbers-exhausted', { service: service.id });
  const body = issuedBody(state, service, number, command, context);
  return accept(
    [
      event('ticket.issued', {
        ...body,
        ...(rest.length > 0 ? { rest } : {}),
        ...(command.class !== 'normal' ? { reason: command.reason ?? 'other' } : {}),
      }),
    ],
    { ticket: context.id },
  );
}

/** Body of a new ticket: number, place, what is promised. */
export function issuedBody(
  state: HallState,
  service: ServiceConfig,
  number: { readonly n: number; readonly no: string },
  wanted: Pick<Issued, 'class' | 'channel' | 'locale' | 'request'> & { readonly large?: boolean },
  context: DecideContext,
  /** How long it counts as having waited already; negative for an appointment whose time is to come. */
  waitedMs = 0,
): Issued {
  const { class: ticketClass, channel, locale, request } = wanted;
  // Before its time an appointment is promised that time, not a wait.
  const expect = channel === 'counter' || waitedMs < 0 ? null : context.expect(service.id, ticketClass);
  return {
    ticket: context.id,
    no: number.no,
    series: seriesOf(service),
    n: number.n,
    service: service.id,
    class: ticketClass,
    channel,
    locale,
    request,
    ahead: aheadOfNewcomer(state, context.index, service.id, ticketClass, context.now, waitedMs),
    wait: expect ? rangeOf(expect) : null,
    ...(expect ? { expect } : {}),
    ...(wanted.large ? { large: true as const } : {}),
    printer: channel === 'phone' || channel === 'counter' ? null : printerFor(context),
  };
}

/** The printer beside the kiosk that asks, or the hall's. */
function printerFor({ actor, index }: DecideContext): string | null {
  return index.kioskPrinters.get(actor.id) ?? index.printer;
}

function refuseVisit(services: readonly string[]): Refused | null {
  if (services.length > limits.servicesPerVisitMax) return no('services-too-many', { max: limits.servicesPerVisitMax });
  if (new Set(services).size < services.length) return no('service-twice');
  return null;
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
  if (state.dayClosed) return 'day-closed';
  if (!isOpen(index.config.hall, local)) return 'hall-closed';
  if (service.paperRoll) return 'service-paper-roll';
  if (state.closedServices.has(serviceId)) return 'service-closed';
  if (service.hours && local && !isInWeek(service.hours, index.config.hall, local)) return 'service-hours';
  if (service.quota !== undefined && (state.wanted.get(serviceId) ?? 0) >= service.quota) return 'service-quota';
  if (waitingOf(state, serviceId) >= (service.queueMax ?? configDefaults.queueMax)) return 'queue-full';
  if (state.alive.size >= limits.liveTicketsMax) return 'queue-full';
  return null;
}

// ---------------------------------------------------------------------------------------------- later changes

export function decideGrant(state: HallState, command: Of<'grant'>, { index }: DecideContext): Decision {
  const ticket = state.tickets.get(command.ticket);
  if (!ticket) return no('ticket-unknown');
  if (!isAlive(ticket)) return no('ticket-ended', { ticket: ticket.no });
  if (!isReason(index, 'priority', command.reason)) return no('reason-unknown');
  if (ticket.class === command.class) return no('class-unchanged', { ticket: ticket.no });
  const body = { ticket: ticket.id, class: command.class, reason: command.reason };
  return accept([event('ticket.class', body)], { ticket: ticket.id, counter: ticket.counter });
}

export function decideAddService(state: HallState, command: Of<'add-service'>, { index }: DecideContext): Decision {
  const ticket = state.tickets.get(command.ticket);
  if (!ticket) return no('ticket-unknown');
  if (!isAlive(ticket)) return no('ticket-ended', { ticket: ticket.no });
  if (!index.services.has(command.service)) return no('service-unknown', { service: command.service });
  const refused = refuseVisit([ticket.service, ...ticket.todo, command.service]);
  if (refused) return refused;
  const { id, counter } = ticket;
  return accept([event('ticket.service-added', { ticket: id, service: command.service })], { ticket: id, counter });
}

/** A no-show that came after all, within the tolerance of the hall. */
export function decideRevive(state: HallState, command: Of<'revive'>, { index, now }: DecideContext): Decision {
  const ticket = state.tickets.get(command.ticket);
  if (!ticket) return no('ticket-unknown');
  if (ticket.state !== 'no-show') return no('ticket-not-no-show', { ticket: ticket.no });
  if (!mayRevive(state, index, ticket.id, hallTime(state, now))) return no('tolerance-over', { ticket: ticket.no });
  return accept([event('ticket.revived', { ticket: ticket.id })], { ticket: ticket.id });
}

/** True while a no-show may come back: so many calls of its service, or so long a time, have not passed, and its number is free. */
export function mayRevive(state: HallState, index: HallIndex, id: string, hallMs: number): boolean {
  const ticket = state.tickets.get(id);
  if (!ticket?.passed || state.dayClosed) return false;
  // Its appointment has opened another ticket meanwhile: nobody waits twice.
  const now = state.appointments.get(ticket.appointment ?? '')?.ticket;
  if (now != null && now !== id && state.tickets.has(now)) return false;
  const { atMs, calls } = ticket.passed;
  const isRecent = hallMs - atMs <= index.tolerance.ms;
  const isFew = callsOf(state, ticket.service) - calls <= index.tolerance.calls;
  return (isRecent || isFew) && !state.alive.has(ticket.no);
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

function isReason(index: HallIndex, list: 'priority', id: string): boolean {
  return index.reasons[list].some((reason) => reason.id === id);
}

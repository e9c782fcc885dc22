/** Appointments: the list the hall was given, the check-in of who has come, the times that passed without one. */
import type { Command } from '../../protocol/commands.ts';
import { event } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { closedBy, issuedBody } from './decide-ticket.ts';
import { accept, type DecideContext, type Decision, no } from './decision.ts';
import { nextNumber } from './numbering.ts';
import { type Appointment, type HallState, isAlive } from './state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

/** An appointment so long ago is another day's, whatever the business day says. */
const otherDayMs = 12 * 3_600_000;

/**
 * The appointment's customer is here. On time (from `earlyMinutes` before to `lateMinutes` after) it waits in the class
 * `appointment` since its time; later it waits like a walk-in who has come now. The same code gives the same ticket.
 */
export function decideCheckIn(state: HallState, command: Of<'check-in'>, context: DecideContext): Decision {
  const known = state.requests.get(command.request);
  if (known !== undefined && state.tickets.has(known)) return accept([], { ticket: known });
  const appointment = appointmentOf(state, command.code, context);
  if (!appointment) return no('appointment-unknown');
  if (appointment.ticket !== null) {
    const earlier = state.tickets.get(appointment.ticket);
    // A ticket that is no longer known was of an earlier day: the appointment has been kept.
    if (!earlier) return no('appointment-other-day');
    // One that was given back or passed over is over; who comes with the code again is here now.
    if (isAlive(earlier) || earlier.state === 'served') return accept([], { ticket: earlier.id });
  }
  const service = context.index.services.get(appointment.service);
  if (!service) return no('service-unknown', { service: appointment.service });
  // Without a clock nobody can say early or late: who has the code is taken to be on time.
  const lateMs = context.local ? context.now.wallMs - appointment.slotMs : 0;
  const { earlyMs, lateMs: graceMs } = context.index.appointment;
  if (Math.abs(lateMs) > otherDayMs) return no('appointment-other-day');
  if (lateMs < -earlyMs) return no('appointment-early', { minutes: Math.ceil((-lateMs - earlyMs) / 60_000) });
  const closed = closedBy(state, context.index, service.id, context.local);
  if (closed === 'hall-closed' || closed === 'day-closed') return no(closed, { service: service.id });
  const number = nextNumber(state, service);
  if (!number) return no('numbers-exhausted', { service: service.id });
  const { channel, locale, request } = command;
  const isLate = lateMs > graceMs;
  const ticketClass = isLate ? ('normal' as const) : ('appointment' as const);
  const wanted = { class: ticketClass, channel, locale, request, large: command.large === true };
  const slotMs = context.local ? appointment.slotMs : context.now.wallMs;
  const body = issuedBody(state, service, number, wanted, context, isLate ? 0 : context.now.wallMs - slotMs);
  return accept([event('ticket.issued', { ...body, appointment: appointment.id, ...(isLate ? {} : { slotMs }) })], {
    ticket: context.id,
  });
}

/** The appointment of a code: of several days the nearest one. */
function appointmentOf(state: HallState, code: string, { now }: DecideContext): Appointment | null {
  const wanted = code.trim().toUpperCase();
  let nearest: Appointment | null = null;
  const farMs = (one: Appointment) => Math.abs(one.slotMs - now.wallMs);
  for (const one of state.appointments.values())
    if (one.code.toUpperCase() === wanted && (!nearest || farMs(one) < farMs(nearest))) nearest = one;
  return nearest;
}

/** The list of appointments as it is now, all or nothing. */
export function decideAppointments(state: HallState, command: Of<'appointments'>, context: DecideContext): Decision {
  const { items } = command;
  if (items.length > limits.appointmentsMax) return no('appointments-too-many', { max: limits.appointmentsMax });
  const ids = new Set<string>();
  for (const item of items) {
    if (!context.index.services.has(item.service)) return no('service-unknown', { service: item.service });
    if (ids.has(item.id) || !Number.isFinite(item.slotMs)) return no('appointment-invalid', { appointment: item.id });
    ids.add(item.id);
  }
  const events = [];
  for (const { id, ticket } of state.appointments.values())
    if (!ids.has(id) && ticket === null) events.push(event('appointment.withdrawn', { appointment: id }));
  for (const { id, code, service, slotMs } of items) {
    const known = state.appointments.get(id);
    const isSame = known?.code === code && known.service === service && known.slotMs === slotMs;
    if (isSame || (known && known.ticket !== null) || slotMs < context.now.wallMs - otherDayMs) continue;
    events.push(event('appointment.booked', { appointment: id, code, service, slotMs }));
  }
  return accept(events);
}

/** Times that have passed without a check-in. */
export function decideAppointmentsPassed(state: HallState, context: DecideContext): Decision {
  if (!context.local) return accept([]);
  const passedMs = context.now.wallMs - context.index.appointment.lateMs;
  const events = [];
  for (const { id, slotMs, ticket, missed } of state.appointments.values())
    if (ticket === null && !missed && slotMs < passedMs) events.push(event('appointment.missed', { appointment: id }));
  return accept(events);
}

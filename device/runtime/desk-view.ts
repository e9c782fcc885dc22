/** The whole hall as its team lead needs it: the day, who is left, appointments, numbers, how true the promised waits were. */
import { limits } from '../../protocol/limits.ts';
import type { AppointmentPart, DayPart, DeskView, WaitingPart } from '../../protocol/views.ts';
import { drawn, hallQueue } from '../core/counter-queue.ts';
import { leftOver } from '../core/decide-day.ts';
import { liveBySeries, seriesUse } from '../core/numbering.ts';
import { accuracyOf } from '../core/wait-score.ts';
import type { ViewContext } from './hall-views.ts';
import { counterDetail, passedParts, waitingPart } from './staff-views.ts';

type Desk = Pick<DeskView, 'day' | 'counters' | 'left' | 'passed' | 'appointments' | 'numbers' | 'accuracy'>;

/** Rows of the list of appointments: a day of a large hall. */
const appointmentRowsMax = 400;

export function deskView(context: ViewContext, held: string | null): Desk {
  const { state, index } = context;
  const live = liveBySeries(state);
  return {
    day: dayPart(context, held),
    counters: index.config.counters.flatMap(({ no }) => counterDetail(no, context) ?? []),
    left: leftParts(context),
    passed: passedParts([...index.services.keys()], context),
    appointments: appointmentParts(context),
    numbers: index.config.services.map((service) => ({
      service: service.id,
      usedShare: Math.round(seriesUse(state, service, live) * 1000) / 1000,
    })),
    accuracy: accuracyOf(state),
  };
}

/** Who waits, in the order of the hall's rule, then who is parked. */
export function leftParts(context: ViewContext): WaitingPart[] {
  const { state, index, now } = context;
  const waiting = drawn(hallQueue(state, index, now), limits.waitingRowsMax);
  const parked = [...state.tickets.values()].filter((ticket) => ticket.state === 'parked');
  return [...waiting, ...parked].slice(0, 2 * limits.waitingRowsMax).map((each) => waitingPart(each, context));
}

export function dayPart({ state }: ViewContext, held: string | null): DayPart {
  const left = leftOver(state);
  const parked = left.filter((ticket) => ticket.state === 'parked').length;
  return { date: state.day, closed: state.dayClosed, held, waiting: left.length - parked, parked };
}

/** Appointments of this business day and the next hours, by time; no code and no name. */
function appointmentParts({ state, now }: ViewContext): AppointmentPart[] {
  return [...state.appointments.values()]
    .filter(({ slotMs }) => Math.abs(slotMs - now.wallMs) < 16 * 3_600_000)
    .sort((a, b) => a.slotMs - b.slotMs)
    .slice(0, appointmentRowsMax)
    .map(({ id, service, slotMs, ticket, missed }) => ({
      id,
      service,
      slotMs,
      state: ticket !== null ? ('checked-in' as const) : missed ? ('missed' as const) : ('booked' as const),
      ticketNo: ticket === null ? null : (state.tickets.get(ticket)?.no ?? null),
    }));
}

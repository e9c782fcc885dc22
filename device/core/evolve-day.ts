/** What happens to the day as a whole: numbering begins anew, services close, appointments are booked. */
import type { Handlers } from './evolve-records.ts';
import { type HallState, isAlive, type Stamp } from './state.ts';
import { beginWaitDay } from './wait-learning.ts';

/** An appointment stays known so long after its time. */
const appointmentKeptMs = 12 * 3_600_000;

export const dayEvents: Handlers = {
  'epoch.started': (state, body) => {
    state.epochs.push({ epoch: body.epoch, first: body.first });
  },
  'day.opened': (state, body, at) => openDay(state, body.date, at),
  'service.closed': (state, body) => void state.closedServices.set(body.service, body.reason),
  'service.opened': (state, body) => void state.closedServices.delete(body.service),
  'series.set': (state, { series, n }) => {
    // Back to a number that was given already: the series begins anew.
    if (n <= (state.series.get(series) ?? 0)) state.wraps.set(series, (state.wraps.get(series) ?? 0) + 1);
    state.series.set(series, n - 1);
  },
  'day.closed': (state) => {
    state.dayClosed = true;
  },
  'day.reopened': (state) => {
    state.dayClosed = false;
  },
  'appointment.booked': (state, body) => {
    const { appointment: id, code, service, slotMs } = body;
    const known = state.appointments.get(id);
    state.appointments.set(id, { id, code, service, slotMs, ticket: known?.ticket ?? null, missed: false });
  },
  'appointment.withdrawn': (state, body) => void state.appointments.delete(body.appointment),
  'appointment.missed': (state, body) => {
    const appointment = state.appointments.get(body.appointment);
    if (appointment) appointment.missed = true;
  },
};

/** Numbering begins anew; ended tickets, their requests and their ratings leave the state, the living stay. */
function openDay(state: HallState, date: string, at: Stamp): void {
  state.day = date;
  beginWaitDay(state.waits);
  state.dayClosed = false;
  state.series.clear();
  state.wraps.clear();
  state.counts.clear();
  state.wanted.clear();
  state.calls.length = 0;
  state.content.plays.clear();
  for (const counter of state.counters.values()) {
    counter.servedToday = 0;
    counter.undo = null;
  }
  for (const { id, slotMs } of state.appointments.values())
    if (slotMs < at.wallMs - appointmentKeptMs) state.appointments.delete(id);
  for (const ticket of state.tickets.values()) {
    if (!isAlive(ticket)) state.tickets.delete(ticket.id);
  }
  for (const [request, ticket] of state.requests) {
    if (!state.tickets.has(ticket)) state.requests.delete(request);
  }
  for (const [visit, rating] of state.ratings) {
    if (rating.state !== 'open') state.ratings.delete(visit);
  }
}

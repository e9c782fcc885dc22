/** Views for staff (console, health), for the rating page and for the phone of one ticket's holder. */

import { callReason } from '../../protocol/call-reasons.ts';
import { limits } from '../../protocol/limits.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import type {
  CounterDetail,
  CounterTicket,
  OtherCounterPart,
  RateView,
  RatingWindow,
  TicketDetail,
  TicketView,
  WaitingPart,
} from '../../protocol/views.ts';
import { callingOrder, drawn, hallQueue, mayCall, servicesOf, waitingFor } from '../core/counter-queue.ts';
import { mayRevive } from '../core/decide-ticket.ts';
import { undoLeftMs } from '../core/decide-undo.ts';
import { exceptionOn, minutesOf, weekWindowsOn } from '../core/opening-hours.ts';
import { ageMs, type Counter, counterOf, elapsedMs, hallTime, type Ticket } from '../core/state.ts';
import { rangeOf } from '../core/wait-range.ts';
import { isDue } from '../core/waiting-line.ts';
import { hallPart, type ViewContext } from './hall-views.ts';

/** No-shows that are offered to come back: the last few; an older one is found by its number. */
const passedRowsMax = 12;

export function counterDetail(no: number, context: ViewContext): CounterDetail | null {
  const { index, state } = context;
  const settings = index.counters.get(no);
  if (!settings) return null;
  const counter = counterOf(state, no);
  const ticket = counter.ticket === null ? undefined : state.tickets.get(counter.ticket);
  const reason = callReason(ticket?.why ?? null);
  return {
    no,
    name: settings.name ?? null,
    state: counter.state,
    pauseReason: counter.pauseReason,
    clerk: counter.clerk,
    services: servicesOf(state, index, no, context.now),
    ticket: ticket ? counterTicket(ticket, context) : null,
    waiting: waitingFor(state, index, no),
    servedToday: counter.servedToday,
    rating: ratingWindow(counter.rating, context),
    armed: counter.armed !== null,
    cover: coverPart(counter, context),
    undo: undoPart(counter, context),
    break: breakPart(no, context),
    ...(reason ? { reason } : {}),
  };
}

function coverPart({ cover }: Readonly<Counter>, { now }: ViewContext): CounterDetail['cover'] {
  if (!cover) return null;
  const leftMs = Math.round(cover.ms - elapsedMs(cover.since, now));
  return leftMs > 0 ? { services: cover.services, leftMs } : null;
}

function undoPart(counter: Readonly<Counter>, { index, now }: ViewContext): CounterDetail['undo'] {
  const leftMs = Math.round(undoLeftMs(counter, index.undoMs, now));
  if (!counter.undo || leftMs <= 0) return null;
  const { what, ticket } = counter.undo;
  return { what, ticketId: ticket.id, ticketNo: ticket.no, leftMs };
}

/** The break of the plan that runs now, or the next one today. */
function breakPart(no: number, { index, local }: ViewContext): CounterDetail['break'] {
  if (!local) return null;
  // A make-up day is worked like another weekday: so are its breaks.
  const weekday = exceptionOn(index.config.hall, local.date)?.like ?? local.weekday;
  const next = weekWindowsOn(index.counters.get(no)?.breaks, weekday).find(([, to]) => local.minutes < minutesOf(to));
  return next ? { from: next[0], to: next[1], now: local.minutes >= minutesOf(next[0]) } : null;
}

function counterTicket(ticket: Ticket, { now, printOf }: ViewContext): CounterTicket {
  const until = ticket.called ?? now;
  return {
    ticketId: ticket.id,
    ticketNo: ticket.no,
    service: ticket.service,
    state: ticket.state,
    class: ticket.class,
    locale: ticket.locale,
    waitedMs: Math.round(elapsedMs(ticket.issued, until)),
    calledAgoMs: ticket.called ? Math.round(elapsedMs(ticket.called, now)) : null,
    startedAgoMs: ticket.started ? Math.round(elapsedMs(ticket.started, now)) : null,
    times: ticket.times,
    todo: ticket.todo,
    recycled: ticket.recycled,
    print: printOf(ticket),
  };
}

function ratingWindow(visit: string | null, { state, now }: ViewContext): RatingWindow | null {
  const rating = visit === null ? undefined : state.ratings.get(visit);
  if (rating?.state !== 'open') return null;
  const leftMs = Math.max(0, rating.seconds * 1000 - Math.round(ageMs(rating.opened, now)));
  return {
    visitId: rating.visit,
    ticketNo: state.tickets.get(rating.visit)?.no ?? '',
    seconds: rating.seconds,
    leftMs,
  };
}

/** Tickets in the order in which this counter would call them; those that rest come last. */
export function waitingParts(no: number, context: ViewContext): WaitingPart[] {
  const { state, index, now } = context;
  if (!index.counters.has(no)) return [];
  const order = callingOrder(state, index, no, now, limits.waitingRowsMax);
  const hallMs = hallTime(state, now);
  const services = servicesOf(state, index, no, now);
  const { clerk } = counterOf(state, no);
  for (const ticket of state.resting.values())
    if (!isDue(state, ticket, hallMs) && mayCall(ticket, services, no, clerk)) order.push(ticket);
  return order.slice(0, limits.waitingRowsMax).map((each) => waitingPart(each, context));
}

export function parkedParts(no: number, context: ViewContext): WaitingPart[] {
  return parkedAt(context, no).map((each) => waitingPart(each, context));
}

/** Tickets parked at this counter, and those whose counter is closed: somebody must be able to bring them back. */
export function parkedAt(context: ViewContext, no: number): readonly Ticket[] {
  const { state } = context;
  return asideOf(context).parked.filter(
    ({ counter }) => counter === no || (counter !== null && counterOf(state, counter).state === 'closed'),
  );
}

/** No-shows of these services that may still come back, the newest first. */
export function passedParts(services: readonly string[], context: ViewContext): WaitingPart[] {
  return asideOf(context)
    .passed.filter(({ service }) => services.includes(service))
    .slice(0, passedRowsMax)
    .map((each) => waitingPart(each, context));
}

interface Aside {
  readonly parked: readonly Ticket[];
  /** May still come back, the newest first. */
  readonly passed: readonly Ticket[];
}
const asides = new WeakMap<ViewContext, Aside>();

/** Who is neither in a line nor at a counter: looked for once for a context, however many consoles are open. */
function asideOf(context: ViewContext): Aside {
  const known = asides.get(context);
  if (known) return known;
  const { state, index, now } = context;
  const hallMs = hallTime(state, now);
  const parked: Ticket[] = [];
  const passed: Ticket[] = [];
  for (const ticket of state.tickets.values()) {
    if (ticket.state === 'parked') parked.push(ticket);
    else if (ticket.state === 'no-show' && mayRevive(state, index, ticket.id, hallMs)) passed.push(ticket);
  }
  passed.sort((a, b) => (b.passed?.atMs ?? 0) - (a.passed?.atMs ?? 0));
  const aside = { parked, passed };
  asides.set(context, aside);
  return aside;
}

const otherCounters = new WeakMap<ViewContext, readonly OtherCounterPart[]>();

export function othersParts(no: number, context: ViewContext): OtherCounterPart[] {
  const { state, index } = context;
  let all = otherCounters.get(context);
  if (!all) {
    all = index.config.counters.map((each) => {
      const { state: now, clerk } = counterOf(state, each.no);
      return { no: each.no, name: each.name ?? null, state: now, clerk, services: servicesOf(state, index, each.no) };
    });
    otherCounters.set(context, all);
  }
  return all.filter((each) => each.no !== no);
}

export function waitingPart(ticket: Ticket, context: ViewContext): WaitingPart {
  const { state, index, now, printOf } = context;
  const targetMs = index.targetMs.get(ticket.service);
  return {
    ticketId: ticket.id,
    ticketNo: ticket.no,
    service: ticket.service,
    class: ticket.class,
    waitedMs: Math.max(0, Math.round(hallTime(state, now) - ticket.arrivedMs)),
    targetMs: targetMs ?? null,
    print: printOf(ticket),
    paperPlace: placeOf(ticket, context),
    parked: ticket.state === 'parked',
    resting: !isDue(state, ticket, hallTime(state, now)),
    forCounter: ticket.forCounter,
    forClerk: ticket.forClerk,
  };
}

export function rateView(no: number, context: ViewContext): RateView | null {
  if (!context.index.counters.has(no)) return null;
  const counter = counterOf(context.state, no);
  const last = counter.lastRated;
  return {
    counter: { no, state: counter.state },
    rating: ratingWindow(counter.rating, context),
    last: last ? { visitId: last.visit, level: last.level } : null,
  };
}

export function ticketView(id: string, context: ViewContext): TicketView | null {
  const { state, index } = context;
  const ticket = state.tickets.get(id);
  if (!ticket) return null;
  const isWaiting = ticket.state === 'waiting';
  const ahead = isWaiting ? aheadOf(ticket, context) : null;
  const expect = isWaiting ? context.forecast().ticket(id) : null;
  return {
    ticket: {
      ticketId: id,
      ticketNo: ticket.no,
      service: ticket.service,
      serviceName: index.services.get(ticket.service)?.name ?? { zh: ticket.service, en: ticket.service },
      state: ticket.state,
      counter: ticket.state === 'called' || ticket.state === 'serving' ? ticket.counter : null,
      ahead,
      wait: expect && rangeOf(expect),
      times: ticket.times,
      resting: isWaiting && ticket.resting !== null,
      rest: ticket.todo.map((service) => index.services.get(service)?.name ?? { zh: service, en: service }),
      print: context.printOf(ticket),
      paperPlace: placeOf(ticket, context),
    },
    hall: hallPart(context),
    bring: index.services.get(ticket.service)?.bring ?? [],
  };
}

/** People who will be called before this ticket by the hall's rule, of those whom the same counters serve. */
export function aheadOf(ticket: Ticket, { state, index, now }: ViewContext): number {
  const queue = hallQueue(state, index, now);
  const streams = queue.streams.filter((stream) => stream.service === ticket.service);
  return Math.max(0, drawn({ ...queue, streams }, limits.liveTicketsMax, ticket).length - 1);
}

/** A ticket without paper has no place where it comes out. */
function placeOf(ticket: Ticket, { paperPlaceOf }: ViewContext): Bilingual | null {
  return ticket.print === 'none' ? null : paperPlaceOf(ticket);
}

export function ticketAnswer(ticket: Ticket, context: ViewContext): Omit<TicketDetail, 'history'> {
  const booked = context.state.appointments.get(ticket.appointment ?? '');
  const place = placeOf(ticket, context);
  return {
    ticketId: ticket.id,
    ticketNo: ticket.no,
    service: ticket.service,
    ahead: ticket.ahead,
    wait: ticket.wait,
    print: { state: context.printOf(ticket), ...(place ? { place } : {}) },
    ...(booked ? { appointment: { slotMs: booked.slotMs, late: ticket.class === 'normal' } } : {}),
    state: ticket.state,
    class: ticket.class,
    channel: ticket.channel,
    counter: ticket.counter,
  };
}

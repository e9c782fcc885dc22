/** Views for staff (console, health), for the rating page and for the phone of one ticket's holder. */
import { callReason } from '../../protocol/call-reasons.ts';
import type {
  CounterDetail,
  CounterTicket,
  RateView,
  RatingWindow,
  TicketDetail,
  TicketView,
  WaitingPart,
} from '../../protocol/views.ts';
import { before, callingOrder, servicesOf } from '../core/calling-rule.ts';
import { ageMs, counterOf, elapsedMs, type HallState, type Ticket } from '../core/state.ts';
import { waitingFor } from '../core/target.ts';
import { waitRange } from '../core/wait-estimate.ts';
import { lineOf } from '../core/waiting-line.ts';
import { hallPart, type ViewContext } from './hall-views.ts';

/** Rows of a waiting list: more than a clerk can take in; the count says how many there are. */
const waitingRowsMax = 60;

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
    services: settings.services,
    ticket: ticket ? counterTicket(ticket, context) : null,
    waiting: waitingFor(state, index, no),
    servedToday: counter.servedToday,
    rating: ratingWindow(counter.rating, context),
    ...(reason ? { reason } : {}),
  };
}

function counterTicket(ticket: Ticket, { now }: ViewContext): CounterTicket {
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

/** Tickets in the order in which this counter would call them. */
export function waitingParts(no: number, context: ViewContext): WaitingPart[] {
  const settings = context.index.counters.get(no);
  if (!settings) return [];
  return callingOrder(context.state, servicesOf(context.state, context.index, no), settings.rule, waitingRowsMax).map(
    (each) => waitingPart(each, context),
  );
}

export function parkedParts(no: number, context: ViewContext): WaitingPart[] {
  return parkedAt(context.state, no).map((each) => waitingPart(each, context));
}

export function parkedAt(state: HallState, no: number): readonly Ticket[] {
  return [...state.tickets.values()].filter((ticket) => ticket.state === 'parked' && ticket.counter === no);
}

function waitingPart(ticket: Ticket, { index, now, printOf }: ViewContext): WaitingPart {
  const target = index.services.get(ticket.service)?.targetWaitMinutes;
  return {
    ticketId: ticket.id,
    ticketNo: ticket.no,
    service: ticket.service,
    class: ticket.class,
    waitedMs: Math.round(elapsedMs(ticket.issued, now)),
    targetMs: target === undefined ? null : target * 60_000,
    print: printOf(ticket),
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
  const ahead = ticket.state === 'waiting' ? aheadOf(ticket, context) : null;
  return {
    ticket: {
      ticketId: id,
      ticketNo: ticket.no,
      service: ticket.service,
      serviceName: index.services.get(ticket.service)?.name ?? { zh: ticket.service, en: ticket.service },
      state: ticket.state,
      counter: ticket.state === 'called' || ticket.state === 'serving' ? ticket.counter : null,
      ahead,
      wait: ahead === null ? null : waitRange(state, index, ticket.service, ahead),
      times: ticket.times,
      print: context.printOf(ticket),
    },
    hall: hallPart(context),
    bring: index.services.get(ticket.service)?.bring ?? [],
  };
}

/** People of the same service who will be called before this ticket, by the hall's rule. */
export function aheadOf(ticket: Ticket, { state, index }: ViewContext): number {
  const rule = index.config.hall.rule ?? 'fifo';
  return lineOf(state, ticket.service).filter((other) => other !== ticket && before(other, ticket, rule)).length;
}

export function ticketAnswer(ticket: Ticket, context: ViewContext): Omit<TicketDetail, 'history'> {
  return {
    ticketId: ticket.id,
    ticketNo: ticket.no,
    service: ticket.service,
    ahead: ticket.ahead,
    wait: ticket.wait,
    print: { state: context.printOf(ticket) },
    state: ticket.state,
    class: ticket.class,
    channel: ticket.channel,
    counter: ticket.counter,
  };
}

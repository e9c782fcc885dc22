/**
 * One event applied to the state: the only place where the hall changes. Deterministic: it reads the event and the
 * state, nothing else, so that a replay of the journal gives the same hall. It changes the state it is given and
 * returns it; a rolled-back commit is undone by replaying the journal.
 */
import type { EventBodies, EventType, JournalEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import {
  type Counter,
  closedCounter,
  elapsedMs,
  type HallState,
  type ServiceCount,
  type Stamp,
  type Ticket,
} from './state.ts';
import { joinLine, leaveLine } from './waiting-line.ts';

/** Share of the newest service time in the learned mean: slow, so that one long case does not frighten the queue. */
const meanShare = 0.02;
/** Shorter than this, milliseconds, nobody was served: the clerk passed over somebody who did not come. */
const learnedMsMin = 20_000;
/**
 * Longest service that is learned from, milliseconds: the longest that a configuration may name (240 minutes). A longer
 * one is a ticket left over night or a wall clock that jumped decades over a restart; neither says how long people wait.
 */
const learnedMsMax = 240 * 60_000;

type Handler<T extends EventType> = (state: HallState, body: EventBodies[T], at: Stamp, seq: number) => void;

export function evolve(state: HallState, event: JournalEvent): HallState {
  if (event.type === 'system.started') {
    state.boot += 1;
    state.bootId = event.body.boot;
  }
  const at: Stamp = { boot: state.boot, monoMs: event.monoMs, wallMs: event.wallMs };
  const handler = handlers[event.type] as Handler<EventType> | undefined;
  handler?.(state, event.body, at, event.seq);
  state.seq = event.seq;
  return state;
}

const handlers: { readonly [T in EventType]?: Handler<T> } = {
  'epoch.started': (state, body) => {
    state.epochs.push({ epoch: body.epoch, first: body.first });
  },
  'day.opened': (state, body) => openDay(state, body.date),
  'ticket.issued': issued,
  'ticket.printed': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (ticket) settlePrint(state, ticket, 'printed');
  },
  'ticket.reprint': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    state.prints.delete(ticket.id);
    ticket.print = 'pending';
    ticket.copies = body.copies;
    ticket.job = seq;
    state.prints.set(ticket.id, ticket);
  },
  'ticket.print-unknown': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (ticket) ticket.print = 'unknown';
  },
  'ticket.called': called,
  'ticket.recalled': (state, body, at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    ticket.times = body.times;
    pushCall(state, ticket, body.counter, at, seq);
  },
  'ticket.started': (state, body, at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    ticket.state = 'serving';
    ticket.started = at;
  },
  'ticket.finished': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    leaveCounter(state, ticket, 'served');
    state.alive.delete(ticket.no);
    dropPrint(state, ticket);
    writable(state, body.counter).servedToday += 1;
    countOf(state, body.service).served += 1;
    learn(state, body.service, body.servedMs);
  },
  'ticket.no-show': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    leaveCounter(state, ticket, 'no-show');
    endTicket(state, ticket);
    countOf(state, ticket.service).noShow += 1;
  },
  'ticket.parked': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    leaveCounter(state, ticket, 'parked');
    ticket.counter = body.counter;
    ticket.parkedSeq = seq;
  },
  'ticket.transferred': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    leaveCounter(state, ticket, 'waiting');
    ticket.service = body.service;
    ticket.times = 0;
    ticket.called = null;
    ticket.started = null;
    if (body.back) ticket.order = seq;
    joinLine(state, ticket);
  },
  'ticket.cancelled': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    if (ticket.state === 'waiting') leaveLine(state, ticket);
    leaveCounter(state, ticket, 'cancelled');
    endTicket(state, ticket);
  },
  'ticket.expired': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    if (ticket.state === 'waiting') leaveLine(state, ticket);
    leaveCounter(state, ticket, 'expired');
    endTicket(state, ticket);
  },
  'counter.opened': (state, body, at) => {
    const counter = writable(state, body.counter);
    counter.state = 'open';
    counter.opened = at;
    counter.clerk = body.clerk;
    counter.pauseReason = null;
  },
  'counter.paused': (state, body) => {
    const counter = writable(state, body.counter);
    counter.state = 'paused';
    counter.pauseReason = body.reason;
  },
  'counter.resumed': (state, body) => {
    const counter = writable(state, body.counter);
    counter.state = 'open';
    counter.pauseReason = null;
  },
  'counter.closed': (state, body) => {
    const counter = writable(state, body.counter);
    counter.state = 'closed';
    counter.opened = null;
    counter.clerk = null;
    counter.pauseReason = null;
  },
  'rating.opened': (state, body, at) => {
    state.ratingSession = body.session;
    state.ratings.set(body.visit, { ...body, opened: at, state: 'open', level: null });
    writable(state, body.counter).rating = body.visit;
  },
  'visit.rated': (state, body, _at, seq) => {
    const rating = state.ratings.get(body.visit);
    if (!rating) return;
    rating.state = 'rated';
    rating.level = body.level;
    const counter = writable(state, body.counter);
    if (counter.rating === body.visit) counter.rating = null;
    counter.lastRated = { visit: body.visit, level: body.level };
    const ticket = touch(state, body.visit, seq);
    if (ticket) countOf(state, ticket.service).rated += 1;
  },
  'visit.not-rated': (state, body) => {
    const rating = state.ratings.get(body.visit);
    if (rating && rating.state === 'open') rating.state = 'not-rated';
    const counter = writable(state, body.counter);
    if (counter.rating === body.visit) counter.rating = null;
  },
  'device.key': (state, body) => {
    state.keys.set(body.uid, { boot: body.boot, event: body.event });
  },
  'device.state': (state, body) => {
    state.devices.set(body.device, { state: body.state, fault: body.fault });
  },
};

// ---------------------------------------------------------------------------------------------- tickets

function issued(state: HallState, body: EventBodies['ticket.issued'], at: Stamp, seq: number): void {
  const ticket: Ticket = {
    id: body.ticket,
    no: body.no,
    series: body.series,
    n: body.n,
    service: body.service,
    class: body.class,
    channel: body.channel,
    locale: body.locale,
    day: state.day ?? '',
    issued: at,
    seqs: [seq],
    lastSeq: seq,
    order: seq,
    parkedSeq: 0,
    state: 'waiting',
    counter: null,
    called: null,
    why: null,
    started: null,
    times: 0,
    print: body.printer ? 'pending' : 'none',
    job: body.printer ? seq : 0,
    copies: 1,
    printer: body.printer,
    wait: body.wait,
    ahead: body.ahead,
  };
  state.tickets.set(ticket.id, ticket);
  state.series.set(body.series, body.n);
  state.alive.set(ticket.no, ticket.id);
  state.requests.set(body.request, ticket.id);
  if (state.requests.size > limits.requestIdsMax) dropOldest(state.requests);
  if (ticket.printer) state.prints.set(ticket.id, ticket);
  countOf(state, body.service).issued += 1;
  joinLine(state, ticket);
}

function called(state: HallState, body: EventBodies['ticket.called'], at: Stamp, seq: number): void {
  const ticket = touch(state, body.ticket, seq);
  if (!ticket) return;
  if (ticket.state === 'waiting') leaveLine(state, ticket);
  ticket.state = 'called';
  ticket.counter = body.counter;
  ticket.called = at;
  ticket.why = body.why;
  ticket.started = null;
  ticket.times = 1;
  const counter = writable(state, body.counter);
  counter.ticket = ticket.id;
  counter.lastCallAt = at;
  countOf(state, ticket.service).called += 1;
  pushCall(state, ticket, body.counter, at, seq);
}

function pushCall(state: HallState, ticket: Ticket, counter: number, at: Stamp, seq: number): void {
  const { no, service, locale, times } = ticket;
  state.calls.push({ id: seq, ticket: ticket.id, no, counter, service, locale, times, at });
  if (state.calls.length > limits.callHistoryMax) state.calls.shift();
}

function touch(state: HallState, id: string, seq: number): Ticket | undefined {
  const ticket = state.tickets.get(id);
  if (!ticket) return undefined;
  ticket.lastSeq = seq;
  if (ticket.seqs.length >= limits.ticketHistoryMax) ticket.seqs.splice(1, 1);
  ticket.seqs.push(seq);
  return ticket;
}

/** Takes the ticket from the counter that has it, if one has. */
function leaveCounter(state: HallState, ticket: Ticket, next: Ticket['state']): void {
  const counter = ticket.counter === null ? undefined : state.counters.get(ticket.counter);
  if (counter && counter.ticket === ticket.id) counter.ticket = null;
  if (next !== 'served' && next !== 'no-show') ticket.counter = null;
  ticket.why = null;
  ticket.state = next;
}

/** The number is free again and its paper is owed no more. */
function endTicket(state: HallState, ticket: Ticket): void {
  state.alive.delete(ticket.no);
  dropPrint(state, ticket);
}

function dropPrint(state: HallState, ticket: Ticket): void {
  if (state.prints.has(ticket.id)) settlePrint(state, ticket, ticket.print === 'unknown' ? 'unknown' : 'none');
}

function settlePrint(state: HallState, ticket: Ticket, print: Ticket['print']): void {
  ticket.print = print;
  ticket.job = 0;
  state.prints.delete(ticket.id);
}

// ---------------------------------------------------------------------------------------------- the day

/** Numbering begins anew; ended tickets, their requests and their ratings leave the state, the living stay. */
function openDay(state: HallState, date: string): void {
  state.day = date;
  state.series.clear();
  state.counts.clear();
  state.calls.length = 0;
  for (const counter of state.counters.values()) counter.servedToday = 0;
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

/** A ticket that can still be called or is being served. */
export function isAlive(ticket: Ticket): boolean {
  return (
    ticket.state === 'waiting' || ticket.state === 'called' || ticket.state === 'serving' || ticket.state === 'parked'
  );
}

// ---------------------------------------------------------------------------------------------- small records

function writable(state: HallState, no: number): Counter {
  let counter = state.counters.get(no);
  if (!counter) {
    counter = closedCounter(no);
    state.counters.set(no, counter);
  }
  return counter;
}

function countOf(state: HallState, service: string): ServiceCount {
  let count = state.counts.get(service);
  if (!count) {
    count = { issued: 0, called: 0, served: 0, noShow: 0, rated: 0 };
    state.counts.set(service, count);
  }
  return count;
}

/** Moves the learned mean of a service towards its newest service time. */
function learn(state: HallState, service: string, servedMs: number): void {
  if (servedMs < learnedMsMin || servedMs > learnedMsMax) return;
  const mean = state.meanMs.get(service);
  state.meanMs.set(service, mean === undefined ? servedMs : mean + meanShare * (servedMs - mean));
}

function dropOldest(map: Map<string, unknown>): void {
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}

/** Service time of a ticket that is being finished now, milliseconds. */
export function servedMsOf(ticket: Ticket, now: Stamp): number {
  const since = ticket.started ?? ticket.called;
  return since ? Math.round(elapsedMs(since, now)) : 0;
}

/**
 * One event applied to the state: the only place where the hall changes. Deterministic: it reads the event and the
 * state, nothing else, so that a replay of the journal gives the same hall. It changes the state it is given and
 * returns it; a rolled-back commit is undone by replaying the journal.
 */
import type { EventBodies, EventType, JournalEvent, UndoKind } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { firstTurn, nextTurn } from './calling-rule.ts';
import { nextEntry } from './key-entry.ts';
import {
  type Counter,
  closedCounter,
  elapsedMs,
  type HallState,
  hallTime,
  type ServiceCount,
  type Stamp,
  type Ticket,
  type Undo,
} from './state.ts';
import { beginWaitDay, learnedShare } from './wait-learning.ts';
import { noteArrival, noteClass, scoreCall } from './wait-score.ts';
import { callsOf, joinLine, leaveLine } from './waiting-line.ts';

/** Shorter than this, milliseconds, nobody was served: the clerk passed over somebody who did not come. */
const learnedMsMin = 20_000;
/**
 * Longest service that is learned from, milliseconds: the longest that a configuration may name (240 minutes). A longer
 * one is a ticket left over night or a wall clock that jumped decades over a restart; neither says how long people wait.
 */
const learnedMsMax = 240 * 60_000;

/** Share of the newest ratio in a clerk's pace, and how far one service may move it: a clerk is judged by weeks, not by one case. */
const paceShare = 0.01;
const paceMax = 4;
/** An appointment stays known so long after its time. */
const appointmentKeptMs = 12 * 3_600_000;

type Handler<T extends EventType> = (state: HallState, body: EventBodies[T], at: Stamp, seq: number) => void;

export function evolve(state: HallState, event: JournalEvent): HallState {
  if (event.type === 'system.started') {
    state.boot += 1;
    state.bootId = event.body.boot;
  }
  const at: Stamp = { boot: state.boot, monoMs: event.monoMs, wallMs: event.wallMs };
  state.hallMs = hallTime(state, at);
  state.last = at;
  const handler = handlers[event.type] as Handler<EventType> | undefined;
  handler?.(state, event.body, at, event.seq);
  state.seq = event.seq;
  return state;
}

const handlers: { readonly [T in EventType]?: Handler<T> } = {
  'epoch.started': (state, body) => {
    state.epochs.push({ epoch: body.epoch, first: body.first });
  },
  'day.opened': (state, body, at) => openDay(state, body.date, at),
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
    remember(state, body.counter, 'start', at, ticket);
    ticket.state = 'serving';
    ticket.started = at;
  },
  'ticket.finished': (state, body, at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    remember(state, body.counter, 'finish', at, ticket, learnedOf(state, body));
    leaveCounter(state, ticket, 'served');
    endTicket(state, ticket);
    served(state, body);
  },
  'ticket.continued': (state, body, at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    remember(state, body.counter, 'finish', at, ticket, learnedOf(state, body));
    leaveCounter(state, ticket, 'waiting');
    served(state, body);
    ticket.service = body.next;
    ticket.todo = ticket.todo.slice(1);
    waitAgain(state, ticket);
  },
  'ticket.service-added': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (ticket) ticket.todo = [...ticket.todo, body.service];
  },
  'ticket.class': (state, body, at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    const isInLine = ticket.state === 'waiting';
    if (isInLine) leaveLine(state, ticket);
    ticket.class = body.class;
    noteClass(state, ticket, at);
    if (isInLine) joinLine(state, ticket);
  },
  'ticket.no-show': (state, body, at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    remember(state, body.counter, 'no-show', at, ticket);
    leaveCounter(state, ticket, 'no-show');
    endTicket(state, ticket);
    ticket.passed = { atMs: state.hallMs, calls: callsOf(state, ticket.service) };
    countOf(state, ticket.service).noShow += 1;
  },
  'ticket.recycled': (state, body, at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    remember(state, body.counter, 'recycle', at, ticket);
    leaveCounter(state, ticket, 'waiting');
    ticket.recycled = body.times;
    ticket.resting = {
      untilMs: state.hallMs + body.afterMs,
      calls: callsOf(state, ticket.service) + body.afterCalls,
    };
    waitAgain(state, ticket);
  },
  'ticket.revived': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    ticket.state = 'waiting';
    ticket.counter = null;
    ticket.passed = null;
    state.alive.set(ticket.no, ticket.id);
    countOf(state, ticket.service).noShow -= 1;
    waitAgain(state, ticket);
  },
  'ticket.parked': (state, body, at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    remember(state, body.counter, 'park', at, ticket);
    leaveCounter(state, ticket, 'parked');
    ticket.counter = body.counter;
    ticket.parkedSeq = seq;
  },
  'ticket.transferred': (state, body, at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (!ticket) return;
    if (ticket.state === 'waiting') leaveLine(state, ticket);
    else if (ticket.state !== 'parked') remember(state, body.counter, 'transfer', at, ticket);
    leaveCounter(state, ticket, 'waiting');
    ticket.isFirstWait = false;
    ticket.service = body.service;
    ticket.forCounter = body.toCounter ?? null;
    ticket.forClerk = body.toClerk ?? null;
    ticket.resting = null;
    if (body.back) {
      ticket.order = seq;
      ticket.arrivedMs = state.hallMs;
    }
    waitAgain(state, ticket);
  },
  'ticket.cancelled': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (ticket) dropTicket(state, ticket, 'cancelled');
  },
  'ticket.expired': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq);
    if (ticket) dropTicket(state, ticket, 'expired');
  },
  'counter.undone': (state, body, _at, seq) => undo(state, body, seq),
  'counter.armed': (state, body, at) => {
    writable(state, body.counter).armed = at;
  },
  'counter.disarmed': (state, body) => {
    writable(state, body.counter).armed = null;
  },
  'counter.covering': (state, body, at) => {
    writable(state, body.counter).cover = { services: body.services, since: at, ms: body.ms };
  },
  'counter.cover-ended': (state, body) => {
    writable(state, body.counter).cover = null;
  },
  'service.closed': (state, body) => void state.closedServices.set(body.service, body.reason),
  'service.opened': (state, body) => void state.closedServices.delete(body.service),
  'series.set': (state, body) => void state.series.set(body.series, body.n - 1),
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
    counter.armed = null;
    counter.undo = null;
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
    counter.armed = null;
    counter.cover = null;
    counter.undo = null;
    counter.turn = firstTurn;
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
  'device.key': (state, body, at) => {
    state.keys.set(body.uid, { boot: body.boot, event: body.event });
    const entry = nextEntry(state.entries.get(body.uid), body.code, at);
    if (entry) state.entries.set(body.uid, entry);
    else state.entries.delete(body.uid);
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
    arrivedMs: body.slotMs === undefined ? state.hallMs : state.hallMs + (body.slotMs - at.wallMs),
    order: seq,
    forCounter: null,
    forClerk: null,
    resting: null,
    recycled: 0,
    todo: body.rest ?? [],
    appointment: body.appointment ?? null,
    passed: null,
    isFirstWait: true,
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
    expect: body.expect ?? null,
    ahead: body.ahead,
  };
  state.tickets.set(ticket.id, ticket);
  if (body.n <= (state.series.get(body.series) ?? 0))
    state.wraps.set(body.series, (state.wraps.get(body.series) ?? 0) + 1);
  state.series.set(body.series, body.n);
  const appointment = state.appointments.get(ticket.appointment ?? '');
  if (appointment) appointment.ticket = ticket.id;
  state.alive.set(ticket.no, ticket.id);
  state.requests.set(body.request, ticket.id);
  if (state.requests.size > limits.requestIdsMax) dropOldest(state.requests);
  if (ticket.printer) state.prints.set(ticket.id, ticket);
  countOf(state, body.service).issued += 1;
  noteArrival(state, ticket, at);
  joinLine(state, ticket);
}

function called(state: HallState, body: EventBodies['ticket.called'], at: Stamp, seq: number): void {
  const ticket = touch(state, body.ticket, seq);
  if (!ticket) return;
  scoreCall(state, ticket);
  const counter = writable(state, body.counter);
  const ended = body.after !== undefined && counter.undo?.ticket.id === body.after ? counter.undo : null;
  if (ended) counter.undo = { ...ended, what: 'call', ticket: { ...ticket }, before: ended.ticket };
  else remember(state, body.counter, 'call', at, ticket);
  if (ticket.state === 'waiting') leaveLine(state, ticket);
  ticket.state = 'called';
  ticket.counter = body.counter;
  ticket.called = at;
  ticket.why = body.why;
  ticket.started = null;
  ticket.times = 1;
  ticket.resting = null;
  ticket.forCounter = null;
  ticket.forClerk = null;
  ticket.isFirstWait = false;
  counter.ticket = ticket.id;
  counter.lastCallAt = at;
  counter.armed = null;
  if (body.cause && body.cause.reason === undefined) counter.turn = nextTurn(counter.turn, ticket.class, body.why);
  countOf(state, ticket.service).called += 1;
  state.callTally.set(ticket.service, callsOf(state, ticket.service) + 1);
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

/** Into the line again, as nobody's call. */
function waitAgain(state: HallState, ticket: Ticket): void {
  ticket.times = 0;
  ticket.called = null;
  ticket.started = null;
  joinLine(state, ticket);
}

function dropTicket(state: HallState, ticket: Ticket, next: 'cancelled' | 'expired'): void {
  if (ticket.state === 'waiting') leaveLine(state, ticket);
  leaveCounter(state, ticket, next);
  endTicket(state, ticket);
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

// ---------------------------------------------------------------------------------------------- taking back

/** Keeps what a counter is about to change, so that it can be taken back. */
function remember(
  state: HallState,
  no: number,
  what: UndoKind,
  at: Stamp,
  ticket: Ticket,
  learned: Undo['learned'] = null,
): void {
  const counter = writable(state, no);
  const { servedToday, lastCallAt, turn, armed } = counter;
  const then = { servedToday, lastCallAt, turn, armed };
  counter.undo = { what, at, ticket: { ...ticket }, before: null, counter: then, learned };
}

/** Puts back what `remember` kept. The history of the tickets, their paper and everything others did meanwhile stay. */
function undo(state: HallState, body: EventBodies['counter.undone'], seq: number): void {
  const counter = writable(state, body.counter);
  const kept = counter.undo;
  if (!kept) return;
  counter.undo = null;
  counter.ticket = null;
  putBack(state, kept.ticket, kept.what, seq);
  if (kept.before) putBack(state, kept.before, 'finish', seq);
  Object.assign(counter, kept.counter);
  const { learned } = kept;
  if (!learned) return;
  putMean(state.meanMs, learned.service, learned.meanMs);
  if (learned.clerk !== null) putMean(state.pace, learned.clerk, learned.pace);
}

function putBack(state: HallState, kept: Ticket, what: UndoKind, seq: number): void {
  const ticket = touch(state, kept.id, seq);
  if (!ticket) return;
  if (ticket.state === 'waiting') leaveLine(state, ticket);
  const count = countOf(state, kept.service);
  if (what === 'call') {
    count.called -= 1;
    state.callTally.set(kept.service, callsOf(state, kept.service) - 1);
    const at = state.calls.findLastIndex((call) => call.ticket === ticket.id);
    if (at >= 0) state.calls.splice(at, 1);
  } else if (ticket.state === 'served' || ticket.service !== kept.service) {
    if (what === 'finish') count.served -= 1;
  } else if (ticket.state === 'no-show') count.noShow -= 1;
  const rating = state.ratings.get(ticket.id);
  if (rating?.state === 'open') {
    state.ratings.delete(ticket.id);
    const asking = writable(state, rating.counter);
    if (asking.rating === ticket.id) asking.rating = null;
  }
  const { seqs, lastSeq, print, job, copies, isFirstWait, ...was } = kept;
  Object.assign(ticket, was);
  state.alive.set(ticket.no, ticket.id);
  if (ticket.state === 'waiting') joinLine(state, ticket);
  else if (ticket.state !== 'parked' && ticket.counter !== null) writable(state, ticket.counter).ticket = ticket.id;
}

function putMean(means: Map<string, number>, key: string, value: number | null): void {
  if (value === null) means.delete(key);
  else means.set(key, value);
}

// ---------------------------------------------------------------------------------------------- the day

/** Numbering begins anew; ended tickets, their requests and their ratings leave the state, the living stay. */
function openDay(state: HallState, date: string, at: Stamp): void {
  state.day = date;
  beginWaitDay(state.waits);
  state.dayClosed = false;
  state.series.clear();
  state.wraps.clear();
  state.counts.clear();
  state.calls.length = 0;
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

interface Served {
  readonly counter: number;
  readonly clerk: string | null;
  readonly service: string;
  readonly servedMs: number;
}

function served(state: HallState, body: Served): void {
  writable(state, body.counter).servedToday += 1;
  countOf(state, body.service).served += 1;
  learn(state, body);
}

/** The learned means as they are now, to be put back if the service turns out not to have ended. */
function learnedOf(state: HallState, { service, clerk }: Served): NonNullable<Undo['learned']> {
  const pace = clerk === null ? null : (state.pace.get(clerk) ?? null);
  return { service, clerk, meanMs: state.meanMs.get(service) ?? null, pace };
}

/** Moves the learned mean of a service, and the pace of its clerk, towards the newest service time. */
function learn(state: HallState, { service, clerk, servedMs }: Served): void {
  if (servedMs < learnedMsMin || servedMs > learnedMsMax) return;
  const mean = state.meanMs.get(service);
  const share = learnedShare(state.waits, service);
  state.meanMs.set(service, mean === undefined ? servedMs : mean + share * (servedMs - mean));
  if (clerk === null || mean === undefined) return;
  const pace = state.pace.get(clerk) ?? 1;
  const now = Math.min(paceMax, Math.max(1 / paceMax, servedMs / mean));
  if (!state.pace.has(clerk) && state.pace.size >= limits.paceClerksMax) dropOldest(state.pace);
  state.pace.set(clerk, pace + paceShare * (now - pace));
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

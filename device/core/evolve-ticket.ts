/** What happens to a ticket, from its issue to its end. */
import type { EventBodies } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { nextTurn } from './calling-rule.ts';
import { countOf, dropOldest, type Handlers, touch, writable } from './evolve-records.ts';
import { keptOf, remember } from './evolve-undo.ts';
import { learnedOf, served } from './learn.ts';
import type { HallState, Stamp, Ticket } from './state.ts';
import { noteArrival, noteClass, scoreCall } from './wait-score.ts';
import { callsOf, joinLine, leaveLine } from './waiting-line.ts';

export const ticketEvents: Handlers = {
  'ticket.issued': issued,
  'ticket.printed': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq, 'paper');
    if (ticket) settlePrint(state, ticket, 'printed');
  },
  'ticket.reprint': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq, 'paper');
    if (!ticket) return;
    state.prints.delete(ticket.id);
    ticket.print = 'pending';
    ticket.copies = body.copies;
    ticket.job = seq;
    state.prints.set(ticket.id, ticket);
  },
  'ticket.print-moved': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq, 'paper');
    if (ticket) ticket.printer = body.printer;
  },
  'ticket.print-unknown': (state, body, _at, seq) => {
    const ticket = touch(state, body.ticket, seq, 'paper');
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
    if (!ticket) return;
    ticket.todo = [...ticket.todo, body.service];
    wantOne(state, body.service);
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
    // What was still to come is done here and now, not once more later.
    ticket.todo = ticket.todo.filter((each) => each !== body.service);
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
};

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
    movedSeq: seq,
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
    ...(body.large ? { large: true as const } : {}),
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
  for (const service of [body.service, ...ticket.todo]) wantOne(state, service);
  noteArrival(state, ticket, at);
  joinLine(state, ticket);
}

function wantOne(state: HallState, service: string): void {
  state.wanted.set(service, (state.wanted.get(service) ?? 0) + 1);
}

function called(state: HallState, body: EventBodies['ticket.called'], at: Stamp, seq: number): void {
  const ticket = touch(state, body.ticket, seq);
  if (!ticket) return;
  scoreCall(state, ticket);
  const counter = writable(state, body.counter);
  const ended = body.after !== undefined && counter.undo?.ticket.id === body.after ? counter.undo : null;
  if (ended) counter.undo = { ...ended, what: 'call', ticket: keptOf(ticket), before: ended.ticket };
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
  ticket.resting = null;
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

/**
 * The moves of the small hall that are more than one assignment: put back, hand on, grant, revive, undo, cover. Small, but true
 * to the words and the refusals of the real hall.
 */
import {
  lineOf,
  type SmallCounter,
  type SmallMemory,
  SmallRefusal,
  type SmallTicket,
  type SmallUndo,
} from './small-state.ts';

const restMs = 180_000;
const undoMs = 10_000;
const recyclesMax = 2;
const coverMinutesMax = 120;
/** As long as a no-show may come back. */
const toleranceMs = 30 * 60_000;

type Body = Readonly<Record<string, unknown>>;

/** What is needed to take back the step that comes now. */
export function remember(
  memory: SmallMemory,
  counter: SmallCounter,
): (what: SmallUndo['what'], about: SmallTicket) => void {
  const before = { ticketId: counter.ticketId, served: counter.served, rating: counter.rating };
  const tickets = memory.tickets.map((one) => ({ ...one }));
  return (what, about) => {
    const concerned = tickets.filter((one) => one.ticketId === about.ticketId || one.ticketId === before.ticketId);
    counter.undo = {
      what,
      ticketId: about.ticketId,
      ticketNo: about.ticketNo,
      untilMs: performance.now() + undoMs,
      before,
      tickets: concerned,
    };
  };
}

export function undo(memory: SmallMemory, counter: SmallCounter, { expect }: Body): void {
  const { undo: last } = counter;
  if (!last) throw new SmallRefusal('undo-nothing');
  if (expect !== undefined && expect !== last.ticketId) throw new SmallRefusal('ticket-stale');
  counter.undo = null;
  if (last.untilMs < performance.now()) throw new SmallRefusal('undo-too-late');
  Object.assign(counter, last.before);
  for (const kept of last.tickets) {
    const now = memory.tickets.find((one) => one.ticketId === kept.ticketId);
    if (now) Object.assign(now, kept);
  }
}

/** Leaves the counter for the line again, for nobody in particular. */
export function putBack(counter: SmallCounter, ticket: SmallTicket): void {
  counter.ticketId = null;
  Object.assign(ticket, { state: 'waiting', counter: null, calledAtMs: null, startedAtMs: null });
}

export function recycle(counter: SmallCounter, ticket: SmallTicket): void {
  if (ticket.state !== 'called') throw new SmallRefusal('ticket-not-called');
  if (ticket.recycled >= recyclesMax) throw new SmallRefusal('recycle-limit');
  putBack(counter, ticket);
  ticket.recycled += 1;
  ticket.resting = true;
  ticket.restsUntilMs = performance.now() + restMs;
}

export function transfer(memory: SmallMemory, counter: SmallCounter, ticket: SmallTicket, body: Body): void {
  const { service, toCounter, toClerk } = body;
  if (service === undefined && toCounter === undefined && toClerk === undefined)
    throw new SmallRefusal('transfer-nowhere');
  if (typeof toCounter === 'number' && memory.counters.get(toCounter)?.state === 'closed')
    throw new SmallRefusal('transfer-closed');
  putBack(counter, ticket);
  if (typeof service === 'string') ticket.service = service;
  ticket.forCounter = typeof toCounter === 'number' ? toCounter : null;
  ticket.forClerk = typeof toClerk === 'string' ? toClerk : null;
}

export function storeNext(memory: SmallMemory, no: number, counter: SmallCounter, isOn: boolean): void {
  const nowMs = performance.now();
  if (!isOn && !counter.armed) throw new SmallRefusal('counter-not-armed');
  if (isOn && lineOf(memory, no, counter, nowMs).some((one) => one.restsUntilMs <= nowMs))
    throw new SmallRefusal('somebody-waits');
  counter.armed = isOn;
}

export function cover(counter: SmallCounter, body: Body): void {
  const services = Array.isArray(body.services) ? body.services.map(String) : [];
  const minutes = Number(body.minutes);
  const others = services.filter((one) => !counter.services.includes(one));
  if (others.length === 0) throw new SmallRefusal('cover-own');
  if (minutes > coverMinutesMax) throw new SmallRefusal('cover-too-long');
  counter.cover = { services: others, untilMs: performance.now() + minutes * 60_000 };
}

export function uncover(counter: SmallCounter): void {
  if (!counter.cover) throw new SmallRefusal('cover-nothing');
  counter.cover = null;
}

/** What staff do with a ticket, wherever it is. */
export function ticketMove(ticket: SmallTicket, action: string, body: Body): void {
  const isOver = ['served', 'no-show', 'cancelled', 'expired'].includes(ticket.state);
  const steps: Readonly<Record<string, () => void>> = {
    class() {
      if (isOver) throw new SmallRefusal('ticket-ended');
      if (ticket.class === body.class) throw new SmallRefusal('class-unchanged');
      ticket.class = body.class === 'priority' ? 'priority' : 'normal';
    },
    services() {
      if (isOver) throw new SmallRefusal('ticket-ended');
      const service = String(body.service);
      if ([ticket.service, ...ticket.todo].includes(service)) throw new SmallRefusal('service-twice');
      ticket.todo = [...ticket.todo, service];
    },
    revive() {
      if (!mayRevive(ticket)) throw new SmallRefusal('ticket-not-no-show');
      ticket.state = 'waiting';
    },
    cancel() {
      if (ticket.state !== 'waiting' && ticket.state !== 'parked') throw new SmallRefusal('ticket-not-waiting');
      ticket.state = 'cancelled';
    },
    print() {
      ticket.print = body.there === true ? 'printed' : 'pending';
    },
    reprint() {
      ticket.print = 'pending';
    },
  };
  const step = steps[action];
  if (!step) throw new SmallRefusal('not-found');
  step();
}

export function mayRevive(ticket: SmallTicket): boolean {
  return ticket.state === 'no-show' && performance.now() - (ticket.calledAtMs ?? 0) < toleranceMs;
}

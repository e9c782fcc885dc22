/**
 * The people a counter may call, and the rule it calls them by: lines of its services, of the services it covers, its own
 * pool and its clerk's, recycled tickets whose time has come, and services that nobody of the configuration serves any more.
 */
import type { CallCause, TicketClass } from '../../protocol/events.ts';
import {
  type CallingRule,
  type Choice,
  choose,
  nextTurn,
  type Place,
  type RuleFacts,
  type Stream,
  type Turn,
} from './calling-rule.ts';
import type { HallIndex } from './hall-index.ts';
import { counterOf, elapsedMs, type HallState, hallTime, type Stamp, type Ticket } from './state.ts';
import {
  clerkPool,
  counterPool,
  isDue,
  isOwnPool,
  linesOf,
  poolSize,
  ticketClasses,
  waitingOf,
} from './waiting-line.ts';

/** A service without a target of its own counts as late after this. */
const targetMsDefault = 15 * 60_000;

export interface Queue {
  readonly streams: readonly Stream<Ticket>[];
  readonly rule: CallingRule;
  readonly facts: RuleFacts;
}

/**
 * Services whose tickets a counter calls: its own, those it covers now, and those that no counter of the configuration serves
 * any more. A service that was taken out of the configuration while people wait for it must not strand them.
 */
export function servicesOf(
  state: HallState,
  index: HallIndex,
  no: number,
  now: Stamp | null = null,
): readonly string[] {
  const own = index.counters.get(no)?.services ?? [];
  const { cover } = counterOf(state, no);
  let all: string[] | null = null;
  if (cover && !(now && elapsedMs(cover.since, now) >= cover.ms))
    all = [...own, ...cover.services.filter((service) => !own.includes(service))];
  const alsoNobodys = (service: string) => {
    if ((index.countersOf.get(service)?.length ?? 0) > 0 || all?.includes(service)) return;
    all = [...(all ?? own), service];
  };
  for (const pool of state.lines.keys()) if (!isOwnPool(pool) && poolSize(state, pool) > 0) alsoNobodys(pool);
  for (const { service } of state.resting.values()) alsoNobodys(service);
  return all ?? own;
}

export function queueOf(state: HallState, index: HallIndex, no: number, now: Stamp): Queue {
  const counter = counterOf(state, no);
  const services = servicesOf(state, index, no, now);
  const hallMs = hallTime(state, now);
  const streams: Stream<Ticket>[] = [];
  for (const service of services) addPool(state, service, streams);
  addOwnPool(state, counterPool(no), streams);
  if (counter.clerk !== null) addOwnPool(state, clerkPool(counter.clerk), streams);
  for (const ticket of state.resting.values()) {
    if (isDue(state, ticket, hallMs) && mayCall(ticket, services, no, counter.clerk)) streams.push(alone(ticket));
  }
  return {
    streams,
    rule: index.counters.get(no)?.rule ?? index.rule,
    facts: factsOf(index, services, hallMs, counter.turn),
  };
}

/** The next ticket of a counter with why it is the one; null when nobody waits for it. */
export function nextFor(
  state: HallState,
  index: HallIndex,
  no: number,
  now: Stamp,
): (Choice<Ticket> & { readonly cause: CallCause }) | null {
  const queue = queueOf(state, index, no, now);
  const choice = choose(queue.streams, queue.rule, queue.facts);
  if (!choice) return null;
  return { ...choice, cause: causeOf(queue, choice) };
}

/** The tickets of a counter in the order in which it would call them if all were called now; at most `max`. */
export function callingOrder(state: HallState, index: HallIndex, no: number, now: Stamp, max: number): Ticket[] {
  return drawn(queueOf(state, index, no, now), max);
}

/** Draws from a queue's streams, choice by choice, until `max` or the ticket `last`. The streams given are used up. */
export function drawn({ streams, rule, facts }: Queue, max: number, last: Ticket | null = null): Ticket[] {
  const order: Ticket[] = [];
  let { turn } = facts;
  while (order.length < max) {
    const choice = choose(streams, rule, { ...facts, turn });
    if (!choice) break;
    order.push(choice.ticket);
    if (choice.ticket === last) break;
    turn = nextTurn(turn, choice.ticket.class, choice.why);
    choice.stream.at += 1;
  }
  return order;
}

/** Everybody of the hall who waits, for the hall's own rule: what customers are told. */
export function hallQueue(state: HallState, index: HallIndex, now: Stamp): Queue {
  const streams: Stream<Ticket>[] = [];
  for (const pool of state.lines.keys()) {
    if (isOwnPool(pool)) addOwnPool(state, pool, streams);
    else addPool(state, pool, streams);
  }
  for (const ticket of state.resting.values()) streams.push(alone(ticket));
  const services = [...index.services.keys()];
  const facts = factsOf(index, services, hallTime(state, now), { kind: null, length: 0, capped: null });
  return { streams, rule: index.rule, facts };
}

/**
 * People of the same service who would be called before a ticket that is taken now: for a normal one everybody, for a favoured one
 * only those whom the hall's rule puts first.
 */
export function aheadOfNewcomer(
  state: HallState,
  index: HallIndex,
  service: string,
  ticketClass: TicketClass,
  now: Stamp,
  waitedMs: number,
): number {
  if (ticketClass === 'normal') return waitingOf(state, service);
  const { streams, rule, facts } = hallQueue(state, index, now);
  const own: Stream<Place>[] = streams.filter((stream) => stream.service === service);
  const newcomer: Place = { arrivedMs: facts.hallMs - waitedMs, order: Number.MAX_SAFE_INTEGER };
  own.push({ line: [newcomer], at: 0, service, class: ticketClass });
  let { turn } = facts;
  for (let ahead = 0; ; ahead += 1) {
    const choice = choose(own, rule, { ...facts, turn });
    if (!choice || choice.ticket === newcomer) return ahead;
    turn = nextTurn(turn, choice.stream.class, choice.why);
    choice.stream.at += 1;
  }
}

/** Number of tickets a counter could call, recycled ones that are not due yet included. */
export function waitingFor(state: HallState, index: HallIndex, no: number): number {
  const counter = counterOf(state, no);
  const services = servicesOf(state, index, no);
  let waiting = poolSize(state, counterPool(no));
  if (counter.clerk !== null) waiting += poolSize(state, clerkPool(counter.clerk));
  for (const service of services) waiting += poolSize(state, service);
  for (const ticket of state.resting.values()) if (mayCall(ticket, services, no, counter.clerk)) waiting += 1;
  return waiting;
}

/** True when this counter, with this clerk, may call the ticket. */
export function mayCall(ticket: Ticket, services: readonly string[], no: number, clerk: string | null): boolean {
  if (ticket.forClerk !== null) return ticket.forClerk === clerk;
  return ticket.forCounter === null ? services.includes(ticket.service) : ticket.forCounter === no;
}

export function factsOf(index: HallIndex, services: readonly string[], hallMs: number, turn: Turn): RuleFacts {
  // Only one rule asks for places, and a forecast makes these facts for every counter.
  let place: ReadonlyMap<string, number> | null = null;
  return {
    hallMs,
    turn,
    placeOf(service) {
      place ??= new Map(services.map((each, at) => [each, at]));
      return place.get(service) ?? services.length;
    },
    targetMsOf: (service) => index.targetMs.get(service) ?? targetMsDefault,
  };
}

function causeOf(queue: Queue, choice: Choice<Ticket>): CallCause {
  const { streams, rule, facts } = queue;
  let waiting = 0;
  for (const stream of streams) waiting += stream.line.length - stream.at;
  choice.stream.at += 1;
  const next = choose(streams, rule, facts);
  choice.stream.at -= 1;
  const waited = (ticket: Ticket) => Math.max(0, Math.round(facts.hallMs - ticket.arrivedMs));
  return {
    rule: rule.kind,
    class: choice.ticket.class,
    waitedMs: waited(choice.ticket),
    waiting,
    ...(choice.score === null ? {} : { score: rounded(choice.score) }),
    ...(next
      ? {
          next: {
            no: next.ticket.no,
            class: next.ticket.class,
            waitedMs: waited(next.ticket),
            ...(next.score === null ? {} : { score: rounded(next.score) }),
          },
        }
      : {}),
  };
}

const rounded = (score: number): number => Math.round(score * 100) / 100;

function addPool(state: HallState, pool: string, streams: Stream<Ticket>[]): void {
  const lines = linesOf(state, pool);
  if (!lines) return;
  for (const name of ticketClasses) {
    const line = lines[name];
    if (line.length > 0) streams.push({ line, at: 0, service: pool, class: name });
  }
}

/** Tickets of one counter or clerk are of any service: each is a line of its own. There are few. */
function addOwnPool(state: HallState, pool: string, streams: Stream<Ticket>[]): void {
  const lines = linesOf(state, pool);
  if (lines) for (const name of ticketClasses) for (const ticket of lines[name]) streams.push(alone(ticket));
}

function alone(ticket: Ticket): Stream<Ticket> {
  return { line: [ticket], at: 0, service: ticket.service, class: ticket.class };
}

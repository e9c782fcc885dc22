/**
 * The counters and lines that a replay begins with: copies of what the state holds, so that playing on changes nothing. One
 * line is one object for all counters that serve it; who is drawn by one is gone for all.
 */
import type { TicketClass } from '../../protocol/events.ts';
import { type CallingRule, isBefore, type Place, type RuleFacts, type Turn } from './calling-rule.ts';
import { factsOf, mayCall, servicesOf } from './counter-queue.ts';
import type { HallIndex } from './hall-index.ts';
import type { LocalMinute } from './opening-hours.ts';
import { openingPlan, type Period } from './opening-plan.ts';
import { type Counter, counterOf, elapsedMs, type HallState, hallTime, type Stamp } from './state.ts';
import { callsOf, clerkPool, counterPool, isDue, linesOf, ticketClasses } from './waiting-line.ts';

/** A ticket, or somebody who is only thought of: who might come now, or is expected later. */
export interface Person extends Place {
  readonly id: string;
  readonly service: string;
  readonly class: TicketClass;
  readonly kind?: 'newcomer' | 'expected';
}

export interface Line {
  readonly line: Person[];
  at: number;
  readonly service: string;
  readonly class: TicketClass;
}

export interface Desk {
  readonly no: number;
  readonly clerk: string | null;
  /** At work, on the hall's clock. */
  readonly periods: readonly Period[];
  readonly rule: CallingRule;
  readonly pace: number;
  /** When its cover of other counters ends; infinite without one. */
  readonly coverEndsMs: number;
  /** When it chooses next; infinite while there is nobody for it, and when it has gone. */
  freeMs: number;
  isIdle: boolean;
  services: readonly string[];
  /** Lines of its services, and tickets that wait for it or its clerk alone. */
  lines: Line[];
  readonly own: Line[];
  facts: RuleFacts & { hallMs: number; turn: Turn };
}

/** Somebody who joins the lines later: a recycled ticket after its rest, or a person who is expected. */
export interface Later {
  atMs: number;
  readonly person: Person;
  /** Calls of its service that end a rest early; infinite for others. */
  callsLeft: number;
}

export interface Setting {
  readonly desks: readonly Desk[];
  readonly resting: Later[];
  /** People whose time is asked for and whom a counter may call. */
  readonly asked: number;
  /** True when somebody who comes later may go before somebody who waits. */
  readonly isPassing: boolean;
  readonly join: (later: Later) => void;
  readonly endCover: (desk: Desk) => void;
}

/** A counter is not free sooner than this; of the time a service has taken already so much counts, for long ones last longer still. */
const soonestMs = 18_000;
const elapsedShare = 0.6;

export function settle(
  state: HallState,
  index: HallIndex,
  now: Stamp,
  local: LocalMinute | null,
  newcomers: TicketClass,
  serviceMsOf: (service: string) => number,
): Setting {
  const startMs = hallTime(state, now);
  const plan = openingPlan(state, index, now, local);
  const pools = new Map<string, { [Class in TicketClass]: Line | null }>();
  const desks: Desk[] = [];

  const poolLine = (service: string, name: TicketClass): Line | null => {
    const line: Person[] = [...(linesOf(state, service)?.[name] ?? [])];
    if (name === newcomers && index.services.has(service))
      line.push({ id: '', service, class: name, kind: 'newcomer', arrivedMs: startMs, order: Number.MAX_VALUE });
    return line.length === 0 ? null : { line, at: 0, service, class: name };
  };

  const poolOf = (service: string) => {
    let pool = pools.get(service);
    if (!pool) {
      const [priority, appointment] = [poolLine(service, 'priority'), poolLine(service, 'appointment')];
      pool = { priority, appointment, normal: poolLine(service, 'normal') };
      pools.set(service, pool);
    }
    return pool;
  };

  const serve = (desk: Desk, services: readonly string[]): void => {
    desk.services = services;
    desk.lines = [];
    for (const service of services) {
      const { priority, appointment, normal } = poolOf(service);
      if (priority) desk.lines.push(priority);
      if (appointment) desk.lines.push(appointment);
      if (normal) desk.lines.push(normal);
    }
    desk.lines.push(...desk.own);
    desk.facts = factsOf(index, services, desk.facts.hallMs, desk.facts.turn);
  };

  /** A recycled ticket is a line of its own; people who are expected stand at the end of their service's. */
  const join = ({ person, atMs }: Later): void => {
    const isTicket = person.kind === undefined;
    const pool = poolOf(person.service);
    const known = isTicket ? null : pool[person.class];
    const line: Line = known ?? { line: [], at: 0, service: person.service, class: person.class };
    if (!isTicket) pool[person.class] = line;
    insert(line, person);
    for (const desk of desks) {
      if (!desk.services.includes(person.service)) continue;
      if (!known) desk.lines.push(line);
      if (isTicket) desk.own.push(line);
      if (!desk.isIdle) continue;
      desk.isIdle = false;
      desk.freeMs = freeFrom(desk, atMs);
    }
  };

  for (const no of index.counters.keys()) {
    const periods = plan(no).map(({ fromMs, toMs }) => ({ fromMs: startMs + fromMs, toMs: startMs + toMs }));
    if (periods.length === 0) continue;
    const desk = deskOf(state, index, no, periods, startMs, now);
    desk.freeMs = freeFrom(desk, startMs + busyMs(state, desk, now, serviceMsOf));
    addOwn(state, desk);
    desks.push(desk);
  }
  const resting: Later[] = [];
  for (const ticket of state.resting.values()) {
    const may = desks.filter((desk) => mayCall(ticket, servicesOf(state, index, desk.no, now), desk.no, desk.clerk));
    if (may.length === 0 || !ticket.resting) continue;
    if (isDue(state, ticket, startMs)) {
      const line = aloneLine(ticket);
      for (const desk of may) desk.own.push(line);
    } else {
      const { untilMs, calls } = ticket.resting;
      resting.push({ atMs: untilMs, person: ticket, callsLeft: calls - callsOf(state, ticket.service) });
    }
  }
  for (const desk of desks) serve(desk, servicesOf(state, index, desk.no, now));
  return {
    desks,
    resting,
    asked: askedOf(desks) + resting.length,
    isPassing: desks.some(({ rule }) => rule.kind !== 'fifo'),
    join,
    endCover(desk) {
      const sinceMs = desk.facts.hallMs - startMs;
      const then = { ...now, monoMs: now.monoMs + sinceMs, wallMs: now.wallMs + sinceMs };
      serve(desk, servicesOf(state, index, desk.no, then));
    },
  };
}

/** The first moment from `atMs` on at which the counter is at work; infinite when it is not any more. */
export function freeFrom({ periods }: Pick<Desk, 'periods'>, atMs: number): number {
  for (const { fromMs, toMs } of periods) if (atMs < toMs) return Math.max(atMs, fromMs);
  return Number.POSITIVE_INFINITY;
}

function deskOf(
  state: HallState,
  index: HallIndex,
  no: number,
  periods: readonly Period[],
  startMs: number,
  now: Stamp,
): Desk {
  const { clerk, turn, cover } = counterOf(state, no);
  return {
    no,
    clerk,
    periods,
    rule: index.counters.get(no)?.rule ?? index.rule,
    pace: state.pace.get(clerk ?? '') ?? 1,
    coverEndsMs: cover ? startMs + cover.ms - elapsedMs(cover.since, now) : Number.POSITIVE_INFINITY,
    freeMs: startMs,
    isIdle: false,
    services: [],
    lines: [],
    own: [],
    facts: factsOf(index, [], startMs, turn),
  };
}

/** How long the running service of a counter still takes; zero when there is none. */
function busyMs(state: HallState, desk: Desk, now: Stamp, serviceMsOf: (service: string) => number): number {
  const counter: Readonly<Counter> = counterOf(state, desk.no);
  const ticket = state.tickets.get(counter.ticket ?? '');
  const since = ticket?.started ?? ticket?.called;
  if (!ticket || !since) return 0;
  const wholeMs = serviceMsOf(ticket.service) * desk.pace;
  return Math.max(soonestMs, wholeMs - elapsedShare * Math.min(elapsedMs(since, now), wholeMs));
}

/** Tickets of one counter or one clerk are of any service: each is a line of its own. */
function addOwn(state: HallState, desk: Desk): void {
  for (const pool of [counterPool(desk.no), clerkPool(desk.clerk ?? '')]) {
    const lines = linesOf(state, pool);
    if (lines) for (const name of ticketClasses) for (const ticket of lines[name]) desk.own.push(aloneLine(ticket));
  }
}

function aloneLine(person: Person): Line {
  return { line: [person], at: 0, service: person.service, class: person.class };
}

function askedOf(desks: readonly Desk[]): number {
  const counted = new Set<Line>();
  let asked = 0;
  for (const desk of desks)
    for (const line of desk.lines) {
      if (counted.has(line)) continue;
      counted.add(line);
      asked += line.line.length;
    }
  return asked;
}

/** Behind everybody who came before, never before the head of those who are drawn already. */
function insert({ line, at }: Line, person: Person): void {
  let place = line.length;
  for (let before = line[place - 1]; place > at && before && isBefore(person, before); before = line[place - 1])
    place -= 1;
  line.splice(place, 0, person);
}

/**
 * The state of the hall: what replaying the journal gives, and nothing else. It holds today's tickets and those still
 * alive from an earlier day; the past is in the journal.
 *
 * Only `evolve` changes it. Anything here must follow from events alone, so that a replay gives the same state.
 */
import type { ExceptionConfig } from '../../protocol/config.ts';
import type { Channel, RatingLevel, TicketClass, UndoKind, WaitQuantiles } from '../../protocol/events.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import type { CounterState, PrintState, TicketState } from '../../protocol/views.ts';
import { firstTurn, type Turn } from './calling-rule.ts';
import { type Content, emptyContent } from './content.ts';
import { nothingLearned, type WaitLearning } from './wait-learning.ts';

/** A moment that survives restarts: monotonic within its boot, wall clock across boots. */
export interface Stamp {
  readonly boot: number;
  readonly monoMs: number;
  readonly wallMs: number;
}

export interface Ticket {
  readonly id: string;
  readonly no: string;
  readonly series: string;
  readonly n: number;
  /** The service it waits for now; a transfer changes it. */
  service: string;
  /** Staff may change it. */
  class: TicketClass;
  readonly channel: Channel;
  readonly locale: Locale;
  readonly day: string;
  readonly issued: Stamp;
  /** Journal sequences of its events, oldest first: where its history lies. The first and the newest are always kept. */
  readonly seqs: number[];
  lastSeq: number;
  /** Journal sequence of its latest event that was not about its paper: whether it has moved on since. */
  movedSeq: number;
  /** Since when it waits, on the clock of the hall (`hallTime`): the issue, the time of an appointment, or the moment it was sent to the back. */
  arrivedMs: number;
  /** Of two that arrived together the smaller comes first: the sequence, or the transfer's for 'back of the line'. */
  order: number;
  /** Only this counter, or only this clerk, calls it. */
  forCounter: number | null;
  forClerk: string | null;
  /** Recycled: not called before this time, or before its service has made so many calls. */
  resting: { readonly untilMs: number; readonly calls: number } | null;
  /** How often it was recycled. */
  recycled: number;
  /** Services still to visit after this one. */
  todo: readonly string[];
  readonly appointment: string | null;
  /** When it became a no-show, on the hall's clock, and how many calls its service had made by then. */
  passed: { readonly atMs: number; readonly calls: number } | null;
  /** False once its first call has been measured. */
  isFirstWait: boolean;
  /** Journal sequence of its latest park, 0 when there was none: what a keypad's 'take back' goes by. */
  parkedSeq: number;
  state: TicketState;
  counter: number | null;
  called: Stamp | null;
  /** Why it was called, as the journal says it; null while it is at no counter. */
  why: string | null;
  started: Stamp | null;
  /** Calls since it was last waiting: 1 is the first call. */
  times: number;
  print: PrintState;
  /** Journal sequence of the paper that is owed; 0 when none is. */
  job: number;
  copies: number;
  printer: string | null;
  /** Its paper is in large print. */
  readonly large?: true;
  readonly wait: { readonly fromMs: number; readonly toMs: number } | null;
  readonly expect: WaitQuantiles | null;
  readonly ahead: number;
}

/** A ticket as it was before an action; its `movedSeq` is the action's own event. Its history and its paper are never put back. */
export type KeptTicket = Omit<Ticket, 'seqs' | 'lastSeq' | 'print' | 'job' | 'copies'>;

/**
 * What is needed to take back the last thing done at a counter: the ticket it was about and the one it ended, as they were, and
 * what the counter and the learned means were.
 */
export interface Undo {
  readonly what: UndoKind;
  readonly at: Stamp;
  /** The same moment on the hall's clock. */
  readonly hallMs: number;
  readonly ticket: KeptTicket;
  readonly before: KeptTicket | null;
  readonly counter: Pick<Counter, 'servedToday' | 'lastCallAt' | 'turn'>;
  readonly learned: Learned | null;
}

/** A finished service and the means before it. */
export interface Learned {
  readonly service: string;
  readonly clerk: string | null;
  readonly servedMs: number;
  /** Share that it had in the mean. */
  readonly share: number;
  readonly meanMs: number | null;
  readonly pace: number | null;
}

export interface Cover {
  readonly services: readonly string[];
  readonly since: Stamp;
  readonly ms: number;
}

export interface Appointment {
  readonly id: string;
  readonly code: string;
  readonly service: string;
  readonly slotMs: number;
  ticket: string | null;
  missed: boolean;
}

/** The tickets of a pool by class, each line by arrival: see waiting-line.ts. */
export type ClassLines = { readonly [Class in TicketClass]: Ticket[] };

export interface Counter {
  readonly no: number;
  state: CounterState;
  pauseReason: string | null;
  clerk: string | null;
  ticket: string | null;
  servedToday: number;
  /** When it was opened; null while it is closed. */
  opened: Stamp | null;
  lastCallAt: Stamp | null;
  /** Visit whose rating window is open here. */
  rating: string | null;
  lastRated: { readonly visit: string; readonly level: number } | null;
  /** What its rule remembers of its calls. */
  turn: Turn;
  /** Since when the next ticket is to be called here by itself; null: it is not. */
  armed: Stamp | null;
  cover: Cover | null;
  undo: Undo | null;
}

export interface Rating {
  readonly visit: string;
  readonly counter: number;
  readonly clerk: string | null;
  readonly session: number;
  readonly seconds: number;
  readonly opened: Stamp;
  state: 'open' | 'rated' | 'not-rated';
  level: RatingLevel | null;
}

export interface Call {
  /** Journal sequence of the call event: unique and ascending. */
  readonly id: number;
  readonly ticket: string;
  readonly no: string;
  readonly counter: number;
  readonly service: string;
  readonly locale: Locale;
  readonly times: number;
  readonly at: Stamp;
}

export interface ServiceCount {
  issued: number;
  called: number;
  served: number;
  noShow: number;
  rated: number;
}

/** Digits being typed at a call keypad, and what they are for. */
export interface KeyEntry {
  readonly kind: 'call' | 'transfer';
  readonly digits: string;
  readonly at: Stamp;
}

export interface HallState {
  /** Sequence of the last event that is part of this state. */
  seq: number;
  /** Hall time at the last event, and that event's stamp: see `hallTime`. */
  hallMs: number;
  last: Stamp;
  /** How many times the daemon has started. */
  boot: number;
  bootId: string;
  epochs: { readonly epoch: string; readonly first: number }[];
  /** Business date, `YYYY-MM-DD`; null before the first day opened. */
  day: string | null;
  /** True once staff have closed the day: no more tickets until the next one. */
  dayClosed: boolean;
  /** Last number given today by series, and how often the series has begun anew today. */
  readonly series: Map<string, number>;
  readonly wraps: Map<string, number>;
  readonly tickets: Map<string, Ticket>;
  /** Waiting tickets by pool and class, each line by arrival: see waiting-line.ts. */
  readonly lines: Map<string, ClassLines>;
  /** Recycled tickets that wait beside the lines. */
  readonly resting: Map<string, Ticket>;
  /** Calls of each service since the hall began. */
  readonly callTally: Map<string, number>;
  /** Services that staff have switched off, with the reason. */
  readonly closedServices: Map<string, string>;
  readonly appointments: Map<string, Appointment>;
  readonly content: Content;
  /** Days that differ, from the centre: before those of the configuration, see hall-index.ts. */
  calendar: readonly ExceptionConfig[];
  /** Which edition of it the hall holds and since when; null: the centre has sent none. */
  calendarFrom: { readonly version: number | null; readonly wallMs: number } | null;
  /** Numbers in use: a ticket is alive until it is served, no-show, cancelled or expired. */
  readonly alive: Map<string, string>;
  readonly counters: Map<number, Counter>;
  /** Request id → ticket id, oldest first. */
  readonly requests: Map<string, string>;
  readonly ratings: Map<string, Rating>;
  /** Last session number given to a rating keypad. */
  ratingSession: number;
  /** Newest last. */
  readonly calls: Call[];
  /** Tickets whose paper is owed or in doubt, in order of their job. */
  readonly prints: Map<string, Ticket>;
  /** Last event of each bus node: repeats do nothing. */
  readonly keys: Map<string, { readonly boot: number; readonly event: number }>;
  readonly entries: Map<string, KeyEntry>;
  readonly devices: Map<string, { readonly state: string; readonly fault: string | null }>;
  readonly counts: Map<string, ServiceCount>;
  /** Times a service was asked for today, as the first of a visit or a later one: what its quota bounds. */
  readonly wanted: Map<string, number>;
  /** Mean service time by service, milliseconds; moves slowly with each finished service. */
  readonly meanMs: Map<string, number>;
  /** How much slower (above 1) or faster than the mean each clerk is, by badge. */
  readonly pace: Map<string, number>;
  /** What was learned about estimates of waiting. */
  readonly waits: WaitLearning;
}

export function emptyState(): HallState {
  return {
    seq: 0,
    hallMs: 0,
    last: { boot: 0, monoMs: 0, wallMs: 0 },
    boot: 0,
    bootId: '',
    epochs: [],
    day: null,
    dayClosed: false,
    series: new Map(),
    wraps: new Map(),
    tickets: new Map(),
    lines: new Map(),
    resting: new Map(),
    callTally: new Map(),
    closedServices: new Map(),
    appointments: new Map(),
    content: emptyContent(),
    calendar: [],
    calendarFrom: null,
    alive: new Map(),
    counters: new Map(),
    requests: new Map(),
    ratings: new Map(),
    ratingSession: 0,
    calls: [],
    prints: new Map(),
    keys: new Map(),
    entries: new Map(),
    devices: new Map(),
    counts: new Map(),
    wanted: new Map(),
    meanMs: new Map(),
    pace: new Map(),
    waits: nothingLearned(),
  };
}

/** A counter that no event has touched yet is closed; this gives its record without changing the state. */
export function counterOf(state: HallState, no: number): Readonly<Counter> {
  return state.counters.get(no) ?? closedCounter(no);
}

/** True while a clerk (badge) sits at a counter. */
export function isAtCounter(state: HallState, clerk: string): boolean {
  for (const counter of state.counters.values()) if (counter.state !== 'closed' && counter.clerk === clerk) return true;
  return false;
}

export function closedCounter(no: number): Counter {
  return {
    no,
    state: 'closed',
    pauseReason: null,
    clerk: null,
    ticket: null,
    servedToday: 0,
    opened: null,
    lastCallAt: null,
    rating: null,
    lastRated: null,
    turn: firstTurn,
    armed: null,
    cover: null,
    undo: null,
  };
}

/** Milliseconds from `from` to `now`, for people: monotonic within a boot, else by wall clock and never negative. */
export function elapsedMs(from: Stamp, now: Stamp): number {
  return Math.max(0, from.boot === now.boot ? now.monoMs - from.monoMs : now.wallMs - from.wallMs);
}

/** A rest between two starts counts as waiting, up to this: a clock that jumped decades must not. */
const offMsMax = 7 * 24 * 3_600_000;

/**
 * The clock that waiting is measured on, milliseconds: it runs with the monotonic clock, goes on over a restart by what the wall
 * clock says has passed, and never falls back. So arrivals on it have the order of the journal, whatever the wall clock does.
 */
export function hallTime(state: Pick<HallState, 'hallMs' | 'last'>, now: Stamp): number {
  return state.hallMs + Math.min(elapsedMs(state.last, now), offMsMax);
}

/**
 * Age for a limit. After a restart with a clock that fell back nobody knows how old a thing of the earlier boot is: it
 * counts as older than any limit. A call is then not spoken, a rating window is closed, paper is put before staff.
 */
export function ageMs(from: Stamp, now: Stamp): number {
  if (from.boot !== now.boot && now.wallMs < from.wallMs) return Number.MAX_SAFE_INTEGER;
  return elapsedMs(from, now);
}

/** A ticket that can still be called or is being served. */
export function isAlive(ticket: Ticket): boolean {
  return (
    ticket.state === 'waiting' || ticket.state === 'called' || ticket.state === 'serving' || ticket.state === 'parked'
  );
}

/** Service time of a ticket that is being finished now, milliseconds. */
export function servedMsOf(ticket: Ticket, now: Stamp): number {
  const since = ticket.started ?? ticket.called;
  return since ? Math.round(elapsedMs(since, now)) : 0;
}

/**
 * The state of the hall: what replaying the journal gives, and nothing else. It holds today's tickets and those still
 * alive from an earlier day; the past is in the journal.
 *
 * Only `evolve` changes it. Anything here must follow from events alone, so that a replay gives the same state.
 */
import type { Channel, RatingLevel, TicketClass } from '../../protocol/events.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import type { CounterState, PrintState, TicketState } from '../../protocol/views.ts';

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
  readonly class: TicketClass;
  readonly channel: Channel;
  readonly locale: Locale;
  readonly day: string;
  readonly issued: Stamp;
  /** Journal sequences of its events, oldest first: where its history lies. The first and the newest are always kept. */
  readonly seqs: number[];
  lastSeq: number;
  /** Place in its line: smaller is earlier. The sequence, or the transfer's for 'back of the line'. */
  order: number;
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
  readonly wait: { readonly fromMs: number; readonly toMs: number } | null;
  readonly ahead: number;
}

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

export interface HallState {
  /** Sequence of the last event that is part of this state. */
  seq: number;
  /** How many times the daemon has started. */
  boot: number;
  bootId: string;
  epochs: { readonly epoch: string; readonly first: number }[];
  /** Business date, `YYYY-MM-DD`; null before the first day opened. */
  day: string | null;
  /** Last number given today by series. */
  readonly series: Map<string, number>;
  readonly tickets: Map<string, Ticket>;
  /** Waiting tickets by service, in order. */
  readonly waiting: Map<string, Ticket[]>;
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
  readonly devices: Map<string, { readonly state: string; readonly fault: string | null }>;
  readonly counts: Map<string, ServiceCount>;
  /** Mean service time by service, milliseconds; moves slowly with each finished service. */
  readonly meanMs: Map<string, number>;
}

export function emptyState(): HallState {
  return {
    seq: 0,
    boot: 0,
    bootId: '',
    epochs: [],
    day: null,
    series: new Map(),
    tickets: new Map(),
    waiting: new Map(),
    alive: new Map(),
    counters: new Map(),
    requests: new Map(),
    ratings: new Map(),
    ratingSession: 0,
    calls: [],
    prints: new Map(),
    keys: new Map(),
    devices: new Map(),
    counts: new Map(),
    meanMs: new Map(),
  };
}

/** A counter that no event has touched yet is closed; this gives its record without changing the state. */
export function counterOf(state: HallState, no: number): Readonly<Counter> {
  return state.counters.get(no) ?? closedCounter(no);
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
  };
}

/** Milliseconds from `from` to `now`, for people: monotonic within a boot, else by wall clock and never negative. */
export function elapsedMs(from: Stamp, now: Stamp): number {
  return Math.max(0, from.boot === now.boot ? now.monoMs - from.monoMs : now.wallMs - from.wallMs);
}

/**
 * Age for a limit. After a restart with a clock that fell back nobody knows how old a thing of the earlier boot is: it
 * counts as older than any limit. A call is then not spoken, a rating window is closed, paper is put before staff.
 */
export function ageMs(from: Stamp, now: Stamp): number {
  if (from.boot !== now.boot && now.wallMs < from.wallMs) return Number.MAX_SAFE_INTEGER;
  return elapsedMs(from, now);
}

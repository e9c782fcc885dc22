/**
 * The ports: what the runtime needs of the world, and what it offers to the pages and the centre. Interfaces only.
 * Adapters implement the first half over node and npm; the simulator implements the same over a seed.
 */

import type { BusAnswer, ScanScope } from '../protocol/bus-views.ts';
import type { Actor, Command } from '../protocol/commands.ts';
import type { BeatAnswer, PowerReport, ScreenBeat } from '../protocol/content.ts';
import type { DeviceKind } from '../protocol/device-kinds.ts';
import type { ClockQuality, JournalEvent } from '../protocol/events.ts';
import type { Fault, FaultCode } from '../protocol/faults.ts';
import type { Refusal, RefusalCode } from '../protocol/refusals.ts';
import type { ContentView, PlanRow } from '../protocol/screen-views.ts';
import type {
  AccuracyPart,
  CounterDetail,
  DayAnswer,
  HallView,
  HealthPart,
  TicketDetail,
  WhyAnswer,
} from '../protocol/views.ts';
import type { CalendarAnswer, VoiceView } from '../protocol/voice-views.ts';

// ---------------------------------------------------------------------------------------------- time and chance

/** Local time of the hall at an instant. */
export interface LocalTime {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Minutes since local midnight, 0 to 1439. */
  readonly minutes: number;
  /** ISO weekday, 1 is Monday. */
  readonly weekday: number;
}

export interface ClockPort {
  /** Monotonic milliseconds of this boot, with fractions. Durations use only this. */
  monoMs(): number;
  /** Best known wall clock, milliseconds since 1970 UTC. For people only. */
  wallMs(): number;
  quality(): ClockQuality;
  local(wallMs: number): LocalTime;
  /** Calls once at or after the monotonic time; returns a function that cancels it. */
  at(monoMs: number, run: () => void): () => void;
  /** Runs soon, after everything that already waits (bytes, requests); gathers work into one commit. */
  soon(run: () => void): void;
}

export interface RandomPort {
  /** A new UUIDv7 for the wall clock given, lower case with hyphens. */
  uuid(wallMs: number): string;
  /** Uniform in [0, 1). */
  unit(): number;
}

// ---------------------------------------------------------------------------------------------- journal

/** Why a commit failed. The transaction has been rolled back; nothing of it is stored. */
export type StorageTrouble = 'storage-full' | 'storage-read-only' | 'storage-failed';
export type AppendResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly trouble: StorageTrouble; readonly detail: string }
  /** One event, `seq`, does not fit into a row. The disk is well: without the command that made it the rest can be stored. */
  | { readonly ok: false; readonly trouble: 'event-too-long'; readonly detail: string; readonly seq: number };

export interface JournalPort {
  /** Sequence of the last stored row; 0 when empty. */
  head(): number;
  /** Stores the rows durably in one transaction; the rows' `seq` go on from `head()` without a hole. */
  append(events: readonly JournalEvent[]): AppendResult;
  /** Rows with `from <= seq <= to` in order, at most `limit`. */
  read(from: number, to: number, limit: number): readonly JournalEvent[];
  /** The newest snapshot that is readable, or null. `state` is the JSON text given to `saveSnapshot`. */
  loadSnapshot(): { readonly seq: number; readonly state: string } | null;
  /** Best effort; a snapshot only shortens the next start. */
  saveSnapshot(seq: number, state: string): void;
}

// ---------------------------------------------------------------------------------------------- the hall, from outside

export type CommandResult =
  | {
      readonly ok: true;
      readonly events: readonly JournalEvent[];
      readonly ticket: string | null;
      readonly counter: number | null;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** What happened to the tickets of one service this business day. */
export interface ServiceCounts {
  readonly issued: number;
  readonly called: number;
  readonly served: number;
  readonly noShow: number;
  readonly rated: number;
}

/** Stream names as in `GET /api/stream?view=…`. */
export type StreamName =
  | 'hall'
  | 'health'
  | 'desk'
  | 'content'
  | 'voice'
  | 'lab'
  | `screen/${string}`
  | `counter/${number}`
  | `rate/${number}`
  | `ticket/${string}`;

/** Where a stream's messages go; `data` is JSON text ready to send. Returns false when the reader is too slow: the stream ends. */
export type StreamSink = (kind: 'snapshot' | 'delta', version: number, data: string) => boolean;

/**
 * What pages, keypads and the centre can do with the hall. Synchronous: `submit` answers through `done`, after the
 * commit that holds the effect has returned (or at once with a refusal).
 */
export interface HallPort {
  submit(command: Command, actor: Actor, done: (result: CommandResult) => void): void;
  hallView(): HallView;
  seq(): number;
  counterDetail(no: number): CounterDetail | null;
  ticketDetail(ticketId: string): TicketDetail | null;
  /** Why a ticket was called, each time; null when the state does not hold it. */
  why(ticketId: string): WhyAnswer | null;
  /** The business day, and who would be left if it were closed now. */
  day(): DayAnswer;
  /** Counts of the business day by service id; a service without any is absent. */
  counts(): ReadonlyMap<string, ServiceCounts>;
  /** A screen says that it lives and what it shows; null: there is no such screen. */
  screenBeat(screen: string, beat: ScreenBeat): BeatAnswer | null;
  screenPower(screen: string, report: PowerReport): boolean;
  screenReload(screen: string): boolean;
  contentView(): ContentView;
  /** What a screen will show on a day, by what is known now; null: there is no such screen. */
  screenPlan(screen: string, day: { readonly date: string; readonly weekday: number }): readonly PlanRow[] | null;
  /** The lines on the pins as they are now. */
  lines(): readonly LineReport[];
  voiceView(): VoiceView;
  /** Lets a screen say the sample of the voice, unless one was said just now. */
  sayVoiceSample(screen: string, actor: Actor, done: (result: CommandResult) => void): void;
  /** The days from a date on, by what is known now. */
  calendar(from: string, days: number): CalendarAnswer;
  /** How true the promised waits of this business day were, by service. */
  accuracy(): readonly AccuracyPart[];
  /** The wire form of a committed event's neighbours; used by the cursor of the sender. */
  readEvents(from: number, limit: number): readonly JournalEvent[];
  /** Opens a stream; the first message (snapshot) comes before this returns. Null: there is no such view. */
  stream(name: StreamName, sink: StreamSink): { close(): void } | null;
  /** Called after each commit with its events, in order. */
  onCommit(listener: (events: readonly JournalEvent[]) => void): () => void;
  readonly buses: BusesPort;
  /** The health of the hall now, as `GET /api/health` answers it. */
  healthPart(): HealthPart;
  /** Devices and faults as the health page shows them. */
  health: HealthPort;
}

/** A line on the pins: what it is now, and what was counted since the start. */
export interface LineReport {
  readonly device: string;
  /** 1: pressed, closed, on. Null: not known. */
  readonly level: 0 | 1 | null;
  readonly figures: Readonly<Record<string, number | null>>;
}

/** What people do with the buses. Each act answers once, when it has ended: null, or why not. */
export interface BusesPort {
  view(): BusAnswer;
  scan(bus: string, scope: ScanScope, done: BusDone): void;
  setAddress(bus: string, uid: string, address: number, done: BusDone): void;
  identify(bus: string, address: number, done: BusDone): void;
  /** Gives the node a new key of the secure channel; its session goes on under it. */
  installKey(bus: string, address: number, done: BusDone): void;
  setSpeed(bus: string, baud: number, done: BusDone): void;
}
export type BusDone = (refusal: RefusalCode | null) => void;

/** Keys of the nodes of a bus, outside the configuration and the journal. */
export interface BusKeysPort {
  /** Keys that the node may have, the likeliest first; `mayBeOpen`: it has proved none of them yet. */
  of(uid: string): { readonly keys: readonly Uint8Array[]; readonly mayBeOpen: boolean } | undefined;
  /** A new key that will be given to the node; null when it cannot be stored. */
  propose(uid: string): Uint8Array | null;
  /** The node has proved the key of this place in `of`: the others are forgotten. */
  settle(uid: string, at: number): void;
  /** The node has not taken what was proposed. */
  withdraw(uid: string): void;
}

/** Where adapters and drivers say how the world is. Faults are kept by (code, device): raising twice is raising once. */
export interface HealthPort {
  device(id: string, kind: DeviceKind, state: 'ok' | 'warning' | 'fault' | 'offline'): void;
  raise(code: FaultCode, device: string, detail?: string): void;
  clear(code: FaultCode, device: string): void;
  faults(): readonly Fault[];
  /** Highest sequence the centre has acknowledged; null while unknown. */
  acked(seq: number | null): void;
}

// ---------------------------------------------------------------------------------------------- log

/** One line of the daemon's log. Never personal, never a secret. */
/** Small facts about devices that are measured again when lost; not part of the hall's truth. */
export interface DeviceMemoryPort {
  /** What was kept last under this device's id; anything may stand there. */
  read(device: string): unknown;
  write(device: string, memory: unknown): void;
}

export interface LogPort {
  info(what: string, detail?: Readonly<Record<string, string | number | boolean | null>>): void;
  warn(what: string, detail?: Readonly<Record<string, string | number | boolean | null>>): void;
  error(what: string, detail?: Readonly<Record<string, string | number | boolean | null>>): void;
}

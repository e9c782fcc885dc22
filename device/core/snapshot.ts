/**
 * The state as text and back. Maps keep their order; tickets that stand in several places of the state are one object
 * again after reading. A snapshot of another shape version is not read: the journal is replayed instead.
 */
import type { ExceptionConfig } from '../../protocol/config.ts';
import type { TicketClass } from '../../protocol/events.ts';
import { readContent, type StoredContent, writeContent } from './content.ts';
import {
  type Appointment,
  type Counter,
  emptyState,
  type HallState,
  type KeyEntry,
  type Rating,
  type Stamp,
  type Ticket,
} from './state.ts';

/** Raise this when the shape of the state changes. */
export const snapshotVersion = 4;

export function writeSnapshot(state: HallState): string {
  return JSON.stringify({
    version: snapshotVersion,
    seq: state.seq,
    boot: state.boot,
    bootId: state.bootId,
    epochs: state.epochs,
    day: state.day,
    series: [...state.series],
    tickets: [...state.tickets.values()],
    lines: [...state.lines].map(([pool, lines]) => [
      pool,
      { normal: idsOf(lines.normal), priority: idsOf(lines.priority), appointment: idsOf(lines.appointment) },
    ]),
    resting: [...state.resting.keys()],
    wraps: [...state.wraps],
    callTally: [...state.callTally],
    closedServices: [...state.closedServices],
    appointments: [...state.appointments.values()],
    content: writeContent(state.content),
    calendar: state.calendar,
    calendarFrom: state.calendarFrom,
    entries: [...state.entries],
    pace: [...state.pace],
    waits: state.waits,
    hallMs: state.hallMs,
    last: state.last,
    dayClosed: state.dayClosed,
    alive: [...state.alive],
    counters: [...state.counters.values()],
    requests: [...state.requests],
    ratings: [...state.ratings.values()],
    ratingSession: state.ratingSession,
    calls: state.calls,
    prints: [...state.prints.keys()],
    keys: [...state.keys],
    devices: [...state.devices],
    counts: [...state.counts],
    wanted: [...state.wanted],
    meanMs: [...state.meanMs],
  });
}

const idsOf = (line: readonly Ticket[]): string[] => line.map(({ id }) => id);

interface Stored {
  readonly version: number;
  readonly seq: number;
  readonly boot: number;
  readonly bootId: string;
  readonly epochs: HallState['epochs'];
  readonly day: string | null;
  readonly series: [string, number][];
  readonly tickets: Ticket[];
  readonly lines: [string, { readonly [Class in TicketClass]: string[] }][];
  readonly resting: string[];
  readonly wraps: [string, number][];
  readonly callTally: [string, number][];
  readonly closedServices: [string, string][];
  readonly appointments: Appointment[];
  readonly content: StoredContent;
  /** Absent in snapshots of before there was one. */
  readonly calendar?: readonly ExceptionConfig[];
  readonly calendarFrom?: HallState['calendarFrom'];
  readonly entries: [string, KeyEntry][];
  readonly pace: [string, number][];
  readonly waits: HallState['waits'];
  readonly hallMs: number;
  readonly last: Stamp;
  readonly dayClosed: boolean;
  readonly alive: [string, string][];
  readonly counters: Counter[];
  readonly requests: [string, string][];
  readonly ratings: Rating[];
  readonly ratingSession: number;
  readonly calls: HallState['calls'];
  readonly prints: string[];
  readonly keys: [string, { boot: number; event: number }][];
  readonly devices: [string, { state: string; fault: string | null }][];
  readonly wanted: [string, number][];
  readonly counts: [string, { issued: number; called: number; served: number; noShow: number; rated: number }][];
  readonly meanMs: [string, number][];
}

/** The state of a snapshot's text, or null when it is of another version. Throws on text that `writeSnapshot` cannot have made. */
export function readSnapshot(text: string): HallState | null {
  const stored = JSON.parse(text) as Stored;
  if (stored.version !== snapshotVersion) return null;
  const tickets = new Map(stored.tickets.map((ticket) => [ticket.id, ticket]));
  const known = (id: string) => {
    const ticket = tickets.get(id);
    if (!ticket) throw new Error(`snapshot names ticket ${id} that it does not hold`);
    return ticket;
  };
  return {
    ...emptyState(),
    seq: stored.seq,
    boot: stored.boot,
    bootId: stored.bootId,
    epochs: stored.epochs,
    day: stored.day,
    series: new Map(stored.series),
    tickets,
    lines: new Map(
      stored.lines.map(([pool, lines]) => [
        pool,
        {
          normal: lines.normal.map(known),
          priority: lines.priority.map(known),
          appointment: lines.appointment.map(known),
        },
      ]),
    ),
    resting: new Map(stored.resting.map((id) => [id, known(id)])),
    wraps: new Map(stored.wraps),
    callTally: new Map(stored.callTally),
    closedServices: new Map(stored.closedServices),
    content: readContent(stored.content),
    calendar: stored.calendar ?? [],
    calendarFrom: stored.calendarFrom ?? null,
    appointments: new Map(stored.appointments.map((each) => [each.id, each])),
    entries: new Map(stored.entries),
    pace: new Map(stored.pace),
    waits: stored.waits,
    hallMs: stored.hallMs,
    last: stored.last,
    dayClosed: stored.dayClosed,
    alive: new Map(stored.alive),
    counters: new Map(stored.counters.map((counter) => [counter.no, counter])),
    requests: new Map(stored.requests),
    ratings: new Map(stored.ratings.map((rating) => [rating.visit, rating])),
    ratingSession: stored.ratingSession,
    calls: stored.calls,
    prints: new Map(stored.prints.map((id) => [id, known(id)])),
    keys: new Map(stored.keys),
    devices: new Map(stored.devices),
    counts: new Map(stored.counts),
    wanted: new Map(stored.wanted),
    meanMs: new Map(stored.meanMs),
  };
}

/**
 * A small hall for tests: the pure core with a clock that is moved by hand and a journal that is an array. Every accepted
 * command is committed at once. It must never change the state by any other path than `evolve`.
 *
 *   give(command) ── decide ──► events ── number, stamp ──► journal ── evolve ──► state
 */
import type { Actor, Command } from '../../../protocol/commands.ts';
import type { HallConfig } from '../../../protocol/config.ts';
import { event, type HallEvent, type JournalEvent } from '../../../protocol/events.ts';
import { decide } from '../decide.ts';
import type { DecideContext, Decision } from '../decision.ts';
import { evolve } from '../evolve.ts';
import { forecast } from '../forecast.ts';
import { type HallIndex, indexHall } from '../hall-index.ts';
import type { LocalMinute } from '../opening-hours.ts';
import { emptyState, type HallState, type Ticket } from '../state.ts';

export interface World {
  readonly index: HallIndex;
  readonly journal: readonly JournalEvent[];
  readonly state: HallState;
  /** False: no ticket is promised a wait. The daemon shares one forecast among many; here each issue makes its own. */
  promises: boolean;
  /** Local time of the hall; Monday 10:00 unless a test sets it, null when the clock is not trusted. */
  local: LocalMinute | null;
  /** Decides and, when accepted, commits. The next ticket is named `t1`, `t2`, … in the order of issue. */
  give(command: Command, actor?: Actor): Decision;
  /** A tap on the kiosk, each with its own request id unless one is given. */
  issue(service?: string, change?: Partial<Extract<Command, { type: 'issue' }>>, actor?: Actor): Decision;
  context(actor?: Actor): DecideContext;
  commit(events: readonly HallEvent[]): void;
  advance(ms: number): void;
  /** A new boot: monotonic time begins at zero; the wall clock goes on, or stands where the test says. */
  restart(wallMs?: number): void;
  /** Moves the wall clock only. */
  setWall(wallMs: number): void;
  ticket(id: string): Ticket;
}

export const system: Actor = { id: 'system', clerk: null, staff: false };
export const customer: Actor = { id: 'kiosk-1', clerk: null, staff: false };
export const lead: Actor = { id: 'op:2001', clerk: '2001', staff: true };

/** A member of staff by badge. */
export function clerk(badge: string): Actor {
  return { id: `op:${badge}`, clerk: badge, staff: true };
}

/** `past` is the journal of an earlier hall, perhaps of another configuration; the first start is then left to the test. */
export function createWorld(
  config: HallConfig = smallHall(),
  day: string | null = '2026-03-02',
  past: readonly JournalEvent[] = [],
): World {
  const index = indexHall(config);
  const journal: JournalEvent[] = [...past];
  const state = replay(past);
  let monoMs = 0;
  let wallMs = past.at(-1)?.wallMs ?? 1_772_416_800_000;
  let issued = past.filter(({ type }) => type === 'ticket.issued').length;
  let taps = 0;

  const world: World = {
    promises: true,
    index,
    journal,
    state,
    local: { date: '2026-03-02', minutes: 600, weekday: 1 },
    context(actor = lead) {
      const now = { boot: state.boot, monoMs, wallMs };
      const expect: DecideContext['expect'] = (service, ticketClass) =>
        world.promises ? forecast(state, index, now, world.local).newcomer(service, ticketClass) : null;
      return { index, actor, now, local: world.local, expect, id: `t${issued + 1}` };
    },
    give(command, actor) {
      const decision = decide(state, command, world.context(actor));
      if (decision.ok) world.commit(decision.events);
      return decision;
    },
    issue(service = 'A', change = {}, actor = customer) {
      taps += 1;
      const plain = { class: 'normal', channel: 'kiosk', locale: 'zh-CN', request: `tap-${taps}` } as const;
      return world.give({ type: 'issue', service, ...plain, ...change }, actor);
    },
    commit(events) {
      for (const each of events) {
        if (each.type === 'ticket.issued') issued += 1;
        const seq = journal.length + 1;
        const row: JournalEvent = { ...each, seq, id: `e${seq}`, wallMs, monoMs, clock: 'ntp', actor: 'test' };
        journal.push(row);
        evolve(state, row);
      }
    },
    advance(ms) {
      monoMs += ms;
      wallMs += ms;
    },
    restart(wall = wallMs + 30_000) {
      monoMs = 0;
      wallMs = wall;
      world.commit([event('system.started', { boot: `b${state.boot + 1}`, sw: '0', config: '' })]);
    },
    setWall(wall) {
      wallMs = wall;
    },
    ticket(id) {
      const ticket = state.tickets.get(id);
      if (!ticket) throw new Error(`no ticket ${id}`);
      return ticket;
    },
  };
  if (past.length === 0) world.commit([event('system.started', { boot: 'b1', sw: '0', config: '' })]);
  if (day) world.commit([event('day.opened', { date: day })]);
  return world;
}

/** The state that a journal gives. */
export function replay(journal: readonly JournalEvent[], from: HallState = emptyState()): HallState {
  let state = from;
  for (const each of journal) if (each.seq > state.seq) state = evolve(state, each);
  return state;
}

/** Two services, two counters that serve both, one printer; counter 1 has a call keypad and a rating keypad. */
export function smallHall(change: Partial<HallConfig> = {}): HallConfig {
  return {
    hall: { id: 'test', name: { zh: '测试大厅', en: 'Test hall' }, zone: 'Asia/Shanghai', rule: 'fifo' },
    services: [
      { id: 'A', name: { zh: '缴费', en: 'Payment' }, minutes: 4 },
      { id: 'K', name: { zh: '咨询', en: 'Enquiry' }, minutes: 9 },
    ],
    counters: [
      {
        no: 1,
        services: ['A', 'K'],
        keypad: { bus: 'main', address: 11 },
        rating: { bus: 'main', address: 21 },
      },
      { no: 2, services: ['A', 'K'], keypad: { bus: 'main', address: 12 } },
    ],
    printers: [{ id: 'printer-1', line: { tcp: '127.0.0.1:9100' } }],
    ...change,
  };
}

// ---------------------------------------------------------------------------------------------- commands in short

/** A press on counter 1's call keypad. */
export function press(
  code: number,
  eventId: number,
  change: Partial<Extract<Command, { type: 'key' }>> = {},
): Extract<Command, { type: 'key' }> {
  return {
    type: 'key',
    bus: 'main',
    address: 11,
    uid: 'KEYPAD1',
    boot: 1,
    event: eventId,
    ageMs: 10,
    key: { kind: 'call', code, action: 'press' },
    ...change,
  };
}

/** A press on counter 1's rating keypad. */
export function rateKey(
  session: number,
  level: number,
  eventId: number,
  change: Partial<Extract<Command, { type: 'key' }>> = {},
): Extract<Command, { type: 'key' }> {
  return press(0, eventId, { address: 21, uid: 'RATING1', key: { kind: 'rating', session, level }, ...change });
}

/** What an answer says in one word each: the refusal's code, or the types of its events. */
export function told(decision: Decision): string {
  if (!decision.ok) return `no: ${decision.refusal.code}`;
  return decision.events.map((each) => each.type).join(' ') || 'nothing';
}

/**
 * Plays the days of a simulated hall with the core of the daemon: its commands, its rules, its events and its forecast. The clerks
 * call the next as soon as they are free, and go to their break when they have finished.
 */

import { decide } from '../../device/core/decide.ts';
import type { DecideContext } from '../../device/core/decision.ts';
import { evolve } from '../../device/core/evolve.ts';
import { forecast } from '../../device/core/forecast.ts';
import { type HallIndex, indexHall } from '../../device/core/hall-index.ts';
import { emptyState, type HallState, type Stamp, type Ticket } from '../../device/core/state.ts';
import type { Actor, Command } from '../../protocol/commands.ts';
import type { HallConfig } from '../../protocol/config.ts';
import { event, type HallEvent, type JournalEvent } from '../../protocol/events.ts';
import { breakMin, counters, drawDay, type HallKind, noShowMin, simulatedHall, type Visit } from './hall-day.ts';

/** What onlookers of a play are told; they change nothing. */
export interface Watch {
  /** Just before the ticket is made. */
  readonly coming?: (visit: Visit, moment: Moment) => void;
  readonly called: (ticket: Ticket, visit: Visit, waitedMin: number, day: number) => void;
  readonly ended?: (visit: Visit) => void;
}
export interface Moment {
  readonly state: HallState;
  readonly index: HallIndex;
  readonly now: Stamp;
}
export interface Play {
  readonly kind: HallKind;
  readonly rule: NonNullable<HallConfig['hall']['rule']>;
  readonly days: number;
  readonly seed: number;
  /** False: tickets carry no estimate, which is faster where only the waits are looked at. */
  readonly estimates: boolean;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const firstDayMs = Date.UTC(2026, 2, 2);
const openMs = 9 * 60 * minuteMs;
const kiosk: Actor = { id: 'kiosk-1', clerk: null, staff: true };
const clerk = (no: number): Actor => ({ id: `op:${1000 + no}`, clerk: `${1000 + no}`, staff: true });

export function playHall(play: Play, watch: Watch): void {
  const index = indexHall(simulatedHall(play.rule));
  const state = emptyState();
  const hall = hallOf(state, index, play.estimates);
  hall.commit([event('system.started', { boot: 'sim', sw: '', config: '' })]);
  for (let day = 0; day < play.days; day += 1) {
    hall.atMs = day * dayMs + openMs;
    hall.commit([event('day.opened', { date: hall.date() })]);
    for (const no of counters) hall.give({ type: 'open', counter: no }, clerk(no));
    playDay(drawDay(play.seed, day, play.kind), day, hall, watch);
    for (const no of counters) hall.give({ type: 'close', counter: no }, clerk(no));
  }
}

interface SimulatedHall extends Omit<Moment, 'now'> {
  /** Since midnight of the first day. */
  atMs: number;
  now(): Stamp;
  date(): string;
  give(command: Command, actor: Actor): string | null;
  commit(events: readonly HallEvent[]): void;
}

function playDay(visits: readonly Visit[], day: number, hall: SimulatedHall, watch: Watch): void {
  const startMs = hall.atMs;
  const byTicket = new Map<string, Visit>();
  const busyUntil = new Map<number, number>();
  const isResting = new Map<number, boolean>();

  function callNext(no: number): void {
    const id = hall.give({ type: 'call-next', counter: no }, clerk(no));
    const ticket = id === null ? undefined : hall.state.tickets.get(id);
    const visit = byTicket.get(id ?? '');
    if (!ticket || !visit) return;
    watch.called(ticket, visit, (hall.atMs - startMs) / minuteMs - visit.atMin, day);
    busyUntil.set(no, hall.atMs + (visit.comes ? visit.serviceMin : noShowMin) * minuteMs);
  }
  function finish(no: number): void {
    const visit = byTicket.get(hall.state.counters.get(no)?.ticket ?? '');
    busyUntil.delete(no);
    hall.give({ type: visit?.comes ? 'finish' : 'no-show', counter: no }, clerk(no));
    if (visit) watch.ended?.(visit);
    rest(no);
    if (!isResting.get(no)) callNext(no);
  }
  function rest(no: number): void {
    const isBreak = isBreakAt((hall.atMs - startMs) / minuteMs) && breakMin.counters.some((each) => each === no);
    if (isBreak === (isResting.get(no) ?? false)) return;
    isResting.set(no, isBreak);
    if (isBreak) hall.give({ type: 'pause', counter: no, reason: 'break' }, clerk(no));
    else hall.give({ type: 'resume', counter: no }, clerk(no));
  }
  function arrive(visit: Visit): void {
    watch.coming?.(visit, { state: hall.state, index: hall.index, now: hall.now() });
    const { service, isPriority } = visit;
    const request = `${day}-${byTicket.size}`;
    const wanted = { channel: 'kiosk', locale: 'zh-CN', class: isPriority ? 'priority' : 'normal', request } as const;
    const id = hall.give({ type: 'issue', service, ...wanted }, kiosk);
    if (id === null) throw new Error('the simulated hall refused a ticket');
    byTicket.set(id, visit);
    const idle = counters.find((no) => !busyUntil.has(no) && !isResting.get(no));
    if (idle !== undefined) callNext(idle);
  }
  function atBreakEdge(): void {
    for (const no of counters) {
      if (busyUntil.has(no)) continue;
      const was = isResting.get(no) ?? false;
      rest(no);
      if (was && !isResting.get(no)) callNext(no);
    }
  }

  const edges = [breakMin.from, breakMin.to].map((min) => startMs + min * minuteMs);
  let next = 0;
  for (;;) {
    const visit = visits[next];
    const comesMs = visit ? startMs + visit.atMin * minuteMs : Number.POSITIVE_INFINITY;
    const edgeMs = edges[0] ?? Number.POSITIVE_INFINITY;
    let ending: number | null = null;
    let endsMs = Number.POSITIVE_INFINITY;
    for (const [no, untilMs] of busyUntil) if (untilMs < endsMs) [ending, endsMs] = [no, untilMs];
    const atMs = Math.min(comesMs, edgeMs, endsMs);
    if (atMs === Number.POSITIVE_INFINITY) return;
    hall.atMs = atMs;
    if (atMs === edgeMs) {
      edges.shift();
      atBreakEdge();
    } else if (ending !== null && atMs === endsMs) finish(ending);
    else if (visit) {
      next += 1;
      arrive(visit);
    }
  }
}

const isBreakAt = (min: number): boolean => min >= breakMin.from && min < breakMin.to;

function hallOf(state: HallState, index: HallIndex, estimates: boolean): SimulatedHall {
  let issued = 0;
  const hall: SimulatedHall = {
    state,
    index,
    atMs: 0,
    now: () => ({ boot: state.boot, monoMs: hall.atMs, wallMs: firstDayMs + hall.atMs }),
    date: () => new Date(firstDayMs + hall.atMs).toISOString().slice(0, 10),
    give(command, actor) {
      const decision = decide(state, command, contextOf(actor));
      if (!decision.ok) return null;
      hall.commit(decision.events);
      return decision.ticket;
    },
    commit(events) {
      for (const each of events) {
        if (each.type === 'ticket.issued') issued += 1;
        const { monoMs, wallMs } = hall.now();
        const row: JournalEvent = { ...each, seq: state.seq + 1, id: '', wallMs, monoMs, clock: 'ntp', actor: 'sim' };
        evolve(state, row);
      }
    },
  };
  function contextOf(actor: Actor): DecideContext {
    const now = hall.now();
    const minutes = Math.floor((hall.atMs % dayMs) / minuteMs);
    const local = { date: hall.date(), minutes, weekday: 1 + (Math.floor(hall.atMs / dayMs) % 7) };
    const expect: DecideContext['expect'] = (service, ticketClass) =>
      estimates ? forecast(state, index, now, local).newcomer(service, ticketClass) : null;
    return { index, actor, now, local, expect, id: `t${issued + 1}` };
  }
  return hall;
}

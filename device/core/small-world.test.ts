/**
 * Every sequence of commands up to a length, in a hall small enough to walk through completely: two services with two
 * numbers each, two counters, two dozen things that can happen, taking back among them. States that differ only in times and in journal sequences are
 * one state, so that millions of sequences are some ten thousand steps.
 */
import { expect, it } from 'vitest';
import type { Command } from '../../protocol/commands.ts';
import { brokenInvariants } from './invariants.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import type { HallState, KeptTicket, Ticket } from './state.ts';
import { clerk, createWorld, customer, replay, smallHall, told, type World } from './testing/world.ts';

type AtCounter = 'open' | 'close' | 'call-next' | 'start' | 'finish' | 'no-show' | 'park' | 'recycle' | 'undo';
type Act = (world: World) => Command | null;
const newest = (world: World) => [...world.state.tickets.keys()].at(-1) ?? '';
const owed = (world: World) => [...world.state.prints.values()].at(0);
const at = (counter: number, type: AtCounter): Act => {
  return () => ({ type, counter });
};

const acts: readonly Act[] = [
  ...(['A', 'K'] as const).map((service): Act => {
    return (world) => ({
      type: 'issue',
      service,
      class: 'normal',
      channel: 'kiosk',
      locale: 'en',
      request: `tap-${world.state.requests.size}`,
    });
  }),
  at(1, 'open'),
  at(2, 'open'),
  at(1, 'call-next'),
  at(2, 'call-next'),
  at(1, 'start'),
  at(1, 'finish'),
  at(2, 'no-show'),
  at(1, 'park'),
  at(1, 'recycle'),
  at(1, 'undo'),
  at(2, 'undo'),
  (world) => ({ type: 'revive', ticket: [...world.state.tickets.values()].find(({ passed }) => passed)?.id ?? '' }),
  () => ({ type: 'transfer', counter: 1, toCounter: 2 }),
  () => ({ type: 'walk-in', counter: 2, service: 'K' }),
  at(1, 'close'),
  (world) => ({ type: 'unpark', counter: 2, ticket: [...world.state.tickets.keys()][0] ?? '' }),
  (world) => ({ type: 'call', counter: 2, ticket: newest(world) }),
  () => ({ type: 'transfer', counter: 1, service: 'K' }),
  (world) => ({ type: 'cancel', ticket: newest(world) }),
  (world) => ({ type: 'rate', visit: [...world.state.ratings.keys()][0] ?? '', level: 5, origin: 'page', reasons: [] }),
  (world) => {
    const paper = owed(world);
    return paper ? { type: 'print-interrupted', ticket: paper.id, job: paper.job } : null;
  },
  // After a night nobody who waited or sat at a counter is there any more; that makes times needless in a state's shape.
  (world) => {
    world.advance(15 * 3_600_000);
    return { type: 'open-day', date: world.state.day === '2026-03-02' ? '2026-03-03' : '2026-03-04' };
  },
];

function hall() {
  const services = smallHall().services.map((each) => ({ ...each, last: 2 }));
  return smallHall({ services });
}

/** A fresh world, in which a day has just begun or is under way, that stands where a path of acts leads. */
function walk(path: readonly number[], isUnderWay: boolean): World {
  const world = createWorld(hall());
  world.promises = false;
  if (isUnderWay) for (const act of [0, 2, 3, 4]) step(world, act);
  for (const index of path) step(world, index);
  return world;
}

/** Does one act; true when something happened. */
function step(world: World, index: number): boolean {
  const command = acts[index]?.(world);
  if (!command) return false;
  const actor = command.type === 'issue' ? customer : clerk('counter' in command ? `100${command.counter}` : '2001');
  const decision = world.give(command, actor);
  return decision.ok && decision.events.length > 0;
}

/** The state without times, with journal sequences replaced by their rank: what decides how the hall goes on. */
function shapeOf(state: HallState): string {
  const known = new Set<number>();
  for (const ticket of state.tickets.values()) known.add(ticket.order).add(ticket.parkedSeq).add(ticket.job);
  for (const ticket of state.tickets.values()) known.add(ticket.movedSeq);
  for (const { undo } of state.counters.values())
    for (const kept of [undo?.ticket, undo?.before]) if (kept) known.add(kept.movedSeq);
  const ranks = new Map([...known].sort((a, b) => a - b).map((seq, rank) => [seq, rank]));
  const kept = (was: KeptTicket | null | undefined) =>
    was && [was.id, was.state, was.counter, was.service, was.forCounter, was.recycled, ranks.get(was.movedSeq)];
  const restLeft = ({ resting, service }: Ticket) => resting && resting.calls - (state.callTally.get(service) ?? 0);
  const tickets = [...state.tickets.values()].map((each) => [
    each.id,
    each.no,
    each.service,
    each.state,
    each.counter,
    each.times,
    each.copies,
    each.print,
    each.day === state.day,
    ranks.get(each.order),
    ranks.get(each.parkedSeq),
    ranks.get(each.job),
    ranks.get(each.movedSeq),
    each.forCounter,
    each.recycled,
    restLeft(each),
    each.why,
  ]);
  const counters = [...state.counters.values()].map((each) => [
    each.no,
    each.state,
    each.clerk,
    each.ticket,
    each.rating,
    each.undo?.what,
    kept(each.undo?.ticket),
    kept(each.undo?.before),
  ]);
  const ratings = [...state.ratings.values()].map((each) => [each.visit, each.state]);
  counters.sort();
  return JSON.stringify([state.day, [...state.series].sort(), tickets, counters, ratings, state.requests.size]);
}

it.each([
  [6, 'just begun', false],
  [4, 'under way', true],
])(
  'holds its invariants in every sequence of up to %i commands of a day %s',
  (depthMax, _day, isUnderWay) => {
    const walkTo = (path: readonly number[]) => walk(path, isUnderWay);
    let edge: number[][] = [[]];
    const seen = new Set([shapeOf(walkTo([]).state)]);
    let steps = 0;
    for (let depth = 1; depth <= depthMax; depth++) {
      const next: number[][] = [];
      for (const path of edge) {
        for (let index = 0; index < acts.length; index++) {
          const world = walkTo(path);
          steps += 1;
          if (!step(world, index)) continue;
          const shape = shapeOf(world.state);
          if (seen.has(shape)) continue;
          seen.add(shape);
          next.push([...path, index]);
          examine(world, [...path, index], walkTo);
        }
      }
      edge = next;
    }
    // Some 12,000 and 8,000 states. Far fewer would mean that the acts no longer happen, and the proof is empty.
    expect(seen.size).toBeGreaterThan(5_000);
    expect(steps).toBeGreaterThan(20_000);
  },
  120_000,
);

function examine(world: World, path: readonly number[], walkTo: (path: readonly number[]) => World): void {
  const broken = brokenInvariants(world.state);
  const text = writeSnapshot(world.state);
  const again = writeSnapshot(replay(world.journal));
  const read = readSnapshot(text);
  if (broken.length > 0 || again !== text || !read || writeSnapshot(read) !== text) {
    const story = path.map((_, length) => {
      const before = walkTo(path.slice(0, length));
      const command = acts[path[length] ?? 0]?.(before);
      return `${JSON.stringify(command)} → ${command ? told(before.give(command)) : 'nothing'}`;
    });
    throw new Error([...story, ...broken, again === text ? '' : 'replay differs'].join('\n'));
  }
}

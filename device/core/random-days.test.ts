/**
 * Random days against the reference queue: the same answers, the same numbers, the same people called, the same order for
 * everyone to see, step by step. On the way every invariant holds, and a replay or a snapshot with its tail is the state.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Actor, Command } from '../../protocol/commands.ts';
import type { RatingLevel } from '../../protocol/events.ts';
import { callingOrder, servicesOf } from './calling-rule.ts';
import type { Decision } from './decision.ts';
import { brokenInvariants } from './invariants.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { createReferenceQueue } from './testing/reference-queue.ts';
import { clerk, createWorld, customer, lead, press, replay, smallHall, system, type World } from './testing/world.ts';

const seriesMax = 12;
const lineMax = 9;
/** No counter serves Z: all of them call its people. */
const services = ['A', 'K', 'F', 'Z'] as const;
const hourMs = 3_600_000;

const kinds = [
  ...['issue', 'issue', 'issue', 'issue', 'next', 'next', 'key', 'key', 'key', 'call', 'recall', 'start', 'finish'],
  ...['no-show', 'park', 'unpark', 'transfer', 'cancel', 'rate', 'rating-timeout', 'open', 'pause', 'resume', 'close'],
  ...['paper', 'paper', 'day', 'restart', 'snapshot'],
] as const;
type Kind = (typeof kinds)[number];

const step = fc.record({
  kind: fc.constantFrom<Kind>(...kinds),
  counter: fc.integer({ min: 1, max: 3 }),
  service: fc.constantFrom(...services),
  /** Which ticket, counted back from the newest. */
  back: fc.integer({ min: 0, max: 9 }),
  ms: fc.constantFrom(0, 0, 400, 400, 1_000, 1_000, 2_000, 12_000, 45_000, 1.5 * hourMs),
  /** One small number for whatever the kind needs. */
  chance: fc.integer({ min: 0, max: 7 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function hall() {
  const plain = smallHall();
  const name = { zh: '业务', en: 'Service' };
  return {
    ...plain,
    services: services.map((id) => ({ id, name, minutes: 5, last: seriesMax, queueMax: lineMax })),
    counters: [
      { no: 1, services: ['A', 'K', 'F'], keypad: { bus: 'main', address: 11 } },
      { no: 2, services: ['K', 'A'], rule: 'strict' as const, keypad: { bus: 'main', address: 12 } },
      { no: 3, services: ['F'], keypad: { bus: 'main', address: 13 } },
    ],
  };
}

/** Runs one day of steps in both halls and compares them after each. */
function runDays(steps: readonly Step[]): void {
  const world = createWorld(hall(), '2026-03-01');
  const never = Number.NEGATIVE_INFINITY;
  const desk = { state: 'closed', lastCallMs: never, opened: { life: 0, ms: 0 }, asks: '' } as const;
  const queue = createReferenceQueue(
    [
      { no: 1, services: ['A', 'K', 'F'], strict: false, ...desk },
      { no: 2, services: ['K', 'A'], strict: true, ...desk },
      { no: 3, services: ['F'], strict: false, ...desk },
    ],
    seriesMax,
    lineMax,
    3,
  );
  const day = { world, queue, issued: 0, taps: 0, keys: 0, date: 1, text: writeSnapshot(world.state) };
  for (const no of [1, 2, 3]) play(day, { kind: 'open', counter: no, service: 'A', back: 0, ms: 0, chance: 0 });
  for (const each of steps) {
    world.advance(each.ms);
    play(day, each);
    expect(brokenInvariants(world.state)).toEqual([]);
    for (const counter of world.index.counters.values()) {
      const called = servicesOf(world.state, world.index, counter.no);
      const shown = callingOrder(world.state, called, counter.rule, 999).map((ticket) => ticket.no);
      expect([counter.no, ...shown]).toEqual([counter.no, ...queue.order(counter.no)]);
    }
  }
  expect(replay(world.journal)).toEqual(world.state);
  const snapshot = readSnapshot(day.text);
  expect(snapshot && replay(world.journal, snapshot)).toEqual(world.state);
  const levels = [...world.state.ratings.values()].filter((each) => each.state === 'rated');
  expect(levels.map((each) => each.level).sort()).toEqual(
    queue
      .levels()
      .map((each) => Number(each.split(' ')[1]))
      .sort(),
  );
}

interface Day {
  readonly world: World;
  readonly queue: ReturnType<typeof createReferenceQueue>;
  issued: number;
  taps: number;
  keys: number;
  date: number;
  text: string;
}

interface Move {
  readonly command: Command;
  /** What the reference queue said to the same. */
  readonly answer: string;
  readonly actor?: Actor;
}

function play(day: Day, each: Step): void {
  const move = ticketMove(day, each) ?? counterMove(day, each);
  if (!move) {
    other(day, each);
    return;
  }
  const decision = day.world.give(move.command, move.actor ?? clerk(`100${each.counter}`));
  expect(`${each.kind} ${said(day.world, decision)}`).toBe(`${each.kind} ${move.answer}`);
}

function ticketMove(day: Day, { kind, counter, service, back, chance }: Step): Move | null {
  const { queue } = day;
  const nowMs = day.world.context().now.wallMs;
  const ticket = `t${day.issued - back}`;
  switch (kind) {
    case 'issue': {
      if (chance > 0) day.taps += 1;
      const first = chance === 7;
      const request = `tap-${day.taps}`;
      const answer = queue.issue(`t${day.issued + 1}`, request, service, first, nowMs);
      if (answer.startsWith('ticket')) day.issued += 1;
      const about = { class: first ? 'priority' : 'normal', channel: 'kiosk', locale: 'en' } as const;
      return { command: { type: 'issue', service, request, ...about }, answer };
    }
    case 'call':
      return { command: { type: 'call', counter, ticket }, answer: queue.call(counter, ticket, nowMs) };
    case 'unpark':
      return { command: { type: 'unpark', counter, ticket }, answer: queue.unpark(counter, ticket, nowMs) };
    case 'cancel': {
      const staff = chance > 3;
      const answer = queue.cancel(ticket, staff);
      return { command: { type: 'cancel', ticket }, answer, actor: staff ? lead : customer };
    }
    case 'rate': {
      const level = ((chance % 5) + 1) as RatingLevel;
      const command: Command = { type: 'rate', visit: ticket, level, origin: 'page', reasons: [] };
      return { command, answer: queue.rate(ticket, level) };
    }
    case 'rating-timeout':
      return { command: { type: 'rating-timeout', visit: ticket }, answer: queue.missRating(ticket) };
    default:
      return null;
  }
}

function counterMove(day: Day, { kind, counter, service, chance }: Step): Move | null {
  const { queue } = day;
  const nowMs = day.world.context().now.wallMs;
  switch (kind) {
    case 'open':
      return { command: { type: 'open', counter }, answer: queue.open(counter, nowMs) };
    case 'close':
      return { command: { type: 'close', counter }, answer: queue.close(counter) };
    case 'pause':
      return { command: { type: 'pause', counter, reason: 'cash' }, answer: queue.pause(counter) };
    case 'resume':
      return { command: { type: 'resume', counter }, answer: queue.resume(counter) };
    case 'next':
      return { command: { type: 'call-next', counter }, answer: queue.next(counter, nowMs) };
    case 'recall':
      return { command: { type: 'recall', counter }, answer: queue.recall(counter) };
    case 'start':
      return { command: { type: 'start', counter }, answer: queue.start(counter) };
    case 'finish':
      return { command: { type: 'finish', counter }, answer: queue.finish(counter) };
    case 'no-show':
      return { command: { type: 'no-show', counter }, answer: queue.noShow(counter) };
    case 'park':
      return { command: { type: 'park', counter }, answer: queue.park(counter) };
    case 'transfer': {
      const back = chance > 3;
      return { command: { type: 'transfer', counter, service, back }, answer: queue.transfer(counter, service, back) };
    }
    case 'key': {
      if (chance > 0) day.keys += 1;
      const what = keysByChance[chance] ?? 'next';
      const about = { address: 10 + counter, uid: `PAD${counter}`, ageMs: chance === 5 ? 4_000 : 20 };
      const answer = queue.key(counter, String(day.keys), what, chance === 5, nowMs);
      return { command: press(keyCodes[what], day.keys, about), answer, actor: system };
    }
    default:
      return null;
  }
}

const keysByChance = ['next', 'next', 'held', 'start', 'skip', 'next', 'next', 'next'] as const;
const keyCodes = { next: 0x01, held: 0x06, start: 0x0a, skip: 0x04 } as const;

function other(day: Day, { kind, chance }: Step): void {
  const { world, queue } = day;
  if (kind === 'paper') paper(world, chance);
  if (kind === 'snapshot') day.text = writeSnapshot(world.state);
  if (kind === 'restart') {
    queue.restart();
    // A board without a battery comes back at an earlier time.
    world.restart(chance === 7 ? world.context().now.wallMs - hourMs : undefined);
  }
  if (kind === 'day') {
    if (chance < 3) day.date += 1;
    const date = `2026-03-${String(day.date).padStart(2, '0')}`;
    expect(said(world, world.give({ type: 'open-day', date }))).toBe(
      queue.openDay(day.date, world.context().now.wallMs),
    );
  }
}

/** What may become of the oldest paper; the reference queue knows no paper, the invariants and the replay do. */
function paper(world: World, chance: number): void {
  const [owed] = world.state.prints.values();
  if (!owed) return;
  const { id: ticket, job } = owed;
  const outcomes: readonly Command[] = [
    { type: 'printed', ticket, job, confirmed: true },
    { type: 'printed', ticket, job: job - 1, confirmed: true },
    { type: 'print-interrupted', ticket, job },
    { type: 'print-unknown', ticket, job },
    { type: 'print-settled', ticket, there: true },
    { type: 'print-settled', ticket, there: false },
    { type: 'reprint', ticket },
    { type: 'printed', ticket, job, confirmed: false },
  ];
  const outcome = outcomes[chance];
  if (outcome) world.give(outcome);
}

/** A decision in the reference queue's words. */
function said(world: World, decision: Decision): string {
  if (!decision.ok) return 'no';
  if (decision.events.length === 0) return 'same';
  for (const each of decision.events) {
    if (each.type === 'device.key' && each.body.done !== 'done') return 'no';
    if (each.type === 'ticket.issued') return `ticket ${each.body.no}`;
    if (each.type === 'ticket.called') return `called ${world.ticket(each.body.ticket).no}`;
  }
  return 'yes';
}

it('random days are the same in the reference queue', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 50, maxLength: 300, size: 'max' }), (steps) => runDays(steps)),
    { numRuns: 60 },
  );
}, 60_000);

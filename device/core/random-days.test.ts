/**
 * Random days against the reference queue: the same answers, the same numbers, the same people called, the same order for
 * everyone to see, step by step. On the way every invariant holds, and a replay or a snapshot with its tail is the state.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Actor, Command } from '../../protocol/commands.ts';
import type { HallConfig } from '../../protocol/config.ts';
import type { RatingLevel } from '../../protocol/events.ts';
import { callingOrder, waitingFor } from './counter-queue.ts';
import type { Decision } from './decision.ts';
import { brokenInvariants } from './invariants.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { createReferenceQueue } from './testing/reference-queue.ts';
import type { Class, Rule } from './testing/reference-rules.ts';
import { clerk, createWorld, customer, lead, press, replay, smallHall, system, type World } from './testing/world.ts';

const seriesMax = 12;
const lineMax = 9;
/** No counter serves Z: all of them call its people. R is a paper roll. */
const services = ['A', 'K', 'F', 'Z', 'R'] as const;
const hourMs = 3_600_000;
const minuteMs = 60_000;
const startMs = 1_772_416_800_000;

const kinds = [
  ...['issue', 'issue', 'issue', 'issue', 'issue', 'issue', 'next', 'next', 'next', 'key', 'key', 'key', 'call'],
  ...['recall', 'start', 'finish', 'no-show', 'recycle', 'recycle', 'park', 'unpark', 'transfer', 'transfer', 'cancel'],
  ...['rate', 'rating-timeout', 'open', 'open', 'pause', 'resume', 'close', 'revive', 'undo', 'undo', 'undo', 'undo'],
  ...['walk-in', 'store-next', 'auto-call', 'auto-call', 'unanswered', 'cover', 'uncover', 'grant', 'add-service'],
  ...['check-in', 'check-in', 'service', 'roll', 'dial', 'dial', 'close-day', 'reopen-day', 'reopen-day'],
  ...['paper', 'paper', 'day', 'restart', 'snapshot'],
] as const;
type Kind = (typeof kinds)[number];

const counterNos = [1, 2, 3, 4, 5, 6] as const;
const step = fc.record({
  kind: fc.constantFrom<Kind>(...kinds),
  counter: fc.constantFrom<number>(...counterNos, 1, 1, 4, 4),
  service: fc.constantFrom(...services, 'A', 'A', 'K'),
  /** Which ticket, counted back from the newest. */
  back: fc.integer({ min: 0, max: 9 }),
  ms: fc.constantFrom(
    0,
    0,
    0,
    400,
    400,
    1_000,
    1_000,
    2_000,
    2_000,
    12_000,
    12_000,
    45_000,
    3 * minuteMs,
    6 * minuteMs,
    1.5 * hourMs,
  ),
  /** One small number for whatever the kind needs. */
  chance: fc.integer({ min: 0, max: 7 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Each counter calls by another rule; the third column is the same rule in the reference queue's words. */
const counters: readonly (readonly [string[], NonNullable<HallConfig['counters'][number]['rule']>, Rule])[] = [
  [['A', 'K', 'F'], 'fifo', { kind: 'fifo' }],
  [['K', 'A'], 'strict', { kind: 'strict' }],
  [['F', 'A'], 'service-order', { kind: 'service-order' }],
  [
    ['A', 'K'],
    {
      accumulating: {
        normal: { rate: 1, capMinutes: 60 },
        priority: { rate: 3, headStartMinutes: 3, capMinutes: 6 },
        appointment: { rate: 2.5, headStartMinutes: 2, capMinutes: 6 },
      },
    },
    {
      kind: 'accumulating',
      by: {
        normal: { rate: 1, headMinutes: 0, capMinutes: 60 },
        priority: { rate: 3, headMinutes: 3, capMinutes: 6 },
        appointment: { rate: 2.5, headMinutes: 2, capMinutes: 6 },
      },
    },
  ],
  [['A', 'F', 'R'], { interleave: { priority: 2, normal: 1 } }, { kind: 'interleave', favoured: 2, plain: 1 }],
  [
    ['A', 'K', 'F'],
    'longest-over-target',
    {
      kind: 'longest-over-target',
      targetMinutes: new Map([
        ['A', 1],
        ['F', 5],
      ]),
    },
  ],
];

/** An appointment each twenty minutes, before and after the start. */
const bookings = Array.from({ length: 10 }, (_, n) => ({
  code: `C${n}`,
  service: n % 2 === 0 ? 'A' : 'K',
  slotMs: startMs + (n - 2) * 20 * minuteMs,
}));

function hall(): HallConfig {
  const plain = smallHall();
  const name = { zh: '业务', en: 'Service' };
  return {
    ...plain,
    services: services.map((id) => ({
      ...{ id, name, minutes: 5, last: seriesMax, queueMax: lineMax },
      ...(id === 'A' ? { targetWaitMinutes: 1 } : {}),
      ...(id === 'K' ? { quota: 8 } : {}),
      ...(id === 'F' ? { targetWaitMinutes: 5, wrap: true } : {}),
      ...(id === 'R' ? { paperRoll: true } : {}),
    })),
    counters: counters.map(([served, rule], at) => ({
      ...{ no: at + 1, services: served, rule },
      keypad: { bus: 'main', address: 11 + at },
    })),
    calls: { shortCallSeconds: 2 },
  };
}

interface Day {
  readonly world: World;
  readonly queue: ReturnType<typeof createReferenceQueue>;
  issued: number;
  taps: number;
  keys: number;
  date: number;
  text: string;
  /** The clock of the hall at the journal's last event, and what has passed since. */
  hallMs: number;
  sinceMs: number;
}

/** Runs one day of steps in both halls and compares them after each. */
function runDays(steps: readonly Step[]): void {
  const world = createWorld(hall(), '2026-03-01');
  world.promises = false;
  const queue = createReferenceQueue({
    desks: counters.map(([served, , rule], at) => ({ no: at + 1, services: served, rule })),
    ...{ seriesMax, lineMax, recallsMax: 3, shortCallMs: 2_000, wraps: ['F', 'R'], rolls: ['R'] },
    quota: new Map([['K', 8]]),
    bookings: bookings.map((each) => ({ ...each, person: '' })),
  });
  const items = bookings.map((each) => ({ id: `id-${each.code}`, ...each }));
  world.give({ type: 'appointments', items }, system);
  const day: Day = {
    world,
    queue,
    issued: 0,
    taps: 0,
    keys: 0,
    date: 1,
    text: '',
    hallMs: world.state.hallMs,
    sinceMs: 0,
  };
  day.text = writeSnapshot(world.state);
  const opening = { kind: 'open', service: 'A', back: 0, ms: 0, chance: 0 } as const;
  for (const given of [...counterNos.map((counter) => ({ ...opening, counter })), ...steps]) {
    const each = aimed(world, given);
    world.advance(each.ms);
    day.sinceMs += each.ms;
    queue.setTime(world.context().now.wallMs, day.hallMs + day.sinceMs);
    const before = world.journal.length;
    play(day, each);
    if (world.journal.length > before) {
      day.hallMs += day.sinceMs;
      day.sinceMs = 0;
    }
    compare(day);
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

const counted = ['issued', 'called', 'served', 'noShow', 'rated'] as const;

/** The order for everyone to see, and what has been counted. */
function compare({ world, queue }: Day): void {
  const { state, index } = world;
  const { now } = world.context();
  expect(brokenInvariants(state)).toEqual([]);
  for (const no of counterNos) {
    const shown = callingOrder(state, index, no, now, 999).map((ticket) => ticket.no);
    expect([no, ...shown]).toEqual([no, ...queue.order(no)]);
    expect([no, waitingFor(state, index, no)]).toEqual([no, queue.waitingFor(no)]);
    expect([no, state.counters.get(no)?.servedToday ?? 0]).toEqual([no, queue.served(no)]);
  }
  for (const service of services) {
    const count = state.counts.get(service) ?? { issued: 0, called: 0, served: 0, noShow: 0, rated: 0 };
    const own = counted.map((what) => `${what} ${count[what]}`);
    expect([service, ...own]).toEqual([service, ...counted.map((what) => `${what} ${queue.count(what, service)}`)]);
  }
}

interface Move {
  readonly command: Command;
  /** What the reference queue said to the same. */
  readonly answer: string;
  readonly actor?: Actor;
}

/** Most steps go where they can do something: to a counter with a ticket, to a ticket of the right state. */
function aimed(world: World, each: Step): Step {
  const { kind, counter, chance } = each;
  if (chance === 0) return each;
  const { counters: all, tickets } = world.state;
  const nos = counterNos.map((_, at) => ((counter + at - 1) % counterNos.length) + 1);
  const at = (fits: (no: number) => boolean): Step => ({ ...each, counter: nos.find(fits) ?? counter });
  if (held.includes(kind)) return at((no) => !!all.get(no)?.ticket);
  if (kind === 'undo') return { ...at((no) => !!all.get(no)?.undo), ms: each.ms > minuteMs ? 0 : each.ms };
  if (kind === 'auto-call') return at((no) => !!all.get(no)?.armed);
  if (kind === 'uncover') return at((no) => !!all.get(no)?.cover);
  const state = kind === 'revive' ? 'no-show' : kind === 'unpark' ? 'parked' : null;
  if (state === null) return each;
  const back = [...tickets.values()].reverse().findIndex((ticket) => ticket.state === state);
  return back < 0 ? each : { ...each, back };
}
const held: readonly Kind[] = [
  ...(['recall', 'start', 'finish', 'no-show', 'recycle', 'park', 'transfer', 'unanswered'] as const),
];

function play(day: Day, each: Step): void {
  const move = ticketMove(day, each) ?? serviceMove(day, each) ?? counterMove(day, each) ?? hallMove(day, each);
  if (!move) {
    other(day, each);
    return;
  }
  const decision = day.world.give(move.command, move.actor ?? clerk(`100${each.counter}`));
  expect(`${each.kind} ${said(day.world, decision)}`).toBe(`${each.kind} ${move.answer}`);
  if (move.answer.startsWith('ticket')) day.issued += 1;
}

function ticketMove(day: Day, { kind, counter, service, back, chance }: Step): Move | null {
  const { queue } = day;
  const ticket = `t${day.issued - back}`;
  const newId = `t${day.issued + 1}`;
  switch (kind) {
    case 'issue': {
      if (chance > 0) day.taps += 1;
      const cls: Class = chance >= 6 ? 'priority' : 'normal';
      const rest = chance === 5 ? ['A', 'F'] : [];
      const request = `tap-${day.taps}`;
      const answer = queue.issue(newId, request, service, cls, rest);
      const about = { class: cls, channel: 'kiosk', locale: 'en', rest } as const;
      return { command: { type: 'issue', service, request, ...about }, answer };
    }
    case 'check-in': {
      const code = `C${back}`;
      day.taps += 1;
      const request = `tap-${day.taps}`;
      const command = { type: 'check-in', code, channel: 'kiosk', locale: 'en', request } as const;
      return { command, answer: queue.checkIn(newId, request, code) };
    }
    case 'call':
      return { command: { type: 'call', counter, ticket }, answer: queue.call(counter, ticket) };
    case 'unpark':
      return { command: { type: 'unpark', counter, ticket }, answer: queue.unpark(counter, ticket) };
    case 'revive':
      return { command: { type: 'revive', ticket }, answer: queue.revive(ticket) };
    case 'cancel': {
      const staff = chance > 3;
      const answer = queue.cancel(ticket, staff);
      return { command: { type: 'cancel', ticket }, answer, actor: staff ? lead : customer };
    }
    case 'grant': {
      const cls = chance > 2 ? 'priority' : 'normal';
      return { command: { type: 'grant', ticket, class: cls, reason: 'elderly' }, answer: queue.grant(ticket, cls) };
    }
    case 'add-service':
      return { command: { type: 'add-service', ticket, service }, answer: queue.addService(ticket, service) };
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

/** What is done with the ticket that a counter has. */
function serviceMove(day: Day, { kind, counter, service, back, chance }: Step): Move | null {
  const { queue, world } = day;
  switch (kind) {
    case 'recall':
      return { command: { type: 'recall', counter }, answer: queue.recall(counter) };
    case 'start':
      return { command: { type: 'start', counter }, answer: queue.start(counter) };
    case 'finish':
      return { command: { type: 'finish', counter }, answer: queue.finish(counter) };
    case 'no-show':
      return { command: { type: 'no-show', counter }, answer: queue.noShow(counter) };
    case 'recycle':
      return { command: { type: 'recycle', counter }, answer: queue.recycle(counter) };
    case 'park':
      return { command: { type: 'park', counter, reason: 'form' }, answer: queue.park(counter) };
    case 'undo':
      return { command: { type: 'undo', counter }, answer: queue.undo(counter) };
    case 'unanswered': {
      const ticket = world.state.counters.get(counter)?.ticket ?? '';
      const times = world.state.tickets.get(ticket)?.times ?? 0;
      return {
        command: { type: 'unanswered', counter, ticket, times },
        answer: queue.unanswered(counter),
        actor: system,
      };
    }
    case 'transfer': {
      const other = (back % counterNos.length) + 1;
      const toBack = chance > 5;
      const about = { type: 'transfer', counter, back: toBack } as const;
      if (chance === 1 || chance === 6)
        return { command: { ...about, toCounter: other }, answer: queue.transfer(counter, null, toBack, other, 0) };
      if (chance === 2 || chance === 7)
        return {
          command: { ...about, service, toClerk: `100${other}` },
          answer: queue.transfer(counter, service, toBack, 0, other),
        };
      return { command: { ...about, service }, answer: queue.transfer(counter, service, toBack, 0, 0) };
    }
    default:
      return null;
  }
}

function counterMove(day: Day, { kind, counter, service, back, chance }: Step): Move | null {
  const { queue } = day;
  const newId = `t${day.issued + 1}`;
  switch (kind) {
    case 'open':
      return { command: { type: 'open', counter }, answer: queue.open(counter) };
    case 'close':
      return { command: { type: 'close', counter }, answer: queue.close(counter) };
    case 'pause':
      return { command: { type: 'pause', counter, reason: 'cash' }, answer: queue.pause(counter) };
    case 'resume':
      return { command: { type: 'resume', counter }, answer: queue.resume(counter) };
    case 'next':
      return { command: { type: 'call-next', counter }, answer: queue.next(counter, newId) };
    case 'walk-in':
      return { command: { type: 'walk-in', counter, service }, answer: queue.walkIn(counter, newId, service) };
    case 'store-next': {
      const on = chance > 1;
      return { command: { type: 'store-next', counter, on }, answer: queue.storeNext(counter, on) };
    }
    case 'auto-call':
      return { command: { type: 'auto-call', counter }, answer: queue.autoCall(counter), actor: system };
    case 'cover': {
      const minutes = chance + 1;
      const covered = [service, 'F'];
      const answer = queue.cover(counter, [...new Set(covered)], minutes * minuteMs);
      return { command: { type: 'cover', counter, services: covered, minutes }, answer };
    }
    case 'uncover':
      return { command: { type: 'uncover', counter }, answer: queue.uncover(counter) };
    case 'key': {
      if (chance > 0) day.keys += 1;
      const what = keysByChance[chance] ?? 'next';
      const about = { address: 10 + counter, uid: `PAD${counter}`, ageMs: chance === 5 ? 4_000 : 20 };
      const answer = queue.key(counter, String(day.keys), what, chance === 5, newId);
      return { command: press(keyCodes[what], day.keys, about), answer, actor: system };
    }
    case 'dial': {
      const isCall = chance > 2;
      const n = isCall ? back + 1 : (back % counterNos.length) + 1;
      const about = { address: 10 + counter, uid: `PAD${counter}` };
      const typed = [isCall ? 0x03 : 0x07, ...[...String(n)].map((digit) => 0x30 + Number(digit))];
      for (const code of typed) {
        day.keys += 1;
        day.world.give(press(code, day.keys, about), system);
      }
      day.keys += 1;
      const mark = String(day.keys);
      const answer = isCall ? queue.dial(counter, mark, n) : queue.dialTransfer(counter, mark, n);
      return { command: press(0x23, day.keys, about), answer, actor: system };
    }
    default:
      return null;
  }
}

function hallMove(day: Day, { kind, service, back, chance }: Step): Move | null {
  const { queue } = day;
  switch (kind) {
    case 'service':
      return chance === 0
        ? { command: { type: 'close-service', service, reason: 'system' }, answer: queue.closeService(service) }
        : { command: { type: 'open-service', service }, answer: queue.openService(service) };
    case 'roll':
      return { command: { type: 'set-roll', service, n: back + 1 }, answer: queue.setRoll(service, back + 1) };
    case 'close-day':
      return chance === 0 ? { command: { type: 'close-day' }, answer: queue.closeDay() } : null;
    case 'reopen-day':
      return { command: { type: 'reopen-day' }, answer: queue.reopenDay() };
    default:
      return null;
  }
}

const keysByChance = ['next', 'next', 'held', 'start', 'skip', 'next', 'next', 'undo'] as const;
const keyCodes = { next: 0x01, held: 0x06, start: 0x0a, skip: 0x04, undo: 0x2a } as const;

function other(day: Day, { kind, chance }: Step): void {
  const { world, queue } = day;
  if (kind === 'paper') paper(world, chance);
  if (kind === 'snapshot') day.text = writeSnapshot(world.state);
  if (kind === 'restart') {
    queue.restart();
    // A board without a battery comes back at an earlier time.
    const offMs = chance === 7 ? -hourMs : 30_000;
    day.sinceMs = Math.max(0, day.sinceMs + offMs);
    world.restart(world.context().now.wallMs + offMs);
    queue.setTime(world.context().now.wallMs, day.hallMs + day.sinceMs);
  }
  if (kind === 'day') {
    if (chance < 3) day.date += 1;
    const date = `2026-03-${String(day.date).padStart(2, '0')}`;
    expect(said(world, world.give({ type: 'open-day', date }, system))).toBe(queue.openDay(day.date));
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
    fc.property(fc.array(step, { minLength: 50, maxLength: 400, size: 'max' }), (steps) => runDays(steps)),
    { numRuns: 60, endOnFailure: true },
  );
}, 60_000);

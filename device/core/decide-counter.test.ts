/** Every command of a counter: each way it is accepted, each refusal it can give, and what stands afterwards. */
import { describe, expect, it } from 'vitest';
import type { Actor, Command } from '../../protocol/commands.ts';
import type { HallConfig } from '../../protocol/config.ts';
import { servicesOf, waitingFor } from './counter-queue.ts';
import { decideAfterStart } from './decide-paper.ts';
import { brokenInvariants } from './invariants.ts';
import { clerk, createWorld, replay, smallHall, told, type World } from './testing/world.ts';

type Row = readonly [given: string, command: Command, says: string, actor?: Actor];

/** Steps that bring a fresh hall to where a row begins; named by words so that a table stays readable. */
const steps: Record<string, (world: World) => void> = {
  open: (world) => void world.give({ type: 'open', counter: 1 }, clerk('1001')),
  open2: (world) => void world.give({ type: 'open', counter: 2 }, clerk('1002')),
  close: (world) => void world.give({ type: 'close', counter: 1 }),
  pause: (world) => void world.give({ type: 'pause', counter: 1, reason: 'break' }),
  ticket: (world) => void world.issue('A'),
  next: (world) => void world.give({ type: 'call-next', counter: 1 }),
  next2: (world) => void world.give({ type: 'call-next', counter: 2 }),
  wait: (world) => world.advance(20_000),
  start: (world) => void world.give({ type: 'start', counter: 1 }),
  recall: (world) => void world.give({ type: 'recall', counter: 1 }),
  park: (world) => void world.give({ type: 'park', counter: 1 }),
  finish: (world) => void world.give({ type: 'finish', counter: 1 }),
  rate: (world) => void world.give({ type: 'rate', visit: 't1', level: 5, origin: 'page', reasons: [] }),
  timeout: (world) => void world.give({ type: 'rating-timeout', visit: 't1' }),
};

function hallAfter(given: string): World {
  const world = createWorld();
  for (const word of given.split(' ').filter(Boolean)) {
    const step = steps[word];
    if (!step) throw new Error(`no step ${word}`);
    step(world);
  }
  return world;
}

const rate: Command = { type: 'rate', visit: 't1', level: 2, origin: 'page', reasons: ['slow'] };
const rows: readonly Row[] = [
  ['', { type: 'open', counter: 1 }, 'counter.opened'],
  ['', { type: 'open', counter: 7 }, 'no: counter-unknown'],
  ['open', { type: 'open', counter: 1 }, 'no: counter-already-open', clerk('1001')],
  ['open pause', { type: 'open', counter: 1 }, 'no: counter-already-open', clerk('1001')],
  ['open', { type: 'open', counter: 1 }, 'no: counter-taken', clerk('1002')],
  ['open', { type: 'open', counter: 2 }, 'no: clerk-elsewhere', clerk('1001')],
  ['open close', { type: 'open', counter: 2 }, 'counter.opened', clerk('1001')],

  ['open', { type: 'close', counter: 1 }, 'counter.closed'],
  ['open pause', { type: 'close', counter: 1 }, 'counter.closed'],
  ['', { type: 'close', counter: 1 }, 'no: counter-not-open'],
  ['', { type: 'close', counter: 7 }, 'no: counter-unknown'],
  ['open ticket next', { type: 'close', counter: 1 }, 'no: counter-busy'],

  ['open', { type: 'pause', counter: 1, reason: 'cash' }, 'counter.paused'],
  ['open', { type: 'pause', counter: 1, reason: 'boredom' }, 'no: reason-unknown'],
  ['', { type: 'pause', counter: 1, reason: 'cash' }, 'no: counter-not-open'],
  ['', { type: 'pause', counter: 7, reason: 'cash' }, 'no: counter-unknown'],
  ['open pause', { type: 'pause', counter: 1, reason: 'cash' }, 'no: counter-paused'],
  ['open ticket next', { type: 'pause', counter: 1, reason: 'cash' }, 'no: counter-busy'],

  ['open pause', { type: 'resume', counter: 1 }, 'counter.resumed'],
  ['open', { type: 'resume', counter: 1 }, 'no: counter-already-open'],
  ['', { type: 'resume', counter: 1 }, 'no: counter-not-open'],
  ['', { type: 'resume', counter: 7 }, 'no: counter-unknown'],

  ['open ticket', { type: 'call-next', counter: 1 }, 'ticket.called'],
  ['open ticket', { type: 'call-next', counter: 1, expect: null }, 'ticket.called'],
  ['open', { type: 'call-next', counter: 1 }, 'no: queue-empty'],
  ['ticket', { type: 'call-next', counter: 1 }, 'no: counter-not-open'],
  ['', { type: 'call-next', counter: 7 }, 'no: counter-unknown'],
  ['open pause ticket', { type: 'call-next', counter: 1 }, 'no: counter-paused'],
  ['open ticket ticket next', { type: 'call-next', counter: 1, expect: null }, 'no: ticket-stale'],
  [
    'open ticket ticket next wait',
    { type: 'call-next', counter: 1, expect: 't1' },
    'ticket.finished rating.opened ticket.called',
  ],
  // Passed over within moments: nobody sat there who could rate.
  ['open ticket ticket next', { type: 'call-next', counter: 1 }, 'ticket.finished ticket.called'],
  ['open ticket ticket next start', { type: 'call-next', counter: 1 }, 'ticket.finished rating.opened ticket.called'],
  ['open ticket next', { type: 'call-next', counter: 1 }, 'no: queue-empty'],
  [
    'open ticket ticket ticket next wait next wait',
    { type: 'call-next', counter: 1 },
    'ticket.finished visit.not-rated rating.opened ticket.called',
  ],
  [
    'open ticket ticket ticket next wait next',
    { type: 'call-next', counter: 1 },
    'ticket.finished visit.not-rated ticket.called',
  ],

  ['open ticket ticket', { type: 'call', counter: 1, ticket: 't2' }, 'ticket.called'],
  [
    'open ticket ticket next wait',
    { type: 'call', counter: 1, ticket: 't2' },
    'ticket.finished rating.opened ticket.called',
  ],
  ['open ticket ticket next', { type: 'call', counter: 1, ticket: 't2' }, 'ticket.finished ticket.called'],
  ['open', { type: 'call', counter: 1, ticket: 't1' }, 'no: ticket-unknown'],
  ['open ticket next', { type: 'call', counter: 1, ticket: 't1' }, 'no: ticket-not-waiting'],
  ['open open2 ticket next', { type: 'call', counter: 2, ticket: 't1' }, 'no: ticket-not-waiting'],
  ['ticket', { type: 'call', counter: 1, ticket: 't1' }, 'no: counter-not-open'],
  ['open pause ticket', { type: 'call', counter: 1, ticket: 't1' }, 'no: counter-paused'],

  ['open ticket next', { type: 'recall', counter: 1 }, 'ticket.recalled'],
  ['open ticket next recall recall', { type: 'recall', counter: 1 }, 'ticket.recalled'],
  ['open ticket next recall recall recall', { type: 'recall', counter: 1 }, 'no: recall-limit'],
  ['open ticket next start', { type: 'recall', counter: 1 }, 'no: ticket-not-called'],
  ['open', { type: 'recall', counter: 1 }, 'no: counter-idle'],
  ['open ticket next', { type: 'recall', counter: 1, expect: 't9' }, 'no: ticket-stale'],
  ['', { type: 'recall', counter: 1 }, 'no: counter-not-open'],

  ['open ticket next', { type: 'start', counter: 1 }, 'ticket.started'],
  ['open ticket next start', { type: 'start', counter: 1 }, 'no: ticket-not-called'],
  ['open', { type: 'start', counter: 1 }, 'no: counter-idle'],
  ['open ticket next', { type: 'start', counter: 1, expect: null }, 'no: ticket-stale'],

  ['open ticket next start', { type: 'finish', counter: 1 }, 'ticket.finished rating.opened'],
  ['open ticket next', { type: 'finish', counter: 1 }, 'ticket.finished rating.opened'],
  ['open', { type: 'finish', counter: 1 }, 'no: counter-idle'],
  ['open ticket next', { type: 'finish', counter: 1, expect: 't2' }, 'no: ticket-stale'],

  ['open ticket next', { type: 'no-show', counter: 1 }, 'ticket.no-show'],
  ['open ticket next start', { type: 'no-show', counter: 1 }, 'no: ticket-not-called'],
  ['open', { type: 'no-show', counter: 1 }, 'no: counter-idle'],
  ['open ticket next', { type: 'no-show', counter: 1, expect: null }, 'no: ticket-stale'],

  ['open ticket next', { type: 'park', counter: 1 }, 'ticket.parked'],
  ['open ticket next start', { type: 'park', counter: 1, reason: 'form' }, 'ticket.parked'],
  ['open ticket next', { type: 'park', counter: 1, expect: 't1' }, 'ticket.parked'],
  ['open ticket next', { type: 'park', counter: 1, expect: 't2' }, 'no: ticket-stale'],
  ['open ticket next', { type: 'transfer', counter: 1, service: 'K', expect: null }, 'no: ticket-stale'],
  ['open ticket next', { type: 'walk-in', counter: 1, service: 'A', expect: null }, 'no: ticket-stale'],
  ['open ticket next', { type: 'store-next', counter: 1, on: true, expect: null }, 'no: ticket-stale'],
  ['open ticket ticket next', { type: 'call', counter: 1, ticket: 't2', expect: null }, 'no: ticket-stale'],
  ['open ticket next', { type: 'unpark', counter: 1, ticket: 't1', expect: null }, 'no: ticket-stale'],
  ['open', { type: 'park', counter: 1 }, 'no: counter-idle'],
  ['', { type: 'park', counter: 1 }, 'no: counter-not-open'],

  ['open ticket next park', { type: 'unpark', counter: 1, ticket: 't1' }, 'ticket.called'],
  ['open open2 ticket next park', { type: 'unpark', counter: 2, ticket: 't1' }, 'ticket.called'],
  [
    'open ticket ticket next park next wait',
    { type: 'unpark', counter: 1, ticket: 't1' },
    'ticket.finished rating.opened ticket.called',
  ],
  ['open ticket ticket next park next', { type: 'unpark', counter: 1, ticket: 't1' }, 'ticket.finished ticket.called'],
  ['open ticket', { type: 'unpark', counter: 1, ticket: 't1' }, 'no: ticket-not-parked'],
  ['open', { type: 'unpark', counter: 1, ticket: 't1' }, 'no: ticket-unknown'],
  ['open ticket next park pause', { type: 'unpark', counter: 1, ticket: 't1' }, 'no: counter-paused'],

  ['open ticket next', { type: 'transfer', counter: 1, service: 'K' }, 'ticket.transferred'],
  ['open ticket next start', { type: 'transfer', counter: 1, service: 'A', back: true }, 'ticket.transferred'],
  ['open ticket next', { type: 'transfer', counter: 1, service: 'Z' }, 'no: service-unknown'],
  ['open', { type: 'transfer', counter: 1, service: 'K' }, 'no: counter-idle'],

  ['open ticket next finish', rate, 'visit.rated'],
  ['open ticket next finish rate', rate, 'no: rating-already-given'],
  ['open ticket next finish timeout', rate, 'no: rating-not-open'],
  ['open ticket next', rate, 'no: rating-not-open'],
  ['open', rate, 'no: visit-unknown'],
  ['open ticket next finish', { type: 'rating-timeout', visit: 't1' }, 'visit.not-rated'],
  ['open ticket next finish timeout', { type: 'rating-timeout', visit: 't1' }, 'nothing'],
  ['open ticket next finish rate', { type: 'rating-timeout', visit: 't1' }, 'nothing'],
  ['open', { type: 'rating-timeout', visit: 't1' }, 'nothing'],
];

describe('commands of a counter', () => {
  const cases = rows.map(([given, command, says, actor]) => ({ given, command, says, actor }));
  it.each(cases)('after "$given": $command says $says', ({ given, command, says, actor }) => {
    const world = hallAfter(given);
    const before = world.state.seq;
    const decision = world.give(command, actor);
    expect(told(decision)).toBe(says);
    if (says.startsWith('no: ') || says === 'nothing') expect(world.state.seq).toBe(before);
    expect(brokenInvariants(world.state)).toEqual([]);
  });
});

describe('what a counter leaves behind', () => {
  it('tells three counters that start one ticket apart: one has it, two are refused', () => {
    const world = hallAfter('open open2 ticket next next2');
    expect(world.state.counters.get(1)?.ticket).toBe('t1');
    expect(world.state.counters.get(2)?.ticket).toBeNull();
  });

  it('keeps number, arrival and place in a transfer, and goes to the end with `back`', () => {
    const world = hallAfter('open ticket next');
    world.issue('K');
    world.issue('K');
    world.give({ type: 'transfer', counter: 1, service: 'K' });
    expect(world.state.lines.get('K')?.normal.map((each) => each.no)).toEqual(['A001', 'K001', 'K002']);
    expect(world.ticket('t1')).toMatchObject({ service: 'K', series: 'A', state: 'waiting', counter: null, times: 0 });
    world.give({ type: 'call-next', counter: 1 });
    world.give({ type: 'transfer', counter: 1, service: 'K', back: true });
    expect(world.state.lines.get('K')?.normal.map((each) => each.no)).toEqual(['K001', 'K002', 'A001']);
  });

  it('finds the middle place again when a ticket comes back to its line', () => {
    const world = hallAfter('open ticket ticket ticket');
    world.give({ type: 'call', counter: 1, ticket: 't2' });
    world.give({ type: 'transfer', counter: 1, service: 'A' });
    expect(world.state.lines.get('A')?.normal.map((each) => each.id)).toEqual(['t1', 't2', 't3']);
  });

  it('counts recalls anew after a ticket was parked and called again', () => {
    const world = hallAfter('open ticket next recall recall recall park');
    expect(world.ticket('t1').counter).toBe(1);
    world.give({ type: 'unpark', counter: 1, ticket: 't1' });
    expect(told(world.give({ type: 'recall', counter: 1 }))).toBe('ticket.recalled');
    expect(world.state.calls.map((call) => call.times)).toEqual([1, 2, 3, 4, 1, 2]);
  });

  it('measures a service from its start, and a ticket never started from its call', () => {
    const world = hallAfter('open ticket ticket next');
    world.advance(7_000);
    world.give({ type: 'start', counter: 1 });
    world.advance(60_000);
    expect(world.give({ type: 'call-next', counter: 1 })).toMatchObject({
      events: [{ type: 'ticket.finished', body: { servedMs: 60_000 } }, {}, {}],
    });
    world.advance(25_000);
    expect(world.give({ type: 'finish', counter: 1 })).toMatchObject({
      events: [{ type: 'ticket.finished', body: { servedMs: 25_000 } }, {}, {}],
    });
    // The first times of a service weigh alike; later ones move the mean slowly.
    expect(world.state.meanMs.get('A')).toBe((60_000 + 25_000) / 2);
  });

  it('learns nothing and asks nothing of customers who were called and passed over within moments', () => {
    const world = hallAfter('open ticket ticket ticket ticket next');
    for (let passed = 0; passed < 3; passed += 1) {
      world.advance(5_000);
      world.give({ type: 'call-next', counter: 1 });
    }
    expect(world.state.meanMs.get('A')).toBeUndefined();
    expect(world.state.ratings.size).toBe(0);
    expect(world.state.counters.get(1)?.rating).toBeNull();
    world.advance(19_999);
    expect(told(world.give({ type: 'finish', counter: 1 }))).toContain('rating.opened');
    expect(world.state.meanMs.get('A')).toBeUndefined();
  });

  it('does not learn a service time from a clock that jumped decades, or from a ticket left over night', () => {
    const world = hallAfter('open ticket ticket next start finish next start');
    world.restart(world.context().now.wallMs + 56 * 365 * 86_400_000);
    world.give({ type: 'finish', counter: 1 });
    expect(world.state.meanMs.get('A')).toBeUndefined();
  });

  it('records an unanswered rating as not rated, never as a level', () => {
    const world = hallAfter('open ticket next finish timeout');
    expect(world.state.ratings.get('t1')).toMatchObject({ state: 'not-rated', level: null });
    expect(world.state.counters.get(1)).toMatchObject({ rating: null, lastRated: null });
    expect(world.state.counts.get('A')).toMatchObject({ served: 1, rated: 0 });
  });

  it('counts one rating once and shows its level', () => {
    const world = hallAfter('open ticket next finish');
    world.give(rate);
    world.give(rate);
    expect(world.state.counts.get('A')?.rated).toBe(1);
    expect(world.state.counters.get(1)?.lastRated).toEqual({ visit: 't1', level: 2 });
  });

  it('keeps a bounded list of calls', () => {
    const world = hallAfter('open');
    for (let i = 0; i < 30; i++) {
      world.issue('A');
      world.give({ type: 'call-next', counter: 1 });
    }
    expect(world.state.calls.map((call) => call.no)).toEqual(Array.from({ length: 12 }, (_, i) => `A0${19 + i}`));
  });
});

describe('a configuration that has changed', () => {
  const services = [...smallHall().services, { id: 'Z', name: { zh: '旧', en: 'Old' }, minutes: 3 }];
  const three = smallHall({ services, counters: [...smallHall().counters, { no: 4, services: ['K', 'Z'] }] });

  /** The same hall after a restart with another configuration. */
  function restartedWith(world: World, config: HallConfig): World {
    const next = createWorld(config, null, world.journal);
    next.restart();
    const decision = decideAfterStart(next.state, next.context());
    if (decision.ok) next.commit(decision.events);
    return next;
  }

  it('closes a counter that is gone; its tickets go back to their places, its clerk may sit elsewhere', () => {
    const world = createWorld(three);
    for (let n = 0; n < 3; n += 1) world.issue('K');
    world.give({ type: 'open', counter: 4 }, clerk('1001'));
    world.give({ type: 'call-next', counter: 4 });
    world.give({ type: 'park', counter: 4 });
    world.give({ type: 'call-next', counter: 4 });
    const next = restartedWith(world, smallHall({ services }));
    expect(next.state.counters.get(4)).toMatchObject({ state: 'closed', ticket: null, clerk: null });
    expect(next.state.lines.get('K')?.normal.map(({ no }) => no)).toEqual(['K001', 'K002', 'K003']);
    expect(told(next.give({ type: 'open', counter: 1 }, clerk('1001')))).toBe('counter.opened');
    expect(next.give({ type: 'call-next', counter: 1 })).toMatchObject({ ticket: 't1' });
    expect(brokenInvariants(next.state)).toEqual([]);
    expect(replay(next.journal)).toEqual(next.state);
    expect(told(decideAfterStart(next.state, next.context()))).not.toContain('counter.closed');
  });

  it('a clerk who sits at no counter that there is may open one, even before the start has put that in order', () => {
    const world = createWorld(three);
    world.give({ type: 'open', counter: 4 }, clerk('1001'));
    const next = createWorld(smallHall(), null, world.journal);
    expect(told(next.give({ type: 'open', counter: 1 }, clerk('1001')))).toBe('counter.opened');
    const still = createWorld(three, null, world.journal);
    expect(told(still.give({ type: 'open', counter: 1 }, clerk('1001')))).toBe('no: clerk-elsewhere');
  });

  it('people of a service that is gone, or that no counter serves now, are called by every counter in turn', () => {
    const world = createWorld(three);
    world.issue('Z');
    world.issue('A');
    world.issue('Z');
    for (const config of [smallHall(), smallHall({ services })]) {
      const next = restartedWith(world, config);
      next.give({ type: 'open', counter: 1 });
      next.give({ type: 'open', counter: 2 }, clerk('1002'));
      expect([1, 2].map((no) => waitingFor(next.state, next.index, no))).toEqual([3, 3]);
      const called = [1, 2, 1].map((counter) => next.give({ type: 'call-next', counter }));
      expect(called.map((each) => each.ok && each.ticket)).toEqual(['t1', 't2', 't3']);
      expect(told(next.give({ type: 'call-next', counter: 2 }))).toBe('no: queue-empty');
    }
    expect(servicesOf(world.state, world.index, 1)).toEqual(['A', 'K']);
  });
});

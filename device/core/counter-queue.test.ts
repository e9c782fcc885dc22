/** Whom a counter may call: its services, what it covers, its own pool and its clerk's, who rests, and services nobody serves. */
import { describe, expect, it } from 'vitest';
import { callingOrder, hallQueue, nextFor, servicesOf, waitingFor } from './counter-queue.ts';
import { brokenInvariants } from './invariants.ts';
import { clerk, createWorld, smallHall, told, type World } from './testing/world.ts';

const minuteMs = 60_000;

/** Counter 1 serves A, counter 2 serves K, counter 3 serves F; all open. */
function hall(): World {
  const name = { zh: '业务', en: 'Service' };
  const world = createWorld(
    smallHall({
      services: ['A', 'K', 'F', 'Z'].map((id) => ({ id, name, minutes: 5 })),
      counters: ['A', 'K', 'F'].map((id, at) => ({ no: at + 1, services: [id] })),
    }),
  );
  for (const counter of [1, 2, 3]) world.give({ type: 'open', counter }, clerk(`100${counter}`));
  return world;
}
const order = (world: World, no: number) =>
  callingOrder(world.state, world.index, no, world.context().now, 99).map((ticket) => ticket.no);
const send = (world: World, service: string, to: { toCounter?: number; toClerk?: string; service?: string }) => {
  const no = { A: 1, K: 2, F: 3 }[service] ?? 1;
  world.issue(service);
  world.give({ type: 'call-next', counter: no });
  return world.give({ type: 'transfer', counter: no, ...to });
};

describe('a cover', () => {
  it('adds the services of another to the end of the own, for its time', () => {
    const world = hall();
    for (const service of ['K', 'A', 'K']) world.issue(service);
    expect(order(world, 1)).toEqual(['A001']);
    world.give({ type: 'cover', counter: 1, services: ['K', 'A'], minutes: 30 });
    expect(servicesOf(world.state, world.index, 1)).toEqual(['A', 'K']);
    expect(order(world, 1)).toEqual(['K001', 'A001', 'K002']);
    expect(waitingFor(world.state, world.index, 1)).toBe(3);
    world.advance(30 * minuteMs - 1);
    expect(order(world, 1)).toHaveLength(3);
    world.advance(1);
    expect(order(world, 1)).toEqual(['A001']);
    expect(told(world.give({ type: 'uncover', counter: 1 }))).toBe('counter.cover-ended');
    expect(waitingFor(world.state, world.index, 1)).toBe(1);
  });

  it('ends when the counter closes, and is replaced by a new one', () => {
    const world = hall();
    world.give({ type: 'cover', counter: 1, services: ['K'], minutes: 30 });
    world.give({ type: 'cover', counter: 1, services: ['F'], minutes: 5 });
    expect(world.state.counters.get(1)?.cover).toMatchObject({ services: ['F'], ms: 5 * minuteMs });
    world.give({ type: 'close', counter: 1 });
    world.give({ type: 'open', counter: 1 });
    expect(servicesOf(world.state, world.index, 1)).toEqual(['A']);
  });

  it('is refused where it makes no sense', () => {
    const world = hall();
    const cover = (services: string[], minutes = 10, counter = 1) =>
      told(world.give({ type: 'cover', counter, services, minutes }));
    expect(cover(['A'])).toBe('no: cover-own');
    expect(cover(['X'])).toBe('no: service-unknown');
    expect(cover(['K'], 121)).toBe('no: cover-too-long');
    expect(cover(['K'], 120)).toBe('counter.covering');
    expect(cover(['K'], 10, 9)).toBe('no: counter-unknown');
    expect(told(world.give({ type: 'uncover', counter: 2 }))).toBe('no: cover-nothing');
    expect(told(world.give({ type: 'uncover', counter: 9 }))).toBe('no: counter-unknown');
    world.give({ type: 'close', counter: 1 });
    expect(cover(['K'])).toBe('no: counter-not-open');
  });
});

describe('a pool of one counter or one clerk', () => {
  it('is called by that one alone, in the order of the rule with all others', () => {
    const world = hall();
    world.issue('K');
    send(world, 'A', { toCounter: 2 });
    world.issue('K');
    expect(order(world, 2)).toEqual(['K001', 'A001', 'K002']);
    expect([order(world, 1), order(world, 3)]).toEqual([[], []]);
    expect([1, 2, 3].map((no) => waitingFor(world.state, world.index, no))).toEqual([0, 3, 0]);
    expect(hallQueue(world.state, world.index, world.context().now).streams).toHaveLength(2);
    world.give({ type: 'call-next', counter: 2 });
    world.give({ type: 'call-next', counter: 2 });
    expect(world.ticket('t2')).toMatchObject({ state: 'called', service: 'A', forCounter: null });
  });

  it('goes with the clerk to another counter', () => {
    const world = hall();
    send(world, 'A', { toClerk: '1002' });
    expect(order(world, 2)).toEqual(['A001']);
    expect(world.ticket('t1').forClerk).toBe('1002');
    world.give({ type: 'close', counter: 2 });
    expect(world.ticket('t1')).toMatchObject({ forClerk: null, service: 'A' });
    expect(order(world, 1)).toEqual(['A001']);
  });

  it.each([[{ toCounter: 2 }], [{ toClerk: '1002' }], [{ toCounter: 2, toClerk: '1002', service: 'F' }]])(
    'is given to everybody when the counter closes: %o',
    (to) => {
      const world = hall();
      send(world, 'A', to);
      expect(world.state.lines.get('A')?.normal).toEqual([]);
      expect(told(world.give({ type: 'close', counter: 2 }))).toBe('ticket.transferred counter.closed');
      const service = 'service' in to ? 'F' : 'A';
      expect(world.state.lines.get(service)?.normal.map(({ id }) => id)).toEqual(['t1']);
      expect(brokenInvariants(world.state)).toEqual([]);
    },
  );

  it('is given to everybody at the end of a day on which the counter was left open; who waited too long expires once', () => {
    const world = hall();
    send(world, 'A', { toCounter: 2 });
    world.advance(11 * 60 * minuteMs);
    send(world, 'A', { toCounter: 2 });
    world.advance(3 * 60 * minuteMs + 1);
    expect(told(world.give({ type: 'open-day', date: '2026-03-03' }))).toBe(
      'day.opened ticket.expired counter.closed ticket.transferred counter.closed counter.closed',
    );
    expect(world.ticket('t1').state).toBe('expired');
    expect(world.ticket('t2')).toMatchObject({ state: 'waiting', forCounter: null });
    expect(brokenInvariants(world.state)).toEqual([]);
  });

  it('keeps its people while the counter pauses', () => {
    const world = hall();
    send(world, 'A', { toCounter: 2 });
    world.give({ type: 'pause', counter: 2, reason: 'cash' });
    expect(order(world, 2)).toEqual(['A001']);
    // The rule may be broken by hand: a clerk may call a chosen ticket of any pool.
    expect(told(world.give({ type: 'call', counter: 3, ticket: 't1' }))).toBe('ticket.called');
  });
});

describe('a recycled ticket', () => {
  /** t1 recycled at counter 1; four more of A wait. */
  function recycled(): World {
    const world = hall();
    for (let n = 0; n < 5; n++) world.issue('A');
    world.give({ type: 'call-next', counter: 1 });
    world.give({ type: 'recycle', counter: 1 });
    return world;
  }

  it('rests until three more calls of its service, then goes by its old arrival', () => {
    const world = recycled();
    const called = [1, 2, 3, 4].map(() => world.give({ type: 'call-next', counter: 1 }));
    expect(called.map((each) => each.ok && each.ticket)).toEqual(['t2', 't3', 't4', 't1']);
    expect(world.ticket('t1')).toMatchObject({ resting: null, recycled: 1, times: 1 });
  });

  it('or until five minutes have passed', () => {
    const world = recycled();
    world.advance(5 * minuteMs - 1);
    expect(order(world, 1)).toEqual(['A002', 'A003', 'A004', 'A005']);
    expect(waitingFor(world.state, world.index, 1)).toBe(5);
    world.advance(1);
    expect(order(world, 1)).toEqual(['A001', 'A002', 'A003', 'A004', 'A005']);
  });

  it('is not due for calls of another service, and only counters of its service call it', () => {
    const world = recycled();
    for (let n = 0; n < 4; n++) {
      world.issue('K');
      world.give({ type: 'call-next', counter: 2 });
    }
    expect(order(world, 1)[0]).toBe('A002');
    world.advance(5 * minuteMs);
    expect(order(world, 2)).toEqual([]);
  });

  it('of a service nobody serves any more is called by every counter, alone as it is', () => {
    const world = hall();
    world.issue('Z');
    world.give({ type: 'call-next', counter: 1 });
    world.give({ type: 'recycle', counter: 1 });
    expect(waitingFor(world.state, world.index, 3)).toBe(1);
    world.advance(5 * minuteMs);
    expect([1, 2, 3].map((no) => order(world, no))).toEqual([['Z001'], ['Z001'], ['Z001']]);
  });

  it('may be called by hand while it rests, and cancelled', () => {
    const world = recycled();
    expect(told(world.give({ type: 'call', counter: 1, ticket: 't1' }))).toBe('ticket.called');
    world.give({ type: 'recycle', counter: 1 });
    expect(told(world.give({ type: 'cancel', ticket: 't1' }))).toBe('ticket.cancelled');
    expect(world.state.resting.size).toBe(0);
    expect(brokenInvariants(world.state)).toEqual([]);
  });
});

it('people of a service that nobody serves come after the own ones by the order of services', () => {
  const plain = smallHall();
  const world = createWorld({
    ...plain,
    services: [...plain.services, { id: 'Z', name: { zh: '旧', en: 'Old' }, minutes: 3 }],
    counters: [{ no: 1, services: ['K', 'A'], rule: 'service-order' }],
  });
  for (const service of ['Z', 'A', 'K']) world.issue(service);
  expect(order(world, 1)).toEqual(['K001', 'A001', 'Z001']);
});

it('nobody is next where nobody waits', () => {
  const world = hall();
  expect(nextFor(world.state, world.index, 1, world.context().now)).toBeNull();
  expect(waitingFor(world.state, world.index, 1)).toBe(0);
});

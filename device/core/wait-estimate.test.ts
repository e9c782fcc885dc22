/** The waiting range: nothing is promised when nobody can serve, and the range only rounds outward. */
import { describe, expect, it } from 'vitest';
import { createWorld, smallHall } from './testing/world.ts';
import { meanMsOf, rangeAround, waitRange } from './wait-estimate.ts';

const minuteMs = 60_000;

describe('a promise', () => {
  it('is not made while no counter that serves the service is open', () => {
    const world = createWorld(smallHall({ counters: [{ no: 1, services: ['K'] }] }));
    expect(waitRange(world.state, world.index, 'A', 3)).toBeNull();
    world.give({ type: 'open', counter: 1 });
    expect(waitRange(world.state, world.index, 'A', 3)).toBeNull();
    expect(waitRange(world.state, world.index, 'K', 0)).toEqual({ fromMs: 0, toMs: 2 * minuteMs });
    world.give({ type: 'pause', counter: 1, reason: 'break' });
    expect(waitRange(world.state, world.index, 'K', 0)).toBeNull();
  });

  it('divides the work ahead among the counters that are open', () => {
    const world = createWorld();
    world.give({ type: 'open', counter: 1 });
    const one = waitRange(world.state, world.index, 'A', 10);
    world.give({ type: 'open', counter: 2 }, { id: 'op:2', clerk: '2', staff: true });
    const two = waitRange(world.state, world.index, 'A', 10);
    expect(one).toEqual(rangeAround(40 * minuteMs));
    expect(two).toEqual(rangeAround(20 * minuteMs));
  });

  it('counts the other services of the same counters, and half a service when all are busy', () => {
    const world = createWorld();
    world.give({ type: 'open', counter: 1 });
    world.issue('K');
    world.issue('K');
    expect(waitRange(world.state, world.index, 'A', 0)).toEqual(rangeAround(18 * minuteMs));
    world.give({ type: 'call-next', counter: 1 });
    expect(waitRange(world.state, world.index, 'A', 0)).toEqual(rangeAround(9 * minuteMs + 2 * minuteMs));
  });

  it('uses the configured minutes until a service has been learned', () => {
    const world = createWorld();
    expect(meanMsOf(world.state, world.index, 'A')).toBe(4 * minuteMs);
    expect(meanMsOf(world.state, world.index, 'Z')).toBe(5 * minuteMs);
    world.state.meanMs.set('A', 90_000);
    expect(meanMsOf(world.state, world.index, 'A')).toBe(90_000);
  });
});

it.each([
  [0, 0, 2],
  [0.4, 0, 2],
  [4, 1, 7],
  [9, 4, 15],
  [20, 10, 30],
  [100, 85, 115],
])('a wait of %s minutes is told as %s to %s', (minutes, from, to) => {
  expect(rangeAround(minutes * minuteMs)).toEqual({ fromMs: from * minuteMs, toMs: to * minuteMs });
});

import { describe, expect, it } from 'vitest';
import { clerk, createWorld, type World } from '../core/testing/world.ts';
import { createForecastKeeper } from './forecast-keeper.ts';

function crowd(waiting: number): World {
  const world = createWorld();
  world.give({ type: 'open', counter: 1 }, clerk('1001'));
  for (let each = 0; each < waiting; each += 1) world.issue();
  return world;
}
const basis = (world: World) => {
  const { now, local } = world.context();
  return { state: world.state, now, local };
};

describe('the keeper of forecasts', () => {
  it('gives everybody of one moment the same forecast, and a new one after a second', () => {
    const world = crowd(3);
    const keeper = createForecastKeeper(() => world.index);
    const first = keeper.at(basis(world))();
    expect(keeper.at(basis(world))()).toBe(first);
    world.advance(1_000);
    expect(keeper.at(basis(world))()).not.toBe(first);
  });

  it('makes a small one anew after each change', () => {
    const world = crowd(3);
    const keeper = createForecastKeeper(() => world.index);
    const first = keeper.at(basis(world))();
    first.newcomer('A', 'normal');
    world.issue();
    expect(keeper.at(basis(world))()).not.toBe(first);
  });

  it('keeps a large one for a moment; who has come since waits like a newcomer', () => {
    const world = crowd(200);
    const keeper = createForecastKeeper(() => world.index);
    const first = keeper.at(basis(world))();
    const newcomer = first.newcomer('A', 'normal');
    world.issue();
    expect(keeper.at(basis(world))()).toBe(first);
    expect(first.ticket('t201')).toEqual(newcomer);
    world.advance(200);
    expect(keeper.at(basis(world))()).not.toBe(first);
  });

  it('tells those who come in one commit to stand behind each other', () => {
    const world = crowd(1);
    world.give({ type: 'open', counter: 2 }, clerk('1002'));
    world.give({ type: 'call-next', counter: 1 }, clerk('1001'));
    const expect2 = createForecastKeeper(() => world.index).expectations(basis(world));
    const waits = [0, 1, 2].map(() => expect2('A', 'normal')?.p50Ms ?? -1);
    // One counter is idle: at once for the first, then one service more each, shared by two counters.
    expect(waits).toEqual([0, 120_000, 240_000]);
  });
});

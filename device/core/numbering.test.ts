/** Numbers: shared series, letters, ranges, and series that begin anew and pass over who is still here. */
import { describe, expect, it } from 'vitest';
import type { ServiceConfig } from '../../protocol/config.ts';
import { brokenInvariants } from './invariants.ts';
import { nextNumber, seriesUse } from './numbering.ts';
import { createWorld, smallHall, told, type World } from './testing/world.ts';

function hall(...changes: Partial<ServiceConfig>[]): World {
  const name = { zh: '业务', en: 'Service' };
  const services = changes.map((change, at) => ({ id: 'AKF'[at] ?? 'X', name, minutes: 3, ...change }));
  const world = createWorld(smallHall({ services, counters: [{ no: 1, services: services.map(({ id }) => id) }] }));
  world.give({ type: 'open', counter: 1 });
  return world;
}
const noOf = (world: World, service: string): string => {
  const decision = world.issue(service);
  const [made] = decision.ok ? decision.events : [];
  return made?.type === 'ticket.issued' ? made.body.no : told(decision);
};
const serve = (world: World, ticket: string) => {
  world.give({ type: 'call', counter: 1, ticket });
  world.give({ type: 'finish', counter: 1 });
};

describe('a series', () => {
  it('may be shared by services: one count, no number twice', () => {
    const world = hall({}, { series: 'A' }, { series: 'GAS' });
    expect(['A', 'K', 'A', 'F', 'K'].map((service) => noOf(world, service))).toEqual([
      ...['A001', 'A002', 'A003', 'GAS001', 'A004'],
    ]);
    expect(world.ticket('t2')).toMatchObject({ service: 'K', series: 'A', n: 2 });
    expect(brokenInvariants(world.state)).toEqual([]);
  });

  it('of one letter is not the beginning of another', () => {
    const world = hall({ last: 2, wrap: true }, { series: 'AB', wrap: true, last: 4 });
    expect(['A', 'K', 'K'].map((service) => noOf(world, service))).toEqual(['A001', 'AB001', 'AB002']);
    const use = (service: string) => {
      const settings = world.index.services.get(service);
      return settings && seriesUse(world.state, settings);
    };
    expect([use('A'), use('K')]).toEqual([0.5, 0.5]);
  });

  it('that begins anew passes over live numbers, and is used up when all are carried', () => {
    const world = hall({ first: 5, last: 7, wrap: true });
    expect(['A', 'A', 'A'].map((service) => noOf(world, service))).toEqual(['A005', 'A006', 'A007']);
    expect(noOf(world, 'A')).toBe('no: numbers-exhausted');
    serve(world, 't2');
    expect(noOf(world, 'A')).toBe('A006');
    serve(world, 't3');
    serve(world, 't1');
    expect([noOf(world, 'A'), noOf(world, 'A')]).toEqual(['A007', 'A005']);
    expect(world.state.wraps.get('A')).toBe(2);
    expect(brokenInvariants(world.state)).toEqual([]);
  });

  it('that does not begin anew counts the given, one that does the live', () => {
    const world = hall({ last: 4 }, { last: 4, wrap: true });
    for (const service of ['A', 'A', 'K', 'K']) noOf(world, service);
    for (const ticket of ['t1', 't3']) serve(world, ticket);
    const [plain, anew] = ['A', 'K'].map((service) => world.index.services.get(service));
    if (!plain || !anew) throw new Error('no services');
    expect([seriesUse(world.state, plain), seriesUse(world.state, anew)]).toEqual([0.5, 0.25]);
    expect(nextNumber(world.state, plain)).toEqual({ n: 3, no: 'A003' });
  });

  it('begins with its first number every day', () => {
    const world = hall({ first: 101, last: 103 });
    noOf(world, 'A');
    serve(world, 't1');
    world.give({ type: 'open-day', date: '2026-03-03' });
    expect(noOf(world, 'A')).toBe('A101');
  });
});

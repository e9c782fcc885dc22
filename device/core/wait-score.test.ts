import { describe, expect, it } from 'vitest';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { clerk, createWorld, lead, type World } from './testing/world.ts';
import { learnBand, learnRivals, nothingLearned, quantilesOf } from './wait-learning.ts';
import { accuracyOf } from './wait-score.ts';

const minuteMs = 60_000;
const call = (world: World, no = 1) => world.give({ type: 'call-next', counter: no }, clerk(`100${no}`));

function busyWorld(): World {
  const world = createWorld();
  world.give({ type: 'open', counter: 1 }, clerk('1001'));
  world.issue();
  call(world);
  world.issue();
  return world;
}

describe('the score of promised waits', () => {
  it('compares the first call with what was expected', () => {
    const world = busyWorld();
    const expected = world.ticket('t2').expect?.p50Ms ?? 0;
    expect(expected).toBeGreaterThan(3 * minuteMs);
    world.advance(2 * minuteMs);
    call(world);
    const [first] = accuracyOf(world.state);
    expect(first).toMatchObject({ service: 'A', n: 2, coverage: 1 });
    expect(first?.biasMs).toBe(Math.round((expected - 2 * minuteMs) / 2));
    expect(first?.meanAbsMs).toBe(first?.biasMs);
    expect(first?.p90AbsMs).toBeGreaterThan(minuteMs);
  });

  it('counts a wait outside the band', () => {
    const world = busyWorld();
    world.advance(60 * minuteMs);
    call(world);
    const [first] = accuracyOf(world.state);
    expect(first).toMatchObject({ n: 2, coverage: 0 });
    expect(first?.biasMs).toBeLessThan(0);
  });

  it('leaves out who was sent elsewhere, given another class, or called before', () => {
    const world = busyWorld();
    world.give({ type: 'grant', ticket: 't2', class: 'priority', reason: 'elderly' }, lead);
    call(world);
    world.give({ type: 'recycle', counter: 1 }, clerk('1001'));
    world.advance(10 * minuteMs);
    call(world);
    expect(accuracyOf(world.state)).toMatchObject([{ n: 1 }]);
  });

  it('begins anew with the business day; what was learned stays, also through a snapshot', () => {
    const world = busyWorld();
    world.advance(60 * minuteMs);
    call(world);
    const { band } = structuredClone(world.state.waits);
    world.give({ type: 'open-day', date: '2026-03-03' });
    expect(accuracyOf(world.state)).toEqual([]);
    expect(world.state.waits.band).toEqual(band);
    expect(readSnapshot(writeSnapshot(world.state))?.waits).toEqual(world.state.waits);
  });
});

describe('the band', () => {
  it('begins at 1.5 √minutes on both sides', () => {
    const { band } = nothingLearned();
    const { p10Ms, p50Ms, p90Ms } = quantilesOf(16 * minuteMs, band);
    expect([p10Ms, p50Ms, p90Ms].map((ms) => ms / minuteMs)).toEqual([10, 16, 22]);
  });

  it('comes to hold four of five visits, in a hall of whatever spread', () => {
    for (const spread of [0.3, 6]) {
      const { band } = nothingLearned();
      let inside = 0;
      for (let visit = 0; visit < 6_000; visit += 1) {
        const stated = quantilesOf(25 * minuteMs, band);
        // Evenly spread around the estimate, in an order without a pattern.
        const real = (25 + spread * 5 * (((visit * 7_919) % 1_000) / 500 - 1)) * minuteMs;
        if (visit >= 3_000 && real >= stated.p10Ms && real <= stated.p90Ms) inside += 1;
        learnBand(band, stated, Math.max(0, real));
      }
      expect(inside / 3_000).toBeGreaterThan(0.75);
      expect(inside / 3_000).toBeLessThan(0.85);
    }
  });

  it('keeps its quantiles in order, whatever is learned', () => {
    const { band } = nothingLearned();
    for (let visit = 0; visit < 20_000; visit += 1) learnBand(band, quantilesOf(minuteMs, band), 0);
    for (let visit = 0; visit < 200; visit += 1) {
      const { p10Ms, p50Ms, p80Ms, p90Ms } = quantilesOf(visit * 10_000, band);
      expect(p10Ms <= p50Ms && p50Ms <= p80Ms && p80Ms <= p90Ms).toBe(true);
    }
  });

  it('learns both rivals from the same visit', () => {
    const { rivals } = nothingLearned();
    learnRivals(rivals, { p10Ms: 0, p50Ms: 5, p80Ms: 9, p90Ms: 9, replayMs: 5, lineMs: 9 }, 4);
    expect(rivals).toEqual({ n: 1, replayMs: 1, lineMs: 5 });
  });
});

import { describe, expect, it } from 'vitest';
import { countArrival, countPriority, endArrivalDay, expectedPriority, noArrivals } from './arrival-rates.ts';

const hourMs = 3_600_000;
const tenMs = Date.UTC(2026, 2, 2, 10);

describe('priority arrivals', () => {
  it('expects nobody where nobody has come', () => {
    const rates = noArrivals();
    countArrival(rates, 0);
    expect(expectedPriority(rates, tenMs, hourMs)()).toBeNull();
  });

  it("goes by today's own rate while there is no history", () => {
    const rates = noArrivals();
    countArrival(rates, 0);
    for (let each = 0; each < 6; each += 1) countPriority(rates, each < 4 ? 'A' : 'K', tenMs);
    const next = expectedPriority(rates, tenMs, hourMs);
    const people = Array.from({ length: 6 }, () => next());
    expect(people.map((each) => Math.round((each?.afterMs ?? 0) / 60_000))).toEqual([5, 15, 25, 35, 45, 55]);
    expect(people.map((each) => each?.service).sort()).toEqual(['A', 'A', 'A', 'A', 'K', 'K']);
  });

  it('learns the half hours of usual days, and nothing from days without people', () => {
    const rates = noArrivals();
    for (let day = 0; day < 40; day += 1) {
      countArrival(rates, 0);
      for (let each = 0; each < 3; each += 1) countPriority(rates, 'A', tenMs);
      endArrivalDay(rates);
      endArrivalDay(rates);
    }
    expect(rates.days).toBe(40);
    const early = expectedPriority(rates, tenMs - hourMs, 0)();
    // One hour of nearly nobody, then three in half an hour.
    expect((early?.afterMs ?? 0) / hourMs).toBeGreaterThan(0.95);
    expect((early?.afterMs ?? 0) / hourMs).toBeLessThan(1.15);
  });
});

import { describe, expect, it } from 'vitest';
import { createSystemRandom } from './system-random.ts';

describe('ids', () => {
  it('are UUIDs of version 7 with the time in front', () => {
    const random = createSystemRandom();
    const wallMs = Date.UTC(2026, 10, 22, 14, 0, 0, 123);
    for (let n = 0; n < 1_000; n += 1) {
      const id = random.uuid(wallMs + n);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(wallMs + n);
    }
  });

  it('never repeat, also in the same millisecond and over many fills of the pool', () => {
    const random = createSystemRandom();
    const ids = new Set(Array.from({ length: 20_000 }, () => random.uuid(1_800_000_000_000)));
    expect(ids.size).toBe(20_000);
    const other = createSystemRandom();
    for (let n = 0; n < 1_000; n += 1) ids.add(other.uuid(1_800_000_000_000));
    expect(ids.size).toBe(21_000);
  });

  it.each([-5, 0, 0.7, 2 ** 60, Number.MAX_SAFE_INTEGER])('survive a wall clock of %s', (wallMs) => {
    expect(createSystemRandom().uuid(wallMs)).toHaveLength(36);
  });
});

describe('uniform numbers', () => {
  it('fill [0, 1) evenly', () => {
    const random = createSystemRandom();
    const tenths = new Array<number>(10).fill(0);
    for (let n = 0; n < 20_000; n += 1) {
      const value = random.unit();
      expect(value >= 0 && value < 1).toBe(true);
      const at = Math.floor(value * 10);
      tenths[at] = (tenths[at] ?? 0) + 1;
    }
    // Six standard deviations of 2,000 hits each: fails once in some hundred million runs.
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(255);
  });
});

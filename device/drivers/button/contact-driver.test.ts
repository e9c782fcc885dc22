import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createContactDriver, PAPER_SWITCH } from './contact-driver.ts';
import type { Level } from './gpio-port.ts';

const { settleMs, restlessMs } = PAPER_SWITCH;

describe('a switch that stays', () => {
  test('counts after it has been quiet, at the start too', () => {
    const driver = createContactDriver(PAPER_SWITCH);
    expect(driver.onOpen(1, 0)).toEqual({ level: null, restless: false, wakeAtMs: settleMs });
    expect(driver.onTick(1, settleMs).level).toBe(1);
  });

  test('says nothing of a lever that trembles while paper moves', () => {
    const driver = createContactDriver(PAPER_SWITCH);
    driver.onOpen(0, 0);
    expect(driver.onTick(0, settleMs).level).toBe(0);
    for (let atMs = 10_000; atMs < 14_000; atMs += 100) driver.onEdge(atMs % 200 === 0 ? 1 : 0, atMs);
    expect(driver.onTick(0, 14_000 + settleMs).level).toBe(0);
    expect(driver.statistics()).toMatchObject({ changes: 0, rawEdges: 40 });
  });

  test('that is never quiet is restless, and nothing is known of it', () => {
    const driver = createContactDriver(PAPER_SWITCH);
    driver.onOpen(0, 0);
    let last = driver.onTick(0, settleMs);
    for (let atMs = 10_000; atMs <= 10_000 + restlessMs; atMs += 1_000)
      last = driver.onEdge(atMs % 2_000 === 0 ? 1 : 0, atMs);
    expect(last).toMatchObject({ level: null, restless: true });
    // Quiet at last, it counts again.
    expect(driver.onTick(1, 10_000 + restlessMs + settleMs)).toMatchObject({ level: 1, restless: false });
  });

  test('a lost edge is found by reading', () => {
    const driver = createContactDriver(PAPER_SWITCH);
    driver.onOpen(0, 0);
    driver.onTick(0, settleMs);
    expect(driver.onTick(1, 60_000)).toMatchObject({ level: 0, wakeAtMs: 60_000 + settleMs });
    expect(driver.onTick(1, 60_000 + settleMs).level).toBe(1);
    expect(driver.statistics()).toEqual({ changes: 1, rawEdges: 0, lostEdges: 1 });
  });

  test('any edges at all: a level that counts has been there for the quiet time, and it always asks to be woken', () => {
    const step = fc.record({
      afterMs: fc.integer({ min: 1, max: 8_000 }),
      level: fc.constantFrom<Level>(0, 1),
      edge: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const driver = createContactDriver(PAPER_SWITCH);
        let nowMs = 0;
        let real: Level = 0;
        let sinceMs = 0;
        let wakeAtMs = driver.onOpen(0, 0).wakeAtMs;
        for (const { afterMs, level, edge } of steps) {
          const untilMs = nowMs + afterMs;
          while (wakeAtMs !== null && wakeAtMs <= untilMs) {
            nowMs = wakeAtMs;
            const output = driver.onTick(real, nowMs);
            if (output.level !== null && output.level !== real) expect(nowMs - sinceMs).toBeLessThan(2 * settleMs);
            expect(output.wakeAtMs).toBeGreaterThan(nowMs);
            wakeAtMs = output.wakeAtMs;
          }
          nowMs = untilMs;
          if (level !== real) sinceMs = nowMs;
          real = level;
          if (edge) wakeAtMs = driver.onEdge(level, nowMs).wakeAtMs;
        }
      }),
    );
  });
});

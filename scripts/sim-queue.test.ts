import { describe, expect, it } from 'vitest';
import { configDefaults } from '../protocol/config.ts';
import { errorTable, hallKinds, predictions, waitsOf } from './sim/tables.ts';

/** Mean waits of normal and priority people, minutes, 12 % priority: what an independent simulation of the same hall gave. */
const known = {
  fifo: { '1': [4.4, 4.3], '1.2': [14.1, 13.9], '1.4': [38.3, 38.1] },
  strict: { '1': [4.9, 0.7], '1.2': [15.8, 1.0], '1.4': [43.2, 1.2] },
} as const;

describe('the simulated hall', () => {
  it.each(['fifo', 'strict'] as const)(
    '%s: people wait as long as in the reference',
    (rule) => {
      for (const load of ['1', '1.2', '1.4'] as const) {
        const [normalMean, priorityMean] = known[rule][load];
        const { normal, priority } = waitsOf({ load: Number(load), priorityShare: 0.12 }, rule, 80, 1);
        expect(Math.abs(normal.mean - normalMean), `normal ×${load}`).toBeLessThan(0.5 + 0.15 * normalMean);
        expect(Math.abs(priority.mean - priorityMean), `priority ×${load}`).toBeLessThan(0.5 + 0.15 * priorityMean);
      }
    },
    60_000,
  );

  it.each([
    ['FIFO', 'fifo'],
    ['the default rule', configDefaults.rule],
  ] as const)(
    '%s: the estimate errs less than the length of the lines, and its band holds, in every hall',
    (_name, rule) => {
      for (const [at, { errors, coverage, n }] of predictions(rule, 20, 1).entries()) {
        const hall = JSON.stringify(hallKinds[at]);
        const replay = errors.get('forward replay')?.mae ?? Number.NaN;
        const line = errors.get('the same by service')?.mae ?? Number.NaN;
        expect(n, hall).toBeGreaterThan(1_000);
        expect(replay, hall).toBeLessThan(line);
        expect(coverage, hall).toBeGreaterThan(0.7);
        expect(coverage, hall).toBeLessThan(0.9);
      }
    },
    60_000,
  );

  it('the same seed gives the same table', () => {
    expect(errorTable('strict', 1, 7)).toBe(errorTable('strict', 1, 7));
    expect(errorTable('strict', 1, 7)).not.toBe(errorTable('strict', 1, 8));
  }, 60_000);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUZZER_PATTERNS, createBuzzerDriver, PULSE_MS_MAX } from './buzzer-driver.ts';

/** Lengths of what sounds, and the time of the last step. */
function play(asked: readonly (readonly number[])[]): readonly number[] {
  const driver = createBuzzerDriver();
  const heardMs: number[] = [];
  let nowMs = 0;
  let onSinceMs: number | null = null;
  const look = ({ level, wakeAtMs }: ReturnType<typeof driver.onTick>): number | null => {
    if (level === 1) onSinceMs ??= nowMs;
    else if (onSinceMs !== null) {
      heardMs.push(nowMs - onSinceMs);
      onSinceMs = null;
    }
    return wakeAtMs;
  };
  expect(driver.onTick(0)).toEqual({ level: 0, wakeAtMs: null });
  let wakeAtMs: number | null = null;
  for (const pattern of asked) wakeAtMs = look(driver.sound(pattern, nowMs));
  for (let steps = 0; wakeAtMs !== null && steps < 100; steps += 1) {
    nowMs = wakeAtMs;
    wakeAtMs = look(driver.onTick(nowMs));
  }
  expect(onSinceMs).toBe(null);
  return heardMs;
}

test('is silent until it is asked, plays its pattern once and is silent again', () => {
  expect(play([])).toEqual([]);
  expect(play([BUZZER_PATTERNS['staff-call']])).toEqual([400, 400]);
});

test('asked for too much it drops whole patterns, never the end of a pulse', () => {
  expect(play(Array.from({ length: 20 }, () => [100, 100, 100])).length).toBeLessThanOrEqual(9);
});

test('whatever it is asked for, no pulse is longer than two seconds', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.double({ min: -10, max: 1e9, noNaN: true }), { maxLength: 5 })), (asked) => {
      for (const heardMs of play(asked)) expect(heardMs).toBeLessThanOrEqual(PULSE_MS_MAX);
    }),
  );
});

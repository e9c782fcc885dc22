/**
 * A buzzer: patterns of pulses in, a level over time out. Pure; it says when it wants to be woken.
 *
 * It must never sound longer than two seconds at a time, whatever it is asked for, and never at the start: it is silent until
 * the first pattern. What cannot wait is dropped: a buzzer that is behind would tell of things that are over.
 */
import type { Level } from './gpio-port.ts';

/** No pulse is longer, so that a hall is never left with a tone. */
export const PULSE_MS_MAX = 2_000;
/** Between pulses; the ear needs a gap. */
const PAUSE_MS = 250;
/** Pulses that wait: two patterns and some. */
const PULSES_MAX = 8;

/** Lengths of the pulses, in milliseconds; each cause can be told by ear. */
export const BUZZER_PATTERNS = {
  'staff-call': [400, 400],
  'printer-fault': [1_200],
  'door-open': [150, 150, 150],
} as const;

export interface BuzzerOutput {
  readonly level: Level;
  /** Monotonic; when to call `onTick`, or null. Replaces every earlier wish. */
  readonly wakeAtMs: number | null;
}

export interface BuzzerDriver {
  sound(pulsesMs: readonly number[], nowMs: number): BuzzerOutput;
  onTick(nowMs: number): BuzzerOutput;
}

export function createBuzzerDriver(): BuzzerDriver {
  const waiting: number[] = [];
  let level: Level = 0;
  let untilMs: number | null = null;

  function onTick(nowMs: number): BuzzerOutput {
    if (untilMs !== null && nowMs >= untilMs) {
      untilMs = level === 1 ? nowMs + PAUSE_MS : null;
      level = 0;
    }
    const next = untilMs === null ? waiting.shift() : undefined;
    if (next !== undefined) {
      level = 1;
      untilMs = nowMs + next;
    }
    return { level, wakeAtMs: untilMs };
  }

  return {
    sound(pulsesMs, nowMs) {
      // Whole milliseconds: nobody hears less, and a sum of fractions could pass the bound.
      const wanted = pulsesMs.map((ms) => Math.min(Math.round(ms), PULSE_MS_MAX)).filter((ms) => ms > 0);
      if (waiting.length + wanted.length <= PULSES_MAX) waiting.push(...wanted);
      return onTick(nowMs);
    },
    onTick,
  };
}

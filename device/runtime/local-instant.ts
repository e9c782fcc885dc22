/**
 * From a date and time on the wall to the instant it names. A zone's clock leaves out an hour once a year and shows another one
 * twice: so a local time has one instant, none or two.
 */
import { dayNumber } from '../core/day-number.ts';
import type { LocalTime } from '../ports.ts';

/** Local time of an instant, as a clock gives it. */
export type LocalOf = (wallMs: number) => LocalTime;

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * Gives the instants of local times, earliest first, and null for a date that no calendar has. The zone is asked a few times a
 * date, not for every time: a list has thousands of times on some dozen dates.
 */
export function createInstantFinder(local: LocalOf): (date: string, minutes: number) => readonly number[] | null {
  const dates = new Map<string, { readonly isReal: boolean; readonly offsets: readonly number[] }>();

  function about(date: string) {
    let known = dates.get(date);
    if (!known) {
      const startMs = dayNumber(date) * dayMs;
      const offsets = [offsetAt(startMs - dayMs), offsetAt(startMs + 2 * dayMs)];
      const noonMs = startMs + dayMs / 2 - (offsets[0] ?? 0);
      known = { isReal: local(noonMs).date === date, offsets: [...new Set(offsets)] };
      dates.set(date, known);
    }
    return known;
  }

  /** How far the wall is ahead of UTC at an instant. */
  function offsetAt(wallMs: number): number {
    const { date, minutes } = local(wallMs);
    return dayNumber(date) * dayMs + minutes * minuteMs - wallMs;
  }

  return (date, minutes) => {
    const { isReal, offsets } = about(date);
    if (!isReal) return null;
    const asUtcMs = dayNumber(date) * dayMs + minutes * minuteMs;
    const instants = offsets.map((offset) => asUtcMs - offset);
    if (instants.length === 1) return instants;
    const isIt = (wallMs: number) => {
      const there = local(wallMs);
      return there.date === date && there.minutes === minutes;
    };
    return instants.filter(isIt).sort((a, b) => a - b);
  };
}

/** When the hall is next closed for long enough, as a pure look at its calendar; for work that people at the counters should not see. */
import type { HallConfig } from '../../protocol/config.ts';
import { dayNumber, weekdayOf } from './day-number.ts';
import { isOpen, type LocalMinute, minutesOf, windowsOn } from './opening-hours.ts';
import { addDays } from './show-times.ts';

type Hours = Pick<HallConfig['hall'], 'hours' | 'exceptions'>;

export interface ClosedWindow {
  /** `YYYY-MM-DD HH:MM`, local. */
  readonly from: string;
  /** True: it is now. */
  readonly now: boolean;
}

const DAY_MINUTES = 1_440;
const DAYS_AHEAD = 14;

/** The first moment from `at` on with `minutes` of closed hall behind it; null: none within two weeks, or a hall without hours. */
export function nextClosedWindow(hall: Hours, at: LocalMinute, minutes: number): ClosedWindow | null {
  if (!hall.hours && !hall.exceptions) return null;
  const base = dayNumber(at.date);
  const open: { readonly from: number; readonly to: number }[] = [];
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
    const date = addDays(at.date, ahead);
    const start = (dayNumber(date) - base) * DAY_MINUTES;
    if (
      windowsOn(hall, date, weekdayOf(date)).length === 0 &&
      isOpen(hall, { date, minutes: 0, weekday: weekdayOf(date) })
    )
      open.push({ from: start, to: start + DAY_MINUTES }); // a day without hours of its own is open throughout
    for (const [from, to] of windowsOn(hall, date, weekdayOf(date))) {
      open.push({ from: start + minutesOf(from), to: start + minutesOf(to) });
    }
  }
  let free = at.minutes;
  for (const { from, to } of open) {
    if (from - free >= minutes) break;
    free = Math.max(free, to);
  }
  if (free >= DAYS_AHEAD * DAY_MINUTES) return null;
  const inDay = free % DAY_MINUTES;
  const two = (value: number) => String(value).padStart(2, '0');
  const from = `${addDays(at.date, Math.floor(free / DAY_MINUTES))} ${two(Math.floor(inDay / 60))}:${two(inDay % 60)}`;
  return { from, now: free === at.minutes };
}

/**
 * Opening hours as a pure question: is the hall open at this local time? Days that differ (holidays, make-up workdays) come
 * first, then the week. Windows are half open, `[from, to)`.
 */
import type { ExceptionConfig, HallConfig, WeekWindow } from '../../protocol/config.ts';

export interface LocalMinute {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Minutes since local midnight. */
  readonly minutes: number;
  /** ISO weekday, 1 is Monday. */
  readonly weekday: number;
}

type Hours = Pick<HallConfig['hall'], 'hours' | 'exceptions'>;
type Window = readonly [from: string, to: string];

/**
 * True when the hall is open at the local minute; always true when it has no hours at all. A time that is not known (null) does
 * not close the hall: people stand in it, and the staff know whether it is open.
 */
export function isOpen(hall: Hours, at: LocalMinute | null): boolean {
  if (!at) return true;
  const exception = exceptionOn(hall, at.date);
  if (!hall.hours && !exception?.closed && !exception?.hours) return true;
  return windowsOn(hall, at.date, at.weekday).some((window) => isWithin(window, at.minutes));
}

/** Windows of a day as text pairs, in order; empty when closed, and when the hall has no hours (it is then always open). */
export function windowsOn(hall: Hours, date: string, weekday: number): readonly Window[] {
  const exception = exceptionOn(hall, date);
  if (exception?.closed) return [];
  if (exception?.hours) return ordered(exception.hours.map(({ from, to }) => [from, to] as const));
  return weekWindowsOn(hall.hours, exception?.like ?? weekday);
}

/** What makes this date differ from its weekday, or null. */
export function exceptionOn({ exceptions }: Hours, date: string): ExceptionConfig | null {
  return exceptions?.find((one) => one.date <= date && date <= (one.until ?? one.date)) ?? null;
}

/** True when the time falls in a window of the week; on a make-up day the weekday it is worked like counts. */
export function isInWeek(windows: readonly WeekWindow[] | undefined, hall: Hours, at: LocalMinute): boolean {
  const weekday = exceptionOn(hall, at.date)?.like ?? at.weekday;
  return weekWindowsOn(windows, weekday).some((window) => isWithin(window, at.minutes));
}

export function weekWindowsOn(windows: readonly WeekWindow[] | undefined, weekday: number): readonly Window[] {
  return ordered(
    (windows ?? [])
      .filter((window) => window.days.includes(weekday))
      .map((window) => [window.from, window.to] as const),
  );
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(text: string): number {
  const [hours = '0', minutes = '0'] = text.split(':');
  return Number(hours) * 60 + Number(minutes);
}

function isWithin([from, to]: Window, minutes: number): boolean {
  return minutes >= minutesOf(from) && minutes < minutesOf(to);
}

function ordered(windows: readonly Window[]): readonly Window[] {
  return [...windows].sort((a, b) => minutesOf(a[0]) - minutesOf(b[0]));
}

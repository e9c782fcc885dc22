/** Opening hours as a pure question: is the hall open at this local time? Windows are half open, `[from, to)`. */
import type { HallConfig } from '../../protocol/config.ts';

export interface LocalMinute {
  readonly minutes: number;
  readonly weekday: number;
}

/**
 * True when a window of `hours` holds the local minute; always true when the hall has no hours. A time that is not known
 * (null) does not close the hall: people stand in it, and the staff know whether it is open.
 */
export function isOpen(hours: HallConfig['hall']['hours'], at: LocalMinute | null): boolean {
  if (!hours || !at) return true;
  return hours.some(
    (window) =>
      window.days.includes(at.weekday) && at.minutes >= minutesOf(window.from) && at.minutes < minutesOf(window.to),
  );
}

/** Today's windows as text pairs, in order. */
export function windowsOf(hours: HallConfig['hall']['hours'], weekday: number): readonly (readonly [string, string])[] {
  return (hours ?? [])
    .filter((window) => window.days.includes(weekday))
    .map((window) => [window.from, window.to] as const)
    .sort((a, b) => minutesOf(a[0]) - minutesOf(b[0]));
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(text: string): number {
  const [hours = '0', minutes = '0'] = text.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/**
 * Moves the business day forward when the hall's local time says so: never backward, never on a clock that is not
 * known to be right (except for the very first day, which must begin somehow). A jump of more than two days on a clock that
 * was not set by the network waits until that clock has stood for some minutes, so that staff have seen its date.
 */
import { configDefaults, type HallConfig } from '../../protocol/config.ts';
import { minutesOf } from '../core/opening-hours.ts';
import type { ClockPort } from '../ports.ts';

const dayMs = 86_400_000;
const halfDayMs = dayMs / 2;
const checkMs = 60_000;
const jumpDaysMax = 2;
/** A far date on a clock of the board's own must stand so long before the day moves. */
const farStandsMs = 10 * 60_000;

export interface DayKeeper {
  start(): void;
  /** The later date that waits for a trusted clock or for staff, or null. */
  held(): string | null;
  stop(): void;
}

export function createDayKeeper(
  config: HallConfig,
  clock: ClockPort,
  today: () => string | null,
  open: (date: string) => void,
  /** `held`: the date has moved on, but the clock is not trusted enough to follow it. */
  everyMinute: (held: boolean) => void,
): DayKeeper {
  let cancel: (() => void) | null = null;
  let seen = { date: '', atMs: 0 };

  function check(): void {
    const date = businessDate(config, clock);
    if (date !== seen.date) seen = { date, atMs: clock.monoMs() };
    const verdict = verdictOf(date, today(), clock, clock.monoMs() - seen.atMs);
    if (verdict === 'open') open(date);
    everyMinute(verdict === 'held');
    const toNextMinute = checkMs - (clock.wallMs() % checkMs);
    cancel = clock.at(clock.monoMs() + toNextMinute, check);
  }

  function held(): string | null {
    const date = businessDate(config, clock);
    return verdictOf(date, today(), clock, clock.monoMs() - seen.atMs) === 'held' ? date : null;
  }

  return { start: check, held, stop: () => cancel?.() };
}

/** The date of the business day that the hall is in: the local date, or the one before while the day has not begun. */
export function businessDate(config: HallConfig, clock: ClockPort): string {
  const startMinutes = minutesOf(config.hall.dayStart ?? configDefaults.dayStart);
  const local = clock.local(clock.wallMs());
  // By the local clock, not by hours gone by: on the day the clocks change the business day still begins at its hour.
  if (local.minutes >= startMinutes) return local.date;
  return clock.local(clock.wallMs() - (local.minutes + 60) * 60_000 - halfDayMs).date;
}

type Verdict = 'open' | 'same' | 'held';

function verdictOf(date: string, today: string | null, clock: ClockPort, seenForMs: number): Verdict {
  if (today === null) return 'open';
  if (date <= today) return 'same';
  const quality = clock.quality();
  if (quality === 'unset') return 'held';
  const far = clock.local(clock.wallMs() - (jumpDaysMax + 1) * dayMs).date >= today;
  if (!far || quality === 'ntp' || quality === 'central') return 'open';
  return seenForMs >= farStandsMs ? 'open' : 'held';
}

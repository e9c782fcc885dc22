/**
 * Moves the business day forward when the hall's local time says so: never backward, never on a clock that is not
 * known to be right (except for the very first day, which must begin somehow). A jump of more than two days on a clock that
 * was not set by the network waits until that clock has stood for some minutes, so that staff have seen its date, or until
 * staff say that it is right. A clock that fell back by more than a day is told to staff; the day stays what it was.
 */
import { configDefaults, type HallConfig } from '../../protocol/config.ts';
import { dayNumber } from '../core/day-number.ts';
import { minutesOf } from '../core/opening-hours.ts';
import type { ClockPort } from '../ports.ts';

const halfDayMs = 43_200_000;
const checkMs = 60_000;
const jumpDaysMax = 2;
/** One day behind is the hour that a clock shows twice, or a board that is not set yet; more is a wrong date. */
const behindDaysMax = 1;
/** A far date on a clock of the board's own must stand so long before the day moves. */
const farStandsMs = 10 * 60_000;

export interface DayKeeper {
  start(): void;
  /** The later date that waits for a trusted clock or for staff, or null. */
  held(): string | null;
  stop(): void;
}

/** `held`: the date has moved on, but the clock is not trusted enough to follow it. `behind`: it fell back. */
export type DayTrouble = 'held' | 'behind';

export function createDayKeeper(
  config: HallConfig,
  clock: ClockPort,
  today: () => string | null,
  open: (date: string) => void,
  everyMinute: (trouble: DayTrouble | null) => void,
): DayKeeper {
  let cancel: (() => void) | null = null;
  let seen = { date: '', atMs: 0 };

  function check(): void {
    const date = businessDate(config, clock);
    if (date !== seen.date) seen = { date, atMs: clock.monoMs() };
    const verdict = verdictOf(date, today(), clock, clock.monoMs() - seen.atMs);
    if (verdict === 'open') open(date);
    everyMinute(verdict === 'held' || verdict === 'behind' ? verdict : null);
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

type Verdict = 'open' | 'same' | DayTrouble;

function verdictOf(date: string, today: string | null, clock: ClockPort, seenForMs: number): Verdict {
  if (today === null) return 'open';
  const days = dayNumber(date) - dayNumber(today);
  if (days <= 0) return days < -behindDaysMax ? 'behind' : 'same';
  const quality = clock.quality();
  if (quality === 'unset') return 'held';
  if (days <= jumpDaysMax || quality === 'ntp' || quality === 'central') return 'open';
  return seenForMs >= farStandsMs ? 'open' : 'held';
}

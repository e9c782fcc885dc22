/**
 * Moves the business day forward when the hall's local time says so: never backward, never on a clock that is not
 * known to be right (except for the very first day, which must begin somehow), and a jump of more than two days only on
 * a clock that was set by the network.
 */
import { configDefaults, type HallConfig } from '../../protocol/config.ts';
import { minutesOf } from '../core/opening-hours.ts';
import type { ClockPort } from '../ports.ts';

const dayMs = 86_400_000;
const checkMs = 60_000;
const jumpDaysMax = 2;

export interface DayKeeper {
  start(): void;
  stop(): void;
}

export function createDayKeeper(
  config: HallConfig,
  clock: ClockPort,
  today: () => string | null,
  open: (date: string) => void,
  everyMinute: () => void,
): DayKeeper {
  let cancel: (() => void) | null = null;

  function check(): void {
    const date = businessDate(config, clock);
    if (mayOpen(date, today(), clock)) open(date);
    everyMinute();
    const toNextMinute = checkMs - (clock.wallMs() % checkMs);
    cancel = clock.at(clock.monoMs() + toNextMinute, check);
  }

  return { start: check, stop: () => cancel?.() };
}

/** The date of the business day that the hall is in: the local date, moved back by the day's start. */
export function businessDate(config: HallConfig, clock: ClockPort): string {
  const startMs = minutesOf(config.hall.dayStart ?? configDefaults.dayStart) * 60_000;
  return clock.local(clock.wallMs() - startMs).date;
}

function mayOpen(date: string, today: string | null, clock: ClockPort): boolean {
  if (today === null) return true;
  if (date <= today || clock.quality() === 'unset') return false;
  const far = clock.local(clock.wallMs() - (jumpDaysMax + 1) * dayMs).date >= today;
  return !far || clock.quality() === 'ntp' || clock.quality() === 'central';
}

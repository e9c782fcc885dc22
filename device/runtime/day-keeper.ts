/**
 * Moves the business day forward when the hall's local time says so: never backward, never on a clock that is not
 * known to be right (except for the very first day, which must begin somehow). A jump of more than two days on a clock that
 * was not set by the network waits until that clock has stood for some minutes, so that staff have seen its date.
 */
import { configDefaults, type HallConfig } from '../../protocol/config.ts';
import { minutesOf } from '../core/opening-hours.ts';
import type { ClockPort } from '../ports.ts';

const dayMs = 86_400_000;
const checkMs = 60_000;
const jumpDaysMax = 2;
/** A far date on a clock of the board's own must stand so long before the day moves. */
const farStandsMs = 10 * 60_000;

export interface DayKeeper {
  start(): void;
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

  return { start: check, stop: () => cancel?.() };
}

/** The date of the business day that the hall is in: the local date, moved back by the day's start. */
export function businessDate(config: HallConfig, clock: ClockPort): string {
  const startMs = minutesOf(config.hall.dayStart ?? configDefaults.dayStart) * 60_000;
  return clock.local(clock.wallMs() - startMs).date;
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

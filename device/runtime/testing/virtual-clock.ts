/** A clock that tests move by hand: nothing is due before its time, and work put off with `soon` waits for `settle`. */
import type { ClockQuality } from '../../../protocol/events.ts';
import type { ClockPort } from '../../ports.ts';

export interface VirtualClock extends ClockPort {
  /** Runs all that was put off with `soon`, and what that puts off in turn. */
  settle(): void;
  /** Lets time pass; what falls due runs in order, each at its own time. */
  advance(ms: number): void;
  /** Steps the wall clock only, as a time server does. */
  setWall(wallMs: number): void;
  setQuality(quality: ClockQuality): void;
  /** Timers that wait. */
  readonly timers: number;
}

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

const dayMs = 86_400_000;
/** Monday, 2 March 2026, 10:00 UTC. */
export const mondayTenMs = 1_772_445_600_000;

/** Local time is UTC unless a zone's is given. */
export function createVirtualClock(
  startWallMs: number = mondayTenMs,
  startQuality: ClockQuality = 'ntp',
  local: ClockPort['local'] = localOf,
): VirtualClock {
  let monoMs = 0;
  let wallMs = startWallMs;
  let quality = startQuality;
  let order = 0;
  let timers: Timer[] = [];
  const soon: (() => void)[] = [];

  function settle(): void {
    for (let run = soon.shift(); run; run = soon.shift()) run();
  }

  function pass(ms: number): void {
    monoMs += ms;
    wallMs += ms;
  }

  return {
    monoMs: () => monoMs,
    wallMs: () => wallMs,
    quality: () => quality,
    local,
    at(atMs, run) {
      order += 1;
      const timer = { atMs, order, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    soon(run) {
      soon.push(run);
    },
    settle,
    advance(ms) {
      const untilMs = monoMs + ms;
      settle();
      for (;;) {
        const next = timers.filter((timer) => timer.atMs <= untilMs).sort(byTime)[0];
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        pass(Math.max(0, next.atMs - monoMs));
        next.run();
        settle();
      }
      pass(untilMs - monoMs);
    },
    setWall(next) {
      wallMs = next;
    },
    setQuality(next) {
      quality = next;
    },
    get timers() {
      return timers.length;
    },
  };
}

function byTime(a: Timer, b: Timer): number {
  return a.atMs - b.atMs || a.order - b.order;
}

/** Date arithmetic on the proleptic Gregorian calendar; pure folders have no `Date`. */
function localOf(wallMs: number): { date: string; minutes: number; weekday: number } {
  const day = Math.floor(wallMs / dayMs);
  const minutes = Math.floor((wallMs - day * dayMs) / 60_000);
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const two = (value: number) => String(value).padStart(2, '0');
  return { date: `${year}-${two(month)}-${two(dayOfMonth)}`, minutes, weekday: ((((day + 3) % 7) + 7) % 7) + 1 };
}

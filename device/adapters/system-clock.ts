/**
 * The clock of this machine. Durations come from the monotonic clock only; the wall clock is for people, and its
 * quality says whether it may be shown and trusted with the business date.
 */
import { existsSync } from 'node:fs';
import type { ClockQuality } from '../../protocol/events.ts';
import type { ClockPort, LocalTime } from '../ports.ts';

/** No daemon of this version ran before this instant: an earlier wall clock is a board without a battery. */
const earliestWallMs = Date.UTC(2026, 0, 1);
const qualityCheckMs = 30_000;
/** Longest wait of one Node timer; a longer one would fire at once. */
const timerMsMax = 2_147_483_647;
const timesyncMark = '/run/systemd/timesync/synchronized';
const hardwareClock = '/dev/rtc0';
const timesyncFolder = '/run/systemd/timesync';

export function createSystemClock(zone: string): ClockPort {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    weekday: 'short',
    hourCycle: 'h23',
  });
  let quality: ClockQuality = measureQuality();
  let qualityAtMs = performance.now();
  let cached: { readonly minute: number; readonly local: LocalTime } | null = null;

  return {
    monoMs: () => performance.now(),
    wallMs: () => Date.now(),
    quality() {
      if (performance.now() - qualityAtMs > qualityCheckMs) {
        quality = measureQuality();
        qualityAtMs = performance.now();
      }
      return quality;
    },
    local(wallMs) {
      const minute = Math.floor(wallMs / 60_000);
      if (cached?.minute !== minute) cached = { minute, local: localTime(format, wallMs) };
      return cached.local;
    },
    at(monoMs, run) {
      let timer: NodeJS.Timeout;
      // Node's timers may fire early: they count from the loop's last look at the clock, and not past 24.8 days.
      const arm = () => {
        const waitMs = Math.max(0, Math.min(Math.ceil(monoMs - performance.now()), timerMsMax));
        timer = setTimeout(() => (performance.now() >= monoMs ? run() : arm()), waitMs);
      };
      arm();
      return () => clearTimeout(timer);
    },
    soon(run) {
      setImmediate(run);
    },
  };
}

/**
 * `ntp` where the time service says so. `rtc` where the board has a clock with a battery, or where there is no time service
 * to ask and the time is plausible. Else `unset`: a Pi that has not heard from the network since it was switched on.
 */
function measureQuality(): ClockQuality {
  if (Date.now() < earliestWallMs) return 'unset';
  if (existsSync(timesyncMark)) return 'ntp';
  if (existsSync(hardwareClock)) return 'rtc';
  return existsSync(timesyncFolder) ? 'unset' : 'rtc';
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function localTime(format: Intl.DateTimeFormat, wallMs: number): LocalTime {
  const parts = new Map(format.formatToParts(wallMs).map((part) => [part.type, part.value]));
  const get = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? '0';
  return {
    date: `${get('year')}-${get('month')}-${get('day')}`,
    minutes: Number(get('hour')) * 60 + Number(get('minute')),
    weekday: weekdays.indexOf(get('weekday')) + 1,
  };
}

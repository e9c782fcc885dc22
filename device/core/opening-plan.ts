/**
 * When a counter will be at work today: what it is now, and its plan and breaks. Waiting forecasts count on it. It knows nothing
 * of other days: who cannot be served today is not told a number.
 */
import type { CounterConfig, WeekWindow } from '../../protocol/config.ts';
import type { HallIndex } from './hall-index.ts';
import { exceptionOn, type LocalMinute, minutesOf, weekWindowsOn } from './opening-hours.ts';
import { counterOf, elapsedMs, type HallState, type Stamp } from './state.ts';

/** Time at work, milliseconds from now on. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

type Settings = Pick<CounterConfig, 'plan' | 'breaks'>;

const minuteMs = 60_000;
/** A counter that should be open and is not yet: expected so soon, for so long; then nobody counts on it. */
const lateMs = 5 * minuteMs;
const lateMsMax = 30 * minuteMs;
const noEnd = Number.POSITIVE_INFINITY;
const always: readonly Period[] = [{ fromMs: 0, toMs: noEnd }];
const never: readonly Period[] = [];

/** The periods of every counter, by number; a counter that nobody can count on has none. */
export function openingPlan(
  state: HallState,
  index: HallIndex,
  now: Stamp,
  local: LocalMinute | null,
): (no: number) => readonly Period[] {
  const today = local && dayOf(index, now, local);
  return (no) => {
    const { state: is, lastCallAt } = counterOf(state, no);
    const settings = index.counters.get(no);
    if (!today || !settings || !(settings.plan || settings.breaks)) return is === 'open' ? always : never;
    const calledMs = lastCallAt === null ? -1 : today.atMs - elapsedMs(lastCallAt, now);
    return periodsOf(is, calledMs, settings, today);
  };
}

interface Day {
  /** Since local midnight, to the second. */
  readonly atMs: number;
  /** The last end that the plan of any counter names: who is planned until then stays until the lines are empty. */
  readonly endMs: number;
  readonly windows: (weekly: readonly WeekWindow[] | undefined) => Period[];
}

function dayOf(index: HallIndex, now: Stamp, local: LocalMinute): Day {
  const exception = exceptionOn(index.config.hall, local.date);
  const weekday = exception?.like ?? local.weekday;
  const windows: Day['windows'] = (weekly) =>
    exception?.closed
      ? []
      : weekWindowsOn(weekly, weekday).map(([from, to]) => ({
          fromMs: minutesOf(from) * minuteMs,
          toMs: minutesOf(to) * minuteMs,
        }));
  let endMs = 0;
  for (const { plan } of index.counters.values()) for (const { toMs } of windows(plan)) endMs = Math.max(endMs, toMs);
  // Zones differ by whole minutes, so the seconds of the wall clock are those of the hall.
  return { atMs: local.minutes * minuteMs + (((now.wallMs % minuteMs) + minuteMs) % minuteMs), endMs, windows };
}

function periodsOf(
  is: 'open' | 'paused' | 'closed',
  calledMs: number,
  settings: Settings,
  day: Day,
): readonly Period[] {
  const { atMs } = day;
  const plan = day.windows(settings.plan);
  const breaks = day.windows(settings.breaks);
  const isNow = ({ fromMs, toMs }: Period) => fromMs <= atMs && atMs < toMs;
  const current = plan.find(isNow) ?? null;
  const resting = breaks.find(isNow) ?? null;
  const later = plan.filter(({ fromMs }) => fromMs > atMs);
  const shifts: Period[] = [];
  if (is === 'open') shifts.push({ fromMs: atMs, toMs: current ? endOf(current, day) : noEnd });
  else if (is === 'paused') {
    // It comes back only by plan: at the end of a planned break, or with its next shift.
    if (resting && (current || !settings.plan))
      shifts.push({ fromMs: atMs, toMs: current ? endOf(current, day) : noEnd });
  } else if (current && atMs - current.fromMs <= lateMsMax) {
    shifts.push({ fromMs: atMs + lateMs, toMs: endOf(current, day) });
  }
  if (shifts[0]?.toMs !== noEnd)
    for (const shift of later) shifts.push({ fromMs: shift.fromMs, toMs: endOf(shift, day) });
  // Who has called since the break began is working through it.
  const isThrough = is === 'open' && resting !== null && calledMs >= resting.fromMs;
  return without(shifts, isThrough ? breaks.filter((each) => each !== resting) : breaks).map(({ fromMs, toMs }) => ({
    fromMs: Math.max(0, fromMs - atMs),
    toMs: toMs - atMs,
  }));
}

function endOf({ toMs }: Period, { endMs }: Day): number {
  return toMs >= endMs ? noEnd : toMs;
}

function without(shifts: readonly Period[], breaks: readonly Period[]): Period[] {
  let left = [...shifts];
  for (const gap of breaks) {
    left = left.flatMap(({ fromMs, toMs }) => [
      { fromMs, toMs: Math.min(toMs, gap.fromMs) },
      { fromMs: Math.max(fromMs, gap.toMs), toMs },
    ]);
    left = left.filter(({ fromMs, toMs }) => fromMs < toMs);
  }
  return left.sort((a, b) => a.fromMs - b.fromMs);
}

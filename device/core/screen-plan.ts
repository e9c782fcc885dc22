/**
 * When a screen should be on, and what it will show in the course of a day and why. From the one calendar of the hall: hours,
 * holidays, make-up workdays.
 */
import { configDefaults, type ScreenConfig } from '../../protocol/config.ts';
import type { PlanRow } from '../../protocol/screen-views.ts';
import type { HallIndex } from './hall-index.ts';
import { hoursReason } from './hours-reason.ts';
import { exceptionOn, type LocalMinute, minutesOf, windowsOn } from './opening-hours.ts';
import { resolveContent, winningPlaylists } from './resolve-content.ts';
import { textOf } from './show-times.ts';
import type { HallState } from './state.ts';

/** On from some minutes before the hall opens to some after it closes; always, when it has no hours or the time is not known. */
export function plannedPower(index: HallIndex, screen: ScreenConfig, at: LocalMinute | null): 'on' | 'off' {
  const { hall } = index.config;
  if (!at || (!hall.hours && !exceptionOn(hall, at.date))) return 'on';
  const before = screen.power?.onBeforeMinutes ?? configDefaults.screenOnBeforeMinutes;
  const after = screen.power?.offAfterMinutes ?? configDefaults.screenOffAfterMinutes;
  const isOn = windowsOn(hall, at.date, at.weekday).some(
    ([from, to]) => at.minutes >= minutesOf(from) - before && at.minutes < minutesOf(to) + after,
  );
  return isOn ? 'on' : 'off';
}

const dayMinutes = 24 * 60;

/** What one screen will show on a day, stretch by stretch, by what is known now. */
export function planOfDay(
  state: HallState,
  index: HallIndex,
  screen: ScreenConfig,
  day: { readonly date: string; readonly weekday: number },
): PlanRow[] {
  const rows: PlanRow[] = [];
  let last = '';
  for (const minutes of boundaries(state, index, screen, day)) {
    const row = rowAt(state, index, screen, { ...day, minutes });
    const same = JSON.stringify({ ...row, from: '', to: '' });
    const before = rows.at(-1);
    if (same === last && before) rows[rows.length - 1] = { ...before, to: row.to };
    else {
      if (before) rows[rows.length - 1] = { ...before, to: row.from };
      rows.push(row);
    }
    last = same;
  }
  return rows;
}

function rowAt(state: HallState, index: HallIndex, screen: ScreenConfig, at: LocalMinute): PlanRow {
  const { hall } = index.config;
  const content = resolveContent(state, index, screen, at);
  const windows = windowsOn(hall, at.date, at.weekday);
  const exception = exceptionOn(hall, at.date);
  const open =
    (!hall.hours && !exception) ||
    windows.some(([from, to]) => at.minutes >= minutesOf(from) && at.minutes < minutesOf(to));
  const shown = content.emergency ? [content.emergency, ...content.notices] : content.notices;
  return {
    from: textOf(at.minutes),
    to: '24:00',
    open,
    power: plannedPower(index, screen, at),
    notices: shown.map(({ id, title, priority }) => ({ id, title, priority })),
    playlists: winningPlaylists(state, index, screen.id, at).map(([id, { name }]) => ({ id, name })),
    films: content.films.length,
    why: hoursReason(hall, at.date, at.weekday),
  };
}

/** Minutes of the day at which anything may change, in order, midnight first. */
function boundaries(
  state: HallState,
  index: HallIndex,
  screen: ScreenConfig,
  { date, weekday }: { readonly date: string; readonly weekday: number },
): number[] {
  const minutes = new Set([0]);
  const add = (value: number) => void (value > 0 && value < dayMinutes && minutes.add(value));
  const before = screen.power?.onBeforeMinutes ?? configDefaults.screenOnBeforeMinutes;
  const after = screen.power?.offAfterMinutes ?? configDefaults.screenOffAfterMinutes;
  for (const [from, to] of windowsOn(index.config.hall, date, weekday))
    for (const value of [minutesOf(from), minutesOf(to), minutesOf(from) - before, minutesOf(to) + after]) add(value);
  const times = [...state.content.playlists.values(), ...[...state.content.notices.values()].map(({ draft }) => draft)];
  for (const { from, until, parts } of times) {
    for (const part of parts ?? []) {
      add(minutesOf(part.from));
      add(minutesOf(part.to));
    }
    for (const moment of [from, until]) if (moment?.startsWith(`${date}T`)) add(minutesOf(moment.slice(11)));
  }
  return [...minutes].sort((a, b) => a - b);
}

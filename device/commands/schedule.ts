/** `hallkeeper schedule`: what will happen on a day, and why: the hall, its services, its screens. Read-only, safe beside a running hall. */
import { readFileSync } from 'node:fs';
import type { HallConfig } from '../../protocol/config.ts';
import { loadConfig } from '../adapters/config-file.ts';
import { openSqliteJournal } from '../adapters/sqlite-journal.ts';
import { createSystemClock } from '../adapters/system-clock.ts';
import { indexHall, withCalendar } from '../core/hall-index.ts';
import { exceptionOn, weekWindowsOn, windowsOn } from '../core/opening-hours.ts';
import { planOfDay } from '../core/screen-plan.ts';
import { emptyState, type HallState } from '../core/state.ts';
import { replay } from '../runtime/engine.ts';
import { problemText } from './check-config.ts';

export interface ScheduleOptions {
  readonly config: string;
  readonly data: string | null;
  /** `YYYY-MM-DD`; today in the hall's zone when null. */
  readonly day: string | null;
  readonly screen: string | null;
  readonly json: boolean;
}

/** Exit code: 0, or 1 when the configuration or the screen is wrong. */
export function printSchedule(options: ScheduleOptions): number {
  const loaded = loadConfig(readFileSync(options.config, 'utf8'), options.config);
  if (!loaded.ok) {
    process.stderr.write(`${loaded.problems.map((problem) => problemText(options.config, problem)).join('\n')}\n`);
    return 1;
  }
  const clock = createSystemClock(loaded.config.hall.zone);
  const date = options.day ?? clock.local(clock.wallMs()).date;
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay() || 7;
  const state = stateOf(options.data);
  const index = withCalendar(indexHall(loaded.config), state.calendar);
  const screens = [...index.screens.values()].filter(({ id }) => options.screen === null || id === options.screen);
  if (screens.length === 0) {
    process.stderr.write(
      `There is no screen ${options.screen}; choose from ${[...index.screens.keys()].join(', ')}.\n`,
    );
    return 1;
  }
  const plan = {
    date,
    weekday,
    hall: hallDay(index.config, date, weekday),
    screens: screens.map((screen) => ({ id: screen.id, rows: planOfDay(state, index, screen, { date, weekday }) })),
  };
  process.stdout.write(options.json ? `${JSON.stringify(plan, null, 2)}\n` : wordsOf(plan));
  return 0;
}

function stateOf(folder: string | null): HallState {
  if (folder === null) return emptyState();
  const journal = openSqliteJournal(folder, { readonly: true });
  try {
    return replay(journal);
  } finally {
    journal.close();
  }
}

function hallDay(config: HallConfig, date: string, weekday: number) {
  const { hall, services } = config;
  const exception = exceptionOn(hall, date);
  return {
    hours: windowsOn(hall, date, weekday).map(([from, to]) => `${from}-${to}`),
    always: !hall.hours && !exception,
    exception: exception
      ? { name: exception.name?.en ?? null, closed: exception.closed ?? false, like: exception.like ?? null }
      : null,
    services: services
      .filter((service) => service.hours)
      .map((service) => ({
        id: service.id,
        hours: weekWindowsOn(service.hours, exception?.like ?? weekday).map(([from, to]) => `${from}-${to}`),
      })),
  };
}

function wordsOf({
  date,
  weekday,
  hall,
  screens,
}: {
  readonly date: string;
  readonly weekday: number;
  readonly hall: ReturnType<typeof hallDay>;
  readonly screens: readonly { readonly id: string; readonly rows: ReturnType<typeof planOfDay> }[];
}): string {
  const lines = [
    `${date}, weekday ${weekday}`,
    hall.exception
      ? `  a day that differs${hall.exception.name ? ` (${hall.exception.name})` : ''}: ${hall.exception.closed ? 'closed' : hall.exception.like ? `worked like weekday ${hall.exception.like}` : 'hours of its own'}`
      : '',
    `  the hall gives tickets: ${hall.always ? 'always (no hours are configured)' : hall.hours.join(', ') || 'not at all'}`,
    ...hall.services.map(({ id, hours }) => `  service ${id}: ${hours.join(', ') || 'not on this day'}`),
  ];
  for (const { id, rows } of screens) {
    lines.push('', `Screen ${id}`);
    for (const row of rows) {
      const films = row.playlists.map(({ name }) => name).join(', ') || `${row.films} from the configuration`;
      const notices = row.notices.map(({ title, priority }) =>
        priority === 'normal' ? title : `${title} [${priority}]`,
      );
      lines.push(
        `  ${row.from}-${row.to}  screen ${row.power.padEnd(3)}  hall ${row.open ? 'open  ' : 'closed'}  films: ${films}  notices: ${notices.join(', ') || 'none'}`,
        `               because ${row.why}`,
      );
    }
  }
  return `${lines.filter((line, n) => line !== '' || n > 2).join('\n')}\n`;
}

/** `hallkeeper schedule`: what will happen on a day, and why: the hall, its services, who is on duty, its screens. Read-only, safe beside a running hall. */
import { readFileSync } from 'node:fs';
import type { HallConfig } from '../../protocol/config.ts';
import type { DutyPart } from '../../protocol/duty-config.ts';
import { dutySign } from '../../protocol/duty-sign.ts';
import { t, tBoth, weekdayName } from '../../protocol/plan-texts.ts';
import type { PlanRow } from '../../protocol/screen-views.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import { loadConfig } from '../adapters/config-file.ts';
import { openSqliteJournal } from '../adapters/sqlite-journal.ts';
import { createSystemClock } from '../adapters/system-clock.ts';
import { weekdayOf } from '../core/day-number.ts';
import { dutyOn } from '../core/duty-roster.ts';
import { indexHall, withCalendar } from '../core/hall-index.ts';
import { hoursReason } from '../core/hours-reason.ts';
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
  /** Language of the text; JSON has both. */
  readonly locale: Locale;
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
  const weekday = weekdayOf(date);
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
    duty: dutyOn(index.config, date),
    screens: screens.map((screen) => ({ id: screen.id, rows: planOfDay(state, index, screen, { date, weekday }) })),
  };
  process.stdout.write(options.json ? `${JSON.stringify(plan, null, 2)}\n` : wordsOf(plan, options.locale));
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
    hours: windowsOn(hall, date, weekday).map(textOfWindow),
    always: !hall.hours && !exception,
    exception: exception
      ? { name: exception.name ?? null, closed: exception.closed ?? false, like: exception.like ?? null }
      : null,
    why: hoursReason(hall, date, weekday),
    services: services
      .filter((service) => service.hours)
      .map((service) => ({
        id: service.id,
        hours: weekWindowsOn(service.hours, exception?.like ?? weekday).map(textOfWindow),
      })),
  };
}

function textOfWindow([from, to]: readonly [string, string]): string {
  return `${from}-${to}`;
}

interface DayPlan {
  readonly date: string;
  readonly weekday: number;
  readonly hall: ReturnType<typeof hallDay>;
  readonly duty: DutyPart | null;
  readonly screens: readonly { readonly id: string; readonly rows: readonly PlanRow[] }[];
}

function wordsOf({ date, weekday, hall, duty, screens }: DayPlan, locale: Locale): string {
  const and = t(locale, 'plan.and');
  const hours = hall.always ? t(locale, 'plan.always') : hall.hours.join(and) || t(locale, 'plan.never');
  const lines = [
    t(locale, 'plan.day', { date, day: pick(weekdayName(weekday), locale) }),
    ...(hall.exception ? [`  ${t(locale, 'plan.differs', { what: pick(hall.why, locale) })}`] : []),
    `  ${t(locale, 'plan.hours', { hours })}`,
    ...hall.services.map(({ id, hours: own }) => {
      const times = own.join(and) || t(locale, 'plan.serviceNever');
      return `  ${t(locale, 'plan.service', { id, hours: times })}`;
    }),
    ...(duty ? dutyLines(duty, locale) : []),
  ];
  for (const { id, rows } of screens) {
    lines.push('', t(locale, 'plan.screen', { id }));
    for (const row of rows) lines.push(...rowLines(row, locale));
  }
  return `${lines.join('\n')}\n`;
}

/** For staff: the badge is told, whatever the board may show. */
function dutyLines(duty: DutyPart, locale: Locale): string[] {
  const who = dutySign(duty, 'badge') ?? tBoth('duty.nobody');
  return [
    `  ${t(locale, 'plan.duty', { who: pick(who, locale) })}`,
    `    ${t(locale, 'plan.because', { why: pick(duty.why, locale) })}`,
  ];
}

function rowLines({ from, to, power, open, playlists, films, notices, why }: PlanRow, locale: Locale): string[] {
  const and = t(locale, 'plan.and');
  const names = playlists.map(({ name }) => name).join(and) || t(locale, 'plan.filmsFixed', { n: films });
  const titles = notices.map(({ title, priority }) => {
    const words = pick(title, locale);
    if (priority === 'urgent') return t(locale, 'plan.urgent', { title: words });
    return priority === 'emergency' ? t(locale, 'plan.emergency', { title: words }) : words;
  });
  const facts = [
    `${from}-${to}`,
    t(locale, power === 'on' ? 'plan.on' : 'plan.off'),
    t(locale, open ? 'plan.open' : 'plan.closed'),
    t(locale, 'plan.films', { films: names }),
    t(locale, 'plan.notices', { notices: titles.join(and) || t(locale, 'plan.none') }),
  ];
  return [`  ${facts.join('  ')}`, `               ${t(locale, 'plan.because', { why: pick(why, locale) })}`];
}

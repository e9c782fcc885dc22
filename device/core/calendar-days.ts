/**
 * The days ahead as the calendar of the hall has them: when tickets are given, what makes a day differ, who is on duty, when the
 * screens are on, and why. Where the calendar comes from is told with it. It reads what decides, so it cannot tell otherwise.
 */
import { configDefaults, type ScreenConfig } from '../../protocol/config.ts';
import { dutySign } from '../../protocol/duty-sign.ts';
import { tBoth } from '../../protocol/plan-texts.ts';
import type { CalendarAnswer, CalendarDay } from '../../protocol/voice-views.ts';
import { weekdayOf } from './day-number.ts';
import { dutyOn } from './duty-roster.ts';
import type { HallIndex } from './hall-index.ts';
import { hoursReason } from './hours-reason.ts';
import { exceptionOn, minutesOf, weekWindowsOn, windowsOn } from './opening-hours.ts';
import { addDays, textOf } from './show-times.ts';
import type { HallState } from './state.ts';

type Minutes = readonly [from: number, to: number];
const wholeDay: Minutes = [0, 24 * 60];

/** `index` has the calendar of the centre in it, before that of the configuration. */
export function calendarAhead(state: HallState, index: HallIndex, from: string, days: number): CalendarAnswer {
  const { config } = index;
  const centre = state.calendar.length;
  return {
    source: {
      centre:
        centre === 0
          ? null
          : {
              version: state.calendarFrom?.version ?? null,
              entries: centre,
              sinceWallMs: state.calendarFrom?.wallMs ?? 0,
            },
      entries: (config.hall.exceptions?.length ?? 0) - centre,
      week: config.hall.hours !== undefined,
      roster: config.duty !== undefined,
    },
    days: Array.from({ length: days }, (_, n) => calendarDay(state, index, addDays(from, n))),
  };
}

function calendarDay(state: HallState, index: HallIndex, date: string): CalendarDay {
  const { config } = index;
  const { hall } = config;
  const weekday = weekdayOf(date);
  const exception = exceptionOn(hall, date);
  const always = !hall.hours && !exception;
  const open = always ? [wholeDay] : windowsOn(hall, date, weekday).map(minutesOfWindow);
  const duty = dutyOn(config, date);
  return {
    date,
    weekday,
    hours: always ? [] : open.map(textOfWindow),
    always,
    differs: exception && {
      kind: exception.closed ? 'holiday' : exception.like === undefined ? 'own-hours' : 'makeup',
      name: exception.name ?? null,
      from: state.calendar.includes(exception) ? 'centre' : 'file',
    },
    why: hoursReason(hall, date, weekday),
    duty: duty && { who: dutySign(duty, 'badge') ?? tBoth('duty.nobody'), why: duty.why },
    services: config.services.flatMap(({ id, name, hours }) => {
      if (!hours) return [];
      const own = weekWindowsOn(hours, exception?.like ?? weekday).map(minutesOfWindow);
      return [{ id, name, hours: own.flatMap((each) => both(each, open)).map(textOfWindow) }];
    }),
    screens: [...index.screens.values()].map((screen) => ({
      id: screen.id,
      name: screen.name ?? null,
      on: always ? [textOfWindow(wholeDay)] : joined(open.map((each) => onAround(screen, each))).map(textOfWindow),
    })),
  };
}

/** As `plannedPower` has it: on from some minutes before the hall opens to some after it closes. */
function onAround({ power }: ScreenConfig, [from, to]: Minutes): Minutes {
  const before = power?.onBeforeMinutes ?? configDefaults.screenOnBeforeMinutes;
  const after = power?.offAfterMinutes ?? configDefaults.screenOffAfterMinutes;
  return [Math.max(wholeDay[0], from - before), Math.min(wholeDay[1], to + after)];
}

/** What a window has in common with each of the others. */
function both([from, to]: Minutes, others: readonly Minutes[]): readonly Minutes[] {
  return others
    .map(([start, end]): Minutes => [Math.max(from, start), Math.min(to, end)])
    .filter(([start, end]) => start < end);
}

/** Windows in order, those that meet made one. */
function joined(windows: readonly Minutes[]): readonly Minutes[] {
  const whole: Minutes[] = [];
  for (const [from, to] of windows) {
    const last = whole.at(-1);
    if (last && from <= last[1]) whole[whole.length - 1] = [last[0], Math.max(last[1], to)];
    else whole.push([from, to]);
  }
  return whole;
}

function minutesOfWindow([from, to]: readonly [string, string]): Minutes {
  return [minutesOf(from), minutesOf(to)];
}

function textOfWindow([from, to]: Minutes): string {
  return `${textOf(from)}-${textOf(to)}`;
}

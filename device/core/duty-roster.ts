/**
 * Who is on duty on a business date, and why: exceptions of the roster first, then the hall's calendar, then the rule of the
 * weekday, a make-up day as the weekday it is worked like. In a group of several the turn is counted in the calendar, never from
 * what happened: the roster of any day can be told beforehand and is the same after a restart.
 */
import type { HallConfig } from '../../protocol/config.ts';
import type { DutyConfig, DutyException, DutyGroup, DutyPart, DutyRule } from '../../protocol/duty-config.ts';
import { tBoth, weekdayName } from '../../protocol/plan-texts.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import { weekdayOf, weekNumber } from './day-number.ts';
import { exceptionOn, type LocalMinute } from './opening-hours.ts';
import { addDays, isWorkday } from './show-times.ts';

type Roster = Pick<HallConfig, 'hall' | 'duty'>;

/** The duty of a business date; null when the hall has no roster. */
export function dutyOn({ hall, duty }: Roster, date: string): DutyPart | null {
  if (!duty) return null;
  const differs = exceptionOn(hall, date);
  const weekday = differs?.like ?? weekdayOf(date);
  const exception = duty.exceptions?.find((one) => one.date <= date && date <= (one.until ?? one.date));
  if (exception) return exceptional(duty, exception, date, weekday);
  if (!isWorkday(hall, date, weekdayOf(date)))
    return nobody(
      differs
        ? tBoth('duty.why.closed', { name: differs.name ?? date })
        : tBoth('duty.why.rest', { day: weekdayName(weekdayOf(date)) }),
    );
  const day = weekdayName(weekday);
  const rule = duty.rules.find((one) => one.days.includes(weekday) && isValid(one, date));
  const group = duty.groups.find(({ id }) => id === rule?.group);
  if (!group) return nobody(tBoth('duty.why.none', { day }));
  const why =
    differs?.like === undefined
      ? tBoth('duty.why.day', { day, group: group.name })
      : tBoth('duty.why.like', { name: differs.name ?? date, day, group: group.name });
  return inTurn(duty, group, date, weekday, why);
}

/**
 * The duty of the hall's business day, which turns at the start of the business day and not at midnight. Null while the clock is
 * not believed or the day does not follow it: no duty is better than one of another day.
 */
export function dutyNow(roster: Roster, businessDate: string | null, local: LocalMinute | null): DutyPart | null {
  if (!roster.duty || businessDate === null || !local) return null;
  const follows = local.date === businessDate || local.date === addDays(businessDate, 1);
  return follows ? dutyOn(roster, businessDate) : null;
}

function exceptional(duty: DutyConfig, exception: DutyException, date: string, weekday: number): DutyPart {
  const { name, clerk } = exception;
  const why = name ? tBoth('duty.why.exception', { name }) : tBoth('duty.why.exceptionPlain');
  const group = duty.groups.find(({ id, clerks }) =>
    exception.group === undefined ? clerk !== undefined && clerks.includes(clerk) : id === exception.group,
  );
  if (clerk !== undefined) return { group: group?.name ?? null, badge: clerk, why };
  return group ? inTurn(duty, group, date, weekday, why) : nobody(why);
}

function inTurn(duty: DutyConfig, group: DutyGroup, date: string, weekday: number, why: Bilingual): DutyPart {
  const { clerks, name, rotate = 'day' } = group;
  const of = clerks.length;
  if (of === 1) return { group: name, badge: clerks[0] ?? null, why };
  const turn = turnOf(duty.rules, group, date, weekday);
  const key = rotate === 'week' ? 'duty.why.turnWeek' : 'duty.why.turnDay';
  return { group: name, badge: clerks[turn] ?? null, why: tBoth(key, { why, n: turn + 1, of }) };
}

/**
 * Place in the list of clerks. Day by day only the weekdays count on which the group is on duty: with all days counted, seven clerks
 * of a group with five days would leave two without a turn for ever. Holidays do not shift the turn.
 */
function turnOf(rules: readonly DutyRule[], group: DutyGroup, date: string, weekday: number): number {
  const days = new Set(rules.flatMap((rule) => (rule.group === group.id && isValid(rule, date) ? rule.days : [])));
  const turns = (on: string, as: number) =>
    group.rotate === 'week' ? weekNumber(on) : weekNumber(on) * days.size + [...days].filter((one) => one < as).length;
  const first = group.firstTurn === undefined ? 0 : turns(group.firstTurn, weekdayOf(group.firstTurn));
  const of = group.clerks.length;
  return (((turns(date, weekday) - first) % of) + of) % of;
}

function isValid({ from, until }: DutyRule, date: string): boolean {
  return (from === undefined || from <= date) && (until === undefined || date <= until);
}

function nobody(why: Bilingual): DutyPart {
  return { group: null, badge: null, why };
}

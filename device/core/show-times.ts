/**
 * When something is shown: dates, weekdays, day parts, the hall's calendar. A day part that ends before it begins runs over
 * midnight and belongs to the day it begins on. A date that is not known shows only what has no times at all.
 */
import type { HallConfig } from '../../protocol/config.ts';
import { exceptionOn, type LocalMinute, minutesOf, windowsOn } from './opening-hours.ts';

export interface ShowTimes {
  readonly from?: string;
  readonly until?: string;
  readonly days?: readonly number[];
  readonly parts?: readonly { readonly from: string; readonly to: string }[];
  readonly calendar?: 'any' | 'workday' | 'restday';
}

type Hall = HallConfig['hall'];

/** True when every part of the times that is there holds at the local minute. */
export function isShownAt(times: ShowTimes, hall: Hall, at: LocalMinute | null): boolean {
  const { from, until, days, parts, calendar = 'any' } = times;
  if (!at) return from === undefined && until === undefined && !days && !parts && calendar === 'any';
  const moment = `${at.date}T${textOf(at.minutes)}`;
  if (from !== undefined && moment < (from.includes('T') ? from : `${from}T00:00`)) return false;
  if (until !== undefined && isOver(until, at)) return false;
  const begins = beginningOf(parts, at);
  if (!begins) return false;
  if (days && !days.includes(begins.weekday)) return false;
  if (calendar === 'any') return true;
  return isWorkday(hall, begins.date, begins.weekday) === (calendar === 'workday');
}

/** A day counts to its end; a minute is the first one that is over. */
export function isOver(until: string, at: LocalMinute): boolean {
  return until.includes('T') ? `${at.date}T${textOf(at.minutes)}` >= until : at.date > until;
}

/** True when the hall works on that day: it has hours, or has none at all and the day is no holiday. */
export function isWorkday(hall: Hall, date: string, weekday: number): boolean {
  if (!hall.hours) return exceptionOn(hall, date)?.closed !== true;
  return windowsOn(hall, date, weekday).length > 0;
}

/** The day that the running day part began on, or null when none runs; today when there are no parts. */
function beginningOf(parts: ShowTimes['parts'], at: LocalMinute): { date: string; weekday: number } | null {
  if (!parts) return at;
  for (const part of parts) {
    const from = minutesOf(part.from);
    const to = minutesOf(part.to);
    if (from < to ? at.minutes >= from && at.minutes < to : at.minutes >= from) return at;
    if (from > to && at.minutes < to) return dayBefore(at);
  }
  return null;
}

/** `HH:MM` of minutes since midnight. */
export function textOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function dayBefore({ date, weekday }: LocalMinute): { date: string; weekday: number } {
  return { date: addDays(date, -1), weekday: weekday === 1 ? 7 : weekday - 1 };
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The date so many days later, `YYYY-MM-DD`: counted in the calendar, without a clock. */
export function addDays(date: string, days: number): string {
  let [year = 1970, month = 1, day = 1] = date.split('-').map(Number);
  day += days;
  while (day < 1) {
    month -= 1;
    if (month < 1) {
      month = 12;
      year -= 1;
    }
    day += daysOf(year, month);
  }
  while (day > daysOf(year, month)) {
    day -= daysOf(year, month);
    month += 1;
    if (month > 12) {
      month = 1;
      year += 1;
    }
  }
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function daysOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (monthDays[month - 1] ?? 30);
}

/**
 * What a schema cannot say about the times of a hall: windows without length, dates that are none, days named twice, hours in
 * which nothing could happen. Windows end by midnight; they never run over it.
 */
import type { ExceptionConfig, HallConfig, WeekWindow } from '../../protocol/config.ts';
import type { MediaFetchConfig } from '../../protocol/config-media.ts';
import { minutesOf } from '../core/opening-hours.ts';
import type { Found } from './config-queue-checks.ts';

type Path = readonly (string | number)[];
type Span = { readonly from: string; readonly to: string };

export function checkTimes({ hall, services, counters, signage, mediaFetch }: HallConfig, problem: Found): void {
  if (!isZone(hall.zone))
    problem(
      ['hall', 'zone'],
      'zone-unknown',
      `没有时区 ${hall.zone}；例如 Asia/Shanghai`,
      `there is no time zone ${hall.zone}; write one such as Asia/Shanghai`,
    );
  checkSpans(hall.hours, ['hall', 'hours'], problem);
  checkExceptions(hall.exceptions ?? [], ['hall', 'exceptions'], problem);
  services.forEach(({ hours }, index) => {
    checkSpans(hours, ['services', index, 'hours'], problem);
  });
  counters.forEach(({ plan, breaks }, index) => {
    checkSpans(plan, ['counters', index, 'plan'], problem);
    checkSpans(breaks, ['counters', index, 'breaks'], problem);
  });
  checkFetch(mediaFetch?.when, hall.hours !== undefined, problem);
  signage?.notices?.forEach(({ from, until }, index) => {
    const path = ['signage', 'notices', index];
    checkDate(from, [...path, 'from'], problem);
    checkDate(until, [...path, 'until'], problem);
    if (from !== undefined && until !== undefined && from > until)
      problem(
        [...path, 'until'],
        'notice-dates',
        `截止日 ${until} 早于起始日 ${from}，公告不会显示`,
        `until ${until} is before from ${from}; the notice would never show`,
      );
  });
}

/** A window in which nothing would ever be fetched. */
function checkFetch(when: MediaFetchConfig['when'], hasHours: boolean, problem: Found): void {
  if (when === 'closed' && !hasHours)
    problem(
      ['mediaFetch', 'when'],
      'fetch-never',
      '大厅没有营业时间（hall.hours），一直算营业，影片永远不会下载',
      'the hall has no hours (hall.hours) and so is always open: nothing would ever be fetched',
    );
  if (typeof when === 'object' && when.daily.from === when.daily.to)
    problem(
      ['mediaFetch', 'when', 'daily', 'from'],
      'hours-empty',
      `时间从 ${when.daily.from} 到 ${when.daily.to} 没有长度；全天请写 any`,
      `from ${when.daily.from} to ${when.daily.to} is no time at all; for the whole day write any`,
    );
}

/** Windows in which the hall is closed anyway. */
export function warnTimes({ hall, services, counters }: HallConfig, warning: Found): void {
  const warn = (windows: readonly WeekWindow[] | undefined, path: Path): void =>
    windows?.forEach((window, index) => {
      const day = window.days.find((each) => !isCovered(window, each, hall.hours ?? []));
      if (day !== undefined)
        warning(
          [...path, index],
          'hours-outside',
          `星期${'一二三四五六日'[day - 1]} ${window.from}–${window.to} 有一部分不在大厅营业时间内`,
          `on ${weekdays[day - 1]} ${window.from}–${window.to} is partly outside the hours of the hall: then nothing happens`,
        );
    });
  if (!hall.hours) return;
  services.forEach(({ hours }, index) => {
    warn(hours, ['services', index, 'hours']);
  });
  counters.forEach(({ plan }, index) => {
    warn(plan, ['counters', index, 'plan']);
  });
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function isCovered({ from, to }: Span, day: number, hours: readonly WeekWindow[]): boolean {
  const open = hours.filter(({ days }) => days.includes(day)).sort((a, b) => minutesOf(a.from) - minutesOf(b.from));
  let until = minutesOf(from);
  for (const window of open) if (minutesOf(window.from) <= until) until = Math.max(until, minutesOf(window.to));
  return until >= minutesOf(to);
}

function checkSpans(spans: readonly Span[] | undefined, path: Path, problem: Found): void {
  spans?.forEach(({ from, to }, index) => {
    if (from === to || from === '24:00')
      problem(
        [...path, index, 'from'],
        'hours-empty',
        `时间从 ${from} 到 ${to} 没有长度；全天请写 00:00 到 24:00`,
        `from ${from} to ${to} is no time at all; for the whole day write "00:00" to "24:00"`,
      );
    else if (minutesOf(from) > minutesOf(to))
      problem(
        [...path, index, 'to'],
        'hours-reversed',
        `结束 ${to} 早于开始 ${from}；跨午夜请分成两段`,
        `to ${to} is before from ${from}; for hours over midnight write two windows, one up to "24:00"`,
      );
  });
}

/** `at`: where the list stands. */
export function checkExceptions(exceptions: readonly ExceptionConfig[], at: Path, problem: Found): void {
  exceptions.forEach((exception, index) => {
    const path = [...at, index];
    const { date, until = date, closed, like, hours } = exception;
    const chosen = [closed === true, like !== undefined, hours !== undefined].filter(Boolean).length;
    if (chosen !== 1)
      problem(
        path,
        'exception-choice',
        chosen === 0 ? '请写 closed: true、like 或 hours 之一' : 'closed、like、hours 只能写一个',
        chosen === 0
          ? 'say what is different: one of closed: true, like and hours'
          : 'closed, like and hours exclude each other; keep one',
      );
    const bad = [checkDate(date, [...path, 'date'], problem), checkDate(exception.until, [...path, 'until'], problem)];
    if (bad.includes(true)) return;
    checkSpans(hours, [...path, 'hours'], problem);
    if (until < date)
      problem(
        [...path, 'until'],
        'exception-dates',
        `截止日 ${until} 早于起始日 ${date}`,
        `until ${until} is before date ${date}; turn them round`,
      );
    const other = exceptions
      .slice(0, index)
      .find((one) => isDate(one.until ?? one.date) && one.date <= until && date <= (one.until ?? one.date));
    if (other)
      problem(
        [...path, 'date'],
        'exception-overlap',
        `${date} 已包含在 ${other.date} 的例外里，只有前一个有效；请删除或缩短一个`,
        `${date} lies in the exception of ${other.date} too, and only the first would count; shorten or remove one`,
      );
  });
}

/** True when the date is none. */
export function checkDate(date: string | undefined, path: Path, problem: Found): boolean {
  if (date === undefined || isDate(date)) return false;
  problem(path, 'date-unknown', `日历上没有 ${date}`, `${date} is not in the calendar; write YYYY-MM-DD`);
  return true;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export function isDate(date: string): boolean {
  const instant = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(date);
}

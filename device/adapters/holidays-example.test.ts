/** The example of a year's holidays, as far as a machine without the notice can check it: festivals, weekdays, numbers of days. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ExceptionConfig } from '../../protocol/config.ts';
import { checkExceptions } from './config-time-checks.ts';

const text = readFileSync(new URL('../../docs/examples/holidays-2026.yaml', import.meta.url), 'utf8');
const { exceptions } = parse(text) as { exceptions: readonly ExceptionConfig[] };
const dayMs = 86_400_000;
const msOf = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const weekdayOf = (date: string) => new Date(msOf(date)).getUTCDay() || 7;
const closed = exceptions.filter((one) => one.closed);
const worked = exceptions.filter((one) => one.like !== undefined);
const daysOf = ({ date, until = date }: ExceptionConfig) =>
  Array.from({ length: (msOf(until) - msOf(date)) / dayMs + 1 }, (_, n) => dateOf(msOf(date) + n * dayMs));
const holiday = (zh: string) => closed.filter(({ name }) => name?.zh === zh).flatMap(daysOf);

/** Month and day of the lunar calendar. */
function lunar(date: string): string {
  const parts = new Intl.DateTimeFormat('en-u-ca-chinese', { month: 'numeric', day: 'numeric', timeZone: 'UTC' });
  const of = (type: string) => parts.formatToParts(msOf(date)).find((part) => part.type === type)?.value;
  return `${of('month')}/${of('day')}`;
}

it('says plainly that it is an example and what it must be compared with', () => {
  expect(text.split('\n')[0]).toContain('EXAMPLE');
  expect(text).toContain('must compare every line with the notice');
  const wrong: string[] = [];
  checkExceptions(exceptions, ['exceptions'], (path) => wrong.push(path.join('.')));
  expect(wrong).toEqual([]);
});

it('holds each festival on its day', () => {
  const holds = (zh: string, wanted: (date: string) => boolean) => holiday(zh).some(wanted);
  expect([
    holds('元旦', (date) => date === '2026-01-01'),
    holds('春节', (date) => lunar(date) === '1/1'),
    // The eve is a holiday by law since 2025.
    holds('春节', (date) => lunar(dateOf(msOf(date) + dayMs)) === '1/1'),
    // The sun stands at 15 degrees on 5 April in 2026.
    holds('清明节', (date) => date === '2026-04-05'),
    holds('劳动节', (date) => date === '2026-05-01'),
    holds('端午节', (date) => lunar(date) === '5/5'),
    holds('中秋节', (date) => lunar(date) === '8/15'),
    holds('国庆节', (date) => date === '2026-10-01'),
  ]).toEqual(Array.from({ length: 8 }, () => true));
});

it('works only weekends, each for a weekday that was given free, and counts right', () => {
  const free = new Set(closed.flatMap(daysOf));
  for (const { date, like = 0 } of worked) {
    expect([date, weekdayOf(date) >= 6, free.has(date)]).toEqual([date, true, false]);
    expect([date, like >= 1 && like <= 5]).toEqual([date, true]);
  }
  // 13 days by law, of which weekdays are free anyway and days on a weekend are made up for; every other free weekday is worked for.
  const byLaw = 13;
  const freeWeekdays = [...free].filter((date) => weekdayOf(date) <= 5).length;
  expect(freeWeekdays - worked.length).toBe(byLaw);
  expect(closed.map((one) => daysOf(one).length)).toEqual([3, 9, 3, 5, 3, 3, 7]);
});

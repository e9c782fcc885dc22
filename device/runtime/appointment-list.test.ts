import { describe, expect, it } from 'vitest';
import { pathText } from '../../protocol/explain-schema.ts';
import { createSystemClock } from '../adapters/system-clock.ts';
import { dayNumber } from '../core/day-number.ts';
import { readAppointments } from './appointment-list.ts';
import { createInstantFinder } from './local-instant.ts';

const berlin = { services: new Set(['A', 'K']), local: createSystemClock('Europe/Berlin').local };
const row = (id: string, at: string, change: object = {}) => ({ id, code: `C-${id}`, service: 'A', at, ...change });

function told(value: unknown): string[] {
  return readAppointments(value, berlin).problems.map(({ path, code }) => `${pathText(path)} ${code}`);
}

describe('a day of the calendar', () => {
  it.each([
    ['1970-01-01', 0],
    ['1970-03-01', 59],
    ['2000-02-29', 11_016],
    ['2026-03-02', 20_514],
  ])('%s is day %i', (date, day) => expect(dayNumber(date)).toBe(day));
});

describe('a time on the wall', () => {
  it('is found for every minute of the nights on which the clocks change, and of a zone without them', () => {
    for (const zone of ['Europe/Berlin', 'Asia/Shanghai', 'America/St_Johns', 'Pacific/Auckland']) {
      const { local } = createSystemClock(zone);
      for (const start of [Date.UTC(2026, 2, 28), Date.UTC(2026, 9, 24), Date.UTC(2026, 3, 4)]) {
        const instantsOf = createInstantFinder(local);
        for (let minute = 0; minute < 48 * 60; minute += 7) {
          const wallMs = start + minute * 60_000;
          const { date, minutes } = local(wallMs);
          expect(instantsOf(date, minutes), `${zone} ${date} ${minutes}`).toContain(wallMs);
        }
      }
    }
  });
});

describe('a list of appointments', () => {
  it('is taken with its times as instants', () => {
    const { items, problems } = readAppointments([row('1', '2026-11-22T10:30', { code: 'hk-1' })], berlin);
    expect(problems).toEqual([]);
    expect(items).toEqual([{ id: '1', code: 'hk-1', service: 'A', slotMs: Date.UTC(2026, 10, 22, 9, 30) }]);
  });

  it.each<[string, unknown, string[]]>([
    ['no list', {}, [' type-wrong']],
    ['a key too many', [row('1', '2026-11-22T10:30', { name: 'Li' })], ['[0].name key-unknown']],
    ['a time that is none', [row('1', '2026-11-22 10:30')], ['[0].at form-wrong']],
    ['a service that is not here', [row('1', '2026-11-22T10:30', { service: 'X' })], ['[0].service service-unknown']],
    ['one id twice', [row('1', '2026-11-22T10:30'), row('1', '2026-11-23T10:30')], ['[1].id id-duplicate']],
    [
      'one code twice a day',
      [row('1', '2026-11-22T10:30'), row('2', '2026-11-22T11:30', { code: 'c-1' })],
      ['[1].code code-duplicate'],
    ],
    ['a day that is none', [row('1', '2026-02-29T10:30')], ['[0].at date-wrong']],
    ['an hour that the clocks leave out', [row('1', '2026-03-29T02:30')], ['[0].at time-missing']],
  ])('is refused for %s', (_what, value, expected) => expect(told(value)).toEqual(expected));

  it('takes the first of an hour that comes twice, and says so', () => {
    const { items, warnings } = readAppointments([row('1', '2026-10-25T02:30')], berlin);
    expect(items[0]?.slotMs).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(warnings.map(({ code }) => code)).toEqual(['time-twice']);
  });

  it('does not repeat a code', () => {
    const [problem] = readAppointments([row('1', '2026-11-22T10:30', { code: 'geheim!' })], berlin).problems;
    expect(JSON.stringify(problem)).not.toContain('geheim');
  });
});

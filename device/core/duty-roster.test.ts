/** Who is on duty: the week, holidays, make-up days, exceptions, the turn in a group, the turn of the business day. */
import { describe, expect, it } from 'vitest';
import type { HallConfig } from '../../protocol/config.ts';
import type { DutyConfig } from '../../protocol/duty-config.ts';
import { dutySign } from '../../protocol/duty-sign.ts';
import { weekdayOf, weekNumber } from './day-number.ts';
import { dutyNow, dutyOn } from './duty-roster.ts';
import { addDays } from './show-times.ts';

const words = (zh: string, en: string) => ({ zh, en });
const fees = { id: 'fees', name: words('收费组', 'Fee clerks'), clerks: ['1001'] };
const cards = { id: 'cards', name: words('制卡组', 'Card clerks'), clerks: ['1003'] };
const week: DutyConfig = {
  groups: [fees, cards],
  rules: [
    { days: [6, 7, 1, 2, 3], group: 'fees' },
    { days: [4, 5], group: 'cards' },
  ],
};
const hours = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '17:00' }];
const exceptions = [
  { date: '2026-10-01', until: '2026-10-07', closed: true, name: words('国庆节', 'National Day') },
  { date: '2026-10-10', like: 5, name: words('调休上班', 'Make-up workday') },
  { date: '2026-12-31', hours: [{ from: '09:00', to: '12:00' }] },
];
function hall(duty: DutyConfig | undefined, over: Partial<HallConfig['hall']> = {}) {
  const own = { id: 'h', name: words('厅', 'Hall'), zone: 'Asia/Shanghai', hours, exceptions, ...over };
  return duty ? { hall: own, duty } : { hall: own };
}
const badges = (duty: DutyConfig, from: string, days: number) =>
  Array.from({ length: days }, (_, n) => dutyOn(hall(duty), addDays(from, n))?.badge ?? '-').join(' ');
const turning = (clerks: string[], over: object, rules = week.rules): DutyConfig => ({
  groups: [{ ...fees, clerks, ...over }, cards],
  rules,
});

it('knows weekdays and weeks of any date, over the turn of the year', () => {
  expect(['1970-01-01', '2026-03-02', '2024-02-29', '1969-12-28'].map(weekdayOf)).toEqual([4, 1, 4, 7]);
  expect(weekNumber('2027-01-03') - weekNumber('2026-12-28')).toBe(0);
  expect(weekNumber('2027-01-04') - weekNumber('2026-12-28')).toBe(1);
});

describe('the roster', () => {
  it('has the fee clerks from Saturday to Wednesday and the card clerks on Thursday and Friday', () => {
    expect(badges(week, '2026-03-02', 7)).toBe('1001 1001 1001 1003 1003 1001 1001');
    expect(dutyOn(hall(week), '2026-03-05')).toEqual({
      group: cards.name,
      badge: '1003',
      why: words('星期四由制卡组值班', 'Thursday: Card clerks'),
    });
  });

  it('has nobody on a holiday, and says which', () => {
    expect(dutyOn(hall(week), '2026-10-03')).toEqual({
      group: null,
      badge: null,
      why: words('国庆节，大厅不营业', 'National Day: the hall is closed'),
    });
    expect(dutyOn(hall(week, { hours: [{ days: [1], from: '09:00', to: '12:00' }] }), '2026-03-03')?.why.en).toBe(
      'the hall does not work on a Tuesday',
    );
    expect(dutyOn(hall(week), '2026-12-31')?.badge).toBe('1003');
  });

  it('takes a make-up day as the weekday it is worked like', () => {
    expect(weekdayOf('2026-10-10')).toBe(6);
    expect(dutyOn(hall(week), '2026-10-10')).toEqual({
      group: cards.name,
      badge: '1003',
      why: words('调休上班按星期五，由制卡组值班', 'Make-up workday, worked like a Friday: Card clerks'),
    });
  });

  it('says when no rule has the day, and nothing at all without a roster', () => {
    const gap = { ...week, rules: [{ days: [1], group: 'fees', from: '2026-03-09', until: '2026-03-16' }] };
    expect(
      ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23'].map((day) => dutyOn(hall(gap), day)?.badge),
    ).toEqual([null, '1001', '1001', null]);
    expect(dutyOn(hall(gap), '2026-03-02')?.why.en).toBe('the roster has no rule for a Monday');
    expect(dutyOn(hall(undefined), '2026-03-02')).toBeNull();
  });

  it('lets its own exceptions come first: another clerk, another group, nobody, somebody on a holiday', () => {
    const differing: DutyConfig = {
      ...week,
      exceptions: [
        { date: '2026-03-02', clerk: '1003', name: words('换班', 'Swapped') },
        { date: '2026-03-03', until: '2026-03-04', group: 'cards' },
        { date: '2026-03-05', nobody: true },
        { date: '2026-10-01', clerk: '2001' },
      ],
    };
    expect(badges(differing, '2026-03-02', 5)).toBe('1003 1003 1003 - 1003');
    expect(dutyOn(hall(differing), '2026-03-02')).toMatchObject({
      group: cards.name,
      why: words('值班表的特别安排：换班', 'an exception of the roster: Swapped'),
    });
    expect(dutyOn(hall(differing), '2026-10-01')).toMatchObject({ group: null, badge: '2001' });
  });
});

describe('the turn in a group of several', () => {
  it('goes on by duty days, so that everybody comes', () => {
    const five = turning(['1', '2', '3'], { firstTurn: '2026-03-02' });
    expect(badges(five, '2026-03-02', 14)).toBe('1 2 3 1003 1003 1 2 3 1 2 1003 1003 3 1');
    expect(dutyOn(hall(five), '2026-03-03')?.why.en).toBe('Tuesday: Fee clerks, turn 2 of 3, day by day');
    const seven = turning(['1', '2', '3', '4', '5', '6', '7'], {});
    const seen = new Set(badges(seven, '2026-03-02', 14).split(' '));
    expect([...seen].sort()).toEqual(['1', '1003', '2', '3', '4', '5', '6', '7']);
  });

  it('goes on by ISO weeks when told so, also over the turn of the year', () => {
    const weekly = turning(['1', '2'], { rotate: 'week', firstTurn: '2026-12-30' });
    expect(badges(weekly, '2026-12-26', 12)).toBe('2 2 1 1 1 1003 1003 1 1 2 2 2');
    expect(dutyOn(hall(weekly), '2027-01-04')?.why.zh).toBe('星期一由收费组值班，每周轮换，第 2 位，共 2 位');
  });

  it('is not shifted by a holiday; a make-up day has the turn of the day it is worked like', () => {
    const daily = turning(['1', '2', '3'], {}, [{ days: [1, 2, 3, 4, 5], group: 'fees' }]);
    const with7 = dutyOn(hall(daily), '2026-10-08')?.badge;
    const without = dutyOn(hall(daily, { exceptions: [] }), '2026-10-08')?.badge;
    expect(with7).toBe(without);
    expect(dutyOn(hall(daily), '2026-10-10')?.badge).toBe(dutyOn(hall(daily), '2026-10-09')?.badge);
  });

  it('is defined before its first day too', () => {
    const later = turning(['1', '2', '3'], { firstTurn: '2026-03-09', rotate: 'week' });
    expect([dutyOn(hall(later), '2026-03-02')?.badge, dutyOn(hall(later), '2026-02-23')?.badge]).toEqual(['3', '2']);
  });
});

it('turns with the business day, and says nothing while day and clock disagree', () => {
  const at = (date: string, minutes: number) => ({ date, minutes, weekday: weekdayOf(date) });
  const roster = hall(week);
  expect(dutyNow(roster, '2026-03-04', at('2026-03-04', 1_439))?.badge).toBe('1001');
  expect(dutyNow(roster, '2026-03-04', at('2026-03-05', 60))?.badge).toBe('1001');
  expect(dutyNow(roster, '2026-03-05', at('2026-03-05', 240))?.badge).toBe('1003');
  expect(dutyNow(roster, '2026-03-04', null)).toBeNull();
  expect(dutyNow(roster, null, at('2026-03-04', 600))).toBeNull();
  expect(dutyNow(roster, '2026-03-04', at('2026-03-09', 600))).toBeNull();
  expect(dutyNow(hall(undefined), '2026-03-04', at('2026-03-04', 600))).toBeNull();
});

it('a sign shows the group with the badge, or the group alone; nobody is no sign', () => {
  const duty = dutyOn(hall(week), '2026-03-02');
  expect(dutySign(duty)).toEqual(words('收费组 1001 号', 'Fee clerks, No. 1001'));
  expect(dutySign(duty, 'group')).toEqual(fees.name);
  expect(dutySign({ group: null, badge: '2001', why: words('', '') })).toEqual(words('2001 号', 'No. 2001'));
  expect(dutySign({ group: null, badge: '2001', why: words('', '') }, 'group')).toBeNull();
  expect(dutySign(dutyOn(hall(week), '2026-10-03'))).toBeNull();
});

/** When something is shown, table by table; and dates counted in the calendar. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, isOver, isShownAt, isWorkday, textOf } from './show-times.ts';

const hall = {
  id: 'h',
  name: { zh: '厅', en: 'Hall' },
  zone: 'Asia/Shanghai',
  hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
  exceptions: [
    { date: '2026-10-01', until: '2026-10-07', closed: true },
    { date: '2026-10-10', like: 5 },
  ],
};
/** Monday 2 March 2026. */
const at = (time: string, date = '2026-03-02', weekday = 1) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return { date, weekday, minutes: hours * 60 + minutes };
};

describe('times', () => {
  it.each([
    ['no times at all', {}, at('03:00'), true],
    ['before its first day', { from: '2026-03-03' }, at('23:59'), false],
    ['on its first day', { from: '2026-03-02' }, at('00:00'), true],
    ['a minute too early', { from: '2026-03-02T10:00' }, at('09:59'), false],
    ['from its first minute', { from: '2026-03-02T10:00' }, at('10:00'), true],
    ['to the end of its last day', { until: '2026-03-02' }, at('23:59'), true],
    ['the day after', { until: '2026-03-01' }, at('00:00'), false],
    ['its last minute is the first that is over', { until: '2026-03-02T10:00' }, at('10:00'), false],
    ['another weekday', { days: [2] }, at('10:00'), false],
    ['a day part, its beginning', { parts: [{ from: '10:00', to: '11:00' }] }, at('10:00'), true],
    ['a day part, its end', { parts: [{ from: '10:00', to: '11:00' }] }, at('11:00'), false],
    ['over midnight, the evening', { parts: [{ from: '22:00', to: '02:00' }] }, at('23:00'), true],
    ['over midnight, the night', { parts: [{ from: '22:00', to: '02:00' }] }, at('01:59'), true],
    [
      'over midnight it belongs to the day before',
      { days: [7], parts: [{ from: '22:00', to: '02:00' }] },
      at('01:00'),
      true,
    ],
    ['and not to today', { days: [1], parts: [{ from: '22:00', to: '02:00' }] }, at('01:00'), false],
    ['a workday', { calendar: 'workday' }, at('20:00'), true],
    ['a holiday is no workday', { calendar: 'workday' }, at('10:00', '2026-10-01', 4), false],
    ['a holiday is a rest day', { calendar: 'restday' }, at('10:00', '2026-10-01', 4), true],
    ['a make-up Saturday is a workday', { calendar: 'workday' }, at('10:00', '2026-10-10', 6), true],
  ] as const)('%s', (_what, times, when, shown) => {
    expect(isShownAt(times as Parameters<typeof isShownAt>[0], hall, when)).toBe(shown);
  });

  it('without a known time shows only what has no times', () => {
    expect(isShownAt({}, hall, null)).toBe(true);
    expect(isShownAt({ until: '2026-03-02' }, hall, null)).toBe(false);
    expect(isShownAt({ calendar: 'workday' }, hall, null)).toBe(false);
  });

  it('a hall without hours works every day that is no holiday', () => {
    const { hours: _none, ...always } = hall;
    expect(isWorkday(always, '2026-03-01', 7)).toBe(true);
    expect(isWorkday(always, '2026-10-02', 5)).toBe(false);
  });

  it('is over after its day, or at its minute', () => {
    expect(isOver('2026-03-02', at('23:59'))).toBe(false);
    expect(isOver('2026-03-02', at('00:00', '2026-03-03', 2))).toBe(true);
    expect(isOver('2026-03-02T12:00', at('11:59'))).toBe(false);
    expect(isOver('2026-03-02T12:00', at('12:00'))).toBe(true);
  });
});

it('counts days as the calendar does', () => {
  fc.assert(
    fc.property(fc.integer({ min: -700_000, max: 700_000 }), fc.integer({ min: -900, max: 900 }), (from, by) => {
      const start = new Date(from * 86_400_000).toISOString();
      fc.pre(/^\d{4}-/.test(start));
      const there = new Date((from + by) * 86_400_000).toISOString();
      fc.pre(
        /^\d{4}-/.test(there) && start.startsWith('1') === there.startsWith('1') && start > '1000' && there > '1000',
      );
      expect(addDays(start.slice(0, 10), by)).toBe(there.slice(0, 10));
    }),
  );
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(textOf(9 * 60 + 5)).toBe('09:05');
});

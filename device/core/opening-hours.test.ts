/** Opening hours: half-open windows by weekday, days that differ, and the hours of one service. */
import { describe, expect, it } from 'vitest';
import type { ExceptionConfig } from '../../protocol/config.ts';
import { exceptionOn, isInWeek, isOpen, minutesOf, windowsOn } from './opening-hours.ts';

const hours = [
  { days: [1, 2], from: '13:30', to: '17:00' },
  { days: [1], from: '08:00', to: '12:00' },
  { days: [7], from: '00:00', to: '24:00' },
];
const date = '2026-03-02';

it.each([
  [1, '07:59', false],
  [1, '08:00', true],
  [1, '11:59', true],
  [1, '12:00', false],
  [1, '13:30', true],
  [2, '09:00', false],
  [2, '16:59', true],
  [2, '17:00', false],
  [3, '14:00', false],
  [7, '00:00', true],
  [7, '23:59', true],
])('weekday %s at %s: open %s', (weekday, at, open) => {
  expect(isOpen({ hours }, { date, weekday, minutes: minutesOf(at) })).toBe(open);
});

it('a hall without hours is always open, one with an empty list never', () => {
  expect(isOpen({}, { date, weekday: 3, minutes: 0 })).toBe(true);
  expect(isOpen({ hours: [] }, { date, weekday: 3, minutes: 600 })).toBe(false);
});

it('a time that is not known closes no hall', () => {
  expect(isOpen({ hours }, null)).toBe(true);
  expect(isOpen({ hours: [], exceptions: [{ date, closed: true }] }, null)).toBe(true);
});

it('windows of a day come in order', () => {
  expect(windowsOn({ hours }, date, 1)).toEqual([
    ['08:00', '12:00'],
    ['13:30', '17:00'],
  ]);
  expect(windowsOn({ hours }, date, 4)).toEqual([]);
  expect(windowsOn({}, date, 4)).toEqual([]);
});

describe('days that differ', () => {
  const exceptions: ExceptionConfig[] = [
    { date: '2026-10-01', until: '2026-10-07', closed: true },
    { date: '2026-10-10', like: 1 },
    {
      date: '2026-12-31',
      hours: [
        { from: '13:00', to: '15:00' },
        { from: '09:00', to: '11:00' },
      ],
    },
  ];
  const hall = { hours, exceptions };
  /** [date, ISO weekday, time, open] */
  it.each([
    // Wednesday to Sunday of a holiday: closed, on the last day too, which has windows in the week.
    ['2026-09-30', 1, '09:00', true],
    ['2026-10-01', 1, '09:00', false],
    ['2026-10-07', 7, '09:00', false],
    ['2026-10-08', 1, '09:00', true],
    // A make-up Saturday worked like a Monday.
    ['2026-10-10', 6, '09:00', true],
    ['2026-10-10', 6, '12:30', false],
    ['2026-10-17', 6, '09:00', false],
    // Own hours in place of the week's.
    ['2026-12-31', 1, '08:30', false],
    ['2026-12-31', 1, '09:00', true],
    ['2026-12-31', 1, '11:00', false],
    ['2026-12-31', 1, '14:59', true],
    ['2026-12-31', 1, '16:00', false],
  ])('%s, weekday %s, at %s: open %s', (on, weekday, at, open) => {
    expect(isOpen(hall, { date: on, weekday, minutes: minutesOf(at) })).toBe(open);
  });

  it('give their windows in order, and tell what they are', () => {
    expect(windowsOn(hall, '2026-12-31', 4)).toEqual([
      ['09:00', '11:00'],
      ['13:00', '15:00'],
    ]);
    expect(windowsOn(hall, '2026-10-03', 6)).toEqual([]);
    expect(windowsOn(hall, '2026-10-10', 6)).toEqual(windowsOn({ hours }, '2026-10-12', 1));
    expect(exceptionOn(hall, '2026-10-03')).toMatchObject({ closed: true });
    expect(exceptionOn(hall, '2026-10-08')).toBeNull();
  });

  it('count in a hall without hours too, where a make-up day is open like every other', () => {
    expect(isOpen({ exceptions }, { date: '2026-10-10', weekday: 6, minutes: 600 })).toBe(true);
    expect(isOpen({ exceptions }, { date: '2026-12-31', weekday: 4, minutes: 720 })).toBe(false);
    expect(isOpen({ exceptions }, { date: '2026-10-02', weekday: 5, minutes: 600 })).toBe(false);
    expect(isOpen({ exceptions }, { date: '2026-10-08', weekday: 4, minutes: 600 })).toBe(true);
  });

  it('move the hours of a service to the weekday they are worked like', () => {
    const monday = [{ days: [1], from: '09:00', to: '11:00' }];
    expect(isInWeek(monday, hall, { date: '2026-10-10', weekday: 6, minutes: 600 })).toBe(true);
    expect(isInWeek(monday, hall, { date: '2026-10-17', weekday: 6, minutes: 600 })).toBe(false);
    expect(isInWeek(monday, hall, { date: '2026-03-02', weekday: 1, minutes: 660 })).toBe(false);
    expect(isInWeek(undefined, hall, { date: '2026-03-02', weekday: 1, minutes: 600 })).toBe(false);
  });
});

/** Opening hours: half-open windows by weekday. */
import { expect, it } from 'vitest';
import { isOpen, minutesOf, windowsOf } from './opening-hours.ts';

const hours = [
  { days: [1, 2], from: '13:30', to: '17:00' },
  { days: [1], from: '08:00', to: '12:00' },
  { days: [7], from: '00:00', to: '24:00' },
];

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
  expect(isOpen(hours, { weekday, minutes: minutesOf(at) })).toBe(open);
});

it('a hall without hours is always open, one with an empty list never', () => {
  expect(isOpen(undefined, { weekday: 3, minutes: 0 })).toBe(true);
  expect(isOpen([], { weekday: 3, minutes: 600 })).toBe(false);
});

it('a time that is not known closes no hall', () => {
  expect(isOpen(hours, null)).toBe(true);
  expect(isOpen([], null)).toBe(true);
});

it('windows of a day come in order', () => {
  expect(windowsOf(hours, 1)).toEqual([
    ['08:00', '12:00'],
    ['13:30', '17:00'],
  ]);
  expect(windowsOf(hours, 4)).toEqual([]);
  expect(windowsOf(undefined, 4)).toEqual([]);
});

import { expect, it } from 'vitest';
import type { MediaFetchConfig } from '../../protocol/config-media.ts';
import { mayFetch } from './fetch-window.ts';
import { smallHall } from './testing/world.ts';

const base = smallHall();
const hours = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:30' }];
const exceptions = [{ date: '2026-03-04', closed: true }];
const may = (when: MediaFetchConfig['when'], date: string, time: string, weekday: number) => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const config = { ...base, hall: { ...base.hall, hours, exceptions }, mediaFetch: when === undefined ? {} : { when } };
  return mayFetch(config, { date, minutes: hour * 60 + minute, weekday });
};
const night = { daily: { from: '22:00', to: '06:00' } };

it.each([
  [undefined, '2026-03-02', '10:00', 1, true],
  ['any', '2026-03-02', '10:00', 1, true],
  ['closed', '2026-03-02', '08:59', 1, true],
  ['closed', '2026-03-02', '09:00', 1, false],
  ['closed', '2026-03-02', '17:29', 1, false],
  ['closed', '2026-03-02', '17:30', 1, true],
  // A holiday is no opening hour, and neither is a Sunday.
  ['closed', '2026-03-04', '10:00', 3, true],
  ['closed', '2026-03-08', '10:00', 7, true],
  [night, '2026-03-02', '21:59', 1, false],
  [night, '2026-03-02', '22:00', 1, true],
  [night, '2026-03-02', '05:59', 1, true],
  [night, '2026-03-02', '06:00', 1, false],
  [{ daily: { from: '12:00', to: '13:00' } }, '2026-03-02', '12:30', 1, true],
  [{ daily: { from: '12:00', to: '13:00' } }, '2026-03-02', '13:00', 1, false],
] as const)('%j on %s at %s: %s %s', (when, date, time, weekday, expected) => {
  expect(may(when, date, time, weekday)).toBe(expected);
});

it('waits for a time that is known, where there is a window', () => {
  expect(
    [undefined, 'closed', night].map((when) =>
      mayFetch({ ...base, mediaFetch: when === undefined ? {} : { when: when as 'closed' } }, null),
    ),
  ).toEqual([true, false, false]);
});

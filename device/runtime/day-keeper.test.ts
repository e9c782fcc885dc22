import { describe, expect, it } from 'vitest';
import type { ClockQuality } from '../../protocol/events.ts';
import { smallHall } from '../core/testing/world.ts';
import { businessDate, createDayKeeper } from './day-keeper.ts';
import { createVirtualClock, mondayTenMs } from './testing/virtual-clock.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function rig(today: string | null, wallMs = mondayTenMs, quality: ClockQuality = 'ntp') {
  const clock = createVirtualClock(wallMs, quality);
  const opened: string[] = [];
  const held: boolean[] = [];
  let day = today;
  const keeper = createDayKeeper(
    smallHall(),
    clock,
    () => day,
    (date) => {
      opened.push(date);
      day = date;
    },
    (isHeld) => held.push(isHeld),
  );
  return { clock, keeper, opened, held, minutes: () => held.length };
}

describe('the business day', () => {
  it('begins at 04:00 local time, not at midnight', () => {
    const clock = createVirtualClock(mondayTenMs + 17 * hourMs + 59 * 60_000);
    expect(clock.local(clock.wallMs())).toEqual({ date: '2026-03-03', minutes: 239, weekday: 2 });
    expect(businessDate(smallHall(), clock)).toBe('2026-03-02');
    clock.advance(60_000);
    expect(businessDate(smallHall(), clock)).toBe('2026-03-03');
  });

  it('moves on by itself, once, within the minute', () => {
    const { clock, keeper, opened } = rig('2026-03-02');
    keeper.start();
    clock.advance(18 * hourMs - 1);
    expect(opened).toEqual([]);
    clock.advance(1);
    expect(opened).toEqual(['2026-03-03']);
    clock.advance(23 * hourMs);
    expect(opened).toEqual(['2026-03-03']);
  });

  it('looks every minute, on the minute', () => {
    const { clock, keeper, minutes } = rig('2026-03-02', mondayTenMs + 20_000);
    keeper.start();
    clock.advance(40_000);
    expect(minutes()).toBe(2);
    clock.advance(10 * 60_000);
    expect(minutes()).toBe(12);
    keeper.stop();
    clock.advance(10 * 60_000);
    expect([minutes(), clock.timers]).toEqual([12, 0]);
  });

  it.each<[string, string | null, number, ClockQuality, string[]]>([
    ['the very first day opens on any clock', null, 0, 'unset', ['1970-01-01']],
    ['never goes back', '2026-03-02', mondayTenMs - 3 * dayMs, 'ntp', []],
    ['does not move on a clock that nobody has set', '2026-03-02', mondayTenMs + dayMs, 'unset', []],
    ['moves a day on a clock that is plausible', '2026-03-02', mondayTenMs + dayMs, 'rtc', ['2026-03-03']],
    ['moves over a closed weekend', '2026-03-02', mondayTenMs + 2 * dayMs, 'rtc', ['2026-03-04']],
    ['does not jump a decade on a clock that is only plausible', '2026-03-02', mondayTenMs + 3_650 * dayMs, 'rtc', []],
    ['jumps when the network says so', '2026-03-02', mondayTenMs + 30 * dayMs, 'ntp', ['2026-04-01']],
    ['jumps when the centre says so', '2026-03-02', mondayTenMs + 30 * dayMs, 'central', ['2026-04-01']],
  ])('%s', (_what, today, wallMs, quality, expected) => {
    const { keeper, opened } = rig(today, wallMs + (wallMs === 0 ? 5 * hourMs : 0), quality);
    keeper.start();
    expect(opened).toEqual(expected);
  });

  it('follows when the first time from the network comes', () => {
    const { clock, keeper, opened } = rig('2026-03-02', 0, 'unset');
    keeper.start();
    clock.setWall(mondayTenMs + 2 * dayMs);
    clock.setQuality('ntp');
    clock.advance(60_000);
    expect(opened).toEqual(['2026-03-04']);
  });
});

describe('a date that the clock alone vouches for', () => {
  it('far ahead on a clock with a battery: is told to staff and followed when it has stood for ten minutes', () => {
    const { clock, keeper, opened, held } = rig('2026-03-02', mondayTenMs + 30 * dayMs, 'rtc');
    keeper.start();
    clock.advance(10 * 60_000 - 1);
    expect([opened, held]).toEqual([[], Array.from({ length: 10 }, () => true)]);
    clock.advance(1);
    expect([opened, held.at(-1)]).toEqual([['2026-04-01'], false]);
    clock.advance(24 * hourMs);
    expect(opened).toEqual(['2026-04-01', '2026-04-02']);
  });

  it('that jumps again begins to stand anew', () => {
    const { clock, keeper, opened } = rig('2026-03-02', mondayTenMs + 30 * dayMs, 'rtc');
    keeper.start();
    clock.advance(9 * 60_000);
    clock.setWall(clock.wallMs() + 3_650 * dayMs);
    clock.advance(9 * 60_000);
    expect(opened).toEqual([]);
    clock.setWall(clock.wallMs() - 3_650 * dayMs);
    clock.advance(11 * 60_000);
    expect(opened).toEqual(['2026-04-01']);
  });

  it('on a clock that nobody has set: is told to staff for as long as it takes', () => {
    const { clock, keeper, opened, held } = rig('2026-03-02', mondayTenMs + dayMs, 'unset');
    keeper.start();
    clock.advance(hourMs);
    expect([opened, held.includes(false)]).toEqual([[], false]);
    clock.setQuality('ntp');
    clock.advance(60_000);
    expect([opened, held.at(-1)]).toEqual([['2026-03-03'], false]);
  });

  it('is no news when it is still the same day', () => {
    const { clock, keeper, held } = rig('2026-03-02', mondayTenMs, 'unset');
    keeper.start();
    clock.advance(hourMs);
    expect(held.includes(true)).toBe(false);
  });
});

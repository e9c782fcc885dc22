import { describe, expect, it } from 'vitest';
import type { ClockQuality } from '../../protocol/events.ts';
import { createSystemClock } from '../adapters/system-clock.ts';
import { smallHall } from '../core/testing/world.ts';
import { businessDate, createDayKeeper, type DayTrouble } from './day-keeper.ts';
import { createVirtualClock, mondayTenMs } from './testing/virtual-clock.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function rig(today: string | null, wallMs = mondayTenMs, quality: ClockQuality = 'ntp') {
  const clock = createVirtualClock(wallMs, quality);
  const opened: string[] = [];
  const held: (DayTrouble | null)[] = [];
  let day = today;
  const keeper = createDayKeeper(
    smallHall(),
    clock,
    () => day,
    (date) => {
      opened.push(date);
      day = date;
    },
    (trouble) => held.push(trouble),
  );
  const confirm = (date: string) => {
    day = date;
  };
  return { clock, keeper, opened, held, confirm, minutes: () => held.length };
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
    expect([opened, held]).toEqual([[], Array.from({ length: 10 }, () => 'held')]);
    clock.advance(1);
    expect([opened, held.at(-1)]).toEqual([['2026-04-01'], null]);
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
    expect([opened, held.includes(null)]).toEqual([[], false]);
    clock.setQuality('ntp');
    clock.advance(60_000);
    expect([opened, held.at(-1)]).toEqual([['2026-03-03'], null]);
  });

  it('is no news when it is still the same day', () => {
    const { clock, keeper, held } = rig('2026-03-02', mondayTenMs, 'unset');
    keeper.start();
    clock.advance(hourMs);
    expect(held.every((each) => each === null)).toBe(true);
  });

  it('is named for staff to confirm, and no more once they have', () => {
    const { clock, keeper, held, confirm } = rig('2026-03-02', mondayTenMs + 30 * dayMs, 'rtc');
    keeper.start();
    expect(keeper.held()).toBe('2026-04-01');
    confirm('2026-04-01');
    expect(keeper.held()).toBeNull();
    clock.advance(60_000);
    expect(held).toEqual(['held', null]);
  });

  it('two days ahead is a closed weekend at any hour, three are not', () => {
    const threeInTheMorning = mondayTenMs - 7 * hourMs;
    expect(heldAt('2026-03-02', threeInTheMorning + 3 * dayMs)).toBeNull();
    expect(heldAt('2026-03-02', threeInTheMorning + 4 * dayMs)).toBe('2026-03-05');
    expect(heldAt('2026-02-27', mondayTenMs - dayMs)).toBeNull();
    expect(heldAt('2026-02-27', mondayTenMs)).toBe('2026-03-02');
  });
});

function heldAt(today: string, wallMs: number): string | null {
  const { keeper } = rig(today, wallMs, 'rtc');
  return keeper.held();
}

describe('a clock that fell back', () => {
  it('leaves the day as it was and is told to staff from the second day on', () => {
    const { clock, keeper, opened, held } = rig('2026-03-02', mondayTenMs - dayMs, 'rtc');
    keeper.start();
    clock.setWall(mondayTenMs - 2 * dayMs);
    clock.advance(60_000);
    clock.setWall(mondayTenMs);
    clock.advance(60_000);
    expect([opened, held]).toEqual([[], [null, 'behind', null]]);
  });
});

describe('the night on which the clocks change', () => {
  const berlin = createSystemClock('Europe/Berlin').local;
  /** 29 March 2026, 01:00 UTC: 02:00 becomes 03:00. 25 October 2026, 01:00 UTC: 03:00 becomes 02:00. */
  const spring = 1_774_746_000_000;
  const autumn = 1_792_890_000_000;

  /** When business days begin, from the evening before the change on, minute by minute over two days. */
  function opened(dayStart: string, changeMs: number): string[] {
    const config = { ...smallHall(), hall: { ...smallHall().hall, dayStart } };
    const clock = createVirtualClock(changeMs - 12 * hourMs, 'ntp', berlin);
    let day: string | null = null;
    const seen: string[] = [];
    const open = (date: string) => {
      const { minutes } = clock.local(clock.wallMs());
      seen.push(`${date} at ${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`);
      day = date;
    };
    const trouble: unknown[] = [];
    createDayKeeper(
      config,
      clock,
      () => day,
      open,
      (each) => trouble.push(each),
    ).start();
    clock.advance(48 * hourMs);
    expect(new Set(trouble)).toEqual(new Set([null]));
    return seen.slice(1);
  }

  it.each([
    ['spring, 04:00', '04:00', spring, ['2026-03-29 at 4:00', '2026-03-30 at 4:00']],
    ['spring, 00:00', '00:00', spring, ['2026-03-29 at 0:00', '2026-03-30 at 0:00']],
    ['spring, an hour that does not exist', '02:30', spring, ['2026-03-29 at 3:00', '2026-03-30 at 2:30']],
    ['autumn, 04:00', '04:00', autumn, ['2026-10-25 at 4:00', '2026-10-26 at 4:00']],
    ['autumn, 00:00', '00:00', autumn, ['2026-10-25 at 0:00', '2026-10-26 at 0:00']],
    ['autumn, an hour that comes twice', '02:30', autumn, ['2026-10-25 at 2:30', '2026-10-26 at 2:30']],
  ])('%s: one day begins once', (_what, dayStart, changeMs, expected) => {
    expect(opened(dayStart, changeMs)).toEqual(expected);
  });
});

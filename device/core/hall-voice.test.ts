import { describe, expect, it } from 'vitest';
import type { HallConfig } from '../../protocol/config.ts';
import { dueAnnouncements } from './hall-voice.ts';
import { createWorld, smallHall, type World } from './testing/world.ts';

const minuteMs = 60_000;
const base = smallHall();
const hours = [
  { days: [1, 2, 3, 4, 5], from: '09:00', to: '12:00' },
  { days: [1], from: '13:30', to: '17:30' },
];
const config: HallConfig = {
  ...base,
  hall: { ...base.hall, hours },
  services: base.services.map((service) => ({ ...service, targetWaitMinutes: service.id === 'A' ? 10 : 20 })),
  voice: { announcements: { closingMinutes: [30, 10], longWait: { factor: 1.5, everyMinutes: 20 } } },
};

function due(world: World, said: ReadonlyMap<string, number> = new Map()): readonly string[] {
  const { index, now, local } = world.context();
  const { state } = world;
  return dueAnnouncements(state, index, now, local, said).map(({ key }) => key);
}
function at(world: World, minutes: number): void {
  world.local = { date: '2026-03-02', minutes, weekday: 1 };
}

describe('the hall closes soon', () => {
  it('is said before the end of the last window, while people wait', () => {
    const world = createWorld(config);
    at(world, 17 * 60);
    expect(due(world)).toEqual([]);
    world.issue('A');
    expect(due(world)).toEqual(['closing/2026-03-02/30']);
    expect(due(world, new Map([['closing/2026-03-02/30', 0]]))).toEqual([]);
    at(world, 17 * 60 + 20);
    expect(due(world)).toEqual(['closing/2026-03-02/10']);
  });

  it.each([
    ['before the pause at noon', 11 * 60 + 30],
    ['earlier', 16 * 60 + 59],
    ['two minutes late', 17 * 60 + 2],
    ['when it is closed', 17 * 60 + 30],
  ])('is not said %s', (_when, minutes) => {
    const world = createWorld(config);
    world.issue('A');
    at(world, minutes);
    expect(due(world)).toEqual([]);
  });

  it('is made up for after a missed minute, and not said when the time is not known', () => {
    const world = createWorld(config);
    world.issue('A');
    at(world, 17 * 60 + 1);
    expect(due(world)).toEqual(['closing/2026-03-02/30']);
    world.local = null;
    expect(due(world)).toEqual([]);
  });
});

describe('an apology for a long wait', () => {
  it('comes when the first in line is over the target by the factor, and not again too soon', () => {
    const world = createWorld(config);
    world.issue('A');
    world.advance(14 * minuteMs);
    world.issue('A');
    expect(due(world)).toEqual([]);
    world.advance(minuteMs);
    expect(due(world)).toEqual(['long-wait/A']);
    const { monoMs } = world.context().now;
    expect(due(world, new Map([['long-wait/A', monoMs - 19 * minuteMs]]))).toEqual([]);
    expect(due(world, new Map([['long-wait/A', monoMs - 20 * minuteMs]]))).toEqual(['long-wait/A']);
  });

  it('goes to those who wait longest over their target, and never in a row', () => {
    const world = createWorld(config);
    world.issue('K');
    world.issue('A');
    world.advance(40 * minuteMs);
    expect(due(world)).toEqual(['long-wait/A']);
    const { monoMs } = world.context().now;
    expect(due(world, new Map([['long-wait/A', monoMs - 4 * minuteMs]]))).toEqual([]);
    expect(due(world, new Map([['long-wait/A', monoMs - 5 * minuteMs]]))).toEqual(['long-wait/K']);
  });

  it('is not said where the hall has not asked for it', () => {
    const { voice: _voice, ...plain } = config;
    const world = createWorld(plain);
    world.issue('A');
    world.advance(120 * minuteMs);
    at(world, 17 * 60);
    expect(due(world)).toEqual([]);
  });
});

/** What staff see of a counter and of calls for help, on a whole hall. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../protocol/commands.ts';
import { limits } from '../../protocol/limits.ts';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import { createTestingWorld, deviceHall } from './testing/testing-hall.ts';

const clerk: Actor = { id: 'op:1001', clerk: '1001', staff: true };

describe('why a ticket was called', () => {
  it('is said in both languages as long as it is at the counter', () => {
    const hall = { ...deviceHall.hall, rule: 'strict' } as const;
    const world = createTestingWorld(gb18030, undefined, { ...deviceHall, hall });
    world.hall.start();
    const reason = () => world.hall.counterDetail(1)?.reason?.en;
    const act = (type: 'open' | 'call-next' | 'park') => world.give({ type, counter: 1 }, clerk);
    const tickets = ['a', 'b', 'c'].map((request) => {
      const result = world.tap(request);
      return result.ok ? (result.ticket ?? '') : '';
    });
    act('open');
    expect(reason()).toBeUndefined();
    act('call-next');
    expect(world.hall.counterDetail(1)?.reason).toEqual({
      zh: '没有优先号等候，取号最早',
      en: 'No priority ticket waits; longest waiting',
    });
    act('park');
    expect(reason()).toBeUndefined();
    world.give({ type: 'unpark', counter: 1, ticket: tickets[0] ?? '' }, clerk);
    expect(reason()).toBe('Brought back from hold');
    act('park');
    world.give({ type: 'call', counter: 1, ticket: tickets[2] ?? '' }, clerk);
    expect(reason()).toBe('Chosen by staff');
    act('park');
    world.give({ type: 'issue', service: 'A', class: 'priority', channel: 'staff', locale: 'en', request: 'p' }, clerk);
    act('call-next');
    expect(reason()).toBe('Priority goes first');
  });
});

describe('the counts of the day', () => {
  it('are those of the state, also for tickets that live over the change of the day', () => {
    const world = createTestingWorld(gb18030);
    world.hall.start();
    world.tap('a');
    world.give({ type: 'open', counter: 1 }, clerk);
    world.give({ type: 'call-next', counter: 1 }, clerk);
    expect(world.hall.counts().get('A')).toMatchObject({ issued: 1, called: 1, served: 0 });
    world.give({ type: 'open-day', date: '2099-01-01' }, { ...clerk, id: 'system' });
    expect(world.hall.counts().get('A')).toBeUndefined();
    world.give({ type: 'start', counter: 1 }, clerk);
    world.give({ type: 'finish', counter: 1 }, clerk);
    expect(world.hall.counts().get('A')).toMatchObject({ issued: 0, called: 0, served: 1 });
  });
});

describe('a call for help', () => {
  it('is always shown: when there are too many, the oldest gives its place', () => {
    const world = createTestingWorld(gb18030);
    world.hall.start();
    const shown = () =>
      world.hall.health
        .faults()
        .filter(({ code }) => code === 'help-wanted')
        .map(({ device }) => device);
    for (let no = 1; no <= limits.helpDevicesMax; no += 1) world.hall.askHelp(`kiosk-${no}`);
    world.hall.askHelp('kiosk-1');
    world.hall.askHelp('kiosk-99');
    expect(shown()).toHaveLength(limits.helpDevicesMax);
    expect(shown()).toContain('kiosk-99');
    expect(shown()).toContain('kiosk-1');
    expect(shown()).not.toContain('kiosk-2');
    world.clock.advance(4 * 60_000);
    expect(shown()).toEqual([]);
  });
});

describe('the planned break of a counter', () => {
  it('is that of the weekday a make-up day is worked like', () => {
    const [counter] = deviceHall.counters;
    if (!counter) throw new Error('no counter');
    const breaks = [{ days: [5], from: '12:00', to: '13:00' }];
    const counters = [{ ...counter, breaks }];
    const on = (exceptions: NonNullable<(typeof deviceHall.hall)['exceptions']>) => {
      const world = createTestingWorld(gb18030, undefined, {
        ...deviceHall,
        counters,
        hall: { ...deviceHall.hall, exceptions },
      });
      world.hall.start();
      return world.hall.counterDetail(1)?.break;
    };
    expect(on([])).toBeNull();
    expect(on([{ date: '2026-03-02', like: 5 }])).toEqual({ from: '12:00', to: '13:00', now: false });
  });
});

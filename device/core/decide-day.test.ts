/** What gives tickets and when: services switched off, quotas, hours, days that differ, and the close of the day. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../protocol/commands.ts';
import type { HallConfig, ServiceConfig } from '../../protocol/config.ts';
import { leftOver } from './decide-day.ts';
import { closedBy } from './decide-ticket.ts';
import { brokenInvariants } from './invariants.ts';
import { clerk, createWorld, replay, smallHall, system, told, type World } from './testing/world.ts';

/** Service A with a change. */
function hall(change: Partial<ServiceConfig> = {}, of: Partial<HallConfig['hall']> = {}): World {
  const plain = smallHall();
  return createWorld({
    ...plain,
    hall: { ...plain.hall, ...of },
    services: plain.services.map((each) => (each.id === 'A' ? { ...each, ...change } : each)),
  });
}
const at = (world: World, date: string, weekday: number, minutes: number) => {
  world.local = { date, weekday, minutes };
  return told(world.issue('A'));
};

describe('a service', () => {
  it('switched off gives no tickets, with a reason; who waits is served', () => {
    const world = hall();
    world.give({ type: 'open', counter: 1 });
    world.issue('A');
    const close: Command = { type: 'close-service', service: 'A', reason: 'system' };
    expect(told(world.give(close))).toBe('service.closed');
    expect(told(world.give(close))).toBe('nothing');
    expect(told(world.give({ ...close, reason: 'staff' }))).toBe('service.closed');
    expect(told(world.give({ ...close, reason: 'mood' }))).toBe('no: reason-unknown');
    expect(told(world.give({ ...close, service: 'X' }))).toBe('no: service-unknown');
    expect(told(world.issue('A'))).toBe('no: service-closed');
    expect(told(world.issue('K', { rest: ['A'] }))).toBe('no: service-closed');
    expect(told(world.issue('K'))).toBe('ticket.issued');
    expect(told(world.give({ type: 'call-next', counter: 1 }))).toBe('ticket.called');
    const open: Command = { type: 'open-service', service: 'A' };
    expect(told(world.give(open))).toBe('service.opened');
    expect(told(world.give(open))).toBe('no: service-not-closed');
    expect(told(world.give({ type: 'open-service', service: 'X' }))).toBe('no: service-unknown');
    expect(told(world.issue('A'))).toBe('ticket.issued');
  });

  it('stays switched off over night and over a restart', () => {
    const world = hall();
    world.give({ type: 'close-service', service: 'A', reason: 'system' });
    world.restart();
    world.give({ type: 'open-day', date: '2026-03-03' }, system);
    expect(told(world.issue('A'))).toBe('no: service-closed');
    expect(replay(world.journal)).toEqual(world.state);
  });

  it('has a quota of tickets a business day, cancelled ones counted', () => {
    const world = hall({ quota: 2 });
    world.issue('A');
    world.issue('A');
    world.give({ type: 'cancel', ticket: 't1' });
    expect(told(world.issue('A'))).toBe('no: service-quota');
    expect(told(world.issue('K'))).toBe('ticket.issued');
    world.give({ type: 'open-day', date: '2026-03-03' }, system);
    expect(told(world.issue('A'))).toBe('ticket.issued');
  });

  it('has hours of its own within those of the hall', () => {
    const hours = [{ days: [1, 2], from: '09:00', to: '11:00' }];
    const world = hall({ hours }, { hours: [{ days: [1], from: '08:00', to: '17:00' }] });
    expect(at(world, '2026-03-02', 1, 539)).toBe('no: service-hours');
    expect(at(world, '2026-03-02', 1, 540)).toBe('ticket.issued');
    expect(at(world, '2026-03-02', 1, 659)).toBe('ticket.issued');
    expect(at(world, '2026-03-02', 1, 660)).toBe('no: service-hours');
    expect(at(world, '2026-03-03', 2, 600)).toBe('no: hall-closed');
    // A clock that is not trusted closes neither.
    world.local = null;
    expect(told(world.issue('A'))).toBe('ticket.issued');
  });

  it('says one reason, the one that holds longest', () => {
    const world = hall({ paperRoll: true, quota: 1, queueMax: 1 });
    const why = () => closedBy(world.state, world.index, 'A', world.local);
    expect(why()).toBe('service-paper-roll');
    expect(closedBy(world.state, world.index, 'X', world.local)).toBe('service-unknown');
    const plain = hall({ quota: 1, queueMax: 1 });
    plain.issue('A');
    const then = () => closedBy(plain.state, plain.index, 'A', plain.local);
    expect(then()).toBe('service-quota');
    plain.give({ type: 'close-service', service: 'A', reason: 'full' });
    expect(then()).toBe('service-closed');
    plain.give({ type: 'close-day' });
    expect(then()).toBe('day-closed');
  });
});

it('days that differ close the hall, move a weekday, or have hours of their own', () => {
  const hours = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }];
  const exceptions = [
    { date: '2026-10-01', until: '2026-10-07', closed: true },
    { date: '2026-10-10', like: 3 },
    { date: '2026-12-31', hours: [{ from: '09:00', to: '12:00' }] },
  ];
  const world = hall({}, { hours, exceptions });
  expect(at(world, '2026-10-01', 4, 600)).toBe('no: hall-closed');
  expect(at(world, '2026-10-08', 4, 600)).toBe('ticket.issued');
  expect(at(world, '2026-10-10', 6, 600)).toBe('ticket.issued');
  expect(at(world, '2026-10-11', 7, 600)).toBe('no: hall-closed');
  expect(at(world, '2026-12-31', 4, 719)).toBe('ticket.issued');
  expect(at(world, '2026-12-31', 4, 720)).toBe('no: hall-closed');
});

describe('the close of the day', () => {
  it('ends who waits or is parked, lists them before, and lets who is at a counter be served', () => {
    const world = hall();
    world.give({ type: 'open', counter: 1 }, clerk('1001'));
    for (let n = 0; n < 4; n++) world.issue('A');
    world.give({ type: 'call-next', counter: 1 });
    world.give({ type: 'park', counter: 1 });
    world.give({ type: 'call-next', counter: 1 });
    world.give({ type: 'recycle', counter: 1 });
    world.give({ type: 'call-next', counter: 1 });
    expect(leftOver(world.state).map(({ id }) => id)).toEqual(['t1', 't2', 't4']);
    expect(world.give({ type: 'close-day' })).toMatchObject({
      events: [{ type: 'day.closed', body: { date: '2026-03-02', left: 3 } }, {}, {}, {}],
    });
    expect(['t1', 't2', 't4'].map((id) => world.ticket(id).state)).toEqual(['expired', 'expired', 'expired']);
    expect(told(world.issue('A'))).toBe('no: day-closed');
    expect(told(world.give({ type: 'close-day' }))).toBe('no: day-closed');
    expect(told(world.give({ type: 'finish', counter: 1 }))).toBe('ticket.finished rating.opened');
    expect(brokenInvariants(world.state)).toEqual([]);
    expect(replay(world.journal)).toEqual(world.state);
  });

  it('may be taken back, and is over with the next day', () => {
    const world = hall();
    expect(told(world.give({ type: 'reopen-day' }))).toBe('no: day-not-closed');
    world.issue('A');
    world.give({ type: 'close-day' });
    expect(told(world.give({ type: 'reopen-day' }))).toBe('day.reopened');
    expect(world.ticket('t1').state).toBe('expired');
    expect(world.issue('A')).toMatchObject({ events: [{ body: { no: 'A002' } }] });
    world.give({ type: 'close-day' });
    world.give({ type: 'open-day', date: '2026-03-03' }, system);
    expect(told(world.issue('A'))).toBe('ticket.issued');
    expect(told(world.give({ type: 'reopen-day' }))).toBe('no: day-not-closed');
  });

  it('needs a day', () => {
    const world = createWorld(smallHall(), null);
    expect(told(world.give({ type: 'close-day' }))).toBe('no: day-closed');
    expect(told(world.give({ type: 'reopen-day' }))).toBe('no: day-not-closed');
  });
});

it('a day that staff open is told to be no later one, a day the hall opens is let be', () => {
  const world = hall();
  const open: Command = { type: 'open-day', date: '2026-03-02' };
  expect(told(world.give(open))).toBe('no: day-not-next');
  expect(told(world.give(open, system))).toBe('nothing');
});

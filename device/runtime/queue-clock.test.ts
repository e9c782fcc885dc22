/** What the hall does by itself, on a whole hall on virtual time. */
import { describe, expect, it } from 'vitest';
import type { Actor, Command } from '../../protocol/commands.ts';
import type { HallConfig } from '../../protocol/config.ts';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import { createTestingWorld, deviceHall, type TestingWorld } from './testing/testing-hall.ts';

const clerk = (badge: string): Actor => ({ id: `op:${badge}`, clerk: badge, staff: true });
const minuteMs = 60_000;

/** Two counters for one service, no devices. */
function hallOf(change: Partial<HallConfig> = {}) {
  const bare: HallConfig = {
    ...deviceHall,
    services: [
      { id: 'A', name: { zh: '缴费', en: 'Payment' }, minutes: 4 },
      { id: 'K', name: { zh: '咨询', en: 'Enquiry' }, minutes: 4 },
    ],
    counters: [
      { no: 1, services: ['A'] },
      { no: 2, services: ['A'] },
    ],
    printers: [],
    buses: [],
    buttons: [],
    ...change,
  };
  const world = createTestingWorld(gb18030, undefined, bare);
  world.hall.start();
  world.clock.settle();
  for (const no of [1, 2]) act(world, 'open', no);
  return world;
}

function act(world: TestingWorld, type: 'open' | 'call-next' | 'start' | 'finish' | 'recall' | 'recycle', no = 1) {
  return world.give({ type, counter: no } as Command, clerk(`100${no}`));
}

function tail(world: TestingWorld, from: number): string[] {
  return world.journal.rows
    .slice(from)
    .filter(({ type }) => /^(ticket|counter)/.test(type))
    .map(({ type }) => type);
}

describe('a call that nobody answers', () => {
  const calls = { recallSeconds: 30, recallsMax: 2 };

  it('is repeated after the set time and at last a no-show', () => {
    const world = hallOf({ calls });
    world.tap('a');
    act(world, 'call-next');
    const from = world.journal.rows.length;
    world.clock.advance(29_999);
    expect(tail(world, from)).toEqual([]);
    world.clock.advance(1);
    expect(tail(world, from)).toEqual(['ticket.recalled']);
    world.clock.advance(30_000);
    expect(tail(world, from)).toEqual(['ticket.recalled', 'ticket.recalled']);
    world.clock.advance(30_000);
    expect(tail(world, from)).toEqual(['ticket.recalled', 'ticket.recalled', 'ticket.no-show']);
    expect(world.rows('ticket.no-show')[0]).toMatchObject({ actor: 'system', body: { by: 'recalls' } });
    world.clock.advance(10 * minuteMs);
    expect(tail(world, from)).toHaveLength(3);
  });

  it('is left alone once it is answered; a recall by hand counts the time anew', () => {
    const world = hallOf({ calls });
    world.tap('a');
    act(world, 'call-next');
    const from = world.journal.rows.length;
    world.clock.advance(20_000);
    act(world, 'recall');
    world.clock.advance(29_000);
    expect(tail(world, from)).toEqual(['ticket.recalled']);
    act(world, 'start');
    world.clock.advance(10 * minuteMs);
    expect(tail(world, from)).toEqual(['ticket.recalled', 'ticket.started']);
  });

  it('is repeated when the disk works again, once', () => {
    const world = hallOf({ calls });
    world.tap('a');
    act(world, 'call-next');
    const from = world.journal.rows.length;
    world.journal.refuse('storage-full');
    world.clock.advance(50_000);
    world.journal.refuse(null);
    world.clock.advance(5_000);
    expect(tail(world, from)).toEqual(['ticket.recalled']);
  });

  it('is repeated by hand only where nothing is set', () => {
    const world = hallOf();
    world.tap('a');
    act(world, 'call-next');
    const from = world.journal.rows.length;
    world.clock.advance(20 * minuteMs);
    expect(tail(world, from)).toEqual([]);
  });
});

describe('a cover', () => {
  it('ends by itself, at its time', () => {
    const world = hallOf();
    world.give({ type: 'cover', counter: 1, services: ['K'], minutes: 10 }, clerk('1001'));
    world.clock.advance(10 * minuteMs - 1);
    expect(world.rows('counter.cover-ended')).toEqual([]);
    world.clock.advance(1);
    expect(world.rows('counter.cover-ended')).toHaveLength(1);
    world.clock.advance(10 * minuteMs);
    expect(world.rows('counter.cover-ended')).toHaveLength(1);
  });

  it('that is begun anew has its own end', () => {
    const world = hallOf();
    world.give({ type: 'cover', counter: 1, services: ['K'], minutes: 10 }, clerk('1001'));
    world.clock.advance(5 * minuteMs);
    world.give({ type: 'cover', counter: 1, services: ['K'], minutes: 10 }, clerk('1001'));
    world.clock.advance(9 * minuteMs);
    expect(world.rows('counter.cover-ended')).toEqual([]);
    world.clock.advance(minuteMs);
    expect(world.rows('counter.cover-ended')).toHaveLength(1);
  });
});

describe('an armed counter', () => {
  const arm = (world: TestingWorld, no: number) =>
    world.give({ type: 'store-next', counter: no, on: true }, clerk(`100${no}`));

  it('gets the next ticket by itself, and who was armed first comes first', () => {
    const world = hallOf();
    arm(world, 2);
    world.clock.advance(1_000);
    arm(world, 1);
    world.tap('a');
    world.clock.settle();
    expect(world.rows('ticket.called').map(({ body }) => body.counter)).toEqual([2]);
    world.tap('b');
    world.clock.settle();
    expect(world.rows('ticket.called').map(({ body }) => body.counter)).toEqual([2, 1]);
    expect(world.rows('ticket.called')[1]).toMatchObject({ actor: 'system', body: { clerk: '1001' } });
  });

  it('is asked for nothing while nobody comes', () => {
    const world = hallOf();
    arm(world, 1);
    const from = world.journal.rows.length;
    world.clock.advance(30 * minuteMs);
    expect(tail(world, from)).toEqual([]);
  });

  it('gets a recycled ticket at the moment its time has come, and staff see that time come', () => {
    const world = hallOf({ calls: { recycle: { afterMinutes: 5, afterCalls: 20 } } });
    world.tap('a');
    act(world, 'call-next');
    act(world, 'recycle');
    const rest = () => {
      world.clock.settle();
      return rows.at(-1)?.map(({ resting }) => resting);
    };
    const rows: { resting: boolean }[][] = [];
    world.hall.stream('counter/1', (_kind, _version, data) => {
      const { view, parts } = JSON.parse(data) as { view?: { waiting: never }; parts?: { waiting?: never } };
      const waiting = view?.waiting ?? parts?.waiting;
      if (waiting) rows.push(waiting);
      return true;
    });
    expect(rest()).toEqual([true]);
    expect(arm(world, 2).ok).toBe(true);
    world.clock.advance(5 * minuteMs - 1);
    expect(world.rows('ticket.called')).toHaveLength(1);
    expect(rest()).toEqual([true]);
    world.clock.advance(1);
    expect(world.rows('ticket.called').map(({ body }) => body.counter)).toEqual([1, 2]);
    expect(rest()).toEqual([]);
  });
});

describe('appointments that nobody came for', () => {
  it('are recorded within the minute', () => {
    const world = hallOf();
    const slotMs = world.clock.wallMs() + 10 * minuteMs;
    const items = [{ id: 'ap-1', code: 'HK1', service: 'A', slotMs }];
    world.give({ type: 'appointments', items }, { id: 'system', clerk: null, staff: true });
    world.clock.advance(25 * minuteMs);
    expect(world.rows('appointment.missed')).toEqual([]);
    world.clock.advance(minuteMs);
    expect(world.rows('appointment.missed')).toHaveLength(1);
    world.clock.advance(60 * minuteMs);
    expect(world.rows('appointment.missed')).toHaveLength(1);
  });
});

describe('a series that is nearly used up', () => {
  it('is a fault from nine tenths on, and none on the next day', () => {
    const world = hallOf({
      services: [{ id: 'A', name: { zh: '缴费', en: 'Payment' }, minutes: 4, last: 10 }],
    });
    const scarce = () => world.hall.health.faults().filter(({ code }) => code === 'numbers-scarce');
    for (let n = 1; n <= 8; n += 1) world.tap(`t${n}`);
    expect(scarce()).toEqual([]);
    world.tap('t9');
    expect(scarce().map(({ device }) => device)).toEqual(['series-A']);
    world.clock.advance(24 * 60 * minuteMs);
    expect(scarce()).toEqual([]);
  });
});

describe('the list that a console shows', () => {
  it('is sent again when its order has changed by time alone, and is the order that is called', () => {
    const rule = { accumulating: { priority: { rate: 3 } } };
    const world = hallOf({ hall: { ...deviceHall.hall, rule } });
    world.tap('early');
    world.clock.advance(90_000);
    world.give(
      { type: 'issue', service: 'A', class: 'priority', channel: 'staff', locale: 'en', request: 'p' },
      clerk('1001'),
    );
    const orders: string[][] = [];
    const stream = world.hall.stream('counter/1', (_kind, _version, data) => {
      const { view, parts } = JSON.parse(data) as Record<string, { waiting?: { ticketNo: string }[] } | undefined>;
      const waiting = (view ?? parts)?.waiting;
      if (waiting) orders.push(waiting.map(({ ticketNo }) => ticketNo));
      return true;
    });
    expect(orders).toEqual([['A001', 'A002']]);
    // 1.5 + t = 3 t minutes after the second came.
    world.clock.advance(44_000);
    expect(orders).toHaveLength(1);
    world.clock.advance(4_000);
    expect(orders).toEqual([
      ['A001', 'A002'],
      ['A002', 'A001'],
    ]);
    act(world, 'call-next');
    expect(world.rows('ticket.called')[0]?.body.cause).toMatchObject({ class: 'priority', next: { no: 'A001' } });
    stream?.close();
    world.clock.advance(minuteMs);
    const { timers } = world.clock;
    world.clock.advance(minuteMs);
    expect(world.clock.timers).toBe(timers);
  });

  it('costs nothing where time cannot change it', () => {
    const world = hallOf({ hall: { ...deviceHall.hall, rule: 'fifo' } });
    const before = world.clock.timers;
    world.hall.stream('counter/1', () => true);
    expect(world.clock.timers).toBe(before);
  });
});

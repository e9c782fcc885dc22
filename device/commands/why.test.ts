import { describe, expect, it } from 'vitest';
import { indexHall } from '../core/hall-index.ts';
import { clerk, createWorld, lead, smallHall, type World } from '../core/testing/world.ts';
import { readCalls } from './why.ts';

const config = smallHall({
  hall: { ...smallHall().hall, rule: 'accumulating' },
  counters: [
    { no: 1, services: ['A'] },
    { no: 2, services: ['K'] },
  ],
});

/** Two wait at counter 1's service, one has priority; the one of counter 2 came first of all. */
function morning(): World {
  const world = createWorld(config);
  world.give({ type: 'open', counter: 1 }, clerk('1001'));
  world.issue('K');
  world.advance(60_000);
  world.issue('A');
  world.advance(60_000);
  world.issue('A', { class: 'priority' }, lead);
  world.advance(120_000);
  world.give({ type: 'call-next', counter: 1 }, clerk('1001'));
  return world;
}

const called = (world: World, no: string, date: string | null = null, index = indexHall(config)) =>
  readCalls(world.journal, no, date, index).calls;

describe('why a number was called', () => {
  it('is told with what the rule saw and with the order just before', () => {
    const [call, ...more] = called(morning(), 'A002');
    expect(more).toEqual([]);
    expect(call).toMatchObject({ counter: 1, clerk: '1001', date: '2026-03-02', waitedBy: 'order' });
    expect(call?.text.en).toBe(
      'Priority ticket with the most points. Waited 2 min, 15 points; 2 could be called here, otherwise A001 (waited 3 min, 3 points).',
    );
    expect(call?.waited.map(({ ticketNo, waitedMs }) => `${ticketNo} ${waitedMs / 60_000}`)).toEqual([
      'A002 2',
      'A001 3',
    ]);
  });

  it('lists who waited in the hall by arrival where no configuration is given', () => {
    const [call] = readCalls(morning().journal, 'A002', null, null).calls;
    expect(call?.waitedBy).toBe('arrival');
    expect(call?.waited.map(({ ticketNo }) => ticketNo)).toEqual(['K001', 'A001', 'A002']);
  });

  it('is told for every call of the day, of no other day, and of no other number', () => {
    const world = morning();
    world.give({ type: 'park', counter: 1 }, clerk('1001'));
    world.give({ type: 'unpark', counter: 1, ticket: 't3' }, clerk('1001'));
    expect(called(world, 'A002').map(({ why }) => why)).toEqual(['accumulating:priority', 'unparked']);
    expect(called(world, 'A001')).toEqual([]);
    expect(called(world, 'A002', '2026-03-01')).toEqual([]);
    world.give({ type: 'finish', counter: 1 }, clerk('1001'));
    world.give({ type: 'open-day', date: '2026-03-03' }, { id: 'system', clerk: null, staff: true });
    expect(called(world, 'A002')).toEqual([]);
    expect(called(world, 'A002', '2026-03-02')).toHaveLength(2);
  });
});

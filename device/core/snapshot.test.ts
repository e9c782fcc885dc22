/** A snapshot gives the same hall, goes on like it, and shares tickets as the state does. */
import { expect, it } from 'vitest';
import { brokenInvariants } from './invariants.ts';
import { readSnapshot, snapshotVersion, writeSnapshot } from './snapshot.ts';
import { emptyState } from './state.ts';
import { clerk, createWorld, press, rateKey, replay, smallHall, type World } from './testing/world.ts';

/** A hall in which every part of the state holds something. */
function busyHall(): World {
  const [payment, enquiry] = smallHall().services;
  if (!payment || !enquiry) throw new Error('no services');
  const roll = { ...payment, id: 'R', paperRoll: true, last: 2 };
  const world = createWorld(smallHall({ services: [payment, enquiry, roll] }));
  world.commit([{ type: 'epoch.started', body: { epoch: 'e', first: 1, parent: null, reason: 'new' } }]);
  world.give({ type: 'open', counter: 1 }, clerk('1001'));
  world.give({ type: 'open', counter: 2 }, clerk('1002'));
  for (const service of ['A', 'A', 'K', 'A', 'K', 'A']) {
    world.issue(service);
    world.advance(1_234.5);
  }
  world.give({ type: 'print-unknown', ticket: 't6', job: world.ticket('t6').job });
  world.give({ type: 'print-interrupted', ticket: 't5', job: world.ticket('t5').job });
  world.give(press(0x01, 1));
  world.advance(30_000);
  world.give({ type: 'finish', counter: 1 });
  world.give(rateKey(world.state.ratingSession, 4, 1));
  world.give({ type: 'call-next', counter: 2 });
  world.give({ type: 'park', counter: 2 });
  world.give({ type: 'call-next', counter: 1 });
  world.give({ type: 'transfer', counter: 1, service: 'A' });
  world.give({ type: 'call-next', counter: 2 });
  world.give({ type: 'finish', counter: 2 });
  for (let n = 0; n < 3; n++) {
    world.give({ type: 'walk-in', counter: 1, service: 'R' }, clerk('1001'));
    world.advance(60_000);
  }
  world.give({ type: 'call-next', counter: 1 });
  world.give({ type: 'recycle', counter: 1 });
  world.give({ type: 'cover', counter: 1, services: ['R'], minutes: 30 });
  world.give({ type: 'close-service', service: 'K', reason: 'system' });
  const slotMs = world.context().now.wallMs;
  world.give({ type: 'appointments', items: [{ id: 'a', code: 'X1', service: 'A', slotMs }] });
  world.give(press(0x03, 2));
  world.give(press(0x31, 3));
  world.give({ type: 'call-next', counter: 1 });
  world.give({ type: 'transfer', counter: 1, service: 'A', toClerk: '1002' });
  world.give({ type: 'pause', counter: 2, reason: 'cash' });
  world.give({ type: 'centre-calendar', exceptions: [{ date: '2026-10-01', until: '2026-10-07', closed: true }] });
  world.give({ type: 'device-state', device: 'printer-1', state: 'fault', fault: 'paper-out' });
  return world;
}

it('is equal to the state, in every part and in the order of every part', () => {
  const { state } = busyHall();
  for (const [name, part] of Object.entries(state)) {
    if (part instanceof Map || Array.isArray(part))
      expect([name, part instanceof Map ? part.size : part.length]).not.toEqual([name, 0]);
  }
  const read = readSnapshot(writeSnapshot(state));
  expect(read).toEqual(state);
  expect(read && writeSnapshot(read)).toBe(writeSnapshot(state));
});

it('of an empty hall is an empty hall', () => {
  expect(readSnapshot(writeSnapshot(emptyState()))).toEqual(emptyState());
});

it('is not touched by what happens afterwards, and gives one object for one ticket', () => {
  const world = busyHall();
  const read = readSnapshot(writeSnapshot(world.state));
  if (!read) throw new Error('not read');
  const waiting = read.lines.get('A')?.normal[0];
  expect(waiting && read.tickets.get(waiting.id)).toBe(waiting);
  world.give({ type: 'resume', counter: 2 });
  world.give({ type: 'call-next', counter: 2 });
  world.give({ type: 'open-day', date: '2026-03-03' });
  expect(read.day).toBe('2026-03-02');
  expect(replay(world.journal, read)).toEqual(world.state);
  expect(brokenInvariants(read)).toEqual([]);
});

it('of another version is not read; one that contradicts itself is a bug', () => {
  const text = writeSnapshot(busyHall().state);
  expect(readSnapshot(text.replace(`"version":${snapshotVersion}`, '"version":0'))).toBeNull();
  const stored = JSON.parse(text) as { tickets: unknown[] };
  stored.tickets = [];
  expect(() => readSnapshot(JSON.stringify(stored))).toThrow(/does not hold/);
});

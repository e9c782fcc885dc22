/** An event that does not fit into a row of the journal: its command alone is refused, everything else stands, also after a restart. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Command } from '../../protocol/commands.ts';
import { event } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { indexHall } from '../core/hall-index.ts';
import { smallHall } from '../core/testing/world.ts';
import { createEngine, type Engine } from '../runtime/engine.ts';
import { isStoredLater } from '../runtime/fact-store.ts';
import { createVirtualClock } from '../runtime/testing/virtual-clock.ts';
import { openSqliteJournal, type SqliteJournal } from './sqlite-journal.ts';
import { createSystemRandom } from './system-random.ts';

let folder: string;
let journal: SqliteJournal;
let engine: Engine;
const clock = createVirtualClock();
const storage: unknown[] = [];
const tooLong: string[] = [];

function start(): void {
  journal = openSqliteJournal(folder);
  engine = createEngine({
    ...{ index: indexHall(smallHall()), journal, clock, random: createSystemRandom() },
    onStorage: (trouble) => storage.push(trouble),
    onTooLong: (detail) => tooLong.push(detail),
    onDurable: () => undefined,
  });
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-long-'));
  storage.length = 0;
  tooLong.length = 0;
  start();
  engine.record([event('system.started', { boot: 'b1', sw: '0', config: '' })], 'system');
  engine.record([event('day.opened', { date: '2026-03-02' })], 'system');
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

const codes: string[] = [];
function tap(request: string, service = 'A'): void {
  const command: Command = { type: 'issue', service, class: 'normal', channel: 'phone', locale: 'zh-CN', request };
  engine.submit(command, { id: 'kiosk-1', clerk: null, staff: false }, (result) => {
    codes.push(result.ok ? 'ok' : result.refusal.code);
    // A device's fact is not offered again and again: it would never fit.
    expect(isStoredLater(result)).toBe(false);
  });
}
const numbers = () =>
  journal.read(1, journal.head(), 100).flatMap((row) => (row.type === 'ticket.issued' ? [row.body.no] : []));

it('is refused alone; what waits with it is stored, in order and without a hole', () => {
  codes.length = 0;
  const long = 'x'.repeat(limits.eventBodyBytesMax);
  for (const request of ['a', long, 'b', `${long}y`, 'c']) tap(request);
  clock.settle();
  expect([...codes].sort()).toEqual(['event-too-long', 'event-too-long', 'ok', 'ok', 'ok']);
  expect(numbers()).toEqual(['A001', 'A002', 'A003']);
  expect(journal.head()).toBe(engine.state.seq);
  // The disk is well: nobody is told of a fault, and the next command need not wait for it.
  expect([storage, tooLong.length]).toEqual([[], 2]);
  tap('d');
  clock.settle();
  expect(numbers()).toEqual(['A001', 'A002', 'A003', 'A004']);
  journal.close();
  start();
  expect([...engine.state.tickets.values()].map(({ no }) => no)).toEqual(['A001', 'A002', 'A003', 'A004']);
});

it('takes what just fits, and refuses one character more', () => {
  codes.length = 0;
  tap('');
  clock.settle();
  const [row] = journal.read(journal.head(), journal.head(), 1);
  if (!row) throw new Error('the ticket is stored');
  const besideChars = JSON.stringify({ actor: row.actor, clock: row.clock, data: row.body }).length;
  const room = limits.eventBodyBytesMax - besideChars;
  expect(journal.append([{ ...row, seq: row.seq + 1, actor: row.actor + 'x'.repeat(room) }])).toEqual({ ok: true });
  expect(journal.append([{ ...row, seq: row.seq + 2, actor: row.actor + 'x'.repeat(room + 1) }])).toMatchObject({
    ok: false,
    trouble: 'event-too-long',
    seq: row.seq + 2,
  });
  expect(journal.head()).toBe(row.seq + 1);
});

import { describe, expect, it } from 'vitest';
import type { Command } from '../../protocol/commands.ts';
import type { HallConfig } from '../../protocol/config.ts';
import { refuse } from '../../protocol/refusals.ts';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import { bytes, shipped } from '../adapters/testing-foreign.ts';
import { indexHall } from '../core/hall-index.ts';
import { emptyState } from '../core/state.ts';
import { hexOf } from '../drivers/foreign/byte-words.ts';
import type { CommandResult } from '../ports.ts';
import { createForeignDesk } from './foreign-desk.ts';
import { createHealth } from './health.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';
import { createVirtualLine } from './testing/virtual-line.ts';

const next = 'FF 68 03 03 68 05 00 0C 11 16';
const rated = 'FF 68 03 03 68 05 11 00 16 16';
type Done = (result: CommandResult) => void;

function desk(roles?: ('panel' | 'keypad' | 'rating')[]) {
  const clock = createVirtualClock();
  const wires: string[] = [];
  const quiet = { writes: [], wakeAtMs: null };
  const peer = {
    onBytes(piece: Uint8Array) {
      wires.push(hexOf(piece));
      return quiet;
    },
    onTick: () => quiet,
  };
  const line = createVirtualLine(peer, clock, 9_600);
  const place = { counter: 1, address: 5, ...(roles ? { roles } : {}) };
  const entry = { id: 'callers', line: { serial: 'x', baud: 9_600 }, profile: 'ff68', places: [place] };
  const config: HallConfig = {
    hall: { id: 'test', name: { zh: '厅', en: 'Hall' }, zone: 'UTC' },
    services: [{ id: 'A', name: { zh: '缴费', en: 'Payment' }, minutes: 4 }],
    counters: [{ no: 1, services: ['A'] }],
    foreign: [entry],
  };
  const profile = shipped('ff68');
  if (profile.kind !== 'frame') throw new Error('no frames');
  const health = createHealth(clock, { device: (_device, _fault, done) => done(true), changed: () => {} });
  const submitted: { command: Command; done: Done }[] = [];
  const stored: { command: Command; done: Done }[] = [];
  const state = emptyState();
  const made = createForeignDesk({
    ...{ entry, profile, line, clock, health, charset: gb18030, index: indexHall(config), boot: 77 },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    state: () => state,
    submit: (command, _actor, done) => submitted.push({ command, done }),
    store: (command, _actor, done) => stored.push({ command, done }),
  });
  made.start();
  clock.advance(2_000);
  wires.splice(0);
  const say = (text: string) => {
    line.poke(() => ({ writes: [bytes(text)], wakeAtMs: null }));
    clock.advance(500);
  };
  return { clock, line, wires, submitted, stored, health, say };
}

const done: CommandResult = { ok: true, seq: 1, events: [] } as never;

describe('a caller of another maker', () => {
  it('gives the key command of the bus, with a number of its own, and is answered after the commit', () => {
    const { say, submitted, wires, clock } = desk();
    say(next);
    expect(wires).toEqual([]);
    const who = { bus: 'callers', address: 5, uid: 'foreign:callers/5', boot: 77 };
    const key = { kind: 'call', code: 1, action: 'press' };
    expect(submitted[0]?.command).toEqual({ type: 'key', ...who, event: 1, ageMs: 0, key });
    submitted[0]?.done(done);
    clock.advance(500);
    expect(wires).toEqual([next]);
    say(next);
    expect(submitted[1]?.command).toMatchObject({ event: 2 });
  });

  it('is not answered for a key that the disk refused', () => {
    const { say, submitted, wires, clock } = desk();
    say(next);
    submitted[0]?.done({ ok: false, refusal: refuse('busy') } as never);
    clock.advance(2_000);
    expect(wires).toEqual([]);
  });

  it('gives a rating to be kept until the disk takes it; outside a window it is of no session', () => {
    const { say, stored, submitted, wires, clock } = desk();
    say(rated);
    expect(submitted).toEqual([]);
    expect(stored[0]?.command).toMatchObject({ key: { kind: 'rating', session: 0, level: 5 } });
    clock.advance(60_000);
    expect(wires.filter((wire) => wire.includes('68 05 01 00'))).toEqual([]);
    stored[0]?.done(done);
    clock.advance(500);
    expect(wires).toContain('FF 68 03 03 68 05 01 00 06 16');
  });

  it('of which only the rating is used gives no keys, and one that nobody named gives nothing', () => {
    const rating = desk(['rating']);
    rating.say(next);
    rating.say(rated);
    expect([rating.submitted.length, rating.stored.length]).toEqual([0, 1]);
    rating.say('FF 68 03 03 68 06 00 0C 12 16');
    expect(rating.submitted).toEqual([]);
  });

  it('is away with its line, and said so once', () => {
    const { line, health, clock } = desk();
    const states = () => health.devices().map(({ id, state }) => `${id} ${state}`);
    expect(states()).toEqual(['foreign-callers ok', 'callers/5 ok']);
    line.pull();
    clock.advance(1_000);
    expect(states()).toEqual(['foreign-callers offline', 'callers/5 offline']);
    expect(health.faults().map(({ code, device }) => `${code} ${device}`)).toEqual(['line-lost foreign-callers']);
    line.putIn();
    clock.advance(1_000);
    expect([health.faults(), states()]).toEqual([[], ['foreign-callers ok', 'callers/5 ok']]);
  });
});

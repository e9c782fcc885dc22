import { describe, expect, it } from 'vitest';
import type { Actor, Command } from '../../protocol/commands.ts';
import { event, type HallEvent, type JournalEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { indexHall } from '../core/hall-index.ts';
import { writeSnapshot } from '../core/snapshot.ts';
import { smallHall } from '../core/testing/world.ts';
import type { CommandResult, StorageTrouble } from '../ports.ts';
import { createEngine, type Engine, replay } from './engine.ts';
import { createTestingJournal, createTestingRandom, type TestingJournal } from './testing/testing-journal.ts';
import { createVirtualClock, type VirtualClock } from './testing/virtual-clock.ts';

const kiosk: Actor = { id: 'kiosk-1', clerk: null, staff: false };
const clerk: Actor = { id: 'op:1001', clerk: '1001', staff: true };

interface Rig {
  readonly engine: Engine;
  readonly journal: TestingJournal;
  readonly clock: VirtualClock;
  /** What happened, in order. */
  readonly order: string[];
  readonly storage: (StorageTrouble | null)[];
  give(command: Command, actor?: Actor): { result: CommandResult | null };
  tap(request: string): { result: CommandResult | null };
}

function rig(journal?: TestingJournal): Rig {
  const order: string[] = [];
  const storage: (StorageTrouble | null)[] = [];
  const clock = createVirtualClock();
  const own = journal ?? createTestingJournal([], (rows) => order.push(`append ${rows.length}`));
  const engine = createEngine({
    index: indexHall(smallHall()),
    journal: own,
    clock,
    random: createTestingRandom(),
    onStorage: (trouble) => storage.push(trouble),
    onDurable: () => order.push('durable'),
  });
  engine.onCommit((events) => order.push(`listener ${events.length}`));
  if (!journal) {
    engine.record([event('system.started', { boot: 'b1', sw: '0', config: '' })], 'system');
    engine.record([event('day.opened', { date: '2026-03-02' })], 'system');
    order.length = 0;
  }
  const give = (command: Command, actor: Actor = kiosk) => {
    const answer: { result: CommandResult | null } = { result: null };
    engine.submit(command, actor, (result) => {
      answer.result = result;
      order.push(result.ok ? 'answer' : `no ${result.refusal.code}`);
    });
    return answer;
  };
  return { engine, journal: own, clock, order, storage, give, tap: (request) => give(tapOf(request)) };
}

function tapOf(request: string): Command {
  return { type: 'issue', service: 'A', class: 'normal', channel: 'phone', locale: 'zh-CN', request };
}

function codeOf({ result }: { result: CommandResult | null }): string {
  return result === null ? 'none' : result.ok ? 'ok' : result.refusal.code;
}

/** The live state is what the journal gives. */
function expectReplay({ engine, journal }: Rig): void {
  expect(writeSnapshot(engine.state)).toBe(
    writeSnapshot(replay({ ...journal, loadSnapshot: () => null, head: () => journal.head() })),
  );
}

describe('one commit', () => {
  it('lets nothing leave before it: append, then devices, then answers, then pages', () => {
    const hall = rig();
    hall.tap('a');
    expect(hall.order).toEqual([]);
    hall.clock.settle();
    expect(hall.order).toEqual(['append 1', 'durable', 'answer', 'listener 1']);
    expectReplay(hall);
  });

  it('holds all that waits', () => {
    const hall = rig();
    for (let n = 0; n < 40; n += 1) hall.tap(`tap-${n}`);
    hall.clock.settle();
    expect(hall.order.slice(0, 2)).toEqual(['append 40', 'durable']);
    expect(hall.order.filter((each) => each === 'answer')).toHaveLength(40);
    expect(hall.order.at(-1)).toBe('listener 40');
    expect(new Set([...hall.engine.state.tickets.values()].map(({ no }) => no)).size).toBe(40);
    expectReplay(hall);
  });

  it('decides each command on what the ones before it have done', () => {
    const hall = rig();
    const opened = hall.give({ type: 'open', counter: 1 }, clerk);
    const none = hall.give({ type: 'call-next', counter: 1 }, clerk);
    hall.tap('a');
    const called = hall.give({ type: 'call-next', counter: 1 }, clerk);
    hall.clock.settle();
    expect([codeOf(opened), codeOf(none), codeOf(called)]).toEqual(['ok', 'queue-empty', 'ok']);
    expect(hall.journal.commits.at(-1)?.map(({ type }) => type)).toEqual([
      'counter.opened',
      'ticket.issued',
      'ticket.called',
    ]);
  });

  it('is bounded: a longer inbox takes several, in order', () => {
    const hall = rig();
    const count = limits.commandsPerCommitMax + 10;
    for (let n = 0; n < count; n += 1) hall.give({ type: 'session-refused', reason: `${n}` });
    hall.clock.settle();
    expect(hall.journal.commits.slice(2).map((rows) => rows.length)).toEqual([limits.commandsPerCommitMax, 10]);
    const reasons = hall.journal.rows.flatMap((row) =>
      row.type === 'session.refused' ? [Number(row.body.reason)] : [],
    );
    expect(reasons).toEqual(Array.from({ length: count }, (_, n) => n));
  });

  it('is not made for refusals and repeats alone', () => {
    const hall = rig();
    const first = hall.tap('same');
    hall.clock.settle();
    hall.order.length = 0;
    const second = hall.tap('same');
    const none = hall.give({ type: 'call-next', counter: 9 }, clerk);
    hall.clock.settle();
    expect(hall.order).toEqual(['answer', 'no counter-unknown']);
    expect(codeOf(none)).toBe('counter-unknown');
    expect(first.result?.ok && second.result?.ok && first.result.ticket === second.result.ticket).toBe(true);
  });

  it('makes one ticket of two taps in it with the same request id', () => {
    const hall = rig();
    const taps = [hall.tap('twice'), hall.tap('twice')];
    hall.clock.settle();
    const ids = taps.map(({ result }) => (result?.ok ? result.ticket : null));
    expect(ids[0]).not.toBeNull();
    expect(ids[0]).toBe(ids[1]);
    expect(hall.engine.state.tickets.size).toBe(1);
  });
});

describe('a disk that refuses', () => {
  it('refuses everybody in the commit, keeps nothing of it and says why', () => {
    const hall = rig();
    hall.tap('before');
    hall.clock.settle();
    hall.order.length = 0;
    hall.journal.refuse('storage-full');
    const lost = [hall.tap('a'), hall.tap('b')];
    hall.clock.settle();
    expect(lost.map(codeOf)).toEqual(['storage-failed', 'storage-failed']);
    expect(hall.order).toEqual(['no storage-failed', 'no storage-failed']);
    expect(hall.storage).toEqual(['storage-full']);
    expect(hall.engine.state.tickets.size).toBe(1);
    expectReplay(hall);
  });

  it('is tried once a second, not for each command', () => {
    const hall = rig();
    hall.journal.refuse('storage-failed');
    hall.tap('first');
    hall.clock.settle();
    const { tries } = hall.journal;
    for (let n = 0; n < 9; n += 1) {
      hall.clock.advance(100);
      expect(codeOf(hall.tap(`early-${n}`))).toBe('none');
      hall.clock.settle();
    }
    expect(hall.journal.tries).toBe(tries);
    hall.clock.advance(100);
    hall.tap('late');
    hall.clock.settle();
    expect(hall.journal.tries).toBe(tries + 1);
  });

  it('heals: the next commit goes on with the next number, without a hole', () => {
    const hall = rig();
    hall.journal.refuse('storage-read-only');
    const lost = hall.tap('a');
    hall.clock.settle();
    hall.journal.refuse(null);
    hall.clock.advance(1_000);
    const again = hall.tap('a');
    hall.clock.settle();
    expect([codeOf(lost), codeOf(again)]).toEqual(['storage-failed', 'ok']);
    expect(hall.storage).toEqual(['storage-read-only', null]);
    expect([...hall.engine.state.tickets.values()].map(({ no }) => no)).toEqual(['A001']);
    expect(hall.journal.rows.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expectReplay(hall);
  });

  it('makes the own records of the daemon fail visibly', () => {
    const hall = rig();
    hall.journal.refuse('storage-full');
    expect(hall.engine.record([event('day.opened', { date: '2026-03-03' })], 'system')).toBe(false);
    expect(hall.engine.state.day).toBe('2026-03-02');
    expect(hall.order).toEqual([]);
  });
});

describe('bounds', () => {
  it('answers busy at once when the inbox is full, and works on', () => {
    const hall = rig();
    for (let n = 0; n < limits.inboxMax; n += 1) hall.give({ type: 'session-refused', reason: `${n}` });
    expect(codeOf(hall.tap('one too many'))).toBe('busy');
    hall.clock.settle();
    expect(hall.order.filter((each) => each === 'answer')).toHaveLength(limits.inboxMax);
    const later = hall.tap('later');
    hall.clock.settle();
    expect(codeOf(later)).toBe('ok');
  });

  it('refuses everything once it is stopped, what waited included', () => {
    const hall = rig();
    const waiting = hall.tap('waiting');
    hall.engine.stop();
    expect([codeOf(waiting), codeOf(hall.tap('after'))]).toEqual(['shutting-down', 'shutting-down']);
    hall.clock.settle();
    expect(hall.engine.state.tickets.size).toBe(0);
  });
});

describe('snapshots', () => {
  const many = (count: number): HallEvent[] =>
    Array.from({ length: count }, (_, n) => event('session.refused', { reason: `${n}` }));

  it('waits for a quiet moment', () => {
    const hall = rig();
    hall.engine.record(many(limits.eventsPerSnapshotMax), 'system');
    hall.clock.advance(600);
    hall.engine.record(many(1), 'system');
    hall.clock.advance(600);
    expect(hall.journal.snapshots).toHaveLength(0);
    hall.clock.advance(1_000);
    expect(hall.journal.snapshots.map(({ seq }) => seq)).toEqual([hall.journal.head()]);
    expect(hall.clock.timers).toBe(0);
  });

  it('does not wait for ever for it', () => {
    const hall = rig();
    for (let n = 0; n < 11; n += 1) {
      hall.engine.record(many(limits.eventsPerSnapshotMax / 2), 'system');
      hall.clock.advance(500);
    }
    expect(hall.journal.snapshots.length).toBeGreaterThan(0);
  });

  it('and the tail after it give the same state as the whole journal', () => {
    const hall = rig();
    hall.give({ type: 'open', counter: 1 }, clerk);
    for (let n = 0; n < 5; n += 1) hall.tap(`before-${n}`);
    hall.clock.settle();
    hall.engine.stop();
    expect(hall.journal.snapshots).toHaveLength(1);
    const next = rig(hall.journal);
    next.give({ type: 'call-next', counter: 1 }, clerk);
    next.tap('after');
    next.tap('before-2');
    next.clock.settle();
    const resumed = createEngineOn(hall.journal);
    expect(resumed.state.seq).toBe(hall.journal.head());
    expect(hall.journal.loadSnapshot()?.seq).toBeLessThan(hall.journal.head());
    expectReplay(next);
    expect(writeSnapshot(resumed.state)).toBe(writeSnapshot(next.engine.state));
  });

  it('is made at the end, and not when nothing is new', () => {
    const hall = rig();
    hall.tap('a');
    hall.clock.settle();
    hall.engine.stop();
    createEngineOn(hall.journal).stop();
    expect(hall.journal.snapshots).toHaveLength(1);
  });
});

describe('replay', () => {
  it('ends the daemon when the journal has a hole: restarting must not paper over it', () => {
    const hall = rig();
    for (let n = 0; n < 3; n += 1) hall.tap(`tap-${n}`);
    hall.clock.settle();
    const rows = hall.journal.rows.filter(({ seq }) => seq !== 3);
    expect(() => replay(createTestingJournal(rows))).toThrow('hole between 2 and 4');
  });
});

describe('time in the journal', () => {
  it('is read once for each commit, with the quality of the clock', () => {
    const hall = rig();
    hall.clock.setQuality('rtc');
    hall.clock.advance(1_234);
    hall.tap('a');
    hall.tap('b');
    hall.clock.settle();
    const [first, second] = hall.journal.rows.slice(2) as [JournalEvent, JournalEvent];
    expect([first.monoMs, second.monoMs]).toEqual([1_234, 1_234]);
    expect(first.wallMs).toBe(second.wallMs);
    expect([first.clock, first.actor]).toEqual(['rtc', 'kiosk-1']);
    expect(first.id).not.toBe(second.id);
  });
});

function createEngineOn(journal: TestingJournal): Engine {
  return createEngine({
    index: indexHall(smallHall()),
    journal,
    clock: createVirtualClock(),
    random: createTestingRandom(),
    onStorage: () => {},
    onDurable: () => {},
  });
}

import { describe, expect, it } from 'vitest';
import type { Command } from '../../protocol/commands.ts';
import { refuse } from '../../protocol/refusals.ts';
import type { CommandResult } from '../ports.ts';
import { createFactStore } from './fact-store.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

const stored: CommandResult = { ok: true, events: [], ticket: null, counter: null };
const printed: Command = { type: 'printed', ticket: 't1', job: 7, confirmed: true };

/** An engine that answers soon, as the real one does, with what the disk allows. */
function rig() {
  const clock = createVirtualClock();
  const offered: Command[] = [];
  let answer: CommandResult = stored;
  const facts = createFactStore(clock, (command, _actor, done) => {
    offered.push(command);
    clock.soon(() => done(answer));
  });
  const refuseWith = (code: 'storage-failed' | 'busy' | 'ticket-unknown' | null) => {
    answer = code === null ? stored : { ok: false, refusal: refuse(code) };
  };
  return { clock, facts, offered, refuseWith };
}

describe('what the world has said', () => {
  it('is offered once a second until the disk takes it, and then its teller hears of it once', () => {
    const { clock, facts, offered, refuseWith } = rig();
    const answers: CommandResult[] = [];
    refuseWith('storage-failed');
    facts.keep(printed, 'printer-1', (result) => answers.push(result));
    clock.advance(10_500);
    expect([offered.length, answers.length, facts.waiting]).toEqual([11, 0, 1]);
    refuseWith(null);
    clock.advance(60_000);
    expect([offered.length, answers, facts.waiting, clock.timers]).toEqual([12, [stored], 0, 0]);
  });

  it('waits once, however often it is told', () => {
    const { clock, facts, offered, refuseWith } = rig();
    refuseWith('busy');
    for (let n = 0; n < 1_000; n += 1) {
      facts.keep({ type: 'rating-timeout', visit: 't1' }, 'system');
      clock.advance(10);
    }
    expect([facts.waiting, clock.timers]).toEqual([1, 1]);
    expect(offered.length).toBeLessThanOrEqual(11);
  });

  it('is told apart by its subject', () => {
    const { clock, facts, offered, refuseWith } = rig();
    refuseWith('storage-failed');
    for (const visit of ['t1', 't2']) facts.keep({ type: 'rating-timeout', visit }, 'system');
    facts.keep(printed, 'printer-1');
    facts.keep({ ...printed, job: 8 }, 'printer-1');
    refuseWith(null);
    clock.advance(2_000);
    expect([facts.waiting, new Set(offered.map((each) => JSON.stringify(each))).size]).toEqual([0, 4]);
  });

  it('and that the hall itself refuses is not offered again', () => {
    const { clock, facts, offered, refuseWith } = rig();
    const answers: CommandResult[] = [];
    refuseWith('ticket-unknown');
    facts.keep(printed, 'printer-1', (result) => answers.push(result));
    clock.advance(60_000);
    expect([offered.length, answers.length]).toEqual([1, 1]);
  });

  it('is dropped when it is worth nothing any more, and its teller hears that', () => {
    const { clock, facts, offered, refuseWith } = rig();
    const answers: CommandResult[] = [];
    refuseWith('storage-failed');
    facts.keep(printed, 'printer-1', (result) => answers.push(result), 3_000);
    clock.advance(60_000);
    expect([offered.length, answers.map(({ ok }) => ok), facts.waiting]).toEqual([4, [false], 0]);
  });

  it('rests at the end', () => {
    const { clock, facts, offered, refuseWith } = rig();
    refuseWith('storage-failed');
    facts.keep(printed, 'printer-1');
    clock.settle();
    facts.stop();
    clock.advance(10_000);
    facts.keep({ ...printed, job: 8 }, 'printer-1');
    expect([offered.length, clock.timers]).toEqual([1, 0]);
  });
});

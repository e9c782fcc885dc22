import { describe, expect, it } from 'vitest';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import { createTestingWorld, deviceHall } from './testing/testing-hall.ts';

function rig() {
  const world = createTestingWorld(gb18030, undefined, { ...deviceHall, printers: [], buses: [], buttons: [] });
  world.hall.start();
  world.clock.settle();
  const answers: (string | null)[] = [];
  const take = (...codes: string[]) => {
    const items = codes.map((code) => ({ id: code, code, service: 'A', slotMs: world.clock.wallMs() + 600_000 }));
    world.hall.takeAppointments(items, (refusal) => answers.push(refusal?.code ?? null));
    world.clock.settle();
  };
  return { world, answers, take };
}

describe('a list of appointments', () => {
  it('stands in the journal once, however often it comes', () => {
    const { world, answers, take } = rig();
    take('one', 'two');
    take('one', 'two');
    expect(world.rows('appointment.booked')).toHaveLength(2);
    expect(answers).toEqual([null, null]);
    take('two');
    expect(world.rows('appointment.withdrawn').map(({ body }) => body.appointment)).toEqual(['one']);
  });

  it('waits for a disk that refuses; a newer list takes its place', () => {
    const { world, answers, take } = rig();
    const { timers } = world.clock;
    world.journal.refuse('storage-full');
    take('old');
    world.clock.advance(5_000);
    take('new');
    world.clock.advance(5_000);
    expect(answers).toEqual([]);
    world.journal.refuse(null);
    world.clock.advance(2_000);
    expect(answers).toEqual([null]);
    expect(world.rows('appointment.booked').map(({ body }) => body.appointment)).toEqual(['new']);
    // None that tries again is left.
    expect(world.clock.timers).toBe(timers);
  });
});

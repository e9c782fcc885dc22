import { describe, expect, it } from 'vitest';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import { writeSnapshot } from '../core/snapshot.ts';
import { replay } from './engine.ts';
import { createTestingWorld, deviceHall } from './testing/testing-hall.ts';
import { createTestingJournal } from './testing/testing-journal.ts';

describe('the start of a hall', () => {
  it('is recorded, with a new epoch only the first time', () => {
    const first = createTestingWorld(gb18030);
    first.hall.start();
    expect(first.journal.rows.map(({ type }) => type).slice(0, 3)).toEqual([
      'epoch.started',
      'system.started',
      'day.opened',
    ]);
    const second = createTestingWorld(gb18030, createTestingJournal(first.journal.rows));
    second.hall.start();
    expect(second.rows('epoch.started')).toHaveLength(1);
    expect(second.rows('system.started')).toHaveLength(2);
    expect(second.rows('day.opened')).toHaveLength(1);
    expect(second.hall.epochs()).toEqual(first.hall.epochs());
  });

  it('goes on with the numbers of the day', () => {
    const first = createTestingWorld(gb18030);
    first.hall.start();
    first.tap('a');
    first.tap('b');
    const second = createTestingWorld(gb18030, createTestingJournal(first.journal.rows));
    second.hall.start();
    second.tap('c');
    second.tap('a');
    expect(second.rows('ticket.issued').map(({ body }) => body.no)).toEqual(['A001', 'A002', 'A003']);
  });

  it('that cannot be recorded is shown as a fault, and recorded before anything else when the disk works again', () => {
    const world = createTestingWorld(gb18030);
    world.journal.refuse('storage-read-only');
    world.hall.start();
    expect(world.tap('a')).toMatchObject({ ok: false, refusal: { code: 'storage-failed' } });
    expect(world.hall.health.faults().map(({ code }) => code)).toContain('storage-read-only');
    world.journal.refuse(null);
    world.clock.advance(2_000);
    expect(world.tap('a').ok).toBe(true);
    expect(world.journal.rows.map(({ type }) => type).slice(0, 2)).toEqual(['epoch.started', 'system.started']);
    expect(world.rows('system.started')).toHaveLength(1);
  });
});

describe('a page', () => {
  it('sees a ticket and its call as deltas that follow each other', () => {
    const world = createTestingWorld(gb18030);
    world.hall.start();
    world.clock.advance(5_000);
    const got: { version: number; from?: number; parts?: Record<string, unknown> }[] = [];
    const stream = world.hall.stream('hall', (_kind, _version, data) => {
      got.push(JSON.parse(data));
      return true;
    });
    world.tap('a');
    const clerk = { id: 'op:1001', clerk: '1001', staff: true };
    world.give({ type: 'open', counter: 1 }, clerk);
    world.give({ type: 'call-next', counter: 1 }, clerk);
    world.clock.settle();
    for (const [at, message] of got.entries()) if (at > 0) expect(message.from).toBe(got[at - 1]?.version);
    expect(got.some(({ parts }) => parts?.calls !== undefined)).toBe(true);
    stream?.close();
    expect(world.hall.streams()).toBe(0);
  });

  it('is told of a disk that refuses and of its recovery', () => {
    const world = createTestingWorld(gb18030);
    world.hall.start();
    world.journal.refuse('storage-full');
    expect(world.tap('a')).toMatchObject({ ok: false, refusal: { code: 'storage-failed' } });
    expect(world.hall.healthPart()).toMatchObject({ status: 'fault' });
    expect(world.hall.health.faults().map(({ code }) => code)).toContain('storage-full');
    world.journal.refuse(null);
    world.clock.advance(1_500);
    expect(world.tap('a').ok).toBe(true);
    expect(world.hall.health.faults().map(({ code }) => code)).not.toContain('storage-full');
  });

  it('tells the centre of a device that broke while the disk refused', () => {
    const world = createTestingWorld(gb18030);
    world.hall.start();
    world.clock.advance(5_000);
    world.journal.refuse('storage-full');
    world.printerLine.poke((nowMs) => world.printer.setPaper('end', nowMs));
    world.clock.advance(60_000);
    const states = () =>
      world.rows('device.state').map(({ body }) => `${body.device} ${body.state} ${body.fault ?? ''}`.trim());
    expect(states()).not.toContain('printer-1 fault paper-out');
    world.journal.refuse(null);
    world.clock.advance(10_000);
    expect(states()).toContain('printer-1 fault paper-out');
    expect(
      states()
        .filter((state) => state.startsWith('journal'))
        .at(-1),
    ).toBe('journal ok');
  });

  it('reads the history of a ticket from the journal', () => {
    const world = createTestingWorld(gb18030);
    world.hall.start();
    const result = world.tap('a');
    const id = result.ok ? (result.ticket ?? '') : '';
    world.clock.advance(20_000);
    expect(world.hall.ticketDetail(id)?.history.map(({ type }) => type)).toEqual(['ticket.issued', 'ticket.printed']);
    expect(world.hall.ticketDetail('none')).toBeNull();
  });
});

describe('a day on virtual time', () => {
  it('ends with the business day: who still waits expires, numbers begin anew', () => {
    const bare = { ...deviceHall, buttons: [], buses: [], printers: [] };
    const world = createTestingWorld(gb18030, createTestingJournal(), bare);
    world.hall.start();
    world.tap('evening');
    world.clock.advance(20 * 3_600_000);
    expect(world.rows('day.opened').map(({ body }) => body.date)).toEqual(['2026-03-02', '2026-03-03']);
    expect(world.rows('ticket.expired')).toHaveLength(1);
    world.tap('morning');
    expect(world.rows('ticket.issued').map(({ body }) => body.no)).toEqual(['A001', 'A001']);
  });

  it('leaves a state that is what the journal gives, and stops for good', () => {
    const world = createTestingWorld(gb18030);
    world.hall.start();
    world.clock.advance(5_000);
    for (let n = 0; n < 20; n += 1) world.tap(`tap-${n}`);
    world.clock.advance(60_000);
    world.hall.stop();
    expect(world.tap('late')).toMatchObject({ ok: false, refusal: { code: 'shutting-down' } });
    const { snapshots } = world.journal;
    expect(snapshots).toHaveLength(1);
    const full = replay({ ...world.journal, head: () => snapshots[0]?.seq ?? 0, loadSnapshot: () => null });
    expect(writeSnapshot(full)).toBe(snapshots[0]?.state);
  });
});

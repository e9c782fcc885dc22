import { describe, expect, it } from 'vitest';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import { decodeEscpos } from '../drivers/printer/escpos-decoder.ts';
import type { Paper } from '../drivers/printer/virtual-printer.ts';
import { createTestingWorld, deviceHall, type TestingWorld } from './testing/testing-hall.ts';
import { createTestingJournal } from './testing/testing-journal.ts';

function open(): TestingWorld {
  const world = createTestingWorld(gb18030);
  world.hall.start();
  world.clock.advance(5_000);
  return world;
}

function textOf(paper: Paper | undefined): string {
  return decodeEscpos(paper?.bytes ?? new Uint8Array(), gb18030)
    .flatMap((line) => (line.kind === 'line' ? line.runs.map(({ text }) => text) : []))
    .join('\n');
}

describe('paper', () => {
  it('comes out after the commit, and what the printer confirms becomes an event', () => {
    const { tap, clock, printer, rows } = open();
    tap('a');
    expect(rows('ticket.issued')).toHaveLength(1);
    clock.advance(10_000);
    expect(textOf(printer.papers[0])).toContain('A001');
    expect(textOf(printer.papers[0])).not.toContain('补打');
    expect(rows('ticket.printed').map(({ body }) => [body.copies, body.confirmed])).toEqual([[1, true]]);
    clock.advance(60_000);
    expect(printer.papers).toHaveLength(1);
  });

  it('does not come out of a commit that failed', () => {
    const { tap, clock, printer, journal } = open();
    journal.refuse('storage-full');
    expect(tap('a').ok).toBe(false);
    clock.advance(60_000);
    expect(printer.papers).toHaveLength(0);
  });

  it('out: the fault is shown, the ticket is printed when there is paper again', () => {
    const { tap, clock, printer, printerLine, hall, rows } = open();
    printerLine.poke((nowMs) => printer.setPaper('end', nowMs));
    clock.advance(5_000);
    const result = tap('a');
    expect(hall.health.faults().map(({ code }) => code)).toContain('paper-out');
    expect(hall.hallView().kiosk).toMatchObject({ paper: false, trouble: 'paper-out' });
    expect(result.ok && hall.ticketDetail(result.ticket ?? '')?.print.state).toBe('failed');
    printerLine.poke((nowMs) => printer.setPaper('ok', nowMs));
    clock.advance(20_000);
    expect(rows('ticket.printed')).toHaveLength(1);
    expect(printer.papers).toHaveLength(1);
    expect(hall.hallView().kiosk.trouble).toBeNull();
  });

  it('near its end: the warning on the health page says how many are left and what that rests on, and counts down', () => {
    const { tap, clock, printer, printerLine, hall } = open();
    for (let n = 0; n < 6; n++) {
      tap(`before ${n}`);
      clock.advance(10_000);
    }
    printerLine.poke((nowMs) => printer.setPaper('near-end', nowMs));
    clock.advance(1_000);
    const left = (): number => {
      const fault = hall.health.faults().find(({ code }) => code === 'paper-near-end');
      expect(fault?.detail).toMatch(
        /^约还可打 \d+ 张（.*尚未在本机测得.*） · about \d+ more tickets \(.*not measured here yet.*\)$/,
      );
      return Number(/\d+/.exec(fault?.detail ?? '')?.[0]);
    };
    const first = left();
    expect(first).toBeGreaterThan(10);
    expect(hall.hallView().kiosk.trouble).toBeNull();
    for (let n = 0; n < 12; n++) {
      tap(`after ${n}`);
      clock.advance(10_000);
    }
    expect(left()).toBeLessThan(first);
    printerLine.poke((nowMs) => printer.setPaper('ok', nowMs));
    clock.advance(1_000);
    expect(hall.health.faults().map(({ code }) => code)).not.toContain('paper-near-end');
  });

  it('waits for a line that is down, and the reason is on the health page', () => {
    const { tap, clock, printer, printerLine, hall } = open();
    printerLine.pull();
    tap('a');
    clock.advance(30_000);
    expect(hall.health.faults()).toContainEqual(
      expect.objectContaining({ code: 'line-lost', device: 'printer-1', detail: 'pulled out' }),
    );
    printerLine.putIn();
    clock.advance(20_000);
    expect(printer.papers.filter(({ complete }) => complete)).toHaveLength(1);
    expect(hall.health.faults().map(({ code }) => code)).not.toContain('line-lost');
  });

  it('that was printed is recorded when the disk works again', () => {
    const { tap, clock, printer, journal, rows } = open();
    tap('a');
    journal.refuse('storage-full');
    clock.advance(10_000);
    expect([printer.papers.length, rows('ticket.printed').length]).toEqual([1, 0]);
    journal.refuse(null);
    clock.advance(5_000);
    expect(rows('ticket.printed')).toHaveLength(1);
    expect(printer.papers).toHaveLength(1);
  });

  it('owed by a printer that has another name now comes out of that one', () => {
    const { tap, clock, journal, printerLine } = open();
    printerLine.pull();
    tap('a');
    clock.advance(100);
    const printers = (deviceHall.printers ?? []).map((printer) => ({ ...printer, id: 'printer-new' }));
    const next = createTestingWorld(gb18030, createTestingJournal(journal.rows), { ...deviceHall, printers });
    next.clock.setWall(clock.wallMs());
    next.hall.start();
    next.clock.advance(20_000);
    expect(next.printer.papers.map((paper) => /A00\d/.exec(textOf(paper))?.[0])).toEqual(['A001']);
    expect(next.rows('ticket.printed')).toHaveLength(1);
  });

  it('owed by a hall that has no printer any more is put before staff at once, however often it starts', () => {
    const { tap, clock, journal, printerLine } = open();
    printerLine.pull();
    const result = tap('a');
    clock.advance(100);
    let rows = journal.rows;
    for (let starts = 0; starts < 3; starts += 1) {
      const next = createTestingWorld(gb18030, createTestingJournal(rows), { ...deviceHall, printers: [] });
      next.clock.setWall(clock.wallMs());
      next.hall.start();
      next.clock.advance(5_000);
      expect(next.rows('ticket.reprint')).toEqual([]);
      expect(next.rows('ticket.print-unknown')).toHaveLength(1);
      expect(next.hall.health.faults().map(({ code }) => code)).toContain('print-unknown');
      const ticket = result.ok ? (result.ticket ?? '') : '';
      if (starts === 2) {
        next.give({ type: 'print-settled', ticket, there: true }, { id: 'op:3001', clerk: '3001', staff: true });
        expect(next.hall.health.faults().map(({ code }) => code)).not.toContain('print-unknown');
      }
      rows = next.journal.rows;
    }
  });

  it('under way when the daemon ends is printed once more, marked 补打, and settled in one commit', () => {
    const { tap, clock, journal, printerLine } = open();
    printerLine.pull();
    for (const request of ['a', 'b', 'c']) tap(request);
    clock.advance(100);
    const next = createTestingWorld(gb18030, createTestingJournal(journal.rows));
    next.clock.setWall(clock.wallMs());
    next.clock.setWall(clock.wallMs() + 30_000);
    next.hall.start();
    expect(next.journal.commits.map((rows) => rows.map(({ type }) => type))).toContainEqual([
      'ticket.reprint',
      'ticket.reprint',
      'ticket.reprint',
    ]);
    next.clock.advance(60_000);
    const texts = next.printer.papers.map((paper) => textOf(paper));
    expect(texts.map((text) => /A00\d/.exec(text)?.[0])).toEqual(['A001', 'A002', 'A003']);
    for (const text of texts) expect(text).toContain('补打 第 2 份');
  });

  it('of an earlier start is put before staff when the clock fell back: nobody knows how old it is', () => {
    const { tap, clock, journal, printerLine } = open();
    printerLine.pull();
    tap('a');
    clock.advance(100);
    const next = createTestingWorld(gb18030, createTestingJournal(journal.rows));
    next.clock.setWall(clock.wallMs() - 3_600_000);
    next.hall.start();
    next.clock.advance(60_000);
    expect(next.rows('ticket.print-unknown')).toHaveLength(1);
    expect(next.printer.papers).toHaveLength(0);
  });
});

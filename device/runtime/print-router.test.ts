import { describe, expect, it } from 'vitest';
import type { HallConfig } from '../../protocol/config.ts';
import { otherPrinter } from '../../protocol/printer-texts.ts';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import { decodeEscpos } from '../drivers/printer/escpos-decoder.ts';
import type { VirtualPrinter } from '../drivers/printer/virtual-printer.ts';
import { createTestingWorld, deviceHall, type TestingWorld } from './testing/testing-hall.ts';
import { createTestingJournal } from './testing/testing-journal.ts';

const twoPrinters: HallConfig = {
  ...deviceHall,
  printers: [
    { id: 'printer-1', line: { tcp: 'virtual:1' }, profile: 'epson-tm' },
    { id: 'printer-2', line: { tcp: 'virtual:3' }, profile: 'epson-tm', kiosks: ['kiosk-2'] },
  ],
};
const atDoor = { zh: '门口打印机', en: 'the printer by the door' };
const atCounter = { zh: '1 号窗口旁打印机', en: 'the printer beside counter 1' };
const namedPrinters: HallConfig = {
  ...twoPrinters,
  printers: (twoPrinters.printers ?? []).map((each, at) => ({ ...each, name: at === 0 ? atDoor : atCounter })),
};
const facilities = { id: 'op:3001', clerk: '3001', staff: true };

function open(config = twoPrinters, journal = createTestingJournal()): TestingWorld {
  const world = createTestingWorld(gb18030, journal, config);
  world.hall.start();
  world.clock.advance(5_000);
  return world;
}

/** Numbers that came out whole, with 补打 where it is printed. */
function numbers(printer: VirtualPrinter): string[] {
  return printer.papers.flatMap(({ bytes, complete }) => {
    const text = decodeEscpos(bytes, gb18030)
      .flatMap((line) => (line.kind === 'line' ? line.runs.map((run) => run.text) : []))
      .join('\n');
    const no = /A\d{3}/.exec(text)?.[0];
    return complete && no ? [text.includes('补打') ? `${no} 补打` : no] : [];
  });
}

function issue(world: TestingWorld, request: string, kiosk = 'kiosk-1'): string {
  const wanted = { type: 'issue', service: 'A', class: 'normal', channel: 'kiosk', locale: 'zh-CN', request } as const;
  const result = world.give(wanted, { id: kiosk, clerk: null, staff: false });
  return result.ok ? (result.ticket ?? '') : '';
}

describe('two printers', () => {
  it('a kiosk has the printer beside it; all others have the first', () => {
    const world = open();
    issue(world, 'a');
    issue(world, 'b', 'kiosk-2');
    issue(world, 'c', 'kiosk-3');
    world.clock.advance(20_000);
    expect([numbers(world.printer), numbers(world.second.printer)]).toEqual([['A001', 'A003'], ['A002']]);
    expect(world.rows('ticket.print-moved')).toEqual([]);
  });

  it('paper that a printer in trouble has not begun comes out of the other one, once', () => {
    const world = open();
    world.printerLine.poke((nowMs) => world.printer.setPaper('end', nowMs));
    world.clock.advance(3_000);
    for (const request of ['a', 'b', 'c']) issue(world, request);
    world.clock.advance(30_000);
    expect(numbers(world.second.printer)).toEqual(['A001', 'A002', 'A003']);
    expect(world.rows('ticket.print-moved').map(({ body }) => [body.from, body.printer])).toEqual(
      Array(3).fill(['printer-1', 'printer-2']),
    );
    world.printerLine.poke((nowMs) => world.printer.setPaper('ok', nowMs));
    issue(world, 'd');
    world.clock.advance(60_000);
    expect([numbers(world.printer), numbers(world.second.printer)]).toEqual([['A004'], ['A001', 'A002', 'A003']]);
    expect(world.rows('ticket.reprint')).toEqual([]);
    expect(world.rows('ticket.printed')).toHaveLength(4);
  });

  it('the kiosk still promises paper while one printer works, and says so when none does', () => {
    const world = open();
    world.printerLine.pull();
    world.clock.advance(5_000);
    expect(world.hall.hallView().kiosk).toMatchObject({ paper: true, trouble: null });
    world.second.line.pull();
    world.clock.advance(5_000);
    expect(world.hall.hallView().kiosk).toMatchObject({ paper: false, trouble: 'printer-offline' });
  });

  it('a lid opened for a moment moves nothing', () => {
    const world = open();
    world.printerLine.poke((nowMs) => world.printer.setCover(true, nowMs));
    issue(world, 'a');
    world.clock.advance(6_000);
    world.printerLine.poke((nowMs) => world.printer.setCover(false, nowMs));
    world.clock.advance(20_000);
    expect([numbers(world.printer), numbers(world.second.printer)]).toEqual([['A001'], []]);
  });

  it('paper that was begun is never moved: staff are asked after a minute, and their "not there" goes to the other', () => {
    const world = open();
    const ticket = issue(world, 'a');
    world.clock.advance(60);
    world.printerLine.poke((nowMs) => world.printer.setCover(true, nowMs));
    world.clock.advance(40_000);
    expect(world.rows('ticket.print-moved')).toEqual([]);
    expect(world.rows('ticket.print-unknown')).toEqual([]);
    world.clock.advance(40_000);
    expect(world.rows('ticket.print-unknown')).toHaveLength(1);
    expect(world.hall.health.faults().map(({ code }) => code)).toContain('print-unknown');
    expect(numbers(world.second.printer)).toEqual([]);
    world.give({ type: 'print-settled', ticket, there: false }, facilities);
    world.clock.advance(30_000);
    expect(numbers(world.second.printer)).toEqual(['A001 补打']);
    expect(world.rows('ticket.printed')).toHaveLength(1);
  });

  it('begun, and in doubt: a printer that heals in time and finishes by itself settles it', () => {
    const world = open();
    issue(world, 'a');
    world.clock.advance(500);
    world.printerLine.poke((nowMs) => world.printer.setCover(true, nowMs));
    world.clock.advance(30_000);
    world.printerLine.poke((nowMs) => world.printer.setCover(false, nowMs));
    world.clock.advance(90_000);
    expect([numbers(world.printer).length, numbers(world.second.printer)]).toEqual([1, []]);
    expect(world.rows('ticket.printed')).toHaveLength(1);
    expect(world.rows('ticket.print-unknown')).toEqual([]);
  });

  it('both die: nothing is lost or doubled, and whichever is mended first prints what is owed', () => {
    const world = open();
    world.printerLine.poke((nowMs) => world.printer.setPaper('end', nowMs));
    world.second.line.poke((nowMs) => world.second.printer.setPaper('end', nowMs));
    world.clock.advance(3_000);
    issue(world, 'a');
    issue(world, 'b', 'kiosk-2');
    world.clock.advance(120_000);
    expect(world.rows('ticket.printed')).toEqual([]);
    world.second.line.poke((nowMs) => world.second.printer.setPaper('ok', nowMs));
    world.clock.advance(60_000);
    expect([numbers(world.printer), numbers(world.second.printer).sort()]).toEqual([[], ['A001', 'A002']]);
    world.printerLine.poke((nowMs) => world.printer.setPaper('ok', nowMs));
    world.clock.advance(60_000);
    expect([numbers(world.printer), numbers(world.second.printer).sort()]).toEqual([[], ['A001', 'A002']]);
  });

  it('a move is stored before a byte of it leaves: with a disk that refuses, neither printer begins', () => {
    const world = open();
    world.printerLine.poke((nowMs) => world.printer.setPaper('end', nowMs));
    world.clock.advance(3_000);
    issue(world, 'a');
    world.journal.refuse('storage-full');
    world.clock.advance(30_000);
    world.printerLine.poke((nowMs) => world.printer.setPaper('ok', nowMs));
    world.clock.advance(30_000);
    expect([numbers(world.printer), numbers(world.second.printer)]).toEqual([[], []]);
    world.journal.refuse(null);
    world.clock.advance(30_000);
    expect([numbers(world.printer), numbers(world.second.printer)]).toEqual([[], ['A001']]);
  });

  it('a moved paper is still owed by its new printer after a restart', () => {
    const world = open();
    world.printerLine.poke((nowMs) => world.printer.setPaper('end', nowMs));
    world.clock.advance(9_000);
    world.second.line.poke((nowMs) => world.second.printer.setSilent(true, nowMs));
    issue(world, 'a');
    world.clock.advance(1_000);
    expect(world.rows('ticket.print-moved')).toHaveLength(1);
    const next = createTestingWorld(gb18030, createTestingJournal(world.journal.rows), twoPrinters);
    next.clock.setWall(world.clock.wallMs());
    next.hall.start();
    next.clock.advance(20_000);
    expect([numbers(next.printer), numbers(next.second.printer)]).toEqual([[], ['A001 补打']]);
  });

  it('the customer is told where the paper comes out, from the answer on, and not when it is the kiosk beside them', () => {
    const world = open(namedPrinters);
    const place = (ticket: string) => world.hall.ticketDetail(ticket)?.print.place;
    const own = issue(world, 'own');
    const beside = issue(world, 'beside', 'kiosk-2');
    expect([place(own), place(beside)]).toEqual([undefined, undefined]);
    // Every printer has its kiosks: one that is in no list has none of its own.
    const listed = (namedPrinters.printers ?? []).map((each) => ({ kiosks: ['kiosk-1'], ...each }));
    const other = open({ ...namedPrinters, printers: listed });
    expect(other.hall.ticketDetail(issue(other, 'far', 'kiosk-9'))?.print.place).toEqual(atDoor);
    world.clock.advance(10_000);
    world.printerLine.poke((nowMs) => world.printer.setPaper('end', nowMs));
    // In trouble for a moment: nothing is said of another printer yet.
    expect(place(issue(world, 'soon'))).toBeUndefined();
    world.clock.advance(9_000);
    // The answer is made before the move is stored and says it already, with paper to come.
    const answers: unknown[] = [];
    world.hall.submit(
      { type: 'issue', service: 'A', class: 'normal', channel: 'kiosk', locale: 'zh-CN', request: 'moved' },
      { id: 'kiosk-1', clerk: null, staff: false },
      (result) => answers.push(result.ok && world.hall.ticketDetail(result.ticket ?? '')?.print),
    );
    world.clock.settle();
    expect(answers).toEqual([{ state: 'pending', place: atCounter }]);
    world.clock.advance(20_000);
    const [, , , moved = ''] = world.rows('ticket.issued').map(({ body }) => body.ticket);
    expect(world.hall.ticketDetail(moved)?.print).toEqual({ state: 'printed', place: atCounter });
    // After a restart it is still known which kiosk it was.
    const next = createTestingWorld(gb18030, createTestingJournal(world.journal.rows), namedPrinters);
    next.hall.start();
    expect(next.hall.ticketDetail(moved)?.print.place).toEqual(atCounter);
  });

  it('a printer without a name is told as the other one', () => {
    const world = open();
    world.printerLine.poke((nowMs) => world.printer.setPaper('end', nowMs));
    world.clock.advance(9_000);
    const ticket = issue(world, 'a');
    world.clock.advance(1_000);
    expect(world.hall.ticketDetail(ticket)?.print.place).toEqual(otherPrinter);
  });

  it('under way at a restart it is never moved: staff are asked after a minute, and no two papers without a mark exist', () => {
    const world = open();
    issue(world, 'a');
    world.clock.advance(60);
    // The daemon ends in the middle; the printer has it all and prints it later.
    const next = createTestingWorld(gb18030, createTestingJournal(world.journal.rows), twoPrinters);
    next.clock.setWall(world.clock.wallMs());
    next.printerLine.poke((nowMs) => next.printer.setPaper('end', nowMs));
    next.hall.start();
    next.clock.advance(50_000);
    expect([next.rows('ticket.print-moved'), next.rows('ticket.print-unknown')]).toEqual([[], []]);
    expect(numbers(next.second.printer)).toEqual([]);
    next.clock.advance(30_000);
    expect(next.rows('ticket.print-unknown')).toHaveLength(1);
    const [ticket = ''] = next.rows('ticket.issued').map(({ body }) => body.ticket);
    next.give({ type: 'print-settled', ticket, there: false }, facilities);
    next.clock.advance(30_000);
    expect([numbers(next.printer), numbers(next.second.printer)]).toEqual([[], ['A001 补打']]);
    expect(next.rows('ticket.print-moved')).toHaveLength(1);
  });

  it('a call that is taken back leaves a moved paper where it is: nothing is printed at both', () => {
    const world = open();
    world.give({ type: 'open', counter: 1 }, { id: 'op:1001', clerk: '1001', staff: true });
    world.printerLine.poke((nowMs) => world.printer.setPaper('end', nowMs));
    world.clock.advance(4_000);
    issue(world, 'a');
    world.give({ type: 'call-next', counter: 1 }, { id: 'op:1001', clerk: '1001', staff: true });
    for (let steps = 0; steps < 200 && world.rows('ticket.print-moved').length === 0; steps++) world.clock.advance(50);
    world.printerLine.poke((nowMs) => world.printer.setPaper('ok', nowMs));
    world.clock.advance(100);
    expect(world.rows('ticket.printed')).toEqual([]);
    world.give({ type: 'undo', counter: 1 }, { id: 'op:1001', clerk: '1001', staff: true });
    expect(world.rows('counter.undone')).toHaveLength(1);
    world.clock.advance(60_000);
    expect(world.rows('ticket.print-moved')).toHaveLength(1);
    expect([numbers(world.printer), numbers(world.second.printer)]).toEqual([[], ['A001']]);
  });

  it('orders twenty papers again in an hour by itself, exactly; from then on staff decide, and an hour later it does again', () => {
    const world = open(deviceHall);
    const interrupted = (request: string): void => {
      issue(world, request);
      world.clock.advance(60);
      world.printerLine.poke((nowMs) => world.printer.setCover(true, nowMs));
      world.clock.advance(1_000);
      world.printerLine.poke((nowMs) => world.printer.setCover(false, nowMs));
      world.clock.advance(15_000);
    };
    for (let n = 1; n <= 20; n++) interrupted(`r${n}`);
    expect(world.rows('ticket.reprint').map(({ body }) => body.cause)).toEqual(Array(20).fill('interrupted'));
    expect(world.rows('ticket.print-unknown')).toEqual([]);
    for (let n = 21; n <= 23; n++) interrupted(`r${n}`);
    expect(world.rows('ticket.reprint')).toHaveLength(20);
    expect(world.rows('ticket.print-unknown')).toHaveLength(3);
    expect(world.hall.health.faults().map(({ code }) => code)).toContain('print-unknown');
    for (const { body } of world.rows('ticket.print-unknown'))
      world.give({ type: 'print-settled', ticket: body.ticket, there: true }, facilities);
    world.clock.advance(3_600_000);
    interrupted('an hour later');
    expect(world.rows('ticket.reprint')).toHaveLength(21);
    expect(world.rows('ticket.print-unknown')).toHaveLength(3);
  });

  it('a printer that orders the same again and again is stopped: five papers of a number, twenty an hour', () => {
    const world = open(deviceHall);
    // Its cutter sticks at each cut and its buffer is lost each time: 100 rounds of a day without staff.
    for (let round = 0; round < 100; round++) {
      if (round % 2 === 0) issue(world, `r${round}`);
      world.clock.advance(60);
      world.printerLine.poke((nowMs) => world.printer.setPower(false, nowMs));
      world.printerLine.pull();
      world.clock.advance(1_000);
      world.printerLine.poke((nowMs) => world.printer.setPower(true, nowMs));
      world.printerLine.putIn();
      world.clock.advance(12_000);
    }
    const reprints = world.rows('ticket.reprint');
    expect(reprints.length).toBeLessThanOrEqual(20);
    const copies = new Map<string, number>();
    for (const { body } of reprints) copies.set(body.ticket, Math.max(copies.get(body.ticket) ?? 1, body.copies));
    expect(Math.max(1, ...copies.values())).toBeLessThanOrEqual(5);
  });
});

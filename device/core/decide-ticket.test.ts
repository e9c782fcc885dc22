/** Commands about a ticket: issue, request ids, numbers, cancel, the business day, and what becomes of paper. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../protocol/commands.ts';
import { limits } from '../../protocol/limits.ts';
import { decideAfterRestart, decideAfterStart } from './decide-paper.ts';
import { brokenInvariants } from './invariants.ts';
import { clerk, createWorld, customer, replay, smallHall, system, told, type World } from './testing/world.ts';

const openDay = (date: string): Command => ({ type: 'open-day', date });

function openHall(): World {
  const world = createWorld();
  world.give({ type: 'open', counter: 1 });
  return world;
}

describe('issue', () => {
  it('gives the first number, the people ahead and the paper that is owed', () => {
    const world = createWorld();
    expect(world.issue('A')).toMatchObject({
      ok: true,
      ticket: 't1',
      events: [{ type: 'ticket.issued', body: { no: 'A001', n: 1, ahead: 0, wait: null, printer: 'printer-1' } }],
    });
    expect(world.issue('A')).toMatchObject({ events: [{ body: { no: 'A002', ahead: 1 } }] });
    expect(world.issue('K')).toMatchObject({ events: [{ body: { no: 'K001', ahead: 0 } }] });
    expect([...world.state.prints.keys()]).toEqual(['t1', 't2', 't3']);
    expect(world.ticket('t1')).toMatchObject({ print: 'pending', copies: 1, job: world.ticket('t1').order });
  });

  it('owes no paper to a phone, nor in a hall without a printer', () => {
    const world = createWorld();
    world.issue('A', { channel: 'phone' });
    expect(world.ticket('t1')).toMatchObject({ print: 'none', job: 0, printer: null });
    const bare = createWorld(smallHall({ printers: [] }));
    bare.issue('A');
    expect(bare.ticket('t1').print).toBe('none');
    expect(bare.state.prints.size).toBe(0);
  });

  it('answers a repeated request id with the same ticket and stores nothing, also when no new ticket could be had', () => {
    const world = createWorld();
    world.issue('A', { request: 'tap' });
    const seq = world.state.seq;
    world.local = { date: '2026-03-02', minutes: 0, weekday: 7 };
    expect(world.issue('A', { request: 'tap' })).toEqual({ ok: true, events: [], ticket: 't1', counter: null });
    expect(world.issue('K', { request: 'tap' })).toMatchObject({ events: [], ticket: 't1' });
    world.restart();
    expect(world.issue('A', { request: 'tap' })).toMatchObject({ events: [], ticket: 't1' });
    expect(world.state.seq).toBe(seq + 1);
  });

  it('forgets the oldest request ids beyond its limit', () => {
    const world = createWorld(
      smallHall({ services: smallHall().services.map((each) => ({ ...each, queueMax: 2000 })) }),
    );
    world.issue('A', { request: 'first' });
    const old = world.state.requests;
    for (let i = 0; i < limits.requestIdsMax - 1; i++) old.set(`filler-${i}`, 'gone');
    world.issue('A', { request: 'one more' });
    expect(old.size).toBe(limits.requestIdsMax);
    expect(old.has('first')).toBe(false);
  });

  it('refuses with the code that names the reason', () => {
    const hours = [{ days: [1], from: '08:00', to: '17:00' }];
    const hall = smallHall();
    const world = createWorld({
      ...hall,
      hall: { ...hall.hall, hours },
      services: hall.services.map((each) => ({ ...each, queueMax: 2 })),
    });
    expect(told(world.issue('Z'))).toBe('no: service-unknown');
    expect(told(world.issue('A', { class: 'priority' }))).toBe('no: class-not-allowed');
    expect(told(world.issue('A', { class: 'appointment' }))).toBe('no: class-not-allowed');
    expect(told(world.issue('A', { class: 'priority' }, { id: 'op:1', clerk: '1', staff: true }))).toBe(
      'ticket.issued',
    );
    expect(told(world.issue('A'))).toBe('ticket.issued');
    expect(told(world.issue('A'))).toBe('no: queue-full');
    expect(told(world.issue('K'))).toBe('ticket.issued');
    world.local = { date: '2026-03-02', minutes: 17 * 60, weekday: 1 };
    expect(told(world.issue('K'))).toBe('no: hall-closed');
    // A clock that nobody trusts does not close the hall: people stand in it.
    world.local = null;
    expect(told(world.issue('K'))).toBe('ticket.issued');
  });

  it('takes no more people than a hall can hold, whatever the services allow', () => {
    const world = createWorld();
    for (let i = 0; i < limits.liveTicketsMax; i++) world.state.alive.set(`X${i}`, 'x');
    expect(told(world.issue('A'))).toBe('no: queue-full');
  });
});

describe('numbers', () => {
  it('go from 001 to 999 once a day and are then used up', () => {
    const world = openHall();
    for (let n = 1; n <= 999; n++) {
      expect(world.issue('A')).toMatchObject({ events: [{ body: { no: `A${String(n).padStart(3, '0')}` } }] });
      world.give({ type: 'cancel', ticket: `t${n}` });
    }
    expect(told(world.issue('A'))).toBe('no: numbers-exhausted');
    expect(told(world.issue('K'))).toBe('ticket.issued');
    world.give(openDay('2026-03-03'));
    expect(world.issue('A')).toMatchObject({ events: [{ body: { no: 'A001' } }] });
  });

  it('stay within the range of their series', () => {
    const services = smallHall().services.map((each) => ({ ...each, first: 101, last: 102 }));
    const world = createWorld(smallHall({ services }));
    expect(world.issue('A')).toMatchObject({ events: [{ body: { no: 'A101', n: 101 } }] });
    expect(world.issue('A')).toMatchObject({ events: [{ body: { no: 'A102' } }] });
    expect(told(world.issue('A'))).toBe('no: numbers-exhausted');
  });

  it('pass over a number that somebody of yesterday still carries', () => {
    const world = openHall();
    world.issue('A');
    world.give({ type: 'call-next', counter: 1 });
    world.give(openDay('2026-03-03'));
    expect(world.issue('A')).toMatchObject({ events: [{ body: { no: 'A002' } }] });
    world.give({ type: 'finish', counter: 1 });
    expect(world.issue('A')).toMatchObject({ events: [{ body: { no: 'A003' } }] });
    expect(brokenInvariants(world.state)).toEqual([]);
  });
});

describe('cancel', () => {
  it('takes a waiting ticket out of its line and frees its paper', () => {
    const world = createWorld();
    world.issue('A');
    world.issue('A');
    expect(world.give({ type: 'cancel', ticket: 't1' }, customer)).toMatchObject({
      events: [{ body: { by: 'customer' } }],
    });
    expect(world.state.lines.get('A')?.normal.map((each) => each.id)).toEqual(['t2']);
    expect(world.state.prints.has('t1')).toBe(false);
    expect(told(world.give({ type: 'cancel', ticket: 't1' }))).toBe('no: ticket-not-waiting');
    expect(told(world.give({ type: 'cancel', ticket: 't9' }))).toBe('no: ticket-unknown');
  });

  it('of a parked ticket is for staff, of a called one for nobody', () => {
    const world = openHall();
    world.issue('A');
    world.give({ type: 'call-next', counter: 1 });
    expect(told(world.give({ type: 'cancel', ticket: 't1' }))).toBe('no: ticket-not-waiting');
    world.give({ type: 'park', counter: 1 });
    expect(told(world.give({ type: 'cancel', ticket: 't1' }, customer))).toBe('no: ticket-not-waiting');
    expect(world.give({ type: 'cancel', ticket: 't1' })).toMatchObject({ events: [{ body: { by: 'staff' } }] });
    expect(world.ticket('t1')).toMatchObject({ state: 'cancelled', counter: null });
  });
});

describe('the business day', () => {
  const hourMs = 3_600_000;

  it('expires who was left waiting or parked, keeps who is at a counter, and begins its numbers and counts anew', () => {
    const world = openHall();
    for (let i = 0; i < 4; i++) world.issue('A');
    world.give({ type: 'call-next', counter: 1 });
    world.give({ type: 'park', counter: 1 });
    world.give({ type: 'call-next', counter: 1 });
    world.advance(4 * hourMs + 1);
    expect(told(world.give(openDay('2026-03-03')))).toBe('day.opened ticket.expired ticket.expired ticket.expired');
    expect([...world.state.tickets.values()].map(({ id, state }) => `${id} ${state}`)).toEqual([
      't1 expired',
      't2 called',
      't3 expired',
      't4 expired',
    ]);
    expect(world.state.lines.get('A')?.normal).toEqual([]);
    expect(world.state.counts.size).toBe(0);
    expect(brokenInvariants(world.state)).toEqual([]);
    expect(told(world.give({ type: 'finish', counter: 1 }))).toContain('rating.opened');
    expect(world.state.counters.get(1)?.servedToday).toBe(1);
    expect(world.issue('A')).toMatchObject({ events: [{ body: { no: 'A001' } }] });
    // A phone that follows an expired ticket says so until the next day.
    world.advance(24 * hourMs);
    world.give(openDay('2026-03-04'));
    expect([...world.state.tickets.keys()]).toEqual(['t5']);
    expect([...world.state.requests.values()]).toEqual(['t5']);
  });

  it('leaves people who came a short while ago in their lines, with their numbers', () => {
    const world = openHall();
    for (let i = 0; i < 3; i++) world.issue('A');
    world.give({ type: 'call-next', counter: 1 });
    world.give({ type: 'park', counter: 1 });
    world.advance(2 * hourMs);
    world.issue('A');
    world.advance(2 * hourMs);
    expect(told(world.give(openDay('2026-03-03')))).toBe('day.opened');
    expect(world.state.lines.get('A')?.normal.map(({ no }) => no)).toEqual(['A002', 'A003', 'A004']);
    expect(world.issue('A')).toMatchObject({ events: [{ body: { no: 'A005', n: 5 } }] });
    expect(world.ticket('t1').state).toBe('parked');
    expect(brokenInvariants(world.state)).toEqual([]);
    expect(replay(world.journal)).toEqual(world.state);
  });

  it('loses nobody when the clock, days behind since the start, is set right', () => {
    const world = createWorld();
    world.issue('A');
    world.restart();
    for (let i = 0; i < 6; i++) world.issue('A');
    world.advance(15 * 60_000);
    world.setWall(world.context().now.wallMs + 3 * 24 * hourMs);
    expect(told(world.give(openDay('2026-03-05')))).toBe('day.opened ticket.expired');
    expect(world.state.lines.get('A')?.normal.map(({ id }) => id)).toEqual(['t2', 't3', 't4', 't5', 't6', 't7']);
  });

  it('takes who waited before a start with a clock that fell back for left over', () => {
    const world = createWorld();
    world.issue('A');
    world.restart(world.context().now.wallMs - 1);
    world.issue('A');
    expect(told(world.give(openDay('2026-03-03')))).toBe('day.opened ticket.expired');
    expect(world.state.lines.get('A')?.normal.map(({ id }) => id)).toEqual(['t2']);
  });

  it('closes counters that were left open and ends what was left at them', () => {
    const world = openHall();
    world.issue('A');
    world.give({ type: 'call-next', counter: 1 });
    world.advance(2 * hourMs);
    world.give({ type: 'open', counter: 2 }, clerk('1002'));
    world.advance(12 * hourMs + 1);
    expect(told(world.give(openDay('2026-03-03')))).toBe('day.opened ticket.expired counter.closed');
    expect(world.ticket('t1')).toMatchObject({ state: 'expired', counter: null });
    expect(world.state.counters.get(1)).toMatchObject({ state: 'closed', clerk: null, ticket: null, opened: null });
    expect(world.state.counters.get(2)?.state).toBe('open');
    expect(brokenInvariants(world.state)).toEqual([]);
    expect(told(world.give({ type: 'open', counter: 1 }))).toBe('counter.opened');
  });

  it('never moves back and opens once', () => {
    const world = createWorld();
    expect(told(world.give(openDay('2026-03-02'), system))).toBe('nothing');
    expect(told(world.give(openDay('2026-03-01'), system))).toBe('nothing');
    expect(told(world.give(openDay('1970-01-01'), system))).toBe('nothing');
    // A person who asks is told.
    expect(told(world.give(openDay('2026-03-02')))).toBe('no: day-not-next');
    expect(world.state.day).toBe('2026-03-02');
  });

  it('lets a rating that is still open be given, and forgets the answered ones', () => {
    const world = openHall();
    world.issue('A');
    world.issue('A');
    world.give({ type: 'call-next', counter: 1 });
    world.give({ type: 'finish', counter: 1 });
    world.give({ type: 'call-next', counter: 1 });
    world.give({ type: 'rate', visit: 't1', level: 4, origin: 'page', reasons: [] });
    world.give({ type: 'finish', counter: 1 });
    world.give(openDay('2026-03-03'));
    expect([...world.state.ratings.keys()]).toEqual(['t2']);
    expect(told(world.give({ type: 'rate', visit: 't2', level: 5, origin: 'page', reasons: [] }))).toBe('visit.rated');
    expect(told(world.give({ type: 'rate', visit: 't1', level: 5, origin: 'page', reasons: [] }))).toBe(
      'no: visit-unknown',
    );
  });

  it('may open while tickets of no day yet wait', () => {
    const world = createWorld(smallHall(), null);
    world.issue('A');
    expect(told(world.give(openDay('2026-03-02')))).toBe('day.opened');
    expect(world.state.lines.get('A')?.normal.map(({ no }) => no)).toEqual(['A001']);
    expect(brokenInvariants(world.state)).toEqual([]);
  });
});

describe('paper', () => {
  const jobOf = (world: World) => world.ticket('t1').job;
  const interrupted = (world: World) => world.give({ type: 'print-interrupted', ticket: 't1', job: jobOf(world) });
  const printed = (world: World, job = jobOf(world)) =>
    world.give({ type: 'printed', ticket: 't1', job, confirmed: true });

  it('is settled once by the job that is owed', () => {
    const world = createWorld();
    world.issue('A');
    const job = jobOf(world);
    expect(told(printed(world, job + 1))).toBe('nothing');
    expect(printed(world, job)).toMatchObject({ events: [{ type: 'ticket.printed', body: { copies: 1, job } }] });
    expect(told(printed(world, job))).toBe('nothing');
    expect(world.ticket('t1')).toMatchObject({ print: 'printed', job: 0 });
    expect(told(world.give({ type: 'print-interrupted', ticket: 't1', job }))).toBe('nothing');
    expect(told(world.give({ type: 'print-unknown', ticket: 't1', job }))).toBe('nothing');
  });

  it('is printed again under the same number, counted, until staff must decide', () => {
    const world = createWorld();
    world.issue('A');
    for (let copies = 2; copies <= limits.printCopiesMax; copies++) {
      const job = jobOf(world);
      expect(interrupted(world)).toMatchObject({
        events: [{ type: 'ticket.reprint', body: { copies, cause: 'interrupted' } }],
      });
      expect(told(printed(world, job))).toBe('nothing');
      expect(jobOf(world)).toBe(world.state.seq);
    }
    expect(told(interrupted(world))).toBe('ticket.print-unknown');
    expect(told(interrupted(world))).toBe('nothing');
    expect(world.ticket('t1')).toMatchObject({ print: 'unknown', no: 'A001' });
    expect(told(world.give({ type: 'print-settled', ticket: 't1', there: false }))).toBe('ticket.reprint');
    expect(world.ticket('t1')).toMatchObject({ print: 'pending', copies: limits.printCopiesMax + 1 });
    expect(told(interrupted(world))).toBe('ticket.print-unknown');
    expect(told(world.give({ type: 'print-settled', ticket: 't1', there: true }))).toBe('ticket.printed');
    expect(world.ticket('t1')).toMatchObject({ print: 'printed', job: 0 });
  });

  it('in doubt is for staff alone: no machine prints it again', () => {
    const world = createWorld();
    world.issue('A');
    expect(told(world.give({ type: 'print-unknown', ticket: 't1', job: jobOf(world) }))).toBe('ticket.print-unknown');
    expect(told(world.give({ type: 'print-unknown', ticket: 't1', job: jobOf(world) }))).toBe('nothing');
    expect(told(interrupted(world))).toBe('nothing');
    expect(told(decideAfterRestart(world.state, 't1', 0))).toBe('nothing');
    expect(told(printed(world))).toBe('ticket.printed');
  });

  it('that needs no decision is left as it is', () => {
    const world = createWorld();
    world.issue('A');
    expect(told(world.give({ type: 'print-settled', ticket: 't1', there: false }))).toBe('nothing');
    expect(told(world.give({ type: 'print-settled', ticket: 't9', there: true }))).toBe('no: ticket-unknown');
  });

  it('under way at a power cut is printed once more, unless it is too old or was printed too often', () => {
    const world = createWorld();
    world.issue('A');
    expect(decideAfterRestart(world.state, 't1', limits.reprintAgeMsMax)).toMatchObject({
      events: [{ type: 'ticket.reprint', body: { copies: 2, cause: 'restart' } }],
    });
    expect(told(decideAfterRestart(world.state, 't1', limits.reprintAgeMsMax + 1))).toBe('ticket.print-unknown');
    expect(told(decideAfterRestart(world.state, 't9', 0))).toBe('nothing');
    for (let copies = 2; copies <= limits.printCopiesMax; copies++) interrupted(world);
    expect(told(decideAfterRestart(world.state, 't1', 0))).toBe('ticket.print-unknown');
  });

  it('of an earlier start is old when the clock fell back: nobody knows how old', () => {
    const world = createWorld();
    world.issue('A');
    const { wallMs } = world.context().now;
    world.restart(wallMs - 1);
    expect(told(decideAfterStart(world.state, world.context()))).toBe('ticket.print-unknown');
    world.restart(wallMs + limits.reprintAgeMsMax);
    expect(told(decideAfterStart(world.state, world.context()))).toBe('ticket.reprint');
  });

  it('may be asked for again by staff while the ticket lives', () => {
    const world = openHall();
    const reprint: Command = { type: 'reprint', ticket: 't1' };
    expect(told(world.give(reprint))).toBe('no: ticket-unknown');
    world.issue('A');
    printed(world);
    expect(world.give(reprint)).toMatchObject({
      events: [{ type: 'ticket.reprint', body: { copies: 2, cause: 'staff' } }],
    });
    expect(world.ticket('t1')).toMatchObject({ print: 'pending', copies: 2 });
    world.give({ type: 'cancel', ticket: 't1' });
    expect(world.state.prints.size).toBe(0);
    expect(told(world.give(reprint))).toBe('no: ticket-not-waiting');
    world.issue('A', { channel: 'phone' });
    expect(told(world.give({ type: 'reprint', ticket: 't2' }))).toBe('no: not-found');
  });

  it('of an ended ticket is owed no more, but a doubt is remembered', () => {
    const world = createWorld();
    world.issue('A');
    world.give({ type: 'print-unknown', ticket: 't1', job: jobOf(world) });
    world.give({ type: 'cancel', ticket: 't1' });
    expect(world.ticket('t1')).toMatchObject({ print: 'unknown', job: 0 });
    expect(world.state.prints.size).toBe(0);
  });
});

describe('devices and sessions', () => {
  it('store a change of a device once', () => {
    const world = createWorld();
    const out: Command = { type: 'device-state', device: 'printer-1', state: 'fault', fault: 'paper-out' };
    expect(told(world.give(out))).toBe('device.state');
    expect(told(world.give(out))).toBe('nothing');
    expect(told(world.give({ ...out, fault: 'cover-open' }))).toBe('device.state');
    expect(told(world.give({ ...out, state: 'ok', fault: null }))).toBe('device.state');
    expect(world.state.devices.get('printer-1')).toEqual({ state: 'ok', fault: null });
  });

  it('store who signed in, was refused, and left', () => {
    const world = createWorld();
    expect(told(world.give({ type: 'session-opened', staff: '1001', role: 'clerk' }))).toBe('session.opened');
    expect(told(world.give({ type: 'session-refused', reason: 'sign-in-failed' }))).toBe('session.refused');
    expect(told(world.give({ type: 'session-closed', staff: '1001' }))).toBe('session.closed');
  });
});

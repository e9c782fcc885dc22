/** Appointments: the list, all or nothing; check-in early, on time, late, twice, on another day and without a clock. */
import { describe, expect, it } from 'vitest';
import type { AppointmentItem, Command } from '../../protocol/commands.ts';
import { limits } from '../../protocol/limits.ts';
import { brokenInvariants } from './invariants.ts';
import { clerk, createWorld, customer, replay, smallHall, system, told, type World } from './testing/world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** An appointment so many minutes from the start of the test. */
const item = (minutes: number, change: Partial<AppointmentItem> = {}): AppointmentItem => ({
  ...{ id: 'a1', code: 'X7', service: 'A', slotMs: 1_772_416_800_000 + minutes * minuteMs },
  ...change,
});
const list = (...items: AppointmentItem[]): Command => ({ type: 'appointments', items });
let taps = 0;
const checkIn = (code = 'X7', request = `check-${taps++}`): Command => ({
  ...{ type: 'check-in', code, request, channel: 'kiosk', locale: 'en' },
});

function hall(minutes: number): World {
  const world = createWorld();
  expect(told(world.give(list(item(minutes)), system))).toBe('appointment.booked');
  return world;
}

describe('check-in', () => {
  it.each([
    [31, 'no: appointment-early'],
    [30, 'ticket.issued'],
    [0, 'ticket.issued'],
    [-15, 'ticket.issued'],
    [-16, 'ticket.issued'],
    [-12 * 60, 'ticket.issued'],
    [-12 * 60 - 1, 'no: appointment-other-day'],
    [12 * 60 + 1, 'no: appointment-other-day'],
  ])('%i minutes before the time: %s', (minutes, says) => {
    const world = createWorld();
    // The list takes nothing that is over; it became over while it was known.
    world.commit([{ type: 'appointment.booked', body: { ...item(minutes), appointment: 'a1' } }]);
    expect(told(world.give(checkIn(), customer))).toBe(says);
    expect(brokenInvariants(world.state)).toEqual([]);
  });

  it('on time waits as appointment since its time, late as somebody who has come now', () => {
    for (const [minutes, ticketClass, arrivedMs] of [
      [20, 'appointment', 20],
      [-15, 'appointment', -15],
      [-15.01, 'normal', 0],
    ] as const) {
      const world = createWorld();
      world.commit([{ type: 'appointment.booked', body: { ...item(minutes), appointment: 'a1' } }]);
      world.give(checkIn(), customer);
      const { hallMs } = world.state;
      expect(world.ticket('t1')).toMatchObject({
        ...{ class: ticketClass, appointment: 'a1', service: 'A', arrivedMs: hallMs + arrivedMs * minuteMs },
      });
    }
  });

  it('early waits less than zero: who came before its time goes first, by every rule but strict', () => {
    for (const rule of ['fifo', 'accumulating', 'longest-over-target'] as const) {
      const plain = smallHall();
      const world = createWorld({ ...plain, hall: { ...plain.hall, rule } });
      world.give(list(item(20)), system);
      world.give(checkIn(), customer);
      world.issue('A');
      world.give({ type: 'open', counter: 1 });
      expect(world.give({ type: 'call-next', counter: 1 })).toMatchObject({ ticket: 't2' });
      expect(world.give({ type: 'call-next', counter: 1 })).toMatchObject({
        events: [{}, { body: { cause: { class: 'appointment', waitedMs: 0 } } }],
      });
    }
  });

  it('twice gives the same ticket, with another request and in other letters too', () => {
    const world = hall(0);
    world.give(checkIn('X7', 'tap'), customer);
    expect(world.give(checkIn('X7', 'tap'), customer)).toMatchObject({ events: [], ticket: 't1' });
    expect(world.give(checkIn(' x7 '), customer)).toMatchObject({ events: [], ticket: 't1' });
    expect(world.state.appointments.get('a1')?.ticket).toBe('t1');
    world.restart();
    expect(world.give(checkIn(), customer)).toMatchObject({ events: [], ticket: 't1' });
  });

  it('of one that was kept on the day before is not for another ticket', () => {
    const world = hall(0);
    world.give(checkIn(), customer);
    expect(world.give(checkIn(), customer)).toMatchObject({ events: [], ticket: 't1' });
    // Given back by mistake: the customer stands here with the code.
    world.give({ type: 'cancel', ticket: 't1' });
    expect(world.give(checkIn(), customer)).toMatchObject({ ticket: 't2' });
    world.give({ type: 'cancel', ticket: 't2' });
    world.advance(11 * hourMs);
    world.give({ type: 'open-day', date: '2026-03-03' }, system);
    expect(told(world.give(checkIn(), customer))).toBe('no: appointment-other-day');
  });

  it('of a code that nobody knows is refused; of several days the nearest counts', () => {
    const world = createWorld();
    world.give(list(item(24 * 60, { id: 'later' }), item(5, { id: 'now' })), system);
    expect(told(world.give(checkIn('Y1'), customer))).toBe('no: appointment-unknown');
    world.give(checkIn(), customer);
    expect(world.ticket('t1').appointment).toBe('now');
  });

  it('without a clock takes everybody to be on time, from now on', () => {
    const world = hall(6 * 60);
    world.local = null;
    world.give(checkIn(), customer);
    expect(world.ticket('t1')).toMatchObject({ class: 'appointment', arrivedMs: world.state.hallMs });
  });

  it('is not stopped by a full queue, a quota or a service that is switched off, but by a closed day or hall', () => {
    const world = createWorld(
      smallHall({ services: smallHall().services.map((each) => ({ ...each, queueMax: 1, quota: 1 })) }),
    );
    world.issue('A');
    world.give(list(item(0), item(0, { id: 'a2', code: 'X8' }), item(0, { id: 'a3', code: 'X9' })), system);
    world.give({ type: 'close-service', service: 'A', reason: 'full' });
    expect(told(world.give(checkIn(), customer))).toBe('ticket.issued');
    world.give({ type: 'close-day' });
    expect(told(world.give(checkIn('X8'), customer))).toBe('no: day-closed');
    const plain = smallHall();
    const closed = createWorld({ ...plain, hall: { ...plain.hall, hours: [] } });
    closed.give(list(item(0)), system);
    expect(told(closed.give(checkIn(), customer))).toBe('no: hall-closed');
  });

  it('is refused when no number is left, or when its service is gone', () => {
    const world = createWorld(smallHall({ services: smallHall().services.map((each) => ({ ...each, last: 1 })) }));
    world.issue('A');
    world.give(list(item(0)), system);
    expect(told(world.give(checkIn(), customer))).toBe('no: numbers-exhausted');
    const [payment] = smallHall().services;
    const other = createWorld(smallHall({ services: payment ? [{ ...payment, id: 'B' }] : [] }), null, world.journal);
    expect(told(other.give(checkIn(), customer))).toBe('no: service-unknown');
  });

  it('can be called, recycled, and taken back like every ticket', () => {
    const world = hall(0);
    world.give(checkIn(), customer);
    world.give({ type: 'open', counter: 1 }, clerk('1001'));
    for (const type of ['call-next', 'recycle', 'undo', 'start', 'finish'] as const)
      expect(told(world.give({ type, counter: 1 }))).not.toMatch(/^no:/);
    expect(brokenInvariants(world.state)).toEqual([]);
    expect(replay(world.journal)).toEqual(world.state);
  });
});

describe('the list', () => {
  it('says what is new, what has changed and what is gone, and nothing of the rest', () => {
    const world = hall(60);
    const second = item(90, { id: 'a2', code: 'X8' });
    expect(told(world.give(list(item(60), second), system))).toBe('appointment.booked');
    expect(told(world.give(list(item(60), second), system))).toBe('nothing');
    expect(told(world.give(list(item(75), second), system))).toBe('appointment.booked');
    expect(told(world.give(list(item(75)), system))).toBe('appointment.withdrawn');
    expect([...world.state.appointments.values()]).toMatchObject([{ id: 'a1', slotMs: item(75).slotMs }]);
    expect(told(world.give(list(), system))).toBe('appointment.withdrawn');
    expect(world.state.appointments.size).toBe(0);
  });

  it('leaves alone who has checked in, and what was over long ago', () => {
    const world = hall(0);
    world.give(checkIn(), customer);
    expect(told(world.give(list(item(30)), system))).toBe('nothing');
    expect(told(world.give(list(), system))).toBe('nothing');
    expect(told(world.give(list(item(-12 * 60 - 1, { id: 'old' })), system))).toBe('nothing');
  });

  it('with one mistake changes nothing', () => {
    const world = hall(0);
    const good = item(5, { id: 'a2', code: 'X8' });
    for (const [bad, says] of [
      [item(5, { id: 'a2' }), 'no: appointment-invalid'],
      [item(5, { id: 'a3', service: 'X' }), 'no: service-unknown'],
      [item(Number.NaN, { id: 'a3' }), 'no: appointment-invalid'],
    ] as const)
      expect(told(world.give(list(good, bad), system))).toBe(says);
    const many = Array.from({ length: limits.appointmentsMax + 1 }, (_, n) => item(5, { id: `m${n}` }));
    expect(told(world.give(list(...many), system))).toBe('no: appointments-too-many');
    expect([...world.state.appointments.keys()]).toEqual(['a1']);
  });
});

describe('a time that has passed', () => {
  const passed: Command = { type: 'appointments-passed' };

  it('without a check-in is recorded once; who comes later still gets a ticket', () => {
    const world = hall(0);
    world.advance(15 * minuteMs);
    expect(told(world.give(passed, system))).toBe('nothing');
    world.advance(1);
    expect(told(world.give(passed, system))).toBe('appointment.missed');
    expect(told(world.give(passed, system))).toBe('nothing');
    world.give(checkIn(), customer);
    expect(world.ticket('t1').class).toBe('normal');
  });

  it('with a check-in is not missed, and without a clock nothing is', () => {
    const world = hall(0);
    world.advance(hourMs);
    world.local = null;
    expect(told(world.give(passed, system))).toBe('nothing');
    world.local = { date: '2026-03-02', minutes: 660, weekday: 1 };
    world.give(checkIn(), customer);
    expect(told(world.give(passed, system))).toBe('nothing');
  });

  it('is forgotten with a later day', () => {
    const world = hall(0);
    world.advance(13 * hourMs);
    world.give({ type: 'open-day', date: '2026-03-03' }, system);
    expect(world.state.appointments.size).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import type { HallConfig } from '../../protocol/config.ts';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import { createTestingWorld, deviceHall, type TestingWorld } from './testing/testing-hall.ts';
import { createTestingJournal } from './testing/testing-journal.ts';

const pins = { call: 22, callLamp: 6, buzzer: 12, open: 23, queue: 24, printer: 25, paper: 26, door: 16 } as const;
const gpio: NonNullable<HallConfig['gpio']> = {
  calls: [{ gpio: pins.call, lamp: pins.callLamp }],
  buzzer: { gpio: pins.buzzer, causes: ['staff-call', 'printer-fault', 'door-open'] },
  lamps: [
    { gpio: pins.open, shows: 'open' },
    { gpio: pins.queue, shows: 'queue', service: 'A' },
    { gpio: pins.printer, shows: 'printer-fault' },
  ],
  paperLow: { gpio: pins.paper },
  door: { gpio: pins.door, minutes: 10 },
};
/** Monday from ten o'clock on, when the clock of the tests begins, for half an hour. */
const hours = [{ days: [1], from: '10:00', to: '10:30' }];
const minute = 60_000;

function open(journal = createTestingJournal()): TestingWorld {
  const config = { ...deviceHall, hall: { ...deviceHall.hall, hours }, gpio };
  const world = createTestingWorld(gb18030, journal, config);
  world.gpio.setContact(pins.door, 1);
  world.hall.start();
  world.clock.advance(5_000);
  return world;
}

const faultsOf = ({ hall }: TestingWorld) => hall.health.faults().map(({ code, device }) => `${code} ${device}`);
const level = (world: TestingWorld, pin: keyof typeof pins) => world.gpio.level(pins[pin]);

/** Lengths of the buzzer's pulses within the time. */
function heard(world: TestingWorld, forMs: number): readonly number[] {
  const pulses: number[] = [];
  let onMs = 0;
  for (let ms = 0; ms < forMs; ms += 10) {
    world.clock.advance(10);
    if (level(world, 'buzzer') === 1) onMs += 10;
    else if (onMs > 0) pulses.push(onMs);
    if (level(world, 'buzzer') === 0) onMs = 0;
  }
  return pulses;
}

describe('the staff call', () => {
  it('is a mark for staff, a lit lamp, a sound and a record; it goes by itself and its device is well again', () => {
    const world = open();
    world.gpio.press(pins.call, 180, [0.6, 1.1]);
    expect(heard(world, 2_000)).toEqual([400, 400]);
    expect(faultsOf(world)).toContain('staff-called staff-call-22');
    expect(level(world, 'callLamp')).toBe(1);
    const recorded = () => world.rows('device.state').filter(({ body }) => body.device === 'staff-call-22');
    expect(recorded().at(-1)?.body).toMatchObject({ state: 'warning', fault: 'staff-called' });
    world.clock.advance(4 * minute);
    expect(faultsOf(world)).not.toContain('staff-called staff-call-22');
    expect(level(world, 'callLamp')).toBe(0);
    expect(recorded().at(-1)?.body).toMatchObject({ state: 'ok', fault: null });
  });

  it('gives no ticket, and pressed again it stands as long again', () => {
    const world = open();
    world.gpio.press(pins.call, 180);
    world.clock.advance(2 * minute);
    world.gpio.press(pins.call, 180);
    world.clock.advance(2 * minute);
    expect(faultsOf(world)).toContain('staff-called staff-call-22');
    expect(world.rows('ticket.issued')).toHaveLength(0);
  });
});

describe('lamps', () => {
  it('show the hall as it is: open, somebody waits, the printer is in trouble', () => {
    const world = open();
    const lit = () => [level(world, 'open'), level(world, 'queue'), level(world, 'printer')];
    expect(lit()).toEqual([1, 0, 0]);
    world.tap('one');
    expect(lit()).toEqual([1, 1, 0]);
    world.printer.setCover(true, world.clock.monoMs());
    world.clock.advance(10_000);
    expect(lit()).toEqual([1, 1, 1]);
    world.printer.setCover(false, world.clock.monoMs());
    world.clock.advance(10_000);
    expect(lit()).toEqual([1, 1, 0]);
    world.clock.advance(31 * minute);
    expect(lit()[0]).toBe(0);
  });

  it('are right after a restart: a target, not the echo of an event', () => {
    const world = open();
    world.tap('one');
    const next = open(createTestingJournal(world.journal.rows));
    expect([level(next, 'open'), level(next, 'queue')]).toEqual([1, 1]);
  });

  it('are dark when the daemon lets go of them', () => {
    const world = open();
    world.hall.stop();
    expect(level(world, 'open')).toBe(0);
  });

  it('of a stuck button blink slowly, and stand still again when it is freed', () => {
    const world = open();
    world.gpio.setContact(17, 1);
    world.clock.advance(20_000);
    const seen = Array.from({ length: 8 }, () => {
      world.clock.advance(500);
      return world.gpio.level(5);
    });
    expect(seen.join('')).toMatch(/^0?(1100){1,2}1?1?0?0?$/);
    world.gpio.setContact(17, 0);
    world.clock.advance(5_000);
    expect(world.gpio.level(5)).toBe(1);
  });
});

describe('the buzzer', () => {
  it('is silent at the start, even if the printer is in trouble; new trouble is told once', () => {
    const world = open();
    world.printer.setCover(true, world.clock.monoMs());
    expect(heard(world, 10_000)).toEqual([]);
    world.printer.setCover(false, world.clock.monoMs());
    world.clock.advance(minute);
    world.printer.setCover(true, world.clock.monoMs());
    expect(heard(world, 20_000)).toEqual([1_200]);
  });
});

describe('the paper switch', () => {
  it('raises the near-end of the paper for a printer without a sensor, and takes it back', () => {
    const world = open();
    world.gpio.setContact(pins.paper, 1);
    world.clock.advance(2_000);
    expect(faultsOf(world)).not.toContain('paper-near-end paper-low-26');
    world.clock.advance(3_000);
    expect(faultsOf(world)).toContain('paper-near-end paper-low-26');
    // The printer's own reports do not take it back.
    world.tap('one');
    world.clock.advance(minute);
    expect(faultsOf(world)).toContain('paper-near-end paper-low-26');
    world.gpio.setContact(pins.paper, 0);
    world.clock.advance(5_000);
    expect(faultsOf(world)).toEqual([]);
  });
});

describe('the door', () => {
  it('open while the hall is open is nothing; ten minutes after closing it is a fault, a sound and a record', () => {
    const world = open();
    world.gpio.setContact(pins.door, 0);
    world.clock.advance(29 * minute);
    expect(faultsOf(world)).toEqual([]);
    world.clock.advance(10 * minute);
    expect(faultsOf(world)).toEqual([]);
    expect(heard(world, 2 * minute)).toEqual([150, 150, 150]);
    expect(faultsOf(world)).toContain('door-open door-16');
    const last = () =>
      world
        .rows('device.state')
        .filter(({ body }) => body.device === 'door-16')
        .at(-1)?.body;
    expect(last()).toMatchObject({ state: 'warning', fault: 'door-open' });
    world.gpio.setContact(pins.door, 1);
    world.clock.advance(5_000);
    expect(faultsOf(world)).toEqual([]);
    expect(last()).toMatchObject({ state: 'ok', fault: null });
  });

  it('that is closed in time is nothing', () => {
    const world = open();
    world.gpio.setContact(pins.door, 0);
    world.clock.advance(35 * minute);
    world.gpio.setContact(pins.door, 1);
    world.clock.advance(60 * minute);
    expect(
      world
        .rows('device.state')
        .filter(({ body }) => body.device === 'door-16')
        .map(({ body }) => body.state),
    ).toEqual(['ok']);
  });
});

describe('lines of one machine', () => {
  it('a lost lamp does not silence its button, and is told at the lamp', () => {
    const world = open();
    world.gpio.setFault(5, 'lost');
    world.clock.advance(1_000);
    expect(faultsOf(world)).toEqual(['gpio-fault lamp-5']);
    world.gpio.press(17, 180);
    world.clock.advance(3_000);
    expect(world.rows('ticket.issued')).toHaveLength(1);
    world.gpio.setFault(5, null);
    world.clock.advance(1_000);
    expect(faultsOf(world)).toEqual([]);
  });

  it('no permission is told once for the machine, not for every line', () => {
    const world = open();
    for (const pin of [17, ...Object.values(pins)]) world.gpio.setFault(pin, 'no-permission');
    world.clock.advance(1_000);
    expect(faultsOf(world)).toEqual(['gpio-absent gpio']);
    for (const pin of [17, ...Object.values(pins)]) world.gpio.setFault(pin, null);
    world.clock.advance(10_000);
    expect(faultsOf(world)).toEqual([]);
  });

  it('a contact that chatters again and again is told as such', () => {
    const world = open();
    for (let flags = 0; flags < 3; flags += 1) {
      for (let n = 0; n < 60; n += 1) {
        world.gpio.press(17, 3);
        world.clock.advance(6);
      }
      world.clock.advance(10_000);
    }
    expect(faultsOf(world)).toContain('button-chatter button-17');
    world.clock.advance(70_000);
    expect(faultsOf(world)).toEqual([]);
  });
});

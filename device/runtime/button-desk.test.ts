import { describe, expect, it } from 'vitest';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import { createTestingWorld, deviceHall, type TestingWorld } from './testing/testing-hall.ts';
import { createTestingJournal } from './testing/testing-journal.ts';

const button = 17;
const lamp = 5;
const bounceMs = [0.6, 1.1, 1.9, 2.8];

function open(world: TestingWorld = createTestingWorld(gb18030)): TestingWorld {
  world.hall.start();
  world.clock.advance(2_000);
  return world;
}

function push({ gpio, clock }: TestingWorld): void {
  gpio.press(button, 180, bounceMs);
  clock.advance(3_000);
}

describe('a push button', () => {
  it('gives one ticket for one press, however much it bounces', () => {
    const world = open();
    push(world);
    expect(world.rows('ticket.issued').map(({ body, actor }) => [body.no, body.channel, actor])).toEqual([
      ['A001', 'button', `button-${button}`],
    ]);
    push(world);
    expect(world.rows('ticket.issued')).toHaveLength(2);
  });

  it('prints its ticket with no page and no web server in the house', () => {
    const world = open();
    push(world);
    world.clock.advance(10_000);
    expect(world.printer.papers.filter(({ complete }) => complete)).toHaveLength(1);
    expect(world.rows('ticket.printed')).toHaveLength(1);
    expect(world.hall.streams()).toBe(0);
  });

  it('gives one ticket for a long press, and the next press another one', () => {
    const world = open();
    world.gpio.press(button, 9_000, bounceMs);
    world.clock.advance(12_000);
    push(world);
    expect(world.rows('ticket.issued')).toHaveLength(2);
  });

  it('gives its ticket when the disk works again within moments', () => {
    const world = open();
    world.journal.refuse('storage-full');
    world.gpio.press(button, 180, bounceMs);
    world.clock.advance(1_500);
    expect(world.rows('ticket.issued')).toHaveLength(0);
    world.journal.refuse(null);
    world.clock.advance(5_000);
    expect(world.rows('ticket.issued')).toHaveLength(1);
  });

  it('gives nothing for people who have left when the disk works again', () => {
    const world = open();
    world.journal.refuse('storage-full');
    for (let n = 0; n < 4; n += 1) push(world);
    world.clock.advance(3_600_000);
    world.journal.refuse(null);
    world.clock.advance(60_000);
    expect(world.rows('ticket.issued')).toHaveLength(0);
    push(world);
    expect(world.rows('ticket.issued')).toHaveLength(1);
  });

  it('is dark while the disk refuses tickets, and lit again when it does not', () => {
    const world = open();
    world.journal.refuse('storage-full');
    push(world);
    expect(world.gpio.level(lamp)).toBe(0);
    world.journal.refuse(null);
    world.clock.advance(10_000);
    expect(world.gpio.level(lamp)).toBe(1);
  });

  it('is lit and dark by the opening hours, with nobody there to cause it', () => {
    const hall = { ...deviceHall.hall, hours: [{ days: [1], from: '10:05', to: '10:10' }] };
    const world = open(createTestingWorld(gb18030, createTestingJournal(), { ...deviceHall, hall }));
    const lit = [0, 6, 6].map((minutes) => {
      world.clock.advance(minutes * 60_000);
      return world.gpio.level(lamp);
    });
    expect(lit).toEqual([0, 1, 0]);
  });

  it('gives new tickets after a restart: its request ids are of this boot', () => {
    const world = open();
    push(world);
    const next = open(createTestingWorld(gb18030, createTestingJournal(world.journal.rows)));
    push(next);
    expect(next.rows('ticket.issued').map(({ body }) => body.no)).toEqual(['A001', 'A002']);
  });

  it('that is held down is a fault for staff and gives nothing more', () => {
    const world = open();
    world.gpio.setContact(button, 1);
    world.clock.advance(120_000);
    expect(world.hall.health.faults().map(({ code, device }) => `${code} ${device}`)).toContain(
      `button-stuck button-${button}`,
    );
    expect(world.rows('ticket.issued').length).toBeLessThanOrEqual(1);
    world.gpio.setContact(button, 0);
    world.clock.advance(120_000);
    expect(world.hall.health.faults().map(({ code }) => code)).not.toContain('button-stuck');
  });

  it('is lit while its service gives tickets', () => {
    const always = open();
    expect(always.gpio.level(lamp)).toBe(1);
    const closed = { ...deviceHall.hall, hours: [{ days: [1], from: '20:00', to: '21:00' }] };
    const never = open(createTestingWorld(gb18030, createTestingJournal(), { ...deviceHall, hall: closed }));
    expect(never.gpio.level(lamp)).toBe(0);
  });
});

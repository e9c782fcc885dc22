import { describe, expect, it } from 'vitest';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import { createTestingWorld, deviceHall, lineIds, type TestingWorld } from './testing/testing-hall.ts';
import { createTestingJournal } from './testing/testing-journal.ts';

const keys = { next: 0x01, finish: 0x0b, logIn: 0x0c } as const;

function open(world: TestingWorld = createTestingWorld(gb18030)): TestingWorld {
  world.hall.start();
  world.clock.advance(5_000);
  return world;
}

function press({ nodes, busLine, clock }: TestingWorld, key: number): void {
  busLine.poke((nowMs) => {
    nodes.get(lineIds.keypad)?.press(key, nowMs);
    return undefined;
  });
  clock.advance(2_000);
}

function panel({ nodes, clock }: TestingWorld): string {
  return nodes.get(lineIds.panel)?.view(clock.monoMs()).zones[0]?.text ?? '';
}

describe('a bus', () => {
  it('shows on its panel what the hall has decided', () => {
    const world = open();
    expect(panel(world)).toContain('暂停服务');
    press(world, keys.logIn);
    expect(panel(world)).toContain('欢迎光临');
    world.tap('a');
    press(world, keys.next);
    expect(panel(world)).toContain('A001');
    expect(world.rows('ticket.called')).toHaveLength(1);
  });

  it('shows nothing of a commit that failed, and the panel heals with the disk', () => {
    const world = open();
    press(world, keys.logIn);
    world.tap('a');
    world.journal.refuse('storage-full');
    press(world, keys.next);
    expect(panel(world)).toContain('欢迎光临');
    expect(world.rows('ticket.called')).toHaveLength(0);
    world.journal.refuse(null);
    world.clock.advance(3_000);
    press(world, keys.next);
    expect(panel(world)).toContain('A001');
  });

  it('takes each key once, also over a restart of the daemon', () => {
    const world = open();
    press(world, keys.logIn);
    for (const request of ['a', 'b']) world.tap(request);
    press(world, keys.next);
    const events = world.rows('device.key').map(({ body }) => `${body.boot} ${body.event}`);
    expect(new Set(events).size).toBe(events.length);
    const next = open(createTestingWorld(gb18030, createTestingJournal(world.journal.rows)));
    expect(next.rows('device.key').map(({ body }) => `${body.boot} ${body.event}`)).toEqual(events);
    expect(panel(next)).toContain('A001');
  });

  it('asks for a rating and counts the answer once', () => {
    const world = open();
    press(world, keys.logIn);
    world.tap('a');
    press(world, keys.next);
    press(world, keys.finish);
    world.busLine.poke((nowMs) => {
      world.nodes.get(lineIds.rating)?.rate(5, nowMs);
      return undefined;
    });
    world.clock.advance(2_000);
    expect(world.rows('visit.rated').map(({ body }) => [body.level, body.origin])).toEqual([[5, 'keypad']]);
    world.clock.advance(60_000);
    expect(world.rows('visit.not-rated')).toEqual([]);
  });

  it('says which node is away, and heals it when it is back', () => {
    const world = open();
    const faults = () => world.hall.health.faults().map(({ code, device }) => `${code} ${device}`);
    expect(faults()).toEqual([]);
    world.nodes.get(lineIds.panel)?.unplug();
    world.clock.advance(20_000);
    expect(faults()).toEqual([`node-offline main/${lineIds.panel}`]);
    press(world, keys.logIn);
    world.nodes.get(lineIds.panel)?.plug();
    world.clock.advance(20_000);
    expect(faults()).toEqual([]);
    expect(panel(world)).toContain('欢迎光临');
  });

  it('says that another device answers for as long as it does', () => {
    const counters = deviceHall.counters.map((counter) => ({
      ...counter,
      panel: { bus: 'main', address: lineIds.panel, uid: 'FF'.repeat(12) },
    }));
    const world = open(createTestingWorld(gb18030, createTestingJournal(), { ...deviceHall, counters }));
    const device = `main/${lineIds.panel}`;
    for (const passMs of [0, 20_000, 600_000]) {
      world.clock.advance(passMs);
      expect(world.hall.health.faults().map(({ code, device }) => `${code} ${device}`)).toEqual([
        `node-wrong ${device}`,
      ]);
    }
    expect(world.rows('device.state').filter(({ body }) => body.device === device)).toHaveLength(2);
  });

  it('rings once for the first who waits, not for those after', () => {
    const world = open();
    press(world, keys.logIn);
    const heard = () => world.nodes.get(lineIds.keypad)?.view(world.clock.monoMs()).sounds;
    const before = heard() ?? 0;
    world.tap('a');
    world.clock.advance(1_000);
    expect(heard()).toBe(before + 1);
    world.tap('b');
    world.clock.advance(60_000);
    expect(heard()).toBe(before + 1);
    press(world, keys.next);
    press(world, keys.next);
    world.tap('c');
    world.clock.advance(2_000);
    expect(heard()).toBe(before + 2);
  });

  it('that is cut off says so once, not once for each node', () => {
    const world = open();
    world.busLine.pull();
    world.clock.advance(1_000);
    expect(world.hall.health.faults().map(({ code }) => code)).toContain('line-lost');
    world.busLine.putIn();
    world.clock.advance(20_000);
    expect(world.hall.health.faults()).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import type { GpioFault, GpioPort } from './gpio-port.ts';
import { createVirtualGpio } from './virtual-gpio.ts';

function chip() {
  const time = { nowMs: 0, wakes: [] as number[] };
  const made = createVirtualGpio({
    nowMs: () => time.nowMs,
    onWake: (atMs) => time.wakes.push(atMs),
    names: { 17: 'A 缴费', 27: 'lamp A' },
  });
  const port: GpioPort = made;
  const changes: Array<readonly [number, number]> = [];
  const faults: GpioFault[] = [];
  return { time, chip: made, port, changes, faults };
}

test('a press with bounce: every edge in order, at its time, and only in step', () => {
  const w = chip();
  const input = w.port.openInput(
    { bcm: 17, activeLow: true },
    (level, atMs) => w.changes.push([level, atMs]),
    (fault) => w.faults.push(fault),
  );
  w.chip.press(17, 100, [1, 2, 3]);
  expect(w.changes).toEqual([]);
  expect(w.time.wakes[0]).toBe(0);
  expect(w.chip.step()).toBe(1);
  w.time.nowMs = 50;
  expect(w.chip.step()).toBe(100);
  expect(input.read()).toBe(1);
  w.time.nowMs = 200;
  expect(w.chip.step()).toBe(null);
  expect(w.changes).toEqual([
    [1, 0],
    [0, 1],
    [1, 2],
    [0, 100],
    [1, 101],
    [0, 102],
  ]);
  input.release();
  input.release();
  w.chip.press(17, 10);
  w.time.nowMs = 300;
  w.chip.step();
  expect(w.changes.length).toBe(6);
});

test('an output shows its first level, is dark after release, and a line is opened once', () => {
  const w = chip();
  const lamp = w.port.openOutput({ bcm: 27, activeLow: true, initial: 0 }, (fault) => w.faults.push(fault));
  expect(w.chip.level(27)).toBe(0);
  lamp.set(1);
  expect(w.chip.lines()).toEqual([
    { bcm: 17, name: 'A 缴费', use: 'free', level: 0 },
    { bcm: 27, name: 'lamp A', use: 'out', level: 1 },
  ]);
  const second = w.port.openOutput({ bcm: 27, activeLow: true, initial: 0 }, (fault) => w.faults.push(fault));
  w.port.openInput(
    { bcm: 99, activeLow: true },
    () => {},
    (fault) => w.faults.push(fault),
  );
  expect(w.faults).toEqual([]);
  w.chip.step();
  expect(w.faults.map(({ code }) => code)).toEqual(['line-busy', 'bad-line']);
  second.release();
  expect(w.chip.level(27)).toBe(1);
  lamp.release();
  lamp.release();
  expect(w.chip.level(27)).toBe(0);
});

test('a fault silences the line; healing tells the level', () => {
  const w = chip();
  const input = w.port.openInput(
    { bcm: 17, activeLow: true },
    (level, atMs) => w.changes.push([level, atMs]),
    (fault) => w.faults.push(fault),
  );
  w.chip.setFault(17, 'lost');
  w.chip.setContact(17, 1);
  w.chip.step();
  expect(w.changes).toEqual([]);
  expect(input.read()).toBe(0);
  w.chip.setFault(17, null);
  w.chip.step();
  expect(w.faults.map(({ code }) => code)).toEqual(['lost', 'healed']);
  expect(w.changes).toEqual([[1, 0]]);
});

test('waiting edges are bounded: a press too many is refused', () => {
  const w = chip();
  let taken = 0;
  while (w.chip.press(17, 10) && taken < 10_000) taken += 1;
  expect(taken).toBe(1_000);
});

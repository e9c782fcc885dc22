import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { GpioFault, GpioPort, Level } from '../drivers/button/gpio-port.ts';
import { createMachineGpio } from './gpio-machine.ts';
import type { GpioClass } from './gpio-onoff.ts';
import { PI_CHIP_LABELS, probeGpio } from './gpio-probe.ts';

let root = '';
let sysfs = '';
let dev = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hallkeeper-gpio-'));
  sysfs = join(root, 'gpio');
  dev = join(root, 'dev');
  mkdirSync(dev);
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

function chip(name: string, label: string, base: number | string, ngpio: number): void {
  mkdirSync(join(sysfs, name), { recursive: true });
  writeFileSync(join(sysfs, 'export'), '');
  for (const [file, text] of Object.entries({ label, base, ngpio }))
    writeFileSync(join(sysfs, name, file), `${text}\n`);
}

function probe() {
  return probeGpio({ sysfsRoot: sysfs, devRoot: dev, labels: PI_CHIP_LABELS });
}

describe('probe: an answer for every machine, never an exception', () => {
  test('absent', () => {
    expect(probe().answer).toBe('absent');
  });

  test('sysfs-gone', () => {
    writeFileSync(join(dev, 'gpiochip0'), '');
    expect(probe().answer).toBe('sysfs-gone');
  });

  test('no-chip: none matches, two match, or the tree is damaged', () => {
    chip('gpiochip512', '9030000.pl061', 512, 8);
    expect(probe().message).toMatch(/0 chips match .*; present: 9030000\.pl061@512\+8/);
    chip('gpiochip520', 'pinctrl-bcm2711', 520, 58);
    expect(probe()).toMatchObject({ answer: 'ok', label: 'pinctrl-bcm2711', base: 520, ngpio: 58 });
    chip('gpiochip600', 'pinctrl-rp1', 600, 54);
    expect(probe()).toMatchObject({ answer: 'no-chip' });
    chip('gpiochip600', 'pinctrl-rp1', 'x', 54);
    expect(probe()).toMatchObject({ answer: 'ok', base: 520 });
    rmSync(join(sysfs, 'gpiochip520', 'label'));
    expect(probe()).toMatchObject({ answer: 'no-chip' });
  });

  test('no-permission', () => {
    chip('gpiochip512', 'pinctrl-bcm2711', 512, 58);
    chmodSync(root, 0o755);
    chmodSync(join(sysfs, 'export'), 0o444);
    const setEuid = process.seteuid;
    const root0 = process.geteuid?.() === 0;
    try {
      if (root0) setEuid?.(65_534);
      expect(probe()).toMatchObject({ answer: 'no-permission', message: expect.stringMatching(/EACCES.*group gpio/) });
    } finally {
      if (root0) setEuid?.(0);
    }
  });

  test('no-module: the package is missing or not compiled', async () => {
    chip('gpiochip512', 'pinctrl-bcm2711', 512, 58);
    const gpio = await createMachineGpio({
      nowMs: () => 0,
      sysfsRoot: sysfs,
      devRoot: dev,
      load: () => Promise.reject(new Error('Could not locate the bindings file. Tried:\n → a\n → b')),
    });
    expect(gpio.probe()).toMatchObject({
      answer: 'no-module',
      message: expect.stringMatching(/bindings file\. Tried:\)/),
    });
    const faults: string[] = [];
    const input = gpio.openInput(
      { bcm: 17, activeLow: true },
      () => {},
      (fault) => faults.push(fault.code),
    );
    expect(faults).toEqual([]);
    await Promise.resolve();
    expect(faults).toEqual(['no-module']);
    expect(input.read()).toBe(0);
    input.release();
  });

  test('this very machine, with the real package', async () => {
    const gpio = await createMachineGpio({ nowMs: () => performance.now() });
    const known = ['ok', 'absent', 'sysfs-gone', 'no-module', 'no-permission', 'no-chip'];
    expect(known).toContain(gpio.probe().answer);
    expect(gpio.probe().message).toMatch(/^GPIO: /);
  });
});

/** What the package does to a line, in order, over a small file tree that behaves like the kernel's. */
class Kernel {
  readonly calls: string[] = [];
  readonly levels = new Map<number, Level>();
  readonly watchers = new Map<number, (error: Error | null, level: Level) => void>();
  /** Errors to throw, by 'what number'. */
  readonly errors = new Map<string, string>();
  /** Lines exported already whose settings do not stick. */
  readonly stubborn = new Set<number>();

  fail(what: string): void {
    const code = this.errors.get(what);
    if (code !== undefined) throw Object.assign(new Error(`${code}: ${what}`), { code });
  }

  gpioClass(): GpioClass {
    const kernel = this;
    return class {
      readonly #n: number;
      readonly #direction: string;
      readonly #edge: string;
      readonly #activeLow: boolean;
      constructor(n: number, direction: 'in' | 'high' | 'low', edge: 'both' | 'none', options: { activeLow: boolean }) {
        kernel.calls.push(`open ${n} ${direction} ${edge} ${options.activeLow}`);
        kernel.fail(`open ${n}`);
        const stuck = kernel.stubborn.has(n);
        this.#n = n;
        this.#direction = stuck ? 'out' : direction === 'in' ? 'in' : 'out';
        this.#edge = stuck ? 'none' : edge;
        this.#activeLow = stuck ? false : options.activeLow;
        if (direction !== 'in') kernel.levels.set(n, (direction === 'high') !== options.activeLow ? 1 : 0);
      }
      readSync(): Level {
        kernel.fail(`read ${this.#n}`);
        return kernel.levels.get(this.#n) ?? 0;
      }
      writeSync(level: Level): void {
        kernel.calls.push(`write ${this.#n} ${level}`);
        kernel.fail(`write ${this.#n}`);
        kernel.levels.set(this.#n, level);
      }
      watch(callback: (error: Error | null, level: Level) => void): void {
        // As the package does: the level is read through the object, inside the native callback.
        kernel.watchers.set(this.#n, (error) => callback(error, this.readSync()));
      }
      unwatch(): void {
        kernel.calls.push(`unwatch ${this.#n}`);
      }
      direction(): string {
        return this.#direction;
      }
      edge(): string {
        return this.#edge;
      }
      activeLow(): boolean {
        return this.#activeLow;
      }
      unexport(): void {
        kernel.calls.push(`unexport ${this.#n}`);
        kernel.fail(`unexport ${this.#n}`);
      }
    };
  }

  edge(n: number, level: Level): void {
    this.levels.set(n, level);
    this.watchers.get(n)?.(null, level);
  }
}

async function opened(kernel: Kernel): Promise<{ port: GpioPort; time: { nowMs: number } }> {
  chip('gpiochip520', 'pinctrl-bcm2711', 520, 58);
  const time = { nowMs: 0 };
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate'] });
  const load = (): Promise<GpioClass> => Promise.resolve(kernel.gpioClass());
  const port = await createMachineGpio({ nowMs: () => time.nowMs, sysfsRoot: sysfs, devRoot: dev, load });
  return { port, time };
}

/** Virtual time for the adapter's timers and its clock together. */
async function pass(time: { nowMs: number }, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 100) {
    time.nowMs += 100;
    await vi.advanceTimersByTimeAsync(100);
  }
}

describe('lines over a stand-in of the package', () => {
  test.each([
    [0, false, 'low'],
    [1, false, 'high'],
    [0, true, 'high'],
    [1, true, 'low'],
  ] as const)('an output with initial %i and activeLow %s opens with %s', async (initial, activeLow, direction) => {
    const kernel = new Kernel();
    const { port } = await opened(kernel);
    const lamp = port.openOutput({ bcm: 27, activeLow, initial }, () => {});
    expect(kernel.calls).toEqual([`open 547 ${direction} none ${activeLow}`]);
    expect(kernel.levels.get(547)).toBe(initial);
    lamp.set(initial);
    expect(kernel.calls.length).toBe(1);
    lamp.set(initial === 1 ? 0 : 1);
    lamp.release();
    lamp.release();
    expect(kernel.calls.slice(2)).toEqual(['write 547 0', 'unwatch 547', 'unexport 547']);
  });

  test('an input: number by label, edges with the clock, no callback after release, in the right order', async () => {
    const kernel = new Kernel();
    const { port, time } = await opened(kernel);
    const changes: Array<readonly [Level, number]> = [];
    const input = port.openInput(
      { bcm: 17, activeLow: true },
      (level, atMs) => changes.push([level, atMs]),
      () => {},
    );
    expect(kernel.calls).toEqual(['open 537 in both true']);
    time.nowMs = 5;
    kernel.edge(537, 1);
    expect(input.read()).toBe(1);
    input.release();
    kernel.edge(537, 0);
    expect(changes).toEqual([[1, 5]]);
    expect(kernel.calls.slice(1)).toEqual(['unwatch 537', 'unexport 537']);
    expect(input.read()).toBe(0);
  });

  test('a busy line: one fault, slow retries, not-ready after 30 s, healed, then the level found', async () => {
    const kernel = new Kernel();
    kernel.errors.set('open 537', 'EBUSY');
    kernel.levels.set(537, 1);
    const { port, time } = await opened(kernel);
    const told: string[] = [];
    port.openInput(
      { bcm: 17, activeLow: true },
      (level) => told.push(`level ${level}`),
      (fault) => told.push(fault.code),
    );
    expect(told).toEqual([]);
    await pass(time, 20_000);
    expect(told).toEqual(['line-busy']);
    await pass(time, 20_000);
    expect(told).toEqual(['line-busy', 'not-ready']);
    expect(kernel.calls.length).toBeLessThan(12);
    kernel.errors.clear();
    await pass(time, 6_000);
    expect(told).toEqual(['line-busy', 'not-ready', 'healed', 'level 1']);
  });

  test('settings that were swallowed are a fault, and the line is let go', async () => {
    const kernel = new Kernel();
    kernel.stubborn.add(537);
    const { port, time } = await opened(kernel);
    const faults: GpioFault[] = [];
    const input = port.openInput(
      { bcm: 17, activeLow: true },
      () => {},
      (fault) => faults.push(fault),
    );
    await pass(time, 100);
    expect(faults).toMatchObject([{ code: 'mismatch', bcm: 17 }]);
    expect(faults[0]?.message).toBe(
      'GPIO17: the line did not take its settings: direction out, edge none, active_low false',
    );
    expect(kernel.calls).toEqual(['open 537 in both true', 'unwatch 537', 'unexport 537']);
    input.release();
    await pass(time, 10_000);
    expect(kernel.calls.length).toBe(3);
  });

  test('unexported by somebody else: lost, nothing thrown out of the native callback, opened again', async () => {
    const kernel = new Kernel();
    const { port, time } = await opened(kernel);
    const told: string[] = [];
    const input = port.openInput(
      { bcm: 17, activeLow: true },
      (level) => told.push(`level ${level}`),
      (fault) => told.push(fault.code),
    );
    kernel.errors.set('read 537', 'ENODEV');
    kernel.errors.set('unexport 537', 'EINVAL');
    expect(() => kernel.edge(537, 1)).not.toThrow();
    expect(input.read()).toBe(0);
    await pass(time, 100);
    expect(told).toEqual(['lost']);
    kernel.errors.clear();
    await pass(time, 300);
    expect(told).toEqual(['lost', 'healed', 'level 1']);
  });

  test('an output that is lost comes back with what was wished for meanwhile', async () => {
    const kernel = new Kernel();
    const { port, time } = await opened(kernel);
    const faults: string[] = [];
    const lamp = port.openOutput({ bcm: 27, activeLow: true, initial: 0 }, (fault) => faults.push(fault.code));
    kernel.errors.set('write 547', 'ENODEV');
    expect(() => lamp.set(1)).not.toThrow();
    kernel.errors.clear();
    await pass(time, 300);
    expect(faults).toEqual(['lost', 'healed']);
    expect(kernel.levels.get(547)).toBe(1);
    expect(kernel.calls).toContain('open 547 low none true');
  });

  test.each([
    [58, /outside 0 to 57/],
    [-1, /outside/],
    [1.5, /outside/],
    [2, /reserved/],
    [14, /reserved/],
  ])('line %f is a matter of configuration, not tried again', async (bcm, message) => {
    const kernel = new Kernel();
    const { port, time } = await opened(kernel);
    const faults: GpioFault[] = [];
    port.openInput(
      { bcm, activeLow: true },
      () => {},
      (fault) => faults.push(fault),
    );
    await pass(time, 60_000);
    expect(faults.map(({ code }) => code)).toEqual(['bad-line']);
    expect(faults[0]?.message).toMatch(message);
    expect(kernel.calls).toEqual([]);
  });

  test('no timer is left after release', async () => {
    const kernel = new Kernel();
    kernel.errors.set('open 537', 'EACCES');
    const { port, time } = await opened(kernel);
    const input = port.openInput(
      { bcm: 17, activeLow: true },
      () => {},
      () => {},
    );
    await pass(time, 500);
    input.release();
    input.release();
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('only the adapter loads the native package', () => {
  for (const file of [
    'gpio-machine.ts',
    'gpio-probe.ts',
    '../drivers/button/virtual-gpio.ts',
    '../drivers/button/button-driver.ts',
  ]) {
    const path = join(import.meta.dirname, file);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).not.toMatch(/from 'onoff'|import\('onoff'\)/);
  }
  expect(readFileSync(join(import.meta.dirname, 'gpio-onoff.ts'), 'utf8')).not.toMatch(/^import .*'onoff'/m);
});

/** Single lines on the real kernel: edges, first levels, who holds a line, a line and a chip that go and come back. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createMachineGpio } from '../../device/adapters/gpio-machine.ts';
import type { GpioFault, GpioPort, GpioWay, Level } from '../../device/drivers/button/gpio-port.ts';
import { percentile, simulatedChip, until } from './simulated-chip.ts';

export type Figures = Readonly<Record<string, number | string>>;

const button = 17;
const lamp = 27;
const chip = () => simulatedChip(process.env.SIM);

/** The machine's own GPIO; `character device` as on a kernel without sysfs. */
export function machineGpio(way: GpioWay): Promise<GpioPort> {
  const nowMs = () => performance.now();
  return createMachineGpio(way === 'character device' ? { nowMs, sysfsRoot: '/nowhere' } : { nowMs });
}

/** A button that lights a lamp, edge after edge: none is lost, and the lamp follows each. */
export async function edges(way: GpioWay): Promise<Figures> {
  const gpio = await machineGpio(way);
  const sim = chip();
  assert.equal(gpio.way({ bcm: button, activeLow: true }), way);
  assert.equal(gpio.probe().answer, 'ok', gpio.probe().message);
  sim.drive(button, 1);
  let seen: Level = 0;
  let atMs = 0;
  const faults: GpioFault[] = [];
  const output = gpio.openOutput({ bcm: lamp, activeLow: false, initial: 0 }, (fault) => faults.push(fault));
  const input = gpio.openInput(
    { bcm: button, activeLow: true },
    (level, changedMs) => {
      seen = level;
      atMs = changedMs;
      output.set(level);
    },
    (fault) => faults.push(fault),
  );
  assert.equal(input.read(), 0);
  const latencies: number[] = [];
  for (let n = 0; n < 200; n += 1) {
    const pressed: Level = n % 2 === 0 ? 1 : 0;
    const beganMs = performance.now();
    sim.drive(button, pressed === 1 ? 0 : 1);
    await until(`edge ${n}`, () => seen === pressed);
    latencies.push(atMs - beganMs);
    assert.equal(input.read(), pressed);
    assert.equal(sim.level(lamp), pressed);
  }
  output.set(1);
  input.release();
  output.release();
  assert.equal(sim.level(lamp), 0, 'a lamp is dark when its line is let go');
  assert.deepEqual(faults, []);
  return {
    edges: latencies.length,
    p50Ms: percentile(latencies, 50),
    p95Ms: percentile(latencies, 95),
    maxMs: percentile(latencies, 100),
  };
}

/** The first level of an output is the wished one, active-low or not. */
export async function firstLevels(way: GpioWay): Promise<Figures> {
  const gpio = await machineGpio(way);
  const sim = chip();
  let seen = 0;
  for (const activeLow of [false, true]) {
    for (const initial of [0, 1] as const) {
      const output = gpio.openOutput({ bcm: 24, activeLow, initial }, (fault) => assert.fail(fault.message));
      const on = (level: Level): Level => (activeLow === (level === 1) ? 0 : 1);
      assert.equal(sim.level(24), on(initial));
      output.set(initial === 1 ? 0 : 1);
      assert.equal(sim.level(24), on(initial === 1 ? 0 : 1));
      output.release();
      seen += 1;
    }
  }
  return { outputs: seen };
}

/** A line that another program holds: one fault, and it works by itself when it is free. Then it is taken away. */
export async function busyAndLost(way: GpioWay): Promise<Figures> {
  const sim = chip();
  sim.drive(button, 1);
  const holder = await machineGpio('character device');
  const held = holder.openOutput({ bcm: button, activeLow: false, initial: 0 }, (fault) => assert.fail(fault.message));
  const gpio = await machineGpio(way);
  const told: string[] = [];
  let message = '';
  const input = gpio.openInput(
    { bcm: button, activeLow: true },
    (level) => told.push(`level ${level}`),
    (fault) => {
      told.push(fault.code);
      message ||= fault.message;
    },
  );
  await until('busy', () => told.length > 0);
  held.release();
  await until('healed', () => told.includes('level 0'));
  assert.deepEqual(told, ['line-busy', 'healed', 'level 0']);
  if (way === 'character device') assert.match(message, /held by hallkeeper/);
  if (way === 'sysfs') unexport();
  else await chipAway();
  told.length = 0;
  if (way === 'sysfs') {
    // Nothing tells of it; the next reading, four times a second, does.
    assert.equal(input.read(), 0);
  }
  await until('lost', () => told.includes('lost'));
  if (way === 'character device') chipBack();
  await until('healed again', () => told.includes('level 0') || told.includes('level 1'));
  assert.deepEqual(told.slice(0, 2), ['lost', 'healed']);
  input.release();
  return { told: told.join(' ') };
}

function unexport(): void {
  const numbers = execFileSync('ls', ['/sys/class/gpio'], { encoding: 'utf8' }).match(/gpio\d+/g) ?? [];
  assert.equal(numbers.length, 1, 'one line is exported');
  writeFileSync('/sys/class/gpio/unexport', numbers.join().slice('gpio'.length));
}

const live = '/sys/kernel/config/gpio-sim/pi/live';
async function chipAway(): Promise<void> {
  writeFileSync(live, '0');
  await until('no chip', () => readFileSync(live, 'utf8').trim() === '0');
}
function chipBack(): void {
  writeFileSync(live, '1');
}

/** What a person reads who wonders: the answer of each kind of machine. */
export async function probes(): Promise<Figures> {
  const sysfs = await machineGpio('sysfs');
  const chardev = await machineGpio('character device');
  const nowMs = () => performance.now();
  const addonMissing = await createMachineGpio({ nowMs, sysfsRoot: '/nowhere', addon: null });
  const otherChip = await createMachineGpio({ nowMs, chipLabel: 'pinctrl-other' });
  const bare = await createMachineGpio({ nowMs, sysfsRoot: '/nowhere', devRoot: '/nowhere' });
  assert(existsSync('/sys/class/gpio/export'));
  return {
    sysfs: sysfs.probe().message,
    chardev: chardev.probe().message,
    addonMissing: addonMissing.probe().answer,
    otherChip: otherChip.probe().message,
    bare: bare.probe().answer,
  };
}

/** Whole buttons on the real kernel: the driver of a push button on a line, over each way. */
import assert from 'node:assert/strict';
import { type ButtonOutput, type ButtonReport, createButtonDriver } from '../../device/drivers/button/button-driver.ts';
import { BUTTON_PARAMETERS } from '../../device/drivers/button/button-parameters.ts';
import type { GpioPort, GpioWay, InputHandle, InputLine, Level } from '../../device/drivers/button/gpio-port.ts';
import { type Figures, machineGpio } from './line-scenarios.ts';
import { pause, type SimulatedChip, simulatedChip, until } from './simulated-chip.ts';

interface Watched {
  readonly reports: ButtonReport[];
  statistics(): ReturnType<ReturnType<typeof createButtonDriver>['statistics']>;
  release(): void;
}

function watch(gpio: GpioPort, line: InputLine): Watched {
  const driver = createButtonDriver({ idPrefix: 'b', parameters: BUTTON_PARAMETERS });
  const reports: ButtonReport[] = [];
  let timer: NodeJS.Timeout | null = null;
  let input: InputHandle | null = null;
  const take = (output: ButtonOutput): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    reports.push(...output.reports);
    if (output.wakeAtMs === null) return;
    const waitMs = Math.max(0, Math.ceil(output.wakeAtMs - performance.now()));
    timer = setTimeout(() => take(driver.onTick(input?.read() ?? 0, performance.now())), waitMs);
  };
  input = gpio.openInput(
    line,
    (level, atMs) => take(driver.onEdge(level, atMs)),
    (fault) => {
      if (fault.code !== 'healed') take(driver.onClose(performance.now()));
    },
  );
  take(driver.onOpen(input.read(), performance.now()));
  return {
    reports,
    statistics: () => driver.statistics(),
    release() {
      if (timer) clearTimeout(timer);
      input?.release();
    },
  };
}

/** One contact to ground or to the rail, and a finger. */
function finger(sim: SimulatedChip, line: number, activeLow: boolean) {
  const set = (pressed: Level) => sim.drive(line, activeLow === (pressed === 1) ? 0 : 1);
  async function press(ms: number, flips = 0): Promise<void> {
    for (let n = 0; n <= flips; n += 1) {
      set(n % 2 === 0 ? 1 : 0);
      if (n < flips) await pause(2);
    }
    await pause(ms);
    set(0);
  }
  return { set, press };
}

/** Half a minute of a bad day; in the kernel's own time it is the same half minute, run in moments. */
export async function badDay(way: GpioWay): Promise<Figures> {
  const sim = simulatedChip(process.env.SIM);
  const { set, press } = finger(sim, 17, true);
  set(0);
  const button = watch(await machineGpio(way), { bcm: 17, activeLow: true });
  await pause(1_000);
  await press(120, 6); // a bouncy press
  await pause(2_500);
  await press(3); // a spike
  await pause(1_000);
  await press(80, 2); // a double press
  await pause(220);
  await press(80, 2);
  await pause(2_100);
  for (let n = 0; n < 60; n += 1) {
    await press(4);
    await pause(4);
  }
  await pause(1_800);
  await press(20_000, 6); // a bag on the button
  await pause(1_000);
  await press(100, 6);
  await pause(1_000);
  const { presses, chatter, stuck, glitches, ignored, rawEdges, bounceMsP95 } = button.statistics();
  button.release();
  const told = button.reports.filter(({ kind }) => kind === 'press').length;
  return { presses, chatter, stuck, glitches, ignored, rawEdges, bounceMsP95: bounceMsP95 ?? 0, told };
}

/** Held while the daemon starts: stuck, no press; after the release the next press counts. */
export async function heldAtStart(way: GpioWay): Promise<Figures> {
  const isKey = way === 'input event';
  const sim = simulatedChip(process.env[isKey ? 'KEYS' : 'SIM']);
  const line: InputLine = isKey ? { bcm: 4, activeLow: false, key: 2 } : { bcm: 17, activeLow: true };
  const { set, press } = finger(sim, isKey ? 0 : 17, !isKey);
  set(1);
  const gpio = await machineGpio(way);
  assert.equal(gpio.way(line), way);
  const button = watch(gpio, line);
  await until('stuck', () => button.reports.some(({ kind }) => kind === 'stuck'));
  set(0);
  await until('unstuck', () => button.reports.some(({ kind }) => kind === 'unstuck'));
  await press(100, 4);
  await until('press', () => button.reports.some(({ kind }) => kind === 'press'));
  button.release();
  return { kinds: button.reports.map(({ kind }) => kind).join(' ') };
}

/** Keys that the kernel holds: each press once, and the two keys of one device apart. */
export async function keys(): Promise<Figures> {
  const sim = simulatedChip(process.env.KEYS);
  const fingers = [finger(sim, 0, false), finger(sim, 1, false)];
  for (const { set } of fingers) set(0);
  const gpio = await machineGpio('sysfs');
  const buttons = [2, 3].map((key, at) => watch(gpio, { bcm: 4 + at, activeLow: false, key }));
  await pause(600);
  for (let n = 0; n < 5; n += 1) {
    for (const { press } of fingers) await press(60, 4);
    await pause(1_600);
  }
  const presses = buttons.map((button) => button.statistics().presses);
  for (const button of buttons) button.release();
  return { presses: presses.join(' ') };
}

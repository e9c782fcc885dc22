/** Runs one scenario inside the kernel of the GPIO tests and prints its figures as the last line: `gpio-guest.js NAME [WAY]`. */
import type { GpioWay } from '../device/drivers/button/gpio-port.ts';
import { badDay, heldAtStart, keys } from './gpio-guest/button-scenarios.ts';
import { doctorScenario } from './gpio-guest/doctor-scenario.ts';
import { hallScenario } from './gpio-guest/hall-scenario.ts';
import { busyAndLost, edges, type Figures, firstLevels, probes } from './gpio-guest/line-scenarios.ts';

const scenarios: Readonly<Record<string, (way: GpioWay) => Promise<Figures>>> = {
  edges,
  'first-levels': firstLevels,
  'busy-and-lost': busyAndLost,
  probes,
  'bad-day': badDay,
  'held-at-start': heldAtStart,
  keys,
  hall: hallScenario,
  doctor: doctorScenario,
};

const ways: readonly GpioWay[] = ['sysfs', 'character device', 'input event'];
const [name = '', asked = 'sysfs'] = process.argv.slice(2);
const way = ways.find((each) => each === asked);
const run = scenarios[name];
if (!run || !way) throw new Error(`there is no scenario ${name} ${asked}`);
const figures = await run(way);
process.stdout.write(`\n@figures ${JSON.stringify(figures)}\n`);
// A child or a line of a scenario may still be open; it has said all it had to say.
process.exit(0);

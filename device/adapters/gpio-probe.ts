/**
 * Which GPIO this machine has, read from sysfs. Never an exception: a machine without any is normal (a laptop), and a
 * hall without GPIO is a whole hall.
 *
 * A line's number in sysfs is its chip's base plus its BCM number; bases differ between kernels and boards, so they are
 * looked up by the chip's label at each opening and never stored.
 */
import { closeSync, constants, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GpioProbe } from '../drivers/button/gpio-port.ts';

/** Pi 5, Pi 4, and Zero 2 W with Pi 3. */
export const PI_CHIP_LABELS: readonly string[] = ['pinctrl-rp1', 'pinctrl-bcm2711', 'pinctrl-bcm2835'];

/** Chips looked at; a Pi 5 has about a dozen. */
const CHIPS_MAX = 64;

interface GpioChip {
  readonly label: string;
  readonly base: number;
  readonly ngpio: number;
}

export interface GpioPlaces {
  /** `/sys/class/gpio`; another folder in tests. */
  readonly sysfsRoot: string;
  /** `/dev`: where chips show that the kernel has dropped sysfs. */
  readonly devRoot: string;
  readonly labels: readonly string[];
}

/** The probe, but for `no-module`, which only the loader of the native package knows. */
export function probeGpio(places: GpioPlaces): GpioProbe {
  const exportPath = join(places.sysfsRoot, 'export');
  if (!existsSync(exportPath)) return missing(places.devRoot);
  const refused = whyNotWritable(exportPath);
  if (refused !== null) {
    return {
      answer: 'no-permission',
      message: `GPIO: may not write ${exportPath} (${refused}). Is the user in group gpio, and /sys writable for the service?`,
    };
  }
  const chips = readChips(places.sysfsRoot);
  const matching = chips.filter(({ label }) => places.labels.includes(label));
  const chip = matching[0];
  if (chip === undefined || matching.length > 1) {
    const present = chips.map(({ label, base, ngpio }) => `${label}@${base}+${ngpio}`).join(', ') || 'none';
    return {
      answer: 'no-chip',
      message: `GPIO: ${matching.length} chips match ${places.labels.join(', ')}; present: ${present}. Name the right label in the configuration (gpio.chip).`,
    };
  }
  return { answer: 'ok', ...chip, message: `GPIO: ${chip.label}, ${chip.ngpio} lines, over sysfs from ${chip.base}.` };
}

function missing(devRoot: string): GpioProbe {
  if (namesIn(devRoot).some((name) => name.startsWith('gpiochip'))) {
    return {
      answer: 'sysfs-gone',
      message:
        'GPIO: the kernel has chips but no /sys/class/gpio any more. A kernel with GPIO_SYSFS is needed for buttons.',
    };
  }
  return {
    answer: 'absent',
    message: 'GPIO: this machine has none. Buttons and lamps are off; the touch kiosk goes on.',
  };
}

/** The system's error code, or null if the file can be opened for writing (opening alone exports nothing). */
function whyNotWritable(path: string): string | null {
  try {
    closeSync(openSync(path, constants.O_WRONLY));
    return null;
  } catch (error) {
    return errorCode(error);
  }
}

function readChips(sysfsRoot: string): GpioChip[] {
  const chips: GpioChip[] = [];
  for (const name of namesIn(sysfsRoot)
    .filter((entry) => entry.startsWith('gpiochip'))
    .slice(0, CHIPS_MAX)) {
    const label = textIn(join(sysfsRoot, name, 'label'));
    const base = Number(textIn(join(sysfsRoot, name, 'base')) ?? Number.NaN);
    const ngpio = Number(textIn(join(sysfsRoot, name, 'ngpio')) ?? Number.NaN);
    if (label === null || !Number.isInteger(base) || !Number.isInteger(ngpio)) continue;
    chips.push({ label, base, ngpio });
  }
  return chips;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function textIn(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

/** `EBUSY` and its like; the message where there is none. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

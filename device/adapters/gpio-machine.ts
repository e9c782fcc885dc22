/**
 * The GPIO of this machine: which way its lines take.
 *
 *   key configured ─► input events       else sysfs, when it can be used ─► onoff       else ─► the character device
 */
import type { GpioPort } from '../drivers/button/gpio-port.ts';
import { createChardevSource, type GpioLines, loadGpioLines } from './gpio-chardev.ts';
import { createKeptPort } from './gpio-kept-port.ts';
import { createKeySource } from './gpio-keys.ts';
import type { LineSource } from './gpio-line-source.ts';
import { createSysfsSource, type GpioClass } from './gpio-onoff.ts';
import { type GpioPlaces, PI_CHIP_LABELS } from './gpio-probe.ts';

export interface MachineGpioOptions {
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** The chip's label, where it is none of the Pi's. */
  readonly chipLabel?: string | undefined;
  /** Reserved pins that may be used all the same. */
  readonly allowed?: ReadonlySet<number>;
  readonly sysfsRoot?: string;
  readonly devRoot?: string;
  readonly inputRoot?: string;
  /** Loads the native package; given by tests only. */
  readonly load?: () => Promise<GpioClass>;
  /** The addon; found by itself when left out. */
  readonly addon?: GpioLines | null;
}

/** Never rejects: what is missing is told by `probe`. */
export async function createMachineGpio(options: MachineGpioOptions): Promise<GpioPort> {
  const { nowMs, allowed = new Set<number>() } = options;
  const devRoot = options.devRoot ?? '/dev';
  const places: GpioPlaces = {
    sysfsRoot: options.sysfsRoot ?? '/sys/class/gpio',
    devRoot,
    labels: options.chipLabel === undefined ? PI_CHIP_LABELS : [options.chipLabel],
  };
  const sysfs = await createSysfsSource(places, options.load);
  const addon = options.addon === undefined ? loadGpioLines() : options.addon;
  const keys = createKeySource({ inputRoot: options.inputRoot ?? '/sys/class/input', devRoot, nowMs, addon });
  return createKeptPort({ nowMs, allowed, keys, pins: better(sysfs, createChardevSource(places, addon)) });
}

function better(sysfs: LineSource, chardev: LineSource): LineSource {
  const { answer } = sysfs.probe();
  if (answer === 'ok') return sysfs;
  // Where neither works, the one that the kernel has says what is missing.
  const noSysfs = answer === 'absent' || answer === 'sysfs-gone';
  return noSysfs || chardev.probe().answer === 'ok' ? chardev : sysfs;
}

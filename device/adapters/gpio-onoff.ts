/**
 * Lines over sysfs, with `onoff` as the one who waits for edges. Nothing else may import `onoff`: it is native, optional, and
 * loaded only when the machine has GPIO.
 *
 *   chip by label ─► base + BCM ─► Gpio ─► read back direction, edge, polarity ─► open
 *
 * The kernel's errors are swallowed on a line that is exported already, hence the reading back. Debouncing is the driver's;
 * `debounceTimeout` of the package is not used (it invents releases).
 */
import type { GpioProbe, InputLine } from '../drivers/button/gpio-port.ts';
import { type GpioLine, letGo, type Trouble } from './gpio-kept-line.ts';
import { type Direction, type LineSource, outsideChip, troubleOf } from './gpio-line-source.ts';
import { errorCode, type GpioPlaces, probeGpio } from './gpio-probe.ts';

/** The part of onoff's `Gpio` that is used. */
export interface OnoffLine extends GpioLine {
  direction(): string;
  edge(): string;
  activeLow(): boolean;
}

export type GpioClass = new (
  sysfsNumber: number,
  direction: Direction,
  edge: 'both' | 'none',
  options: { activeLow: boolean },
) => OnoffLine;

/** Never rejects: what is missing is told by `probe`. The native package is touched only if the machine has GPIO. */
export async function createSysfsSource(
  places: GpioPlaces,
  load: () => Promise<GpioClass> = loadOnoff,
): Promise<LineSource> {
  const found = probeGpio(places).answer;
  if (found === 'absent' || found === 'sysfs-gone') return new SysfsSource(places, null, '');
  try {
    return new SysfsSource(places, await load(), '');
  } catch (error) {
    return new SysfsSource(places, null, errorCode(error).split('\n')[0] ?? '');
  }
}

async function loadOnoff(): Promise<GpioClass> {
  const { Gpio } = await import('onoff');
  return Gpio;
}

class SysfsSource implements LineSource {
  readonly way = 'sysfs';
  readonly #places: GpioPlaces;
  readonly #gpio: GpioClass | null;
  readonly #loadError: string;

  constructor(places: GpioPlaces, gpio: GpioClass | null, loadError: string) {
    this.#places = places;
    this.#gpio = gpio;
    this.#loadError = loadError;
  }

  probe(): GpioProbe {
    const found = probeGpio(this.#places);
    if (this.#gpio !== null || found.answer === 'absent' || found.answer === 'sysfs-gone') return found;
    return {
      answer: 'no-module',
      message: `GPIO: the package onoff is not installed or was not compiled (${this.#loadError}). Install python3, make and g++, then run npm install with its optional packages.`,
    };
  }

  attempt(line: InputLine, direction: Direction): GpioLine | Trouble {
    const probe = this.probe();
    if (probe.answer !== 'ok' || this.#gpio === null) {
      const code = probe.answer === 'ok' ? 'no-module' : probe.answer;
      return { code, text: probe.message, again: code === 'no-permission' || code === 'no-chip' };
    }
    const outside = outsideChip(line, probe);
    return outside ?? openVerified(this.#gpio, probe.base + line.bcm, direction, line.activeLow);
  }
}

function openVerified(
  Gpio: GpioClass,
  sysfsNumber: number,
  direction: Direction,
  activeLow: boolean,
): GpioLine | Trouble {
  const edge = direction === 'in' ? 'both' : 'none';
  let gpio: OnoffLine | null = null;
  try {
    gpio = new Gpio(sysfsNumber, direction, edge, { activeLow });
    const wrong: string[] = [];
    if (gpio.direction() !== (direction === 'in' ? 'in' : 'out')) wrong.push(`direction ${gpio.direction()}`);
    if (direction === 'in' && gpio.edge() !== 'both') wrong.push(`edge ${gpio.edge()}`);
    if (gpio.activeLow() !== activeLow) wrong.push(`active_low ${gpio.activeLow()}`);
    if (wrong.length === 0) return gpio;
    letGo(gpio, false);
    return { code: 'mismatch', text: `the line did not take its settings: ${wrong.join(', ')}`, again: true };
  } catch (error) {
    if (gpio !== null) letGo(gpio, false);
    return troubleOf(errorCode(error));
  }
}

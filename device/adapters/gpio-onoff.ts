/**
 * The GPIO port over sysfs, with `onoff` as the one who waits for edges. Nothing else may import `onoff`: it is native,
 * optional, and loaded only when the configuration has lines and the machine has GPIO.
 *
 * ```
 *  open ─► chip by label ─► base + BCM ─► Gpio ─► read back direction, edge, polarity ─► healed / ready
 *   ▲                                      └─ any trouble: one fault, then again after 0.2 … 5 s
 *   └──────────────── lost (unexported by somebody, chip gone) ◄─────────────────────────────┘
 * ```
 * It must never throw into its caller or out of a native callback, never light a lamp on the way to its first level,
 * and never leave an output on when it lets go. The kernel swallows errors on a line that is exported already, hence
 * the reading back. Debouncing is the driver's; `debounceTimeout` of the package is not used (it invents releases).
 */
import type {
  GpioFault,
  GpioPort,
  GpioProbe,
  InputHandle,
  InputLine,
  Level,
  OutputHandle,
  OutputLine,
} from '../drivers/button/gpio-port.ts';
import { type GpioLine, KeptLine, letGo, type Trouble } from './gpio-kept-line.ts';
import { errorCode, type GpioPlaces, PI_CHIP_LABELS, probeGpio } from './gpio-probe.ts';

/** I2C with fixed pull-ups, the serial port, the identity chip of a HAT: refused unless the configuration insists. */
const RESERVED_BCM: readonly number[] = [0, 1, 2, 3, 14, 15];

export type GpioClass = new (
  sysfsNumber: number,
  direction: 'in' | 'high' | 'low',
  edge: 'both' | 'none',
  options: { activeLow: boolean },
) => GpioLine;

export interface OnoffGpioOptions {
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** The chip's label, where it is none of the Pi's. */
  readonly chipLabel?: string;
  /** Lets reserved lines be used. */
  readonly reservedAllowed?: boolean;
  readonly sysfsRoot?: string;
  readonly devRoot?: string;
  /** Loads the native package; given by tests only. */
  readonly load?: () => Promise<GpioClass>;
}

/** Never rejects: what is missing is told by `probe`. The native package is touched only if the machine has GPIO. */
export async function createOnoffGpio(options: OnoffGpioOptions): Promise<GpioPort> {
  const places: GpioPlaces = {
    sysfsRoot: options.sysfsRoot ?? '/sys/class/gpio',
    devRoot: options.devRoot ?? '/dev',
    labels: options.chipLabel === undefined ? PI_CHIP_LABELS : [options.chipLabel],
  };
  const found = probeGpio(places).answer;
  if (found === 'absent' || found === 'sysfs-gone') return new OnoffGpio(options, places, null, '');
  try {
    return new OnoffGpio(options, places, await (options.load ?? loadOnoff)(), '');
  } catch (error) {
    return new OnoffGpio(options, places, null, errorCode(error).split('\n')[0] ?? '');
  }
}

async function loadOnoff(): Promise<GpioClass> {
  const { Gpio } = await import('onoff');
  return Gpio;
}

class OnoffGpio implements GpioPort {
  readonly #options: OnoffGpioOptions;
  readonly #places: GpioPlaces;
  readonly #gpio: GpioClass | null;
  readonly #loadError: string;

  constructor(options: OnoffGpioOptions, places: GpioPlaces, gpio: GpioClass | null, loadError: string) {
    this.#options = options;
    this.#places = places;
    this.#gpio = gpio;
    this.#loadError = loadError;
  }

  probe(): GpioProbe {
    const found = probeGpio(this.#places);
    if (this.#gpio !== null || found.answer === 'absent' || found.answer === 'sysfs-gone') return found;
    return {
      answer: 'no-module',
      message: `GPIO: the package onoff is not installed or was not compiled (${this.#loadError}). Run npm install with its optional packages.`,
    };
  }

  openInput(
    line: InputLine,
    onChange: (level: Level, atMs: number) => void,
    onFault: (fault: GpioFault) => void,
  ): InputHandle {
    const watched = this.#keepOpen(line, 'in', onFault, (gpio, again) => {
      gpio.watch((error, level) => {
        const atMs = this.#options.nowMs();
        if (watched.released || watched.gpio !== gpio) return; // a late callback of a line that was let go
        if (error) watched.lose(errorCode(error));
        else onChange(level, atMs);
      });
      // After a fault: the level found, told after `healed`. A first opening is read by the caller.
      if (again) {
        queueMicrotask(() => {
          if (watched.gpio === gpio) onChange(gpio.readSync(), this.#options.nowMs());
        });
      }
    });
    watched.open();
    return {
      read: () => watched.guarded((gpio) => gpio.readSync()) ?? 0,
      release: () => watched.release(),
    };
  }

  openOutput(line: OutputLine, onFault: (fault: GpioFault) => void): OutputHandle {
    let wanted: Level = line.initial;
    // 'high' and 'low' are physical even with activeLow, and set level and direction in one step; 'out' would light an
    // active-low lamp for a moment.
    const direction = (): 'high' | 'low' => ((wanted === 1) !== line.activeLow ? 'high' : 'low');
    const kept = this.#keepOpen(line, direction, onFault, () => {});
    kept.open();
    return {
      set(on) {
        if (on === wanted) return;
        wanted = on;
        kept.guarded((gpio) => gpio.writeSync(on));
      },
      release: () => kept.release(),
    };
  }

  #keepOpen(
    line: InputLine,
    direction: 'in' | (() => 'high' | 'low'),
    onFault: (fault: GpioFault) => void,
    onOpened: (gpio: GpioLine, again: boolean) => void,
  ): KeptLine {
    const wish = (): 'in' | 'high' | 'low' => (direction === 'in' ? 'in' : direction());
    return new KeptLine({
      bcm: line.bcm,
      output: direction !== 'in',
      nowMs: this.#options.nowMs,
      onFault,
      onOpened,
      attempt: () => this.#attempt(line, wish()),
    });
  }

  /** One attempt; everything that can go wrong is an answer. */
  #attempt(line: InputLine, direction: 'in' | 'high' | 'low'): GpioLine | Trouble {
    const probe = this.probe();
    if (probe.answer !== 'ok' || this.#gpio === null) {
      const code = probe.answer === 'ok' ? 'no-module' : probe.answer;
      return { code, text: probe.message, again: code === 'no-permission' || code === 'no-chip' };
    }
    if (!Number.isInteger(line.bcm) || line.bcm < 0 || line.bcm >= probe.ngpio) {
      return { code: 'bad-line', text: `outside 0 to ${probe.ngpio - 1} of ${probe.label}`, again: false };
    }
    if (RESERVED_BCM.includes(line.bcm) && this.#options.reservedAllowed !== true) {
      return { code: 'bad-line', text: 'reserved for I2C, serial port or HAT', again: false };
    }
    return openVerified(this.#gpio, probe.base + line.bcm, direction, line.activeLow);
  }
}

function openVerified(
  Gpio: GpioClass,
  sysfsNumber: number,
  direction: 'in' | 'high' | 'low',
  activeLow: boolean,
): GpioLine | Trouble {
  const edge = direction === 'in' ? 'both' : 'none';
  let gpio: GpioLine | null = null;
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
    const code = errorCode(error);
    if (code === 'EBUSY') return { code: 'line-busy', text: 'held by another program or overlay', again: true };
    if (code === 'EACCES' || code === 'EPERM') return { code: 'no-permission', text: code, again: true };
    return { code: 'failed', text: code, again: true };
  }
}

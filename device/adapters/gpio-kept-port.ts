/**
 * The GPIO port over any way to the pins. Each line is opened, kept open and opened again after trouble (gpio-kept-line.ts); which
 * way it takes is its source's affair.
 *
 * It must never throw into its caller or out of a native callback, never light a lamp on the way to its first level, and never
 * leave an output on when it lets go.
 */
import type {
  GpioFault,
  GpioPort,
  GpioProbe,
  GpioWay,
  InputHandle,
  InputLine,
  Level,
  OutputHandle,
  OutputLine,
} from '../drivers/button/gpio-port.ts';
import { type GpioLine, KeptLine, type Trouble } from './gpio-kept-line.ts';
import type { Direction, LineSource } from './gpio-line-source.ts';
import { reservedPins } from './gpio-pins.ts';
import { errorCode } from './gpio-probe.ts';

export interface KeptPortOptions {
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** For the lines that the kernel does not hold as keys. */
  readonly pins: LineSource;
  readonly keys: LineSource;
  /** Reserved pins that may be used all the same. */
  readonly allowed: ReadonlySet<number>;
}

export function createKeptPort(options: KeptPortOptions): GpioPort {
  return new KeptPort(options);
}

class KeptPort implements GpioPort {
  readonly #o: KeptPortOptions;

  constructor(options: KeptPortOptions) {
    this.#o = options;
  }

  probe(): GpioProbe {
    return this.#o.pins.probe();
  }

  way(line: InputLine | OutputLine): GpioWay {
    return this.#sourceOf(line).way;
  }

  openInput(
    line: InputLine,
    onChange: (level: Level, atMs: number) => void,
    onFault: (fault: GpioFault) => void,
  ): InputHandle {
    const watched = this.#keepOpen(line, 'in', onFault, (gpio, again) => {
      gpio.watch((error, level) => {
        const atMs = this.#o.nowMs();
        if (watched.released || watched.gpio !== gpio) return; // a late callback of a line that was let go
        if (error) watched.lose(errorCode(error));
        else onChange(level, atMs);
      });
      // After a fault: the level found, told after `healed`. A first opening is read by the caller.
      if (again) {
        queueMicrotask(() => {
          if (watched.gpio === gpio) onChange(gpio.readSync(), this.#o.nowMs());
        });
      }
    });
    watched.open();
    return {
      read: () => watched.guarded((gpio) => gpio.readSync()) ?? 0,
      release: () => this.#release(watched, line),
    };
  }

  openOutput(line: OutputLine, onFault: (fault: GpioFault) => void): OutputHandle {
    let wanted: Level = line.initial;
    const direction = (): 'high' | 'low' => ((wanted === 1) !== line.activeLow ? 'high' : 'low');
    const kept = this.#keepOpen(line, direction, onFault, () => {});
    kept.open();
    return {
      set(on) {
        if (on === wanted) return;
        wanted = on;
        kept.guarded((gpio) => gpio.writeSync(on));
      },
      release: () => this.#release(kept, line),
    };
  }

  #sourceOf(line: InputLine | OutputLine): LineSource {
    return 'key' in line && line.key !== undefined ? this.#o.keys : this.#o.pins;
  }

  #release(kept: KeptLine, line: InputLine | OutputLine): void {
    if (kept.released) return;
    kept.release();
    this.#sourceOf(line).released?.(line);
  }

  #keepOpen(
    line: InputLine,
    direction: 'in' | (() => 'high' | 'low'),
    onFault: (fault: GpioFault) => void,
    onOpened: (gpio: GpioLine, again: boolean) => void,
  ): KeptLine {
    return new KeptLine({
      bcm: line.bcm,
      output: direction !== 'in',
      nowMs: this.#o.nowMs,
      onFault,
      onOpened,
      attempt: () => this.#attempt(line, direction === 'in' ? 'in' : direction()),
    });
  }

  #attempt(line: InputLine, direction: Direction): GpioLine | Trouble {
    if (reservedPins.has(line.bcm) && !this.#o.allowed.has(line.bcm))
      return { code: 'bad-line', text: `reserved for ${reservedPins.get(line.bcm) ?? ''}`, again: false };
    return this.#sourceOf(line).attempt(line, direction);
  }
}

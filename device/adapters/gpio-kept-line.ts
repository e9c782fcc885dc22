/**
 * One GPIO line that is opened again until it is released. It tells a fault once and not at every attempt, and says when
 * the line works again. It must never let an exception out of a native callback, and lets go in one order only.
 */
import type { GpioFault, Level } from '../drivers/button/gpio-port.ts';
import { errorCode } from './gpio-probe.ts';

/** Waits between attempts: udev needs moments to set permissions; after that a person must act. */
const RETRY_MS = [200, 500, 1_000, 2_000, 5_000] as const;
const RETRY_LAST_MS = 5_000;
/** Not open for so long: said once more, as `not-ready`. */
const NOT_READY_AFTER_MS = 30_000;
/** An open line; the part of onoff's `Gpio` that every way has. */
export interface GpioLine {
  readSync(): Level;
  writeSync(level: Level): void;
  watch(callback: (error: Error | null | undefined, level: Level) => void): void;
  unwatch(): void;
  unexport(): void;
}
/** Why an attempt failed; `again`: trying once more may help. */
export interface Trouble {
  readonly code: Exclude<GpioFault['code'], 'healed'>;
  readonly text: string;
  readonly again: boolean;
}

export interface KeptLineOptions {
  readonly bcm: number;
  readonly output: boolean;
  readonly nowMs: () => number;
  readonly attempt: () => GpioLine | Trouble;
  readonly onOpened: (gpio: GpioLine, again: boolean) => void;
  readonly onFault: (fault: GpioFault) => void;
}

export class KeptLine {
  gpio: GpioLine | null = null;
  released = false;
  readonly #o: KeptLineOptions;
  #timer: NodeJS.Timeout | null = null;
  #attempts = 0;
  #troubleSinceMs: number | null = null;
  #told: GpioFault['code'] | null = null;
  #notReadyTold = false;

  constructor(options: KeptLineOptions) {
    this.#o = options;
  }

  open(): void {
    if (this.released) return;
    const result = this.#o.attempt();
    if ('code' in result) {
      this.#trouble(result);
      return;
    }
    this.gpio = result;
    this.#guardReads(result);
    const again = this.#troubleSinceMs !== null;
    this.#attempts = 0;
    this.#troubleSinceMs = null;
    this.#notReadyTold = false;
    if (this.#told !== null) this.#tell('healed', 'works again');
    this.#told = null;
    try {
      this.#o.onOpened(result, again);
    } catch (error) {
      this.lose(errorCode(error));
    }
  }

  /** Runs `use` on the open line; null if there is none or it has just failed. */
  guarded<T>(use: (gpio: GpioLine) => T): T | null {
    if (this.gpio === null) return null;
    try {
      return use(this.gpio);
    } catch (error) {
      this.lose(errorCode(error));
      return null;
    }
  }

  lose(text: string): void {
    const gpio = this.gpio;
    if (gpio === null) return;
    this.gpio = null;
    // Not inside the package's own reading, which may be where this comes from.
    setImmediate(() => {
      letGo(gpio, false);
    });
    this.#trouble({ code: 'lost', text, again: true });
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.gpio !== null) letGo(this.gpio, this.#o.output);
    this.gpio = null;
  }

  /** The package reads inside a native callback; an exception there would end the process. */
  #guardReads(gpio: GpioLine): void {
    const read = gpio.readSync.bind(gpio);
    gpio.readSync = () => {
      try {
        return read();
      } catch (error) {
        if (this.gpio === gpio) this.lose(errorCode(error));
        return 0;
      }
    };
  }

  #trouble(trouble: Trouble): void {
    const nowMs = this.#o.nowMs();
    this.#troubleSinceMs ??= nowMs;
    if (this.#told !== trouble.code && !this.#notReadyTold) this.#tell(trouble.code, trouble.text);
    if (!this.#notReadyTold && nowMs - this.#troubleSinceMs >= NOT_READY_AFTER_MS) {
      this.#notReadyTold = true;
      this.#tell('not-ready', `${trouble.code}: ${trouble.text}`);
    }
    if (!trouble.again || this.released) return;
    const waitMs = trouble.code === 'line-busy' ? RETRY_LAST_MS : (RETRY_MS[this.#attempts] ?? RETRY_LAST_MS);
    this.#attempts += 1;
    this.#timer = setTimeout(() => this.open(), waitMs);
  }

  /** In a microtask: the caller may still be inside `openInput`. */
  #tell(code: GpioFault['code'], text: string): void {
    this.#told = code;
    queueMicrotask(() => {
      if (!this.released) this.#o.onFault({ code, bcm: this.#o.bcm, message: `GPIO${this.#o.bcm}: ${text}` });
    });
  }
}

/** Off first, then no more events, then the file: in another order the package throws from a native callback. */
export function letGo(gpio: GpioLine, off: boolean): void {
  const steps = [() => (off ? gpio.writeSync(0) : undefined), () => gpio.unwatch(), () => gpio.unexport()];
  for (const step of steps) {
    try {
      step();
    } catch {
      // The line is gone already; the next step still has to run.
    }
  }
}

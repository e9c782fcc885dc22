/**
 * A small virtual chip: named lines with contacts to press and lamps to look at. It stands in for the Pi's GPIO in the
 * demo, on the lab page and in tests, and behaves like it where that matters: a press bounces if asked to, an open line
 * is not opened twice, a faulty line falls silent and heals.
 *
 * Time comes in as a function and nothing happens by itself: what is due happens in `step`, in order. So no callback is
 * ever called from inside another call, exactly as on the real chip.
 */
import type { GpioFault, GpioPort, InputHandle, InputLine, Level, OutputHandle, OutputLine } from './gpio-port.ts';

/** Edges that wait; a press with bounce has some dozens. Beyond it a press is refused. */
const EVENTS_MAX = 2_000;
/** The header of a Pi has BCM 0 to 27; a chip has some more. */
const LINES = 54;

export interface VirtualLine {
  readonly bcm: number;
  readonly name: string;
  readonly use: 'free' | 'in' | 'out';
  /** Logical: contact pressed, lamp on. */
  readonly level: Level;
}

export interface VirtualGpio extends GpioPort {
  /**
   * Closes a contact now and opens it after `ms`. `bounceMs` are the times after each of the two edges at which the
   * contact flips once more; an odd last one is left out, so that it ends where it should. False: too much is waiting.
   */
  press(bcm: number, ms: number, bounceMs?: readonly number[]): boolean;
  /** Sets a contact and leaves it: a bag on the button. */
  setContact(bcm: number, level: Level): void;
  /** Makes a line faulty until `heal`; null heals it. */
  setFault(bcm: number, code: GpioFault['code'] | null): void;
  /** All lines that have a name or are open, by number. */
  lines(): readonly VirtualLine[];
  level(bcm: number): Level;
  /** Lets all that is due happen; when to call again, or null. */
  step(): number | null;
}

export interface VirtualGpioOptions {
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** Something new is waiting: call `step` at this time. */
  readonly onWake?: (atMs: number) => void;
  /** Names for the lab page, by BCM number. */
  readonly names?: Readonly<Record<number, string>>;
}

export function createVirtualGpio(options: VirtualGpioOptions): VirtualGpio {
  return new VirtualChip(options);
}

interface Input {
  readonly kind: 'in';
  readonly onChange: (level: Level, atMs: number) => void;
  readonly onFault: (fault: GpioFault) => void;
}
interface Output {
  readonly kind: 'out';
  level: Level;
  readonly onFault: (fault: GpioFault) => void;
}

class VirtualChip implements VirtualGpio {
  readonly #options: VirtualGpioOptions;
  readonly #contacts = new Map<number, Level>();
  readonly #open = new Map<number, Input | Output>();
  readonly #faults = new Map<number, GpioFault['code']>();
  #events: Array<{ readonly atMs: number; readonly run: (atMs: number) => void }> = [];

  constructor(options: VirtualGpioOptions) {
    this.#options = options;
  }

  probe(): ReturnType<GpioPort['probe']> {
    return { answer: 'ok', label: 'virtual', base: 0, ngpio: LINES, message: 'GPIO: virtual chip' };
  }

  way(): 'virtual' {
    return 'virtual';
  }

  openInput(line: InputLine, onChange: Input['onChange'], onFault: Input['onFault']): InputHandle {
    const mine: Input = { kind: 'in', onChange, onFault };
    const release = this.#take(line.bcm, mine);
    return {
      read: () => (this.#open.get(line.bcm) === mine && !this.#faults.has(line.bcm) ? this.level(line.bcm) : 0),
      release,
    };
  }

  openOutput(line: OutputLine, onFault: Output['onFault']): OutputHandle {
    const mine: Output = { kind: 'out', level: line.initial, onFault };
    const release = this.#take(line.bcm, mine);
    return {
      set(on) {
        mine.level = on;
      },
      release() {
        mine.level = 0;
        release();
      },
    };
  }

  press(bcm: number, ms: number, bounceMs: readonly number[] = []): boolean {
    const flips = bounceMs.slice(0, bounceMs.length - (bounceMs.length % 2));
    if (this.#events.length + 2 * (flips.length + 1) > EVENTS_MAX) return false;
    const nowMs = this.#options.nowMs();
    for (const [edgeMs, level] of [
      [nowMs, 1],
      [nowMs + ms, 0],
    ] as const) {
      this.#at(edgeMs, (atMs) => this.#contact(bcm, level, atMs));
      for (const flipMs of flips) this.#at(edgeMs + flipMs, (atMs) => this.#contact(bcm, this.#other(bcm), atMs));
    }
    return true;
  }

  setContact(bcm: number, level: Level): void {
    this.#at(this.#options.nowMs(), (atMs) => this.#contact(bcm, level, atMs));
  }

  setFault(bcm: number, code: GpioFault['code'] | null): void {
    if (code === null || code === 'healed') this.#faults.delete(bcm);
    else this.#faults.set(bcm, code);
    this.#at(this.#options.nowMs(), (atMs) => {
      const open = this.#open.get(bcm);
      open?.onFault(fault(bcm, this.#faults.get(bcm) ?? 'healed'));
      if (open?.kind === 'in' && !this.#faults.has(bcm)) open.onChange(this.level(bcm), atMs);
    });
  }

  lines(): readonly VirtualLine[] {
    const names = this.#options.names ?? {};
    const numbers = new Set([...Object.keys(names).map(Number), ...this.#open.keys()]);
    return [...numbers]
      .sort((a, b) => a - b)
      .map((bcm) => ({
        bcm,
        name: names[bcm] ?? `GPIO${bcm}`,
        use: this.#open.get(bcm)?.kind ?? 'free',
        level: this.level(bcm),
      }));
  }

  level(bcm: number): Level {
    const open = this.#open.get(bcm);
    return open?.kind === 'out' ? open.level : (this.#contacts.get(bcm) ?? 0);
  }

  step(): number | null {
    const nowMs = this.#options.nowMs();
    for (let next = this.#events[0]; next !== undefined && next.atMs <= nowMs; next = this.#events[0]) {
      this.#events.shift();
      next.run(next.atMs);
    }
    return this.#events[0]?.atMs ?? null;
  }

  #take(bcm: number, mine: Input | Output): () => void {
    const code = bcm < 0 || bcm >= LINES ? 'bad-line' : this.#open.has(bcm) ? 'line-busy' : this.#faults.get(bcm);
    let released = false;
    if (code === 'bad-line' || code === 'line-busy') {
      this.#at(this.#options.nowMs(), () => {
        if (!released) mine.onFault(fault(bcm, code));
      });
    } else {
      this.#open.set(bcm, mine);
      if (code !== undefined) {
        this.#at(this.#options.nowMs(), () => {
          if (!released) mine.onFault(fault(bcm, code));
        });
      }
    }
    return () => {
      released = true;
      if (this.#open.get(bcm) === mine) this.#open.delete(bcm);
    };
  }

  #contact(bcm: number, level: Level, atMs: number): void {
    if (this.#contacts.get(bcm) === level || (level === 0 && !this.#contacts.has(bcm))) return;
    this.#contacts.set(bcm, level);
    const open = this.#open.get(bcm);
    if (open?.kind === 'in' && !this.#faults.has(bcm)) open.onChange(level, atMs);
  }

  #other(bcm: number): Level {
    return this.#contacts.get(bcm) === 1 ? 0 : 1;
  }

  #at(atMs: number, run: (atMs: number) => void): void {
    this.#events.push({ atMs, run });
    // Stable: events of one time happen in the order in which they were asked for.
    this.#events.sort((a, b) => a.atMs - b.atMs);
    this.#options.onWake?.(this.#events[0]?.atMs ?? atMs);
  }
}

function fault(bcm: number, code: GpioFault['code']): GpioFault {
  return { code, bcm, message: `GPIO${bcm}: ${code} (virtual)` };
}

/**
 * The GPIO port: push buttons in, lamps and buzzer out, one line each. Pure types; the Pi's adapter and the virtual chip
 * implement them. It stands with the drivers, because the virtual chip does.
 *
 * Levels are logical everywhere: 1 is 'pressed' and 'on', whatever the wiring. Lines are named by their BCM number.
 */

/** What `probe` finds; never an exception. `message` is one sentence for staff: what it is and what to do. */
export type GpioProbe =
  | {
      readonly answer: 'ok';
      readonly label: string;
      readonly base: number;
      readonly ngpio: number;
      readonly message: string;
    }
  | { readonly answer: GpioMissing; readonly message: string };

/**
 * `absent`: the machine has none. `sysfs-gone`: it has chips, but the kernel no longer offers them through sysfs, and the
 * addon for the character device is not there either. `no-module`: the native package is not installed. `no-permission`: the user is not in group gpio.
 * `no-chip`: not exactly one chip carries a label of the configuration.
 */
export type GpioMissing = 'absent' | 'sysfs-gone' | 'no-module' | 'no-permission' | 'no-chip';

export interface GpioFault {
  /**
   * `bad-line`: outside the chip, or reserved; a matter of configuration. `line-busy`: another program holds it.
   * `mismatch`: the line did not take direction, edge or polarity. `lost`: it worked and stopped. `not-ready`: still
   * not open after 30 s. `opening`: nothing is known for a moment, and nothing is wrong. `healed`: it works (again); an input's level follows by `onChange`.
   */
  readonly code:
    | GpioMissing
    | 'bad-line'
    | 'line-busy'
    | 'mismatch'
    | 'lost'
    | 'failed'
    | 'not-ready'
    | 'opening'
    | 'healed';
  readonly bcm: number;
  readonly message: string;
}

export type Level = 0 | 1;

/** Level 1 is always 'pressed'. */
export interface InputLine {
  readonly bcm: number;
  readonly activeLow: boolean;
  /** The kernel holds the line as a key of this code: its level comes as an input event. */
  readonly key?: number;
}

/** Over which door of the kernel a line is reached. */
export type GpioWay = 'sysfs' | 'character device' | 'input event' | 'virtual';

/** `initial` is logical; 1 is 'on'. The line never shows another level on the way there. */
export interface OutputLine {
  readonly bcm: number;
  readonly activeLow: boolean;
  readonly initial: Level;
}

export interface InputHandle {
  /** The level now; 0 while the line is not open. */
  read(): Level;
  /** Frees the line; safe to call twice. No callback comes after it. */
  release(): void;
}

export interface OutputHandle {
  /** Remembered while the line is not open. The same level twice costs nothing. */
  set(on: Level): void;
  /** Writes the off level, then frees the line; safe to call twice. */
  release(): void;
}

export interface GpioPort {
  probe(): GpioProbe;
  /** The way that this line takes. */
  way(line: InputLine | OutputLine): GpioWay;
  /**
   * Opens, and keeps trying with back-off if it cannot; never throws. A line held at the start gives no change: the
   * caller reads once after opening. `atMs` is monotonic. Neither callback is called from inside `openInput`.
   * `level` is the level at the time of the call, not of the edge: several edges may come as one change, and a change
   * may tell the level that was known.
   */
  openInput(
    line: InputLine,
    onChange: (level: Level, atMs: number) => void,
    onFault: (fault: GpioFault) => void,
  ): InputHandle;
  openOutput(line: OutputLine, onFault: (fault: GpioFault) => void): OutputHandle;
}

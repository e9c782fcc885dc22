/** A way to the pins: one of the kernel's doors, as the port that keeps lines open sees it. */
import type { GpioProbe, GpioWay, InputLine } from '../drivers/button/gpio-port.ts';
import type { GpioLine, Trouble } from './gpio-kept-line.ts';

/** `high` and `low` are physical, even with activeLow, and set level and direction in one step. */
export type Direction = 'in' | 'high' | 'low';

export interface LineSource {
  readonly way: GpioWay;
  /** Never an exception. */
  probe(): GpioProbe;
  /** One attempt; everything that can go wrong is an answer. */
  attempt(line: InputLine, direction: Direction): GpioLine | Trouble;
  /** The line is wanted no more, whether it was open or not. */
  released?(line: InputLine): void;
}

/** The line's number on its chip, or why it has none. */
export function outsideChip({ bcm }: InputLine, { label, ngpio }: { label: string; ngpio: number }): Trouble | null {
  if (Number.isInteger(bcm) && bcm >= 0 && bcm < ngpio) return null;
  return { code: 'bad-line', text: `outside 0 to ${ngpio - 1} of ${label}`, again: false };
}

/** What the system's error code means for a line. */
export function troubleOf(code: string): Trouble {
  if (code === 'EBUSY') return { code: 'line-busy', text: 'held by another program or overlay', again: true };
  if (code === 'EACCES' || code === 'EPERM') return { code: 'no-permission', text: code, again: true };
  return { code: 'failed', text: code, again: true };
}

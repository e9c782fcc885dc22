/** The commands of two-line customer displays, by dialect. Lines are written whole, so that nothing of the last text stays. */
import type { LineDisplayProfile } from '../../../protocol/foreign-profile.ts';

export interface DisplayDialect {
  /** From any state to an empty display without a cursor. */
  readonly setUp: readonly Uint8Array[];
  /** `text` has as many characters as the display has columns. */
  line(row: 1 | 2, text: string): Uint8Array;
  /** 1..4; null: the display has no command. */
  readonly brightness: ((level: number) => Uint8Array) | null;
  /** Times 50 ms, 0 steady; null: none. */
  readonly blink: ((times: number) => Uint8Array) | null;
}

const initialise = Uint8Array.of(0x1b, 0x40);
const clearAll = Uint8Array.of(0x0c);
const carriageReturn = 0x0d;

export const dialects: Readonly<Record<LineDisplayProfile['dialect'], DisplayDialect>> = {
  cd5220: {
    setUp: [initialise, clearAll, Uint8Array.of(0x1b, 0x5f, 0x00)],
    line: (row, text) => Uint8Array.of(0x1b, 0x51, row === 1 ? 0x41 : 0x42, ...ascii(text), carriageReturn),
    brightness: (level) => Uint8Array.of(0x1b, 0x2a, level),
    blink: (times) => Uint8Array.of(0x1f, 0x45, times),
  },
  'epson-dm-d': {
    setUp: [initialise, clearAll, Uint8Array.of(0x1f, 0x01), Uint8Array.of(0x1f, 0x43, 0x00)],
    line: (row, text) => Uint8Array.of(0x1f, 0x24, 1, row, ...ascii(text)),
    brightness: (level) => Uint8Array.of(0x1f, 0x58, level),
    blink: (times) => Uint8Array.of(0x1f, 0x45, times),
  },
  'utc-enhanced': {
    // Back to the plain commands, clear, cursor off, and to the enhanced ones again.
    setUp: [
      Uint8Array.of(0x1b, 0x0f, carriageReturn),
      Uint8Array.of(0x1f),
      Uint8Array.of(0x14),
      Uint8Array.of(0x1b, 0x64),
    ],
    line: (row, text) => Uint8Array.of(0x1b, 0x75, row === 1 ? 0x41 : 0x42, ...ascii(text), carriageReturn),
    brightness: null,
    blink: null,
  },
};

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

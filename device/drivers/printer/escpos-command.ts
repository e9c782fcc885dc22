/**
 * Where one ESC/POS command ends and the next begins. The driver stops an interrupted job only there, the virtual
 * printer executes from there to there, and the decoder reads the parts. Never throws; never looks past the bytes given.
 *
 *   text......0A 1D 21 22 text 1D 28 6B pL pH data.......
 *   └ run ──┘ └┘ └──────┘ └──┘ └────── by its own length ┘
 */
import { commandBytesMax } from './limits.ts';

/** Parameter bytes after `1B x`, for the commands whose length is fixed. */
const escParameters = new Map<number, number>([
  ...pairs('@2iLmSvFO<', 0),
  ...pairs(' !#%-/3=?AEGHJKMRTUVadefgrtu{\x06', 1),
  ...pairs('$\\Bc?', 2),
  ...pairs('p', 3),
  ...pairs('W', 8),
]);
/** Parameter bytes after `1D x`. */
const gsParameters = new Map<number, number>([
  ...pairs(':cF', 0),
  ...pairs('!/BEHITabfhrwx', 1),
  ...pairs('LPW$\\z', 2),
  ...pairs('^', 3),
]);
/** Parameter bytes after `1C x`. */
const fsParameters = new Map<number, number>([...pairs('&.', 0), ...pairs('!-CW', 1), ...pairs('Sp', 2)]);

/**
 * Length in bytes of the command at `at`, or null when its header is not complete yet. The length may reach past the end
 * of `bytes` when data is still to come. A declared length beyond `commandBytesMax` is damage: only the two leading bytes count.
 */
export function commandLength(bytes: Uint8Array, at: number): number | null {
  const first = bytes[at];
  if (first === undefined) {
    return null;
  }
  if (first >= 0x20) {
    return textRunLength(bytes, at);
  }
  const second = bytes[at + 1];
  if (first !== 0x10 && first !== 0x1b && first !== 0x1c && first !== 0x1d) {
    return 1;
  }
  if (second === undefined) {
    return null;
  }
  const length = lengthByFamily(bytes, at, first, second);
  return length !== null && length > commandBytesMax ? 2 : length;
}

/** True when the command is one this folder knows the length of; unknown ones count as two bytes. */
export function isKnownCommand(first: number, second: number): boolean {
  const fixed = first === 0x1b ? escParameters : first === 0x1d ? gsParameters : first === 0x1c ? fsParameters : null;
  const variable = first === 0x1b ? '*D(&' : first === 0x1d ? 'Vv(8k*g' : first === 0x1c ? '(2' : '\x04\x05\x14';
  return fixed?.has(second) === true || variable.includes(String.fromCharCode(second));
}

/** The first command boundary at or after `position`, counted from `from`, which must be a boundary itself. */
export function boundaryAfter(bytes: Uint8Array, from: number, position: number): number {
  let at = from;
  while (at < position) {
    at += commandLength(bytes, at) ?? bytes.length - at;
  }
  return Math.min(at, bytes.length);
}

function lengthByFamily(bytes: Uint8Array, at: number, first: number, second: number): number | null {
  if (first === 0x10) {
    return dleLength(bytes, at, second);
  }
  if (first === 0x1b) {
    const fixed = escParameters.get(second);
    return fixed !== undefined ? 2 + fixed : escVariable(bytes, at, second);
  }
  if (first === 0x1d) {
    const fixed = gsParameters.get(second);
    return fixed !== undefined ? 2 + fixed : gsVariable(bytes, at, second);
  }
  const fixed = fsParameters.get(second);
  if (fixed !== undefined) {
    return 2 + fixed;
  }
  return second === 0x28 ? sized(bytes, at, 3, 2, 0) : second === 0x32 ? 76 : 2;
}

function dleLength(bytes: Uint8Array, at: number, second: number): number | null {
  if (second === 0x04) {
    const question = bytes[at + 2];
    return question === undefined ? null : question >= 1 && question <= 4 ? 3 : question <= 0x20 ? 4 : 2;
  }
  if (second === 0x05) {
    return 3;
  }
  if (second === 0x14) {
    const what = bytes[at + 2];
    return what === undefined ? null : what === 8 ? 10 : 5;
  }
  return 1;
}

function escVariable(bytes: Uint8Array, at: number, second: number): number | null {
  if (second === 0x28) {
    return sized(bytes, at, 3, 2, 0);
  }
  if (second === 0x44) {
    // Tab positions: ascending numbers up to a NUL, at most 32.
    for (let tab = 0; tab <= 32; tab++) {
      const position = bytes[at + 2 + tab];
      if (position === undefined) {
        return null;
      }
      if (position === 0) {
        return 3 + tab;
      }
    }
    return 2;
  }
  if (second === 0x2a) {
    const mode = bytes[at + 2];
    const low = bytes[at + 3];
    const high = bytes[at + 4];
    return mode === undefined || low === undefined || high === undefined
      ? null
      : 5 + (low + high * 256) * (mode >= 32 ? 3 : 1);
  }
  return 2;
}

function gsVariable(bytes: Uint8Array, at: number, second: number): number | null {
  const third = bytes[at + 2];
  if (third === undefined) {
    return null;
  }
  switch (second) {
    case 0x56: // cut: only the forms that feed have a second parameter
      return third >= 0x41 && third <= 0x68 ? 4 : 3;
    case 0x28:
      return sized(bytes, at, 3, 2, 0);
    case 0x38:
      return sized(bytes, at, 3, 4, 0);
    case 0x76: {
      const [xLow, xHigh, yLow, yHigh] = bytes.subarray(at + 4, at + 8);
      return xLow === undefined || xHigh === undefined || yLow === undefined || yHigh === undefined
        ? null
        : 8 + (xLow + xHigh * 256) * (yLow + yHigh * 256);
    }
    case 0x6b: {
      if (third > 0x40) {
        return sized(bytes, at, 3, 1, 0);
      }
      const end = bytes.indexOf(0, at + 3);
      return end >= 0 ? end + 1 - at : bytes.length - at > 255 ? 3 : null;
    }
    case 0x2a: {
      const rows = bytes[at + 3];
      return rows === undefined ? null : 4 + third * rows * 8;
    }
    case 0x67:
      return 5;
    default:
      return 2;
  }
}

/** Length of a command whose data length stands in `size` bytes (little-endian) at `offset`. */
function sized(bytes: Uint8Array, at: number, offset: number, size: number, extra: number): number | null {
  if (bytes.length < at + offset + size) {
    return null;
  }
  let length = 0;
  for (let index = size - 1; index >= 0; index--) {
    length = length * 256 + (bytes[at + offset + index] ?? 0);
  }
  return offset + size + length + extra;
}

function textRunLength(bytes: Uint8Array, at: number): number {
  let end = at;
  while ((bytes[end] ?? 0) >= 0x20) {
    end++;
  }
  return end - at;
}

function pairs(letters: string, parameters: number): [number, number][] {
  return [...letters].map((letter) => [letter.charCodeAt(0), parameters]);
}

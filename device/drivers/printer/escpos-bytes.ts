/**
 * The blocks of an ESC/POS job, each a pure function to bytes. Nothing here knows a ticket, a printer or a time.
 *
 *   1B 40 | 1D 61 FF | 1C 26 | ...ticket... | 1D 56 42 n | 1D 28 48 .. id
 *   init    status     Chinese                cut          'done up to here'
 *
 * Never built here: `1C 43` (Japanese models only) and `10 14 02 01 08` (switches the printer off until power is cycled).
 * Source of the codes: Epson ESC/POS command reference and the manuals of compatible Chinese models.
 */
import { nulFloodBytes } from './limits.ts';

export type Align = 'left' | 'centre' | 'right';
export type QrLevel = 'L' | 'M' | 'Q' | 'H';

/** Number of process ids: four characters of base 94. */
export const processIdCount = 94 ** 4;

const alignCodes = { left: 0, centre: 1, right: 2 } as const;
const levelCodes = { L: 0x30, M: 0x31, Q: 0x32, H: 0x33 } as const;

/** Clears the print buffer and all modes, not the receive buffer. */
export const initialise = Uint8Array.of(0x1b, 0x40);
/** Automatic status on; the printer sends one 4-byte status at once. */
export const automaticStatusOn = Uint8Array.of(0x1d, 0x61, 0xff);
/** Two-byte characters on; Chinese models start so, a foreign job may have switched it off. */
export const chineseOn = Uint8Array.of(0x1c, 0x26);
export const lineFeed = Uint8Array.of(0x0a);
/** Lines as far apart as the printer has them by itself. */
export const normalLineHeight = Uint8Array.of(0x1b, 0x32);
/** In-order paper status: answered when everything before it is done. */
export const paperStatusRequest = Uint8Array.of(0x1d, 0x72, 0x01);
/** In-order request for the maker's or the model's name; answered by `5F name 00`. */
export function identityRequest(what: 'maker' | 'model'): Uint8Array {
  return Uint8Array.of(0x1d, 0x49, what === 'maker' ? 0x42 : 0x43);
}
/** Real-time: clear buffers and recover from a cutter error. */
export const recoverAndClear = Uint8Array.of(0x10, 0x05, 0x02);
/** Real-time: go on from the line where the cutter stuck. */
export const recoverAndContinue = Uint8Array.of(0x10, 0x05, 0x01);
/** Real-time: clear all buffers; answered by `37 25 00`. Modes stay, so `initialise` must follow. */
export const clearBuffers = Uint8Array.of(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08);

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Only has an effect at the start of a line. */
export function align(where: Align): Uint8Array {
  return Uint8Array.of(0x1b, 0x61, alignCodes[where]);
}

/** Character size as multiples 1..8 of the normal one. */
export function characterSize(widthTimes: number, heightTimes: number): Uint8Array {
  return Uint8Array.of(0x1d, 0x21, (clampInt(widthTimes, 1, 8) - 1) * 16 + clampInt(heightTimes, 1, 8) - 1);
}

export function bold(on: boolean): Uint8Array {
  return Uint8Array.of(0x1b, 0x45, on ? 1 : 0);
}

/** Dots from one line to the next; taller characters make a line taller. */
export function lineHeight(dots: number): Uint8Array {
  return Uint8Array.of(0x1b, 0x33, clampInt(dots, 0, 255));
}

export function feedLines(lines: number): Uint8Array {
  return Uint8Array.of(0x1b, 0x64, clampInt(lines, 0, 255));
}

export function feedDots(dots: number): Uint8Array {
  return Uint8Array.of(0x1b, 0x4a, clampInt(dots, 0, 255));
}

/** Feeds to the cutter plus `dots`, then cuts partly: the slip hangs until it is taken. */
export function feedAndCut(dots: number): Uint8Array {
  return Uint8Array.of(0x1d, 0x56, 0x42, clampInt(dots, 0, 255));
}

/** QR code drawn by the printer. `moduleDots` 1..16; `data` at most `qrBytesMax` bytes (checked by the caller). */
export function nativeQr(data: Uint8Array, options: { moduleDots: number; level: QrLevel }): Uint8Array {
  const length = data.length + 3;
  return concatBytes([
    Uint8Array.of(0x1d, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x32, 0),
    Uint8Array.of(0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x43, clampInt(options.moduleDots, 1, 16)),
    Uint8Array.of(0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x45, levelCodes[options.level]),
    Uint8Array.of(0x1d, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, 0x50, 0x30),
    data,
    Uint8Array.of(0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30),
  ]);
}

/** In-order request answered by `37 22 id 00` when everything before it is done. `id` is 0..`processIdCount`-1. */
export function processIdRequest(id: number): Uint8Array {
  return Uint8Array.of(0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, ...processIdChars(id));
}

/** The four characters `21`..`7E` of a process id, most significant first. Larger numbers wrap. */
export function processIdChars(id: number): [number, number, number, number] {
  const wrapped = ((Math.trunc(id) % processIdCount) + processIdCount) % processIdCount;
  const digit = (power: number): number => 0x21 + (Math.floor(wrapped / 94 ** power) % 94);
  return [digit(3), digit(2), digit(1), digit(0)];
}

/** The number behind four process id characters, or null when one is outside `21`..`7E`. */
export function processIdNumber(chars: Uint8Array): number | null {
  if (chars.length !== 4 || chars.some((char) => char < 0x21 || char > 0x7e)) {
    return null;
  }
  return chars.reduce((sum, char) => sum * 94 + char - 0x21, 0);
}

/** Real-time status question 1 (printer), 2 (offline cause), 3 (error cause) or 4 (paper). One byte comes back at once. */
export function realTimeStatus(question: 1 | 2 | 3 | 4): Uint8Array {
  return Uint8Array.of(0x10, 0x04, question);
}

/** Ends any half-received command, for printers that have no clear command. */
export function nulFlood(): Uint8Array {
  return concatBytes([new Uint8Array(nulFloodBytes), initialise]);
}

/** The bytes of text that is known to be ASCII; anything else becomes `_` (a URL must be percent-encoded before). */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    bytes[at] = code >= 0x20 && code < 0x7f ? code : 0x5f;
  }
  return bytes;
}

function clampInt(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, Math.trunc(value) || 0));
}

/**
 * How files are read without touching one: a reader is a generator that asks for byte ranges and is given what the file holds
 * of them. What a file says about its own lengths is a claim; numbers read past the end of a piece are 0, never an error.
 */

export interface ByteRange {
  readonly at: number;
  readonly length: number;
}

/** Each `yield` names a range; the answer holds those bytes, or fewer where the file ends. */
export type Reading<T> = Generator<ByteRange, T, Uint8Array>;

/** Longest piece asked for at once, and pieces asked for one file: bounds of memory and time, whatever a file claims. */
export const readingLimits = { pieceBytesMax: 65_536, readsMax: 4_000 } as const;

/** The same reading within the bounds; `spent` is its result when it asks too often. */
export function* bounded<T>(reading: Reading<T>, spent: T): Reading<T> {
  let step = reading.next();
  for (let reads = 0; !step.done; reads += 1) {
    if (reads >= readingLimits.readsMax) return spent;
    const { at, length } = step.value;
    const bytes = yield { at, length: Math.min(length, readingLimits.pieceBytesMax) };
    step = reading.next(bytes);
  }
  return step.value;
}

export function u8(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

export function u16(bytes: Uint8Array, at: number): number {
  return u8(bytes, at) * 0x100 + u8(bytes, at + 1);
}

export function u32(bytes: Uint8Array, at: number): number {
  return u16(bytes, at) * 0x10000 + u16(bytes, at + 2);
}

export function i32(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) | 0;
}

/** Rounded above 2^53; such a size is beyond every file anyway. */
export function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) * 0x1_0000_0000 + u32(bytes, at + 4);
}

export function u32le(bytes: Uint8Array, at: number): number {
  return u8(bytes, at) + u8(bytes, at + 1) * 0x100 + u8(bytes, at + 2) * 0x10000 + u8(bytes, at + 3) * 0x1000000;
}

/** Printable ASCII; anything else is `?`, so that a name from a file is harmless in a text. */
export function ascii(bytes: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let offset = at; offset < at + length && offset < bytes.length; offset += 1) {
    const code = u8(bytes, offset);
    text += code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '?';
  }
  return text;
}

/** Where the text begins in the bytes, or -1. */
export function indexOfAscii(bytes: Uint8Array, text: string, from = 0): number {
  for (let at = from; at + text.length <= bytes.length; at += 1) if (ascii(bytes, at, text.length) === text) return at;
  return -1;
}

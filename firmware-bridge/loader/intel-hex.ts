/**
 * Reads Intel HEX (record types 00 to 05) into an image. Bounded, and strict: a file that is not whole, says a thing twice or fails
 * a checksum is refused with the number of the line, because half a firmware is worse than none.
 */
import type { FirmwareProblem } from '../../protocol/firmware-problems.ts';
import { createImageBuilder, type FirmwareImage, type ImageBuilder } from './firmware-image.ts';
import { HEX_FILE_BYTES_MAX, HEX_LINE_CHARS_MAX } from './loader-limits.ts';

export type ImageReading =
  | { readonly ok: true; readonly image: FirmwareImage }
  | { readonly ok: false; readonly problem: FirmwareProblem };

interface HexRecord {
  readonly type: number;
  readonly offset: number;
  readonly data: Uint8Array;
}

interface HexState {
  readonly builder: ImageBuilder;
  base: number;
  entry: number | null;
  ended: boolean;
}

const NEW_LINE = 0x0a;
const COLON = 0x3a;
/** Data bytes that each type but 00 has. */
const FIXED_LENGTHS: Readonly<Record<number, number>> = { 1: 0, 2: 2, 3: 4, 4: 2, 5: 4 };

export function readIntelHex(file: Uint8Array): ImageReading {
  if (file.length > HEX_FILE_BYTES_MAX) return { ok: false, problem: { code: 'image-too-large' } };
  const state: HexState = { builder: createImageBuilder(), base: 0, entry: null, ended: false };
  let line = 0;
  for (let at = 0; at < file.length; ) {
    line += 1;
    const end = file.indexOf(NEW_LINE, at);
    const stop = end < 0 ? file.length : end;
    const code = readLine(trimmed(file.subarray(at, stop)), state);
    if (code !== null) return { ok: false, problem: { code, line } };
    at = stop + 1;
  }
  if (!state.ended) return { ok: false, problem: { code: 'hex-no-end', line } };
  const image = state.builder.build(state.entry);
  return image ? { ok: true, image } : { ok: false, problem: { code: 'image-empty' } };
}

/** Null when the line is in order. */
function readLine(text: Uint8Array, state: HexState): FirmwareProblem['code'] | null {
  if (text.length === 0) return null;
  if (state.ended) return 'hex-malformed';
  const bytes = bytesOf(text);
  if (bytes === null || bytes.length < 5 || bytes.length !== (bytes[0] ?? 0) + 5) return 'hex-malformed';
  if (bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0) !== 0) return 'hex-checksum';
  const data = bytes.subarray(4, -1);
  return take({ type: bytes[3] ?? 0, offset: number(bytes.subarray(1, 3)), data }, state);
}

function take({ type, offset, data }: HexRecord, state: HexState): FirmwareProblem['code'] | null {
  if (type === 0) {
    const trouble = state.builder.put(state.base + offset, data);
    if (trouble === 'overlap') return 'hex-overlap';
    if (trouble === 'too-large') return 'image-too-large';
    return trouble === null ? null : 'hex-malformed';
  }
  if (FIXED_LENGTHS[type] !== data.length) return 'hex-malformed';
  if (type === 1) state.ended = true;
  else if (type === 2) state.base = number(data) * 0x10;
  else if (type === 4) state.base = number(data) * 0x1_0000;
  else if (type === 3) state.entry = number(data.subarray(0, 2)) * 0x10 + number(data.subarray(2));
  else state.entry = number(data);
  return null;
}

/** The bytes of a record, or null when it is none. */
function bytesOf(text: Uint8Array): Uint8Array | null {
  if (text[0] !== COLON || text.length % 2 === 0 || text.length > HEX_LINE_CHARS_MAX) return null;
  const bytes = new Uint8Array((text.length - 1) / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    const high = digit(text[1 + at * 2]);
    const low = digit(text[2 + at * 2]);
    if (high < 0 || low < 0) return null;
    bytes[at] = high * 16 + low;
  }
  return bytes;
}

function digit(char = 0): number {
  if (char >= 0x30 && char <= 0x39) return char - 0x30;
  const lower = char | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}

function number(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** Without blanks and carriage returns at both ends. */
function trimmed(text: Uint8Array): Uint8Array {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text[from])) from += 1;
  while (to > from && isBlank(text[to - 1])) to -= 1;
  return text.subarray(from, to);
}

function isBlank(char: number | undefined): boolean {
  return char === 0x20 || char === 0x09 || char === 0x0d;
}

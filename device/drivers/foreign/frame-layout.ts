/**
 * The layout of a frame, compiled from a profile: encodes a frame, and reads one at a place of a buffer.
 * Reading never throws; it says `short` while more bytes may complete the frame, `bad` when none can.
 */
import type { FramePart } from '../../../protocol/foreign-profile.ts';
import { bytesOf } from './byte-words.ts';

export interface Frame {
  /** 1 where frames carry none. */
  readonly address: number;
  readonly data: Uint8Array;
}

export type FrameRead = 'short' | 'bad' | { readonly frame: Frame; readonly end: number };

interface Range {
  readonly from: number;
  readonly to: number;
}
type Part =
  | { readonly is: 'bytes'; readonly bytes: readonly number[]; readonly size: number }
  | { readonly is: 'address'; readonly hex: boolean; readonly size: number }
  | {
      readonly is: 'length';
      readonly size: number;
      readonly over: Range;
      readonly bias: number;
      readonly little: boolean;
    }
  | { readonly is: 'data'; readonly min: number; readonly max: number; readonly size: number }
  | { readonly is: 'check'; readonly kind: CheckKind; readonly over: Range; readonly size: number };

type CheckKind = 'sum8' | 'xor8' | 'crc16-modbus';

export interface FrameLayout {
  encode(address: number, data: ArrayLike<number>): Uint8Array;
  read(buffer: Uint8Array, at: number): FrameRead;
}

export function compileLayout(parts: readonly FramePart[]): FrameLayout {
  const names = parts.map(partNameOf);
  const over = (from: string, to: string): Range => ({ from: names.indexOf(from), to: names.indexOf(to) });
  const compiled = parts.map((part): Part => {
    if ('bytes' in part) {
      const bytes = bytesOf(part.bytes);
      return { is: 'bytes', bytes, size: bytes.length };
    }
    if ('address' in part) return { is: 'address', hex: part.address === 'hex', size: part.address === 'hex' ? 2 : 1 };
    if ('length' in part) {
      const { length: size, from, to, bias = 0, order } = part;
      return { is: 'length', size, over: over(from, to), bias, little: order === 'little' };
    }
    if ('data' in part) return { is: 'data', ...part.data, size: 0 };
    const { check: kind, from, to } = part;
    return { is: 'check', kind, over: over(from, to), size: kind === 'crc16-modbus' ? 2 : 1 };
  });
  return {
    encode: (address, data) => encode(compiled, address, data),
    read: (buffer, at) => read(compiled, buffer, at),
  };
}

/** The name by which `from` and `to` mean a part. */
export function partNameOf(part: FramePart): string {
  if ('data' in part) return 'data';
  if (part.name !== undefined) return part.name;
  if ('bytes' in part) return part.bytes;
  return 'address' in part ? 'address' : 'length' in part ? 'length' : 'check';
}

function encode(parts: readonly Part[], address: number, data: ArrayLike<number>): Uint8Array {
  const sizes = parts.map((part) => (part.is === 'data' ? data.length : part.size));
  const bytes: number[] = [];
  const starts: number[] = [];
  for (const part of parts) {
    starts.push(bytes.length);
    if (part.is === 'bytes') bytes.push(...part.bytes);
    else if (part.is === 'address') bytes.push(...(part.hex ? hexDigits(address) : [address & 0xff]));
    else if (part.is === 'length') bytes.push(...numberBytes(counted(sizes, part.over) + part.bias, part));
    else if (part.is === 'data') bytes.push(...Array.from(data));
    else bytes.push(...sum(part.kind, bytes.slice(starts[part.over.from] ?? 0)));
  }
  return Uint8Array.from(bytes);
}

/** What a walk over the parts has learnt so far. */
interface Seen {
  readonly starts: number[];
  address: number;
  /** Data bytes by the length field; null while there is none. */
  wanted: number | null;
  data: Uint8Array;
}

function read(parts: readonly Part[], buffer: Uint8Array, at: number): FrameRead {
  return readFrom(parts, 0, buffer, at, { starts: [], address: 1, wanted: null, data: new Uint8Array() });
}

function readFrom(parts: readonly Part[], first: number, buffer: Uint8Array, from: number, seen: Seen): FrameRead {
  let at = from;
  for (let index = first; index < parts.length; index += 1) {
    const part = parts[index];
    if (!part) break;
    seen.starts[index] = at;
    if (part.is === 'data') return readData(parts, index, part, buffer, at, seen);
    // A wrong byte is bad at once, however few have come.
    if (part.is === 'bytes' && !startsAlike(part.bytes, buffer, at)) return 'bad';
    if (at + part.size > buffer.length) return 'short';
    const bytes = buffer.subarray(at, at + part.size);
    if (part.is === 'address') {
      seen.address = part.hex ? hexValue(bytes) : (bytes[0] ?? 0);
      if (Number.isNaN(seen.address)) return 'bad';
    } else if (part.is === 'length') {
      const others = parts.reduce((sum, each, i) => (inRange(part.over, i) ? sum + each.size : sum), 0);
      const wanted = numberOf(bytes, part.little) - part.bias - others;
      if (seen.wanted !== null && seen.wanted !== wanted) return 'bad';
      seen.wanted = wanted;
    } else if (part.is === 'check') {
      const right = sum(part.kind, buffer.subarray(seen.starts[part.over.from] ?? from, at));
      if (right.some((byte, i) => byte !== bytes[i])) return 'bad';
    }
    at += part.size;
  }
  return { frame: { address: seen.address, data: seen.data.slice() }, end: at };
}

/** Data of the counted length; without one the shortest that lets the rest of the frame fit. */
function readData(
  parts: readonly Part[],
  index: number,
  { min, max }: Extract<Part, { is: 'data' }>,
  buffer: Uint8Array,
  at: number,
  seen: Seen,
): FrameRead {
  const [least, most] = seen.wanted === null ? [min, max] : [seen.wanted, seen.wanted];
  if (least < min || most > max) return 'bad';
  for (let size = least; size <= most; size += 1) {
    if (at + size > buffer.length) return 'short';
    seen.data = buffer.subarray(at, at + size);
    const rest = readFrom(parts, index + 1, buffer, at + size, seen);
    if (rest !== 'bad') return rest;
  }
  return 'bad';
}

function startsAlike(bytes: readonly number[], buffer: Uint8Array, at: number): boolean {
  return bytes.every((byte, i) => at + i >= buffer.length || buffer[at + i] === byte);
}

function inRange({ from, to }: Range, index: number): boolean {
  return index >= from && index <= to;
}

function counted(sizes: readonly number[], over: Range): number {
  return sizes.reduce((sum, size, index) => (inRange(over, index) ? sum + size : sum), 0);
}

function numberBytes(value: number, { size, little }: { size: number; little: boolean }): number[] {
  const bytes = size === 1 ? [value & 0xff] : [(value >> 8) & 0xff, value & 0xff];
  return little ? bytes.reverse() : bytes;
}

function numberOf(bytes: Uint8Array, little: boolean): number {
  const ordered = little ? bytes.slice().reverse() : bytes;
  return ordered.reduce((value, byte) => value * 256 + byte, 0);
}

function hexDigits(value: number): number[] {
  const text = (value & 0xff).toString(16).padStart(2, '0').toUpperCase();
  return [text.charCodeAt(0), text.charCodeAt(1)];
}

function hexValue(bytes: Uint8Array): number {
  const text = String.fromCharCode(...bytes);
  return /^[0-9A-Fa-f]{2}$/.test(text) ? Number.parseInt(text, 16) : Number.NaN;
}

/** The checksum of bytes, as it stands on the wire. */
function sum(kind: CheckKind, bytes: ArrayLike<number>): number[] {
  if (kind === 'crc16-modbus') {
    const crc = crc16Modbus(bytes);
    return [crc & 0xff, crc >> 8];
  }
  let value = 0;
  for (const byte of Array.from(bytes)) value = kind === 'sum8' ? (value + byte) & 0xff : value ^ byte;
  return [value];
}

/** CRC-16/MODBUS: reflected A001, begins with FFFF; low byte first on the wire. */
export function crc16Modbus(bytes: ArrayLike<number>): number {
  let crc = 0xffff;
  for (const byte of Array.from(bytes)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

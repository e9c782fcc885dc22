/**
 * What an H.264 stream says about itself in its decoder configuration: profile, level, colour samples. Only the head of the
 * first sequence parameter set is read.
 */
import { u8, u16 } from './byte-reading.ts';

export interface H264Facts {
  readonly tag: string;
  readonly profile: number;
  readonly level: number;
  readonly chroma: '4:0:0' | '4:2:0' | '4:2:2' | '4:4:4' | null;
  readonly bitDepth: number | null;
}

const chromas = ['4:0:0', '4:2:0', '4:2:2', '4:4:4'] as const;
/** Profiles whose parameter set names its colour samples; all others are 8 bit 4:2:0. */
const highProfiles: ReadonlySet<number> = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const hex = (value: number): string => value.toString(16).padStart(2, '0');

/** Reads an `avcC` (also the private data of Matroska). Null when it is none. */
export function readAvcConfig(config: Uint8Array): H264Facts | null {
  if (config.length < 7 || u8(config, 0) !== 1) return null;
  const [profile, compatible, level] = [u8(config, 1), u8(config, 2), u8(config, 3)];
  const tag = `avc1.${hex(profile)}${hex(compatible)}${hex(level)}`;
  if (!highProfiles.has(profile)) return { tag, profile, level, chroma: '4:2:0', bitDepth: 8 };
  const sets = u8(config, 5) & 0x1f;
  const set = sets === 0 ? new Uint8Array() : config.subarray(8, 8 + u16(config, 6));
  return { tag, profile, level, ...coloursOf(set) };
}

/** Unit head, profile, compatibility, level; then id, colour format and depths as Exp-Golomb numbers. */
function coloursOf(set: Uint8Array): Pick<H264Facts, 'chroma' | 'bitDepth'> {
  if (set.length < 5) return { chroma: null, bitDepth: null };
  const next = golombReader(set, 4 * 8);
  next();
  const format = next();
  if (format === 3) next(1);
  const luma = next();
  const depth = Math.max(luma ?? 0, next() ?? 0);
  return {
    chroma: format === null ? null : (chromas[format] ?? null),
    bitDepth: luma === null || depth > 6 ? null : 8 + depth,
  };
}

/** Gives the next Exp-Golomb number, or so many plain bits; null past the end. Emulation bytes are left out. */
function golombReader(bytes: Uint8Array, startBit: number): (bits?: number) => number | null {
  const plain = withoutEmulation(bytes.subarray(0, 64));
  let at = startBit;
  const bit = (): number | null => {
    const byte = plain[at >> 3];
    if (byte === undefined) return null;
    const value = (byte >> (7 - (at & 7))) & 1;
    at += 1;
    return value;
  };
  const take = (bits: number): number | null => {
    let value = 0;
    for (let count = 0; count < bits; count += 1) {
      const one = bit();
      if (one === null) return null;
      value = value * 2 + one;
    }
    return value;
  };
  return (bits) => {
    if (bits !== undefined) return take(bits);
    let zeros = 0;
    for (let one = bit(); one !== 1; one = bit()) {
      zeros += 1;
      if (one === null || zeros > 16) return null;
    }
    const rest = take(zeros);
    return rest === null ? null : 2 ** zeros - 1 + rest;
  };
}

function withoutEmulation(bytes: Uint8Array): readonly number[] {
  const plain: number[] = [];
  for (const [at, byte] of bytes.entries())
    if (!(byte === 3 && at >= 2 && bytes[at - 1] === 0 && bytes[at - 2] === 0)) plain.push(byte);
  return plain;
}

/**
 * A firmware image: bytes at addresses, kept in windows of 256 that begin on multiples of 256. Where the file says nothing the
 * flash stays erased (FF). It never holds more than its bounds, and never takes a byte for one address twice.
 */
import { IMAGE_BYTES_MAX, IMAGE_WINDOWS_MAX, LOADER_ALIGN_BYTES, LOADER_BLOCK_BYTES } from './loader-limits.ts';

/** A run of bytes to write: at most 256, both ends aligned, gaps filled with FF. */
export interface ImageBlock {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface FirmwareImage {
  /** In order of address. */
  readonly blocks: readonly ImageBlock[];
  /** Bytes that the file gave. */
  readonly byteCount: number;
  /** First address given, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Where the file says that the program begins, or null. */
  readonly entry: number | null;
  /** Runs of addresses between the first and the last that the file leaves out. */
  readonly gaps: number;
}

export type ImageTrouble = 'overlap' | 'too-large' | 'address';

export interface ImageBuilder {
  /** Null when taken. */
  put(address: number, bytes: Uint8Array): ImageTrouble | null;
  /** Null when nothing was put. */
  build(entry: number | null): FirmwareImage | null;
}

interface Window {
  readonly bytes: Uint8Array;
  readonly given: Uint8Array;
}

export function createImageBuilder(): ImageBuilder {
  const windows = new Map<number, Window>();
  let byteCount = 0;

  function windowAt(start: number): Window | null {
    const known = windows.get(start);
    if (known) return known;
    if (windows.size >= IMAGE_WINDOWS_MAX) return null;
    const made = {
      bytes: new Uint8Array(LOADER_BLOCK_BYTES).fill(0xff),
      given: new Uint8Array(LOADER_BLOCK_BYTES),
    };
    windows.set(start, made);
    return made;
  }

  return {
    put(address, bytes) {
      if (address < 0 || address + bytes.length > 2 ** 32) return 'address';
      if (byteCount + bytes.length > IMAGE_BYTES_MAX) return 'too-large';
      for (const [index, byte] of bytes.entries()) {
        const at = (address + index) % LOADER_BLOCK_BYTES;
        const window = windowAt(address + index - at);
        if (window === null) return 'too-large';
        if (window.given[at] === 1) return 'overlap';
        window.bytes[at] = byte;
        window.given[at] = 1;
      }
      byteCount += bytes.length;
      return null;
    },
    build(entry) {
      const starts = [...windows.keys()].sort((a, b) => a - b);
      const blocks: ImageBlock[] = [];
      let gaps = 0;
      let from = 0;
      let to: number | null = null;
      for (const start of starts) {
        const window = windows.get(start);
        if (!window) continue;
        for (const [at, given] of window.given.entries()) {
          if (given === 0) continue;
          if (to === null) from = start + at;
          else if (to !== start + at) gaps += 1;
          to = start + at + 1;
        }
        blocks.push(trim(start, window));
      }
      return to === null ? null : { blocks, byteCount, from, to, entry, gaps };
    },
  };
}

function trim(start: number, { bytes, given }: Window): ImageBlock {
  const first = given.indexOf(1);
  const last = given.lastIndexOf(1);
  const from = first - (first % LOADER_ALIGN_BYTES);
  const to = last + LOADER_ALIGN_BYTES - (last % LOADER_ALIGN_BYTES);
  return { address: start + from, bytes: bytes.slice(from, to) };
}

/**
 * Finds the frames of a layout in a stream of bytes: bounded, resynchronising byte by byte, never throwing. Bytes that belong to no
 * frame are counted; a frame that is not completed in time is given up, and what follows its first byte is looked at again.
 */
import { bufferBytesMax, frameRestMs } from './foreign-limits.ts';
import type { Frame, FrameLayout } from './frame-layout.ts';

export interface ReadFrame extends Frame {
  readonly raw: Uint8Array;
}

export interface FrameReader {
  feed(bytes: Uint8Array, nowMs: number): ReadFrame[];
  tick(nowMs: number): ReadFrame[];
  readonly wakeAtMs: number | null;
  /** Bytes in a row that belonged to no frame. */
  readonly lostInRow: number;
  clear(): void;
}

export function createFrameReader(layout: FrameLayout): FrameReader {
  let buffer = new Uint8Array();
  let lastByteMs = 0;
  let lostInRow = 0;

  function scan(): ReadFrame[] {
    const frames: ReadFrame[] = [];
    let at = 0;
    while (at < buffer.length) {
      const found = layout.read(buffer, at);
      if (found === 'short') break;
      if (found === 'bad') {
        at += 1;
        lostInRow += 1;
        continue;
      }
      frames.push({ ...found.frame, raw: buffer.slice(at, found.end) });
      lostInRow = 0;
      at = found.end;
    }
    buffer = buffer.slice(at);
    return frames;
  }

  /** Gives up the frame that begins the buffer. */
  function giveUp(): ReadFrame[] {
    buffer = buffer.slice(1);
    lostInRow += 1;
    return scan();
  }

  return {
    feed(bytes, nowMs) {
      const frames: ReadFrame[] = [];
      if (buffer.length > 0 && nowMs - lastByteMs >= frameRestMs) while (buffer.length > 0) frames.push(...giveUp());
      lastByteMs = nowMs;
      // In pieces, so that the buffer stays within its bound whatever comes at once.
      for (let at = 0; at < bytes.length; at += bufferBytesMax / 2) {
        const piece = bytes.subarray(at, at + bufferBytesMax / 2);
        while (buffer.length + piece.length > bufferBytesMax) frames.push(...giveUp());
        const joined = new Uint8Array(buffer.length + piece.length);
        joined.set(buffer);
        joined.set(piece, buffer.length);
        buffer = joined;
        frames.push(...scan());
      }
      return frames;
    },
    tick(nowMs) {
      const frames: ReadFrame[] = [];
      if (nowMs - lastByteMs >= frameRestMs) while (buffer.length > 0) frames.push(...giveUp());
      return frames;
    },
    get wakeAtMs() {
      return buffer.length > 0 ? lastByteMs + frameRestMs : null;
    },
    get lostInRow() {
      return lostInRow;
    },
    clear() {
      buffer = new Uint8Array();
      lostInRow = 0;
    },
  };
}

/**
 * Cuts a byte stream into bus frames: collects between zeros, ignores empty runs, and past 250 bytes discards until the next zero.
 * Needs no timer. Memory is one run of 250 bytes whatever arrives; a chunk may hold a part of a frame or many frames.
 *
 *   COLLECT ──00──► decode, COLLECT        COLLECT ──251st byte──► DISCARD ──00──► COLLECT
 */
import { type BusFrameFault, decodeBusBody, type ReceivedBusFrame } from './bus-frame.ts';
import { BUS_RUN_BYTES_MAX } from './bus-limits.ts';
import { cobsDecode } from './cobs.ts';

export interface BusFrameReaderStats {
  /** Bytes taken in. */
  bytes: number;
  /** Intact frames. */
  frames: number;
  /** Runs dropped, by reason; `long` is a run over 250 bytes. */
  dropped: Record<BusFrameFault, number>;
}

export interface BusFrameReader {
  /** The intact frames that end in `bytes`, in order. Never throws. */
  push(bytes: Uint8Array): readonly ReceivedBusFrame[];
  /** Forgets a frame in progress, for a line that was opened anew. */
  reset(): void;
  readonly stats: Readonly<BusFrameReaderStats>;
}

const NO_FRAMES: readonly ReceivedBusFrame[] = [];

export function createBusFrameReader(): BusFrameReader {
  const run = new Uint8Array(BUS_RUN_BYTES_MAX);
  const stats: BusFrameReaderStats = {
    bytes: 0,
    frames: 0,
    dropped: { cobs: 0, short: 0, long: 0, crc: 0, version: 0 },
  };
  let length = 0;
  let discarding = false;

  function finishRun(): ReceivedBusFrame | null {
    const runLength = length;
    const wasDiscarding = discarding;
    length = 0;
    discarding = false;
    if (wasDiscarding || runLength === 0) return null;
    const body = cobsDecode(run, runLength);
    if (body === null) {
      stats.dropped.cobs += 1;
      return null;
    }
    const result = decodeBusBody(body);
    if (!result.ok) {
      stats.dropped[result.fault] += 1;
      return null;
    }
    stats.frames += 1;
    return result.frame;
  }

  return {
    stats,
    push(bytes) {
      stats.bytes += bytes.length;
      let frames: ReceivedBusFrame[] | null = null;
      for (const byte of bytes) {
        if (byte === 0) {
          const frame = finishRun();
          if (frame !== null) {
            frames ??= [];
            frames.push(frame);
          }
        } else if (length < BUS_RUN_BYTES_MAX) {
          run[length] = byte;
          length += 1;
        } else if (!discarding) {
          discarding = true;
          stats.dropped.long += 1;
        }
      }
      return frames ?? NO_FRAMES;
    },
    reset() {
      length = 0;
      discarding = false;
    },
  };
}

/** Notices that a line which was alive gives nothing any more, so that it is opened anew. A line that never gave a byte is left alone. */
export interface MuteLine {
  opened(): void;
  sent(): void;
  heard(nowMs: number): void;
  /** True once; the next time only after another byte. */
  takeMute(nowMs: number): boolean;
}

/** A line that was alive and gives no byte for this long, over this many sends, is opened anew. */
export const MUTE_LINE_MS = 30_000;
const MUTE_LINE_SENDS = 50;

export function createMuteLine(): MuteLine {
  let lastByteMs: number | null = null;
  let sends = 0;
  return {
    opened() {
      lastByteMs = null;
      sends = 0;
    },
    sent() {
      sends += 1;
    },
    heard(nowMs) {
      lastByteMs = nowMs;
      sends = 0;
    },
    takeMute(nowMs) {
      if (lastByteMs === null || sends < MUTE_LINE_SENDS || nowMs - lastByteMs < MUTE_LINE_MS) return false;
      lastByteMs = null;
      return true;
    },
  };
}

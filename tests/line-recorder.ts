/** Records what a line tells its handlers, and waits for conditions instead of sleeping. */
import type { LineHandlers, LineState } from '../device/ports-line.ts';

export interface LineRecorder extends LineHandlers {
  opens: number;
  readonly closes: string[];
  readonly states: Array<readonly [LineState, string | null]>;
  /** All bytes since the recorder was made or `clear` was called. */
  bytes(): Uint8Array;
  clear(): void;
}

export function recordLine(onBytes?: (bytes: Uint8Array) => void): LineRecorder {
  let chunks: Uint8Array[] = [];
  const recorder: LineRecorder = {
    opens: 0,
    closes: [],
    states: [],
    onOpen() {
      recorder.opens += 1;
    },
    onClose(reason) {
      recorder.closes.push(reason);
    },
    onBytes(bytes) {
      chunks.push(bytes);
      onBytes?.(bytes);
    },
    onState(state, detail) {
      recorder.states.push([state, detail]);
    },
    bytes: () => new Uint8Array(Buffer.concat(chunks)),
    clear() {
      chunks = [];
    },
  };
  return recorder;
}

/** Kept once `condition` holds; fails after `withinMs` with `what`. Looks every 2 ms. */
export async function until(what: string, condition: () => boolean, withinMs = 5_000): Promise<void> {
  const startMs = performance.now();
  while (!condition()) {
    if (performance.now() - startMs > withinMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Bytes that tell a lost, doubled or swapped one from the right one. */
export function patternBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let x = seed;
  for (let i = 0; i < length; i += 1) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = x >>> 16;
  }
  return bytes;
}

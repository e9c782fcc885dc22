/**
 * The receive side of a virtual printer: bytes wait here until the mechanism is free, and real-time commands are obeyed
 * the moment they arrive, whatever stands around them. That is what a real one does, and why a picture must never
 * contain such a pair.
 *
 *   line ──► [ . . . . . . . . ] ──next()──► execution
 *              └── 10 04 n, 10 05 n, 10 14 08 ... seen on the way in
 */
import { commandLength } from './escpos-command.ts';

export type RealTimeCommand =
  | { readonly kind: 'status'; readonly question: number }
  | { readonly kind: 'recover'; readonly way: number }
  | { readonly kind: 'clear' };

export interface ReceiveBuffer {
  readonly length: number;
  /** Bytes lost because the buffer was full. */
  readonly overrunBytes: number;
  /** Takes one byte; returns the real-time command that it completes, if any. */
  push(byte: number): RealTimeCommand | null;
  /** The first whole command, or null when there is none yet. */
  peek(): Uint8Array | null;
  /** Removes so many bytes from the front. */
  drop(bytes: number): void;
  clear(): void;
}

const clearSequence = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];

export function createReceiveBuffer(sizeBytes: number): ReceiveBuffer {
  let bytes = new Uint8Array(1_024);
  let start = 0;
  let end = 0;
  let overrunBytes = 0;
  const recent: number[] = [];

  const store = (byte: number): void => {
    if (end === bytes.length) {
      const held = end - start;
      const roomier = new Uint8Array(held * 2 > bytes.length ? bytes.length * 2 : bytes.length);
      roomier.set(bytes.subarray(start, end));
      bytes = roomier;
      start = 0;
      end = held;
    }
    bytes[end++] = byte;
  };

  const peek = (): Uint8Array | null => {
    const held = bytes.subarray(start, end);
    const length = commandLength(held, 0);
    return length === null || length > held.length ? null : held.slice(0, length);
  };

  return {
    get length() {
      return end - start;
    },
    get overrunBytes() {
      return overrunBytes;
    },
    push(byte) {
      // A command longer than the buffer streams through it, so only whole waiting commands fill it up.
      if (end - start < sizeBytes || peek() === null) {
        store(byte);
      } else {
        overrunBytes++;
      }
      recent.push(byte);
      if (recent.length > clearSequence.length) {
        recent.shift();
      }
      return realTimeCommandAtEnd(recent);
    },
    peek,
    drop(count) {
      start = Math.min(end, start + count);
    },
    clear() {
      start = 0;
      end = 0;
    },
  };
}

function realTimeCommandAtEnd(recent: readonly number[]): RealTimeCommand | null {
  const [first, second, third] = recent.slice(-3);
  if (first === 0x10 && third !== undefined) {
    if (second === 0x04 && third >= 1 && third <= 4) {
      return { kind: 'status', question: third };
    }
    if (second === 0x05 && (third === 1 || third === 2)) {
      return { kind: 'recover', way: third };
    }
  }
  const whole = recent.length === clearSequence.length && clearSequence.every((byte, at) => recent[at] === byte);
  return whole ? { kind: 'clear' } : null;
}

/**
 * Bytes on their way to the line, handed over in pieces of at most `chunkMs` of line time, so that an interruption can
 * still stop what was not sent. A stop lets the running command end first: a printer left inside a command would take
 * the next bytes, real-time ones included, as its data. Without a baud rate (TCP, USB) everything goes at once.
 */
import { concatBytes } from './escpos-bytes.ts';
import { boundaryAfter } from './escpos-command.ts';
import { chunkMs, pieceBytesMax } from './limits.ts';

export interface PacedOutput {
  readonly idle: boolean;
  /** When the next piece is due; null when nothing is left or the printer has asked to stop. */
  readonly wakeAtMs: number | null;
  send(bytes: Uint8Array): void;
  /** Pieces that are due now. */
  pump(nowMs: number): Uint8Array[];
  /** Drop everything after the command that is being sent. */
  cutShort(): void;
  clear(): void;
  /** Flow control from the printer. */
  hold(stop: boolean): void;
}

export function createPacedOutput(baud: number | null): PacedOutput {
  const chunkBytes = baud === null ? pieceBytesMax : Math.max(1, Math.floor((baud / 10) * (chunkMs / 1_000)));
  let bytes: Uint8Array = new Uint8Array(0);
  let at = 0;
  let end = 0;
  let nextAtMs = Number.NEGATIVE_INFINITY;
  let held = false;

  return {
    get idle() {
      return at >= end;
    },
    get wakeAtMs() {
      return at >= end || held ? null : nextAtMs;
    },
    send(more) {
      // What was sent stays in front until all is sent: the end of a command can only be found from its beginning.
      const kept = at >= end ? new Uint8Array(0) : bytes.subarray(0, end);
      at = at >= end ? 0 : at;
      bytes = concatBytes([kept, more]);
      end = bytes.length;
    },
    pump(nowMs) {
      const pieces: Uint8Array[] = [];
      while (at < end && !held && nowMs >= nextAtMs) {
        const piece = bytes.slice(at, Math.min(end, at + chunkBytes));
        pieces.push(piece);
        at += piece.length;
        if (baud !== null) {
          nextAtMs = nowMs + Math.ceil((piece.length * 10_000) / baud);
        }
      }
      return pieces;
    },
    cutShort() {
      end = at >= end ? end : boundaryAfter(bytes.subarray(0, end), 0, at);
    },
    clear() {
      at = 0;
      end = 0;
      held = false;
    },
    hold(stop) {
      held = stop;
    },
  };
}

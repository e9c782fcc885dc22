/**
 * A line: a byte stream to one device, over a serial port or a TCP socket, that is opened and kept open for us.
 *
 * Invariants every adapter keeps:
 * - no handler is ever called from inside a call of the port (a driver may write, reset or stop from a handler);
 * - `onOpen` and `onClose` come in pairs, and `onBytes` only between them;
 * - what was queued when a line is lost is gone: the driver initialises its device from nothing on the next `onOpen`.
 */

/**
 * ```
 * closed ──start──► opening ──► up ──► lost ──back-off──► opening …      any ──stop──► closed
 *                      └───── failed ───►┘
 * ```
 */
export type LineState = 'closed' | 'opening' | 'up' | 'lost';

export interface LineHandlers {
  onOpen(): void;
  /** `reason` is one line of text for the log and for staff. */
  onClose(reason: string): void;
  /** Any number of bytes, cut anywhere: a chunk is not a frame. The array belongs to the receiver. */
  onBytes(bytes: Uint8Array): void;
  /** Every change of state; `detail` is the reason when lost, a warning when up, else null. */
  onState?(state: LineState, detail: string | null): void;
}

export interface LinePort {
  /** For logs: `serial:/dev/ttyUSB0@38400`, `tcp:127.0.0.1:9100`. */
  readonly name: string;
  readonly state: LineState;
  /** Bits per second, or null where no wire paces the bytes (TCP). */
  readonly baud: number | null;
  /** Opens the line and keeps it open, with back-off, until `stop`. */
  start(handlers: LineHandlers): void;
  /** Queues all of `bytes` or none: false when the line is not up or the queue's bound would be passed. */
  write(bytes: Uint8Array): boolean;
  /** Closes this connection and opens a new one, whatever was queued is dropped. Nothing to do unless opening or up. */
  reset(reason: string): void;
  /** Opens the line anew at another rate; nothing to do where no wire paces the bytes. */
  retune(baud: number): void;
  /** Ends all work; `onClose` comes first if the line was up, and no handler is called after the promise is kept. */
  stop(): Promise<void>;
}

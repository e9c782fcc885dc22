/**
 * A line over a USB printer's device file (`/dev/usb/lp0`, kernel driver usblp): read and write on one file, opened
 * non-blocking and driven by the poller of the serial binding, so that neither a busy printer nor a silent one can hold up
 * the loop.
 *
 * Where it differs from a serial port:
 * - There is no rate, no flow control and no modem line: a busy printer takes nothing, and the write deadline is long enough
 *   for one that waits for its motor, not for one that is out of paper. The driver asks and shows which it is.
 * - A read of 0 bytes is no end: printers answer an idle question of the kernel with an empty packet. It is a hint to look
 *   whether the file is still there, and then to wait a moment, so that such a printer cannot make the loop spin.
 * - A printer that is pulled out ends with an error of the read, the write or the poller.
 */
import { close as closeFile, constants, open as openFile, readSync, statSync, writeSync } from 'node:fs';
import type { LinePort } from '../ports-line.ts';
import {
  QUEUE_BYTES_MAX,
  READ_CHUNK_BYTES,
  USB_EMPTY_READ_PAUSE_MS,
  WRITE_GRACE_USB_MS,
  WRITE_PIECE_USB_BYTES,
} from './line-limits.ts';
import { type ConnectionEvents, superviseLine } from './line-supervisor.ts';
import type { LineConnection } from './write-queue.ts';

export interface UsbPrinterLineOptions {
  readonly path: string;
  /** Chance for the back-off's jitter, in [0, 1). */
  readonly random: () => number;
  readonly queueBytesMax?: number;
  readonly writeGraceMs?: number;
}

/** The poller of the serial binding works on any file that the kernel can wait for. */
interface FilePoller {
  on(event: 'readable' | 'writable', listener: (error: Error | null) => void): unknown;
  poll(events: number): void;
  destroy(): void;
}

const READABLE = 1;
const WRITABLE = 2;

/** A closed line to the printer at `path`; nothing is touched before `start`. */
export function createUsbPrinterLine(options: UsbPrinterLineOptions): LinePort {
  return superviseLine({
    name: `usb:${options.path}`,
    baud: null,
    byteMs: 0,
    writeGraceMs: options.writeGraceMs ?? WRITE_GRACE_USB_MS,
    writePieceBytes: WRITE_PIECE_USB_BYTES,
    queueBytesMax: options.queueBytesMax ?? QUEUE_BYTES_MAX,
    random: options.random,
    open: (events) => new UsbConnection(options.path, events),
  });
}

class UsbConnection implements LineConnection {
  readonly #path: string;
  readonly #events: ConnectionEvents;
  readonly #buffer = new Uint8Array(READ_CHUNK_BYTES);
  readonly #opened: Promise<void>;
  #fd: number | null = null;
  #poller: FilePoller | null = null;
  #closed: Promise<void> | null = null;
  #scheduled = false;
  #pause: NodeJS.Timeout | null = null;
  #pending: { readonly bytes: Uint8Array; at: number; readonly onWritten: () => void } | null = null;

  constructor(path: string, events: ConnectionEvents) {
    this.#path = path;
    this.#events = events;
    const opening = this.#open();
    this.#opened = opening.then(noMore, noMore);
    void opening.then(
      () => this.#begin(),
      (error: unknown) => events.onDown(textOf(error)),
    );
  }

  write(bytes: Uint8Array, onWritten: () => void): void {
    this.#pending = { bytes, at: 0, onWritten };
    this.#flushPending();
    if (this.#pending !== null) this.#arm();
  }

  /** What the kernel has taken is the printer's; there is nothing to throw away. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #open(): Promise<void> {
    const { Poller } = await import('@serialport/bindings-cpp/dist/poller.js');
    this.#fd = await openNonBlocking(this.#path);
    this.#poller = new Poller(this.#fd);
  }

  #begin(): void {
    if (this.#closed !== null || this.#poller === null) return;
    // The poller calls from native code, where an exception could not be caught: only schedule.
    const schedule = (error: Error | null): void => this.#schedule(error);
    this.#poller.on('readable', schedule);
    this.#poller.on('writable', schedule);
    this.#events.onUp(null);
    this.#arm();
  }

  async #close(): Promise<void> {
    this.#pending = null;
    if (this.#pause !== null) clearTimeout(this.#pause);
    await this.#opened;
    const fd = this.#fd;
    this.#fd = null;
    this.#poller?.destroy();
    this.#poller = null;
    if (fd !== null) await new Promise<void>((resolve) => closeFile(fd, () => resolve()));
  }

  #schedule(error: Error | null): void {
    if (this.#scheduled || this.#closed !== null) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flushPending();
      this.#readOnce();
      if (error !== null) this.#down(error);
      this.#arm();
    });
  }

  #arm(): void {
    if (this.#closed !== null || this.#poller === null) return;
    const wishes = (this.#pause === null ? READABLE : 0) | (this.#pending === null ? 0 : WRITABLE);
    if (wishes !== 0) this.#poller.poll(wishes);
  }

  #readOnce(): void {
    if (this.#closed !== null || this.#fd === null || this.#pause !== null) return;
    let count: number;
    try {
      count = readSync(this.#fd, this.#buffer, 0, this.#buffer.length, null);
    } catch (error) {
      if (!isRetry(error)) this.#down(error);
      return;
    }
    if (count > 0) this.#events.onBytes(this.#buffer.slice(0, count));
    else this.#emptyRead();
  }

  #emptyRead(): void {
    if (!isThere(this.#path)) {
      this.#down(new Error('its file is gone'));
      return;
    }
    this.#pause = setTimeout(() => {
      this.#pause = null;
      this.#arm();
    }, USB_EMPTY_READ_PAUSE_MS);
  }

  #flushPending(): void {
    const pending = this.#pending;
    if (pending === null || this.#closed !== null || this.#fd === null) return;
    try {
      while (pending.at < pending.bytes.length) {
        const count = writeSync(this.#fd, pending.bytes, pending.at, pending.bytes.length - pending.at);
        if (count === 0) return;
        pending.at += count;
      }
    } catch (error) {
      if (!isRetry(error)) this.#down(error);
      return;
    }
    this.#pending = null;
    pending.onWritten();
  }

  #down(error: unknown): void {
    if (this.#closed === null) this.#events.onDown(`the printer has gone (${textOf(error)})`);
  }
}

function openNonBlocking(path: string): Promise<number> {
  const flags = constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY;
  return new Promise((resolve, reject) => {
    openFile(path, flags, (error, fd) => {
      if (error) reject(error);
      else resolve(fd);
    });
  });
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isRetry(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'EINTR';
}

function noMore(): void {}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

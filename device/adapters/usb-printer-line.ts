/**
 * A line over a USB printer's device file (`/dev/usb/lp0`, kernel driver usblp): one file, opened non-blocking, read and
 * written directly, so that neither a busy printer nor a silent one can hold up the loop or a thread of the pool.
 *
 * Nothing in Node waits for a character device that is no terminal (the serial binding's poller has crashed the process when
 * used outside its port). So the file is asked on a timer: a few microseconds fifty times a second.
 *
 * Where it differs from a serial port:
 * - There is no rate, no flow control and no modem line. A busy printer takes nothing; the write deadline is long enough for
 *   one that waits for its motor, not for one that is out of paper. The driver asks and shows which it is.
 * - A read of 0 bytes is no end: usblp gives an empty packet as one. It is a hint to see whether the file is still there.
 * - A printer that is pulled out ends with an error of the read or of the write.
 */
import { close as closeFile, constants, open as openFile, readSync, statSync, writeSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { LinePort } from '../ports-line.ts';
import {
  QUEUE_BYTES_MAX,
  READ_CHUNK_BYTES,
  USB_LOOK_MS,
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
  #closed: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #pending: { readonly bytes: Uint8Array; at: number; readonly onWritten: () => void } | null = null;

  constructor(path: string, events: ConnectionEvents) {
    this.#path = path;
    this.#events = events;
    const opening = openNonBlocking(path).then((fd) => {
      this.#fd = fd;
    });
    this.#opened = opening.then(noMore, noMore);
    void opening.then(
      () => this.#begin(),
      (error: unknown) => events.onDown(textOf(error)),
    );
  }

  write(bytes: Uint8Array, onWritten: () => void): void {
    this.#pending = { bytes, at: 0, onWritten };
    this.#flushPending();
  }

  /** What the kernel has taken is the printer's; there is nothing to throw away. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  #begin(): void {
    if (this.#closed !== null) return;
    this.#events.onUp(null);
    this.#timer = setInterval(() => this.#look(), USB_LOOK_MS);
  }

  async #close(): Promise<void> {
    this.#pending = null;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#opened;
    const fd = this.#fd;
    this.#fd = null;
    if (fd !== null) await new Promise<void>((resolve) => closeFile(fd, () => resolve()));
  }

  #look(): void {
    this.#flushPending();
    this.#readOnce();
  }

  #readOnce(): void {
    if (this.#closed !== null || this.#fd === null) return;
    try {
      const count = readSync(this.#fd, this.#buffer, 0, this.#buffer.length, null);
      if (count > 0) this.#events.onBytes(this.#buffer.slice(0, count));
      else if (statSync(this.#path, { throwIfNoEntry: false }) === undefined) this.#down(new Error('its file is gone'));
    } catch (error) {
      if (!isRetry(error)) this.#down(error);
    }
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

/** Only a character device is a printer: a plain file would swallow every ticket without a word. */
async function openNonBlocking(path: string): Promise<number> {
  if (!(await stat(path)).isCharacterDevice()) throw new Error('is no character device');
  const flags = constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY;
  return new Promise((resolve, reject) => {
    openFile(path, flags, (error, fd) => {
      if (error) reject(error);
      else resolve(fd);
    });
  });
}

function isRetry(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'EINTR';
}

function noMore(): void {}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * A line over a serial port (or a pseudo-terminal), on the native binding of `serialport` alone.
 *
 * The binding's stream is left out on purpose. Its read treats 0 bytes as 'try again', so a device that vanishes while
 * data flows is read for ever at full load; its writes queue without bound, wait for an open that never comes, and are
 * answered by an `error` event when cancelled; and while one write waits for room it hears nothing. Here the open file
 * is read and written directly, driven by the binding's poller:
 *
 * ```
 *  poller ─readable─► setImmediate ─► readSync ─ n > 0 ──► onBytes        write ─► writeSync ─ all ──► onWritten
 *                                       ├─ would block ─► wait                       ├─ some, would block ─► wait
 *                                       └─ 0 or error ──► down                       └─ error ──► down
 * ```
 * The file is opened non-blocking, so neither call can wait, and no byte passes the pool of four threads that a slow
 * disk or a stuck port can occupy. It never drains: on a flow-controlled line that waits for the device, and it proves
 * nothing on a pseudo-terminal. A port is opened once and never again; every attempt looks the path up anew.
 */
import { readSync, writeSync } from 'node:fs';
import type { LinePort } from '../ports-line.ts';
import { QUEUE_BYTES_MAX, READ_CHUNK_BYTES, WRITE_GRACE_SERIAL_MS, WRITE_PIECE_SERIAL_BYTES } from './line-limits.ts';
import { type ConnectionEvents, superviseLine } from './line-supervisor.ts';
import type { LineConnection } from './write-queue.ts';

export interface SerialLineOptions {
  /** From the configuration; `/dev/serial/by-path/…` is the name that stays. */
  readonly path: string;
  readonly baud: number;
  /** Default 8N1. */
  readonly dataBits?: 7 | 8;
  readonly parity?: 'none' | 'even' | 'odd';
  readonly stopBits?: 1 | 2;
  /** XON/XOFF hides the bytes 11 and 13 from the reader: only for devices that cannot do otherwise. */
  readonly flow?: 'none' | 'rtscts' | 'xonxoff';
  /** Chance for the back-off's jitter, in [0, 1). */
  readonly random: () => number;
  readonly queueBytesMax?: number;
  /** Added to twice the wire time; larger for a printer that holds the line while its motor runs. */
  readonly writeGraceMs?: number;
}

/** The part of the binding's port that is used; the same on Linux and macOS. */
interface NativePort {
  readonly fd: number | null;
  readonly isOpen: boolean;
  readonly poller: {
    on(event: 'readable' | 'writable', listener: (error: Error | null) => void): unknown;
    poll(events: number): void;
  };
  close(): Promise<void>;
  flush(): Promise<void>;
  set(flags: { dtr: boolean; rts: boolean; lowLatency: boolean }): Promise<void>;
}

/** The poller's event bits (libuv's UV_READABLE and UV_WRITABLE). */
const READABLE = 1;
const WRITABLE = 2;

/** A closed line to `path`; neither the path nor the native binding is touched before `start`. */
export function createSerialLine(options: SerialLineOptions): LinePort {
  const bitsPerByte =
    1 +
    (options.dataBits ?? 8) +
    (options.parity === 'even' || options.parity === 'odd' ? 1 : 0) +
    (options.stopBits ?? 1);
  let { baud } = options;
  return superviseLine({
    name: `serial:${options.path}@${options.baud}`,
    baud: options.baud,
    byteMs: (bitsPerByte * 1000) / options.baud,
    writeGraceMs: options.writeGraceMs ?? WRITE_GRACE_SERIAL_MS,
    writePieceBytes: WRITE_PIECE_SERIAL_BYTES,
    queueBytesMax: options.queueBytesMax ?? QUEUE_BYTES_MAX,
    random: options.random,
    open: (events) => new SerialConnection({ ...options, baud }, events),
    retune: (next) => {
      baud = next;
    },
  });
}

class SerialConnection implements LineConnection {
  readonly #events: ConnectionEvents;
  readonly #buffer = new Uint8Array(READ_CHUNK_BYTES);
  /** Kept when the attempt is over, either way. */
  readonly #opened: Promise<void>;
  #port: NativePort | null = null;
  #closed: Promise<void> | null = null;
  #scheduled = false;
  #pending: { readonly bytes: Uint8Array; at: number; readonly onWritten: () => void } | null = null;

  constructor(options: SerialLineOptions, events: ConnectionEvents) {
    this.#events = events;
    const opening = this.#open(options);
    this.#opened = opening.then(noMore, noMore);
    // A chain of its own: an exception in a handler of `onUp` is a bug, and must not pass for a port that did not open.
    void opening.then(
      (warning) => this.#begin(warning),
      (error: unknown) => events.onDown(textOf(error)),
    );
  }

  write(bytes: Uint8Array, onWritten: () => void): void {
    this.#pending = { bytes, at: 0, onWritten };
    this.#flushPending();
    if (this.#pending !== null) this.#arm();
  }

  close(discard: boolean): Promise<void> {
    this.#closed ??= this.#close(discard);
    return this.#closed;
  }

  /** A warning about flags that could not be set, or null. */
  async #open(options: SerialLineOptions): Promise<string | null> {
    const port = await openNative(options);
    this.#port = port;
    return raiseLines(port);
  }

  #begin(warning: string | null): void {
    if (this.#closed !== null || this.#port === null) return; // given up while opening; `#close` lets go of the port
    // The listeners only schedule: the poller calls from native code, where an exception could not be caught and
    // microtasks would not run. An immediate comes in the same turn of the loop.
    const schedule = (error: Error | null): void => this.#schedule(error);
    this.#port.poller.on('readable', schedule);
    this.#port.poller.on('writable', schedule);
    this.#events.onUp(warning);
    this.#arm();
  }

  async #close(discard: boolean): Promise<void> {
    this.#pending = null;
    await this.#opened;
    const port = this.#port;
    this.#port = null;
    if (port === null || !port.isOpen) return;
    // Without this the kernel may hold the close for 30 s while a device refuses the bytes it still has.
    if (discard) await port.flush().catch(() => {});
    await port.close().catch(() => {});
  }

  #schedule(error: Error | null): void {
    if (this.#scheduled || this.#closed !== null) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flushPending();
      this.#readOnce();
      // A hang-up arrives as an error of the poller, after the last bytes that can still be read.
      if (error !== null) this.#down(error);
      this.#arm();
    });
  }

  /** Always both wishes at once: the poller forgets the other one when asked for one alone. */
  #arm(): void {
    if (this.#closed !== null || this.#port === null) return;
    this.#port.poller.poll(this.#pending === null ? READABLE : READABLE | WRITABLE);
  }

  #readOnce(): void {
    const fd = this.#fd();
    if (fd === null) return;
    let count: number;
    try {
      count = readSync(fd, this.#buffer, 0, this.#buffer.length, null);
    } catch (error) {
      if (!isRetry(error)) this.#down(error);
      return;
    }
    if (count === 0) this.#down(new Error('end of file'));
    else this.#events.onBytes(this.#buffer.slice(0, count));
  }

  #flushPending(): void {
    const pending = this.#pending;
    const fd = this.#fd();
    if (pending === null || fd === null) return;
    try {
      while (pending.at < pending.bytes.length) {
        const count = writeSync(fd, pending.bytes, pending.at, pending.bytes.length - pending.at);
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
    if (this.#closed === null) this.#events.onDown(`the device has gone (${textOf(error)})`);
  }

  #fd(): number | null {
    return this.#closed === null ? (this.#port?.fd ?? null) : null;
  }
}

/** Loaded on first use: a hall without serial ports never pays for the native addon. */
async function openNative(options: SerialLineOptions): Promise<NativePort> {
  const { SerialPort } = await import('serialport');
  const port: object = await SerialPort.binding.open({
    path: options.path,
    baudRate: options.baud,
    dataBits: options.dataBits ?? 8,
    parity: options.parity ?? 'none',
    stopBits: options.stopBits ?? 1,
    rtscts: options.flow === 'rtscts',
    xon: options.flow === 'xonxoff',
    xoff: options.flow === 'xonxoff',
    lock: true,
  });
  if (!('poller' in port)) throw new Error('serial lines need Linux or macOS');
  return port as NativePort;
}

/** DTR and RTS up, and the adapter's own delay off (FTDI waits 16 ms by default). A pseudo-terminal has neither. */
async function raiseLines(port: NativePort): Promise<string | null> {
  try {
    await port.set({ dtr: true, rts: true, lowLatency: true });
    return null;
  } catch (error) {
    return `modem lines: ${textOf(error)}`;
  }
}

function isRetry(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'EINTR';
}

function noMore(): void {}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

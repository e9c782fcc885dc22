/**
 * A line over TCP: network printers (port 9100), serial device servers, and every virtual device.
 *
 * One socket per connection, never reused. It must not wait for a peer for ever: connecting has a deadline, and so has
 * every piece the socket does not take. A peer that vanishes while a few bytes are under way is NOT noticed here (the
 * kernel retries for minutes); the driver's own polling is, and answers with a reset.
 */
import { connect } from 'node:net';
import type { LinePort } from '../ports-line.ts';
import { QUEUE_BYTES_MAX, TCP_KEEP_ALIVE_MS, WRITE_GRACE_TCP_MS, WRITE_PIECE_TCP_BYTES } from './line-limits.ts';
import { type ConnectionEvents, superviseLine } from './line-supervisor.ts';
import type { LineConnection } from './write-queue.ts';

export interface TcpLineOptions {
  readonly host: string;
  readonly port: number;
  /** Chance for the back-off's jitter, in [0, 1). */
  readonly random: () => number;
  readonly queueBytesMax?: number;
  /** How long the socket may take none of the bytes before the line counts as lost. */
  readonly writeGraceMs?: number;
}

/** A closed line to `host:port`; nothing happens before `start`. */
export function createTcpLine(options: TcpLineOptions): LinePort {
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return superviseLine({
    name: `tcp:${host}:${options.port}`,
    baud: null,
    byteMs: 0,
    writeGraceMs: options.writeGraceMs ?? WRITE_GRACE_TCP_MS,
    writePieceBytes: WRITE_PIECE_TCP_BYTES,
    queueBytesMax: options.queueBytesMax ?? QUEUE_BYTES_MAX,
    random: options.random,
    open: (events) => openSocket(options.host, options.port, events),
  });
}

function openSocket(host: string, port: number, events: ConnectionEvents): LineConnection {
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_KEEP_ALIVE_MS });
  let reason = 'closed by the peer';
  const gone = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
      events.onDown(reason);
    });
  });
  // Stays for the socket's whole life: an error without a listener would end the process.
  socket.on('error', (error) => {
    reason = error.message === '' ? reasonOf(error) : error.message;
  });
  socket.once('connect', () => events.onUp(null));
  // A plain view: Buffer's own slice shares memory where pure code expects a copy.
  socket.on('data', (chunk: Buffer) => events.onBytes(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)));
  // Half-open is of no use: a device that has ended its side hears nothing more that matters.
  socket.once('end', () => events.onDown(reason));
  return {
    write(bytes, onWritten) {
      socket.write(bytes, (error) => {
        if (error === undefined || error === null) onWritten();
      });
    },
    close(discard) {
      if (discard) socket.destroy();
      else socket.destroySoon();
      return gone;
    },
  };
}

/** A name with several addresses fails with one error for all of them, which has a code and no message. */
function reasonOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

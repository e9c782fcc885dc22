import { readdirSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type LineRecorder, patternBytes, recordLine, until } from '../../tests/line-recorder.ts';
import type { LinePort } from '../ports-line.ts';
import { createTcpLine, type TcpLineOptions } from './tcp-line.ts';

const ran: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const end of ran.splice(0).reverse()) await end();
});

interface Device {
  readonly port: number;
  readonly sockets: Socket[];
  /** Drops every connection and stops listening, as a pulled mains plug does. */
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
}

/** A TCP server that keeps the sockets; `onSocket` gives it manners. */
async function device(onSocket: (socket: Socket) => void = (socket) => socket.pipe(socket)): Promise<Device> {
  const sockets: Socket[] = [];
  let server: Server;
  let port = 0;
  const plugIn = async (): Promise<void> => {
    server = createServer((socket) => {
      socket.on('error', () => {});
      sockets.push(socket);
      onSocket(socket);
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  };
  const unplug = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets.splice(0)) socket.destroy();
    await closed;
  };
  await plugIn();
  ran.push(unplug);
  return { port, sockets, unplug, plugIn };
}

function line(port: number, more: Partial<TcpLineOptions> = {}): LinePort {
  const made = createTcpLine({ host: '127.0.0.1', port, random: () => 0, ...more });
  ran.push(() => made.stop());
  return made;
}

async function up(port: LinePort): Promise<LineRecorder> {
  const recorder = recordLine();
  port.start(recorder);
  await until(`${port.name} is up`, () => recorder.opens === 1);
  return recorder;
}

describe('tcp line over real sockets', () => {
  test('carries bytes both ways, and says what it is', async () => {
    const peer = await device();
    const port = line(peer.port);
    expect(port.name).toBe(`tcp:127.0.0.1:${peer.port}`);
    expect(port.baud).toBe(null);
    const heard = await up(port);
    const sent = patternBytes(60_000);
    expect(port.write(sent)).toBe(true);
    await until('the echo is back', () => heard.bytes().length === sent.length);
    expect(Buffer.compare(heard.bytes(), sent)).toBe(0);
    expect(heard.bytes().constructor).toBe(Uint8Array);
  });

  test('nobody listens: lost with a reason, then up when somebody does', async () => {
    const peer = await device();
    await peer.unplug();
    const port = line(peer.port);
    const heard = recordLine();
    port.start(heard);
    await until('lost', () => heard.states.some(([state]) => state === 'lost'));
    expect(heard.states.find(([state]) => state === 'lost')?.[1]).toMatch(/ECONNREFUSED/);
    expect(heard.closes).toEqual([]);
    const byName = line(peer.port, { host: 'localhost' });
    const nameHeard = recordLine();
    byName.start(nameHeard);
    await until('lost', () => nameHeard.states.some(([state]) => state === 'lost'));
    expect(nameHeard.states.find(([state]) => state === 'lost')?.[1]).toMatch(/ECONNREFUSED/);
    await peer.plugIn();
    await until('up', () => heard.opens === 1);
  });

  test('the peer ends, or resets, the connection: lost, refused while down, up again', async () => {
    const peer = await device();
    const port = line(peer.port);
    const heard = await up(port);
    await until('accepted', () => peer.sockets.length === 1);
    peer.sockets[0]?.end();
    await until('lost', () => heard.closes.length === 1, 1_000);
    expect(port.write(Uint8Array.of(1))).toBe(false);
    await until('up again', () => heard.opens === 2 && peer.sockets.length === 2);
    peer.sockets[1]?.resetAndDestroy();
    await until('lost', () => heard.closes.length === 2, 1_000);
    expect(heard.closes).toEqual(['closed by the peer', expect.stringMatching(/ECONNRESET/)]);
  });

  test('a frozen peer: the write deadline fails and the line is lost', async () => {
    const peer = await device((socket) => socket.pause());
    const port = line(peer.port, { writeGraceMs: 300 });
    const heard = await up(port);
    const piece = patternBytes(65_536);
    // The kernel's socket buffers take some megabytes first.
    let taken = 0;
    while (heard.closes.length === 0) {
      if (port.write(piece)) taken += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(heard.closes[0]).toMatch(/write deadline/);
    expect(taken).toBeGreaterThan(1);
    expect(port.write(piece)).toBe(false);
  });

  test('the queue has a bound', async () => {
    const peer = await device();
    const port = line(peer.port, { queueBytesMax: 1_000 });
    expect(port.write(Uint8Array.of(1))).toBe(false);
    await up(port);
    expect(port.write(patternBytes(1_001))).toBe(false);
    expect(port.write(patternBytes(1_000))).toBe(true);
    expect(port.write(Uint8Array.of(1))).toBe(false);
  });

  test('reset opens a new connection', async () => {
    const peer = await device();
    const port = line(peer.port);
    const heard = await up(port);
    port.reset('silent');
    expect(heard.closes).toEqual([]);
    await until('up again', () => heard.opens === 2);
    expect(heard.closes).toEqual(['silent']);
  });

  test('stop sends the last bytes, and a frozen peer cannot hold it up', async () => {
    const got: Buffer[] = [];
    const peer = await device((socket) => socket.on('data', (chunk: Buffer) => got.push(chunk)));
    const port = line(peer.port);
    const heard = await up(port);
    port.write(patternBytes(30_000));
    await port.stop();
    expect(heard.closes).toEqual(['stopped']);
    await until('there', () => Buffer.concat(got).length === 30_000);

    const frozen = await device((socket) => socket.pause());
    const other = line(frozen.port);
    await up(other);
    for (let i = 0; i < 200; i += 1) {
      other.write(patternBytes(65_536));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const startMs = performance.now();
    await other.stop();
    expect(performance.now() - startMs).toBeLessThan(4_000);
  });

  test('30 connections lost: no handle is left behind', async () => {
    const peer = await device();
    const port = line(peer.port);
    const heard = await up(port);
    const before = readdirSync('/proc/self/fd').length;
    for (let round = 1; round <= 30; round += 1) {
      port.write(Uint8Array.of(round));
      await until('echo', () => heard.bytes().length === 1);
      heard.clear();
      for (const socket of peer.sockets.splice(0)) socket.destroy();
      await until(`up ${round}`, () => heard.opens === round + 1);
    }
    expect(heard.closes.length).toBe(30);
    await until('closed', () => readdirSync('/proc/self/fd').length <= before);
    await port.stop();
    expect(process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length).toBeLessThanOrEqual(1);
  }, 40_000);
});

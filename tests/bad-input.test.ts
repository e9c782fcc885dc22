/**
 * What no part can be asked alone: the whole daemon, as a process, under noise on its printer's and its bus's line, under
 * broken HTTP and under readers who vanish. It must not end, not grow, and still give a ticket on paper afterwards.
 */
import { type Socket, connect as tcpConnect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { gb18030 } from '../device/adapters/charset-gb18030.ts';
import { type PeerHost, servePeerOnTcp } from '../device/demo/peer-host.ts';
import { createVirtualPrinter, type VirtualPrinter } from '../device/drivers/printer/virtual-printer.ts';
import { createSeededRandom } from '../firmware-bridge/seeded-random.ts';
import { createVirtualBus } from '../firmware-bridge/virtual-bus.ts';
import { createVirtualNode, type VirtualNode } from '../firmware-bridge/virtual-node.ts';
import { BUS_KEY } from '../protocol/bus/bus-codes.ts';
import {
  callerOf,
  eventually,
  exportJournal,
  type HallProcess,
  journalProblems,
  signIn,
  smallHall,
  startHall,
  temporaryFolder,
} from './hall-process.ts';

const noiseBytes = 100 * 1024;
/** Memory a daemon may have gained after all of it: room for the garbage collector, not for what came in. */
const growthBytesMax = 80 * 1024 * 1024;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
function later<T>(thing: T, end: (thing: T) => unknown): T {
  ends.push(() => end(thing));
  return thing;
}

describe('bad input to the whole daemon', () => {
  it('100 KB of noise from the printer and from the bus', { timeout: 60_000 }, async () => {
    const world = await openWorld();
    await works(world, 'A001');
    const random = createSeededRandom('noise of the lines');
    const before = world.hall.rssBytes();
    for (const host of [world.printerHost, world.busHost]) {
      for (const noise of [randomBytes(random), zeros(random), replies(random)]) {
        for (let at = 0; at < noise.length; at += 4_096) {
          host.poke(() => ({ writes: [noise.subarray(at, at + 4_096)], wakeAtMs: null }));
        }
      }
    }
    await works(world, 'A002');
    await endWhole(world.hall, before);
    // What a noisy device seems to say of itself must not fill the journal.
    const told = (await exportJournal(world.hall.dataDir)).filter(({ type }) => type === 'device.state');
    expect(told.length).toBeLessThan(40);
  });

  it('sockets that do not speak HTTP, and headers without end', { timeout: 60_000 }, async () => {
    const world = await openWorld();
    const random = createSeededRandom('noise of the web');
    const before = world.hall.rssBytes();
    const head = 'POST /api/tickets HTTP/1.1\r\nHost: 127.0.0.1\r\n';
    const sent: readonly (readonly [string | Uint8Array, RegExp])[] = [
      [randomBytes(random), /^$|^HTTP\/1\.1 4\d\d /],
      ['\0\0\0\0'.repeat(1_000), /^$|^HTTP\/1\.1 400 /],
      [`${head}X-Long: ${'a'.repeat(200_000)}\r\n\r\n`, /^$|^HTTP\/1\.1 431 /],
      [`${head}${'X-Many: a\r\n'.repeat(20_000)}\r\n`, /^$|^HTTP\/1\.1 (400|431) /],
      [`GET /${'a/'.repeat(100_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, /^$|^HTTP\/1\.1 (400|414|431) /],
      [`${head}Content-Length: -5\r\n\r\n`, /^HTTP\/1\.1 400 /],
      [`${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, /^HTTP\/1\.1 400 /],
      [`${head}Content-Type: application/json\r\nContent-Length: 999999999\r\n\r\n{`, /^HTTP\/1\.1 413 /],
      [`${head}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{"a":"\x00"}`, /^HTTP\/1\.1 400 /],
      ['GET / HTTP/9.9\r\n\r\n', /^HTTP\/1\.1 (400|505) /],
    ];
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(sent.map(([bytes]) => answerOf(world.hall, bytes)));
      for (const [at, answer] of answers.entries()) expect(answer).toMatch(sent[at]?.[1] ?? /never/);
      for (const answer of answers) expect(answer).not.toMatch(/node_modules|\.ts:|\.js:/);
    }
    await works(world, 'A001');
    await endWhole(world.hall, before);
  });

  it('readers of streams who vanish, or who never read', { timeout: 60_000 }, async () => {
    const world = await openWorld();
    const lead = await signIn(world.hall.url, '2001');
    const before = world.hall.rssBytes();
    const streams = async () => {
      const text = await (await fetch(`${world.hall.url}/metrics`)).text();
      return Number(/^hallkeeper_streams(?:\{[^}]*\})? (\d+)/m.exec(text)?.[1] ?? Number.NaN);
    };
    for (let round = 0; round < 5; round += 1) {
      const readers = await Promise.all(Array.from({ length: 60 }, () => openStream(world.hall)));
      await eventually('their streams', async () => (await streams()) >= 60);
      // Half of them never read; what is sent to them piles up until it is cut.
      for (const reader of readers.slice(0, 30)) reader.pause();
      for (let change = 0; change < 40; change += 1)
        await lead.post(`counters/2/${change % 2 === 0 ? 'open' : 'close'}`);
      for (const [at, reader] of readers.entries()) {
        if (at % 2 === 0) reader.resetAndDestroy();
        else reader.destroy();
      }
      await eventually('no streams', async () => (await streams()) === 0);
    }
    await works(world, 'A001');
    await endWhole(world.hall, before);
  });
});

// ---------------------------------------------------------------------------------------------- the hall

interface World {
  readonly hall: HallProcess;
  readonly printer: VirtualPrinter;
  readonly keypad: VirtualNode;
  readonly panel: VirtualNode;
  readonly printerHost: PeerHost;
  readonly busHost: PeerHost;
}

async function openWorld(): Promise<World> {
  const printer = createVirtualPrinter();
  const node = (kind: VirtualNode['kind'], address: number) =>
    createVirtualNode({ kind, address, uid: `4841${String(address).padStart(20, '0')}`, charset: gb18030, boot: 41 });
  const panel = node('panel', 1);
  const keypad = node('call-keypad', 17);
  const bus = createVirtualBus({ baud: 38_400, nodes: [panel, keypad], seed: 11 });
  const printerHost = later(await servePeerOnTcp(printer, 0), (each) => each.stop());
  const busHost = later(await servePeerOnTcp(bus, 0), (each) => each.stop());
  const data = later(temporaryFolder(), (each) => each.remove());
  const config = {
    ...(await smallHall()),
    counters: [
      { no: 1, services: ['A'], panel: { bus: 'main', address: 1 }, keypad: { bus: 'main', address: 17 } },
      { no: 2, services: ['K'] },
    ],
    printers: [{ id: 'printer-1', line: { tcp: `127.0.0.1:${printerHost.port}`, baud: 38_400 }, profile: 'epson-tm' }],
    buses: [{ id: 'main', line: { tcp: `127.0.0.1:${busHost.port}`, baud: 38_400 } }],
  };
  const hall = later(await startHall({ config, dataDir: data.path }), (each) => each.stop());
  return { hall, printer, keypad, panel, printerHost, busHost };
}

/** The hall does its work: a ticket, its paper, a key, the number on the panel. */
async function works({ hall, printer, keypad, panel, busHost }: World, ticketNo: string): Promise<void> {
  const papers = printer.papers.length;
  const { status, body } = await callerOf(hall.url).post('tickets', {
    service: 'A',
    requestId: `tap-${ticketNo}-0000`,
  });
  expect([status, body.ticketNo]).toEqual([201, ticketNo]);
  await eventually(
    'a printed ticket',
    async () => {
      const { print } = (await callerOf(hall.url).get(`tickets/${body.ticketId}`)).body as { print: { state: string } };
      return print.state === 'printed';
    },
    30_000,
  );
  expect(printer.papers.length).toBeGreaterThan(papers);
  const shown = () => panel.view(performance.now()).zones[0]?.text;
  const press = (key: number) => busHost.poke((nowMs) => void keypad.press(key, nowMs));
  // A panel out of service says 暂停服务 as one at a closed counter does: both must be back first.
  await eventually('a keypad that works', () => keypad.view(performance.now()).online, 30_000);
  await eventually('a panel that works', () => panel.view(performance.now()).online, 30_000);
  // A key that the noise kept back for three seconds is not acted on: a clerk presses again.
  const pressUntil = async (key: number, what: string, done: () => boolean) => {
    let pressedMs = Number.NEGATIVE_INFINITY;
    await eventually(
      what,
      () => {
        if (done()) return true;
        if (performance.now() - pressedMs > 5_000) {
          press(key);
          pressedMs = performance.now();
        }
        return false;
      },
      30_000,
    );
  };
  if (shown() === '暂停服务') await pressUntil(BUS_KEY.logIn, 'an open counter', () => shown() !== '暂停服务');
  await pressUntil(BUS_KEY.next, 'the number on the panel', () => shown() === ticketNo);
}

async function endWhole(hall: HallProcess, rssBytesBefore: number): Promise<void> {
  expect(hall.rssBytes() - rssBytesBefore).toBeLessThan(growthBytesMax);
  expect(hall.log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  expect(await hall.stop()).toBe(0);
  expect(await journalProblems(hall.dataDir)).toEqual([]);
}

// ---------------------------------------------------------------------------------------------- noise

function randomBytes(random: () => number): Uint8Array {
  return Uint8Array.from({ length: noiseBytes }, () => Math.floor(random() * 256));
}

/** Delimiters and line breaks: what makes a reader begin again and again. */
function zeros(random: () => number): Uint8Array {
  return Uint8Array.from({ length: noiseBytes }, () => [0, 0, 0, 0x0a, 0xff][Math.floor(random() * 5)] ?? 0);
}

/** Pieces of what a printer and a bus really say, cut and mixed. */
function replies(random: () => number): Uint8Array {
  const words = [0x10, 0x14, 0x12, 0x16, 0x37, 0x22, 0x25, 0x5f, 0x00, 0x01, 0x02, 0x11, 0x40, 0x53, 0x45, 0x91];
  return Uint8Array.from({ length: noiseBytes }, () => words[Math.floor(random() * words.length)] ?? 0);
}

// ---------------------------------------------------------------------------------------------- sockets

/** Sends bytes and gives everything that came back until the daemon closed, or nothing came for a second. */
function answerOf(hall: HallProcess, bytes: string | Uint8Array): Promise<string> {
  return new Promise((done) => {
    let answer = '';
    const socket = tcpConnect(Number(new URL(hall.url).port), '127.0.0.1', () => socket.write(bytes));
    const end = () => {
      socket.destroy();
      done(answer);
    };
    socket.setEncoding('latin1');
    socket.setTimeout(3_000, end);
    socket.on('data', (text) => {
      answer += text;
    });
    socket.on('error', end);
    socket.on('close', end);
  });
}

/** A reader of the hall's stream as a bare socket, once the first bytes are there. */
function openStream(hall: HallProcess): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = tcpConnect(Number(new URL(hall.url).port), '127.0.0.1', () => {
      socket.write('GET /api/stream?view=hall HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    });
    socket.once('data', () => done(socket));
    socket.once('error', fail);
    socket.on('error', () => undefined);
  });
}

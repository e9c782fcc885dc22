/** The daemon's own bus master against the C reference node, over pseudo-terminals, on a good and on a bad line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import iconv from 'iconv-lite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Charset } from '../protocol/charset.ts';
import type { DriverOutput } from '../protocol/line-driver.ts';
import { buildNode, hasProgram, type NodePrograms } from '../tests/node-program.ts';
import { createPtyPair, hasSocat, type PtyPair } from '../tests/pty-pair.ts';
import { createBusMaster } from './bus-master.ts';
import type { BusMaster } from './bus-master-types.ts';
import type { BusNodeKind } from './bus-node-kind.ts';
import type { BusReport } from './bus-report.ts';
import type { NodeTarget } from './bus-target.ts';

const UID = '38FF6C064D42393018274351';
const BAUD = 115_200;
const charset: Charset = {
  encode: (text) => Uint8Array.from(iconv.encode(text, 'gb18030')),
  decode: (bytes) => iconv.decode(Buffer.from(bytes), 'gb18030'),
};
const EMPTY: NodeTarget = { texts: [], leds: [], rate: null };

interface Hall {
  readonly reports: readonly BusReport[];
  readonly master: BusMaster;
  /** What the node has printed since it started. */
  readonly shown: readonly string[];
  target(node: Partial<NodeTarget>): void;
  type(command: string): void;
  until(holds: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

async function createHall(program: string, kind: string, busKind: BusNodeKind, noise = 0): Promise<Hall> {
  const pair: PtyPair = await createPtyPair();
  const options = ['--port', pair.b, '--kind', kind, '--address', '5', '--uid', UID, '--baud', String(BAUD)];
  const node: ChildProcess = spawn(program, options, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, HK_NOISE: String(noise) },
  });
  const exit = new Promise<void>((resolve) => {
    node.once('close', () => resolve());
  });
  const reports: BusReport[] = [];
  const shown: string[] = [];
  let rest = '';
  node.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    shown.push(...lines);
  });
  const file = openSync(pair.a, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  const master = createBusMaster({ baud: BAUD, charset, nodes: [{ address: 5, kind: busKind, uid: UID }] });
  const start = process.hrtime.bigint();
  const nowMs = (): number => Number(process.hrtime.bigint() - start) / 1e6;
  let timer: NodeJS.Timeout | undefined;

  function take(output: DriverOutput<BusReport>): void {
    for (const wire of output.writes) writeSync(file, wire);
    for (const report of output.reports) {
      reports.push(report);
      if (report.kind === 'event') take(master.stored(report.address, report.boot, report.eventId, nowMs()));
    }
    clearTimeout(timer);
    if (output.wakeAtMs !== null) timer = setTimeout(() => take(master.onTick(nowMs())), output.wakeAtMs - nowMs());
  }
  /** A non-blocking read says EAGAIN when there is nothing. */
  function listen(): void {
    const bytes = Buffer.alloc(4_096);
    try {
      const count = readSync(file, bytes, 0, bytes.length, null);
      if (count > 0) take(master.onBytes(Uint8Array.from(bytes.subarray(0, count)), nowMs()));
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EAGAIN') throw error;
    }
  }
  const ear = setInterval(listen, 1);
  take(master.onOpen(nowMs()));
  return {
    reports,
    master,
    shown,
    target: (target) => take(master.onTarget({ nodes: new Map([[5, { ...EMPTY, ...target }]]) }, nowMs())),
    type: (command) => node.stdin?.write(`${command}\n`),
    async until(holds) {
      await expect.poll(holds, { timeout: 15_000, interval: 5 }).toBe(true);
    },
    async stop() {
      clearInterval(ear);
      clearTimeout(timer);
      closeSync(file);
      node.stdin?.end();
      await exit;
      await pair.stop();
    },
  };
}

describe.skipIf(!hasSocat() || !hasProgram('gcc'))('the bus master and the C node on a pseudo-terminal', () => {
  let programs: NodePrograms;
  let hall: Hall;
  beforeAll(() => {
    programs = buildNode();
  }, 120_000);
  afterEach(() => hall.stop());
  afterAll(() => programs.remove());

  const online = (): boolean => hall.reports.some((report) => report.kind === 'node-online');
  const keys = (): number[] =>
    hall.reports.flatMap((report) =>
      report.kind === 'event' && report.event.kind === 'key' ? [report.event.key] : [],
    );
  const ratings = () =>
    hall.reports.flatMap((report) => (report.kind === 'event' && report.event.kind === 'rating' ? [report.event] : []));
  const lastText = (zone: number): string => {
    const line = hall.shown.filter((each) => each.startsWith(`text ${zone} 1`)).at(-1) ?? '';
    return charset.decode(Uint8Array.from(Buffer.from(line.split(' ')[6] ?? '', 'hex')));
  };

  it('a panel comes online and shows what it should, twice over', async () => {
    hall = await createHall(programs.node, 'panel', 'panel');
    hall.target({ texts: [{ zone: 0, text: 'A023' }], leds: [{ led: 0, on: 2, off: 0, onDs: 5, offDs: 0 }] });
    await hall.until(() => online() && lastText(0) === 'A023' && hall.shown.includes('led 0 2'));
    hall.target({ texts: [{ zone: 0, text: '请到3号' }] });
    await hall.until(() => lastText(0) === '请到3号');
    // A power cut heals by itself.
    hall.type('reboot');
    await hall.until(() => lastText(0) === '暂停服务');
    await hall.until(() => lastText(0) === '请到3号');
  }, 40_000);

  it('every key of a call keypad arrives once and in order, on a good line', async () => {
    hall = await createHall(programs.node, 'keypad', 'call-keypad');
    hall.target({});
    await hall.until(online);
    const wanted = Array.from({ length: 30 }, (_, at) => (at % 12) + 1);
    for (const [at, key] of wanted.entries()) {
      hall.type(`key ${key}`);
      await hall.until(() => keys().length === at + 1);
    }
    expect(keys()).toEqual(wanted);
  }, 40_000);

  it('and once and in order with one byte in fifty damaged, both ways', async () => {
    hall = await createHall(programs.node, 'keypad', 'call-keypad', 20);
    hall.target({ leds: [{ led: 1, on: 2, off: 0, onDs: 5, offDs: 0 }] });
    await hall.until(online);
    const wanted = Array.from({ length: 20 }, (_, at) => (at % 12) + 1);
    for (const [at, key] of wanted.entries()) {
      hall.type(`key ${key}`);
      await hall.until(() => keys().length === at + 1);
    }
    expect(keys()).toEqual(wanted);
    expect(hall.master.stats.retries).toBeGreaterThan(0);
    expect(hall.shown).toContain('led 1 2');
  }, 60_000);

  it('a rating keypad is asked, answers once, and is locked again', async () => {
    hall = await createHall(programs.node, 'rating', 'rating-keypad');
    hall.target({ rate: { session: 1234, seconds: 15, clip: 1, mask: 0x1f } });
    await hall.until(() => online() && hall.shown.includes('rate 31 1'));
    hall.type('rate 5');
    hall.type('rate 1');
    await hall.until(() => ratings().length === 2);
    expect(ratings()).toMatchObject([
      { session: 1234, level: 5 },
      { session: 0, level: 1 },
    ]);
    expect(hall.shown.filter((line) => line === 'rate 31 1')).toHaveLength(1);
  }, 40_000);
});

/**
 * The bus master behind the daemon's own serial adapter, on real terminals: pulled out and put in a hundred times under traffic, two buses
 * at once, and a process that stands still for three seconds while its nodes go on answering.
 */
import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { gb18030 } from '../device/adapters/charset-gb18030.ts';
import { createSerialLine } from '../device/adapters/serial-line.ts';
import { createSystemClock } from '../device/adapters/system-clock.ts';
import type { LinePort } from '../device/ports-line.ts';
import { createDriverRunner } from '../device/runtime/driver-runner.ts';
import { createBusMaster } from '../firmware-bridge/bus-master.ts';
import type { BusReport } from '../firmware-bridge/bus-report.ts';
import type { BusTarget } from '../firmware-bridge/bus-target.ts';
import { createVirtualBus } from '../firmware-bridge/virtual-bus.ts';
import { createVirtualNode } from '../firmware-bridge/virtual-node.ts';
import { createPtyPair, hasSocat, type PtyPair } from './pty-pair.ts';

vi.setConfig({ testTimeout: 180_000 });
const baud = 115_200;
const kinds = ['panel', 'call-keypad', 'call-keypad', 'rating-keypad'] as const;
const clock = createSystemClock('UTC');
const log = { info: () => {}, warn: () => {}, error: () => {} };
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A master on one end of a pair. */
function startMaster(path: string, afterWrite: () => void = () => {}) {
  const reports: BusReport[] = [];
  const line: LinePort = createSerialLine({ path, baud, random: Math.random });
  const watched: LinePort = Object.create(line, {
    write: {
      value(bytes: Uint8Array) {
        const taken = line.write(bytes);
        afterWrite();
        return taken;
      },
    },
    start: { value: line.start.bind(line) },
    reset: { value: line.reset.bind(line) },
  });
  const nodes = kinds.map((kind, at) => ({ address: at + 1, kind }));
  const master = createBusMaster({ baud, charset: gb18030, nodes });
  const runner = createDriverRunner<BusTarget, BusReport>({
    ...{ line: watched, driver: master, clock, log, onLine: () => {} },
    onReport(report) {
      reports.push(report);
      if (report.kind === 'event')
        runner.step((nowMs) => master.stored(report.address, report.boot, report.eventId, nowMs));
    },
  });
  runner.start();
  ends.push(async () => {
    runner.stop();
    await line.stop();
  });
  return { master, reports, line, runner };
}

/** The nodes on the other end, in this process. */
function startNodes(path: string) {
  const nodes = kinds.map((kind, at) =>
    createVirtualNode({
      kind,
      address: at + 1,
      uid: `4841000000000000000000${String(at + 1).padStart(2, '0')}`,
      charset: gb18030,
    }),
  );
  const bus = createVirtualBus({ baud, nodes, seed: 3 });
  const line = createSerialLine({ path, baud, random: Math.random });
  let cancel: (() => void) | null = null;
  const take = ({ writes, wakeAtMs }: ReturnType<typeof bus.onTick>): void => {
    for (const bytes of writes) line.write(bytes);
    cancel?.();
    cancel = wakeAtMs === null ? null : clock.at(wakeAtMs, () => take(bus.onTick(clock.monoMs())));
  };
  line.start({ onOpen: () => {}, onClose: () => {}, onBytes: (bytes) => take(bus.onBytes(bytes, clock.monoMs())) });
  ends.push(async () => {
    cancel?.();
    await line.stop();
  });
  return nodes;
}

async function until(what: string, holds: () => boolean, limitMs = 30_000): Promise<void> {
  await vi.waitFor(() => expect(holds(), what).toBe(true), { timeout: limitMs, interval: 5 });
}
async function pair(): Promise<PtyPair> {
  const made = await createPtyPair();
  ends.push(made.stop);
  return made;
}
const files = () => readdirSync('/proc/self/fd').length;

describe.skipIf(!hasSocat())('a bus on a serial line', () => {
  it('is pulled out and put in a hundred times under traffic, and nothing is left behind', async () => {
    const cable = await pair();
    const nodes = startNodes(cable.b);
    const { master, line } = startMaster(cable.a);
    await until('all online', () => master.stats.online === kinds.length);
    let openFiles = 0;
    let heap = 0;
    for (let round = 0; round < 100; round += 1) {
      const before = master.stats.replies;
      nodes[1]?.press(0x30 + (round % 10), clock.monoMs());
      cable.unplug();
      await until('the line is lost', () => line.state !== 'up');
      await cable.replug();
      await until('traffic again', () => line.state === 'up' && master.stats.replies > before + 8);
      if (round !== 19 && round !== 99) continue;
      globalThis.gc?.();
      if (round === 19) {
        openFiles = files();
        heap = process.memoryUsage().heapUsed;
      }
    }
    expect(files()).toBeLessThanOrEqual(openFiles);
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(30e6);
    expect(process.listenerCount('exit')).toBeLessThan(12);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThan(20);
    await until('all online', () => master.stats.online === kinds.length);
  });

  it('is one of two, and a cut on the one is nothing to the other', async () => {
    const [first, second] = [await pair(), await pair()];
    const one = [startNodes(first.b), startMaster(first.a)] as const;
    const two = [startNodes(second.b), startMaster(second.a)] as const;
    await until('all online', () => one[1].master.stats.online + two[1].master.stats.online === 2 * kinds.length);
    first.unplug();
    await until('the line is lost', () => one[1].line.state !== 'up');
    two[0][1]?.press(0x31, clock.monoMs());
    const keysOf = ({ reports }: { reports: BusReport[] }) =>
      reports.flatMap((each) => (each.kind === 'event' && each.event.kind === 'key' ? [each.event.key] : []));
    await until('its key', () => keysOf(two[1]).length === 1);
    expect(two[1].reports.filter((each) => each.kind === 'node-offline')).toEqual([]);
    await first.replug();
    await until('all online again', () => one[1].line.state === 'up' && one[1].master.stats.online === kinds.length);
  });

  it('takes three seconds of its own standstill for nobody’s silence', async () => {
    const cable = await pair();
    // The nodes live in another process: they go on while this one stands still.
    const far = fork(fileURLToPath(new URL('../dist/scripts/bench/bus-far-end.js', import.meta.url)), [
      JSON.stringify({ path: cable.b, baud, kinds }),
    ]);
    ends.push(async () => far.kill());
    let isDue = false;
    const { master, reports } = startMaster(cable.a, () => {
      if (!isDue) return;
      isDue = false;
      // A request has just left: its answer comes while nobody here can read it.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_000);
    });
    await until('all online', () => master.stats.online === kinds.length);
    for (let round = 0; round < 3; round += 1) {
      const { replies, timeouts, stalls } = master.stats;
      isDue = true;
      await new Promise<void>((done) => {
        const look = () => (!isDue && master.stats.replies > replies ? done() : setImmediate(look));
        look();
      });
      expect(master.stats.timeouts).toBe(timeouts);
      await until('the stall is noticed', () => master.stats.stalls > stalls);
    }
    expect(reports.filter((each) => each.kind === 'node-offline')).toEqual([]);
  });
});

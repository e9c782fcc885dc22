/**
 * (i) A round of the bus beside what its wire allows: 16 call keypads every round and 16 panels every fourth, back to back, on a terminal
 * whose far end keeps the line's pace and takes the longest turnaround a node may; once at rest and once with the machine kept busy.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { gb18030 } from '../../device/adapters/charset-gb18030.ts';
import { createSerialLine } from '../../device/adapters/serial-line.ts';
import { createSystemClock } from '../../device/adapters/system-clock.ts';
import { createDriverRunner } from '../../device/runtime/driver-runner.ts';
import { createBusMaster } from '../../firmware-bridge/bus-master.ts';
import type { BusReport } from '../../firmware-bridge/bus-report.ts';
import type { BusTarget } from '../../firmware-bridge/bus-target.ts';
import {
  BUS_BITS_PER_BYTE,
  BUS_FRAME_OVERHEAD_BYTES,
  BUS_TURN_GAP_MS,
  BUS_TURNAROUND_MS_MAX,
} from '../../protocol/bus/bus-limits.ts';

import type { BenchPart, BenchRow } from './bench-part.ts';
import type { FarEnd } from './bus-far-end.ts';
import { openTerminals } from './terminals.ts';
import { delay, machineMs, spreadOf, until } from './timing.ts';

const keypads = 16;
const panels = 16;
const panelEvery = 4;
const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** POLL and ACK with the longest turnaround and the gap after. */
function exchangeMs(baud: number): number {
  const bytes = 2 * BUS_FRAME_OVERHEAD_BYTES;
  return (bytes * BUS_BITS_PER_BYTE * 1000) / baud + BUS_TURNAROUND_MS_MAX + BUS_TURN_GAP_MS;
}

interface Round {
  readonly cycles: readonly number[];
  readonly exchanges: number;
  readonly overMs: number;
}

async function measure(baud: number, measureMs: number): Promise<Round> {
  const cable = await openTerminals();
  const kinds = [...Array(keypads).fill('call-keypad'), ...Array(panels).fill('panel')] as ('call-keypad' | 'panel')[];
  const far = fork(fileURLToPath(new URL('./bus-far-end.js', import.meta.url)), [
    JSON.stringify({ path: cable.b, baud, kinds } satisfies FarEnd),
  ]);
  const line = createSerialLine({ path: cable.a, baud, random: Math.random });
  const cycleMs = (keypads + panels / panelEvery) * exchangeMs(baud);
  const master = createBusMaster({
    ...{ baud, charset: gb18030, keypadPollMs: 0, panelPollMs: panelEvery * cycleMs },
    nodes: kinds.map((kind, at) => ({ address: at + 1, kind })),
  });
  const clock = createSystemClock('UTC');
  const runner = createDriverRunner<BusTarget, BusReport>({
    ...{ line, driver: master, clock, log: silent, onLine: () => {} },
    onReport(report) {
      if (report.kind === 'event')
        runner.step((nowMs) => master.stored(report.address, report.boot, report.eventId, nowMs));
    },
  });
  try {
    runner.start();
    await until('all nodes online', 60_000, () => master.stats.online === kinds.length);
    await delay(1_000);
    const cycles: number[] = [];
    const { replies, cycles: seen } = master.stats;
    const startMs = machineMs();
    let last = seen;
    while (machineMs() - startMs < measureMs) {
      await delay(5);
      if (master.stats.cycles === last) continue;
      last = master.stats.cycles;
      cycles.push(master.stats.cycleMs);
    }
    return { cycles, exchanges: master.stats.replies - replies, overMs: machineMs() - startMs };
  } finally {
    runner.stop();
    await line.stop();
    far.kill();
    cable.stop();
  }
}

/** A thread that does nothing but work. */
function startLoad(): Worker {
  return new Worker('for (;;) Math.sqrt(Math.random());', { eval: true });
}

export const cyclePart: BenchPart = {
  letter: 'i',
  title: `A round of the bus beside its wire (${keypads} keypads each round, ${panels} panels every ${panelEvery}th)`,
  async run({ quick, say }) {
    const rows: BenchRow[] = [];
    for (const busy of [false, true]) {
      const load = busy ? [startLoad(), startLoad()] : [];
      for (const baud of [9_600, 38_400, 115_200]) {
        say(`${baud} baud${busy ? ', machine busy' : ''}`);
        const { cycles, exchanges, overMs } = await measure(baud, quick ? 3_000 : 15_000);
        const limit = (keypads + panels / panelEvery) * exchangeMs(baud);
        const under = busy ? ', machine busy' : '';
        rows.push({
          what: `one exchange at ${baud}${under}`,
          value: overMs / exchanges,
          unit: 'ms',
          beside: { what: 'wire', value: exchangeMs(baud) },
          ...(busy ? {} : { aim: { of: 'ratio', is: 'below', bound: 1.1 } as const }),
        });
        rows.push({
          what: `a round at ${baud}${under} p50`,
          value: spreadOf(cycles).p50,
          unit: 'ms',
          beside: { what: 'wire', value: limit },
          note: `p95 ${Math.round(spreadOf(cycles).p95)} ms`,
        });
      }
      for (const each of load) await each.terminate();
    }
    return rows;
  },
};

/** (d) Tickets a second with many clients at once; the clients have a process of their own. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { limits } from '../../protocol/limits.ts';
import { openBareWrite } from './bare-write.ts';
import { benchServices, writeBenchHall } from './bench-hall.ts';
import type { BenchPart } from './bench-part.ts';
import { startDaemonProcess } from './daemon-process.ts';
import type { LoadResult, LoadTask } from './load-client.ts';
import { spreadOf } from './timing.ts';

const clients = 50;
const entry = fileURLToPath(new URL('./load-client.js', import.meta.url));

export const loadPart: BenchPart = {
  letter: 'd',
  title: `Tickets a second with ${clients} clients`,
  async run({ folder, quick, say }) {
    const daemon = await startDaemonProcess(writeBenchHall({ folder }).file, `${folder}/data`);
    const warmUp = quick ? 500 : 4_000;
    const tickets = quick ? 2_000 : benchServices.length * limits.ticketNumberMax - warmUp - clients;
    say(`${tickets} tickets`);
    const cpuMs = daemon.cpuMs();
    const result = await load({ port: daemon.port, clients, warmUp, tickets });
    const usedMs = daemon.cpuMs() - cpuMs;
    const bare = openBareWrite(folder, 512);
    const disk = spreadOf(Array.from({ length: 200 }, () => bare.once()));
    bare.close();
    await daemon.stop();
    return [
      {
        what: 'tickets a second',
        value: result.perSecond,
        unit: '/s',
        beside: { what: 'bare writes a second, one by one', value: 1000 / disk.p50 },
        aim: { of: 'value', is: 'above', bound: 3_000 },
        note: `daemon: ${((100 * usedMs) / result.wholeMs).toFixed(0)} % of a core, ${((1000 * usedMs) / (warmUp + tickets)).toFixed(0)} µs a ticket`,
      },
      { what: 'issue p50', value: result.p50Ms, unit: 'ms' },
      { what: 'issue p99', value: result.p99Ms, unit: 'ms' },
    ];
  },
};

function load(task: LoadTask): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = fork(entry, [JSON.stringify(task)], { stdio: 'inherit', execArgv: [] });
    child.once('message', (result: LoadResult) => resolve(result));
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code !== 0) reject(new Error(`the clients ended with ${code}`));
    });
  });
}

/** (f) Memory and processor time of the daemon while nobody does anything, with a full bus. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BareLoopTask } from './bare-loop.ts';
import { writeBenchHall } from './bench-hall.ts';
import type { BenchPart } from './bench-part.ts';
import { cpuMsOf, rssMbOf, startDaemonProcess } from './daemon-process.ts';
import { startField } from './field.ts';
import { openHttpClient } from './http-client.ts';
import { allNodesOnline } from './panel-part.ts';
import { delay, machineMs } from './timing.ts';

const counters = 32;
const bareEntry = fileURLToPath(new URL('./bare-loop.js', import.meta.url));
/** The start's own work is over by then, and what runs all day has been compiled. */
const settleMs = 30_000;

export const restPart: BenchPart = {
  letter: 'f',
  title: `At rest with ${counters} panels and ${counters} keypads at 38400`,
  async run({ folder, quick, say }) {
    const field = await startField({ counters, printer: true });
    const { file } = writeBenchHall({ folder, counters, busPort: field.busPort, printerPort: field.printerPort });
    const daemon = await startDaemonProcess(file, `${folder}/data`);
    const client = await openHttpClient(daemon.port);
    await allNodesOnline(client);
    client.close();
    say(`${settleMs / 1000} s to settle`);
    await delay(settleMs);
    const forMs = quick ? 5_000 : 30_000;
    say(`${forMs / 1000} s of rest`);
    const startMs = machineMs();
    const cpuMs = daemon.cpuMs();
    const frames = await field.frames();
    let rssMb = 0;
    while (machineMs() - startMs < forMs) {
      await delay(1_000);
      rssMb = Math.max(rssMb, daemon.rssMb());
    }
    const share = (100 * (daemon.cpuMs() - cpuMs)) / (machineMs() - startMs);
    const perSecond = ((await field.frames()) - frames) / ((machineMs() - startMs) / 1000);
    await daemon.stop();
    await field.stop();
    say(`${forMs / 1000} s of bare Node with as many exchanges`);
    const bare = await bareLoop(perSecond, forMs);
    return [
      {
        what: 'resident memory, largest',
        value: rssMb,
        unit: 'MB',
        beside: { what: 'bare Node', value: bare.rssMb },
        aim: { of: 'value', is: 'below', bound: 90 },
      },
      {
        what: 'processor',
        value: share,
        unit: '% of a core',
        beside: { what: 'bare Node, as many exchanges', value: bare.share },
        aim: { of: 'value', is: 'below', bound: 3 },
        note: `${perSecond.toFixed(0)} frames/s`,
      },
    ];
  },
};

/** Memory and processor share of a Node process that only sends and reads so often. */
async function bareLoop(perSecond: number, forMs: number): Promise<{ readonly rssMb: number; readonly share: number }> {
  const answering = fork(bareEntry, ['null'], { stdio: 'inherit', execArgv: [] });
  const port = await new Promise<number>((resolve) =>
    answering.once('message', (message: { port: number }) => resolve(message.port)),
  );
  const task: BareLoopTask = { perSecond, port };
  const asking = fork(bareEntry, [JSON.stringify(task)], { stdio: 'inherit', execArgv: [] });
  await delay(5_000);
  const startMs = machineMs();
  const cpuMs = cpuMsOf(asking.pid);
  await delay(forMs);
  const share = (100 * (cpuMsOf(asking.pid) - cpuMs)) / (machineMs() - startMs);
  const rssMb = rssMbOf(asking.pid);
  asking.disconnect();
  answering.disconnect();
  return { rssMb, share };
}

/** (f) Memory and processor time of the daemon while nobody does anything, with a full bus. */
import { writeBenchHall } from './bench-hall.ts';
import type { BenchPart } from './bench-part.ts';
import { startDaemonProcess } from './daemon-process.ts';
import { startField } from './field.ts';
import { openHttpClient } from './http-client.ts';
import { allNodesOnline } from './panel-part.ts';
import { delay, machineMs } from './timing.ts';

const counters = 32;
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
    let rssMb = 0;
    while (machineMs() - startMs < forMs) {
      await delay(1_000);
      rssMb = Math.max(rssMb, daemon.rssMb());
    }
    const share = (100 * (daemon.cpuMs() - cpuMs)) / (machineMs() - startMs);
    await daemon.stop();
    await field.stop();
    return [
      { what: 'resident memory, largest', value: rssMb, unit: 'MB', aim: { of: 'value', is: 'below', bound: 90 } },
      { what: 'processor', value: share, unit: '% of a core', aim: { of: 'value', is: 'below', bound: 3 } },
    ];
  },
};

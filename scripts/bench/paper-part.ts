/** (b) From the tap to the first byte at the printer's end; the durable write between them is taken off by a bare one. */
import { openBareWrite } from './bare-write.ts';
import { writeBenchHall } from './bench-hall.ts';
import type { BenchPart } from './bench-part.ts';
import { startDaemonProcess } from './daemon-process.ts';
import { startField } from './field.ts';
import { openHttpClient } from './http-client.ts';
import { issuer, newestRowBytes } from './issue-part.ts';
import { delay, machineMs, spreadOf, until } from './timing.ts';

/** A printer is idle for a moment before the next customer taps. */
const restMs = 50;

export const paperPart: BenchPart = {
  letter: 'b',
  title: 'Tap (request sent) to the first byte at the printer',
  async run({ folder, quick, say }) {
    const field = await startField({ counters: 0, printer: true });
    const dataDir = `${folder}/data`;
    const { file } = writeBenchHall({ folder, printerPort: field.printerPort });
    const daemon = await startDaemonProcess(file, dataDir);
    const client = await openHttpClient(daemon.port);
    await until('the printer is known to be well', 20_000, async () => {
      const { body } = await client.ask('GET', '/api/health');
      return /"id":"printer-1","kind":"printer","state":"ok"/.test(body);
    });
    const seen = { jobMs: 0, papers: 0 };
    field.onMark((mark) => {
      if (mark.saw === 'job') seen.jobMs = mark.atMs;
      if (mark.saw === 'paper') seen.papers += 1;
    });
    const ask = issuer(client);
    await ask();
    const bare = openBareWrite(folder, newestRowBytes(dataDir));
    const samples = quick ? 10 : 100;
    say(`${samples} papers`);
    const took: number[] = [];
    const written: number[] = [];
    for (let at = 0; at <= samples; at += 1) {
      await until('the paper', 20_000, () => seen.papers > at);
      await delay(restMs);
      if (at === samples) break;
      for (let each = 0; each < 3; each += 1) written.push(bare.once());
      seen.jobMs = 0;
      const tappedMs = machineMs();
      await ask();
      await until('the job', 20_000, () => seen.jobMs > 0);
      took.push(seen.jobMs - tappedMs);
    }
    client.close();
    await daemon.stop();
    await field.stop();
    bare.close();
    const all = spreadOf(took);
    const disk = spreadOf(written);
    return [
      {
        what: 'tap to first byte p50',
        value: all.p50,
        unit: 'ms',
        beside: { what: 'bare write p50', value: disk.p50 },
      },
      {
        what: 'tap to first byte p95',
        value: all.p95,
        unit: 'ms',
        beside: { what: 'bare write p95', value: disk.p95 },
      },
      {
        what: 'beyond the write p50',
        value: all.p50 - disk.p50,
        unit: 'ms',
        aim: { of: 'value', is: 'below', bound: 5 },
      },
      {
        what: 'beyond the write p95',
        value: all.p95 - disk.p95,
        unit: 'ms',
        aim: { of: 'value', is: 'below', bound: 5 },
      },
    ];
  },
};

/** (b) From the tap to the first byte at the printer's end; the durable write between them is taken off by a bare one. */
import { openBareWrite } from './bare-write.ts';
import { writeBenchHall } from './bench-hall.ts';
import type { BenchPart } from './bench-part.ts';
import { startDaemonProcess } from './daemon-process.ts';
import { startField } from './field.ts';
import { openHttpClient } from './http-client.ts';
import { newestRowBytes } from './issue-part.ts';
import { delay, spreadOf, until } from './timing.ts';

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
    let jobMs = 0;
    field.onMark((mark) => {
      if (mark.saw === 'job') jobMs = mark.atMs;
    });
    /** One customer: from the tap to the first byte; ends when the printer is free again. */
    const tap = async (request: string): Promise<number> => {
      jobMs = 0;
      const { body, sentMs } = await client.ask('POST', '/api/tickets', { service: 'A', requestId: request });
      const { ticketId } = JSON.parse(body) as { ticketId: string };
      await until('the paper', 20_000, async () => {
        const ticket = await client.ask('GET', `/api/tickets/${ticketId}`);
        return ticket.body.includes('"print":{"state":"printed"}');
      });
      await delay(restMs);
      return jobMs - sentMs;
    };
    await tap('warm-up');
    const bare = openBareWrite(folder, newestRowBytes(dataDir));
    const samples = quick ? 10 : 100;
    say(`${samples} papers`);
    const took: number[] = [];
    const written: number[] = [];
    for (let at = 0; at < samples; at += 1) {
      for (let each = 0; each < 3; each += 1) written.push(bare.once());
      took.push(await tap(`tap-${at}`));
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

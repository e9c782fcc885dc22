/** (g) From the start of the process to the first ticket answered: an empty hall, and one that lost power with 2,000 tickets. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { writeBenchHall } from './bench-hall.ts';
import type { BenchPart } from './bench-part.ts';
import { startDaemonProcess } from './daemon-process.ts';
import { openHttpClient } from './http-client.ts';
import { issuer } from './issue-part.ts';
import { machineMs, median } from './timing.ts';

const ticketsBefore = 2_000;

export const startPart: BenchPart = {
  letter: 'g',
  title: 'Start of the process to the first ticket answered',
  async run({ folder, quick, say }) {
    const repeats = quick ? 2 : 7;
    const { file } = writeBenchHall({ folder });
    say(`${ticketsBefore} tickets for the journal`);
    const full = `${folder}/full`;
    const daemon = await startDaemonProcess(file, full);
    const client = await openHttpClient(daemon.port);
    const ask = issuer(client);
    for (let count = 0; count < ticketsBefore; count += 1) await ask();
    client.close();
    await daemon.kill();
    say(`${2 * repeats} starts`);
    const fresh: number[] = [];
    const after: number[] = [];
    const bare: number[] = [];
    for (let at = 0; at < repeats; at += 1) {
      bare.push(bareNode());
      mkdirSync(`${folder}/empty-${at}`);
      fresh.push(await firstTicket(file, `${folder}/empty-${at}`));
      cpSync(full, `${folder}/copy-${at}`, { recursive: true });
      after.push(await firstTicket(file, `${folder}/copy-${at}`));
    }
    const beside = { what: 'node that does nothing', value: median(bare) };
    const aim = { of: 'value', is: 'below', bound: 1_000 } as const;
    return [
      { what: 'empty journal, median', value: median(fresh), unit: 'ms', beside, aim },
      { what: `${ticketsBefore} tickets and a power cut, median`, value: median(after), unit: 'ms', beside, aim },
      { what: 'empty journal, best', value: Math.min(...fresh), unit: 'ms' },
      { what: `${ticketsBefore} tickets and a power cut, best`, value: Math.min(...after), unit: 'ms' },
    ];
  },
};

async function firstTicket(file: string, dataDir: string): Promise<number> {
  const daemon = await startDaemonProcess(file, dataDir);
  const client = await openHttpClient(daemon.port);
  await issuer(client, `start-${dataDir.slice(-8)}`)();
  const tookMs = machineMs() - daemon.startedMs;
  client.close();
  await daemon.kill();
  return tookMs;
}

function bareNode(): number {
  const startMs = machineMs();
  spawnSync(process.execPath, ['-e', '0']);
  return machineMs() - startMs;
}

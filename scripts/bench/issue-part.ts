/** (a) A ticket over HTTP, one after the other, beside the durable write that nothing can avoid. */
import { fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openSqliteJournal } from '../../device/adapters/sqlite-journal.ts';
import type { BareServerTask } from './bare-server.ts';
import { openBareWrite } from './bare-write.ts';
import { benchServices, writeBenchHall } from './bench-hall.ts';
import type { BenchPart, BenchRow } from './bench-part.ts';
import { startDaemonProcess } from './daemon-process.ts';
import { type HttpClient, openHttpClient } from './http-client.ts';
import { spreadOf } from './timing.ts';

export const issuePart: BenchPart = {
  letter: 'a',
  title: 'A ticket over HTTP (one client, one by one), beside a bare append and fdatasync of the same bytes',
  async run({ folder, quick, say }) {
    const dataDir = `${folder}/data`;
    const daemon = await startDaemonProcess(writeBenchHall({ folder }).file, dataDir);
    const client = await openHttpClient(daemon.port);
    const ask = issuer(client);
    for (let warm = 0; warm < 200; warm += 1) await ask();
    const bytes = newestRowBytes(dataDir);
    const bare = openBareWrite(folder, bytes);
    const peer = await startBareServer(folder, bytes);
    const askPeer = issuer(peer.client);
    for (let warm = 0; warm < 200; warm += 1) await askPeer();
    const answered: number[] = [];
    const issued: number[] = [];
    const written: number[] = [];
    const samples = quick ? 200 : 3_000;
    say(`${samples} tickets, bare writes and answers of a bare server, in turns`);
    for (let at = 0; at < samples; at += 1) {
      written.push(bare.once());
      issued.push(await ask());
      answered.push(await askPeer());
    }
    client.close();
    peer.stop();
    bare.close();
    await daemon.stop();
    return rowsOf(issued, written, answered);
  },
};

function rowsOf(issued: readonly number[], written: readonly number[], answered: readonly number[]): BenchRow[] {
  const ours = spreadOf(issued);
  const disk = spreadOf(written);
  const peer = spreadOf(answered);
  const row = (name: 'p50' | 'p95' | 'p99'): BenchRow => ({
    what: `issue ${name}`,
    value: ours[name],
    unit: 'ms',
    beside: { what: `bare write ${name}`, value: disk[name] },
  });
  const besidePeer = (name: 'p50' | 'p99'): BenchRow => ({
    what: `issue ${name}, beside Node's own least`,
    value: ours[name],
    unit: 'ms',
    beside: { what: `bare server, same write ${name}`, value: peer[name] },
  });
  return [
    row('p50'),
    row('p95'),
    { ...row('p99'), aim: { of: 'ratio', is: 'below', bound: 2 } },
    besidePeer('p50'),
    besidePeer('p99'),
  ];
}

async function startBareServer(folder: string, bytes: number) {
  const own = `${folder}/peer`;
  mkdirSync(own);
  const entry = fileURLToPath(new URL('./bare-server.js', import.meta.url));
  const task: BareServerTask = { folder: own, bytes };
  const child = fork(entry, [JSON.stringify(task)], { stdio: 'inherit', execArgv: [] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve(message.port));
    child.once('exit', () => reject(new Error('the bare server ended')));
  });
  const client = await openHttpClient(port);
  return {
    client,
    stop() {
      client.close();
      child.disconnect();
    },
  };
}

/** Asks for one ticket of the next service; gives the time from the request's first byte to the answer's last. */
export function issuer(client: HttpClient, name = 'bench'): () => Promise<number> {
  let count = 0;
  return async () => {
    count += 1;
    const service = benchServices[count % benchServices.length] ?? 'A';
    const { status, body, sentMs, doneMs } = await client.ask('POST', '/api/tickets', {
      service,
      requestId: `${name}-${count}`,
    });
    if (status !== 201) throw new Error(`no ticket but ${status}: ${body}`);
    return doneMs - sentMs;
  };
}

/** The row of the newest event as the journal holds it: what one ticket costs in bytes. */
export function newestRowBytes(dataDir: string): number {
  const journal = openSqliteJournal(dataDir, { readonly: true });
  const [row] = journal.read(journal.head(), journal.head(), 1);
  journal.close();
  return Buffer.byteLength(JSON.stringify(row));
}

/**
 * (c) From the last byte of a keypad's event on the wire to the panel, and to a page's stream, on a bus with 32 panels
 * and 32 keypads. The write between them and the frame's own time on the wire are taken off.
 */
import { type ClientRequest, get } from 'node:http';
import { BUS_KEY } from '../../protocol/bus/bus-codes.ts';
import { openBareWrite } from './bare-write.ts';
import { keypadOffset, writeBenchHall } from './bench-hall.ts';
import type { BenchPart, BenchRow } from './bench-part.ts';
import { startDaemonProcess } from './daemon-process.ts';
import { type Field, startField } from './field.ts';
import { type HttpClient, openHttpClient } from './http-client.ts';
import { issuer, newestRowBytes } from './issue-part.ts';
import { delay, machineMs, spreadOf, until } from './timing.ts';

const counters = 32;
/** Long enough that a counter's next turn is no nervous finger, and short enough that the keypads' round is met at any place. */
const pauseMs = 37;

/** Waits until every node of the bus is in service. */
export async function allNodesOnline(client: HttpClient): Promise<void> {
  await until('all nodes online', 60_000, async () => {
    const { body } = await client.ask('GET', '/api/health');
    const { devices } = JSON.parse(body) as { devices: { kind: string; state: string }[] };
    const nodes = devices.filter(({ kind }) => kind === 'panel' || kind === 'keypad');
    return nodes.length === 2 * counters && nodes.every(({ state }) => state === 'ok');
  });
}

export const panelPart: BenchPart = {
  letter: 'c',
  title: `Key on the wire to the panel and to a page (bus of ${counters} panels and ${counters} keypads at 38400)`,
  async run({ folder, quick, say }) {
    const field = await startField({ counters, printer: false });
    const dataDir = `${folder}/data`;
    const daemon = await startDaemonProcess(writeBenchHall({ folder, counters, busPort: field.busPort }).file, dataDir);
    const client = await openHttpClient(daemon.port);
    say('waiting for the bus');
    await allNodesOnline(client);
    const rounds = quick ? 1 : 6;
    const ask = issuer(client);
    for (let count = 0; count < (rounds + 1) * counters; count += 1) await ask();
    for (let no = 1; no <= counters; no += 1) field.press(no + keypadOffset, BUS_KEY.logIn);
    await until('all counters open', 30_000, async () => {
      const { body } = await client.ask('GET', '/api/hall');
      return !body.includes('"state":"closed"');
    });
    const bare = openBareWrite(folder, 2 * newestRowBytes(dataDir));
    const watch = watchKeys(field, daemon.port);
    say(`${rounds * counters} keys`);
    for (let at = 0; at < rounds * counters; at += 1) {
      const { texts } = watch;
      field.press((at % counters) + 1 + keypadOffset, BUS_KEY.next);
      await until('the panel shows it', 20_000, () => watch.shown.length > texts.length - 1 && watch.complete(at + 1));
      watch.written.push(bare.once());
      await delay(pauseMs + ((at * 31) % 50));
    }
    watch.stop();
    client.close();
    await daemon.stop();
    await field.stop();
    bare.close();
    return rowsOf(watch);
  },
};

interface Watch {
  /** Key's last byte to the text's first byte; to the panel showing it, less the text's time on the wire; to the page. */
  readonly texts: number[];
  readonly shown: number[];
  readonly pages: number[];
  readonly noticed: number[];
  readonly written: number[];
  complete(count: number): boolean;
  stop(): void;
}

function watchKeys(field: Field, port: number): Watch {
  const texts: number[] = [];
  const shown: number[] = [];
  const pages: number[] = [];
  let key: { readonly no: number; readonly atMs: number; wireMs: number } | null = null;
  const stopMarks = field.onMark((mark) => {
    if (mark.saw === 'key') key = { no: mark.address - keypadOffset, atMs: mark.atMs, wireMs: 0 };
    else if (mark.saw === 'text' && key?.no === mark.address && key.wireMs === 0) {
      key.wireMs = mark.wireMs;
      texts.push(mark.atMs - key.atMs);
    } else if (mark.saw === 'shown' && key?.no === mark.address) shown.push(mark.atMs - key.atMs - key.wireMs);
  });
  const request: ClientRequest = get(`http://127.0.0.1:${port}/api/stream?view=hall`, (response) => {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      const atMs = machineMs();
      if (chunk.startsWith('event: delta') && chunk.includes('"calls":')) pageAt.push(atMs);
    });
    response.on('error', () => {});
  });
  request.on('error', () => {});
  const pageAt: number[] = [];
  return {
    texts,
    shown,
    pages,
    noticed: [],
    written: [],
    complete(count) {
      if (shown.length < count || pageAt.length < count) return false;
      if (pages.length < count && key) pages.push((pageAt.at(-1) ?? 0) - key.atMs);
      return true;
    },
    stop() {
      stopMarks();
      request.destroy();
    },
  };
}

function rowsOf({ texts, shown, pages, written }: Watch): BenchRow[] {
  const disk = spreadOf(written);
  const rows = (what: string, samples: readonly number[], isAim: boolean): BenchRow[] => {
    const all = spreadOf(samples);
    return (['p50', 'p95'] as const).map((name) => ({
      what: `${what}, beyond the write ${name}`,
      value: all[name] - disk[name],
      unit: 'ms',
      beside: { what: `bare write ${name}`, value: disk[name] },
      ...(isAim ? { aim: { of: 'value', is: 'below', bound: 5 } as const } : {}),
    }));
  };
  return [
    ...rows("to the text's first byte", texts, true),
    ...rows('to the panel showing it, beyond the wire', shown, true),
    ...rows('to the page’s event', pages, true),
  ];
}

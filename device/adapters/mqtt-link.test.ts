import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Envelope } from '../../protocol/mqtt.ts';
import { startFaultProxy } from '../../tests/fault-proxy.ts';
import { createLinkHall, type LinkHall, type LinkHallOptions, until } from '../../tests/link-hall.ts';
import { MemoryJournal } from '../../tests/memory-journal.ts';
import { type Mosquitto, startMosquitto } from '../../tests/mosquitto.ts';
import { createEmbeddedBroker } from '../demo/embedded-broker.ts';
import { startTinyCentre, type TinyCentre } from '../demo/tiny-centre.ts';
import { createCursorFile } from './cursor-file.ts';

let broker: Mosquitto;
const endings: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  broker = await startMosquitto({ users: ['hall-1', 'hall-2'] });
});
afterAll(() => broker.stop());
afterEach(async () => {
  for (const ending of endings.splice(0).reverse()) await ending();
});

function hallAt(options: Partial<LinkHallOptions> & { port?: number } = {}): LinkHall {
  const { port, ...rest } = options;
  const { passwordFile } = broker.user('hall-1');
  const made = createLinkHall({
    broker: { url: `mqtt://127.0.0.1:${port ?? broker.port}`, passwordFile, version: 5 },
    ...rest,
  });
  endings.push(() => made.link.stop());
  return made;
}

function centreAt(onEvents?: (hall: string, events: readonly Envelope[]) => void, url = broker.url): TinyCentre {
  const { user, password } = broker.user('central');
  const made = startTinyCentre({
    url,
    user,
    password,
    reconnectMs: 50,
    ...(onEvents === undefined ? {} : { onEvents }),
  });
  endings.push(() => made.stop());
  return made;
}

/** Sequences as the centre stored them. */
function store(): { seqs: number[]; onEvents: (hall: string, events: readonly Envelope[]) => void } {
  const seqs: number[] = [];
  return { seqs, onEvents: (_hall, events) => seqs.push(...events.map((item) => Number(item.sequence))) };
}

const upTo = (head: number) => Array.from({ length: head }, (_, index) => index + 1);

describe.each([4, 5] as const)('a hall with MQTT protocol %i', (version) => {
  it('brings every event in order, once, although it began offline and the broker was killed twice', async () => {
    await broker.kill();
    const { seqs, onEvents } = store();
    const centre = centreAt(onEvents);
    const hall = hallAt({ broker: { url: broker.url, passwordFile: broker.user('hall-1').passwordFile, version } });
    hall.link.start();
    hall.work(3_000);
    await until('the fault of being offline', () => hall.faults().some((fault) => fault.code === 'centre-offline'));
    await broker.restart();
    await until('some events stored', () => centre.acked('hall-1') > 500);
    for (let round = 0; round < 2; round += 1) {
      await broker.kill();
      hall.work(1_500);
      await broker.restart();
      const goal = hall.journal.head() - 500;
      await until('events after the kill', () => centre.acked('hall-1') > goal);
    }
    await until('everything acknowledged', () => hall.link.status().acked === hall.journal.head());
    expect(seqs).toEqual(upTo(hall.journal.head()));
    expect(hall.faults()).toEqual([]);
  });
});

it('heals when the network swallows bytes and keeps the sockets open', async () => {
  const proxy = await startFaultProxy(broker.port);
  endings.push(() => proxy.stop());
  const { seqs, onEvents } = store();
  centreAt(onEvents);
  const hall = hallAt({ port: proxy.port });
  hall.link.start();
  hall.work(200);
  await until('first events acknowledged', () => hall.link.status().acked === hall.journal.head());
  proxy.blackHole(true);
  hall.work(200);
  await until('the connection given up', () => !hall.link.status().connected);
  expect(hall.lines.some((line) => line.includes('given-up'))).toBe(true);
  proxy.cut();
  await until('everything acknowledged', () => hall.link.status().acked === hall.journal.head());
  expect(seqs).toEqual(upTo(hall.journal.head()));
});

it('goes on over a slow line that is cut again and again', async () => {
  const proxy = await startFaultProxy(broker.port);
  endings.push(() => proxy.stop());
  const { seqs, onEvents } = store();
  centreAt(onEvents);
  const hall = hallAt({ port: proxy.port });
  hall.link.start();
  for (let round = 0; round < 5; round += 1) {
    proxy.delay(round % 2 === 0 ? 15 : 0);
    hall.work(700);
    const goal = hall.journal.head() - 400;
    await until('some progress', () => hall.link.status().acked > goal);
    proxy.cut();
  }
  await until('everything acknowledged', () => hall.link.status().acked === hall.journal.head());
  expect(seqs).toEqual(upTo(hall.journal.head()));
});

it('tells staff when the broker is there but the centre is not, and takes it back', async () => {
  const hall = hallAt();
  hall.link.start();
  hall.work(5);
  await until('the fault', () =>
    hall.faults().some((fault) => fault.code === 'centre-silent' && fault.detail === 'server-off'),
  );
  const centre = centreAt();
  await until('everything acknowledged', () => centre.acked('hall-1') === hall.journal.head());
  await until('the fault is gone', () => hall.faults().length === 0);
});

it('does not come in with a wrong password, and says why', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'password-'));
  endings.push(async () => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'wrong'), 'wrong\n');
  const hall = hallAt({ broker: { url: broker.url, passwordFile: join(folder, 'wrong'), version: 5 } });
  hall.link.start();
  await until('the fault', () => hall.faults().some((fault) => /^refused: 135 /.test(fault.detail ?? '')));
  expect(hall.faults()).toMatchObject([{ code: 'centre-offline', device: 'broker' }]);
  expect(hall.link.status().connected).toBe(false);
});

it('says that it stopped when it stops, and lets the broker say that it is lost when it is lost', async () => {
  const { user, password } = broker.user('central');
  const watcher = await mqtt.connectAsync(broker.url, { username: user, password });
  endings.push(() => watcher.endAsync(true));
  const states: { state: string; conn: string }[] = [];
  watcher.on('message', (_topic, payload) => states.push(JSON.parse(payload.toString())));
  await watcher.subscribeAsync('hall/v1/hall-1/up/state', { qos: 1 });
  const proxy = await startFaultProxy(broker.port);
  endings.push(() => proxy.stop());
  centreAt();
  const hall = hallAt({ port: proxy.port });
  hall.link.start();
  await until('answered', () => hall.link.status().answered);
  proxy.cut();
  await until('lost', () => states.some((item) => item.state === 'lost'));
  await until('answered again', () => hall.link.status().answered);
  await hall.link.stop();
  await until('stopped', () => states.at(-1)?.state === 'stopped');
  const lost = states.find((item) => item.state === 'lost');
  expect(states.some((item) => item.state === 'ready' && item.conn === lost?.conn)).toBe(true);
  // The will of the ended connection must not follow: a second client's round trip is later than it would be.
  await watcher.publishAsync('hall/v1/all/time', '{}', { qos: 1 });
  expect(states.at(-1)?.state).toBe('stopped');
});

it('answers what it cannot do yet: commands and documents', async () => {
  const { user, password } = broker.user('central');
  const watcher = await mqtt.connectAsync(broker.url, { username: user, password });
  endings.push(() => watcher.endAsync(true));
  const got = new Map<string, unknown>();
  watcher.on('message', (topic, payload) => got.set(topic, JSON.parse(payload.toString())));
  await watcher.subscribeAsync(['hall/v1/hall-1/up/rsp', 'hall/v1/hall-1/up/reported/#', 'hall/v1/hall-1/up/dev/#'], {
    qos: 1,
  });
  const hall = hallAt();
  hall.link.start();
  hall.link.device('bus-main/5', { state: 'offline', fault: 'node-offline' });
  await until('connected', () => hall.link.status().connected);
  await watcher.publishAsync('hall/v1/hall-1/down/cmd', '{"id":"c-1","type":"open-drawer"}', { qos: 1 });
  await watcher.publishAsync('hall/v1/all/desired/notices', '{"version":4,"sha256":"ab","data":{}}', { qos: 1 });
  await until('three messages', () => got.size === 3);
  expect(Object.fromEntries(got)).toEqual({
    'hall/v1/hall-1/up/rsp': { id: 'c-1', status: 'unsupported' },
    'hall/v1/hall-1/up/reported/notices': {
      ...{ version: 4, sha256: 'ab', for: 'all' },
      ...{ status: 'rejected', error: 'unsupported' },
    },
    'hall/v1/hall-1/up/dev/bus-main-5/state': { state: 'offline', fault: 'node-offline' },
  });
});

it('keeps its place over a restart in the cursor file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cursor-'));
  endings.push(async () => rmSync(folder, { recursive: true }));
  const file = join(folder, 'cursor.json');
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const { seqs, onEvents } = store();
  centreAt(onEvents);
  const first = hallAt({ cursor: createCursorFile(file, quiet) });
  first.link.start();
  first.work(300);
  await until('everything acknowledged', () => first.link.status().acked === first.journal.head());
  await first.link.stop();
  const second = hallAt({ cursor: createCursorFile(file, quiet), journal: first.journal, epochs: first.epochs });
  expect(second.link.status().acked).toBe(302);
  second.link.start();
  await until('the rest acknowledged', () => second.link.status().acked === second.journal.head());
  expect(seqs).toEqual(upTo(303));
});

it('opens a new epoch when the hall was restored from an older image and ran on alone', async () => {
  const { seqs, onEvents } = store();
  const centre = centreAt(onEvents);
  const first = hallAt();
  first.link.start();
  first.work(300);
  const image = [...first.journal.rows()];
  first.work(400);
  await until('everything acknowledged', () => first.link.status().acked === 702);
  await first.link.stop();
  const second = hallAt({ journal: new MemoryJournal(image), epochs: [...first.epochs] });
  second.work(1_000);
  second.link.start();
  await until('the other branch acknowledged', () => second.link.status().acked === 1_304);
  expect(second.epochs).toHaveLength(2);
  expect(centre.acked('hall-1')).toBe(1_304);
  // 302 rows are shared and came once; 400 belong to the abandoned branch; boot, 1,000 and the epoch's own row to the new one.
  expect(seqs).toHaveLength(302 + 400 + 1 + 1_000 + 1);
});

it('works with the broker of the demo, which really goes away', async () => {
  const demo = createEmbeddedBroker();
  endings.push(() => demo.stop());
  await demo.start();
  const { seqs, onEvents } = store();
  const centre = centreAt(onEvents, demo.url());
  const hall = hallAt({ broker: { url: demo.url(), version: 4 } });
  hall.link.start();
  hall.work(50);
  await until('everything acknowledged', () => hall.link.status().acked === hall.journal.head());
  await demo.stop();
  hall.work(50);
  await until('the fault', () => hall.faults().length > 0);
  expect(hall.link.status().connected).toBe(false);
  await demo.start();
  await until('everything acknowledged again', () => hall.link.status().acked === hall.journal.head());
  expect(seqs).toEqual(upTo(102));
  expect(centre.events().at(-1)).toMatchObject({ hall: 'hall-1', seq: 102 });
  expect(centre.events()).toHaveLength(50);
});

describe('over TLS', () => {
  const secure = async (tls: 'valid' | 'expired', options: Partial<LinkHallOptions> = {}) => {
    const other = await startMosquitto({ tls });
    endings.push(() => other.stop());
    const { url, caFile } = other.tls ?? { url: '', caFile: '' };
    const access = { url, passwordFile: other.user('hall-1').passwordFile, caFile };
    const hall = hallAt({ ...options, broker: { ...access, ...options.broker } });
    hall.link.start();
    return hall;
  };

  it('connects with the CA of the centre', async () => {
    const hall = await secure('valid');
    await until('connected', () => hall.link.status().connected);
  });

  it('does not connect to a broker whose CA it does not know, and calls it that', async () => {
    const stranger = await startMosquitto({ tls: 'valid' });
    endings.push(() => stranger.stop());
    const { url } = stranger.tls ?? { url: '' };
    const hall = await secure('valid', { broker: { url } });
    await until('the fault', () => hall.faults().some((fault) => /^tls: /.test(fault.detail ?? '')));
  });

  it.each([
    ['a wrong clock when its own is not known to be right', 'rtc', true],
    ['an old certificate when its clock is right', 'ntp', false],
  ] as const)('takes a certificate outside its time for %s', async (_what, quality, blamesClock) => {
    const hall = await secure('expired', { quality });
    await until('the fault', () => hall.faults().some((fault) => /^clock: CERT_HAS_EXPIRED/.test(fault.detail ?? '')));
    expect(hall.faults().some((fault) => fault.code === 'clock-untrusted')).toBe(blamesClock);
  });
});

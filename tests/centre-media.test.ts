/**
 * Films of the centre over a real broker and a real server of files: one list for every hall and one of the hall's own, how far they have
 * come in what the hall reports, on its health page and in the centre's health message. The own list wins, also after a restart.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, expect, it } from 'vitest';
import { makeFilm, makePng } from '../device/drivers/media/testing-files.ts';
import { type Daemon, startDaemon } from '../device/main.ts';
import { eventually, signIn, smallHall, temporaryFolder } from './hall-process.ts';
import { type Mosquitto, startMosquitto } from './mosquitto.ts';
import { startStrictCentre } from './strict-centre.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
function later<T>(thing: T, end: (thing: T) => unknown): T {
  ends.push(() => end(thing));
  return thing;
}

const film = makeFilm({ mediaBytes: 3_000_000, seconds: 20 });
const [map, plan] = [makePng(800, 600), makePng(640, 480)];
const sumOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Serves each file whole or from a place on, and counts the bytes that went out. */
async function startFiles(files: Readonly<Record<string, Uint8Array>>) {
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (!file) return void response.writeHead(404).end();
    const at = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(206, { 'content-range': `bytes ${at}-${file.length - 1}/${file.length}` });
    response.end(file.subarray(at));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    item: (name: string, bytes: Uint8Array) => ({
      ...{ sha256: sumOf(bytes), bytes: bytes.length, name },
      url: `http://127.0.0.1:${port}/${name}`,
    }),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Said {
  readonly topic: string;
  readonly value: Readonly<Record<string, unknown>>;
}

async function listen(broker: Mosquitto): Promise<{ client: MqttClient; said: Said[] }> {
  const { user, password } = broker.user('central');
  const client = await mqtt.connectAsync(broker.url, { username: user, password });
  const said: Said[] = [];
  client.on('message', (topic, payload) => {
    said.push({ topic: topic.replace('hall/v1/hall-1/up/', ''), value: JSON.parse(payload.toString()) });
  });
  await client.subscribeAsync(['hall/v1/hall-1/up/reported/#', 'hall/v1/hall-1/up/health'], { qos: 1 });
  return { client, said };
}

it('one list for every hall and one of its own: the own one wins, and all is told on the way', {
  timeout: 120_000,
}, async () => {
  const broker = later(await startMosquitto({ users: ['hall-1'] }), (each) => each.stop());
  const files = later(await startFiles({ '/film.mp4': film, '/map.png': map, '/plan.png': plan }), (each) =>
    each.stop(),
  );
  const data = later(temporaryFolder(), (each) => each.remove());
  const base = await smallHall();
  const start = (): Promise<Daemon> =>
    startDaemon({
      config: {
        ...base,
        mqtt: { url: broker.url, passwordFile: broker.user('hall-1').passwordFile },
        // Slow enough to be seen on the way.
        mediaFetch: { bytesPerSecond: 1_500_000 },
      },
      ...{ dataDir: data.path, displayDir: join(data.path, 'no-pages'), version: '0.0.0', demo: false },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      linkTiming: { reconnect: { baseMs: 20, maxMs: 200, steadyMs: 1_000 }, uplink: { calmMs: 100 } },
    });
  let hall = await start();
  ends.push(() => hall.stop());
  later(startStrictCentre('hall-1', { url: broker.url, ...broker.user('central') }), (each) => each.stop());
  const { client, said } = await listen(broker);
  ends.push(() => client.endAsync(true));
  const say = (topic: string, version: number, document: unknown) =>
    client.publishAsync(
      topic,
      document === null ? '' : JSON.stringify({ version, sha256: `${version}`, data: document }),
      { qos: 1, retain: true },
    );
  const films = (revision: number, name: string, bytes: Uint8Array) => ({
    revision,
    items: [files.item(name, bytes)],
    playlists: [{ id: name.replace('.', '-'), name, order: 'listed', priority: 0, items: [{ media: sumOf(bytes) }] }],
  });
  const reports = () => said.filter(({ topic }) => topic === 'reported/films').map(({ value }) => value);
  const shown = () => hall.hall.contentView().playlists.map(({ id }) => id);
  const all = 'hall/v1/all/desired/films';
  const own = 'hall/v1/hall-1/down/desired/films';

  const lead = await signIn(hall.url, '2001');
  await say(all, 1, films(9, 'film.mp4', film));
  // On the health page of the hall, in the message to the centre and in the report, with bytes.
  const onPage: unknown[] = [];
  await eventually('the film has come', async () => {
    const { films: progress } = (await lead.get('health')).body as { films?: unknown };
    if (progress) onPage.push(progress);
    return reports().at(-1)?.status === 'applied';
  });
  const of = { ofBytes: film.length, ofFiles: 1 };
  expect(onPage[0]).toMatchObject({ state: 'downloading', files: 0, ...of });
  expect(reports()[0]).toMatchObject({
    version: 1,
    for: 'all',
    status: 'downloading',
    progress: { state: 'downloading', ...of },
  });
  expect(said.filter(({ topic, value }) => topic === 'health' && value.films === 'downloading').length).toBeGreaterThan(
    0,
  );
  const health = () => said.filter(({ topic }) => topic === 'health').at(-1)?.value;
  await eventually('the centre hears that none is on its way', () => health()?.films === null);
  expect(shown()).toEqual(['centre-film-mp4']);

  // A lower version and revision, and it wins: it is this hall's own.
  await say(own, 1, films(2, 'map.png', map));
  await eventually('its own list stands', async () => shown().join() === 'centre-map-png');
  await say(all, 2, films(10, 'plan.png', plan));
  await hall.stop();
  said.length = 0;
  hall = await start();
  await eventually('the hall is back', async () => reports().some(({ status }) => status === 'applied'));
  expect([shown(), reports().map((each) => each.for)]).toEqual([['centre-map-png'], reports().map(() => undefined)]);

  // Withdrawn: what is for every hall counts again.
  await say(own, 0, null);
  await eventually(
    'the list for every hall stands',
    () => reports().at(-1)?.version === 2 && reports().at(-1)?.status === 'applied',
  );
  expect(reports().at(-1)).toMatchObject({ version: 2, for: 'all', status: 'applied' });
  expect(shown()).toEqual(['centre-plan-png']);
});

/** The centre's films, from a server that cuts, lies, sends other bytes, stalls and sends elsewhere. The list changes when all is there. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Manifest } from '../../protocol/centre-documents.ts';
import type { FilmsProgress } from '../../protocol/content.ts';
import { limits } from '../../protocol/limits.ts';
import { makeFilm, makePng } from '../drivers/media/testing-files.ts';
import { createFetchGate } from './fetch-gate.ts';
import { createMediaFetch, type MediaFetch, type MediaFetchOptions } from './media-fetch.ts';
import { type MediaStore, openMediaStore } from './media-store.ts';
import { createSystemClock } from './system-clock.ts';

type Serve = (file: Uint8Array, request: IncomingMessage, response: ServerResponse, times: number) => void;

const film = makeFilm({ mediaBytes: 6_000_000, seconds: 20 });
const picture = makePng(800, 600);
const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const clock = createSystemClock('UTC');
const quick = { baseMs: 2, maxMs: 10, steadyMs: 1 };

let dataDir: string;
let server: Server;
let url: string;
/** How each path is served, and how often it was asked for. */
const served = new Map<
  string,
  { readonly file: Uint8Array; readonly how: Serve; times: number; readonly ranges: string[] }
>();
const open: { readonly stop: () => void }[] = [];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'hallkeeper-fetch-'));
  open.splice(0);
  served.clear();
  server = createServer((request, response) => {
    const path = served.get(request.url ?? '');
    if (!path) return void response.writeHead(404).end();
    path.times += 1;
    path.ranges.push(request.headers.range ?? '');
    path.how(path.file, request, response, path.times);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const each of open) each.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(over: Partial<MediaFetchOptions> = {}): Promise<{ store: MediaStore; fetch: MediaFetch }> {
  const store = await openMediaStore({ dataDir, clock, ffprobe: null, freeBytes: async () => 1e12 });
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const fetch = await createMediaFetch({
    ...{ store, dataDir, clock, log, retry: quick, random: Math.random, bytesPerSecondMax: 1e9 },
    ...over,
  });
  open.push(store, fetch);
  return { store, fetch };
}

function place(path: string, file: Uint8Array, how: Serve = inRanges): Manifest['items'][number] {
  served.set(path, { file, how, times: 0, ranges: [] });
  return { sha256: sumOf(file), bytes: file.length, name: path.slice(1), url: `${url}${path}` };
}

const startOf = (request: IncomingMessage): number =>
  Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
const inRanges: Serve = (file, request, response) => {
  const at = startOf(request);
  response.writeHead(206, {
    'content-range': `bytes ${at}-${file.length - 1}/${file.length}`,
    'content-length': file.length - at,
  });
  response.end(file.subarray(at));
};
/** Sends so many bytes of the rest and cuts the line. */
const cutAfter =
  (bytes: number): Serve =>
  (file, request, response) => {
    const at = startOf(request);
    response.writeHead(206, { 'content-range': `bytes ${at}-${file.length - 1}/${file.length}` });
    response.write(file.subarray(at, at + bytes), () =>
      at + bytes >= file.length ? response.end() : response.destroy(),
    );
  };

it('fetches what is missing, then changes the list, and remembers it', async () => {
  const { fetch, store } = await start();
  const manifest = { revision: 3, items: [place('/film.mp4', film), place('/map.png', picture)] };
  expect(await fetch.applyManifest(manifest)).toEqual({ state: 'complete' });
  expect([fetch.live(), store.has(sumOf(film)), store.has(sumOf(picture))]).toEqual([manifest, true, true]);
  expect(await fetch.applyManifest(manifest)).toEqual({ state: 'complete' });
  expect(await fetch.applyManifest({ ...manifest, revision: 2 })).toEqual({ state: 'refused', why: 'old' });
  expect(served.get('/film.mp4')?.times).toBe(1);
  expect((await start()).fetch.live()).toEqual(manifest);
});

it('fetches again what has left the disk, and keeps in mind what is being fetched', async () => {
  const { fetch, store } = await start();
  const before = { revision: 1, items: [place('/map.png', picture)] };
  await fetch.applyManifest(before);
  await store.remove(sumOf(picture));
  expect(await fetch.applyManifest(before)).toEqual({ state: 'complete' });
  expect([served.get('/map.png')?.times, store.has(sumOf(picture))]).toEqual([2, true]);
  const item = place('/film.mp4', film, (_file, _request, response) => void response.writeHead(404).end());
  await fetch.applyManifest({ revision: 2, items: [item] });
  const again = (await start()).fetch;
  expect([again.live(), again.wanted()]).toEqual([before, [sumOf(picture), sumOf(film)]]);
  served.set('/film.mp4', { file: film, how: inRanges, times: 0, ranges: [] });
  await again.applyManifest({ revision: 2, items: [item] });
  expect((await start()).fetch.wanted()).toEqual([sumOf(film)]);
});

it('goes on from where a line that cuts again and again has come', async () => {
  const { fetch } = await start();
  const item = place('/film.mp4', film, cutAfter(500_000));
  expect(await fetch.applyManifest({ revision: 1, items: [item] })).toEqual({ state: 'complete' });
  const ranges = served.get('/film.mp4')?.ranges ?? [];
  expect(ranges.length).toBeGreaterThan(10);
  expect(new Set(ranges).size).toBe(ranges.length);
});

it('goes on after the daemon was killed', async () => {
  const item = place('/film.mp4', film, (file, request, response) => {
    const at = startOf(request);
    response.writeHead(206, { 'content-range': `bytes ${at}-${file.length - 1}/${file.length}` });
    // A first piece is whole; then nothing comes any more.
    response.write(file.subarray(at, at + limits.uploadPieceBytesMax + 10));
  });
  const first = await start();
  const done = first.fetch.applyManifest({ revision: 1, items: [item] });
  await expect
    .poll(() => first.store.findBySum(item.sha256, item.bytes)?.offset ?? 0)
    .toBeGreaterThan(limits.uploadPieceBytesMax);
  first.fetch.stop();
  expect(await done).toMatchObject({ state: 'incomplete' });
  first.store.stop();
  served.set('/film.mp4', { file: film, how: inRanges, times: 0, ranges: [] });
  const { fetch } = await start();
  expect(await fetch.applyManifest({ revision: 1, items: [item] })).toEqual({ state: 'complete' });
  const from = Number(/\d+/.exec(served.get('/film.mp4')?.ranges[0] ?? '')?.[0]);
  expect(from).toBeGreaterThanOrEqual(limits.uploadPieceBytesMax);
});

it('takes a server without ranges, and one that sends us elsewhere a few times', async () => {
  const { fetch } = await start();
  const whole: Serve = (file, _request, response, times) => {
    if (times === 1) response.write(file.subarray(0, 100_000), () => response.destroy());
    else response.end(file);
  };
  const aside: Serve = (_file, _request, response) => void response.writeHead(302, { location: '/real.png' }).end();
  place('/real.png', picture);
  const items = [place('/film.mp4', film, whole), place('/map.png', picture, aside)];
  expect(await fetch.applyManifest({ revision: 1, items })).toEqual({ state: 'complete' });
});

it.each<readonly [string, Serve, string]>([
  ['is not there', (_f, _q, response) => void response.writeHead(404).end(), 'not-given'],
  [
    'goes in a circle',
    (_f, _q, response) => void response.writeHead(302, { location: '/film.mp4' }).end(),
    'too-many-redirects',
  ],
  [
    'leads out of HTTP',
    (_f, _q, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    'not-given',
  ],
  ['names another size', (file, _q, response) => void response.end(file.subarray(0, 900)), 'wrong-part'],
  [
    'sends another part',
    (file, _q, response) => void response.writeHead(206, { 'content-range': `bytes 5-9/${file.length}` }).end('12345'),
    'wrong-part',
  ],
  ['sends other bytes', (file, _q, response) => void response.end(new Uint8Array(file.length)), 'media-damaged'],
  ['always fails', (_f, _q, response) => void response.writeHead(503).end(), 'server-error'],
  ['always cuts', (_f, _q, response) => void response.destroy(), 'unreachable'],
  [
    'says it is longer than it is',
    (file, _q, response) => {
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, 0), () => response.destroy());
    },
    'broken-off',
  ],
])('keeps the old list when a file %s', async (_what, how, why) => {
  const { fetch, store } = await start();
  const before = { revision: 1, items: [place('/map.png', picture)] };
  await fetch.applyManifest(before);
  const item = place('/film.mp4', film, how);
  expect(await fetch.applyManifest({ revision: 2, items: [item, ...before.items] })).toEqual({
    state: 'incomplete',
    missing: [{ sha256: item.sha256, why }],
  });
  expect([fetch.live(), store.has(item.sha256)]).toEqual([before, false]);
});

it('gives a line up that stalls, and a film that no screen shows', async () => {
  const { fetch } = await start({ stallMs: 40 });
  const still: Serve = (file, _request, response) => void response.write(file.subarray(0, 10));
  const slow = place('/slow.mp4', film, still);
  const late = place('/late.mp4', makeFilm({ tableLast: true }));
  expect(await fetch.applyManifest({ revision: 1, items: [slow, late] })).toEqual({
    state: 'incomplete',
    missing: [
      { sha256: slow.sha256, why: 'stalled' },
      { sha256: late.sha256, why: 'media-refused' },
    ],
  });
});

it('lets a newer manifest end the work on an older one', async () => {
  const { fetch } = await start();
  const hangs: Serve = (file, _request, response) => void response.write(file.subarray(0, 10));
  const older = fetch.applyManifest({ revision: 1, items: [place('/film.mp4', film, hangs)] });
  await expect.poll(() => served.get('/film.mp4')?.times).toBe(1);
  const newer = { revision: 2, items: [place('/map.png', picture)] };
  expect(await fetch.applyManifest(newer)).toEqual({ state: 'complete' });
  expect(await older).toMatchObject({ state: 'incomplete', missing: [{ why: 'superseded' }] });
  expect(fetch.live()).toEqual(newer);
});

it('fetches only at its times: cut when they end, gone on with from there, the bytes told all the while', async () => {
  let open = true;
  const gate = createFetchGate(clock, () => open, 10);
  const told: (FilmsProgress | null)[] = [];
  const { fetch, store } = await start({ gate, bytesPerSecondMax: 4_000_000, progressMs: 20 });
  fetch.onProgress((progress) => told.push(progress));
  const items = [place('/film.mp4', film), place('/map.png', picture)];
  const offset = () => store.findBySum(sumOf(film), film.length)?.offset ?? 0;
  const done = fetch.applyManifest({ revision: 1, items });
  await expect.poll(() => fetch.progress()?.bytes ?? 0, { interval: 5 }).toBeGreaterThan(1_000_000);
  open = false;
  await expect.poll(() => fetch.progress()?.state).toBe('waiting');
  const kept = offset();
  expect(kept).toBeGreaterThan(1_000_000);
  expect(kept).toBeLessThan(film.length);
  const asked = served.get('/film.mp4')?.times;
  // Closed for many looks: nobody asks the server, and what has come stays.
  let looks = 0;
  await expect
    .poll(
      () => {
        looks += 1;
        return looks;
      },
      { interval: 5 },
    )
    .toBeGreaterThan(20);
  expect([served.get('/film.mp4')?.times, offset(), served.get('/map.png')?.times]).toEqual([asked, kept, 0]);
  open = true;
  expect(await done).toEqual({ state: 'complete' });
  expect(served.get('/film.mp4')?.ranges.at(-1)).toBe(`bytes=${kept}-`);
  const states = told.map((each) => each?.state ?? 'none');
  expect(states.filter((each, n) => each !== states[n - 1])).toEqual(['downloading', 'waiting', 'downloading', 'none']);
  const bytes = told.flatMap((each) => (each ? [each.bytes] : []));
  expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
  // How many words there are on the way depends on the machine; the beginning and the cut are always told.
  expect([bytes[0], bytes.includes(kept)]).toEqual([0, true]);
  expect(fetch.progress()).toBeNull();
});

it('reads no faster than it may', async () => {
  const { fetch } = await start({ bytesPerSecondMax: 20_000_000 });
  const begun = performance.now();
  expect(await fetch.applyManifest({ revision: 1, items: [place('/film.mp4', film)] })).toEqual({ state: 'complete' });
  expect(performance.now() - begun).toBeGreaterThan((film.length / 20_000_000) * 1000 * 0.7);
});

it.each([
  null,
  {},
  { revision: 1 },
  { revision: 1, items: [{ sha256: '../x', bytes: 1, name: 'a', url: 'http://a/' }] },
  { revision: 1, items: [{ sha256: 'a'.repeat(64), bytes: 1, name: '../a', url: 'http://a/' }] },
  { revision: 1, items: [{ sha256: 'a'.repeat(64), bytes: 1, name: 'a', url: 'file:///a' }] },
])('takes no manifest that is none: %j', async (manifest) => {
  const { fetch } = await start();
  expect(await fetch.applyManifest(manifest)).toEqual({ state: 'refused', why: 'invalid' });
  expect(readdirSync(dataDir).sort()).toEqual(['media', 'uploads']);
});

/** Files come in by pieces, whatever happens on the way, and stand under their sum when they are whole. */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { makeFilm, makePng } from '../drivers/media/testing-files.ts';
import { createTestingClock, type TestingClock } from './http/testing-server.ts';
import { type MediaStore, type MediaStoreOptions, openMediaStore } from './media-store.ts';

let dataDir: string;
let clock: TestingClock;
const opened: MediaStore[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hallkeeper-media-'));
  clock = newClock();
});
/** Files carry the time of the machine; what they are compared with must be of the same world. */
const newClock = (): TestingClock => ({ ...createTestingClock(), wallMs: () => Date.now() });

afterEach(() => {
  for (const store of opened.splice(0)) store.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function openStore(over: Partial<MediaStoreOptions> = {}): Promise<MediaStore> {
  const store = await openMediaStore({ dataDir, clock, ffprobe: null, freeBytes: async () => 1e12, ...over });
  opened.push(store);
  return store;
}

const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
async function* pieces(...list: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* list;
}
async function begin(store: MediaStore, bytes: number, sha256: string | null = null): Promise<string> {
  const begun = await store.begin({ name: 'film.mp4', bytes, sha256, from: 'page' });
  if (!begun.ok) throw new Error(begun.problem);
  return begun.value.id;
}
async function send(store: MediaStore, file: Uint8Array, sha256: string | null = null): Promise<unknown> {
  const id = await begin(store, file.length, sha256);
  await store.append(id, 0, pieces(file));
  const done = await store.finish(id);
  return done.ok ? done.value : done.problem;
}
const uploadFiles = (): string[] => readdirSync(join(dataDir, 'uploads'));

it('puts a film together from pieces and places it once', async () => {
  const store = await openStore();
  const film = makeFilm();
  const id = await begin(store, film.length, sumOf(film));
  expect(await store.finish(id)).toEqual({ ok: false, problem: 'upload-incomplete' });
  expect(await store.append(id, 0, pieces(film.subarray(0, 100), film.subarray(100, 700)))).toMatchObject({
    ok: true,
    value: { offset: 700 },
  });
  expect(await store.append(id, 0, pieces(film))).toEqual({ ok: false, problem: 'upload-offset' });
  await store.append(id, 700, pieces(film.subarray(700)));
  expect(await store.finish(id)).toMatchObject({
    ok: true,
    value: { ok: true, facts: { sha256: sumOf(film), name: 'film.mp4', mime: 'video/mp4', durationMs: 2000 } },
  });
  expect(await store.finish(id)).toEqual({ ok: false, problem: 'upload-unknown' });
  expect(await send(store, film)).toMatchObject({ ok: true, facts: { sha256: sumOf(film) } });
  expect(readdirSync(join(dataDir, 'media'))).toEqual([sumOf(film)]);
  expect([uploadFiles(), store.disk().usedBytes]).toEqual([[], film.length]);
  const file = await store.open(sumOf(film));
  expect([file?.bytes, file?.mime]).toEqual([film.length, 'video/mp4']);
  await file?.handle.close();
  await store.remove(sumOf(film));
  expect([store.has(sumOf(film)), await store.open(sumOf(film)), store.disk().usedBytes]).toEqual([false, null, 0]);
});

it('keeps what came before the sender went away', async () => {
  const store = await openStore();
  const film = makeFilm();
  const id = await begin(store, film.length);
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield film.subarray(0, 300);
    throw new Error('cut');
  }
  await store.append(id, 0, broken());
  expect(store.find(id, 'page')?.offset).toBe(300);
  await store.append(id, 300, pieces(film.subarray(300)));
  expect(await store.finish(id)).toMatchObject({ ok: true, value: { ok: true } });
});

it('goes on after a kill from what was flushed, and no further', async () => {
  const film = makeFilm();
  const id = await begin(await openStore(), film.length, sumOf(film));
  await opened[0]?.append(id, 0, pieces(film.subarray(0, 2_000)));
  // A piece that was being written: on the disk, but never said to be.
  appendFileSync(join(dataDir, 'uploads', `${id}.part`), 'garbage of a pulled plug');
  writeFileSync(join(dataDir, 'uploads', `${'f'.repeat(32)}.part`), 'without a head');
  writeFileSync(join(dataDir, 'uploads', `${'e'.repeat(32)}.json`), '{"name":');
  clock = newClock();
  const again = await openStore();
  expect(again.find(id, 'page')?.offset).toBe(2_000);
  expect(statSync(join(dataDir, 'uploads', `${id}.part`)).size).toBe(2_000);
  expect(uploadFiles().sort()).toEqual([`${id}.at`, `${id}.json`, `${id}.part`]);
  await again.append(id, 2_000, pieces(film.subarray(2_000)));
  expect(await again.finish(id)).toMatchObject({ ok: true, value: { ok: true, facts: { sha256: sumOf(film) } } });
  expect((await openStore()).has(sumOf(film))).toBe(true);
});

it('refuses what is not the file that was named, and what the screens cannot show', async () => {
  const store = await openStore();
  expect(await send(store, makeFilm(), sumOf(makePng(1, 1)))).toEqual({ ok: false, problem: 'media-damaged' });
  expect(await send(store, makeFilm({ tableLast: true }))).toMatchObject({
    problem: 'media-refused',
    findings: [{ code: 'not-faststart' }],
    mend: 'ffmpeg -i film.mp4 -c:v copy -c:a copy -movflags +faststart film-hall.mp4',
  });
  expect([uploadFiles(), readdirSync(join(dataDir, 'media'))]).toEqual([[], []]);
});

it('takes no more bytes than were named, nor than a piece may have', async () => {
  const store = await openStore();
  const id = await begin(store, 100);
  expect(await store.append(id, 0, pieces(new Uint8Array(60), new Uint8Array(60)))).toEqual({
    ok: false,
    problem: 'upload-too-large',
  });
  const large = await begin(store, limits.uploadPieceBytesMax * 2);
  const step = new Uint8Array(limits.uploadPieceBytesMax / 2 + 1);
  expect(await store.append(large, 0, pieces(step, step))).toEqual({ ok: false, problem: 'body-too-large' });
});

it('keeps within its share of the disk and leaves room for the journal', async () => {
  const film = makeFilm();
  const store = await openStore({ bytesMax: film.length * 2 });
  const first = await begin(store, film.length);
  await begin(store, film.length);
  expect(await store.begin({ name: 'a', bytes: 1, sha256: null, from: 'page' })).toMatchObject({
    problem: 'media-full',
  });
  await store.abandon(first);
  expect(await store.begin({ name: 'a', bytes: 1, sha256: null, from: 'page' })).toMatchObject({ ok: true });
  const tight = await openStore({ freeBytes: async () => limits.mediaFreeBytesMin + 10 });
  expect(await tight.begin({ name: 'a', bytes: 11, sha256: null, from: 'page' })).toMatchObject({
    problem: 'media-full',
  });
});

it('takes a few at once, gives the place of a closed page away, and forgets what rests', async () => {
  const store = await openStore();
  const ids: string[] = [];
  for (let count = 0; count < limits.uploadsMax; count += 1) {
    ids.push(await begin(store, 10));
    clock.advance(1);
  }
  const one = { name: 'a', bytes: 1, sha256: null, from: 'page' } as const;
  expect(await store.begin(one)).toEqual({ ok: false, problem: 'uploads-full' });
  clock.advance(15 * 60_000);
  expect(await store.begin(one)).toMatchObject({ ok: true });
  expect(ids.map((id) => store.find(id, 'page') === null)).toEqual([true, false, false, false]);
  clock.advance(limits.uploadIdleMsMax + 3_600_000);
  expect(ids.every((id) => store.find(id, 'page') === null)).toBe(true);
});

it('does not take up an upload that has rested for days', async () => {
  const id = await begin(await openStore(), 10);
  const past = (clock.wallMs() - limits.uploadIdleMsMax - 60_000) / 1000;
  utimesSync(join(dataDir, 'uploads', `${id}.part`), past, past);
  expect((await openStore()).find(id, 'page')).toBeNull();
  expect(existsSync(join(dataDir, 'uploads', `${id}.part`))).toBe(false);
});

it('keeps a file that comes again while it leaves', async () => {
  const store = await openStore();
  const film = makeFilm();
  await send(store, film);
  for (let turn = 0; turn < 5; turn += 1) {
    const leaving = store.remove(sumOf(film));
    const coming = send(store, film);
    await Promise.all([leaving, coming]);
    expect([store.has(sumOf(film)), existsSync(join(dataDir, 'media', sumOf(film)))]).toEqual([true, true]);
  }
});

it('removes what the hall does not know, and touches no other file of the folder', async () => {
  const store = await openStore();
  const [film, picture] = [makeFilm(), makePng(10, 10)];
  await send(store, film);
  await send(store, picture);
  writeFileSync(join(dataDir, 'media', 'promo.mp4'), 'x');
  await store.keepOnly(new Set([sumOf(picture)]));
  expect(readdirSync(join(dataDir, 'media')).sort()).toEqual([sumOf(picture), 'promo.mp4'].sort());
});

/** Films over HTTP: who may send them, pieces that are lost, ranges, players that hang up. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { makeFilm, makePng } from '../../drivers/media/testing-files.ts';
import { type MediaStore, openMediaStore } from '../media-store.ts';
import { wantedRange } from './media-route.ts';
import { createTestingClock, startTestingServer, type TestingServer } from './testing-server.ts';

let testing: TestingServer;
let store: MediaStore;
let dataDir: string;
const tokens = new Map<string, string>();

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'hallkeeper-media-http-'));
  const freeBytes = async (): Promise<number> => 1e12;
  store = await openMediaStore({ dataDir, clock: createTestingClock(), ffprobe: null, freeBytes });
  testing = await startTestingServer({ media: store });
  for (const badge of ['1001', '2001', '3001']) {
    const answer = await call('POST', '/api/session', JSON.stringify({ badge, pin: badge }), null);
    tokens.set(badge, ((await answer.json()) as { token: string }).token);
  }
});
afterAll(async () => {
  await testing.stop();
  store.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function call(
  method: string,
  path: string,
  body: string | Uint8Array | null = null,
  badge: string | null = '3001',
  headers: Record<string, string> = {},
): Promise<Response> {
  const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream';
  return fetch(`${testing.server.url}${path}`, {
    method,
    headers: {
      ...(body === null ? {} : { 'content-type': type }),
      ...(badge === null ? {} : { authorization: `Bearer ${tokens.get(badge)}` }),
      ...headers,
    },
    ...(body === null ? {} : { body: body as string | Uint8Array<ArrayBuffer> }),
  });
}
const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const codeOf = async (answer: Response): Promise<unknown> => ((await answer.json()) as { code?: string }).code;
async function begin(name: string, bytes: number): Promise<string> {
  const answer = await call('POST', '/api/media/uploads', JSON.stringify({ name, bytes }));
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}
async function send(file: Uint8Array, name = 'film.mp4'): Promise<Response> {
  const id = await begin(name, file.length);
  for (let at = 0; at < file.length; at += limits.uploadPieceBytesMax) {
    const piece = file.subarray(at, at + limits.uploadPieceBytesMax);
    expect((await call('PUT', `/api/media/uploads/${id}?offset=${at}`, piece)).status).toBe(200);
  }
  return call('POST', `/api/media/uploads/${id}/finish`);
}

it('takes a film by pieces, tells the hall, and answers again to a page that did not hear', async () => {
  const film = makeFilm({ mediaBytes: 1_000_000 });
  const id = await begin('宣传片.mp4', film.length);
  const piece = (offset: number, bytes: Uint8Array): Promise<Response> =>
    call('PUT', `/api/media/uploads/${id}?offset=${offset}`, bytes);
  expect(await (await piece(0, film.subarray(0, 400_000))).json()).toMatchObject({ offset: 400_000 });
  const again = await piece(0, film.subarray(0, 400_000));
  expect([again.status, await again.json()]).toMatchObject([
    409,
    { code: 'upload-offset', values: { offset: 400_000 } },
  ]);
  expect(await codeOf(await call('POST', `/api/media/uploads/${id}/finish`))).toBe('upload-incomplete');
  expect(testing.hall.submitted.some(({ command }) => command.type === 'add-media')).toBe(false);
  await piece(400_000, film.subarray(400_000));
  expect(await (await call('GET', `/api/media/uploads/${id}`)).json()).toMatchObject({ offset: film.length });
  const facts = { sha256: sumOf(film), name: '宣传片.mp4', mime: 'video/mp4', width: 1920 };
  for (const _time of [1, 2]) {
    const done = await call('POST', `/api/media/uploads/${id}/finish`);
    expect([done.status, await done.json()]).toMatchObject([200, facts]);
  }
  const told = testing.hall.submitted.filter(({ command }) => command.type === 'add-media');
  expect(told).toMatchObject([{ command: { media: facts }, actor: { id: 'op:3001' } }]);
});

it('is for team leads and facilities, from pages of the hall', async () => {
  const body = '{"name":"a.mp4","bytes":5}';
  expect(await codeOf(await call('POST', '/api/media/uploads', body, null))).toBe('not-signed-in');
  expect(await codeOf(await call('POST', '/api/media/uploads', body, '1001'))).toBe('not-allowed');
  const id = await begin('a.mp4', 5);
  const path = `/api/media/uploads/${id}?offset=0`;
  expect(await codeOf(await call('PUT', path, new Uint8Array(5), '1001'))).toBe('not-allowed');
  const foreign = await fetch(`${testing.server.url}${path}`, {
    method: 'PUT',
    headers: {
      'content-type': 'application/octet-stream',
      cookie: `hk_session=${tokens.get('2001')}`,
      origin: 'http://elsewhere.example',
    },
    body: new Uint8Array(5),
  });
  expect(await codeOf(foreign)).toBe('origin-refused');
  expect(await codeOf(await call('PUT', path, '{}'))).toBe('media-type-unknown');
  expect(await codeOf(await call('POST', '/api/session', new Uint8Array(5), null))).toBe('media-type-unknown');
  expect((await call('PATCH', path)).headers.get('allow')).toBe('GET, PUT, DELETE');
  expect((await call('DELETE', `/api/media/uploads/${id}`, null, '2001')).status).toBe(204);
  expect(await codeOf(await call('GET', `/api/media/uploads/${id}`))).toBe('upload-unknown');
});

it.each(['../../etc/passwd', 'a/b.mp4', 'a\\b', '', 'a\nb', '\u202egpm.mp4', 'x'.repeat(121)])(
  'takes no name that could be more than a name: %j',
  async (name) => {
    const answer = await call('POST', '/api/media/uploads', JSON.stringify({ name, bytes: 5 }));
    expect(await codeOf(answer)).toBe('body-invalid');
  },
);

it('says what is wrong with a film, and how to mend it', async () => {
  const answer = await send(makeFilm({ fps: 50 }), "it's.mov");
  expect([answer.status, await answer.json()]).toMatchObject([
    422,
    {
      code: 'media-refused',
      findings: [{ code: 'frames-above-30', found: '50' }],
      mend: expect.stringContaining("ffmpeg -i 'it'\\''s.mov' "),
    },
  ]);
});

it('refuses a piece that is too large before it is read, and keeps one that broke off', async () => {
  const film = makeFilm({ mediaBytes: 2_000_000 });
  const id = await begin('a.mp4', film.length);
  const large = new Uint8Array(limits.uploadPieceBytesMax + 1);
  expect(await codeOf(await call('PUT', `/api/media/uploads/${id}?offset=0`, large))).toBe('body-too-large');
  await new Promise<void>((resolve) => {
    const socket = connect(testing.server.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.resume();
    socket.write(
      `PUT /api/media/uploads/${id}?offset=0 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${tokens.get('3001')}\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000000\r\n\r\n`,
    );
    socket.write(film.subarray(0, 50_000), () => socket.end());
  });
  const status = async (): Promise<{ offset: number }> =>
    (await (await call('GET', `/api/media/uploads/${id}`)).json()) as { offset: number };
  await expect.poll(async () => (await status()).offset).toBe(50_000);
  await expect
    .poll(async () => (await call('PUT', `/api/media/uploads/${id}?offset=50000`, film.subarray(50_000))).status)
    .toBe(200);
  expect((await call('POST', `/api/media/uploads/${id}/finish`)).status).toBe(200);
});

it('serves a file in ranges under its sum, for ever', async () => {
  const picture = makePng(640, 360);
  expect((await send(picture, 'map.png')).status).toBe(200);
  const path = `/media/${sumOf(picture)}`;
  const whole = await call('GET', path, null, null);
  expect(new Uint8Array(await whole.arrayBuffer())).toEqual(picture);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(picture.length),
    'accept-ranges': 'bytes',
    etag: `"${sumOf(picture)}"`,
    'x-content-type-options': 'nosniff',
    'cache-control': expect.stringContaining('immutable'),
  });
  const ranged = async (range: string, more = {}): Promise<readonly [number, string | null, number]> => {
    const answer = await call('GET', path, null, null, { range, ...more });
    return [answer.status, answer.headers.get('content-range'), (await answer.arrayBuffer()).byteLength];
  };
  const size = picture.length;
  expect(await ranged('bytes=0-3')).toEqual([206, `bytes 0-3/${size}`, 4]);
  expect(await ranged('bytes=10-')).toEqual([206, `bytes 10-${size - 1}/${size}`, size - 10]);
  expect(await ranged('bytes=-5')).toEqual([206, `bytes ${size - 5}-${size - 1}/${size}`, 5]);
  expect((await ranged(`bytes=${size}-`)).slice(0, 2)).toEqual([416, `bytes */${size}`]);
  expect((await ranged('bytes=0-3', { 'if-range': '"other"' }))[0]).toBe(200);
  expect((await call('GET', path, null, null, { 'if-none-match': `"${sumOf(picture)}"` })).status).toBe(304);
  const head = await call('HEAD', path, null, null);
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(size)]);
  expect((await call('GET', `/media/${'0'.repeat(64)}`, null, null)).status).toBe(404);
  expect((await call('GET', '/media/film.mp4', null, null)).status).toBe(200);
});

it('reads ranges as the standard says, and the whole file where it must', () => {
  const of = (range?: string): unknown => wantedRange({ headers: range === undefined ? {} : { range } }, 100, '"a"');
  for (const none of [undefined, 'bytes=-', 'bytes=5-2', 'bytes=0-1,4-5', 'lines=0-1', 'bytes=a-b'])
    expect(of(none)).toBeNull();
  expect(of('bytes=0-999999')).toEqual({ start: 0, end: 99 });
  expect(of('bytes=-999')).toEqual({ start: 0, end: 99 });
  expect([of('bytes=-0'), of('bytes=100-'), of('bytes=100-200')]).toEqual(['none', 'none', 'none']);
});

it('closes the file of every player that hangs up', { timeout: 60_000 }, async () => {
  const film = makeFilm({ mediaBytes: 3_000_000, seconds: 60 });
  expect((await send(film)).status).toBe(200);
  const path = `/media/${sumOf(film)}`;
  const open = (): number =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).includes(sumOf(film));
      } catch {
        return false;
      }
    }).length;
  for (let round = 0; round < 25; round += 1)
    await Promise.all(Array.from({ length: 20 }, (_, index) => hangUp(path, index % 4 === 0 ? 0 : index * 20_000)));
  await expect.poll(open, { timeout: 10_000 }).toBe(0);
});

/** Asks for a range and cuts the socket after so many bytes; at 0 as soon as the request is written. */
function hangUp(path: string, afterBytes: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(testing.server.port, '127.0.0.1');
    let bytes = 0;
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.on('data', (data) => {
      bytes += data.length;
      if (bytes > afterBytes) socket.destroy();
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes=1000-\r\n\r\n`, () => {
      if (afterBytes === 0) socket.destroy();
    });
  });
}

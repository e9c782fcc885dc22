/** Streams over real sockets: what pages get, who is cut, what is cleaned up. */
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { httpLimits } from './http-limits.ts';
import { startTestingServer, type TestingServer } from './testing-server.ts';

const started: TestingServer[] = [];
const start = async (...over: Parameters<typeof startTestingServer>): Promise<TestingServer> => {
  const testing = await startTestingServer(...over);
  started.push(testing);
  return testing;
};
afterEach(async () => {
  for (const testing of started.splice(0)) await testing.stop();
});

interface Page {
  readonly answer: IncomingMessage;
  text: string;
  ended: boolean;
  leave(): void;
}

function open(url: string, view: string, headers: Record<string, string> = {}): Promise<Page> {
  return new Promise((resolve, reject) => {
    const request = get(`${url}/api/stream?view=${view}`, { agent: false, headers }, (answer) => {
      const page: Page = { answer, text: '', ended: false, leave: () => request.destroy() };
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        page.text += chunk;
      });
      answer.on('close', () => {
        page.ended = true;
      });
      answer.on('error', () => {});
      resolve(page);
    });
    request.on('error', reject);
  });
}

it('sends retry, the snapshot, then deltas in order, and cleans up when the page leaves', async () => {
  const { hall, server } = await start();
  const page = await open(server.url, 'hall');
  expect(page.answer.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-content-type-options': 'nosniff',
  });
  await expect
    .poll(() => page.text)
    .toMatch(/^retry: 1000\nevent: snapshot\nid: 0\ndata: \{"version":0,"view":\{.*\}\}\n\n$/);
  hall.push(3);
  hall.push(3);
  await expect
    .poll(() => page.text)
    .toMatch(/\n\nevent: delta\nid: 1\ndata: \{"from":0,.*\}\n\nevent: delta\nid: 2\ndata: .*\n\n$/);
  page.leave();
  await expect.poll(() => hall.streamsOpen).toBe(0);
});

it('serves 50 pages at once, the same to each', async () => {
  const { hall, server } = await start();
  const pages = await Promise.all(Array.from({ length: 50 }, () => open(server.url, 'hall')));
  for (let count = 0; count < 20; count += 1) hall.push(500);
  await expect.poll(() => pages.every(({ text }) => text.includes('id: 20\n') && text.endsWith('\n\n'))).toBe(true);
  expect(new Set(pages.map(({ text }) => text)).size).toBe(1);
  for (const page of pages) page.leave();
  await expect.poll(() => hall.streamsOpen).toBe(0);
});

it('beats, so that a quiet stream stays open', async () => {
  const beat = `event: ping\ndata: {"everyMs":${httpLimits.heartbeatMs}}\n\n`;
  const { clock, server } = await start();
  const page = await open(server.url, 'hall');
  await expect.poll(() => page.text).toContain('snapshot');
  clock.advance(httpLimits.heartbeatMs);
  await expect.poll(() => page.text.endsWith(`\n\n${beat}`)).toBe(true);
  clock.advance(httpLimits.heartbeatMs);
  await expect.poll(() => page.text.endsWith(beat + beat)).toBe(true);
  page.leave();
});

it('cuts a page that does not read, and only that one', async () => {
  const { hall, server } = await start();
  const reader = await open(server.url, 'hall');
  const sleeper = await new Promise<Socket>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write(`GET /api/stream?view=hall HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
      socket.pause();
      resolve(socket);
    });
  });
  sleeper.on('error', () => {});
  await expect.poll(() => hall.streamsOpen).toBe(2);
  // The kernel's own buffers (some MB) fill first; then the backlog bound bites.
  for (let count = 1; count <= 400 && hall.streamsOpen === 2; count += 1) {
    hall.push(100_000);
    await expect.poll(() => reader.text.includes(`id: ${count}\n`)).toBe(true);
    reader.text = reader.text.slice(-200);
  }
  expect(hall.streamsOpen).toBe(1);
  expect(reader.ended).toBe(false);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toMatch(/^hallkeeper_streams 1$/m);
  expect(metrics).toMatch(/^hallkeeper_streams_cut_total 1$/m);
  sleeper.destroy();
  reader.leave();
});

it('has room for strangers by address, and a reserve for the hall', async () => {
  const { hall, server } = await start({ trustLoopback: false });
  const answer = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"badge":"1001","pin":"1001"}',
  });
  const { token } = (await answer.json()) as { token: string };
  const pages: Page[] = [];
  let refused: IncomingMessage | null = null;
  for (let count = 0; count < limits.remoteRequestsBurst + 5 && refused === null; count += 1) {
    const page = await open(server.url, 'hall');
    if (page.answer.statusCode === 200) pages.push(page);
    else refused = page.answer;
  }
  expect(refused).not.toBeNull();
  expect(pages.length).toBeLessThanOrEqual(limits.streamsPerAddressMax);
  const staff = await open(server.url, 'counter/1', { authorization: `Bearer ${token}` });
  expect(staff.answer.statusCode).toBe(200);
  for (const page of [...pages, staff]) page.leave();
  await expect.poll(() => hall.streamsOpen).toBe(0);
});

it('ends the streams of a session that signs out or runs out', async () => {
  const { clock, server } = await start();
  const signIn = async (): Promise<Record<string, string>> => {
    const answer = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"badge":"1001","pin":"1001"}',
    });
    return { authorization: `Bearer ${((await answer.json()) as { token: string }).token}` };
  };
  const [first, second] = [await signIn(), await signIn()];
  const [one, two] = [await open(server.url, 'counter/1', first), await open(server.url, 'health', second)];
  await fetch(`${server.url}/api/session`, { method: 'DELETE', headers: first });
  await expect.poll(() => one.ended).toBe(true);
  expect(two.ended).toBe(false);
  clock.advance(limits.sessionIdleMsMax);
  await expect.poll(() => two.ended).toBe(true);
});

it('ends everything at close, quickly, also sockets that never asked', async () => {
  const { hall, server } = await start();
  const page = await open(server.url, 'hall');
  const silent = connect(server.port, '127.0.0.1');
  silent.on('error', () => {});
  await expect.poll(() => silent.readyState).toBe('open');
  const beganMs = performance.now();
  await server.close();
  expect(performance.now() - beganMs).toBeLessThan(1_000);
  await expect.poll(() => page.ended).toBe(true);
  expect(hall.streamsOpen).toBe(0);
});

/** Whatever arrives: an answer below 500 with a code, no crash, no growth, no stack. The seed is fixed. */
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jsonErrorOffset, parseJsonBody } from './json-body.ts';
import { startTestingServer, type TestingServer } from './testing-server.ts';

let testing: TestingServer;
let token: string;
beforeAll(async () => {
  testing = await startTestingServer();
  const answer = await fetch(`${testing.server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"badge":"1001","pin":"1001"}',
  });
  token = ((await answer.json()) as { token: string }).token;
});
afterAll(() => testing.stop());

const paths = [
  '/api/tickets',
  '/api/session',
  '/api/counters/1/call-next',
  '/api/counters/1/transfer',
  '/api/tickets/x/print',
  '/api/visits/x/rating',
  '/api/help',
  '/api/stream',
  '/api/hall',
  '/nothing',
  '/api/lab/key',
];
const likely = fc.record(
  {
    service: fc.oneof(fc.constantFrom('A', 'F', 'Z'), fc.jsonValue()),
    requestId: fc.oneof(fc.string({ maxLength: 120 }), fc.jsonValue()),
    class: fc.constantFrom('normal', 'priority', 1, null),
    badge: fc.string(),
    level: fc.jsonValue(),
    expect: fc.jsonValue(),
    there: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const bodies = fc.oneof(
  likely.map((value) => JSON.stringify(value)),
  fc.json({ maxDepth: 6 }),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.constant('['.repeat(16_000)),
  fc.constant('{"a":'.repeat(3_000)),
);

it('answers any body with a code', async () => {
  const { url } = testing.server;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.constantFrom('POST', 'DELETE', 'PUT', 'GET', 'PATCH'),
      bodies,
      fc.boolean(),
      async (path, method, body, signedIn) => {
        const headers: Record<string, string> = {
          'content-type': 'application/json',
          ...(signedIn && path !== '/api/session' ? { authorization: `Bearer ${token}` } : {}),
        };
        const answer = await fetch(url + path, { method, headers, ...(method === 'GET' ? {} : { body }) });
        const text = await answer.text();
        expect(answer.status, text).toBeLessThan(500);
        if (answer.status >= 400)
          expect(JSON.parse(text)).toMatchObject({
            status: answer.status,
            code: expect.any(String),
            text: { zh: expect.any(String) },
          });
        expect(text).not.toMatch(/\bat .*\.(ts|js):\d+|node_modules/);
      },
    ),
    { numRuns: 600, seed: 7 },
  );
}, 60_000);

it('answers any query and header', async () => {
  const { url } = testing.server;
  const header = fc.string({
    unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
    maxLength: 300,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.string({ maxLength: 200 }),
      header,
      fc.constantFrom(
        'cookie',
        'authorization',
        'origin',
        'x-device',
        'if-none-match',
        'range',
        'sec-fetch-site',
        'accept',
        'last-event-id',
      ),
      async (query, value, name) => {
        const stop = new AbortController();
        for (const path of [
          `/api/stream?view=${encodeURIComponent(query)}`,
          `/api/tickets/${encodeURIComponent(query)}`,
          `/media/${encodeURIComponent(query)}`,
          `/${query.replace(/[^!-~]/g, '')}`,
        ]) {
          const answer = await fetch(url + path, { headers: { [name]: value.trim() }, signal: stop.signal });
          expect(answer.status, path).toBeLessThan(500);
          if (answer.status !== 200) await answer.text();
        }
        stop.abort();
      },
    ),
    { numRuns: 200, seed: 7 },
  );
}, 60_000);

it('answers bytes that are no HTTP and goes on', async () => {
  const { port, url } = testing.server;
  const send = (bytes: Uint8Array): Promise<string> =>
    new Promise((resolve) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
    });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
      const text = await send(bytes);
      expect(text === '' || /^HTTP\/1\.1 4\d\d /.test(text)).toBe(true);
    }),
    { numRuns: 150, seed: 7 },
  );
  expect(await send(Buffer.from(`GET / HTTP/1.1\r\nHost: localhost\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`))).toMatch(
    /^HTTP\/1\.1 431 /,
  );
  expect(
    await send(
      Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n'),
    ),
  ).toMatch(/^HTTP\/1\.1 400 /);
  expect((await fetch(`${url}/api/hall`)).status).toBe(200);
}, 60_000);

it('finds the place of a JSON mistake as JSON.parse sees it', () => {
  fc.assert(
    fc.property(
      fc.json({ maxDepth: 4 }),
      fc.nat(),
      fc.constantFrom('', '}', ']', ',', ':', '"', 'x', '\n', '0', '\\', '\u0001'),
      fc.nat(3),
      (json, where, piece, cut) => {
        const at = where % (json.length + 1);
        const text = json.slice(0, at) + piece + json.slice(at + cut);
        let good = true;
        try {
          JSON.parse(text);
        } catch {
          good = false;
        }
        const offset = jsonErrorOffset(text);
        if (good) return offset === text.length;
        // Everything before the place is the beginning of some JSON text; the place itself is inside the text or its end.
        return offset <= text.length;
      },
    ),
    { numRuns: 3_000, seed: 7 },
  );
  expect(jsonErrorOffset('{"a":1,}')).toBe(7);
  expect(jsonErrorOffset('{"a" 1}')).toBe(1);
  expect(jsonErrorOffset('[1 2]')).toBe(3);
  expect(jsonErrorOffset('{}x')).toBe(2);
  expect(jsonErrorOffset('{"a":[]}')).toBe(8);
  expect(jsonErrorOffset('{"a":')).toBe(5);
  expect(parseJsonBody(' ')).toEqual({});
});

it('does not grow', async () => {
  const { url } = testing.server;
  const hammer = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += 50)
      await Promise.all(
        Array.from({ length: 50 }, async (_, index) =>
          (await fetch(`${url}/api/tickets/${done}-${index}`, { headers: { 'x-device': `d${done}` } })).text(),
        ),
      );
  };
  await hammer(500);
  const beforeBytes = process.memoryUsage().heapUsed;
  await hammer(3_000);
  expect(process.memoryUsage().heapUsed - beforeBytes).toBeLessThan(60_000_000);
}, 60_000);

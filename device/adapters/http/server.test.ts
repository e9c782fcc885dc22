import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestingServer, type TestingServer } from './testing-server.ts';

let testing: TestingServer;
let url: string;
beforeAll(async () => {
  testing = await startTestingServer();
  url = testing.server.url;
});
afterAll(() => testing.stop());

const post = (path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url + path, {
    method: 'POST',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  });
const signIn = async (badge: string): Promise<Record<string, string>> => {
  const { token } = (await (await post('/api/session', { badge, pin: badge })).json()) as { token: string };
  return { authorization: `Bearer ${token}` };
};

describe('tickets', () => {
  it('answers 201 with the ticket, and the same requestId gives the same ticket', async () => {
    const first = await post('/api/tickets', { service: 'A', requestId: 'tap-1' });
    expect(first.status).toBe(201);
    const ticket = (await first.json()) as Record<string, unknown>;
    expect(Object.keys(ticket).sort()).toEqual(['ahead', 'print', 'service', 'ticketId', 'ticketNo', 'wait']);
    expect(await (await post('/api/tickets', { service: 'A', requestId: 'tap-1' })).json()).toEqual(ticket);
    expect(testing.hall.submitted.at(-1)).toEqual({
      command: { type: 'issue', service: 'A', class: 'normal', channel: 'kiosk', locale: 'zh-CN', request: 'tap-1' },
      actor: { id: 'kiosk-1', clerk: null, staff: false },
    });
    const detail = (await (await fetch(`${url}/api/tickets/${ticket.ticketId}`)).json()) as Record<string, unknown>;
    expect(detail).toMatchObject({ state: 'waiting', channel: 'kiosk', history: [{ type: 'ticket.issued' }] });
  });

  it('says where a body is wrong, what is wrong and what to do', async () => {
    const detailOf = async (body: unknown): Promise<unknown> =>
      ((await (await post('/api/tickets', body)).json()) as { detail: unknown }).detail;
    expect(await detailOf({ service: 'A' })).toMatch(/^body: requestId is missing; add it/);
    expect(await detailOf({ service: 1, requestId: 'x' })).toBe(
      'body.service: must be text (put digits in quotes), but is 1',
    );
    expect(await detailOf({ service: 'A', requestId: 'x', clas: 'normal' })).toBe(
      'body.clas: clas is not known here; did you mean class?',
    );
    expect(await detailOf({ service: 'A', requestId: 'x', class: 'vip' })).toBe(
      'body.class: must be one of normal, priority, appointment, but is "vip"',
    );
    expect(await detailOf('{"service": "A",\n "requestId" }')).toMatch(
      /^body: not JSON at line 2, column 2 \(offset 18\)/,
    );
    expect(await detailOf('[1]')).toMatch(/must be a JSON object/);
    expect(await detailOf('{"__proto__": {}, "service": "A", "requestId": "x"}')).toMatch(/__proto__ is not known/);
  });

  it('keeps priority and the staff channel for staff, and records who', async () => {
    const refused = await post('/api/tickets', { service: 'A', requestId: 'p1', class: 'priority' });
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([403, 'class-not-allowed']);
    expect((await post('/api/tickets', { service: 'A', requestId: 'p1', channel: 'staff' })).status).toBe(401);
    const staff = await signIn('1001');
    expect((await post('/api/tickets', { service: 'A', requestId: 'p1', class: 'priority' }, staff)).status).toBe(201);
    expect(testing.hall.submitted.at(-1)?.actor).toEqual({ id: 'op:1001', clerk: '1001', staff: true });
    await post('/api/tickets', { service: 'A', requestId: 'p2' }, { 'x-device': 'kiosk-2' });
    expect(testing.hall.submitted.at(-1)?.actor.id).toBe('kiosk-2');
    await post('/api/tickets', { service: 'A', requestId: 'p3' }, { 'x-device': 'Bad Name' });
    expect(testing.hall.submitted.at(-1)?.actor.id).toBe('kiosk-1');
  });

  it('cancels by its id, prints again for staff only, and knows no strange ids', async () => {
    const { ticketId } = (await (await post('/api/tickets', { service: 'A', requestId: 'c1' })).json()) as {
      ticketId: string;
    };
    expect((await post(`/api/tickets/${ticketId}/reprint`)).status).toBe(401);
    const staff = await signIn('3001');
    expect(await (await post(`/api/tickets/${ticketId}/print`, { there: true }, staff)).json()).toMatchObject({
      print: { state: 'printed' },
    });
    expect(await (await post(`/api/tickets/${ticketId}/reprint`, undefined, staff)).json()).toMatchObject({
      print: { state: 'pending' },
    });
    expect(await (await post(`/api/tickets/${ticketId}/cancel`)).json()).toMatchObject({ state: 'cancelled' });
    expect((await post(`/api/tickets/${ticketId}/cancel`)).status).toBe(409);
    for (const id of ['nope', '%00', 'a%20b', 'x'.repeat(90), '..%2f..%2fetc'])
      expect((await fetch(`${url}/api/tickets/${id}`)).status).toBe(404);
  });

  it('passes refusals on with code, both languages and status', async () => {
    const answer = await post('/api/tickets', { service: 'Z', requestId: 'z1' });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await answer.json()).toEqual({
      type: '/docs/errors#service-unknown',
      title: 'There is no such service. Please choose again.',
      status: 404,
      code: 'service-unknown',
      text: { zh: '没有这项业务，请重新选择。', en: 'There is no such service. Please choose again.' },
    });
    testing.hall.refuseAll('storage-failed');
    expect((await post('/api/tickets', { service: 'A', requestId: 'z2' })).status).toBe(503);
    testing.hall.refuseAll(null);
  });
});

describe('counters', () => {
  it('needs clerk or lead', async () => {
    expect((await post('/api/counters/1/open')).status).toBe(401);
    expect((await post('/api/counters/1/open', {}, await signIn('3001'))).status).toBe(403);
    expect((await post('/api/counters/1/open', {}, { authorization: `Bearer ${'x'.repeat(43)}` })).status).toBe(401);
  });

  it('runs the actions and answers the counter', async () => {
    const staff = await signIn('2001');
    expect(await (await post('/api/counters/2/open', undefined, staff)).json()).toMatchObject({
      no: 2,
      state: 'open',
      clerk: '2001',
    });
    await post('/api/tickets', { service: 'F', requestId: 'n1' });
    const called = (await (await post('/api/counters/2/call-next', { expect: null }, staff)).json()) as {
      ticket: { ticketId: string };
    };
    expect(called.ticket.ticketId).toBeTruthy();
    expect(testing.hall.submitted.at(-1)?.command).toEqual({ type: 'call-next', counter: 2, expect: null });
    const id = called.ticket.ticketId;
    for (const [action, body, command] of [
      ['recall', { expect: id }, { type: 'recall', counter: 2, expect: id }],
      ['start', {}, { type: 'start', counter: 2 }],
      ['no-show', undefined, { type: 'no-show', counter: 2 }],
      ['call', { ticketId: id }, { type: 'call', counter: 2, ticket: id }],
      ['unpark', { ticket: id }, { type: 'unpark', counter: 2, ticket: id }],
      ['park', { reason: 'form' }, { type: 'park', counter: 2, reason: 'form' }],
      ['transfer', { service: 'A', back: true }, { type: 'transfer', counter: 2, service: 'A', back: true }],
      ['pause', { reason: 'break' }, { type: 'pause', counter: 2, reason: 'break' }],
      ['resume', {}, { type: 'resume', counter: 2 }],
      ['finish', {}, { type: 'finish', counter: 2 }],
      ['close', {}, { type: 'close', counter: 2 }],
    ] as const) {
      expect((await post(`/api/counters/2/${action}`, body, staff)).status, action).toBe(200);
      expect(testing.hall.submitted.at(-1)?.command).toEqual(command);
    }
    const rated = await post(`/api/visits/${id}/rating`, { level: 5 });
    expect([rated.status, await rated.json()]).toEqual([200, { visitId: id, level: 5 }]);
    expect((await post(`/api/visits/${id}/rating`, { level: 5 })).status).toBe(409);
    expect((await post(`/api/visits/${id}/rating`, { level: 6 })).status).toBe(400);
    for (const no of ['0', '100', 'x', '1e1', '99'])
      expect((await post(`/api/counters/${no}/open`, {}, staff)).status).toBe(404);
    expect(((await (await post('/api/counters/2/fly', {}, staff)).json()) as { code: string }).code).toBe('not-found');
  });
});

describe('reading', () => {
  it('gives hall, health, metrics and pages', async () => {
    expect(await (await fetch(`${url}/api/hall`)).json()).toMatchObject({
      seq: testing.hall.seq(),
      services: [{ id: 'A' }, { id: 'F' }],
    });
    expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({
      status: 'ok',
      devices: [{ id: 'printer-1' }],
    });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^hallkeeper_tickets_issued_today\{service="F"\} 1$/m);
    expect(metrics).toMatch(/^hallkeeper_wait_scored_today\{service="F"\} 4$/m);
    expect(metrics).toMatch(/^hallkeeper_wait_error_mean_seconds\{service="F"\} 90$/m);
    expect(metrics).toMatch(/^hallkeeper_wait_bias_seconds\{service="F"\} -30$/m);
    expect(metrics).toMatch(/^hallkeeper_wait_error_p90_seconds\{service="F"\} 240$/m);
    expect(metrics).toMatch(/^hallkeeper_wait_band_share\{service="F"\} 0\.75$/m);
    expect(metrics).toMatch(/^hallkeeper_line_level\{device="button-17"\} 1$/m);
    expect(metrics).toMatch(/^hallkeeper_line_figure\{device="button-17",what="presses"\} 3$/m);
    expect(metrics).toMatch(/^hallkeeper_http_request_seconds_count \d+$/m);
    for (const line of metrics.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_0-9]+(\{[^{}]*\})? [0-9.e+-]+)$/);
    expect((await post('/api/help', {})).status).toBe(202);
  });

  it('serves the pages fresh and their assets for ever', async () => {
    for (const [path, title] of [
      ['/', 'index'],
      ['/signage', 'signage'],
      ['/kiosk/', 'kiosk'],
      ['/counter/1', 'counter'],
      ['/rate/12', 'rate'],
      ['/admin', 'admin'],
      ['/t/abc', 'ticket'],
    ] as const) {
      const page = await fetch(url + path);
      expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(page.headers.get('etag')).toBeTruthy();
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(await page.text()).toContain(title);
    }
    const asset = await fetch(`${url}/assets/app-abc123.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-type')).toMatch(/javascript/);
    const etag = asset.headers.get('etag') ?? '';
    const again = await new Promise<number | undefined>((resolve, reject) => {
      // Not fetch: it adds `cache-control: no-cache` to a conditional request, which asks for the file anyway.
      get(`${url}/assets/app-abc123.js`, { headers: { 'if-none-match': etag } }, (answer) =>
        resolve(answer.resume().statusCode),
      ).on('error', reject);
    });
    expect(again).toBe(304);
    expect((await fetch(`${url}/lab`)).status).toBe(404);
    expect((await fetch(`${url}/counter/x`)).status).toBe(404);
    for (const path of [
      '/assets/../index.html',
      '/assets/%2e%2e/kiosk.html',
      '/media/..%2fdisplay%2findex.html',
      '/.env',
      '/assets/',
    ])
      expect((await fetch(url + path)).status, path).toBeGreaterThanOrEqual(400);
  });

  it('serves films in ranges', async () => {
    const part = await fetch(`${url}/media/film.mp4`, { headers: { range: 'bytes=10-19' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/1000']);
    expect((await part.arrayBuffer()).byteLength).toBe(10);
    expect((await fetch(`${url}/media/film.mp4`, { headers: { range: 'bytes=5000-' } })).status).toBe(416);
  });

  it('refuses unknown paths, other methods, other media types and large bodies', async () => {
    const missing = await fetch(`${url}/api/nothing`);
    expect([missing.status, ((await missing.json()) as { code: string }).code]).toEqual([404, 'not-found']);
    const wrong = await fetch(`${url}/api/tickets`, { method: 'PUT', body: '{' });
    expect([wrong.status, wrong.headers.get('allow'), ((await wrong.json()) as { code: string }).code]).toEqual([
      405,
      'POST',
      'method-not-allowed',
    ]);
    expect((await fetch(`${url}/kiosk`, { method: 'POST' })).status).toBe(405);
    expect((await post('/api/tickets', 'x', { 'content-type': 'text/plain' })).status).toBe(415);
    const large = await post('/api/tickets', { service: 'A', requestId: 'x'.repeat(20_000) });
    expect([large.status, ((await large.json()) as { code: string }).code]).toEqual([413, 'body-too-large']);
  });
});

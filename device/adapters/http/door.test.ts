/** The door: sessions, origins, hosts, throttles, limits. */

import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { hashPin } from '../pin-hash.ts';
import { createClientAddress } from './client-address.ts';
import { isOwnOrigin } from './host-check.ts';
import { httpLimits } from './http-limits.ts';
import type { HttpOptions } from './http-options.ts';
import { readKnown } from './known-browser.ts';
import { createSessions } from './sessions.ts';
import { createSignInThrottle } from './sign-in-throttle.ts';
import { startTestingServer, type TestingServer } from './testing-server.ts';
import { createTokenBuckets } from './token-buckets.ts';

const started: TestingServer[] = [];
const start = async (...over: Parameters<typeof startTestingServer>): Promise<TestingServer> => {
  const testing = await startTestingServer(...over);
  started.push(testing);
  return testing;
};
afterEach(async () => {
  for (const testing of started.splice(0)) await testing.stop();
});

/** One request with any header, also `Host`, which fetch does not let through. */
function raw(
  port: number,
  lines: readonly string[],
  body = '',
  host = '127.0.0.1',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve({ status: Number(text.slice(9, 12)), text }));
    socket.write(
      `${[...lines, 'Connection: close', `Content-Length: ${Buffer.byteLength(body)}`].join('\r\n')}\r\n\r\n${body}`,
    );
  });
}

const signIn = (url: string, badge: string, pin: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ badge, pin }),
  });

describe('sessions', () => {
  it('signs in with cookie and token, says who, signs out, and the journal has the badge only', async () => {
    const { hall, logged, server } = await start();
    const answer = await signIn(server.url, '1001', '1001');
    const { token, ...who } = (await answer.json()) as { token: string };
    expect([answer.status, who]).toEqual([200, { badge: '1001', role: 'clerk' }]);
    expect(answer.headers.get('set-cookie')).toBe(`hk_session=${token}; Path=/; HttpOnly; SameSite=Strict`);
    for (const headers of [{ cookie: `x=1; hk_session=${token}` }, { authorization: `Bearer ${token}` }])
      expect(await (await fetch(`${server.url}/api/session`, { headers })).json()).toEqual({
        badge: '1001',
        role: 'clerk',
      });
    const out = await fetch(`${server.url}/api/session`, {
      method: 'DELETE',
      headers: { cookie: `hk_session=${token}` },
    });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      204,
      'hk_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0',
    ]);
    expect((await fetch(`${server.url}/api/session`, { headers: { cookie: `hk_session=${token}` } })).status).toBe(401);
    expect(hall.submitted.map(({ command, actor }) => [command, actor.id])).toEqual([
      [{ type: 'session-opened', staff: '1001', role: 'clerk' }, 'op:1001'],
      [{ type: 'session-closed', staff: '1001' }, 'op:1001'],
    ]);
    expect(logged.join()).not.toContain(token);
  });

  it('lets staff sign in when the journal cannot be written', async () => {
    const { hall, logged, server } = await start();
    hall.refuseAll('storage-failed');
    expect((await signIn(server.url, '2001', '2001')).status).toBe(200);
    await expect.poll(() => logged.join()).toContain('session not recorded');
  });

  it('ends by idle and by absolute time', () => {
    const sessions = createSessions();
    const token = sessions.open('1001', 'clerk', 0);
    expect(sessions.find(token, limits.sessionIdleMsMax - 1)?.badge).toBe('1001');
    expect(sessions.find(token, 2 * limits.sessionIdleMsMax - 2)?.badge).toBe('1001');
    expect(sessions.find(token, 3 * limits.sessionIdleMsMax - 2)).toBeNull();
    const other = sessions.open('1001', 'clerk', 0);
    for (let ms = 0; ms < limits.sessionMsMax; ms += 3_600_000) expect(sessions.find(other, ms)).not.toBeNull();
    expect(sessions.find(other, limits.sessionMsMax)).toBeNull();
  });

  it('keeps at most so many, dropping the longest idle', () => {
    const sessions = createSessions();
    const first = sessions.open('1001', 'clerk', 0);
    for (let count = 0; count < limits.sessionsMax; count += 1) sessions.open('1002', 'clerk', 1);
    expect(sessions.find(first, 2)).toBeNull();
  });

  it('refuses the wrong PIN and the unknown badge alike, and records which', async () => {
    const { hall, server } = await start();
    const [wrong, unknown] = [await signIn(server.url, '1001', '9999'), await signIn(server.url, '4711', '4711')];
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
    expect(hall.submitted.map(({ command }) => command)).toEqual([
      { type: 'session-refused', reason: 'pin-wrong' },
      { type: 'session-refused', reason: 'badge-unknown' },
    ]);
  });

  it('never answers with the PIN', async () => {
    const { server } = await start();
    expect(await (await signIn(server.url, '1001', 'geheim'.repeat(20))).text()).not.toContain('geheim');
    const number = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"badge":"1","pin":73519}',
    });
    expect(await number.text()).not.toContain('73519');
  });
});

describe('guessing PINs', () => {
  const elsewhere = (address: string) => ({ address, place: null });
  const free = { pauseMs: 0, delayMs: 0 };

  it('slows after the free tries, doubles to a maximum, and heals', () => {
    const throttle = createSignInThrottle();
    const here = { address: '127.0.0.1', place: 'local' };
    let nowMs = 0;
    for (let tries = 0; tries < limits.pinTriesFree; tries += 1)
      expect(throttle.begin('1001', here, nowMs)).toEqual(free);
    const pauses: number[] = [];
    for (let tries = 0; tries < 10; tries += 1) {
      const { pauseMs } = throttle.begin('1001', here, nowMs);
      pauses.push(pauseMs);
      nowMs += pauseMs;
      expect(throttle.begin('1001', here, nowMs)).toEqual(free);
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
    nowMs += 16 * 60_000;
    for (let tries = 0; tries < limits.pinTriesFree; tries += 1)
      expect(throttle.begin('1001', here, nowMs)).toEqual(free);
  });

  it('is never slow at the hall, nor where the clerk is known, however much strangers try', () => {
    const throttle = createSignInThrottle();
    expect(throttle.begin('1001', elsewhere('10.0.0.5'), 0)).toEqual(free);
    throttle.succeeded('1001', elsewhere('10.0.0.5'), 0);
    for (let stranger = 0; stranger < 200; stranger += 1) throttle.begin('1001', elsewhere(`10.9.0.${stranger}`), 0);
    for (const from of [
      { address: '127.0.0.1', place: 'local' },
      { address: '10.0.0.8', place: 'device:kiosk-2' },
      { address: '10.0.0.9', place: 'browser:abc' },
      elsewhere('10.0.0.5'),
    ])
      expect(throttle.begin('1001', from, 0)).toEqual(free);
  });

  it('lets a clerk at a new address in while one stranger guesses at her badge all the time', () => {
    const throttle = createSignInThrottle();
    let longestMs = 0;
    for (let nowMs = 0; nowMs < 3_600_000; nowMs += 1_000) {
      throttle.begin('1001', elsewhere('10.0.0.66'), nowMs);
      if (nowMs % 5_000 !== 0) continue;
      const clerk = elsewhere(`10.0.1.${(nowMs / 5_000) % 250}`);
      const { pauseMs, delayMs } = throttle.begin('1001', clerk, nowMs);
      expect(pauseMs).toBe(0);
      longestMs = Math.max(longestMs, delayMs);
      throttle.succeeded('1001', clerk, nowMs + delayMs);
    }
    expect(longestMs).toBeLessThanOrEqual(httpLimits.pinLaneMsMax);
  });

  it('lets guesses from many addresses through one by one', () => {
    const throttle = createSignInThrottle();
    let taken = 0;
    for (let nowMs = 0; nowMs < 3_600_000; nowMs += 100)
      if (
        throttle.begin('1001', elsewhere(`10.${Math.floor(nowMs / 25_600)}.0.${(nowMs / 100) % 256}`), nowMs)
          .pauseMs === 0
      )
        taken += 1;
    expect(taken).toBeLessThan(3_600_000 / httpLimits.pinLaneStepMsMax + 30);
  });

  it('slows one address that tries many badges', () => {
    const throttle = createSignInThrottle();
    for (let tries = 0; tries < limits.pinTriesFree; tries += 1)
      expect(throttle.begin(`10${tries}`, elsewhere('10.0.0.1'), 0)).toEqual(free);
    expect(throttle.begin('2001', elsewhere('10.0.0.1'), 0).pauseMs).toBeGreaterThan(0);
    expect(throttle.begin('2001', elsewhere('10.0.0.2'), 0)).toEqual(free);
  });

  it('knows a browser by its cookie, over a restart too, until the PIN changes', async () => {
    const staff = { badge: '1001', role: 'clerk', pin: await hashPin('1001', 1024) } as const;
    const run = () => start({ trustLoopback: false }, {}, { staff: [staff] });
    const cookies = (await signIn((await run()).server.url, '1001', '1001')).headers.getSetCookie();
    const known = cookies.map((one) => one.split(';')[0] ?? '').find((one) => one.startsWith('hk_known=')) ?? '';
    expect(known).not.toBe('');
    expect(readKnown(known.slice('hk_known='.length), '1001', staff.pin)).not.toBeNull();
    expect(readKnown(known.slice('hk_known='.length), '1002', staff.pin)).toBeNull();
    expect(readKnown(known.slice('hk_known='.length), '1001', `${staff.pin}x`)).toBeNull();
    const { server } = await run();
    for (let tries = 0; tries < 2 * limits.pinTriesFree; tries += 1) await signIn(server.url, '1001', 'no');
    expect((await signIn(server.url, '1001', '1001')).status).toBe(429);
    expect((await signIn(server.url, '1001', '1001', { cookie: known })).status).toBe(200);
  });

  it('takes a delayed try when its turn comes', async () => {
    const { clock, server } = await start({ trustLoopback: false }, {}, { listen: { proxy: true } });
    const from = (address: string) => ({ 'x-forwarded-for': address });
    for (let tries = 0; tries <= httpLimits.pinLaneFree; tries += 1) {
      expect((await signIn(server.url, '1001', 'no', from(`10.0.0.${tries}`))).status).toBe(401);
      if (tries < httpLimits.pinLaneFree) clock.advance(httpLimits.pinLaneStepMsMax);
    }
    const clerk = signIn(server.url, '1001', '1001', from('10.0.2.2'));
    await expect.poll(() => clock.waiting()).toBeGreaterThan(0);
    clock.advance(httpLimits.pinLaneMsMax);
    expect((await clerk).status).toBe(200);
  });

  it('answers 429 with Retry-After over HTTP and takes the right PIN after the pause', async () => {
    const { clock, server } = await start();
    for (let tries = 0; tries < limits.pinTriesFree; tries += 1)
      expect((await signIn(server.url, '1001', 'no')).status).toBe(401);
    const paused = await signIn(server.url, '1001', '1001');
    expect([paused.status, paused.headers.get('retry-after')]).toEqual([429, '1']);
    clock.advance(1_000);
    expect((await signIn(server.url, '1001', '1001')).status).toBe(200);
  });
});

describe('origin and host', () => {
  it('takes state changes from its own pages and from programs only', () => {
    expect(isOwnOrigin('http://hall.cn:8080', undefined, 'hall.cn:8080')).toBe(true);
    expect(isOwnOrigin('https://hall.cn', undefined, 'hall.cn:443')).toBe(true);
    expect(isOwnOrigin('http://evil.cn', undefined, 'hall.cn')).toBe(false);
    expect(isOwnOrigin('http://hall.cn:9', undefined, 'hall.cn:8080')).toBe(false);
    expect(isOwnOrigin('null', 'same-origin', 'hall.cn')).toBe(false);
    expect(isOwnOrigin(undefined, 'cross-site', 'hall.cn')).toBe(false);
    expect(isOwnOrigin(undefined, 'same-site', 'hall.cn')).toBe(false);
    expect(isOwnOrigin(undefined, 'same-origin', 'hall.cn')).toBe(true);
    expect(isOwnOrigin(undefined, undefined, 'hall.cn')).toBe(true);
  });

  it('refuses foreign origins with a cookie and without, but not with a token', async () => {
    const { server } = await start();
    const { token } = (await (await signIn(server.url, '1001', '1001')).json()) as { token: string };
    const open = (headers: Record<string, string>): Promise<number> =>
      fetch(`${server.url}/api/counters/1/open`, { method: 'POST', headers }).then(({ status }) => status);
    const cookie = `hk_session=${token}`;
    expect(await open({ cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await open({ cookie, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await open({ cookie, origin: server.url })).toBe(200);
    expect(await open({ authorization: `Bearer ${token}` })).toBe(200);
    const help = await fetch(`${server.url}/api/help`, { method: 'POST', headers: { origin: 'http://evil.example' } });
    expect(((await help.json()) as { code: string }).code).toBe('origin-refused');
  });

  it('answers on loopback to its own names only', async () => {
    const { server } = await start({}, { publicUrl: 'https://hall.example.cn' });
    const status = async (host: string): Promise<number> =>
      (await raw(server.port, ['GET /api/hall HTTP/1.1', `Host: ${host}`])).status;
    for (const host of [
      `127.0.0.1:${server.port}`,
      `localhost:${server.port}`,
      `[::1]:${server.port}`,
      'LOCALHOST',
      'hall.example.cn',
    ])
      expect(await status(host), host).toBe(200);
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example:80',
      'user@localhost',
      '',
      'a b',
    ])
      expect(await status(host), host).toBeGreaterThanOrEqual(400);
    const over = await raw(
      server.port,
      ['POST /api/session HTTP/1.1', 'Host: hall.example.cn', 'Content-Type: application/json'],
      '{"badge":"1001","pin":"1001"}',
    );
    expect(over.text).toMatch(/set-cookie: [^\r]*; Secure/);
  });
});

describe('strangers', () => {
  it('spends tokens by address and time', () => {
    const buckets = createTokenBuckets(2, 3, 2);
    expect([0, 0, 0, 0].map(() => buckets.take('a', 0))).toEqual([0, 0, 0, 500]);
    expect(buckets.take('b', 0)).toBe(0);
    expect(buckets.take('a', 500)).toBe(0);
    buckets.take('c', 500);
    expect(buckets.take('b', 500)).toBe(0);
  });

  it('are told apart by what one customer has: an address, in far networks a /64', () => {
    let looked = 0;
    let nowMs = 0;
    const address = createClientAddress(
      () => nowMs,
      () => {
        looked += 1;
        return new Set(['2001:db8:0:7']);
      },
    );
    expect(address('::ffff:10.0.0.7')).toBe('10.0.0.7');
    expect(address('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(address('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(address('::1')).toBe('::1');
    expect(address(undefined)).toBe('unknown');
    const own = ['fe80::aaaa%eth0', 'fe80::bbbb%eth0', '2001:db8:0:7::a', '2001:db8:0:7::b'].map(address);
    expect(own).toEqual([
      'fe80:0:0:0:0:0:0:aaaa',
      'fe80:0:0:0:0:0:0:bbbb',
      '2001:db8:0:7:0:0:0:a',
      '2001:db8:0:7:0:0:0:b',
    ]);
    expect(looked).toBe(1);
    nowMs = 60_000;
    address('fe80::1');
    expect(looked).toBe(2);
  });

  /** Loopback counts as a stranger when it is not trusted, as behind a proxy. */
  const untrusted: Partial<HttpOptions> = { trustLoopback: false };

  it('gives a stranger few tickets a minute, staff as many as they need', async () => {
    const { clock, server } = await start(untrusted);
    const { token } = (await (await signIn(server.url, '1001', '1001')).json()) as { token: string };
    let tap = 0;
    const take = async (headers: Record<string, string> = {}): Promise<Response> => {
      tap += 1;
      return fetch(`${server.url}/api/tickets`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ service: 'A', requestId: `t${tap}` }),
      });
    };
    for (let count = 0; count < limits.remoteTicketsBurst; count += 1) expect((await take()).status).toBe(201);
    const refused = await take();
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, 10]);
    for (let count = 0; count < 20; count += 1)
      expect((await take({ authorization: `Bearer ${token}` })).status).toBe(201);
    clock.advance(10_000);
    expect((await take()).status).toBe(201);
  });

  it('limits their requests, never the hall itself', async () => {
    const { server } = await start(untrusted);
    const own = await start();
    const statuses = async (url: string): Promise<number[]> =>
      Promise.all(Array.from({ length: 100 }, async () => (await fetch(`${url}/api/hall`)).status));
    expect((await statuses(server.url)).filter((status) => status === 429).length).toBe(
      100 - limits.remoteRequestsBurst,
    );
    expect((await statuses(own.server.url)).every((status) => status === 200)).toBe(true);
  });

  it('may not see counters, health, ratings or the lab; may see the hall and a ticket', async () => {
    const { server } = await start(untrusted);
    const status = async (view: string, headers: Record<string, string> = {}): Promise<number> => {
      const stop = new AbortController();
      const answer = await fetch(`${server.url}/api/stream?view=${view}`, { headers, signal: stop.signal });
      stop.abort();
      return answer.status;
    };
    expect([
      await status('counter/1'),
      await status('health'),
      await status('rate/1'),
      await status('lab'),
      await status('ticket/none'),
      await status('hall'),
      await status('sky'),
    ]).toEqual([401, 401, 401, 404, 404, 200, 400]);
    const bearer = async (badge: string) => ({
      authorization: `Bearer ${((await (await signIn(server.url, badge, badge)).json()) as { token: string }).token}`,
    });
    const facilities = await bearer('3001');
    expect([
      await status('counter/1', facilities),
      await status('health', facilities),
      await status('rate/1', facilities),
    ]).toEqual([403, 200, 200]);
    const clerk = await bearer('1001');
    expect([await status('counter/1', clerk), await status('counter/99', clerk)]).toEqual([200, 404]);
  });

  it('are also those whom a proxy on this machine passes on', async () => {
    const { server } = await start({}, { publicUrl: 'http://hall.example.cn' });
    const rate = async (...headers: string[]): Promise<number> =>
      (await raw(server.port, ['GET /api/stream?view=rate/9 HTTP/1.1', ...headers])).status;
    expect(await rate('Host: localhost')).toBe(404);
    expect(await rate('Host: hall.example.cn')).toBe(401);
    expect(await rate('Host: localhost', 'X-Forwarded-For: 10.0.0.9')).toBe(401);
    expect(await rate('Host: localhost', 'Forwarded: for=10.0.0.9')).toBe(401);
    expect(await rate('Host: localhost', 'X-Real-IP: 10.0.0.9')).toBe(401);
    expect(await rate('Host: localhost', 'Via: 1.1 proxy')).toBe(401);
  });

  it('are all who come from this machine where the configuration says that a proxy does', async () => {
    const { server } = await start({}, {}, { listen: { proxy: true } });
    const status = async (path: string, headers: Record<string, string> = {}): Promise<number> => {
      const stop = new AbortController();
      const answer = await fetch(server.url + path, { headers, signal: stop.signal });
      stop.abort();
      return answer.status;
    };
    expect(await status('/api/stream?view=rate/1')).toBe(401);
    const from = (address: string) => ({ 'x-forwarded-for': `198.51.100.1, ${address}` });
    for (let count = 0; count < limits.remoteRequestsBurst; count += 1) await status('/api/hall', from('10.0.0.7'));
    expect(await status('/api/hall', from('10.0.0.7'))).toBe(429);
    expect(await status('/api/hall', from('10.0.0.8'))).toBe(200);
  });

  it('cannot sign in to a demo from elsewhere', async () => {
    const { server } = await start({ demo: true, trustLoopback: false });
    expect((await signIn(server.url, '1001', '1001')).status).toBe(403);
  });

  it('from another address of this machine is a stranger where the hall listens to the network', async () => {
    const lan = Object.values(networkInterfaces())
      .flat()
      .find((entry) => entry?.family === 'IPv4' && !entry.internal)?.address;
    if (lan === undefined) return;
    const { server } = await start({ host: '0.0.0.0' });
    const answer = await raw(
      server.port,
      ['GET /api/stream?view=rate/1 HTTP/1.1', `Host: ${lan}:${server.port}`],
      '',
      lan,
    );
    expect(answer.status).toBe(401);
  });
});

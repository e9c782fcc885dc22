/** Who is a device of the hall, and what that is worth: pairing, names in the journal, help, ratings, voice files. */
import { afterEach, describe, expect, it } from 'vitest';
import type { HallConfig } from '../../../protocol/config.ts';
import { limits } from '../../../protocol/limits.ts';
import type { HttpOptions } from './http-options.ts';
import { createPairedDevices, makeDeviceToken } from './paired-devices.ts';
import { startTestingServer, type TestingServer } from './testing-server.ts';

const kiosk = makeDeviceToken();
const tablet = makeDeviceToken();
const devices = [
  { id: 'kiosk-2', token: kiosk.hash },
  { id: 'tablet-4', token: tablet.hash },
];

const started: TestingServer[] = [];
/** A hall to which this machine is a stranger, as any other is. */
async function start(over: Partial<HttpOptions> = {}, config: Partial<HallConfig> = { devices }) {
  const testing = await startTestingServer({ trustLoopback: false, ...over }, {}, config);
  started.push(testing);
  const { hall, server } = testing;
  const post = (path: string, body: object = {}, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const signIn = async (badge: string): Promise<Record<string, string>> => {
    const { token } = (await (await post('/api/session', { badge, pin: badge })).json()) as { token: string };
    return { authorization: `Bearer ${token}` };
  };
  let taps = 0;
  const take = async (headers: Record<string, string> = {}, body: object = {}) => {
    taps += 1;
    const { status } = await post('/api/tickets', { service: 'A', requestId: `tap-${taps}`, ...body }, headers);
    const last = hall.submitted.at(-1);
    return { status, actor: last?.actor.id, channel: last?.command.type === 'issue' ? last.command.channel : null };
  };
  return { ...testing, url: server.url, post, signIn, take };
}
afterEach(async () => {
  for (const testing of started.splice(0)) await testing.stop();
});

const asKiosk = { authorization: `Device ${kiosk.token}` };

describe('a paired device', () => {
  it('is found by its token only', () => {
    const paired = createPairedDevices(devices);
    expect([paired.find(kiosk.token), paired.find(tablet.token)]).toEqual(['kiosk-2', 'tablet-4']);
    for (const token of [kiosk.hash, '', 'x'.repeat(43), `${kiosk.token}x`, makeDeviceToken().token])
      expect(paired.find(token)).toBeNull();
    expect(createPairedDevices(undefined).find(kiosk.token)).toBeNull();
  });

  it('takes tickets and asks without limit, by its own name', async () => {
    const { take, url } = await start();
    for (let count = 0; count < 3 * limits.remoteTicketsBurst; count += 1)
      expect(await take({ ...asKiosk, 'x-device': 'kiosk-9' })).toEqual({
        status: 201,
        actor: 'kiosk-2',
        channel: 'kiosk',
      });
    const answers = Array.from({ length: 2 * limits.remoteRequestsBurst }, () =>
      fetch(`${url}/api/hall`, { headers: asKiosk }),
    );
    expect((await Promise.all(answers)).every(({ status }) => status === 200)).toBe(true);
  });

  it('shows ratings and calls for help', async () => {
    const asked: string[] = [];
    const { post, url } = await start({ onHelp: (device) => asked.push(device) });
    const stop = new AbortController();
    const headers = { authorization: `Device ${tablet.token}` };
    expect((await fetch(`${url}/api/stream?view=rate/1`, { headers, signal: stop.signal })).status).toBe(200);
    stop.abort();
    expect((await post('/api/help', {}, headers)).status).toBe(202);
    expect(asked).toEqual(['tablet-4']);
  });

  it('is no staff', async () => {
    const { post } = await start();
    expect((await post('/api/counters/1/open', {}, asKiosk)).status).toBe(401);
    expect((await post('/api/tickets', { service: 'A', requestId: 'x', channel: 'staff' }, asKiosk)).status).toBe(401);
  });

  it('is paired in a browser by one visit, which leaves no token in the address', async () => {
    const { take, url } = await start();
    const first = await fetch(`${url}/kiosk?lang=en&device=${kiosk.token}`, { redirect: 'manual' });
    expect([first.status, first.headers.get('location')]).toEqual([303, '/kiosk?lang=en']);
    expect(first.headers.get('set-cookie')).toBe(
      `hk_device=${kiosk.token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=34560000`,
    );
    const cookie = `hk_device=${kiosk.token}`;
    const page = await fetch(`${url}/kiosk`, { headers: { cookie } });
    expect([page.status, page.headers.get('set-cookie')?.split(';')[0]]).toEqual([200, cookie]);
    expect(await take({ cookie })).toEqual({ status: 201, actor: 'kiosk-2', channel: 'kiosk' });
    expect((await take({ cookie, origin: 'http://evil.example' })).status).toBe(403);
  });

  it('is nobody with a wrong token', async () => {
    const { logged, take, url } = await start();
    const wrong = makeDeviceToken().token;
    const answer = await fetch(`${url}/kiosk?device=${wrong}`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null]);
    expect(await answer.text()).not.toContain(wrong);
    expect((await fetch(`${url}/kiosk?device=a&device=b`, { redirect: 'manual' })).status).toBe(403);
    expect((await take({ authorization: `Device ${wrong}` })).actor).toBe('phone');
    expect(logged.join()).not.toContain(wrong);
  });
});

describe('a stranger', () => {
  it('is a phone in the journal whatever it says, and no paper comes out for it', async () => {
    const { signIn, take } = await start();
    for (const name of ['system', 'printer-1', 'kiosk-1', 'staff', ''])
      expect(await take({ 'x-device': name }, { channel: 'kiosk' })).toEqual({
        status: 201,
        actor: 'phone',
        channel: 'phone',
      });
    expect(await take(await signIn('1001'), { channel: 'kiosk' })).toMatchObject({
      actor: 'op:1001',
      channel: 'kiosk',
    });
  });

  it('cannot call for help, and is told so', async () => {
    const asked: string[] = [];
    const { post, signIn } = await start({ onHelp: (device) => asked.push(device) });
    const answer = await post('/api/help', {}, { 'x-device': 'kiosk-1' });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'not-allowed']);
    expect((await post('/api/help', {}, await signIn('1001'))).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it('gets the voice of calls that are shown, and makes no others', async () => {
    const made: string[] = [];
    const voice = {
      wav: (name: string) => {
        made.push(name);
        return Promise.resolve(null);
      },
    };
    const { hall, signIn, url } = await start({ voice });
    hall.show({ wavs: ['/api/voice/zh-CN-A001-1.wav'], more: { wavs: ['/api/voice/short-A001.wav'], say: [] } });
    const get = (name: string, headers: Record<string, string> = {}) =>
      fetch(`${url}/api/voice/${name}.wav`, { headers });
    for (let number = 100; number < 130; number += 1) await get(`zh-CN-A${number}-1`);
    expect(made).toEqual([]);
    await get('zh-CN-A001-1');
    await get('short-A001');
    await get('en-A200-1', asKiosk);
    await get('en-A201-1', await signIn('1001'));
    expect(made).toEqual(['zh-CN-A001-1', 'short-A001', 'en-A200-1', 'en-A201-1']);
  });
});

describe('on this machine', () => {
  it('a page says its name, but not the name of the daemon or of staff', async () => {
    const { take } = await start({ trustLoopback: true });
    expect((await take({ 'x-device': 'kiosk-7' })).actor).toBe('kiosk-7');
    expect((await take()).actor).toBe('kiosk-1');
    for (const name of ['system', 'staff']) expect((await take({ 'x-device': name })).actor).toBe('kiosk-1');
  });
});

describe('a rating', () => {
  it('bears the badge of the clerk who gives it, and else the device or nothing', async () => {
    const { hall, post, signIn } = await start();
    const clerk = await signIn('1001');
    await post('/api/visits/v1/rating', { level: 5 }, { ...clerk, 'x-device': 'tablet-4' });
    await post('/api/visits/v1/rating', { level: 5 }, asKiosk);
    await post('/api/visits/v1/rating', { level: 5 }, { 'x-device': 'tablet-4' });
    const actors = hall.submitted.filter(({ command }) => command.type === 'rate').map(({ actor }) => actor.id);
    expect(actors).toEqual(['op:1001', 'kiosk-2', 'phone']);
  });

  it('and a parked ticket have reasons of the list, never free text', async () => {
    const { hall, post, signIn } = await start(
      {},
      { calls: { parkReasons: [{ id: 'copy', text: { zh: '复印', en: 'Copies' } }] } },
    );
    const codeOf = async (answer: Response) => ((await answer.json()) as { code?: string }).code;
    const rate = (reasons: string[]) => post('/api/visits/v1/rating', { level: 1, reasons });
    expect(await codeOf(await rate(['wait', '13800138000']))).toBe('reason-unknown');
    expect(await codeOf(await rate(['wait', 'place']))).toBe('visit-unknown');
    const clerk = await signIn('1001');
    const park = (body: object) => post('/api/counters/1/park', body, clerk);
    await post('/api/counters/1/open', {}, clerk);
    expect(await codeOf(await park({ reason: 'Mr Wang' }))).toBe('reason-unknown');
    expect([(await park({ reason: 'copy' })).status, (await park({})).status]).toEqual([200, 200]);
    const kept = hall.submitted.map(({ command }) => JSON.stringify(command)).join();
    expect(kept).not.toMatch(/13800138000|Wang/);
  });
});

/** Every call about notices, playlists and screens against the real hall: what it does, what it refuses, who may make it. */
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HallConfig } from '../../../protocol/config.ts';
import type { MediaFacts, ScreenBeat } from '../../../protocol/content.ts';
import { limits } from '../../../protocol/limits.ts';
import { deviceCookie, makeDeviceToken } from './paired-devices.ts';
import { type RealHall, startRealHall } from './testing-real-hall.ts';

type Who = Record<string, string>;
let hall: RealHall;
let clerk: Who;
let lead: Who;
let facilities: Who;
const stranger: Who = {};
const tablet = makeDeviceToken();

const words = (text: string) => ({ zh: text, en: text });
const config: Partial<HallConfig> = {
  screens: [{ id: 'main' }, { id: 'side', power: { way: 'cec' } }],
  devices: [{ id: 'side', token: tablet.hash }],
  signage: { notices: [{ title: words('Fixed'), text: words('From the file') }] },
};

async function start(own: Partial<HallConfig> = config, over: Parameters<typeof startRealHall>[1] = {}) {
  hall = await startRealHall(own, over);
  [clerk, lead, facilities] = [await hall.signIn('1001'), await hall.signIn('2001'), await hall.signIn('3001')];
}
beforeEach(() => start());
afterEach(() => hall.stop());

const draft = (change: object = {}) => ({
  title: words('停水'),
  text: words('今天下午停水'),
  priority: 'normal',
  ...change,
});
const sha = (digit: string) => digit.repeat(64);
const film = (digit: string): MediaFacts => ({
  sha256: sha(digit),
  name: `film "${digit}".mp4`,
  kind: 'video',
  mime: 'video/mp4',
  bytes: 1_000,
  width: 1920,
  height: 1080,
  durationMs: 5_000,
  codec: 'avc1.640028',
  sound: true,
});
const list = (change: object = {}) => ({
  name: 'Films',
  items: [{ media: sha('a') }],
  order: 'listed',
  priority: 0,
  ...change,
});
const beatOf = (change: Partial<ScreenBeat> = {}): ScreenBeat => ({
  page: 'p1',
  revision: 0,
  item: null,
  itemMs: 0,
  frames: 1,
  dropped: 0,
  heapBytes: null,
  width: 1920,
  height: 1080,
  notices: [],
  plays: [],
  struck: [],
  visible: true,
  ...change,
});

const of = (id: string, step: string, who: Who = clerk, body: object = {}) =>
  hall.ask(who, `/api/notices/${id}${step === '' ? '' : `/${step}`}`, body);
const save = (id: string, who: Who = clerk, change: object = {}) => of(id, '', who, { draft: draft(change) });
const last = (type: string) => hall.rows.findLast((row) => row.type === type)?.body;
interface Notice {
  readonly id: string;
  readonly state: string;
  readonly shown: boolean;
  readonly author: string;
  readonly approver: string | null;
  readonly reason: string | null;
  readonly confirmed: readonly string[];
  readonly fixed: boolean;
}
const noticeIn = ({ body }: { body: Record<string, unknown> }, id: string) =>
  (body.notices as Notice[]).find((each) => each.id === id);
async function approved(id: string, change: object = {}): Promise<void> {
  await save(id, clerk, change);
  await of(id, 'submit');
  expect((await of(id, 'approve', lead)).status).toBe(200);
}

describe('a notice', () => {
  it('is written, submitted, approved by another and withdrawn', async () => {
    expect(noticeIn(await save('n1'), 'n1')).toMatchObject({ state: 'draft', author: '1001', shown: false });
    expect(noticeIn(await of('n1', 'submit'), 'n1')).toMatchObject({ state: 'submitted' });
    expect(noticeIn(await of('n1', 'approve', lead), 'n1')).toMatchObject({
      state: 'approved',
      approver: '2001',
      shown: true,
    });
    expect(hall.rows.at(-1)?.actor).toBe('op:2001');
    const ended = await of('n1', 'withdraw', clerk, { reason: 'water is back' });
    expect(noticeIn(ended, 'n1')).toMatchObject({ state: 'withdrawn', reason: 'water is back', shown: false });
    expect(last('notice.moved')).toEqual({ notice: 'n1', to: 'withdrawn', by: '1001', reason: 'water is back' });
    expect(noticeIn(await save('n1'), 'n1')).toMatchObject({ state: 'draft', reason: null });
  });

  it('is approved by a team lead only, and never by its author', async () => {
    await save('n1');
    await of('n1', 'submit');
    for (const who of [clerk, facilities])
      for (const step of ['approve', 'return']) expect((await of('n1', step, who)).code).toBe('not-allowed');
    for (const step of ['', 'submit', 'approve', 'return', 'withdraw', 'urgent'])
      expect((await of('n1', step, stranger, step === '' ? { draft: draft() } : {})).code).toBe('not-signed-in');
    await save('own', lead);
    await of('own', 'submit', lead);
    expect(await of('own', 'approve', lead)).toMatchObject({ status: 403, code: 'notice-own' });
    await hall.stop();
    await start({ ...config, notices: { approval: 'one' } });
    await save('own', lead);
    await of('own', 'submit', lead);
    expect((await of('own', 'approve', lead)).status).toBe(200);
  });

  it('goes back with a reason, and starts anew when it is changed', async () => {
    await save('n1');
    await of('n1', 'submit');
    expect(noticeIn(await of('n1', 'return', lead, { reason: 'say until when' }), 'n1')).toMatchObject({
      state: 'draft',
      reason: 'say until when',
    });
    expect((await of('n1', 'approve', lead)).code).toBe('notice-step');
    await approved('n2');
    expect(noticeIn(await save('n2'), 'n2')).toMatchObject({ state: 'draft', shown: false });
    for (const reason of ['', 'x'.repeat(201), 7])
      expect((await of('n1', 'return', lead, { reason })).code).toBe('body-invalid');
  });

  it('refuses what cannot be shown', async () => {
    expect((await save('n1', clerk, { picture: sha('a') })).code).toBe('media-unknown');
    expect((await save('n1', clerk, { screens: ['cellar'] })).code).toBe('screen-unknown');
    expect((await save('n1', clerk, { from: '2027-02-02', until: '2027-02-01' })).code).toBe('times-wrong');
    expect((await save('n1', clerk, { text: words('x'.repeat(601)) })).code).toBe('body-invalid');
    expect((await save('n1', clerk, { author: '2001' })).code).toBe('body-invalid');
    // Each is written with six characters in the journal, whose rows have a bound.
    const controls = { title: words('\u0001'.repeat(60)), text: words('\u0001'.repeat(600)) };
    expect((await save('n1', clerk, controls)).code).toBe('content-too-long');
    for (const step of ['submit', 'approve', 'return', 'withdraw'])
      expect((await of('nobody', step, lead)).code).toBe('notice-unknown');
    await save('n1', clerk, { until: '2027-01-03' });
    expect((await of('n1', 'submit')).code).toBe('notice-over');
    expect(hall.rows.filter(({ type }) => type === 'notice.saved')).toHaveLength(1);
  });

  it('is urgent: written, approved and shown in one step, for its minutes', async () => {
    const urgent = { title: words('疏散'), text: words('请从东门离开'), priority: 'emergency', minutes: 5 };
    expect(noticeIn(await of('fire', 'urgent', clerk, urgent), 'fire')).toMatchObject({
      state: 'approved',
      shown: true,
      author: '1001',
      approver: '1001',
    });
    const said = hall.rows.length;
    expect((await of('fire', 'urgent', clerk, urgent)).status).toBe(200);
    expect(hall.rows).toHaveLength(said);
    expect((await of('f2', 'urgent', clerk, { ...urgent, screens: ['cellar'] })).code).toBe('screen-unknown');
    for (const wrong of [{ minutes: 0 }, { minutes: 721 }, { priority: 'normal' }, { picture: sha('a') }])
      expect((await of('f2', 'urgent', clerk, { ...urgent, ...wrong })).code).toBe('body-invalid');
    expect((await of('fire', 'withdraw')).status).toBe(200);
  });

  it('of the configuration file is shown and stays as the file says', async () => {
    const fixed = noticeIn(await hall.ask(clerk, '/api/content'), 'config-1');
    expect(fixed).toMatchObject({ fixed: true, shown: true, state: 'approved' });
    expect((await save('config-1')).code).toBe('notice-fixed');
    for (const step of ['submit', 'approve', 'return', 'withdraw'])
      expect((await of('config-1', step, lead)).code).toBe('notice-fixed');
    const urgent = { title: words('x'), text: words('x'), priority: 'urgent', minutes: 5 };
    expect((await of('config-9', 'urgent', lead, urgent)).code).toBe('notice-fixed');
  });

  it('of the centre is withdrawn, not changed', async () => {
    const centre = { id: 'centre', clerk: null, staff: true };
    const gas = { id: 'gas', draft: { ...draft(), priority: 'normal' as const } };
    await hall.give({ type: 'centre-notices', notices: [gas] }, centre);
    expect((await save('centre-gas', lead)).code).toBe('content-of-centre');
    for (const step of ['submit', 'approve', 'return'])
      expect((await of('centre-gas', step, lead)).code).toBe('content-of-centre');
    expect(noticeIn(await of('centre-gas', 'withdraw', lead), 'centre-gas')).toMatchObject({ state: 'withdrawn' });
    await hall.give({ type: 'centre-notices', notices: [gas] }, centre);
    expect(noticeIn(await hall.ask(clerk, '/api/content'), 'centre-gas')).toMatchObject({ state: 'withdrawn' });
  });

  it('has an id that fits an address', async () => {
    for (const id of ['x'.repeat(65), 'a_b', '%E5%81%9C', 'a.b', '..%2Fhall', '%00'])
      expect((await save(id)).status, id).toBe(404);
    expect((await save('x'.repeat(64))).status).toBe(200);
  });
});

describe('a playlist', () => {
  const put = (id: string, body: object, who: Who = facilities) => hall.ask(who, `/api/playlists/${id}`, body);

  it('is saved, shows, and is removed', async () => {
    await hall.give({ type: 'add-media', media: film('a') });
    const { status, body } = await put('films', list());
    expect([status, body.playlists]).toEqual([200, [{ ...list(), id: 'films', showing: true }]]);
    expect(body.media).toMatchObject([{ sha256: sha('a'), usedBy: 1 }]);
    expect(last('playlist.saved')).toMatchObject({ playlist: 'films', by: '3001' });
    expect((await put('films', list({ off: true }))).body.playlists).toMatchObject([{ showing: false }]);
    expect((await hall.ask(facilities, '/api/playlists/films/remove', {})).body.playlists).toEqual([]);
    expect((await hall.ask(facilities, '/api/playlists/films/remove', {})).code).toBe('playlist-unknown');
  });

  it('is refused with what is not there, and to strangers', async () => {
    expect((await put('films', list())).code).toBe('media-unknown');
    await hall.give({ type: 'add-media', media: film('a') });
    expect((await put('films', list({ screens: ['cellar'] }))).code).toBe('screen-unknown');
    expect((await put('films', list({ parts: [{ from: '09:00', to: '09:00' }] }))).code).toBe('times-wrong');
    for (const wrong of [{ items: [] }, { priority: 10 }, { order: 'random' }, { name: '' }])
      expect((await put('films', list(wrong))).code).toBe('body-invalid');
    expect((await put('films', list(), stranger)).code).toBe('not-signed-in');
    expect((await hall.ask(stranger, '/api/playlists/films/remove', {})).code).toBe('not-signed-in');
    expect((await put('a_b', list())).status).toBe(404);
  });
});

describe('a screen', () => {
  const beat = (id: string, who: Who, change: Partial<ScreenBeat> = {}) =>
    hall.ask(who, `/api/screens/${id}/beat`, beatOf(change));
  const screenIn = ({ body }: { body: Record<string, unknown> }, id: string) =>
    (body.screens as { id: string; state: string }[]).find((each) => each.id === id);

  it('beats, is told to load again, and says what stands on it', async () => {
    await approved('n1');
    expect((await beat('main', stranger, { notices: ['n1', 'nobody'] })).body).toEqual({ reload: false });
    await setImmediate();
    const content = await hall.ask(clerk, '/api/content');
    expect(screenIn(content, 'main')).toMatchObject({ state: 'alive', width: 1920 });
    expect(noticeIn(content, 'n1')?.confirmed).toEqual(['main']);
    expect((await hall.ask(facilities, '/api/screens/main/reload', {})).status).toBe(200);
    expect((await beat('main', stranger)).body).toEqual({ reload: true });
    expect((await beat('main', stranger)).body).toEqual({ reload: false });
    expect((await hall.ask(stranger, '/api/screens/main/reload', {})).code).toBe('not-signed-in');
    expect((await hall.ask(facilities, '/api/screens/cellar/reload', {})).code).toBe('screen-unknown');
    expect((await beat('cellar', stranger)).code).toBe('screen-unknown');
  });

  it('has its power told as three facts', async () => {
    const power = (id: string, body: object, who: Who = stranger) => hall.ask(who, `/api/screens/${id}/power`, body);
    expect((await power('side', { commanded: 'off', confirmed: 'blanked' })).status).toBe(200);
    expect(screenIn(await hall.ask(clerk, '/api/content'), 'side')).toMatchObject({
      power: { planned: 'on', commanded: 'off', confirmed: 'blanked', way: 'cec' },
    });
    expect((await power('cellar', { commanded: 'off', confirmed: null })).code).toBe('screen-unknown');
    expect((await power('side', { commanded: 'perhaps', confirmed: null })).code).toBe('body-invalid');
  });

  it('plans its day, for staff', async () => {
    const { body } = await hall.ask(clerk, '/api/screens/main/plan?date=2027-02-28');
    expect(body).toMatchObject({ date: '2027-02-28', rows: [{ from: '00:00', to: '24:00', power: 'on' }] });
    expect((await hall.ask(clerk, '/api/screens/main/plan')).body.date).toBe('2027-01-04');
    expect((await hall.ask(clerk, '/api/screens/cellar/plan')).code).toBe('screen-unknown');
    expect((await hall.ask(stranger, '/api/screens/main/plan')).code).toBe('not-signed-in');
    expect((await hall.ask(clerk, '/api/screens/main/plan?date=tomorrow')).status).toBe(400);
    for (const date of ['2027-02-31', '9999-99-99', '2027-00-01'])
      expect((await hall.ask(clerk, `/api/screens/main/plan?date=${date}`)).code, date).toBe('not-found');
  });

  it('is believed when it is a device of the hall, or staff show it', async () => {
    await hall.stop();
    await start(config, { trustLoopback: false });
    expect((await beat('side', stranger)).code).toBe('not-allowed');
    expect((await beat('side', { authorization: 'Device x' })).code).toBe('not-allowed');
    expect((await beat('side', { authorization: `Device ${tablet.token}` })).status).toBe(200);
    expect((await beat('side', { cookie: `${deviceCookie}=${tablet.token}`, origin: hall.url })).status).toBe(200);
    expect((await beat('side', facilities)).status).toBe(200);
    const off = { commanded: 'off', confirmed: null };
    expect((await hall.ask(stranger, '/api/screens/side/power', off)).code).toBe('not-allowed');
    expect((await hall.ask({ authorization: `Device ${tablet.token}` }, '/api/screens/side/power', off)).status).toBe(
      200,
    );
  });
});

describe('what is read', () => {
  const plays = async (who: Who, query = '') => {
    const answer = await fetch(`${hall.url}/api/plays.csv${query}`, { headers: who });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };

  it('is proof of play, day by day, as a table', async () => {
    await hall.give({ type: 'open-day', date: '2027-01-04' });
    await hall.give({ type: 'add-media', media: film('a') });
    const played = beatOf({ plays: [{ media: sha('a'), ms: 5_400, whole: true }] });
    for (let times = 0; times < 2; times += 1) await hall.ask(stranger, '/api/screens/main/beat', played);
    hall.clock.advance(limits.playsRecordedMs);
    await setImmediate();
    const { status, text, headers } = await plays(clerk);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="plays-2027-01-04.csv"');
    expect(text.split('\r\n')).toEqual([
      'date,screen,file_sha256,file_name,times,seconds',
      `2027-01-04,main,${sha('a')},"film ""a"".mp4",2,11`,
      '',
    ]);
    expect((await plays(clerk, '?date=2027-01-03')).text.trim().split('\r\n')).toHaveLength(1);
    expect((await plays(stranger)).status).toBe(401);
    expect((await plays(clerk, '?date=x%0d%0a')).status).toBe(400);
    expect((await plays(clerk, '?date=9999-99-99')).status).toBe(404);
  });

  it('is the content for staff, and what a screen shows for all', async () => {
    expect((await hall.ask(stranger, '/api/content')).code).toBe('not-signed-in');
    for (const who of [clerk, lead, facilities]) expect((await hall.ask(who, '/api/content')).status).toBe(200);
    const stop = new AbortController();
    const stream = async (view: string, who: Who = stranger): Promise<number> =>
      (await fetch(`${hall.url}/api/stream?view=${view}`, { headers: who, signal: stop.signal })).status;
    expect(await stream('content')).toBe(401);
    for (const who of [clerk, lead, facilities]) expect(await stream('content', who)).toBe(200);
    for (const id of ['main', 'side']) expect(await stream(`screen/${id}`)).toBe(200);
    expect(await stream('screen/cellar')).toBe(404);
    const missing = await fetch(`${hall.url}/api/stream?view=screen/cellar`);
    expect(((await missing.json()) as { code: string }).code).toBe('screen-unknown');
    stop.abort();
  });
});

describe('whatever arrives', () => {
  const paths = [
    ...['', '/submit', '/approve', '/return', '/withdraw', '/urgent'].flatMap((step) =>
      ['n1', 'config-1', 'a_b'].map((id) => `/api/notices/${id}${step}`),
    ),
    ...['films', 'config-1'].flatMap((id) => [`/api/playlists/${id}`, `/api/playlists/${id}/remove`]),
    ...['main', 'cellar'].flatMap((id) => ['beat', 'power', 'reload'].map((call) => `/api/screens/${id}/${call}`)),
  ];
  const anyOr = <T>(...likely: T[]) =>
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom<unknown>(...likely) }, { weight: 1, arbitrary: fc.jsonValue() });
  const changed = (whole: object) =>
    fc
      .tuple(fc.constantFrom(...Object.keys(whole), 'extra'), fc.jsonValue(), fc.boolean())
      .map(([key, value, isLeft]) => (isLeft ? whole : { ...whole, [key]: value }));
  const times = {
    from: anyOr('2027-01-01', '2027-02-31', '9999-99-99T23:59'),
    until: anyOr('2027-01-01', '2027-01-04T10:00', '0000-00-00'),
    days: anyOr([1], [7, 7], []),
    parts: anyOr([{ from: '22:00', to: '06:00' }], [{ from: '24:00', to: '24:00' }], []),
    calendar: anyOr('any', 'restday', 'never'),
    screens: anyOr(['main'], ['cellar'], []),
  };
  const bodies = fc.oneof(
    fc.record({ reason: anyOr('why', '') }, { requiredKeys: [] }),
    fc
      .record(times, { requiredKeys: [] })
      .chain((own) => changed({ ...draft(), ...own }).map((each) => ({ draft: each }))),
    fc.record(times, { requiredKeys: [] }).chain((own) => changed({ ...list(), ...own })),
    changed({ title: words('x'), text: words('x'), priority: 'urgent', minutes: 1 }),
    changed(beatOf({ item: sha('a'), plays: [{ media: sha('a'), ms: 1e300, whole: true }], notices: ['n1'] })),
    changed({ commanded: 'on', confirmed: 'blanked' }),
  );

  it('is answered as the documentation says, and the views still hold', async () => {
    await hall.give({ type: 'add-media', media: film('a') });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), bodies, fc.constantFrom('none', 'lead'), async (path, body, who) => {
        const said = await hall.ask(who === 'lead' ? lead : stranger, path, body);
        expect(said.status, said.text).toBeLessThan(500);
        expect(said.text).not.toMatch(/\bat .*\.(ts|js):\d+|node_modules/);
      }),
      { numRuns: 1_200, seed: 11 },
    );
    expect((await hall.ask(lead, '/api/content')).status).toBe(200);
    expect((await hall.ask(lead, '/api/screens/main/plan')).status).toBe(200);
  }, 60_000);
});

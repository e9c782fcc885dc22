/** Notices, playlists and files against the real hall: who may do what, and who is told to have done it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { NoticeDraft } from '../../../protocol/content.ts';
import type { ContentView } from '../../../protocol/screen-views.ts';
import { type RealHall, startRealHall } from './testing-real-hall.ts';

type Who = Record<string, string>;
let hall: RealHall;
let clerk: Who;
let lead: Who;
let facilities: Who;

beforeEach(async () => {
  hall = await startRealHall();
  [clerk, lead, facilities] = [await hall.signIn('1001'), await hall.signIn('2001'), await hall.signIn('3001')];
});
afterEach(() => hall.stop());

const words = (text: string) => ({ zh: text, en: text });
const draft: NoticeDraft = { title: words('停水'), text: words('今天下午停水'), priority: 'normal' };
const ask = (who: Who, path: string, body: object = {}) => hall.ask(who, `/api/${path}`, body);
const noticeOf = (said: { readonly body: object }, id: string) =>
  (said.body as ContentView).notices.find((one) => one.id === id);

it('keeps who did each step of a notice, and when', async () => {
  await ask(clerk, 'notices/n1', { draft });
  await ask(clerk, 'notices/n1', { draft: { ...draft, priority: 'urgent' } });
  await ask(clerk, 'notices/n1/submit');
  await ask(lead, 'notices/n1/return', { reason: '日期不对' });
  await ask(clerk, 'notices/n1/submit');
  const said = await ask(lead, 'notices/n1/approve');
  const { steps = [], endsWallMs } = noticeOf(said, 'n1') ?? {};
  expect(steps.map(({ to, by, reason }) => [to, by, reason])).toEqual([
    ['saved', '1001', undefined],
    ['submitted', '1001', undefined],
    ['draft', '2001', '日期不对'],
    ['submitted', '1001', undefined],
    ['approved', '2001', undefined],
  ]);
  expect(endsWallMs).toBe(null);
});

it('leaves the notices of others to those who look after them', async () => {
  await ask(lead, 'notices/n2', { draft });
  for (const step of ['', '/submit', '/withdraw'])
    expect(await ask(clerk, `notices/n2${step}`, step === '' ? { draft } : {})).toMatchObject({
      status: 403,
      code: 'notice-others',
    });
  expect((await ask(facilities, 'notices/n2/submit')).status).toBe(200);
  expect((await ask(facilities, 'notices/n2/approve')).code).toBe('not-allowed');
  expect((await ask(lead, 'notices/n2/approve')).code).toBe('notice-own');
});

it('lets anybody send what is urgent, see when it ends, and take it down', async () => {
  const urgent = { title: words('地面有水'), text: words('请绕行'), priority: 'urgent', minutes: 30 };
  const sent = noticeOf(await ask(lead, 'notices/u1/urgent', urgent), 'u1');
  expect(sent).toMatchObject({ state: 'approved', shown: true, endsWallMs: hall.clock.wallMs() + 30 * 60_000 });
  const down = noticeOf(await ask(clerk, 'notices/u1/withdraw'), 'u1');
  expect(down).toMatchObject({ state: 'withdrawn', shown: false, endsWallMs: null });
});

it('takes films, playlists and screens from leads and facilities alone', async () => {
  const sha256 = 'a'.repeat(64);
  const list = { name: 'List', items: [{ media: sha256 }], order: 'listed', priority: 5 };
  for (const [path, body] of [
    ['playlists/p1', list],
    ['playlists/p1/remove', {}],
    ['screens/main/reload', {}],
    [`media/${sha256}/remove`, {}],
  ] as const)
    expect((await ask(clerk, path, body)).code).toBe('not-allowed');
  const shape = { width: 10, height: 10, durationMs: null, codec: null, sound: false };
  const picture = { sha256, name: 'a.png', kind: 'picture', mime: 'image/png', bytes: 10, ...shape } as const;
  await hall.give({ type: 'add-media', media: picture });
  expect((await ask(facilities, 'playlists/p1', list)).status).toBe(200);
  expect((await ask(facilities, `media/${sha256}/remove`)).code).toBe('media-in-use');
  await ask(facilities, 'playlists/p1/remove');
  expect((await ask(facilities, `media/${sha256}/remove`)).status).toBe(200);
  expect((await ask(facilities, `media/${sha256}/remove`)).code).toBe('media-unknown');
});

/** Notices, playlists and files: the steps, who may take them, and what a screen then shows. */
import { describe, expect, it } from 'vitest';
import type { MediaFacts, NoticeDraft, PlaylistContent } from '../../protocol/content.ts';
import { limits } from '../../protocol/limits.ts';
import { resolveContent } from './resolve-content.ts';
import { plannedPower, planOfDay } from './screen-plan.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { clerk, createWorld, lead, replay, smallHall, system, told, type World } from './testing/world.ts';

const words = (text: string) => ({ zh: text, en: text });
const draft = (change: Partial<NoticeDraft> = {}): NoticeDraft => ({
  title: words('停水'),
  text: words('今天下午停水'),
  priority: 'normal',
  ...change,
});
const film = (n: number, change: Partial<MediaFacts> = {}): MediaFacts => ({
  sha256: String(n).repeat(64).slice(0, 64),
  name: `film ${n}.mp4`,
  kind: 'video',
  mime: 'video/mp4',
  bytes: 1_000,
  width: 1920,
  height: 1080,
  durationMs: 5_000,
  codec: 'avc1.640028',
  sound: true,
  ...change,
});
const list = (items: PlaylistContent['items'], change: Partial<PlaylistContent> = {}): PlaylistContent => ({
  name: 'List',
  items,
  order: 'listed',
  priority: 0,
  ...change,
});

function hall(): World {
  const config = smallHall();
  return createWorld({
    ...config,
    hall: {
      ...config.hall,
      hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
      exceptions: [{ date: '2026-03-03', closed: true, name: words('Holiday') }],
    },
    screens: [{ id: 'main' }, { id: 'side', films: false, power: { onBeforeMinutes: 30, offAfterMinutes: 0 } }],
    signage: { notices: [{ title: words('Fixed'), text: words('From the file') }], promos: [{ file: 'a.svg' }] },
  });
}
const shownOn = (world: World, screen = 'main', minutes = 600) => {
  const settings = world.index.screens.get(screen);
  if (!settings) throw new Error(`no screen ${screen}`);
  return resolveContent(world.state, world.index, settings, { date: '2026-03-02', weekday: 1, minutes });
};
const titles = (world: World, screen?: string) => shownOn(world, screen).notices.map(({ title }) => title.zh);

describe('a notice', () => {
  it('is written by one, approved by another, shown, and expires', () => {
    const world = hall();
    const save = { type: 'save-notice', notice: 'n1', draft: draft({ until: '2026-03-02T11:00' }) } as const;
    const move = (to: 'submitted' | 'approved' | 'draft' | 'withdrawn') =>
      ({ type: 'move-notice', notice: 'n1', to }) as const;
    expect(told(world.give(save, clerk('1001')))).toBe('notice.saved');
    expect(titles(world)).toEqual(['Fixed']);
    expect(told(world.give(move('approved'), lead))).toBe('no: notice-step');
    expect(told(world.give(move('submitted'), clerk('1001')))).toBe('notice.moved');
    expect(told(world.give(move('approved'), clerk('1001')))).toBe('no: notice-own');
    expect(told(world.give(move('draft'), lead))).toBe('notice.moved');
    world.give(move('submitted'), clerk('1001'));
    expect(told(world.give(move('approved'), lead))).toBe('notice.moved');
    expect(world.state.content.notices.get('n1')).toMatchObject({
      author: '1001',
      approver: '2001',
      state: 'approved',
    });
    expect(titles(world)).toEqual(['停水', 'Fixed']);
    expect(told(world.give({ type: 'notices-over' }, system))).toBe('nothing');
    world.local = { date: '2026-03-02', weekday: 1, minutes: 660 };
    expect(told(world.give({ type: 'notices-over' }, system))).toBe('notice.moved');
    expect(world.state.content.notices.get('n1')?.state).toBe('expired');
    expect(told(world.give(move('withdrawn'), lead))).toBe('no: notice-step');
  });

  it('is refused with what is wrong', () => {
    const world = hall();
    const save = (change: Partial<NoticeDraft>) =>
      told(world.give({ type: 'save-notice', notice: 'n', draft: draft(change) }));
    expect(save({ from: '2026-03-03', until: '2026-03-02' })).toBe('no: times-wrong');
    expect(save({ from: '2026-03-02T10:00', until: '2026-03-02T10:00' })).toBe('no: times-wrong');
    expect(save({ parts: [{ from: '10:00', to: '10:00' }] })).toBe('no: times-wrong');
    expect(save({ screens: ['moon'] })).toBe('no: screen-unknown');
    expect(save({ picture: 'f'.repeat(64) })).toBe('no: media-unknown');
    expect(told(world.give({ type: 'move-notice', notice: 'x', to: 'submitted' }))).toBe('no: notice-unknown');
    expect(save({ until: '2026-03-01' })).toBe('notice.saved');
    expect(told(world.give({ type: 'move-notice', notice: 'n', to: 'submitted' }))).toBe('no: notice-over');
  });

  it('that is urgent is shown at once, over the others, and ends by the hall clock alone', () => {
    const world = hall();
    const urgent = { title: words('疏散'), text: words('请离开'), priority: 'emergency', minutes: 10 } as const;
    expect(told(world.give({ type: 'urgent-notice', notice: 'u1', urgent }, clerk('1001')))).toBe(
      'notice.saved notice.moved',
    );
    expect(told(world.give({ type: 'urgent-notice', notice: 'u1', urgent }, clerk('1001')))).toBe('nothing');
    expect(shownOn(world).emergency?.title.zh).toBe('疏散');
    // A clock that is not known hides no notice that must be seen now.
    const main = world.index.screens.get('main');
    expect(main && resolveContent(world.state, world.index, main, null).emergency?.id).toBe('u1');
    world.give({ type: 'screen-confirmed', screen: 'main', notice: 'u1' }, system);
    expect(told(world.give({ type: 'screen-confirmed', screen: 'main', notice: 'u1' }, system))).toBe('nothing');
    expect(told(world.give({ type: 'screen-confirmed', screen: 'moon', notice: 'u1' }, system))).toBe(
      'no: screen-unknown',
    );
    expect(world.state.content.notices.get('u1')?.confirmed).toEqual(['main']);
    world.local = null;
    world.advance(10 * 60_000);
    expect(told(world.give({ type: 'notices-over' }, system))).toBe('notice.moved');
    expect(shownOn(world).emergency).toBeNull();
  });

  it('finds room when old ones have ended, and is refused when none has', () => {
    const world = hall();
    for (let n = 0; n < limits.noticesMax; n += 1) world.give({ type: 'save-notice', notice: `n${n}`, draft: draft() });
    expect(told(world.give({ type: 'save-notice', notice: 'more', draft: draft() }))).toBe('no: notices-too-many');
    world.give({ type: 'move-notice', notice: 'n7', to: 'withdrawn' });
    expect(told(world.give({ type: 'save-notice', notice: 'more', draft: draft() }))).toBe('notice.saved');
    expect(world.state.content.notices.has('n7')).toBe(false);
    expect(world.state.content.notices.size).toBe(limits.noticesMax);
  });
});

describe('films', () => {
  function withFilms(): World {
    const world = hall();
    for (const n of [1, 2, 3]) world.give({ type: 'add-media', media: film(n) });
    return world;
  }
  const order = (world: World, screen?: string) => shownOn(world, screen).films.map(({ url }) => url.slice(7, 8));

  it('come from the configuration until a playlist plays', () => {
    const world = withFilms();
    expect(shownOn(world).films.map(({ url }) => url)).toEqual(['/media/a.svg']);
    const items = [{ media: film(1).sha256, weight: 2 }, { media: film(2).sha256 }];
    expect(told(world.give({ type: 'save-playlist', playlist: 'p', content: list(items) }))).toBe('playlist.saved');
    expect(order(world)).toEqual(['1', '1', '2']);
    expect(order(world, 'side')).toEqual([]);
    world.give({ type: 'save-playlist', playlist: 'p', content: list(items, { off: true }) });
    expect(order(world)).toEqual(['a']);
  });

  it('of the highest priority win; equal ones take turns', () => {
    const world = withFilms();
    const item = (n: number) => [{ media: film(n).sha256 }];
    world.give({ type: 'save-playlist', playlist: 'a', content: list(item(1)) });
    world.give({ type: 'save-playlist', playlist: 'b', content: list([...item(2), ...item(3)]) });
    expect(order(world)).toEqual(['1', '2', '3']);
    world.give({ type: 'save-playlist', playlist: 'c', content: list(item(3), { priority: 1, days: [1] }) });
    expect(order(world)).toEqual(['3']);
  });

  it('mix the same way on every screen and anew each day', () => {
    const world = withFilms();
    const items = [1, 2, 3].map((n) => ({ media: film(n).sha256, weight: 3 }));
    world.give({ type: 'save-playlist', playlist: 'm', content: list(items, { order: 'mixed' }) });
    const settings = world.index.screens.get('main');
    const on = (date: string) =>
      settings &&
      resolveContent(world.state, world.index, settings, { date, weekday: 1, minutes: 600 }).films.map((f) => f.url);
    expect(on('2026-03-02')).toEqual(on('2026-03-02'));
    expect(on('2026-03-02')).toHaveLength(9);
    expect(on('2026-03-09')).not.toEqual(on('2026-03-02'));
  });

  it('cannot be taken away while something shows them, and unknown ones are refused', () => {
    const world = withFilms();
    const items = [{ media: film(1).sha256 }];
    world.give({ type: 'save-playlist', playlist: 'p', content: list(items) });
    expect(told(world.give({ type: 'remove-media', sha256: film(1).sha256 }))).toBe('no: media-in-use');
    expect(told(world.give({ type: 'remove-playlist', playlist: 'q' }))).toBe('no: playlist-unknown');
    expect(told(world.give({ type: 'remove-playlist', playlist: 'p' }))).toBe('playlist.removed');
    expect(told(world.give({ type: 'remove-media', sha256: film(1).sha256 }))).toBe('media.removed');
    expect(told(world.give({ type: 'remove-media', sha256: film(1).sha256 }))).toBe('no: media-unknown');
    expect(told(world.give({ type: 'save-playlist', playlist: 'p', content: list(items) }))).toBe('no: media-unknown');
    expect(told(world.give({ type: 'add-media', media: film(2) }))).toBe('nothing');
  });

  it('are bounded in number, as their lists are', () => {
    const world = withFilms();
    for (let n = world.state.content.media.size; n < limits.mediaFilesMax; n += 1)
      world.give({ type: 'add-media', media: film(0, { sha256: String(1_000_000 + n).padStart(64, 'a') }) });
    expect(told(world.give({ type: 'add-media', media: film(9) }))).toBe('no: media-too-many');
    const content = list([{ media: film(1).sha256 }]);
    for (let n = 0; n < limits.playlistsMax; n += 1) world.give({ type: 'save-playlist', playlist: `p${n}`, content });
    expect(told(world.give({ type: 'save-playlist', playlist: 'x', content }))).toBe('no: playlists-too-many');
  });

  it('leave proof that they were played', () => {
    const world = withFilms();
    const plays = [{ media: film(1).sha256, times: 2, ms: 10_000 }];
    expect(told(world.give({ type: 'screen-played', screen: 'main', plays }, system))).toBe('screen.played');
    world.give({ type: 'screen-played', screen: 'main', plays }, system);
    expect(world.state.content.plays.get(`main/${film(1).sha256}`)).toEqual({ times: 4, ms: 20_000 });
    expect(told(world.give({ type: 'screen-played', screen: 'moon', plays }, system))).toBe('no: screen-unknown');
    const unknown = [{ media: 'e'.repeat(64), times: 1, ms: 1 }];
    expect(told(world.give({ type: 'screen-played', screen: 'main', plays: unknown }, system))).toBe('nothing');
    expect(replay(world.journal).content).toEqual(world.state.content);
    expect(readSnapshot(writeSnapshot(world.state))?.content).toEqual(world.state.content);
    world.commit([{ type: 'day.opened', body: { date: '2026-03-03' } }]);
    expect(world.state.content.plays.size).toBe(0);
  });
});

describe('the plan of a day', () => {
  it('says stretch by stretch what a screen shows, whether it is on, and why', () => {
    const world = hall();
    world.give({ type: 'add-media', media: film(1) });
    const content = list([{ media: film(1).sha256 }], { parts: [{ from: '12:00', to: '13:00' }] });
    world.give({ type: 'save-playlist', playlist: 'p', content });
    const main = world.index.screens.get('main');
    if (!main) throw new Error('no screen');
    const rows = planOfDay(world.state, world.index, main, { date: '2026-03-02', weekday: 1 });
    expect(rows.map((row) => [row.from, row.to, row.open, row.power, row.playlists.length])).toEqual([
      ['00:00', '08:45', false, 'off', 0],
      ['08:45', '09:00', false, 'on', 0],
      ['09:00', '12:00', true, 'on', 0],
      ['12:00', '13:00', true, 'on', 1],
      ['13:00', '17:00', true, 'on', 0],
      ['17:00', '17:15', false, 'on', 0],
      ['17:15', '24:00', false, 'off', 0],
    ]);
    const holiday = planOfDay(world.state, world.index, main, { date: '2026-03-03', weekday: 2 });
    expect(holiday.map((row) => [row.from, row.to, row.power])).toEqual([
      ['00:00', '12:00', 'off'],
      ['12:00', '13:00', 'off'],
      ['13:00', '24:00', 'off'],
    ]);
    expect(holiday[0]?.why).toEqual({ zh: 'Holiday：不营业', en: 'Holiday: closed' });
  });

  it('knows each screen of its own, and stays on when the time is not known', () => {
    const world = hall();
    const side = world.index.screens.get('side');
    if (!side) throw new Error('no screen');
    const power = (minutes: number) => plannedPower(world.index, side, { date: '2026-03-02', weekday: 1, minutes });
    expect([power(509), power(510), power(1_019), power(1_020)]).toEqual(['off', 'on', 'on', 'off']);
    expect(plannedPower(world.index, side, null)).toBe('on');
  });
});

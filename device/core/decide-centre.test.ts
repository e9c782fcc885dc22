/** What the centre wants shown: taken whole, once, beside what is the hall's own; and its calendar in every decision. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../protocol/commands.ts';
import type { MediaFacts, NoticeDraft, PlaylistContent } from '../../protocol/content.ts';
import { limits } from '../../protocol/limits.ts';
import type { Decision } from './decision.ts';
import { withCalendar } from './hall-index.ts';
import { exceptionOn, isOpen } from './opening-hours.ts';
import { winningPlaylists } from './resolve-content.ts';
import { plannedPower } from './screen-plan.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { createWorld, lead, replay, smallHall, type World } from './testing/world.ts';

const centre: Actor = { id: 'centre', clerk: null, staff: true };
const words = (text: string) => ({ zh: text, en: text });
const draft = (change: Partial<NoticeDraft> = {}): NoticeDraft => ({
  title: words('停气'),
  text: words('今晚停气'),
  priority: 'normal',
  ...change,
});
const sha = (digit: string) => digit.repeat(64);
const film = (digit: string): MediaFacts => ({
  sha256: sha(digit),
  name: 'film.mp4',
  kind: 'video',
  mime: 'video/mp4',
  bytes: 1_000,
  width: 1920,
  height: 1080,
  durationMs: 5_000,
  codec: 'avc1.640028',
  sound: true,
});
const list = (digits: string, change: Partial<PlaylistContent> = {}): PlaylistContent => ({
  name: 'List',
  items: [...digits].map((digit) => ({ media: sha(digit) })),
  order: 'listed',
  priority: 0,
  ...change,
});

function hall(): World {
  const config = smallHall();
  const hours = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }];
  return createWorld({
    ...config,
    hall: { ...config.hall, hours, exceptions: [{ date: '2026-03-03', closed: true, name: words('Own') }] },
    screens: [{ id: 'main' }, { id: 'side' }],
  });
}
/** Types of the events, or the code of a refusal. */
const outcome = (decision: Decision) => (decision.ok ? decision.events.map(({ type }) => type) : decision.refusal.code);
const notices = (world: World, items: readonly { id: string; draft: NoticeDraft }[]) =>
  outcome(world.give({ type: 'centre-notices', notices: items }, centre));
const films = (world: World, digits: string, playlists: readonly { id: string; content: PlaylistContent }[]) =>
  outcome(
    world.give({ type: 'centre-films', files: [...digits].map(sha), added: [...digits].map(film), playlists }, centre),
  );
const stateOf = (world: World, id: string) => world.state.content.notices.get(id)?.state;

describe('notices of the centre', () => {
  it('are shown at once, once, and withdrawn when they leave; those of the hall stay', () => {
    const world = hall();
    world.give({ type: 'save-notice', notice: 'own', draft: draft() }, lead);
    const items = [
      { id: 'a', draft: draft() },
      { id: 'b', draft: draft({ priority: 'urgent' }) },
    ];
    expect(notices(world, items)).toEqual(['notice.saved', 'notice.moved', 'notice.saved', 'notice.moved']);
    expect(world.state.content.notices.get('centre-a')).toMatchObject({
      state: 'approved',
      author: 'centre',
      approver: 'centre',
    });
    expect(notices(world, items)).toEqual([]);
    expect(notices(world, items.slice(1))).toEqual(['notice.moved']);
    expect([stateOf(world, 'centre-a'), stateOf(world, 'own')]).toEqual(['withdrawn', 'draft']);
    expect(notices(world, items)).toEqual(['notice.saved', 'notice.moved']);
    expect(replay(world.journal)).toEqual(world.state);
  });

  it('that the hall took down stay down until the centre changes them', () => {
    const world = hall();
    const items = [{ id: 'a', draft: draft() }];
    notices(world, items);
    world.give({ type: 'move-notice', notice: 'centre-a', to: 'withdrawn', reason: 'wrong here' }, lead);
    expect(notices(world, items)).toEqual([]);
    expect(notices(world, [{ id: 'a', draft: draft({ text: words('明晚停气') }) }])).toHaveLength(2);
    expect(stateOf(world, 'centre-a')).toBe('approved');
  });

  it('are withdrawn by the hall, and changed by the centre alone', () => {
    const world = hall();
    notices(world, [{ id: 'a', draft: draft() }]);
    const urgent = { title: words('x'), text: words('x'), priority: 'urgent' as const, minutes: 5 };
    for (const command of [
      { type: 'save-notice', notice: 'centre-a', draft: draft({ text: words('明晚停气') }) },
      { type: 'save-notice', notice: 'centre-new', draft: draft() },
      { type: 'move-notice', notice: 'centre-a', to: 'submitted' },
      { type: 'move-notice', notice: 'centre-a', to: 'draft' },
      { type: 'urgent-notice', notice: 'centre-b', urgent },
    ] as const)
      expect(outcome(world.give(command, lead)), command.type).toBe('content-of-centre');
    expect(world.state.content.notices.get('centre-a')).toMatchObject({ author: 'centre', draft: draft() });
    const down = { type: 'move-notice', notice: 'centre-a', to: 'withdrawn' } as const;
    expect(outcome(world.give(down, lead))).toEqual(['notice.moved']);
    expect(notices(world, [{ id: 'a', draft: draft() }])).toEqual([]);
    expect(stateOf(world, 'centre-a')).toBe('withdrawn');
  });

  it('whose time is over are left out, and do not come again each time', () => {
    const world = hall();
    const items = [{ id: 'a', draft: draft({ until: '2020-01-01' }) }];
    expect(notices(world, items)).toEqual([]);
    const later = [{ id: 'b', draft: draft({ until: `${world.local?.date}T10:01` }) }];
    notices(world, later);
    if (world.local) world.local = { ...world.local, minutes: 602 };
    world.give({ type: 'notices-over' });
    expect(stateOf(world, 'centre-b')).toBe('expired');
    expect(notices(world, later)).toEqual([]);
  });

  it.each([
    ['an unknown screen', [{ id: 'a', draft: draft({ screens: ['cellar'] }) }], 'screen-unknown'],
    ['an unknown picture', [{ id: 'a', draft: draft({ picture: sha('9') }) }], 'media-unknown'],
    ['an id twice', [1, 2].map(() => ({ id: 'a', draft: draft() })), 'id-twice'],
    [
      'what no event can hold',
      [{ id: 'a', draft: draft({ title: words('\u0001'.repeat(60)), text: words('\u0001'.repeat(600)) }) }],
      'content-too-long',
    ],
    [
      'too many',
      Array.from({ length: limits.noticesMax + 1 }, (_, n) => ({ id: `n${n}`, draft: draft() })),
      'notices-too-many',
    ],
  ])('are refused whole with %s', (_what, wrong, code) => {
    const world = hall();
    expect(notices(world, [{ id: 'ok', draft: draft() }, ...wrong])).toBe(code);
    expect(world.state.content.notices.size).toBe(0);
  });
});

describe('films of the centre', () => {
  it('have playlists that only the centre changes; a copy is the hall’s own and survives each delivery', () => {
    const world = hall();
    films(world, '1', [{ id: 'ads', content: list('1') }]);
    const save = (playlist: string, change: Partial<PlaylistContent> = {}) =>
      outcome(world.give({ type: 'save-playlist', playlist, content: list('1', change) }, lead));
    expect(save('centre-ads', { off: true })).toBe('content-of-centre');
    expect(save('centre-mine')).toBe('content-of-centre');
    expect(outcome(world.give({ type: 'remove-playlist', playlist: 'centre-ads' }, lead))).toBe('content-of-centre');
    expect(save('copy', { priority: 9 })).toEqual(['playlist.saved']);
    expect(films(world, '1', [{ id: 'ads', content: list('1') }])).toEqual([]);
    expect([...world.state.content.playlists.keys()]).toEqual(['centre-ads', 'copy']);
  });

  it('come with their playlists in one go, and leave in one go', () => {
    const world = hall();
    world.give({ type: 'add-media', media: film('9') }, lead);
    world.give({ type: 'save-playlist', playlist: 'own', content: list('9') }, lead);
    const first = [{ id: 'x', content: list('12') }];
    expect(films(world, '12', first)).toEqual(['media.added', 'media.added', 'playlist.saved']);
    expect(films(world, '12', first)).toEqual([]);
    // The hall shows the second one in a list of its own: it stays when the centre needs it no more.
    world.give({ type: 'save-playlist', playlist: 'own', content: list('92') }, lead);
    expect(films(world, '3', [{ id: 'y', content: list('3') }])).toEqual([
      'media.added',
      'playlist.saved',
      'playlist.removed',
      'media.removed',
    ]);
    expect([...world.state.content.playlists.keys()]).toEqual(['own', 'centre-y']);
    expect([...world.state.content.media.keys()]).toEqual(['9', '2', '3'].map(sha));
    expect(winningPlaylists(world.state, world.index, 'main', world.local).map(([id]) => id)).toEqual([
      'centre-y',
      'own',
    ]);
    expect(replay(world.journal)).toEqual(world.state);
  });

  it.each([
    ['an unknown screen', [{ id: 'x', content: list('1', { screens: ['cellar'] }) }], 'screen-unknown'],
    ['a file that is not there', [{ id: 'x', content: list('7') }], 'media-unknown'],
    ['an id twice', [1, 2].map(() => ({ id: 'x', content: list('1') })), 'id-twice'],
    [
      'times that are none',
      [{ id: 'x', content: list('1', { parts: [{ from: '09:00', to: '09:00' }] }) }],
      'times-wrong',
    ],
    [
      'more than an event can hold',
      [
        {
          id: 'x',
          content: list('1'.repeat(60), {
            name: '\u0001'.repeat(60),
            items: Array(60).fill({ media: sha('1'), seconds: 10 / 3, weight: 10, sound: false }),
          }),
        },
      ],
      'content-too-long',
    ],
  ])('are refused whole with %s', (_what, wrong, code) => {
    const world = hall();
    expect(films(world, '1', wrong)).toBe(code);
    expect(world.state.content.media.size).toBe(0);
  });
});

describe('the calendar of the centre', () => {
  it('comes before the configuration, for the dates that it covers', () => {
    const world = hall();
    const set = (exceptions: Parameters<typeof withCalendar>[1]) =>
      outcome(world.give({ type: 'centre-calendar', exceptions }, centre));
    const days = [
      { date: '2026-03-03', like: 1 },
      { date: '2026-03-07', like: 1, name: words('Make-up') },
      { date: '2026-03-04', closed: true },
    ];
    expect(set(days)).toEqual(['calendar.set']);
    expect(set(days)).toEqual([]);
    const index = withCalendar(world.index, world.state.calendar);
    const at = (date: string, weekday: number) => ({ date, weekday, minutes: 600 });
    const open = (date: string, weekday: number) => isOpen(index.config.hall, at(date, weekday));
    // Tuesday that the file calls a holiday, Saturday that is worked, Wednesday that is not.
    expect([open('2026-03-03', 2), open('2026-03-07', 6), open('2026-03-04', 3)]).toEqual([true, true, false]);
    expect(plannedPower(index, { id: 'main' }, at('2026-03-04', 3))).toBe('off');
    expect(readSnapshot(writeSnapshot(world.state))?.calendar).toEqual(days);
    expect(set([])).toEqual(['calendar.set']);
    expect(exceptionOn(withCalendar(world.index, world.state.calendar).config.hall, '2026-03-03')?.closed).toBe(true);
  });

  it('is bounded', () => {
    const world = hall();
    const many = (count: number, name = 'x') =>
      Array.from({ length: count }, () => ({ date: '2026-01-01', closed: true, name: words(name) }));
    for (const exceptions of [many(limits.calendarDaysMax + 1), many(40, 'x'.repeat(200))])
      expect(outcome(world.give({ type: 'centre-calendar', exceptions }, centre))).toBe('calendar-too-long');
    expect(world.state.calendar).toEqual([]);
  });
});

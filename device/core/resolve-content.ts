/**
 * What one screen shows beside the calls at one moment: the same function answers for now, for the preview of a notice, and for
 * 'what will it show on Friday at 14:30'. Order: emergency, urgent, normal notices; then the films of the playlists that win.
 */
import { configDefaults, type ScreenConfig } from '../../protocol/config.ts';
import type { PlaylistContent } from '../../protocol/content.ts';
import { roundOf } from '../../protocol/playlist-round.ts';
import type { ContentPart, ShownFilm, ShownNotice } from '../../protocol/screen-views.ts';
import type { Notice } from './content.ts';
import type { HallIndex } from './hall-index.ts';
import type { LocalMinute } from './opening-hours.ts';
import { isShownAt } from './show-times.ts';
import type { HallState } from './state.ts';

/** Films of one round: more would never come round. */
const filmsMax = 200;

export function resolveContent(
  state: HallState,
  index: HallIndex,
  screen: ScreenConfig,
  at: LocalMinute | null,
): ContentPart {
  const shown = [...state.content.notices.values()].filter((notice) => isNoticeShown(notice, index, screen.id, at));
  const newestFirst = shown.sort((a, b) => b.seq - a.seq).map(shownNotice);
  const emergency = newestFirst.find(({ priority }) => priority === 'emergency') ?? null;
  const urgent = newestFirst.filter(({ priority }) => priority === 'urgent');
  const normal = newestFirst.filter(({ priority }) => priority === 'normal');
  const fixed = fixedNotices(index, at);
  return {
    revision: state.content.revision,
    emergency,
    notices: [
      ...urgent,
      ...fixed.filter(({ priority }) => priority !== 'normal'),
      ...normal,
      ...fixed.filter(({ priority }) => priority === 'normal'),
    ],
    films: screen.films === false ? [] : filmsOf(state, index, screen.id, at),
  };
}

/** True while the notice stands on that screen. */
export function isNoticeShown(
  { draft, state }: Pick<Notice, 'draft' | 'state'>,
  index: HallIndex,
  screen: string,
  at: LocalMinute | null,
): boolean {
  if (state !== 'approved' || (draft.screens && !draft.screens.includes(screen))) return false;
  // A notice that must be seen now does not wait for a clock.
  return draft.priority !== 'normal' && !at ? true : isShownAt(draft, index.config.hall, at);
}

/** Playlists that play on a screen at a moment: of those whose times hold, the ones with the highest priority. */
export function winningPlaylists(
  state: HallState,
  index: HallIndex,
  screen: string,
  at: LocalMinute | null,
): readonly (readonly [id: string, playlist: PlaylistContent])[] {
  const fit = [...state.content.playlists].filter(
    ([, list]) =>
      list.off !== true && (!list.screens || list.screens.includes(screen)) && isShownAt(list, index.config.hall, at),
  );
  const top = Math.max(...fit.map(([, { priority }]) => priority));
  return fit.filter(([, { priority }]) => priority === top).sort(([a], [b]) => (a < b ? -1 : 1));
}

function filmsOf(state: HallState, index: HallIndex, screen: string, at: LocalMinute | null): ShownFilm[] {
  const lists = winningPlaylists(state, index, screen, at).map(([id, list]) => playedRound(id, list, at?.date ?? ''));
  const films: ShownFilm[] = [];
  // Lists of equal priority take turns, item by item.
  for (let turn = 0; films.length < filmsMax && lists.some((list) => turn < list.length); turn += 1)
    for (const list of lists) {
      const item = list[turn];
      const file = item && state.content.media.get(item.media)?.facts;
      if (!item || !file) continue;
      films.push({
        media: file.sha256,
        url: `/media/${file.sha256}`,
        kind: file.kind,
        seconds: item.seconds ?? configDefaults.pictureSeconds,
        sound: file.sound && item.sound !== false,
      });
    }
  return films.length > 0 ? films : fixedFilms(index);
}

/** One round as the screens play it: as listed, or mixed the same way on every screen. */
function playedRound(id: string, { items, order }: PlaylistContent, date: string): PlaylistContent['items'] {
  const round = roundOf(items);
  if (order === 'listed') return round;
  return round
    .map((item, at) => ({ item, key: mixed(`${id}/${date}/${at}`) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** FNV-1a: a fixed, even spread of texts over numbers. */
function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

function shownNotice({ id, draft }: Notice): ShownNotice {
  const { title, text, picture = null, priority, seconds = configDefaults.noticeSeconds } = draft;
  return { id, title, text, picture: picture === null ? null : `/media/${picture}`, priority, seconds };
}

/** Notices of the configuration file: always approved, by whoever wrote the file. */
function fixedNotices({ config }: HallIndex, at: LocalMinute | null): ShownNotice[] {
  return (config.signage?.notices ?? [])
    .map((notice, n) => ({ notice, id: `config-${n + 1}` }))
    .filter(({ notice: { from, until } }) =>
      isShownAt({ ...(from ? { from } : {}), ...(until ? { until } : {}) }, config.hall, at),
    )
    .map(({ notice: { title, text, urgent }, id }) => ({
      id,
      title,
      text,
      picture: null,
      priority: urgent ? 'urgent' : 'normal',
      seconds: configDefaults.noticeSeconds,
    }));
}

/** Files that the configuration names: shown while no playlist is. */
function fixedFilms({ config }: HallIndex): ShownFilm[] {
  return (config.signage?.promos ?? []).map(({ file, seconds = configDefaults.pictureSeconds }) => ({
    media: null,
    url: `/media/${file}`,
    kind: /\.(mp4|webm)$/i.test(file) ? 'video' : 'picture',
    seconds,
    sound: false,
  }));
}

/**
 * What the centre wants shown: its notices, its playlists with their files, its calendar. Each list is taken whole or not at all, in
 * one commit; what left it is withdrawn, and a list that stands already gives no events. Nothing of the hall's own is touched.
 */
import { centrePrefix, isOfCentre } from '../../protocol/centre-ids.ts';
import type { Command } from '../../protocol/commands.ts';
import type { NoticeDraft } from '../../protocol/content.ts';
import { event, type HallEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { type Notice, usersOf } from './content.ts';
import { accept, type DecideContext, type Decision, no } from './decision.ts';
import { isTooLong, refuseDraft, refuseScreens, refuseTimes } from './refuse-content.ts';
import { isOver } from './show-times.ts';
import type { HallState } from './state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

/** In the journal as author and approver; no badge is a word. */
const centre = 'centre';
/** Why a notice was withdrawn that left the list: one that a person of the hall took down has another reason, and stays down. */
const leftTheList = 'no longer in the list of the centre';

export function decideCentreNotices(state: HallState, command: Of<'centre-notices'>, context: DecideContext): Decision {
  const { notices } = state.content;
  const events: HallEvent[] = [];
  const named = new Set<string>();
  let living = 0;
  for (const { id, state: step } of notices.values())
    if (!isOfCentre(id) && step !== 'withdrawn' && step !== 'expired') living += 1;
  for (const { id, draft } of command.notices) {
    const notice = centrePrefix + id;
    const wrong = refuseDraft(state, draft, context.index);
    if (wrong) return no(wrong.refusal.code, { ...wrong.refusal.detail, notice: id });
    if (named.has(notice)) return no('id-twice', { id });
    named.add(notice);
    living += 1;
    if (stands(notices.get(notice), draft) || isPast(draft, context)) continue;
    events.push(
      event('notice.saved', { notice, draft, by: centre }),
      event('notice.moved', { notice, to: 'approved', by: centre }),
    );
  }
  if (living > limits.noticesMax) return no('notices-too-many', { max: limits.noticesMax });
  for (const { id, state: step } of notices.values())
    if (isOfCentre(id) && !named.has(id) && step !== 'withdrawn' && step !== 'expired')
      events.push(event('notice.moved', { notice: id, to: 'withdrawn', by: centre, reason: leftTheList }));
  return accept(events);
}

/** Nothing is to be done: it is shown, its time is over, or somebody of the hall has taken it down. */
function stands(known: Notice | undefined, draft: NoticeDraft): boolean {
  if (known?.author !== centre || !isSame(known.draft, draft)) return false;
  return known.state !== 'withdrawn' || known.reason !== leftTheList;
}

function isPast({ until }: NoticeDraft, { local }: DecideContext): boolean {
  return until !== undefined && local !== null && isOver(until, local);
}

/** The files stand on the disk by now. Those of an earlier list that nobody uses any more leave. */
export function decideCentreFilms(state: HallState, command: Of<'centre-films'>, context: DecideContext): Decision {
  const { media, playlists } = state.content;
  const files = new Set(command.files);
  const added = command.added.filter(({ sha256 }) => !media.has(sha256));
  const known = new Set([...media.keys(), ...added.map(({ sha256 }) => sha256)]);
  if (known.size > limits.mediaFilesMax) return no('media-too-many', { max: limits.mediaFilesMax });
  const events: HallEvent[] = added.map((facts) => event('media.added', { media: facts, by: centre }));
  const after = new Map([...playlists].filter(([id]) => !isOfCentre(id)));
  for (const { id, content } of command.playlists) {
    const playlist = centrePrefix + id;
    const wrong =
      refuseTimes(content) ??
      refuseScreens(content.screens, context.index) ??
      (isTooLong(content) ? no('content-too-long') : null);
    if (wrong) return no(wrong.refusal.code, { ...wrong.refusal.detail, playlist: id });
    const missing = content.items.find((item) => !known.has(item.media));
    if (missing) return no('media-unknown', { media: missing.media, playlist: id });
    if (after.has(playlist)) return no('id-twice', { id });
    after.set(playlist, content);
    if (!isSame(playlists.get(playlist), content))
      events.push(event('playlist.saved', { playlist, content, by: centre }));
  }
  if (after.size > limits.playlistsMax) return no('playlists-too-many', { max: limits.playlistsMax });
  for (const id of playlists.keys())
    if (!after.has(id)) events.push(event('playlist.removed', { playlist: id, by: centre }));
  for (const [sha256, { by }] of media)
    if (by === centre && !files.has(sha256) && usersOf({ ...state.content, playlists: after }, sha256) === 0)
      events.push(event('media.removed', { sha256, by: centre }));
  return accept(events);
}

export function decideCentreCalendar(state: HallState, { exceptions, version }: Of<'centre-calendar'>): Decision {
  if (exceptions.length > limits.calendarDaysMax || isTooLong(exceptions))
    return no('calendar-too-long', { max: limits.calendarDaysMax });
  if (isSame(state.calendar, exceptions)) return accept([]);
  return accept([event('calendar.set', { exceptions, ...(version === undefined ? {} : { version }) })]);
}

/** Both came as JSON; another order of the keys counts as a change, which does no harm. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

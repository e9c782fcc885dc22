/**
 * Notices, playlists and files. Who may give each command is checked before it comes here; here stands what is possible.
 *
 *   draft ─submit─► submitted ─approve─► approved ─time over─► expired
 *     ▲                 └─return (why)──────┐  └─withdraw─► withdrawn
 *     └─────────────────────────────────────┘     any change makes it a draft again
 *
 * What came from the centre is changed by the centre: the hall may withdraw a notice of it, and copy.
 */
import { isOfCentre } from '../../protocol/centre-ids.ts';
import type { Command } from '../../protocol/commands.ts';
import type { NoticeDraft, NoticeState } from '../../protocol/content.ts';
import { event, type HallEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { usersOf } from './content.ts';
import { accept, type DecideContext, type Decision, no } from './decision.ts';
import { isTooLong, refuseDraft, refuseScreens, refuseTimes } from './refuse-content.ts';
import { isOver } from './show-times.ts';
import { type HallState, hallTime } from './state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

export function decideSaveNotice(state: HallState, command: Of<'save-notice'>, context: DecideContext): Decision {
  const { notice, draft } = command;
  if (isOfCentre(notice)) return no('content-of-centre');
  const wrong = refuseDraft(state, draft, context.index);
  if (wrong) return wrong;
  if (!state.content.notices.has(notice) && isFull(state)) return no('notices-too-many', { max: limits.noticesMax });
  return accept([event('notice.saved', { notice, draft, by: nameOf(context) })]);
}

export function decideMoveNotice(state: HallState, command: Of<'move-notice'>, context: DecideContext): Decision {
  const { notice: id, to, reason } = command;
  const notice = state.content.notices.get(id);
  if (!notice) return no('notice-unknown');
  if (isOfCentre(id) && to !== 'withdrawn') return no('content-of-centre');
  const by = nameOf(context);
  if (!steps[to].includes(notice.state)) return no('notice-step', { state: notice.state });
  const { until } = notice.draft;
  if (to !== 'withdrawn' && to !== 'draft' && until !== undefined && context.local && isOver(until, context.local))
    return no('notice-over');
  if (to === 'approved' && context.index.needsTwo && notice.author === by) return no('notice-own');
  return accept([event('notice.moved', { notice: id, to, by, ...(reason === undefined ? {} : { reason }) })]);
}

/** From which states a step is possible. */
const steps: { readonly [To in Of<'move-notice'>['to']]: readonly NoticeState[] } = {
  submitted: ['draft'],
  approved: ['submitted'],
  draft: ['submitted'],
  withdrawn: ['draft', 'submitted', 'approved'],
};

/** Written, approved and shown by one person: there is no time for two. It ends by itself, and the journal says who. */
export function decideUrgentNotice(state: HallState, command: Of<'urgent-notice'>, context: DecideContext): Decision {
  const { notice, urgent } = command;
  if (isOfCentre(notice)) return no('content-of-centre');
  if (state.content.notices.has(notice)) return accept([]);
  const { title, text, priority, screens, minutes } = urgent;
  const draft: NoticeDraft = { title, text, priority, ...(screens ? { screens } : {}) };
  const wrong = refuseDraft(state, draft, context.index);
  if (wrong) return wrong;
  if (isFull(state)) return no('notices-too-many', { max: limits.noticesMax });
  const by = nameOf(context);
  return accept([
    event('notice.saved', { notice, draft, by, lastsMs: minutes * 60_000 }),
    event('notice.moved', { notice, to: 'approved', by }),
  ]);
}

export function decideNoticesOver(state: HallState, context: DecideContext): Decision {
  const hallMs = hallTime(state, context.now);
  const events: HallEvent[] = [];
  for (const { id, draft, state: step, endsMs } of state.content.notices.values()) {
    if (step !== 'approved') continue;
    const isPast = draft.until !== undefined && context.local !== null && isOver(draft.until, context.local);
    if (isPast || (endsMs !== null && hallMs >= endsMs))
      events.push(event('notice.moved', { notice: id, to: 'expired', by: 'system' }));
  }
  return accept(events);
}

// ---------------------------------------------------------------------------------------------- films

export function decideSavePlaylist(state: HallState, command: Of<'save-playlist'>, context: DecideContext): Decision {
  const { playlist, content } = command;
  if (isOfCentre(playlist)) return no('content-of-centre');
  const wrong = refuseTimes(content) ?? refuseScreens(content.screens, context.index);
  if (wrong) return wrong;
  if (isTooLong(content)) return no('content-too-long');
  const missing = content.items.find(({ media }) => !state.content.media.has(media));
  if (missing) return no('media-unknown', { media: missing.media });
  const { playlists } = state.content;
  if (!playlists.has(playlist) && playlists.size >= limits.playlistsMax)
    return no('playlists-too-many', { max: limits.playlistsMax });
  return accept([event('playlist.saved', { playlist, content, by: nameOf(context) })]);
}

export function decideRemovePlaylist(
  state: HallState,
  command: Of<'remove-playlist'>,
  context: DecideContext,
): Decision {
  const { playlist } = command;
  if (isOfCentre(playlist)) return no('content-of-centre');
  if (!state.content.playlists.has(playlist)) return no('playlist-unknown');
  return accept([event('playlist.removed', { playlist, by: nameOf(context) })]);
}

export function decideAddMedia(state: HallState, command: Of<'add-media'>, context: DecideContext): Decision {
  const { media } = command;
  if (state.content.media.has(media.sha256)) return accept([]);
  if (state.content.media.size >= limits.mediaFilesMax) return no('media-too-many', { max: limits.mediaFilesMax });
  return accept([event('media.added', { media, by: nameOf(context) })]);
}

export function decideRemoveMedia(state: HallState, command: Of<'remove-media'>, context: DecideContext): Decision {
  const { sha256 } = command;
  if (!state.content.media.has(sha256)) return no('media-unknown');
  if (usersOf(state.content, sha256) > 0) return no('media-in-use');
  return accept([event('media.removed', { sha256, by: nameOf(context) })]);
}

// ---------------------------------------------------------------------------------------------- screens

/** How often it may be asked for is bounded before it comes here: that is a matter of this start, not of the journal. */
export function decideVoiceSample({ screen }: Of<'voice-sample'>, context: DecideContext): Decision {
  const config = context.index.screens.get(screen);
  if (!config) return no('screen-unknown', { screen });
  if (config.voice === false) return no('screen-without-voice', { screen });
  return accept([event('voice.sampled', { screen, by: nameOf(context) })]);
}

export function decidePlayed(state: HallState, command: Of<'screen-played'>, { index }: DecideContext): Decision {
  const plays = command.plays.filter(({ media }) => state.content.media.has(media));
  if (!index.screens.has(command.screen)) return no('screen-unknown', { screen: command.screen });
  return accept(plays.length > 0 ? [event('screen.played', { screen: command.screen, plays })] : []);
}

export function decideConfirmed(state: HallState, command: Of<'screen-confirmed'>, { index }: DecideContext): Decision {
  const { screen, notice: id } = command;
  const notice = state.content.notices.get(id);
  if (!index.screens.has(screen)) return no('screen-unknown', { screen });
  if (!notice || notice.confirmed.includes(screen)) return accept([]);
  return accept([event('screen.confirmed', { screen, notice: id })]);
}

// ---------------------------------------------------------------------------------------------- shared

function isFull({ content }: HallState): boolean {
  let living = 0;
  for (const { state } of content.notices.values()) if (state !== 'withdrawn' && state !== 'expired') living += 1;
  return living >= limits.noticesMax;
}

/** Badge, or the actor's own name where nobody is signed in (the centre). */
function nameOf({ actor }: DecideContext): string {
  return actor.clerk ?? actor.id;
}

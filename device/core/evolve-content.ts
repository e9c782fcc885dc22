/** What events about notices, playlists, files and screens do to the state. */
import type { NoticeStep } from '../../protocol/content.ts';
import { limits } from '../../protocol/limits.ts';
import type { Content, Notice } from './content.ts';
import type { Handlers } from './evolve-records.ts';

export const contentEvents: Handlers = {
  'notice.saved': ({ content, hallMs }, body, at, seq) => {
    const before = content.notices.get(body.notice)?.steps ?? [];
    const notice: Notice = {
      id: body.notice,
      draft: body.draft,
      state: 'draft',
      author: body.by,
      approver: null,
      reason: null,
      changedWallMs: at.wallMs,
      endsMs: body.lastsMs === undefined ? null : hallMs + body.lastsMs,
      endsWallMs: body.lastsMs === undefined ? null : at.wallMs + body.lastsMs,
      confirmed: [],
      steps: withStep(before, { to: 'saved', by: body.by, wallMs: at.wallMs }),
      seq,
    };
    content.notices.delete(notice.id);
    if (content.notices.size >= limits.noticesMax) dropEnded(content);
    content.notices.set(notice.id, notice);
    content.revision = seq;
  },
  'notice.moved': ({ content }, body, at, seq) => {
    const notice = content.notices.get(body.notice);
    if (!notice) return;
    notice.state = body.to;
    notice.approver = body.to === 'approved' ? body.by : notice.approver;
    notice.reason = body.reason ?? null;
    notice.changedWallMs = at.wallMs;
    const { to, by, reason } = body;
    notice.steps = withStep(notice.steps, { to, by, wallMs: at.wallMs, ...(reason === undefined ? {} : { reason }) });
    notice.seq = seq;
    content.revision = seq;
  },
  'playlist.saved': ({ content }, body, _at, seq) => {
    content.playlists.set(body.playlist, body.content);
    content.revision = seq;
  },
  'playlist.removed': ({ content }, body, _at, seq) => {
    content.playlists.delete(body.playlist);
    content.revision = seq;
  },
  'media.added': ({ content }, body, at, seq) => {
    content.media.set(body.media.sha256, { facts: body.media, addedWallMs: at.wallMs, by: body.by });
    content.revision = seq;
  },
  'media.removed': ({ content }, body, _at, seq) => {
    content.media.delete(body.sha256);
    content.revision = seq;
  },
  'calendar.set': (state, body, at) => {
    state.calendar = body.exceptions;
    state.calendarFrom = { version: body.version ?? null, wallMs: at.wallMs };
  },
  'screen.played': ({ content }, body) => {
    for (const { media, times, ms } of body.plays) {
      const key = `${body.screen}/${media}`;
      const sum = content.plays.get(key);
      if (sum) {
        sum.times += times;
        sum.ms += ms;
      } else content.plays.set(key, { times, ms });
    }
  },
  'screen.confirmed': ({ content }, body) => {
    const notice = content.notices.get(body.notice);
    if (notice && !notice.confirmed.includes(body.screen)) notice.confirmed = [...notice.confirmed, body.screen];
  },
};

/** An author who corrects a text ten times has written it once: the last time counts. */
function withStep(steps: readonly NoticeStep[], step: NoticeStep): NoticeStep[] {
  const last = steps.at(-1);
  const before = step.to === 'saved' && last?.to === 'saved' && last.by === step.by ? steps.slice(0, -1) : steps;
  return [...before, step].slice(-limits.noticeStepsMax);
}

/** Room for a new notice: the oldest that has ended leaves. */
function dropEnded({ notices }: Content): void {
  let oldest: Notice | null = null;
  for (const notice of notices.values()) {
    if (notice.state !== 'withdrawn' && notice.state !== 'expired') continue;
    if (!oldest || notice.seq < oldest.seq) oldest = notice;
  }
  if (oldest) notices.delete(oldest.id);
}

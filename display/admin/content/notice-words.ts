/** Notices in words: their state, when they are shown, which fit a search. Pure; the time comes in. */
import type { NoticeDraft, PlaylistContent } from '../../../protocol/content.ts';
import type { NoticePart } from '../../../protocol/screen-views.ts';
import { type PlainTextKey, t } from '../../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../../protocol/texts-types.ts';
import type { IconName } from '../../shared/icon.ts';
import { formatMoment } from './moments.ts';

export type NoticeMark =
  | 'draft'
  | 'submitted'
  | 'shown'
  | 'planned'
  | 'soon'
  | 'plannedSoon'
  | 'expired'
  | 'withdrawn'
  | 'fixed';

export const markIcons: Readonly<Record<NoticeMark, IconName>> = {
  draft: 'pencil',
  submitted: 'hourglass',
  shown: 'circle-check',
  planned: 'calendar-days',
  soon: 'timer',
  plannedSoon: 'timer',
  expired: 'circle-x',
  withdrawn: 'circle-x',
  fixed: 'server',
};

/** The one state that stands on a notice. */
export function markOf({ state, shown, endsSoon, fixed }: NoticePart): NoticeMark {
  if (fixed) return shown ? 'shown' : 'fixed';
  if (state !== 'approved') return state;
  if (endsSoon) return shown ? 'soon' : 'plannedSoon';
  return shown ? 'shown' : 'planned';
}

export type NoticeFilter = 'current' | 'shown' | 'submitted' | 'draft' | 'ended' | 'all';
export const noticeFilters: readonly NoticeFilter[] = ['current', 'shown', 'submitted', 'draft', 'ended', 'all'];

export function fits(notice: NoticePart, filter: NoticeFilter): boolean {
  const { state, shown } = notice;
  const isEnded = state === 'expired' || state === 'withdrawn';
  if (filter === 'all') return true;
  if (filter === 'current') return !isEnded;
  if (filter === 'ended') return isEnded;
  return filter === 'shown' ? shown : state === filter;
}

/** Every word of the search stands somewhere in the notice. */
export function matches({ draft, author }: NoticePart, search: string): boolean {
  const { title, text } = draft;
  const all = [title.zh, title.en, text.zh, text.en, author].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** Ended so short ago that somebody may still look for it on the screen. */
const freshlyEndedMs = 3 * 24 * 3_600_000;

/** What should be pointed out, and why. */
export function attentionOf(notices: readonly NoticePart[], nowMs: number, isLead: boolean) {
  const waiting = isLead ? notices.filter((one) => one.state === 'submitted') : [];
  const soon = notices.filter((one) => one.state === 'approved' && one.endsSoon && one.draft.priority === 'normal');
  const expired = notices.filter(
    (one) => one.state === 'expired' && one.draft.priority === 'normal' && nowMs - one.changedWallMs < freshlyEndedMs,
  );
  return { waiting, soon, expired };
}

type Times = Pick<NoticeDraft | PlaylistContent, 'from' | 'until' | 'days' | 'parts' | 'calendar' | 'screens'>;

/** When something is shown, as a sentence; 'always' when there is no bound. */
export function timesSentence(times: Times, locale: Locale, screenName: (id: string) => string): string {
  const { from, until, days, parts, calendar = 'any', screens } = times;
  const list = (words: readonly string[]) => words.join(t(locale, 'content.listSeparator'));
  const words: string[] = [];
  if (from) words.push(t(locale, 'content.times.fromOn', { date: from.replace('T', ' ') }));
  if (until) words.push(t(locale, 'content.times.untilOn', { date: until.replace('T', ' ') }));
  if (days) words.push(t(locale, 'content.times.onDays', { days: list(days.map((day) => t(locale, dayKey(day)))) }));
  if (parts)
    words.push(t(locale, 'content.times.atParts', { parts: list(parts.map((one) => `${one.from}–${one.to}`)) }));
  if (calendar !== 'any') words.push(t(locale, `content.times.${calendar}`));
  if (words.length === 0) words.push(t(locale, 'content.times.always'));
  if (screens) words.push(t(locale, 'content.times.onScreens', { screens: list(screens.map(screenName)) }));
  return words.join(t(locale, 'content.partSeparator'));
}

/** The same for a notice, with the time that an urgent one ends by itself. */
export function noticeSentence(
  { draft, endsWallMs }: NoticePart,
  locale: Locale,
  zone: string | undefined,
  screenName: (id: string) => string,
): string {
  if (endsWallMs === null) return timesSentence(draft, locale, screenName);
  return t(locale, 'content.times.endsAt', { time: formatMoment(endsWallMs, zone) });
}

export function dayKey(day: number): PlainTextKey {
  const keys: readonly PlainTextKey[] = [
    'content.day.1',
    'content.day.2',
    'content.day.3',
    'content.day.4',
    'content.day.5',
    'content.day.6',
    'content.day.7',
  ];
  return keys[day - 1] ?? 'content.day.1';
}

/** A badge, or what else may stand in its place. */
export function whoName(by: string, locale: Locale): string {
  if (by === 'centre') return t(locale, 'content.by.centre');
  if (by === 'system') return t(locale, 'content.by.system');
  return by === '-' ? t(locale, 'content.by.file') : t(locale, 'content.badge', { badge: by });
}

/** The screen's name, or its id where it has none. */
export function screenNamer(
  screens: readonly { readonly id: string; readonly name: Bilingual | null }[],
  locale: Locale,
): (id: string) => string {
  const names = new Map(screens.map(({ id, name }) => [id, name ? pick(name, locale) : id]));
  return (id) => names.get(id) ?? id;
}

/** What is spoken, as parts of the views: calls and announcements with their words and the names of their sounds. */
import { callValues, type PhraseValues, phraseFor, variantAt, wavName } from '../../protocol/announcement.ts';
import { limits } from '../../protocol/limits.ts';
import type { Moment, Phrasebook } from '../../protocol/phrases.ts';
import type { Bilingual, Locale } from '../../protocol/texts-types.ts';
import type { AnnouncementPart, CallPart } from '../../protocol/views.ts';
import type { HallIndex } from '../core/hall-index.ts';
import { exceptionOn } from '../core/opening-hours.ts';
import { type Call, elapsedMs, type HallState, type Stamp } from '../core/state.ts';
import type { LocalTime } from '../ports.ts';
import type { HeldAnnouncement } from './voice-desk.ts';

export interface SpokenContext {
  readonly state: HallState;
  readonly index: HallIndex;
  readonly local: LocalTime | null;
  readonly now: Stamp;
  /** True when the daemon can speak itself: the page then plays files. */
  readonly speech: boolean;
  readonly phrases: Phrasebook;
  readonly announcements: readonly HeldAnnouncement[];
}

/** Newest first. */
export function callParts(context: SpokenContext): CallPart[] {
  return context.state.calls.map((call) => callPart(call, context)).reverse();
}

function callPart(call: Call, context: SpokenContext): CallPart {
  const values = callValues(call.no, call.counter);
  const spoken = languagesOf(context.index, call.locale);
  return {
    id: call.id,
    ticketNo: call.no,
    counter: call.counter,
    service: call.service,
    times: call.times,
    locale: call.locale,
    ageMs: callAgeMs(call, context.now),
    ...sounds(call.times > 1 ? 'recall' : 'call', values, spoken, context),
    more: sounds('call-more', values, spoken, context),
  };
}

/** A call of an earlier start is over, whatever the clock says: the voice stays silent after a restart. */
function callAgeMs(call: Call, now: Stamp): number {
  const known = Math.round(elapsedMs(call.at, now));
  return call.at.boot === now.boot ? known : Math.max(known, limits.announcementAgeMsMax + 1);
}

/** Newest first. */
export function announcementParts(context: SpokenContext): AnnouncementPart[] {
  const spoken = hallLanguages(context.index);
  return context.announcements
    .map(({ id, atMonoMs, moment, values }) => ({
      id,
      ageMs: Math.round(context.now.monoMs - atMonoMs),
      ...sounds(moment, values, spoken, context),
    }))
    .reverse();
}

function sounds(
  moment: Moment,
  values: PhraseValues,
  spoken: readonly Locale[],
  { phrases, speech, local, index }: SpokenContext,
): Pick<CallPart, 'wavs' | 'say'> {
  const variant = variantAt(phrases, moment, local?.minutes ?? null, holidayOf(index, local));
  const utterances = spoken.map((locale) => ({ locale, moment, variant, values }));
  return {
    wavs: speech ? utterances.map((utterance) => `/api/voice/${wavName(phrases, utterance)}.wav`) : [],
    say: utterances.map((utterance) => ({
      locale: utterance.locale,
      text: phraseFor(phrases, utterance)?.text ?? '',
    })),
  };
}

/** The public holiday of today; a make-up workday (调休) has a name and is none. */
function holidayOf({ config }: HallIndex, local: LocalTime | null): Bilingual | null {
  const exception = local && exceptionOn(config.hall, local.date);
  return exception && exception.like === undefined ? (exception.name ?? null) : null;
}

/** The hall's languages, the ticket's own first. */
export function languagesOf(index: HallIndex, own: Locale): readonly Locale[] {
  const all = hallLanguages(index);
  return all.includes(own) ? [own, ...all.filter((locale) => locale !== own)] : all;
}

function hallLanguages({ config }: HallIndex): readonly Locale[] {
  return config.signage?.voice?.languages ?? (['zh-CN', 'en'] as const);
}

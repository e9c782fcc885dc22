/** What is spoken, as parts of the views: calls and announcements with their words and the names of their sounds. */
import { callValues, type PhraseValues, phraseFor, variantAt, wavName } from '../../protocol/announcement.ts';
import { limits } from '../../protocol/limits.ts';
import type { Moment, Phrasebook } from '../../protocol/phrases.ts';
import type { Bilingual, Locale } from '../../protocol/texts-types.ts';
import type { AnnouncementPart, CallPart, SpokenPart } from '../../protocol/views.ts';
import { sampleSentences } from '../../protocol/voice-sample.ts';
import type { HallIndex } from '../core/hall-index.ts';
import { exceptionOn } from '../core/opening-hours.ts';
import { type Call, elapsedMs, type HallState, type Stamp } from '../core/state.ts';
import type { LocalTime } from '../ports.ts';
import type { HeldAnnouncement, HeldSample } from './voice-desk.ts';

export interface SpokenContext {
  readonly state: HallState;
  readonly index: HallIndex;
  readonly local: LocalTime | null;
  readonly now: Stamp;
  /** True when the daemon can speak itself: the page then plays files. */
  readonly speech: boolean;
  readonly phrases: Phrasebook;
  readonly announcements: readonly HeldAnnouncement[];
  /** Of the voice, each for one screen. */
  readonly samples: readonly HeldSample[];
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
    .map(({ id, at, moment, values }) => ({
      id,
      ageMs: Math.round(context.now.monoMs - at.monoMs),
      ...sounds(moment, values, spoken, context),
    }))
    .reverse();
}

/** The words of one announcement. */
export function saidOf({ moment, values }: HeldAnnouncement, context: SpokenContext): readonly SpokenPart[] {
  return sounds(moment, values, hallLanguages(context.index), context).say;
}

/** The samples of the voice that one screen says, newest first. */
export function sampleParts(screen: string, context: SpokenContext): AnnouncementPart[] {
  const names = sampleSentences(context.phrases, hallLanguages(context.index)).map(({ name }) => name);
  return context.samples
    .filter((sample) => sample.screen === screen)
    .map(({ id, at }) => ({
      id,
      ageMs: Math.round(context.now.monoMs - at.monoMs),
      wavs: context.speech ? names.map((name) => `/api/voice/${name}.wav`) : [],
      say: sampleSay(context),
    }))
    .reverse();
}

/** The words of the sample in the languages of the hall. */
export function sampleSay({ phrases, index }: SpokenContext): readonly SpokenPart[] {
  return sampleSentences(phrases, hallLanguages(index)).map(({ locale, text }) => ({ locale, text }));
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
export function holidayOf({ config }: HallIndex, local: LocalTime | null): Bilingual | null {
  const exception = local && exceptionOn(config.hall, local.date);
  return exception && exception.like === undefined ? (exception.name ?? null) : null;
}

/** The hall's languages, the ticket's own first. */
export function languagesOf(index: HallIndex, own: Locale): readonly Locale[] {
  const all = hallLanguages(index);
  return all.includes(own) ? [own, ...all.filter((locale) => locale !== own)] : all;
}

export function hallLanguages({ config }: HallIndex): readonly Locale[] {
  return config.signage?.voice?.languages ?? (['zh-CN', 'en'] as const);
}

/** The voice of the hall as those who look after it see it: phrases and what would be said now, who speaks, how loud, what was said. */
import { callValues, type PhraseValues, phraseFor, variantAt } from '../../protocol/announcement.ts';
import { limits } from '../../protocol/limits.ts';
import { dayParts, type Moment, moments, neverSaid, valuesOf } from '../../protocol/phrases.ts';
import type { Bilingual, Locale } from '../../protocol/texts-types.ts';
import { voiceDefaults, voiceVolume } from '../../protocol/voice-config.ts';
import type {
  ClipsPart,
  MadeSpeech,
  MomentPart,
  PhrasePart,
  SaidPart,
  VoicePart,
  VoiceProblem,
  VoiceView,
} from '../../protocol/voice-views.ts';
import { hallPart, type ViewContext } from './hall-views.ts';
import type { ScreenDesk } from './screen-desk.ts';
import { callParts, hallLanguages, holidayOf, saidOf, sampleSay } from './spoken-views.ts';
import type { HeldAnnouncement, HeldSample } from './voice-desk.ts';

/** What the adapters know of the voice; see voice-files.ts and hall-voice.ts. */
export interface VoiceFacts {
  readonly packFile: string | null;
  /** Moments whose phrases stand in the configuration. */
  readonly own: readonly Moment[];
  /** Of the pack, besides those that are always forbidden. */
  readonly forbidden: readonly string[];
  readonly clips: ClipsPart | null;
  readonly espeak: boolean;
  readonly problems: readonly VoiceProblem[];
  /** Newest first. */
  readonly made: () => readonly MadeSpeech[];
}
export const noVoiceFacts: VoiceFacts = {
  packFile: null,
  own: [],
  forbidden: [],
  clips: null,
  espeak: false,
  problems: [],
  made: () => [],
};

const saidMoments: ReadonlySet<Moment> = new Set(['call', 'recall', 'call-more', 'long-wait', 'closing-soon']);

export function voiceView(
  context: ViewContext,
  desk: ScreenDesk,
  facts: VoiceFacts,
  lately: readonly (HeldAnnouncement | HeldSample)[],
): VoiceView {
  return {
    hall: hallPart(context),
    voice: voicePart(context, facts),
    said: saidParts(context, lately),
    screens: [...context.index.screens.values()].map(({ id, name, voice }) => ({
      id,
      name: name ?? null,
      speaks: voice !== false,
      state: desk.now(id)?.life ?? 'never',
    })),
    made: facts.made(),
  };
}

function voicePart(context: ViewContext, facts: VoiceFacts): VoicePart {
  const { config } = context.index;
  const { voice } = config;
  const day = voice?.volume?.day ?? voiceDefaults.volume;
  return {
    pack: { name: context.phrases.name, stamp: context.phrases.stamp, file: facts.packFile },
    moments: moments.map((moment) => momentPart(moment, context, facts)),
    forbidden: { always: neverSaid, pack: facts.forbidden },
    languages: hallLanguages(context.index),
    chime: config.signage?.voice?.chime ?? true,
    slow: voice?.slow ?? false,
    volume: {
      day,
      evening: voice?.volume?.evening ?? day,
      eveningFrom: voice?.evening ?? voiceDefaults.evening,
      now: voiceVolume(voice, context.local?.minutes ?? null),
    },
    clips: facts.clips,
    espeak: facts.espeak,
    problems: facts.problems,
  };
}

function momentPart(moment: Moment, context: ViewContext, facts: VoiceFacts): MomentPart {
  const { phrases: book, local, index } = context;
  const { text, parts, festivals } = book.moments[moment];
  const variant = variantAt(book, moment, local?.minutes ?? null, holidayOf(index, local));
  const part = (when: PhrasePart['when'], words: PhrasePart['words'], now: boolean): PhrasePart => ({
    when,
    hours: when === 'day' || when === 'festival' ? null : `${book.parts[when].from}-${book.parts[when].to}`,
    festival: null,
    words,
    now,
  });
  const values = sampleValues(moment, context);
  const sayIn = (locale: Locale) => phraseFor(book, { locale, moment, variant, values })?.text ?? '';
  return {
    moment,
    said: saidMoments.has(moment),
    own: facts.own.includes(moment),
    phrases: [
      part('day', text, variant === 'day'),
      ...dayParts.flatMap((when) => {
        const words = parts[when];
        return words ? [part(when, words, variant === when)] : [];
      }),
      ...festivals.map(({ day, text: words }, n) => ({
        ...part('festival', words, variant === `f${n}`),
        festival: day,
      })),
    ],
    now: { zh: sayIn('zh-CN'), en: sayIn('en') } satisfies Bilingual,
  };
}

/** A number of this hall that reads like one, so that the words can be heard in the head. */
function sampleValues(moment: Moment, { index }: ViewContext): PhraseValues {
  const { services, counters, voice } = index.config;
  const [first] = services;
  const values = {
    ...callValues(`${first?.series ?? first?.id ?? 'A'}012`, counters[0]?.no ?? 1),
    minutes: String(voice?.announcements?.closingMinutes?.[0] ?? 30),
  };
  return Object.fromEntries(valuesOf[moment].map((value) => [value, values[value]]));
}

/** Calls and all else, newest first. */
function saidParts(context: ViewContext, lately: readonly (HeldAnnouncement | HeldSample)[]): SaidPart[] {
  const none = { screen: null, by: null };
  const calls = callParts(context).flatMap(({ id, times, say }): SaidPart[] => {
    const call = context.state.calls.find((one) => one.id === id);
    const kind = times > 1 ? 'recall' : 'call';
    return call ? [{ id: `call-${id}`, kind, wallMs: call.at.wallMs, say, ...none }] : [];
  });
  const others = lately.map((one): SaidPart => {
    const { id, at } = one;
    if ('moment' in one) return { id, kind: one.moment, wallMs: at.wallMs, say: saidOf(one, context), ...none };
    return { id, kind: 'sample', wallMs: at.wallMs, say: sampleSay(context), screen: one.screen, by: one.by };
  });
  return [...calls, ...others].sort((a, b) => b.wallMs - a.wallMs).slice(0, limits.voiceSaidMax);
}

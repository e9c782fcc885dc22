/**
 * What a hall needs said and its clips do not say: the letters of its services, the digits of numbers and counters, and the words of the
 * phrases that are said. Each is told once, in the order in which a person would record it.
 */
import type { SentencePiece } from '../../protocol/announcement.ts';
import type { HallConfig } from '../../protocol/config.ts';
import type { Moment, Phrasebook, Words } from '../../protocol/phrases.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import type { MissingClip } from '../../protocol/voice-views.ts';
import { type ClipVoice, stepsOf } from './voice-clips.ts';

type Settings = Pick<HallConfig, 'services' | 'voice' | 'signage'>;
type Piece = Omit<MissingClip, 'language'>;

const digits = [...'0123456789'];
/** Moments that every hall says; those that are announced only where they are configured are added. */
const always: readonly Moment[] = ['call', 'recall', 'call-more'];

export function missingClips(clips: ClipVoice, config: Settings, book: Phrasebook): readonly MissingClip[] {
  const languages = config.signage?.voice?.languages ?? (['zh-CN', 'en'] as const);
  return languages.flatMap((language) => {
    const needed = [...valuesNeeded(config), ...wordsNeeded(config, book, language)];
    const missing = new Map<string, MissingClip>();
    for (const { kind, says } of needed) {
      const piece: SentencePiece = { kind, text: says };
      if (stepsOf([piece], clips.says[language]) === null) missing.set(says, { language, kind, says });
    }
    return [...missing.values()];
  });
}

/** Counters and minutes need none of their own: they are said by their digits. */
function valuesNeeded({ services }: Settings): readonly Piece[] {
  const letters = new Set(services.flatMap(({ id, series = id }) => [...series]));
  return [
    ...[...letters].map((says) => ({ kind: 'letters' as const, says })),
    ...digits.map((says) => ({ kind: 'number' as const, says })),
  ];
}

function wordsNeeded({ voice }: Settings, book: Phrasebook, language: Locale): readonly Piece[] {
  const moments: Moment[] = [...always];
  if (voice?.announcements?.longWait) moments.push('long-wait');
  if (voice?.announcements?.closingMinutes) moments.push('closing-soon');
  const texts = moments.flatMap((moment) => {
    const { text, parts, festivals } = book.moments[moment];
    return [text, ...Object.values(parts), ...festivals.map((one) => one.text)].filter(isWords);
  });
  // A clip may not reach over a sign or a placeholder.
  const runs = texts.flatMap((words) => words[language].split(/\{[a-z]+\}|\p{P}+/u));
  return runs
    .map((run) => run.trim())
    .filter((run) => run !== '')
    .map((says) => ({ kind: 'words' as const, says }));
}

function isWords(words: Words | undefined): words is Words {
  return words !== undefined;
}

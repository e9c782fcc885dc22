/**
 * The sample of the voice: words of the program itself, in no pack, so that it can never be mistaken for a call nor say anything
 * else. First what it is, then digits, which a recorded voice says with its own clips.
 */
import type { Sentence } from './announcement.ts';
import type { Phrasebook } from './phrases.ts';
import { type Locale, locales } from './texts-types.ts';

type Part = 'what' | 'digits';

const what: Readonly<Record<Locale, string>> = {
  'zh-CN': '这是语音试听，不是叫号。',
  en: 'This is a test of the voice. It is not a call.',
};
const digits = '12345';
const digitWords: Readonly<Record<Locale, string>> = { 'zh-CN': '一二三四五', en: 'one, two, three, four, five' };
const parts: readonly Part[] = ['what', 'digits'];

export interface SampleSentence extends Sentence {
  /** Name of its sound, which changes with whatever changes the sound of the hall. */
  readonly name: string;
}

/** The sentences of the sample in these languages, in the order in which they are said. */
export function sampleSentences({ stamp }: Phrasebook, spoken: readonly Locale[]): readonly SampleSentence[] {
  return spoken.flatMap((locale) =>
    parts.map((part) => {
      const text = part === 'what' ? what[locale] : digitWords[locale];
      const piece = part === 'what' ? { kind: 'words' as const, text } : { kind: 'number' as const, text: digits };
      return { locale, text, pieces: [piece], name: `${locale}-sample-${part}-${stamp}` };
    }),
  );
}

/** The sentence of a sound's name; null when it is none of the sample. */
export function sampleOfName(book: Phrasebook, name: string): Sentence | null {
  return sampleSentences(book, locales).find((one) => one.name === name) ?? null;
}

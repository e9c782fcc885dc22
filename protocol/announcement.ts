/**
 * What is spoken, in both languages, as pure functions of a phrasebook. Digits are spoken one by one: 'two three' is
 * understood across a hall where 'twenty-three' is not. Names of sound files say all that the sentence depends on, so that a
 * name from outside can never choose a file, a command or words of its own.
 */
import { defaultMoments, defaultPackName, defaultParts } from './default-phrases.ts';
import type {
  DayPart,
  Moment,
  MomentPhrases,
  MomentWords,
  Phrasebook,
  PhrasePackFile,
  PhraseValue,
  Words,
} from './phrases.ts';
import { dayParts, moments, valuesOf } from './phrases.ts';
import type { Bilingual, Locale } from './texts-types.ts';

const zhDigits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;
const enDigits = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const;
const counterMax = 199;
const minutesMax = 240;

/** What fills the placeholders of a phrase. */
export type PhraseValues = Readonly<Partial<Record<PhraseValue, string>>>;
/** Which of a moment's phrases: the plain one, that of a part of the day, or that of a festival (`f0`, `f1` …). */
export type Variant = 'day' | DayPart | `f${number}`;

/** One thing to say: in a language, with the values of its placeholders. */
export interface Utterance {
  readonly locale: Locale;
  readonly moment: Moment;
  readonly variant: Variant;
  readonly values: PhraseValues;
}
/** A stretch of a sentence; recorded clips are joined from these. */
export type SentencePiece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: PhraseValue; readonly text: string };
export interface Sentence {
  readonly locale: Locale;
  readonly text: string;
  readonly pieces: readonly SentencePiece[];
}

/**
 * A phrasebook of the phrases given, the later ones in place of the earlier, moment by moment. All must have passed
 * `checkPhrases`. `salt` names what else changes the sound: slow speech, the recorded clips.
 */
export function phrasebook(pack: PhrasePackFile | null, changes: MomentPhrases = {}, salt = ''): Phrasebook {
  const given: Required<MomentPhrases> = { ...defaultMoments, ...pack?.moments, ...changes };
  const parts = { ...defaultParts, ...pack?.parts };
  const whole = {} as Record<Moment, MomentWords>;
  for (const moment of moments) {
    const { text, festivals = [], ...phrases } = given[moment];
    whole[moment] = {
      text: wholeWords(text),
      parts: Object.fromEntries(
        dayParts.flatMap((name) => (phrases[name] ? [[name, wholeWords(phrases[name])] as const] : [])),
      ),
      festivals: festivals.map((festival) => ({ day: festival.day, text: wholeWords(festival.text) })),
    };
  }
  const stamp = fingerprint(JSON.stringify([whole, salt]));
  return { name: pack?.name ?? defaultPackName, stamp, parts, moments: whole };
}

/** The built-in phrases alone. */
export const defaultPhrasebook: Phrasebook = phrasebook(null);

function wholeWords(text: Partial<Words>): Words {
  const zh = text['zh-CN'];
  if (zh === undefined || text.en === undefined)
    throw new Error('a phrase without one of its languages is refused before');
  return { 'zh-CN': zh, en: text.en };
}

/** Which phrase of a moment is said: a festival's before that of the part of the day, the plain one else. */
export function variantAt(
  book: Phrasebook,
  moment: Moment,
  /** Minutes since local midnight; null while the clock is not trusted. */
  minutes: number | null,
  /** Name of today's public holiday, or null. */
  holiday: Bilingual | null,
): Variant {
  const { parts, festivals } = book.moments[moment];
  const festival = holiday ? festivals.findIndex(({ day }) => day === holiday.zh || day === holiday.en) : -1;
  if (festival >= 0) return `f${festival}`;
  if (minutes === null) return 'day';
  return dayParts.find((name) => parts[name] !== undefined && isWithin(book.parts[name], minutes)) ?? 'day';
}

/** The sentence of an utterance; null when the book has no such phrase. */
export function phraseFor(book: Phrasebook, { locale, moment, variant, values }: Utterance): Sentence | null {
  const phrases = book.moments[moment];
  const words = variant === 'day' ? phrases.text : variantWords(phrases, variant);
  if (!words) return null;
  const pieces: SentencePiece[] = [];
  for (const [index, text] of words[locale].split(/\{([a-z]+)\}/).entries()) {
    if (index % 2 === 1) pieces.push({ kind: text as PhraseValue, text: values[text as PhraseValue] ?? '' });
    else if (text !== '') pieces.push({ kind: 'words', text });
  }
  return { locale, text: pieces.map((piece) => spoken(piece, locale)).join(''), pieces };
}

function variantWords({ parts, festivals }: MomentWords, variant: Exclude<Variant, 'day'>): Words | undefined {
  return variant === 'early' || variant === 'noon' || variant === 'evening'
    ? parts[variant]
    : festivals[Number(variant.slice(1))]?.text;
}

function spoken({ kind, text }: SentencePiece, locale: Locale): string {
  if (kind === 'letters') return locale === 'en' ? [...text].join(' ') : text;
  if (kind !== 'number') return text;
  const digits = [...text].map(Number);
  return locale === 'en'
    ? digits.map((digit) => enDigits[digit]).join(', ')
    : digits.map((digit) => zhDigits[digit]).join('');
}

/** The values of a ticket number and a counter. */
export function callValues(ticketNo: string, counter: number): PhraseValues {
  return { letters: ticketNo.replace(/\d/g, ''), number: ticketNo.replace(/\D/g, ''), counter: String(counter) };
}

/** File name of what is spoken: says all that the sentence depends on, and nothing that a path could be made of. */
export function wavName(book: Phrasebook, { locale, moment, variant, values }: Utterance): string {
  const said = valuesOf[moment].map((value) => values[value] ?? '').join('-');
  return [locale, moment, ...(said === '' ? [] : [said]), variant, book.stamp].join('-');
}

const namePattern = new RegExp(
  `^(zh-CN|en)-(${moments.join('|')})((?:-(?:[A-Z]{1,3}|\\d{1,4}))*)-(day|early|noon|evening|f\\d{1,2})-([0-9a-f]{8})$`,
);

/** The sentence of a file name made by `wavName` with this very book; null when it is none. */
export function sentenceOfWavName(book: Phrasebook, name: string): Sentence | null {
  const match = namePattern.exec(name);
  if (!match) return null;
  const [, locale, moment, said = '', variant] = match as unknown as [string, Locale, Moment, string, Variant];
  const texts = said.split('-').slice(1);
  const wanted = valuesOf[moment];
  if (texts.length !== wanted.length) return null;
  const values = Object.fromEntries(wanted.map((value, index) => [value, texts[index] ?? '']));
  if (!wanted.every((value) => isValue(value, values[value] ?? ''))) return null;
  const utterance: Utterance = { locale, moment, variant, values };
  // Written back it must be the same name: nothing that was not understood may hide in it.
  return wavName(book, utterance) === name ? phraseFor(book, utterance) : null;
}

function isValue(value: PhraseValue, text: string): boolean {
  if (value === 'letters') return /^[A-Z]{1,3}$/.test(text);
  if (value === 'number') return /^\d{1,4}$/.test(text);
  return /^[1-9]\d{0,2}$/.test(text) && Number(text) <= (value === 'counter' ? counterMax : minutesMax);
}

function isWithin({ from, to }: { readonly from: string; readonly to: string }, minutes: number): boolean {
  const start = minutesOf(from);
  const end = minutesOf(to);
  return start <= end ? minutes >= start && minutes < end : minutes >= start || minutes < end;
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

/** Eight hexadecimal digits of a text (FNV-1a): another text gives another, and nobody is kept out by it. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

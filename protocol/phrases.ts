/**
 * What the hall says, as data: a phrase pack with every moment in both languages, other words for parts of the day and for
 * public holidays, and a list of phrases that are never said. Schema, types and the check; which phrase is said when stands in
 * announcement.ts. A pack is whole before it is used: nothing here mends a phrase on the way to the loudspeaker.
 */
import Type, { type Static } from 'typebox';
import type { Bilingual, Locale } from './texts-types.ts';
import { locales } from './texts-types.ts';

const strict = { additionalProperties: false } as const;
const hhmm = (description: string) => Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$', description });
const phrase = (language: string) => Type.String({ minLength: 1, maxLength: 120, description: `In ${language}` });

/** Languages are optional for the schema only: `checkPhrases` names the one that is missing together with its phrase. */
const words = (description: string) =>
  Type.Object(
    { 'zh-CN': Type.Optional(phrase('Chinese')), en: Type.Optional(phrase('English')) },
    { ...strict, description },
  );

const momentSchema = (description: string) =>
  Type.Optional(
    Type.Object(
      {
        text: words('At any time'),
        early: Type.Optional(words('In the early part of the day')),
        noon: Type.Optional(words('About noon')),
        evening: Type.Optional(words('In the evening')),
        festivals: Type.Optional(
          Type.Array(
            Type.Object(
              {
                day: Type.String({
                  minLength: 1,
                  maxLength: 40,
                  description: 'Name of the day in the calendar of the hall, in either language, e.g. 春节',
                }),
                text: words('On this public holiday'),
              },
              strict,
            ),
            { maxItems: 20 },
          ),
        ),
      },
      { ...strict, description },
    ),
  );

const part = (description: string) =>
  Type.Optional(Type.Object({ from: hhmm('From'), to: hhmm('To') }, { ...strict, description }));

export const momentsSchema = Type.Object(
  {
    call: momentSchema('A call: {letters} {number} {counter}'),
    recall: momentSchema('The same ticket once more: {letters} {number} {counter}'),
    'call-more': momentSchema('A further call in one run, short: {letters} {number} {counter}'),
    ticket: momentSchema('A ticket was given: {letters} {number}'),
    rating: momentSchema('Please rate'),
    goodbye: momentSchema('At the end of a service'),
    'long-wait': momentSchema('Sorry for the long wait of the tickets {letters}'),
    opening: momentSchema('The hall opens'),
    'closing-soon': momentSchema('The hall closes in {minutes} minutes'),
    pause: momentSchema('Counter {counter} pauses'),
  },
  strict,
);

export const phrasePackSchema = Type.Object(
  {
    version: Type.Literal(1, { description: 'Version of this format: 1' }),
    name: Type.String({ minLength: 1, maxLength: 60, description: 'Name of the pack and of its edition' }),
    parts: Type.Optional(
      Type.Object(
        { early: part('Up to 09:00'), noon: part('11:30 to 13:30'), evening: part('From 17:00') },
        { ...strict, description: 'Parts of the day; those named when left out' },
      ),
    ),
    moments: momentsSchema,
    forbidden: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 60 }), {
        maxItems: 300,
        description: 'Phrases that are never said, besides those the hall always refuses',
      }),
    ),
  },
  { ...strict, $id: 'phrase-pack', title: 'Hallkeeper phrase pack' },
);

export type PhrasePackFile = Static<typeof phrasePackSchema>;
export type MomentPhrases = Static<typeof momentsSchema>;
export type Moment = keyof MomentPhrases;
export type DayPart = 'early' | 'noon' | 'evening';
export type PhraseValue = 'letters' | 'number' | 'counter' | 'minutes';
export type Words = Readonly<Record<Locale, string>>;

/** A moment whose languages are all there. */
export interface MomentWords {
  readonly text: Words;
  readonly parts: Readonly<Partial<Record<DayPart, Words>>>;
  readonly festivals: readonly { readonly day: string; readonly text: Words }[];
}
/** A pack that has been checked, with every moment; `stamp` changes with anything that may change a sound. */
export interface Phrasebook {
  readonly name: string;
  readonly stamp: string;
  readonly parts: Readonly<Record<DayPart, { readonly from: string; readonly to: string }>>;
  readonly moments: Readonly<Record<Moment, MomentWords>>;
}

export const dayParts: readonly DayPart[] = ['early', 'noon', 'evening'];
const callValues: readonly PhraseValue[] = ['letters', 'number', 'counter'];
/** What each moment must say, and may say nothing besides. */
export const valuesOf: Readonly<Record<Moment, readonly PhraseValue[]>> = {
  call: callValues,
  recall: callValues,
  'call-more': callValues,
  ticket: ['letters', 'number'],
  rating: [],
  goodbye: [],
  'long-wait': ['letters'],
  opening: [],
  'closing-soon': ['minutes'],
  pause: ['counter'],
};
export const moments = Object.keys(valuesOf) as readonly Moment[];

/** What no public hall says to the people it is there for, whatever a pack holds. */
export const neverSaid: readonly string[] = [
  '等着',
  '急什么',
  '没看见我正忙',
  '不归我管',
  '不关我的事',
  '我不知道',
  '问别人去',
  '找领导去',
  '有意见找',
  '爱办不办',
  '不是告诉你了',
  '怎么还不来',
  '快点',
  'hurry up',
  'not my problem',
  'shut up',
  'you people',
];

export interface PhraseFinding {
  readonly path: readonly (string | number)[];
  readonly code: 'phrase-language' | 'phrase-placeholder' | 'phrase-forbidden';
  readonly message: Bilingual;
}

/** All that is wrong with the phrases of a pack, or of a hall's own changes to one. */
export function checkPhrases(given: MomentPhrases, forbidden: readonly string[] = []): readonly PhraseFinding[] {
  const findings: PhraseFinding[] = [];
  for (const moment of moments) {
    const phrases = given[moment];
    if (!phrases) continue;
    const check = (text: Partial<Words>, when: string, path: PhraseFinding['path']) => {
      for (const locale of locales) {
        const found = checkPhrase(moment, when, locale, text[locale], [...neverSaid, ...forbidden]);
        if (found) findings.push({ ...found, path: text[locale] === undefined ? path : [...path, locale] });
      }
    };
    check(phrases.text, 'text', [moment, 'text']);
    for (const when of dayParts) {
      const text = phrases[when];
      if (text) check(text, when, [moment, when]);
    }
    phrases.festivals?.forEach(({ day, text }, index) => {
      check(text, day, [moment, 'festivals', index, 'text']);
    });
  }
  return findings;
}

function checkPhrase(
  moment: Moment,
  when: string,
  locale: Locale,
  text: string | undefined,
  forbidden: readonly string[],
): Omit<PhraseFinding, 'path'> | null {
  const where = `${moment} / ${when} / ${locale}`;
  if (text === undefined)
    return {
      code: 'phrase-language',
      message: {
        zh: `${where}：缺少这种语言，请补上`,
        en: `${where}: this language is missing; every phrase is said in ${locales.join(' and ')}`,
      },
    };
  const quoted = `“${text}”`;
  const present = [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  const wanted = valuesOf[moment];
  const missing = wanted.filter((value) => !present.includes(value));
  const strange = present.filter((value) => !wanted.some((one) => one === value));
  const stray = /[{}]/.test(text.replace(/\{[^{}]*\}/g, ''));
  if (missing.length > 0 || strange.length > 0 || stray) {
    const need = wanted.length === 0 ? '（无）' : wanted.map((value) => `{${value}}`).join(' ');
    return {
      code: 'phrase-placeholder',
      message: {
        zh: `${where}：${quoted} 的占位符必须正好是 ${need}`,
        en: `${where}: ${quoted} must hold exactly the placeholders ${wanted.length === 0 ? '(none)' : need}`,
      },
    };
  }
  const bad = forbidden.find((one) => holds(text, one));
  if (bad === undefined) return null;
  return {
    code: 'phrase-forbidden',
    message: {
      zh: `${where}：${quoted} 含有禁用语 “${bad}”，请换一种说法`,
      en: `${where}: ${quoted} holds the forbidden phrase “${bad}”; say it in another way`,
    },
  };
}

/** Whether a text holds a phrase, whatever stands between its signs; English only as whole words. */
function holds(text: string, phrase: string): boolean {
  const plain = plainWords(text);
  const sought = plainWords(phrase);
  if (sought.trim() === '') return false;
  if (/[^ -~]/.test(sought)) return plain.replaceAll(' ', '').includes(sought.replaceAll(' ', ''));
  return plain.includes(sought);
}

function plainWords(text: string): string {
  return ` ${text
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}

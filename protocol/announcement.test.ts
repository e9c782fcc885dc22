import { describe, expect, it } from 'vitest';
import {
  callValues,
  defaultPhrasebook,
  phrasebook,
  phraseFor,
  sentenceOfWavName,
  type Utterance,
  variantAt,
  wavName,
} from './announcement.ts';
import { defaultMoments } from './default-phrases.ts';
import { checkPhrases, type MomentPhrases, moments } from './phrases.ts';
import type { Locale } from './texts-types.ts';
import { voiceVolume } from './voice-config.ts';

const book = defaultPhrasebook;
const call = (locale: Locale, change: Partial<Utterance> = {}): Utterance => ({
  locale,
  moment: 'call',
  variant: 'day',
  values: callValues('A003', 2),
  ...change,
});

describe('what is spoken', () => {
  it('says digits one by one, the counter as a number', () => {
    expect(phraseFor(book, call('zh-CN'))?.text).toBe('请A零零三号，到2号窗口。');
    expect(phraseFor(book, call('en', { values: callValues('AB120', 12) }))?.text).toBe(
      'Ticket A B, one, two, zero, please go to counter 12.',
    );
  });

  it('is polite: every moment has both languages and passes its own check', () => {
    expect(checkPhrases(defaultMoments)).toEqual([]);
    expect(Object.keys(defaultMoments).sort()).toEqual([...moments].sort());
  });

  it('differs by the part of the day, and on a public holiday above that', () => {
    const own: MomentPhrases = {
      call: {
        ...defaultMoments.call,
        noon: { 'zh-CN': '中午好，请{letters}{number}号到{counter}号窗口', en: '{letters} {number} {counter}' },
      },
    };
    const pack = phrasebook(null, own);
    const holiday = { zh: '春节', en: 'Spring Festival' };
    expect(variantAt(pack, 'call', 12 * 60, null)).toBe('noon');
    expect(variantAt(pack, 'call', 13 * 60 + 30, null)).toBe('day');
    expect(variantAt(pack, 'call', null, null)).toBe('day');
    expect(variantAt(pack, 'call', 12 * 60, holiday)).toBe('f0');
    expect(variantAt(pack, 'call', 12 * 60, { zh: '国庆节', en: 'National Day' })).toBe('noon');
    expect(phraseFor(pack, call('zh-CN', { variant: 'noon' }))?.text).toMatch(/^中午好/);
    expect(phraseFor(pack, call('zh-CN', { variant: 'f0' }))?.text).toMatch(/^新春好/);
    expect(phraseFor(pack, call('zh-CN', { variant: 'f7' }))).toBeNull();
  });

  it.each(moments)('has a file name that gives its sentence back: %s', (moment) => {
    const values = { letters: 'AB', number: '0123', counter: '199', minutes: '15' };
    for (const locale of ['zh-CN', 'en'] as const) {
      const utterance = call(locale, { moment, values });
      const name = wavName(book, utterance);
      expect(name).toMatch(/^[A-Za-z0-9-]{1,120}$/);
      expect(sentenceOfWavName(book, name)).toEqual(phraseFor(book, utterance));
    }
  });

  it('changes its file names with the pack, and with what else changes the sound', () => {
    const goodbye = { text: { 'zh-CN': '再见', en: 'Goodbye' } };
    const stamps = [book, phrasebook(null, { goodbye }), phrasebook(null, {}, 'slow')].map(({ stamp }) => stamp);
    expect(new Set(stamps).size).toBe(3);
    expect(sentenceOfWavName(phrasebook(null, {}, 'slow'), wavName(book, call('en')))).toBeNull();
  });

  it.each([
    '../../etc/passwd',
    'zh-CN-call-A-003-2-day',
    'zh-CN-call-A-003-2-day-00000000',
    'zh-CN-call-A-003-300-day-STAMP',
    'zh-CN-call-A-003-02-day-STAMP',
    'zh-CN-call-A-003-day-STAMP',
    'zh-CN-call-003-A-2-day-STAMP',
    'zh-CN-call-A-003-2-noon-STAMP',
    'zh-CN-call-A-003-2-f9-STAMP',
    'zh-CN-shout-A-003-2-day-STAMP',
    'fr-call-A-003-2-day-STAMP',
    'en-long-wait-A;reboot-day-STAMP',
    'en-closing-soon-999-day-STAMP',
    '',
  ])('refuses an invented name: %s', (name) => {
    expect(sentenceOfWavName(book, name.replace('STAMP', book.stamp))).toBeNull();
  });
});

describe('a phrase is refused', () => {
  const text = (zh: string | undefined, en: string | undefined) => ({
    ...(zh === undefined ? {} : { 'zh-CN': zh }),
    ...(en === undefined ? {} : { en }),
  });
  const goodbye = (zh: string | undefined, en: string | undefined): MomentPhrases => ({
    goodbye: { text: text(zh, en) },
  });
  const told = (given: MomentPhrases, forbidden: readonly string[] = []) =>
    checkPhrases(given, forbidden).map(({ path, code, message }) => `${path.join('.')} ${code} ${message.en}`);

  it('without one of its languages', () => {
    expect(told(goodbye('再见', undefined))).toEqual([
      'goodbye.text phrase-language goodbye / text / en: this language is missing; every phrase is said in zh-CN and en',
    ]);
  });

  it('without a placeholder, with a strange one, with a stray brace', () => {
    const given = { pause: { text: text('暂停服务', 'Counter {counter} {ticket}') } };
    expect(told(given)).toEqual([
      'pause.text.zh-CN phrase-placeholder pause / text / zh-CN: “暂停服务” must hold exactly the placeholders {counter}',
      'pause.text.en phrase-placeholder pause / text / en: “Counter {counter} {ticket}” must hold exactly the placeholders {counter}',
    ]);
    expect(told(goodbye('再见{', 'Goodbye'))).toHaveLength(1);
  });

  it.each([
    ['你等着！', 'Goodbye', 'goodbye.text.zh-CN', '等着'],
    ['快 · 点走', 'Goodbye', 'goodbye.text.zh-CN', '快点'],
    ['再见', 'HURRY  UP, please', 'goodbye.text.en', 'hurry up'],
    ['再见', 'Our special offer!', 'goodbye.text.en', 'special offer'],
  ])('with a forbidden phrase: %s / %s', (zh, en, path, phrase) => {
    const [first = ''] = told(goodbye(zh, en), ['special offer']);
    expect(first).toContain(`${path} phrase-forbidden`);
    expect(first).toContain(`holds the forbidden phrase “${phrase}”`);
  });

  it('only for whole words of English', () => {
    expect(told(goodbye('再见', 'Unhurry upwards'))).toEqual([]);
  });

  it('in a part of the day and on a festival too, each with its own place', () => {
    const goodbyes = {
      goodbye: {
        text: text('再见', 'Goodbye'),
        noon: text('急什么', 'Goodbye'),
        festivals: [{ day: '春节', text: text('新年好', undefined) }],
      },
    };
    expect(checkPhrases(goodbyes).map(({ path }) => path.join('.'))).toEqual([
      'goodbye.noon.zh-CN',
      'goodbye.festivals.0.text',
    ]);
  });
});

describe('volume', () => {
  it('is lower in the evening, and as by day while the time is not known', () => {
    const voice = { volume: { day: 0.9, evening: 0.5 }, evening: '17:30' };
    expect([600, 17 * 60 + 29, 17 * 60 + 30, 60, 5 * 60, null].map((minutes) => voiceVolume(voice, minutes))).toEqual([
      0.9, 0.9, 0.5, 0.5, 0.9, 0.9,
    ]);
    expect(voiceVolume(undefined, 1_300)).toBe(1);
    expect(voiceVolume({ volume: { day: 0.6 } }, 1_300)).toBe(0.6);
  });
});

/** The voice and the calendar of the small hall: a recorded voice with gaps, and days of every kind. */
import { defaultPhrasebook, phraseFor } from '../../protocol/announcement.ts';
import { moments, neverSaid } from '../../protocol/phrases.ts';
import { tBoth } from '../../protocol/plan-texts.ts';
import type { CalendarAnswer, CalendarDay, MomentPart, VoiceView } from '../../protocol/voice-views.ts';

const said: readonly string[] = ['call', 'recall', 'call-more', 'long-wait', 'closing-soon'];
const values = { letters: 'A', number: '012', counter: '1', minutes: '30' };

function momentPart(moment: MomentPart['moment']): MomentPart {
  const { text, parts, festivals } = defaultPhrasebook.moments[moment];
  const say = (locale: 'zh-CN' | 'en') =>
    phraseFor(defaultPhrasebook, { locale, moment, variant: 'day', values })?.text ?? '';
  return {
    moment,
    said: said.includes(moment),
    own: moment === 'recall',
    phrases: [
      { when: 'day', hours: null, festival: null, words: text, now: true },
      ...(['early', 'noon', 'evening'] as const).flatMap((when) => {
        const words = parts[when];
        const { from, to } = defaultPhrasebook.parts[when];
        return words ? [{ when, hours: `${from}-${to}`, festival: null, words, now: false }] : [];
      }),
      ...festivals.map(({ day, text: words }) => ({
        when: 'festival' as const,
        hours: null,
        festival: day,
        words,
        now: false,
      })),
    ],
    now: { zh: say('zh-CN'), en: say('en') },
  };
}

export function sampleVoice(): Omit<VoiceView, 'hall'> {
  return {
    voice: {
      pack: { name: 'Riverside 2026', stamp: defaultPhrasebook.stamp, file: '/etc/hallkeeper/phrases.yaml' },
      moments: moments.map(momentPart),
      forbidden: { always: neverSaid, pack: ['亲', 'no idea'] },
      languages: ['zh-CN', 'en'],
      chime: true,
      slow: true,
      volume: { day: 1, evening: 0.7, eveningFrom: '18:00', now: 0.7 },
      clips: {
        name: 'Wang Fang, spring 2026',
        folder: '/etc/hallkeeper/clips',
        chime: true,
        files: [
          { file: 'zh/qing.wav', language: 'zh-CN', says: '请', loudnessDb: -23.4 },
          { file: 'zh/A.wav', language: 'zh-CN', says: 'A', loudnessDb: -19.1 },
          { file: 'zh/0.wav', language: 'zh-CN', says: '0', loudnessDb: null },
        ],
        missing: [
          { language: 'zh-CN', kind: 'letters', says: 'K' },
          { language: 'zh-CN', kind: 'number', says: '7' },
          { language: 'zh-CN', kind: 'number', says: '9' },
          { language: 'en', kind: 'words', says: 'please go to counter' },
        ],
      },
      espeak: true,
      problems: [
        {
          file: '/etc/hallkeeper/phrases.yaml',
          line: 12,
          path: 'moments.call.text.en',
          text: { zh: '缺少这种语言，请补上', en: 'this language is missing' },
        },
      ],
    },
    said: [
      {
        id: 'call-9',
        kind: 'call',
        wallMs: Date.now() - 60_000,
        say: [{ locale: 'zh-CN', text: '请A零一二号，到1号窗口。' }],
        screen: null,
        by: null,
      },
      {
        id: 'b-1',
        kind: 'long-wait',
        wallMs: Date.now() - 600_000,
        say: [{ locale: 'en', text: 'To all with tickets A: we are sorry for the long wait.' }],
        screen: null,
        by: null,
      },
    ],
    screens: [
      { id: 'main', name: { zh: '主屏', en: 'Main screen' }, speaks: true, state: 'alive' },
      { id: 'side', name: { zh: '侧屏', en: 'Side screen' }, speaks: true, state: 'silent' },
      { id: 'hall-2', name: { zh: '二厅', en: 'Second hall' }, speaks: false, state: 'alive' },
    ],
    made: [{ text: '您好，再次呼叫，请A零一二号，到1号窗口。', by: 'espeak', loudnessDb: -17.8 }],
  };
}

/** From Tuesday 2026-09-29 on: plain days, the National Day, and the Saturday that is worked for it. */
export function sampleCalendar(): CalendarAnswer {
  return {
    source: {
      centre: { version: 7, entries: 2, sinceWallMs: Date.parse('2026-09-01T02:00:00Z') },
      entries: 1,
      week: true,
      roster: true,
    },
    days: Array.from({ length: 31 }, (_, n) => sampleDay(n)),
  };
}

function sampleDay(n: number): CalendarDay {
  const date = new Date(Date.parse('2026-09-29T12:00:00Z') + n * 86_400_000).toISOString().slice(0, 10);
  const weekday = ((n + 1) % 7) + 1;
  const isHoliday = n >= 2 && n <= 8;
  const isMakeup = date === '2026-10-10';
  const isOpen = !isHoliday && (weekday <= 5 || isMakeup);
  const name = { zh: isMakeup ? '国庆节调休上班' : '国庆节', en: isMakeup ? 'Make-up workday' : 'National Day' };
  const why = isHoliday
    ? tBoth('why.closed', { name })
    : isMakeup
      ? tBoth('why.like', { name, day: tBoth('weekday.3') })
      : isOpen
        ? { zh: '平日：08:30-17:30', en: 'weekday: 08:30-17:30' }
        : { zh: '周末：没有营业时间', en: 'weekend: no hours' };
  const hours = isOpen ? ['08:30-12:00', '13:00-17:30'] : [];
  return {
    date,
    weekday,
    hours,
    always: false,
    differs:
      isHoliday || isMakeup
        ? { kind: isMakeup ? 'makeup' : 'holiday', name, from: isMakeup ? 'file' : 'centre' }
        : null,
    why,
    duty: isOpen
      ? {
          who: { zh: '收费组 1001 号', en: 'Fee clerks, No. 1001' },
          why: { zh: '由收费组值班，每周轮换，第 1 位，共 2 位', en: 'Fee clerks, turn 1 of 2, week by week' },
        }
      : { who: tBoth('duty.nobody'), why },
    services: [{ id: 'H', name: { zh: '证卡办理', en: 'Cards' }, hours: isOpen ? ['09:00-11:30'] : [] }],
    screens: [
      { id: 'main', name: { zh: '主屏', en: 'Main screen' }, on: isOpen ? ['08:15-17:45'] : [] },
      { id: 'side', name: { zh: '侧屏', en: 'Side screen' }, on: isOpen ? ['08:00-18:00'] : [] },
    ],
  };
}

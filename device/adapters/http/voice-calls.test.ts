/** The voice and the calendar over HTTP, against the real hall: who may ask, what is recorded, what the screen is told. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import type { CalendarAnswer, VoiceView } from '../../../protocol/voice-views.ts';
import { type RealHall, startRealHall } from './testing-real-hall.ts';

type Who = Record<string, string>;
const stranger = {};
let hall: RealHall;
let clerk: Who;
let lead: Who;
let facilities: Who;
beforeEach(async () => {
  hall = await startRealHall({
    hall: {
      id: 'hall-1',
      name: { zh: '大厅', en: 'Hall' },
      zone: 'Asia/Shanghai',
      hours: [{ days: [1, 2, 3, 4, 5], from: '08:30', to: '17:30' }],
      exceptions: [
        { date: '2027-01-09', like: 3, name: { zh: '元旦调休上班', en: 'Make-up workday' } },
        { date: '2027-01-11', closed: true, name: { zh: '厅庆', en: 'Jubilee' } },
      ],
    },
    screens: [
      { id: 'main', name: { zh: '主屏', en: 'Main' } },
      { id: 'side', voice: false, power: { onBeforeMinutes: 60, offAfterMinutes: 0 } },
    ],
    voice: { volume: { day: 0.9, evening: 0.4 }, evening: '12:00' },
    duty: {
      groups: [{ id: 'fees', name: { zh: '收费组', en: 'Fee clerks' }, clerks: ['1001'] }],
      rules: [{ days: [1, 2, 3, 4, 5], group: 'fees' }],
    },
  });
  [clerk, lead, facilities] = [await hall.signIn('1001'), await hall.signIn('2001'), await hall.signIn('3001')];
});
afterEach(() => hall.stop());

const voiceOf = async (who: Who) => (await hall.ask(who, '/api/voice')).body as unknown as VoiceView;
const sample = (who: Who, screen = 'main') => hall.ask(who, `/api/screens/${screen}/sample`, {});
const announcedOn = async (screen: string): Promise<string> => {
  const stop = new AbortController();
  const answer = await fetch(`${hall.url}/api/stream?view=screen/${screen}`, { signal: stop.signal });
  const reader = answer.body?.getReader();
  let text = '';
  while (reader && !text.includes('\n\n')) text += new TextDecoder().decode((await reader.read()).value);
  stop.abort();
  const data = /^data: (.*)$/m.exec(text)?.[1] ?? '{}';
  return JSON.stringify((JSON.parse(data) as { view?: { announcements?: unknown } }).view?.announcements);
};

it('shows the voice to staff alone: phrases, volume in force, who speaks', async () => {
  expect((await hall.ask(stranger, '/api/voice')).code).toBe('not-signed-in');
  const { voice, screens } = await voiceOf(clerk);
  expect(voice).toMatchObject({ pack: { file: null }, clips: null, espeak: false, slow: false });
  expect(voice.volume).toMatchObject({ day: 0.9, evening: 0.4, eveningFrom: '12:00' });
  expect([0.9, 0.4]).toContain(voice.volume.now);
  const call = voice.moments.find(({ moment }) => moment === 'call');
  expect(call?.phrases.filter(({ now }) => now)).toHaveLength(1);
  expect(call?.now.zh).toBe('请A零一二号，到1号窗口。');
  expect(voice.forbidden.always).toContain('急什么');
  expect(screens.map(({ id, speaks }) => [id, speaks])).toEqual([
    ['main', true],
    ['side', false],
  ]);
});

it('takes a sample from leads and facilities, records who and where, and tells that screen alone', async () => {
  expect((await sample(clerk)).code).toBe('not-allowed');
  expect((await sample(stranger)).code).toBe('not-signed-in');
  const { status, body } = await sample(facilities);
  expect(status).toBe(200);
  expect((body as unknown as VoiceView).said[0]).toMatchObject({ kind: 'sample', screen: 'main', by: '3001' });
  const row = hall.rows.at(-1);
  expect([row?.type, row?.body, row?.actor]).toEqual(['voice.sampled', { screen: 'main', by: '3001' }, 'op:3001']);
  const told = await announcedOn('main');
  expect(told).toContain('这是语音试听，不是叫号。');
  expect(told).toContain('It is not a call.');
  expect(await announcedOn('side')).toBe('[]');
  // No call: nothing for a panel, and none in the hall view.
  expect((await hall.ask(stranger, '/api/hall')).text).not.toContain('试听');
});

it('says one sample at a time, none where a screen is silent, and forgets it after its time', async () => {
  expect((await sample(lead, 'side')).code).toBe('screen-without-voice');
  hall.clock.advance(limits.voiceSampleMs);
  expect((await sample(lead, 'moon')).code).toBe('screen-unknown');
  hall.clock.advance(limits.voiceSampleMs);
  expect((await sample(lead)).status).toBe(200);
  expect((await sample(facilities)).code).toBe('voice-sample-soon');
  hall.clock.advance(limits.voiceSampleMs);
  expect((await sample(facilities)).status).toBe(200);
  expect(hall.rows.filter(({ type }) => type === 'voice.sampled')).toHaveLength(2);
  hall.clock.advance(limits.hallAnnouncementAgeMsMax + 1);
  expect(await announcedOn('main')).toBe('[]');
  expect((await voiceOf(lead)).said).toHaveLength(2);
});

it('tells the days ahead and why, by file and by centre', async () => {
  const ahead = async (query: string) =>
    (await hall.ask(clerk, `/api/calendar?${query}`)).body as unknown as CalendarAnswer;
  expect((await hall.ask(stranger, '/api/calendar')).code).toBe('not-signed-in');
  const { source, days } = await ahead('from=2027-01-08');
  expect(days).toHaveLength(31);
  expect(source).toEqual({ centre: null, entries: 2, week: true, roster: true });
  const [friday, makeup, sunday, jubilee] = days;
  expect(friday).toMatchObject({ date: '2027-01-08', weekday: 5, hours: ['08:30-17:30'], differs: null });
  expect(friday?.duty?.who.en).toBe('Fee clerks, No. 1001');
  expect(friday?.screens.map(({ on }) => on)).toEqual([['08:15-17:45'], ['07:30-17:30']]);
  expect(makeup).toMatchObject({ hours: ['08:30-17:30'], differs: { kind: 'makeup', from: 'file' } });
  expect(makeup?.why.en).toBe('Make-up workday: worked like a Wednesday');
  expect(sunday).toMatchObject({ hours: [], differs: null });
  expect(sunday?.screens.map(({ on }) => on)).toEqual([[], []]);
  expect(jubilee).toMatchObject({ hours: [], differs: { kind: 'holiday', name: { en: 'Jubilee' } } });
  await hall.give({
    type: 'centre-calendar',
    exceptions: [{ date: '2027-01-11', hours: [{ from: '10:00', to: '12:00' }] }],
    version: 7,
  });
  const after = await ahead('from=2027-01-11&days=1');
  expect(after.source.centre).toMatchObject({ version: 7, entries: 1 });
  expect(after.source.entries).toBe(2);
  expect(after.days).toHaveLength(1);
  expect(after.days[0]).toMatchObject({ hours: ['10:00-12:00'], differs: { kind: 'own-hours', from: 'centre' } });
  expect((await hall.ask(clerk, '/api/calendar?from=2027-02-31')).code).toBe('not-found');
  expect((await hall.ask(clerk, '/api/calendar?days=99')).code).toBe('not-found');
});

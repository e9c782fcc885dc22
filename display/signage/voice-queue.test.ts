import { describe, expect, it } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import type { AnnouncementPart, CallPart } from '../../protocol/views.ts';
import {
  readingMs,
  runSteps,
  soundsAhead,
  type VoiceQueue,
  voiceAnnounce,
  voiceArrive,
  voiceEnded,
  voiceKey,
  voiceTurn,
} from './voice-queue.ts';

const none: ReadonlySet<string> = new Set();

function call(id: number, ageMs = 0, more: Partial<CallPart> = {}): CallPart {
  return {
    id,
    ticketNo: `A${id}`,
    counter: 1,
    service: 'A',
    times: 1,
    locale: 'zh-CN',
    ageMs,
    wavs: [],
    say: [],
    ...more,
  };
}
/** A call in two languages, whole and in short, each sentence with its sound. */
function spokenCall(id: number, more: Partial<CallPart> = {}): CallPart {
  const spoken = (form: string) => ({
    say: (['zh-CN', 'en'] as const).map((locale) => ({ locale, text: `${locale} ${form} ${id}` })),
    wavs: ['zh-CN', 'en'].map((locale) => `/${locale}-${form}-${id}.wav`),
  });
  return call(id, 0, { ...spoken('whole'), more: spoken('short'), ...more });
}
const said = (id: string, ageMs = 0): AnnouncementPart => ({
  id,
  ageMs,
  wavs: [`/${id}.wav`],
  say: [{ locale: 'zh-CN', text: id }],
});
const states = (queue: VoiceQueue) => queue.map((item) => `${item.id} ${item.state}`);
const ids = (items: readonly { readonly id: number | string }[]) => items.map(({ id }) => id);

describe('voice queue', () => {
  it('speaks calls in the order they were made, one after the other', () => {
    let queue = voiceArrive([], [call(2), call(1)], 0, 1_000, none);
    const first = voiceTurn(queue, 1_000);
    expect(ids(first.run)).toEqual([1]);
    // The second waits: the one being spoken is never cut off.
    expect(voiceTurn(first.queue, 1_500).run).toEqual([]);
    queue = voiceEnded(first.queue);
    const second = voiceTurn(queue, 6_000);
    expect(ids(second.run)).toEqual([2]);
    expect(states(second.queue)).toEqual(['1 spoken', '2 speaking']);
  });

  it('starts each call at most once, however often the view repeats it', () => {
    let queue: VoiceQueue = [];
    let started = 0;
    for (let nowMs = 0; nowMs < 60_000; nowMs += 500) {
      queue = voiceArrive(queue, [call(1, nowMs)], 0, nowMs, none);
      const turn = voiceTurn(queue, nowMs);
      queue = voiceEnded(turn.queue);
      started += turn.run.length;
    }
    expect(started).toBe(1);
  });

  it('stays silent for a call older than 20 s, on arrival and after waiting', () => {
    const late = voiceArrive([], [call(1, limits.announcementAgeMsMax + 1)], 0, 0, none);
    expect(states(late)).toEqual(['1 silent']);
    const queue = voiceTurn(voiceArrive([], [call(3), call(2)], 0, 0, none), 0).queue;
    const after = voiceTurn(voiceEnded(queue), limits.announcementAgeMsMax + 1);
    expect(after.run).toEqual([]);
    expect(states(after.queue)).toEqual(['2 spoken', '3 silent']);
  });

  it('counts the time since the view arrived into the age', () => {
    expect(states(voiceArrive([], [call(1, 15_000)], 6_000, 0, none))).toEqual(['1 silent']);
  });

  it('says a recall and, after the journal began anew, a new call with an old id', () => {
    let queue = voiceTurn(voiceArrive([], [call(1)], 0, 0, none), 0).queue;
    queue = voiceArrive(queue, [call(2, 0, { ticketNo: 'A1', times: 2 }), call(1)], 0, 100, none);
    queue = voiceArrive(queue, [call(1, 0, { ticketNo: 'K009' })], 0, 200, none);
    expect(states(queue)).toEqual(['1 speaking', '2 waiting', '1 waiting']);
  });

  it('says a number once when it is called again before its turn, at the turn it had', () => {
    let queue = voiceTurn(voiceArrive([], [call(3), call(2), call(1)].slice(2), 0, 0, none), 0).queue;
    queue = voiceArrive(queue, [call(3), call(2), call(1)], 0, 0, none);
    queue = voiceArrive(queue, [call(4, 0, { ticketNo: 'A2', times: 2 })], 0, 100, none);
    expect(states(queue)).toEqual(['1 speaking', '2 silent', '4 waiting', '3 waiting']);
  });

  it('does not repeat after a reload what an earlier life of the page has spoken', () => {
    expect(states(voiceArrive([], [call(1)], 0, 0, new Set([voiceKey(call(1))])))).toEqual(['1 silent']);
  });

  it('is bounded: a flood silences the oldest waiting calls and is forgotten later', () => {
    let queue: VoiceQueue = [];
    for (let id = 1; id <= 500; id += 1) queue = voiceArrive(queue, [call(id)], 0, id, none);
    expect(queue.filter((item) => item.state === 'waiting')).toHaveLength(limits.announcementsMax);
    expect(queue.length).toBeLessThanOrEqual(4 * limits.callHistoryMax);
    expect(queue[queue.length - 1]?.id).toBe(500);
  });

  it('gives captions a time to be read, within bounds', () => {
    expect(readingMs('请 A023 号到 3 号窗口办理。')).toBeGreaterThan(2_000);
    expect(readingMs('x'.repeat(1_000))).toBe(8_000);
  });
});

describe('many calls at once', () => {
  const three = [spokenCall(3), spokenCall(2), spokenCall(1)];

  it('become one run: all in one language, then all in the next, after the first in short', () => {
    const { run, queue } = voiceTurn(voiceArrive([], three, 0, 0, none), 0);
    expect(states(queue)).toEqual(['1 speaking', '2 speaking', '3 speaking']);
    const steps = runSteps(run);
    expect(steps.map(({ sentence }) => sentence.text)).toEqual([
      'zh-CN whole 1',
      'zh-CN short 2',
      'zh-CN short 3',
      'en whole 1',
      'en short 2',
      'en short 3',
    ]);
    // Ear and eye agree: each sentence with the sound of its own words.
    for (const { sentence, wavs } of steps) expect(wavs).toEqual([`/${sentence.text.replaceAll(' ', '-')}.wav`]);
    expect(states(voiceEnded(queue))).toEqual(['1 spoken', '2 spoken', '3 spoken']);
  });

  it('begin with the language of the first, and pass over what a call does not say', () => {
    const english = [...spokenCall(1).say].reverse();
    const only = spokenCall(2).say.slice(0, 1);
    const first = spokenCall(1, { say: english });
    const second = spokenCall(2, { more: { say: only, wavs: [] } });
    const { run } = voiceTurn(voiceArrive([], [spokenCall(3), second, first], 0, 0, none), 0);
    expect(runSteps(run).map(({ sentence }) => sentence.text)).toEqual([
      'en whole 1',
      'en short 3',
      'zh-CN whole 1',
      'zh-CN whole 2',
      'zh-CN short 3',
    ]);
  });

  it('are spoken apart while they are few', () => {
    expect(ids(voiceTurn(voiceArrive([], three.slice(1), 0, 0, none), 0).run)).toEqual([1]);
  });

  it('are not made into a run without end', () => {
    const many = Array.from({ length: 9 }, (_, at) => spokenCall(9 - at));
    const first = voiceTurn(voiceArrive([], many, 0, 0, none), 0);
    expect(ids(first.run)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(ids(voiceTurn(voiceEnded(first.queue), 15_000).run)).toEqual([7, 8, 9]);
  });

  it('have their sounds fetched ahead, the short ones only for a run', () => {
    expect(soundsAhead(voiceArrive([], three.slice(1), 0, 0, none))).toEqual([
      '/zh-CN-whole-1.wav',
      '/en-whole-1.wav',
      '/zh-CN-whole-2.wav',
      '/en-whole-2.wav',
    ]);
    const queue = voiceArrive([], three, 0, 0, none);
    expect(soundsAhead(queue)).toHaveLength(12);
    expect(soundsAhead(voiceEnded(voiceTurn(queue, 0).queue))).toEqual([]);
  });

  it('give the last sentence the sounds that are left, and a call without short form its whole one', () => {
    const { run } = voiceTurn(voiceArrive([], [call(1, 0, { say: said('x').say, wavs: ['/a', '/b'] })], 0, 0, none), 0);
    expect(runSteps(run)).toEqual([{ sentence: { locale: 'zh-CN', text: 'x' }, wavs: ['/a', '/b'] }]);
  });
});

describe('an announcement', () => {
  it('waits until no call does, and is never in a run with calls', () => {
    let queue = voiceAnnounce([], [said('closing')], 0, 0, none);
    queue = voiceArrive(queue, [spokenCall(3), spokenCall(2), spokenCall(1)], 0, 100, none);
    const calls = voiceTurn(queue, 200);
    expect(ids(calls.run)).toEqual([1, 2, 3]);
    expect(voiceTurn(calls.queue, 300).run).toEqual([]);
    const after = voiceTurn(voiceEnded(calls.queue), 30_000);
    expect(ids(after.run)).toEqual(['closing']);
    expect(runSteps(after.run)).toEqual([{ sentence: { locale: 'zh-CN', text: 'closing' }, wavs: ['/closing.wav'] }]);
  });

  it('is not cut off by a call', () => {
    const speaking = voiceTurn(voiceAnnounce([], [said('late')], 0, 0, none), 0).queue;
    const queue = voiceArrive(speaking, [call(1)], 0, 100, none);
    expect(voiceTurn(queue, 200).run).toEqual([]);
    expect(ids(voiceTurn(voiceEnded(queue), 5_000).run)).toEqual([1]);
  });

  it('is said once, and not when it is no longer true', () => {
    let queue = voiceAnnounce([], [said('b', limits.hallAnnouncementAgeMsMax), said('a')], 1, 0, none);
    expect(states(queue)).toEqual(['a waiting', 'b silent']);
    queue = voiceEnded(voiceTurn(queue, 0).queue);
    expect(states(voiceAnnounce(queue, [said('a')], 0, 500, none))).toEqual(['a spoken', 'b silent']);
    expect(states(voiceAnnounce([], [said('a')], 0, 500, new Set(['announcement/a'])))).toEqual(['a silent']);
  });
});

import { describe, expect, it } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import type { CallPart } from '../../protocol/views.ts';
import { readingMs, type VoiceQueue, voiceArrive, voiceEnded, voiceKey, voiceTurn } from './voice-queue.ts';

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
const states = (queue: VoiceQueue) => queue.map((item) => `${item.call.id} ${item.state}`);

describe('voice queue', () => {
  it('speaks calls in the order they were made, one after the other', () => {
    let queue = voiceArrive([], [call(2), call(1)], 0, 1_000, none);
    const first = voiceTurn(queue, 1_000);
    expect(first.speak?.call.id).toBe(1);
    // The second waits: the one being spoken is never cut off.
    expect(voiceTurn(first.queue, 1_500).speak).toBeNull();
    queue = voiceEnded(first.queue, first.speak?.key ?? '');
    const second = voiceTurn(queue, 6_000);
    expect(second.speak?.call.id).toBe(2);
    expect(states(second.queue)).toEqual(['1 spoken', '2 speaking']);
  });

  it('starts each call at most once, however often the view repeats it', () => {
    let queue: VoiceQueue = [];
    let started = 0;
    for (let nowMs = 0; nowMs < 60_000; nowMs += 500) {
      queue = voiceArrive(queue, [call(1, nowMs)], 0, nowMs, none);
      const turn = voiceTurn(queue, nowMs);
      queue = turn.queue;
      if (turn.speak) {
        started += 1;
        queue = voiceEnded(queue, turn.speak.key);
      }
    }
    expect(started).toBe(1);
  });

  it('stays silent for a call older than 20 s, on arrival and after waiting', () => {
    const late = voiceArrive([], [call(1, limits.announcementAgeMsMax + 1)], 0, 0, none);
    expect(states(late)).toEqual(['1 silent']);
    const queue = voiceTurn(voiceArrive([], [call(3), call(2)], 0, 0, none), 0).queue;
    const after = voiceTurn(voiceEnded(queue, voiceKey(call(2))), limits.announcementAgeMsMax + 1);
    expect(after.speak).toBeNull();
    expect(states(after.queue)).toEqual(['2 spoken', '3 silent']);
  });

  it('counts the time since the view arrived into the age', () => {
    expect(states(voiceArrive([], [call(1, 15_000)], 6_000, 0, none))).toEqual(['1 silent']);
  });

  it('says a recall and, after the journal began anew, a new call with an old id', () => {
    let queue = voiceArrive([], [call(1)], 0, 0, none);
    queue = voiceArrive(queue, [call(2, 0, { ticketNo: 'A1', times: 2 }), call(1)], 0, 100, none);
    expect(queue).toHaveLength(2);
    queue = voiceArrive(queue, [call(1, 0, { ticketNo: 'K009' })], 0, 200, none);
    expect(queue).toHaveLength(3);
  });

  it('does not repeat after a reload what an earlier life of the page has spoken', () => {
    expect(states(voiceArrive([], [call(1)], 0, 0, new Set([voiceKey(call(1))])))).toEqual(['1 silent']);
  });

  it('is bounded: a flood silences the oldest waiting calls and is forgotten later', () => {
    let queue: VoiceQueue = [];
    for (let id = 1; id <= 500; id += 1) queue = voiceArrive(queue, [call(id)], 0, id, none);
    expect(queue.filter((item) => item.state === 'waiting')).toHaveLength(limits.announcementsMax);
    expect(queue.length).toBeLessThanOrEqual(4 * limits.callHistoryMax);
    expect(queue[queue.length - 1]?.call.id).toBe(500);
  });

  it('gives captions a time to be read, within bounds', () => {
    expect(readingMs('请 A023 号到 3 号窗口办理。')).toBeGreaterThan(2_000);
    expect(readingMs('x'.repeat(1_000))).toBe(8_000);
  });
});

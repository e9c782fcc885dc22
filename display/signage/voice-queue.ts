/**
 * What the board says and when, as a pure queue. Invariants: a call is started at most once; the one being spoken is never
 * cut off by the next; a call older than 20 s stays silent, for people would look for a call that is over.
 *
 *   arrive ─► waiting ─► speaking ─► spoken
 *                   └──► silent (too old, or pushed out of a full queue)
 */
import { limits } from '../../protocol/limits.ts';
import type { CallPart } from '../../protocol/views.ts';

export type VoiceState = 'waiting' | 'speaking' | 'spoken' | 'silent';

export interface VoiceItem {
  readonly key: string;
  readonly call: CallPart;
  /** Page time at which the call was made. */
  readonly madeAtMs: number;
  readonly state: VoiceState;
}

/** Oldest first. */
export type VoiceQueue = readonly VoiceItem[];

/** Items remembered, so that none is spoken twice; the view itself repeats no more than `callHistoryMax`. */
const rememberedMax = 4 * limits.callHistoryMax;

/** A call's identity. The number and the times guard against a journal that began anew and counts ids from one again. */
export function voiceKey(call: CallPart): string {
  return `${call.id}/${call.ticketNo}/${call.times}`;
}

/** Takes in the calls of a view (newest first). `heard` holds keys that an earlier life of this page has spoken. */
export function voiceArrive(
  queue: VoiceQueue,
  calls: readonly CallPart[],
  sinceMs: number,
  nowMs: number,
  heard: ReadonlySet<string>,
): VoiceQueue {
  const known = new Set(queue.map((item) => item.key));
  const fresh: VoiceItem[] = [];
  for (const call of [...calls].reverse()) {
    const key = voiceKey(call);
    if (known.has(key)) continue;
    known.add(key);
    const madeAtMs = nowMs - sinceMs - call.ageMs;
    const late = heard.has(key) || nowMs - madeAtMs > limits.announcementAgeMsMax;
    fresh.push({ key, call, madeAtMs, state: late ? 'silent' : 'waiting' });
  }
  if (fresh.length === 0) return queue;
  return bounded([...queue, ...fresh]);
}

export interface VoiceTurn {
  readonly queue: VoiceQueue;
  /** The item to speak now; null while one is being spoken or none waits. */
  readonly speak: VoiceItem | null;
}

/** Whose turn it is. Items that have grown too old on the way fall silent here. */
export function voiceTurn(queue: VoiceQueue, nowMs: number): VoiceTurn {
  const aged = queue.map((item) =>
    item.state === 'waiting' && nowMs - item.madeAtMs > limits.announcementAgeMsMax
      ? { ...item, state: 'silent' as const }
      : item,
  );
  if (aged.some((item) => item.state === 'speaking')) return { queue: aged, speak: null };
  const next = aged.find((item) => item.state === 'waiting');
  if (!next) return { queue: aged, speak: null };
  return { queue: aged.map((item) => (item === next ? { ...item, state: 'speaking' as const } : item)), speak: next };
}

/** The one being spoken has ended. */
export function voiceEnded(queue: VoiceQueue, key: string): VoiceQueue {
  return queue.map((item) =>
    item.key === key && item.state === 'speaking' ? { ...item, state: 'spoken' as const } : item,
  );
}

/** Time people need to read a caption of this length, when nothing can be heard. */
export function readingMs(text: string): number {
  const wide = [...text].filter((char) => char.charCodeAt(0) > 0x2e80).length;
  return Math.min(8_000, 1_200 + wide * 180 + (text.length - wide) * 60);
}

function bounded(items: VoiceItem[]): VoiceQueue {
  let over = items.filter((item) => item.state === 'waiting').length - limits.announcementsMax;
  const kept = items.map((item) => {
    if (item.state !== 'waiting' || over <= 0) return item;
    over -= 1;
    return { ...item, state: 'silent' as const };
  });
  let surplus = kept.length - rememberedMax;
  return kept.filter((item) => {
    if (surplus <= 0 || item.state === 'waiting' || item.state === 'speaking') return true;
    surplus -= 1;
    return false;
  });
}

/**
 * What the board says and when, as a pure queue. Invariants: a call is started at most once; what is being spoken is never
 * cut off by the next; a call older than 20 s stays silent, for people would look for a call that is over; an announcement
 * waits until no call does. When many counters call at once their calls are spoken as one run with one chime.
 *
 *   arrive ─► waiting ─► speaking ─► spoken
 *                   └──► silent (too old, called again meanwhile, or pushed out of a full queue)
 */
import { limits } from '../../protocol/limits.ts';
import type { AnnouncementPart, CallPart, SpokenPart } from '../../protocol/views.ts';

export type VoiceState = 'waiting' | 'speaking' | 'spoken' | 'silent';

/** Words and their sounds, one sound a sentence. */
export interface Spoken {
  readonly say: readonly SpokenPart[];
  readonly wavs: readonly string[];
}
export interface VoiceItem {
  readonly key: string;
  readonly id: number | string;
  /** Null for an announcement. */
  readonly ticketNo: string | null;
  readonly whole: Spoken;
  /** For a call that follows another in one run. */
  readonly short: Spoken;
  /** Page time at which it was made. */
  readonly madeAtMs: number;
  readonly state: VoiceState;
}

/** In the order in which it is spoken. */
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
  let items = queue;
  for (const call of [...calls].reverse()) {
    const key = voiceKey(call);
    if (items.some((item) => item.key === key)) continue;
    const { id, ticketNo, say, wavs, more } = call;
    const whole = { say, wavs };
    const item = { key, id, ticketNo, whole, short: more ?? whole, madeAtMs: nowMs - sinceMs - call.ageMs };
    items = placed(items, withState(item, heard, nowMs));
  }
  return items === queue ? queue : bounded(items);
}

/** Takes in what the hall says besides calls (newest first). */
export function voiceAnnounce(
  queue: VoiceQueue,
  announcements: readonly AnnouncementPart[],
  sinceMs: number,
  nowMs: number,
  heard: ReadonlySet<string>,
): VoiceQueue {
  const known = new Set(queue.map((item) => item.key));
  const fresh = [...announcements].reverse().flatMap(({ id, say, wavs, ageMs }) => {
    const key = `announcement/${id}`;
    if (known.has(key)) return [];
    const whole = { say, wavs };
    const item = { key, id, ticketNo: null, whole, short: whole, madeAtMs: nowMs - sinceMs - ageMs };
    return [withState(item, heard, nowMs)];
  });
  return fresh.length === 0 ? queue : bounded([...queue, ...fresh]);
}

/** A number that is called again while it still waits keeps its turn and is said once, as the newer call has it. */
function placed(queue: VoiceQueue, fresh: VoiceItem): VoiceQueue {
  const at = queue.findIndex((item) => item.state === 'waiting' && item.ticketNo === fresh.ticketNo);
  const old = queue[at];
  if (!old || fresh.state !== 'waiting') return [...queue, fresh];
  return queue.toSpliced(at, 1, { ...old, state: 'silent' }, fresh);
}

function withState(item: Omit<VoiceItem, 'state'>, heard: ReadonlySet<string>, nowMs: number): VoiceItem {
  return { ...item, state: heard.has(item.key) || isOver(item, nowMs) ? 'silent' : 'waiting' };
}

function isOver({ ticketNo, madeAtMs }: Pick<VoiceItem, 'ticketNo' | 'madeAtMs'>, nowMs: number): boolean {
  const ageMsMax = ticketNo === null ? limits.hallAnnouncementAgeMsMax : limits.announcementAgeMsMax;
  return nowMs - madeAtMs > ageMsMax;
}

export interface VoiceTurn {
  readonly queue: VoiceQueue;
  /** What to speak now, in one breath; empty while something is being spoken or nothing waits. */
  readonly run: readonly VoiceItem[];
}

/** Whose turn it is. Items that have grown too old on the way fall silent here. */
export function voiceTurn(queue: VoiceQueue, nowMs: number): VoiceTurn {
  const aged = queue.map((item) =>
    item.state === 'waiting' && isOver(item, nowMs) ? { ...item, state: 'silent' as const } : item,
  );
  if (aged.some((item) => item.state === 'speaking')) return { queue: aged, run: [] };
  const waiting = aged.filter((item) => item.state === 'waiting');
  const calls = waiting.filter((item) => item.ticketNo !== null);
  const run =
    calls.length > limits.callsApartMax
      ? calls.slice(0, limits.callsPerRunMax)
      : (calls.length > 0 ? calls : waiting).slice(0, 1);
  return {
    queue: aged.map((item) => (run.includes(item) ? { ...item, state: 'speaking' as const } : item)),
    run,
  };
}

/** What was being spoken has ended. */
export function voiceEnded(queue: VoiceQueue): VoiceQueue {
  return queue.map((item) => (item.state === 'speaking' ? { ...item, state: 'spoken' as const } : item));
}

/** One sentence of a run with its sounds: what the ear hears and the eye reads at the same time. */
export interface VoiceStep {
  readonly sentence: SpokenPart;
  readonly wavs: readonly string[];
}

/** The sentences of a run in order: all of it in one language, then all of it in the next; after the first call in short. */
export function runSteps(run: readonly VoiceItem[]): readonly VoiceStep[] {
  const locales = new Set(run.flatMap(({ whole }) => whole.say.map(({ locale }) => locale)));
  return [...locales].flatMap((locale) =>
    run.flatMap((item, index) => stepsIn(locale, index === 0 ? item.whole : item.short)),
  );
}

/** One sound a sentence; when there are more sounds than sentences the last one has the rest. */
function stepsIn(locale: SpokenPart['locale'], { say, wavs }: Spoken): readonly VoiceStep[] {
  return say.flatMap((sentence, index) => {
    const until = index === say.length - 1 ? wavs.length : index + 1;
    return sentence.locale === locale ? [{ sentence, wavs: wavs.slice(index, until) }] : [];
  });
}

/** Sounds that will be wanted soon: those of everything that waits or is being spoken. */
export function soundsAhead(queue: VoiceQueue): readonly string[] {
  const ahead = queue.filter(({ state }) => state === 'waiting' || state === 'speaking');
  const isRun = ahead.filter(({ ticketNo }) => ticketNo !== null).length > limits.callsApartMax;
  return ahead.flatMap(({ whole, short }) => (isRun ? [...whole.wavs, ...short.wavs] : whole.wavs));
}

/** Time people need to read a caption of this length, when nothing can be heard. */
export function readingMs(text: string): number {
  const wide = [...text].filter((char) => char.charCodeAt(0) > 0x2e80).length;
  return Math.min(8_000, 1_200 + wide * 180 + (text.length - wide) * 60);
}

function bounded(items: readonly VoiceItem[]): VoiceQueue {
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

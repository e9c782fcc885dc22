/**
 * Which calls stand large on the board, as a pure function of the calls and the time. A call stays at least six seconds
 * before the next takes its place; when calls come faster than that, several are shown together.
 */
import { limits } from '../../protocol/limits.ts';
import type { CallPart } from '../../protocol/views.ts';
import { voiceKey } from './voice-queue.ts';

/** A call that stands for less cannot be found, read and matched with a paper. */
export const showMsMin = 6_000;
/** Pulses and the film's dimming end after this; the call itself stays. */
export const freshMsMax = 10_000;
/** Rows that still fit the large place. */
export const togetherMax = 3;
/** A call as old as this on the first view is history: no pulse, no waiting. */
const newOnFirstViewMsMax = 8_000;

export interface CallShow {
  /** Standing large, oldest first, 0 to `togetherMax`. */
  readonly shown: readonly CallPart[];
  readonly shownAtMs: number;
  /** True while the call is news: it pulses and the film steps back. */
  readonly fresh: boolean;
  /** Waiting for their turn, oldest first. */
  readonly queue: readonly CallPart[];
  readonly seen: ReadonlySet<string>;
}

export const emptyCallShow: CallShow = { shown: [], shownAtMs: 0, fresh: false, queue: [], seen: new Set() };

/** Advances the show. `calls` newest first, as in the view; `sinceMs` is how long ago the view arrived. */
export function showCalls(show: CallShow, calls: readonly CallPart[], sinceMs: number, nowMs: number): CallShow {
  const first = show.seen.size === 0;
  const fresh = calls.filter((call) => !show.seen.has(voiceKey(call))).reverse();
  let { shown, shownAtMs, queue } = show;
  let news = show.fresh && nowMs - shownAtMs < freshMsMax;
  if (first && fresh.length > 0) {
    const old = fresh.filter((call) => call.ageMs + sinceMs > newOnFirstViewMsMax);
    queue = fresh.filter((call) => !old.includes(call));
    if (queue.length === 0) shown = old.slice(-1);
  } else queue = [...queue, ...fresh].slice(-limits.announcementsMax);
  const free = shown.length === 0 || !news || nowMs - shownAtMs >= showMsMin;
  if (queue.length > 0 && free) {
    const count = queue.length > 1 ? Math.min(togetherMax, queue.length) : 1;
    shown = queue.slice(0, count);
    queue = queue.slice(count);
    shownAtMs = nowMs;
    news = true;
  }
  return { shown, shownAtMs, fresh: news, queue, seen: fresh.length > 0 ? new Set(calls.map(voiceKey)) : show.seen };
}

/** Earlier calls for the fixed rows: newest first, one row a ticket, without what stands large or still waits its turn. */
export function earlierCalls(show: CallShow, calls: readonly CallPart[], rows: number): readonly CallPart[] {
  const skip = new Set([...show.shown, ...show.queue].map((call) => call.ticketNo));
  const out: CallPart[] = [];
  for (const call of calls) {
    if (skip.has(call.ticketNo)) continue;
    skip.add(call.ticketNo);
    out.push(call);
    if (out.length === rows) break;
  }
  return out;
}

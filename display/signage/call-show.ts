/**
 * Which calls stand large on the board, and which stand below as earlier ones, as pure functions of the calls and the time. A
 * call stands large at least six seconds before the next takes its place; when calls come faster than that, several are
 * shown together. Earlier calls have fixed rows, newest on top: nothing is re-ordered, and each stays half a minute at least.
 */
import { limits } from '../../protocol/limits.ts';
import type { CallPart } from '../../protocol/views.ts';
import { voiceKey } from './voice-queue.ts';

/** A call that stands for less cannot be found, read and matched with a paper. */
export const showMsMin = 6_000;
/** Pulses and the film's dimming end after this; the call itself stays. */
export const freshMsMax = 10_000;
/** An earlier call stays at least so long: people look up late. */
export const rowMsMin = 30_000;
/** Calls that still fit the large place. */
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
  /** Earlier calls as they stand, newest first. */
  readonly rows: readonly EarlierCall[];
  /** Those that wait until the lowest row has had its time, oldest first. */
  readonly leaving: readonly CallPart[];
}

export interface EarlierCall {
  readonly call: CallPart;
  readonly atMs: number;
}

export const emptyCallShow: CallShow = {
  shown: [],
  shownAtMs: 0,
  fresh: false,
  queue: [],
  seen: new Set(),
  rows: [],
  leaving: [],
};

/** Advances the show. `calls` newest first, as in the view; `sinceMs` is how long ago the view arrived. */
export function showCalls(
  show: CallShow,
  calls: readonly CallPart[],
  sinceMs: number,
  nowMs: number,
  rows = 5,
): CallShow {
  // An empty list is a new day, or a journal that began anew: what was shown is over.
  if (calls.length === 0) return show.seen.size === 0 ? show : emptyCallShow;
  const first = show.seen.size === 0;
  const fresh = calls.filter((call) => !show.seen.has(voiceKey(call))).reverse();
  let { shown, shownAtMs, queue, leaving } = show;
  let standing = show.rows;
  let news = show.fresh && nowMs - shownAtMs < freshMsMax;
  if (first) {
    const old = fresh.filter((call) => call.ageMs + sinceMs > newOnFirstViewMsMax);
    queue = fresh.filter((call) => !old.includes(call));
    if (queue.length === 0) shown = old.slice(-1);
    standing = history(old.slice(0, queue.length === 0 ? -1 : undefined), rows, nowMs);
  } else queue = [...queue, ...fresh].slice(-limits.announcementsMax);
  const free = shown.length === 0 || !news || nowMs - shownAtMs >= showMsMin;
  if (queue.length > 0 && free) {
    const count = queue.length > 1 ? Math.min(togetherMax, queue.length) : 1;
    leaving = [...leaving, ...shown].slice(-limits.callHistoryMax);
    shown = queue.slice(0, count);
    queue = queue.slice(count);
    shownAtMs = nowMs;
    news = true;
  }
  const below = settle(standing, leaving, [...shown, ...queue], nowMs, rows);
  const seen = fresh.length > 0 ? new Set(calls.map(voiceKey)) : show.seen;
  return { shown, shownAtMs, fresh: news, queue, seen, ...below };
}

/** Lets calls that have left the large place into the rows, as far as the lowest row has had its time. */
function settle(
  rows: readonly EarlierCall[],
  leaving: readonly CallPart[],
  large: readonly CallPart[],
  nowMs: number,
  most: number,
): Pick<CallShow, 'rows' | 'leaving'> {
  // A number that is called again stands large; below it would be there twice, perhaps with another counter.
  const isLarge = (call: CallPart) => large.some((one) => one.ticketNo === call.ticketNo);
  let standing = rows.some(({ call }) => isLarge(call)) ? rows.filter(({ call }) => !isLarge(call)) : rows;
  if (standing.length > most) standing = standing.slice(0, most);
  let waiting = leaving.some(isLarge) ? leaving.filter((call) => !isLarge(call)) : leaving;
  for (let next = waiting[0]; next; next = waiting[0]) {
    const call = next;
    const others = standing.filter((row) => row.call.ticketNo !== call.ticketNo);
    const lowest = others[most - 1];
    if (lowest && nowMs - lowest.atMs < rowMsMin) break;
    standing = [{ call, atMs: nowMs }, ...others].slice(0, most);
    waiting = waiting.slice(1);
  }
  return { rows: standing, leaving: waiting };
}

/** Rows of the first view: one a ticket, its newest call, as if they had stood for long. */
function history(old: readonly CallPart[], rows: number, nowMs: number): readonly EarlierCall[] {
  const out: EarlierCall[] = [];
  for (const call of [...old].reverse()) {
    if (out.some((row) => row.call.ticketNo === call.ticketNo)) continue;
    out.push({ call, atMs: nowMs - rowMsMin });
    if (out.length === rows) break;
  }
  return out;
}

/**
 * Slows guessing of PINs without ever locking anybody out. A try is counted where it comes from; after the free ones
 * each wrong PIN doubles a pause there, up to a maximum, and time heals it.
 *
 *   where a try comes from                      counted under              strangers can slow it
 *   this machine, a paired device, a browser    badge@PLACE                never
 *     that has signed this badge in before
 *   an address that has, since the start        badge@ADDRESS              never
 *   anywhere else                               badge@ADDRESS, @ADDRESS    by some seconds: the lane
 *
 * The lane of a badge lets its tries from anywhere else through one by one. Who guesses from many addresses gains
 * nothing by that; who has made no mistake is delayed by some seconds and not refused.
 *
 * A try counts as wrong when it begins and is taken back when it was right: parallel guesses gain nothing.
 */
import { limits } from '../../../protocol/limits.ts';
import { httpLimits } from './http-limits.ts';
import { createLruMap } from './lru-map.ts';

export interface SignInFrom {
  readonly address: string;
  /** `local`, `device:ID` or `browser:NONCE`; null for anywhere else. */
  readonly place: string | null;
}

/** Both 0: go on (the try is counted). */
export interface SignInWait {
  /** Refused: try again after so many milliseconds. */
  readonly pauseMs: number;
  /** Taken, but not before so many milliseconds. */
  readonly delayMs: number;
}

export interface SignInThrottle {
  begin(badge: string, from: SignInFrom, nowMs: number): SignInWait;
  /** The PIN was right: forgets the tries and knows the address from now on. */
  succeeded(badge: string, from: SignInFrom, nowMs: number): void;
}

interface Tries {
  count: number;
  lastMs: number;
  untilMs: number;
}

export function createSignInThrottle(): SignInThrottle {
  const tries = createLruMap<Tries>(limits.limiterEntriesMax);
  const lanes = createLruMap<Tries>(limits.limiterEntriesMax);
  const known = createLruMap<number>(limits.limiterEntriesMax);

  const isKnown = (badge: string, { address, place }: SignInFrom, nowMs: number): boolean =>
    place !== null ||
    nowMs - (known.get(`${badge}@${address}`) ?? Number.NEGATIVE_INFINITY) < httpLimits.knownAddressMs;

  const keysOf = (badge: string, from: SignInFrom, nowMs: number): readonly string[] => {
    const own = `${badge}@${from.place ?? from.address}`;
    return isKnown(badge, from, nowMs) ? [own] : [own, `@${from.address}`];
  };

  return {
    begin(badge, from, nowMs) {
      const keys = keysOf(badge, from, nowMs);
      let pauseMs = 0;
      for (const key of keys) pauseMs = Math.max(pauseMs, (tries.get(key)?.untilMs ?? 0) - nowMs);
      if (pauseMs > 0) return { pauseMs: Math.ceil(pauseMs), delayMs: 0 };
      const delayMs = isKnown(badge, from, nowMs) ? 0 : enterLane(badge, nowMs);
      if (delayMs > httpLimits.pinLaneMsMax) return { pauseMs: Math.ceil(delayMs), delayMs: 0 };
      for (const key of keys) {
        const entry = counted(tries.get(key), nowMs);
        const over = entry.count - limits.pinTriesFree;
        if (over >= 0) entry.untilMs = nowMs + doubled(httpLimits.pinPauseMsMin, over, limits.pinPauseMsMax);
        tries.set(key, entry);
      }
      return { pauseMs: 0, delayMs: Math.ceil(delayMs) };
    },
    succeeded(badge, from, nowMs) {
      for (const key of keysOf(badge, from, nowMs)) tries.delete(key);
      const lane = lanes.get(badge);
      if (lane && lane.count > 0 && !isKnown(badge, from, nowMs)) lane.count -= 1;
      if (from.place !== 'local') known.set(`${badge}@${from.address}`, nowMs);
    },
  };

  /** Milliseconds until this try's turn; a try that would wait too long takes no turn. */
  function enterLane(badge: string, nowMs: number): number {
    const before = lanes.get(badge);
    const delayMs = Math.max(0, (before?.untilMs ?? 0) - nowMs);
    if (delayMs > httpLimits.pinLaneMsMax) return delayMs;
    const lane = counted(before, nowMs);
    const over = lane.count - httpLimits.pinLaneFree;
    if (over >= 0)
      lane.untilMs = nowMs + delayMs + doubled(httpLimits.pinLaneStepMsMin, over, httpLimits.pinLaneStepMsMax);
    lanes.set(badge, lane);
    return delayMs;
  }
}

function counted(before: Tries | undefined, nowMs: number): Tries {
  const entry =
    before && nowMs - before.lastMs < httpLimits.pinMemoryMs ? before : { count: 0, lastMs: nowMs, untilMs: 0 };
  entry.count += 1;
  entry.lastMs = nowMs;
  return entry;
}

function doubled(firstMs: number, times: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(times, 20));
}

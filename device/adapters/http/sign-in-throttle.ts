/**
 * Slows guessing of PINs without ever locking the hall out. Tries are counted for the badge and for the address; after
 * the free ones each wrong PIN doubles a pause up to a maximum, and time heals it.
 *
 *   who is counted under which key, so that strangers cannot slow a clerk at her own counter:
 *     from this machine               badge@local
 *     from where she signed in before badge@ADDRESS
 *     from anywhere else              badge@elsewhere  and  ADDRESS
 *
 * A try counts as wrong when it begins and is taken back when it was right: parallel guesses gain nothing.
 */
import { limits } from '../../../protocol/limits.ts';
import { httpLimits } from './http-limits.ts';
import { createLruMap } from './lru-map.ts';

export interface SignInThrottle {
  /** 0: go on (the try is counted), otherwise the milliseconds to wait. */
  begin(badge: string, address: string, local: boolean, nowMs: number): number;
  /** The PIN was right: forgets the tries and knows the address from now on. */
  succeeded(badge: string, address: string, local: boolean, nowMs: number): void;
}

interface Tries {
  count: number;
  lastMs: number;
  untilMs: number;
}

export function createSignInThrottle(): SignInThrottle {
  const tries = createLruMap<Tries>(limits.limiterEntriesMax);
  const known = createLruMap<number>(limits.limiterEntriesMax);

  const keysOf = (badge: string, address: string, local: boolean, nowMs: number): readonly string[] => {
    if (local) return [`${badge}@local`];
    const knownMs = known.get(`${badge}@${address}`);
    if (knownMs !== undefined && nowMs - knownMs < httpLimits.knownAddressMs) return [`${badge}@${address}`];
    return [`${badge}@elsewhere`, `@${address}`];
  };

  return {
    begin(badge, address, local, nowMs) {
      const keys = keysOf(badge, address, local, nowMs);
      let waitMs = 0;
      for (const key of keys) waitMs = Math.max(waitMs, (tries.get(key)?.untilMs ?? 0) - nowMs);
      if (waitMs > 0) return Math.ceil(waitMs);
      for (const key of keys) count(tries.get(key), key, nowMs);
      return 0;
    },
    succeeded(badge, address, local, nowMs) {
      for (const key of keysOf(badge, address, local, nowMs)) tries.delete(key);
      if (!local) known.set(`${badge}@${address}`, nowMs);
    },
  };

  function count(before: Tries | undefined, key: string, nowMs: number): void {
    const entry =
      before && nowMs - before.lastMs < httpLimits.pinMemoryMs ? before : { count: 0, lastMs: nowMs, untilMs: 0 };
    entry.count += 1;
    entry.lastMs = nowMs;
    const over = entry.count - limits.pinTriesFree;
    if (over >= 0)
      entry.untilMs = nowMs + Math.min(limits.pinPauseMsMax, httpLimits.pinPauseMsMin * 2 ** Math.min(over, 20));
    tries.set(key, entry);
  }
}

/**
 * Token buckets by remote address: each address may do `burst` things at once and then `perSecond` steadily. Time comes
 * in; nothing here waits or sleeps.
 */
import { createLruMap } from './lru-map.ts';

export interface TokenBuckets {
  /** Takes one token: 0 when there was one, otherwise the milliseconds until there is. */
  take(address: string, nowMs: number): number;
  /** Puts back a token that was taken for nothing. */
  giveBack(address: string): void;
}

export function createTokenBuckets(perSecond: number, burst: number, entriesMax: number): TokenBuckets {
  const buckets = createLruMap<{ tokens: number; atMs: number }>(entriesMax);
  return {
    take(address, nowMs) {
      const bucket = buckets.get(address);
      if (!bucket) {
        buckets.set(address, { tokens: burst - 1, atMs: nowMs });
        return 0;
      }
      bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond);
      bucket.atMs = nowMs;
      if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / perSecond) * 1000);
      bucket.tokens -= 1;
      return 0;
    },
    giveBack(address) {
      const bucket = buckets.get(address);
      if (bucket) bucket.tokens = Math.min(burst, bucket.tokens + 1);
    },
  };
}

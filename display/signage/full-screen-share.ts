/**
 * How long a film may fill a second screen, as a pure function: half a minute in any minute, never begun within ten seconds of a
 * call, given up at once when a call comes. The rest of the time it stands in its frame beside the notices.
 */
export const fullMsMax = 30_000;
const windowMs = 60_000;
const quietMs = 10_000;

export interface FullShare {
  /** Since when the film fills the screen; null while it does not. */
  readonly sinceMs: number | null;
  /** Earlier times of the last minute. */
  readonly past: readonly (readonly [from: number, to: number])[];
}
export const emptyFullShare: FullShare = { sinceMs: null, past: [] };

/**
 * Call it at each tick. `begins`: an item has just come to the front. `tickMs`: how late the next look may be; a stretch ends
 * that much earlier, so that the bound holds.
 */
export function fullShare(
  share: FullShare,
  now: { readonly ms: number; readonly callMs: number; readonly begins: boolean; readonly plays: boolean },
  tickMs: number,
): FullShare {
  const { ms, callMs, begins, plays } = now;
  const past = share.past.filter(([, to]) => to > ms - windowMs);
  const usedMs = past.reduce((sum, [from, to]) => sum + to - Math.max(from, ms - windowMs), 0);
  const { sinceMs } = share;
  if (sinceMs !== null) {
    const ends = !plays || callMs > sinceMs || ms - sinceMs + usedMs + tickMs > fullMsMax;
    if (!ends) return past.length === share.past.length ? share : { sinceMs, past };
    return { sinceMs: null, past: [...past, [sinceMs, ms]] };
  }
  const may = begins && plays && ms - callMs >= quietMs && usedMs + 2 * tickMs < fullMsMax;
  return may ? { sinceMs: ms, past } : past.length === share.past.length ? share : { sinceMs, past };
}

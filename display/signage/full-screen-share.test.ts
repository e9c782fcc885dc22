import { describe, expect, it } from 'vitest';
import { emptyFullShare, type FullShare, fullMsMax, fullShare } from './full-screen-share.ts';

const tickMs = 500;
const long = Number.NEGATIVE_INFINITY;

describe('a film that fills the screen', () => {
  it('does so half a minute in any minute at most, whatever its length', () => {
    let share: FullShare = emptyFullShare;
    const full: boolean[] = [];
    for (let ms = 0; ms < 600_000; ms += tickMs) {
      share = fullShare(share, { ms, callMs: long, begins: ms % 5_000 === 0, plays: true }, tickMs);
      full.push(share.sinceMs !== null);
    }
    const perMinute = 60_000 / tickMs;
    let most = 0;
    for (let at = 0; at + perMinute <= full.length; at += 1)
      most = Math.max(most, full.slice(at, at + perMinute).filter(Boolean).length * tickMs);
    expect(most).toBeLessThanOrEqual(fullMsMax);
    expect(most).toBeGreaterThan(0.9 * fullMsMax);
    expect(share.past.length).toBeLessThan(20);
  });

  it('never begins within ten seconds of a call, nor in the middle of an item', () => {
    const at = (ms: number, begins: boolean) =>
      fullShare(emptyFullShare, { ms, callMs: 100_000, begins, plays: true }, tickMs).sinceMs;
    expect(at(109_999, true)).toBeNull();
    expect(at(110_000, false)).toBeNull();
    expect(at(110_000, true)).toBe(110_000);
  });

  it('gives the screen back at once when a call comes or nothing plays', () => {
    const begun = fullShare(emptyFullShare, { ms: 0, callMs: long, begins: true, plays: true }, tickMs);
    expect(fullShare(begun, { ms: 900, callMs: 800, begins: false, plays: true }, tickMs).sinceMs).toBeNull();
    expect(fullShare(begun, { ms: 900, callMs: long, begins: false, plays: false }, tickMs).sinceMs).toBeNull();
  });
});

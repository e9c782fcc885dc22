/**
 * Closes rating windows that nobody answered: after the time given and a little more, so that a keypad's own answer comes
 * first. Each window is handed over once: whoever closes it offers it to a disk that refuses for as long as it takes.
 */
import { ageMs, type HallState } from '../core/state.ts';
import type { ClockPort } from '../ports.ts';

/** A keypad reports its own time-out; its frame may be late by a lost poll or two. */
const graceMs = 3_000;

export interface RatingClock {
  /** Call after each commit. */
  refresh(): void;
  stop(): void;
}

export function createRatingClock(
  clock: ClockPort,
  state: () => HallState,
  close: (visit: string) => void,
): RatingClock {
  let cancel: (() => void) | null = null;
  /** Visits that were handed over and are not closed yet. */
  const closing = new Set<string>();

  function refresh(): void {
    cancel?.();
    cancel = null;
    const left = open();
    for (const visit of closing) if (!left.has(visit)) closing.delete(visit);
    let nextMs = Number.POSITIVE_INFINITY;
    for (const [visit, leftMs] of left) if (!closing.has(visit)) nextMs = Math.min(nextMs, leftMs);
    if (nextMs === Number.POSITIVE_INFINITY) return;
    cancel = clock.at(clock.monoMs() + Math.max(0, nextMs), () => {
      cancel = null;
      closeOverdue();
      refresh();
    });
  }

  function closeOverdue(): void {
    for (const [visit, leftMs] of open()) {
      if (leftMs > 0 || closing.has(visit)) continue;
      closing.add(visit);
      close(visit);
    }
  }

  /** Windows that stand open at the counters, by visit, with the milliseconds that are left of each. */
  function open(): Map<string, number> {
    const { boot, counters, ratings } = state();
    const now = { boot, monoMs: clock.monoMs(), wallMs: clock.wallMs() };
    const left = new Map<string, number>();
    for (const counter of counters.values()) {
      const rating = counter.rating === null ? undefined : ratings.get(counter.rating);
      if (rating) left.set(rating.visit, rating.seconds * 1000 + graceMs - ageMs(rating.opened, now));
    }
    return left;
  }

  return { refresh, stop: () => cancel?.() };
}

/** Closes rating windows that nobody answered: after the time given and a little more, so that a keypad's own answer comes first. */
import { elapsedMs, type HallState } from '../core/state.ts';
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

  function refresh(): void {
    cancel?.();
    cancel = null;
    let nextMs = Number.POSITIVE_INFINITY;
    const now = { boot: state().boot, monoMs: clock.monoMs(), wallMs: clock.wallMs() };
    for (const counter of state().counters.values()) {
      const rating = counter.rating === null ? undefined : state().ratings.get(counter.rating);
      if (rating) nextMs = Math.min(nextMs, rating.seconds * 1000 + graceMs - elapsedMs(rating.opened, now));
    }
    if (nextMs === Number.POSITIVE_INFINITY) return;
    cancel = clock.at(now.monoMs + Math.max(0, nextMs), () => {
      cancel = null;
      for (const visit of overdue()) close(visit);
      refresh();
    });
  }

  function overdue(): string[] {
    const now = { boot: state().boot, monoMs: clock.monoMs() + 1, wallMs: clock.wallMs() };
    const visits: string[] = [];
    for (const counter of state().counters.values()) {
      const rating = counter.rating === null ? undefined : state().ratings.get(counter.rating);
      if (rating && elapsedMs(rating.opened, now) >= rating.seconds * 1000 + graceMs) visits.push(rating.visit);
    }
    return visits;
  }

  return { refresh, stop: () => cancel?.() };
}

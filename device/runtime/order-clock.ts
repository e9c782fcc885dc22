/**
 * Keeps the lists that staff see in the order in which would be called, where a rule lets that order change by time alone. It
 * runs only while somebody looks at such a list.
 */
import type { CallingRule } from '../core/calling-rule.ts';
import type { HallIndex } from '../core/hall-index.ts';
import type { ClockPort } from '../ports.ts';

export interface OrderClock {
  /** Somebody has opened a list. */
  look(): void;
  stop(): void;
}

/** A list may show an order that is so old: a clerk reads it no faster. */
const everyMs = 3_000;

/** `show` sends what has changed, and answers whether anybody still looks. */
export function createOrderClock(clock: ClockPort, index: HallIndex, show: () => boolean): OrderClock {
  const isMoving = [index.rule, ...[...index.counters.values()].map(({ rule }) => rule)].some(isByTime);
  let cancel: (() => void) | null = null;
  let stopped = false;

  function look(): void {
    if (!isMoving || stopped || cancel) return;
    cancel = clock.at(clock.monoMs() + everyMs, () => {
      cancel = null;
      if (show()) look();
    });
  }

  return {
    look,
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}

/** True for a rule that compares how long people have waited with something else: one may overtake another in the line. */
function isByTime({ kind }: CallingRule): boolean {
  return kind === 'accumulating' || kind === 'longest-over-target';
}

/**
 * Lets films of the centre through at the times of the configuration. It looks once a minute, and only while something is wanted: the
 * clock may be set, the calendar of the centre may come, a person may close the day.
 */
import type { ClockPort } from '../ports.ts';

export interface FetchGate {
  readonly isOpen: boolean;
  /** Resolves when it is open, or when the signal ends. */
  whenOpen(signal: AbortSignal): Promise<void>;
  /** A signal that ends when it closes; `forget` ends the looking. */
  untilClosed(): { readonly closed: AbortSignal; forget(): void };
}

const lookMsDefault = 60_000;

export function createFetchGate(clock: ClockPort, may: () => boolean, lookMs = lookMsDefault): FetchGate {
  /** Calls once when the answer is the one waited for; gives what ends the looking. */
  function when(wanted: boolean, then: () => void): () => void {
    let cancel = () => {};
    const look = (): void => {
      if (may() === wanted) then();
      else cancel = clock.at(clock.monoMs() + lookMs, look);
    };
    look();
    return () => cancel();
  }

  return {
    get isOpen() {
      return may();
    },
    whenOpen: (signal) =>
      new Promise((resolve) => {
        const end = (): void => {
          stop();
          signal.removeEventListener('abort', end);
          resolve();
        };
        const stop = when(true, resolve);
        if (signal.aborted) end();
        else signal.addEventListener('abort', end);
      }),
    untilClosed() {
      const controller = new AbortController();
      const forget = when(false, () => controller.abort());
      return { closed: controller.signal, forget };
    },
  };
}

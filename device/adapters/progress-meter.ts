/**
 * How far a list of files has come: told at once when its state changes, and of bytes not more often than the bound. It counts
 * nothing itself; what has come is asked of the store.
 */
import type { ManifestItem } from '../../protocol/centre-documents.ts';
import type { FilmsProgress } from '../../protocol/content.ts';
import type { ClockPort } from '../ports.ts';

export interface ProgressMeter {
  begin(items: readonly ManifestItem[]): void;
  state(state: FilmsProgress['state']): void;
  /** Bytes have come. */
  moved(): void;
  end(): void;
  now(): FilmsProgress | null;
  listen(listener: (progress: FilmsProgress | null) => void): () => void;
  stop(): void;
}

export function createProgressMeter(
  clock: ClockPort,
  gapMs: number,
  bytesOf: (sha256: string, bytes: number) => number,
): ProgressMeter {
  const listeners = new Set<(progress: FilmsProgress | null) => void>();
  let items: readonly ManifestItem[] | null = null;
  let state: FilmsProgress['state'] = 'downloading';
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | null = null;

  function now(): FilmsProgress | null {
    if (items === null) return null;
    const come = items.map((item) => ({ of: item.bytes, bytes: bytesOf(item.sha256, item.bytes) }));
    return {
      state,
      bytes: come.reduce((sum, { bytes }) => sum + bytes, 0),
      ofBytes: come.reduce((sum, { of }) => sum + of, 0),
      files: come.filter(({ bytes, of }) => bytes === of).length,
      ofFiles: come.length,
    };
  }

  function tell(): void {
    cancel?.();
    cancel = null;
    toldAtMs = clock.monoMs();
    const progress = now();
    for (const listener of listeners) listener(progress);
  }

  return {
    now,
    begin(next) {
      // A list of which all is here is no news.
      items = next.every(({ sha256, bytes }) => bytesOf(sha256, bytes) === bytes) ? null : next;
      state = 'downloading';
    },
    state(next) {
      if (items === null || (state === next && toldAtMs !== Number.NEGATIVE_INFINITY)) return;
      state = next;
      tell();
    },
    moved() {
      if (items === null) return;
      cancel ??= clock.at(Math.max(clock.monoMs(), toldAtMs + gapMs), tell);
    },
    end() {
      if (items === null) return;
      items = null;
      tell();
      toldAtMs = Number.NEGATIVE_INFINITY;
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      cancel?.();
      listeners.clear();
    },
  };
}

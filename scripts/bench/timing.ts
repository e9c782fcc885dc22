/** Samples and the one clock that all processes of a measurement share. */

/** Milliseconds of the machine's monotonic clock: the same origin in every process, unlike `performance.now()`. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1) ?? 0 };
}

/** The middle of a few repeats. */
export function median(samples: readonly number[]): number {
  return spreadOf(samples).p50;
}

export function delay(waitMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, waitMs));
}

/** Waits until `holds`; rejects with `what` when it does not within the limit. */
export async function until(what: string, limitMs: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = machineMs() + limitMs;
  while (!(await holds())) {
    if (machineMs() > endMs) throw new Error(`${what}: not within ${limitMs} ms`);
    await delay(10);
  }
}

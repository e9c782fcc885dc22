/**
 * When to try again: a random time up to a limit that doubles with each failure, so that ten thousand halls do not come
 * back in the same second after the centre was away. A connection that does not hold does not reset the limit.
 */
export interface ReconnectTiming {
  readonly baseMs: number;
  readonly maxMs: number;
  /** A connection that lasted so long was a good one. */
  readonly steadyMs: number;
}

export const reconnectTiming: ReconnectTiming = { baseMs: 1_000, maxMs: 120_000, steadyMs: 60_000 };

export interface ReconnectDelay {
  /** Milliseconds to wait. `connectedMs`: how long the connection that ended had been up, 0 when it never was. */
  next(connectedMs: number): number;
}

/** `unit` is uniform in [0, 1). */
export function createReconnectDelay(unit: () => number, timing: ReconnectTiming = reconnectTiming): ReconnectDelay {
  let failures = 0;
  return {
    next: (connectedMs) => {
      if (connectedMs >= timing.steadyMs) failures = 0;
      const limitMs = Math.min(timing.maxMs, timing.baseMs * 2 ** failures);
      failures = Math.min(failures + 1, 30);
      return unit() * limitMs;
    },
  };
}

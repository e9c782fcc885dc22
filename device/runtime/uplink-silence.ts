/**
 * Tells a silent centre from a quiet hall: the broker is there, something is owed or the birth is not answered, and for
 * 30 s nothing has moved. Told once; taken back once, when the centre is heard again.
 */
export interface SilenceWatch {
  /** A look at each step. `well`: the centre has answered and holds everything. */
  observe(connected: boolean, well: boolean, nowMs: number): 'silent' | 'heard' | null;
  /** The acknowledged sequence has risen. */
  progress(nowMs: number): 'heard' | null;
  wakeAtMs(): number | null;
}

export function createSilenceWatch(silentMs: number): SilenceWatch {
  let sinceMs: number | null = null;
  let told = false;

  function heard(): 'heard' | null {
    const was = told;
    told = false;
    return was ? 'heard' : null;
  }

  return {
    observe: (connected, well, nowMs) => {
      if (well) {
        sinceMs = null;
        return heard();
      }
      if (!connected) {
        // Being offline is another trouble, with its own report.
        sinceMs = null;
        return null;
      }
      sinceMs ??= nowMs;
      if (told || nowMs - sinceMs < silentMs) return null;
      told = true;
      return 'silent';
    },
    progress: (nowMs) => {
      sinceMs = nowMs;
      return heard();
    },
    wakeAtMs: () => (sinceMs === null || told ? null : sinceMs + silentMs),
  };
}

/** Lets so many works run at once; the next ones wait in order, at most so many, and what comes after those is refused. */
export interface Slots {
  /** The work's own result, or null at once when too many wait already. */
  run<Result>(work: () => Promise<Result>): Promise<Result> | null;
}

export function createSlots(runningMax: number, waitingMax: number): Slots {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function start<Result>(work: () => Promise<Result>): Promise<Result> {
    // Who is woken takes the slot of the one who ended: the count stays.
    if (running < runningMax) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    run: (work) => (running >= runningMax && waiting.length >= waitingMax ? null : start(work)),
  };
}

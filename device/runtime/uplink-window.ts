/** QoS 1 messages that left and have no PUBACK yet. The window is what keeps a slow broker from becoming our memory. */
export interface Window {
  /** Counts a message in and gives its token. */
  open(nowMs: number, batch: boolean): number;
  /** A PUBACK; tokens of an earlier connection are ignored. */
  close(token: number): void;
  clear(): void;
  size(): number;
  batches(): number;
  /** When the message that has waited longest left. */
  oldestAtMs(): number | null;
}

export function createWindow(): Window {
  const inflight = new Map<number, { readonly atMs: number; readonly batch: boolean }>();
  let tokens = 0;
  let batches = 0;
  return {
    open: (nowMs, batch) => {
      tokens += 1;
      inflight.set(tokens, { atMs: nowMs, batch });
      if (batch) batches += 1;
      return tokens;
    },
    close: (token) => {
      const message = inflight.get(token);
      if (message === undefined) return;
      inflight.delete(token);
      if (message.batch) batches -= 1;
    },
    clear: () => {
      inflight.clear();
      batches = 0;
    },
    size: () => inflight.size,
    batches: () => batches,
    // A Map keeps the order of insertion, so the first is the oldest.
    oldestAtMs: () => inflight.values().next().value?.atMs ?? null,
  };
}

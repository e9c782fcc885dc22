/**
 * Counts what somebody on the wire has tried with one node: replies that the host refused for their MAC, what the node says it has
 * refused, and sessions that plain NAK 04 replies broke. A node that really forgot its session says so once; a flood of it is an attack.
 */

export interface RefusalCount {
  readonly total: number;
  /** Counts one and gives null, for the caller to hand on. */
  refuse(): null;
  /** The node's own count since its boot. */
  told(boot: number, refused: number): void;
  /** The node refuses this host itself: what it counts now says nothing of others. */
  forget(): void;
  /** Whether a plain NAK 04 may end the session now. */
  mayRestart(nowMs: number): boolean;
  /** Counted since the last call. */
  take(): number;
}

/** A plain NAK 04 ends a session at most this often ... */
const RESTART_EVERY_MS = 1_000;
/** ... and more than so many in a minute are reported. */
const RESTARTS_MAX = 3;
const RESTARTS_WITHIN_MS = 60_000;

export function createRefusalCount(): RefusalCount {
  let total = 0;
  let taken = 0;
  let known: { readonly boot: number; readonly refused: number } | null = null;
  let restarts: number[] = [];
  return {
    get total() {
      return total;
    },
    refuse() {
      total += 1;
      return null;
    },
    told(boot, refused) {
      // What a node counted before this session knew it is old news, and may be this host's own asking without a key.
      if (known?.boot === boot && refused > known.refused) total += refused - known.refused;
      known = { boot, refused };
    },
    forget() {
      known = null;
    },
    mayRestart(nowMs) {
      const last = restarts.at(-1);
      if (last !== undefined && nowMs - last < RESTART_EVERY_MS) return false;
      restarts = [...restarts.filter((atMs) => nowMs - atMs < RESTARTS_WITHIN_MS), nowMs];
      if (restarts.length > RESTARTS_MAX) total += 1;
      return true;
    },
    take() {
      const count = total - taken;
      taken = total;
      return count;
    },
  };
}

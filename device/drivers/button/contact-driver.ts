/**
 * A switch that stays where it is put: a paper lever, a door contact. Pure; it says when it wants to be woken.
 *
 * Its level counts after it has been quiet for a while, at the start too; a lever that trembles while paper moves says nothing.
 * Unlike a button it may stand on either level for ever. One that is never quiet is `restless`: a wire or a loose contact.
 */
import type { Level } from './gpio-port.ts';

export interface ContactParameters {
  /** Quiet time after which a level counts. */
  readonly settleMs: number;
  /** Not quiet for so long: restless. */
  readonly restlessMs: number;
  /** How often the level is read without an edge. */
  readonly resampleMs: number;
}

/** A lever jumps while the roll turns; a ticket takes two seconds. */
export const PAPER_SWITCH: ContactParameters = { settleMs: 3_000, restlessMs: 60_000, resampleMs: 1_000 };
/** A door swings through its contact once or twice. */
export const DOOR_CONTACT: ContactParameters = { settleMs: 500, restlessMs: 60_000, resampleMs: 1_000 };

export interface ContactOutput {
  /** The level that counts; null: not known (yet). */
  readonly level: Level | null;
  readonly restless: boolean;
  /** Monotonic; when to call `onTick`, or null while the line is closed. Replaces every earlier wish. */
  readonly wakeAtMs: number | null;
}

export interface ContactStatistics {
  readonly changes: number;
  readonly rawEdges: number;
  readonly lostEdges: number;
}

export interface ContactDriver {
  onOpen(level: Level, nowMs: number): ContactOutput;
  onClose(): ContactOutput;
  /** On a closed contact: as `onOpen`. */
  onEdge(level: Level, atMs: number): ContactOutput;
  /** `level` is read now. */
  onTick(level: Level, nowMs: number): ContactOutput;
  statistics(): ContactStatistics;
}

export function createContactDriver(parameters: ContactParameters): ContactDriver {
  const { settleMs, restlessMs, resampleMs } = parameters;
  const counts = { changes: 0, rawEdges: 0, lostEdges: 0 };
  let open = false;
  let seen: Level = 0;
  let level: Level | null = null;
  let edgeMs = 0;
  /** When it was last quiet. */
  let quietMs = 0;
  let sampledMs = 0;
  let settling = false;

  /** Everything that time alone brings, the level having been the one seen. */
  function judge(nowMs: number): void {
    if (!settling || nowMs < edgeMs + settleMs) return;
    settling = false;
    quietMs = nowMs;
    if (level !== null && level !== seen) counts.changes += 1;
    level = seen;
  }

  function edge(now: Level, atMs: number): void {
    if (!settling) quietMs = atMs;
    settling = true;
    seen = now;
    edgeMs = atMs;
    sampledMs = atMs;
  }

  function output(nowMs: number): ContactOutput {
    if (!open) return { level: null, restless: false, wakeAtMs: null };
    const restless = settling && nowMs >= quietMs + restlessMs;
    return {
      level: restless ? null : level,
      restless,
      wakeAtMs: settling ? edgeMs + settleMs : sampledMs + resampleMs,
    };
  }

  function onOpen(now: Level, nowMs: number): ContactOutput {
    open = true;
    level = null;
    settling = false;
    edge(now, nowMs);
    return output(nowMs);
  }

  return {
    onOpen,
    onClose() {
      open = false;
      level = null;
      settling = false;
      return output(0);
    },
    onEdge(now, atMs) {
      if (!open) return onOpen(now, atMs);
      judge(atMs);
      counts.rawEdges += 1;
      edge(now, atMs);
      return output(atMs);
    },
    onTick(now, nowMs) {
      if (!open) return output(nowMs);
      if (now === seen) judge(nowMs);
      else {
        counts.lostEdges += 1;
        edge(now, nowMs);
      }
      sampledMs = nowMs;
      return output(nowMs);
    },
    statistics: () => ({ ...counts }),
  };
}

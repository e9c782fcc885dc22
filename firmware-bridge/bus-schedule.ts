/**
 * Who has the line next. Nodes with something to say or to be told go first, but after a few of them one that only waits for its poll
 * gets its turn; within each class the longest due comes first, so a full bus is a plain round. A dead node costs one silence a cycle.
 */
import type { BusMasterStats } from './bus-master-stats.ts';
import type { NodeLink } from './node-link.ts';

export interface BusScheduleOptions {
  readonly links: readonly NodeLink[];
  /** Keypads, whose round is a cycle. */
  readonly isFast: (link: NodeLink) => boolean;
  /** Length of a cycle when no keypad is in session. */
  readonly cycleMs: number;
  readonly stats: BusMasterStats;
}

export interface BusSchedule {
  restart(nowMs: number): void;
  choose(nowMs: number): NodeLink | null;
  /** An exchange with this node has ended. */
  served(link: NodeLink, wasSilentProbe: boolean, nowMs: number): void;
  /** When somebody is due next; may be past. Infinity: nobody. */
  nextDueMs(): number;
}

/** Urgent exchanges in a row while a poll is overdue: keeps keypads within a few frames even while all panels change. */
const URGENT_IN_ROW_MAX = 4;

export function createBusSchedule(options: BusScheduleOptions): BusSchedule {
  const { links, isFast, cycleMs, stats } = options;
  const servedInCycle = new Set<NodeLink>();
  let cycleStartMs = 0;
  let probeSpent = false;
  let urgentInRow = 0;

  function mayProbe(): boolean {
    return !probeSpent || !links.some((link) => link.inSession);
  }

  function hasFast(): boolean {
    return links.some((link) => link.inSession && isFast(link));
  }

  function newCycle(nowMs: number): void {
    cycleStartMs = nowMs;
    probeSpent = false;
    servedInCycle.clear();
  }

  return {
    restart: newCycle,
    choose(nowMs) {
      if (probeSpent && nowMs >= cycleStartMs + cycleMs && !hasFast()) newCycle(nowMs);
      const probesAllowed = mayProbe();
      let urgent: NodeLink | null = null;
      let normal: NodeLink | null = null;
      for (const link of links) {
        if (link.dueMs > nowMs || (!probesAllowed && link.probing)) continue;
        if (link.urgent) {
          if (urgent === null || link.dueMs < urgent.dueMs) urgent = link;
        } else if (normal === null || link.dueMs < normal.dueMs) normal = link;
      }
      if (urgent !== null && (normal === null || urgentInRow < URGENT_IN_ROW_MAX)) {
        urgentInRow += 1;
        return urgent;
      }
      urgentInRow = 0;
      return normal;
    },
    served(link, wasSilentProbe, nowMs) {
      if (wasSilentProbe) probeSpent = true;
      if (!isFast(link)) return;
      servedInCycle.add(link);
      if (!hasFast() || links.some((each) => each.inSession && isFast(each) && !servedInCycle.has(each))) return;
      stats.cycles += 1;
      stats.cycleMs = nowMs - cycleStartMs;
      stats.cycleMsMax = Math.max(stats.cycleMsMax, stats.cycleMs);
      newCycle(nowMs);
    },
    nextDueMs() {
      const probesAllowed = mayProbe();
      let dueMs = Number.POSITIVE_INFINITY;
      let blocked = false;
      for (const link of links) {
        if (!probesAllowed && link.probing) blocked = true;
        else dueMs = Math.min(dueMs, link.dueMs);
      }
      return blocked && !hasFast() ? Math.min(dueMs, cycleStartMs + cycleMs) : dueMs;
    },
  };
}

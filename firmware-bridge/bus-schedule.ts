/**
 * Who has the line next. Three classes: suspects, whose last send was not answered; urgent nodes, with something to say or to be told;
 * and those that only wait for their poll. Within a class the longest due comes first, so a full bus is a plain round. Silence is what
 * costs time, so no two suspects follow each other while others wait, and a node that is no suspect goes before all when its 2 s are
 * nearly over: three quarters of a hall may be cut off at once and the rest stays in service. Dead nodes are contacted one a cycle.
 */
import { BUS_KEEPALIVE_MS_MAX } from '../protocol/bus/bus-limits.ts';
import type { BusMasterStats } from './bus-master-stats.ts';
import type { NodeLink } from './node-link-types.ts';

export interface BusScheduleOptions {
  readonly links: readonly NodeLink[];
  /** Call keypads in use, whose round is a cycle. */
  readonly isFast: (link: NodeLink) => boolean;
  /** Length of a cycle when no keypad is in session. */
  readonly cycleMs: () => number;
  readonly stats: BusMasterStats;
}

export interface BusSchedule {
  restart(nowMs: number): void;
  choose(nowMs: number): NodeLink | null;
  /** A node in service must hear a frame before anything else is done. */
  isStarving(nowMs: number): boolean;
  /** An exchange with this node has ended. */
  served(link: NodeLink, wasSilentProbe: boolean, nowMs: number): void;
  /** When somebody is due next; may be past. Infinity: nobody. */
  nextDueMs(): number;
}

/** Urgent exchanges in a row while a poll is overdue: keeps keypads within a few frames even while all panels change. */
const URGENT_IN_ROW_MAX = 4;
/** A poll overdue by this takes turns with the urgent ones: on a slow, full bus a node must not go offline for lack of a frame. */
const POLL_OVERDUE_MS = 1_000;
/** Unheard for so long, a node goes before all others: leaves time for one silence and a few frames before its 2 s are over. */
const STARVING_MS = BUS_KEEPALIVE_MS_MAX - 300;

export function createBusSchedule(options: BusScheduleOptions): BusSchedule {
  const { links, isFast, stats } = options;
  const servedInCycle = new Set<NodeLink>();
  let cycleStartMs = 0;
  let probeSpent = false;
  let urgentInRow = 0;
  let lastWasSuspect = false;

  function mayProbe(): boolean {
    return !probeSpent || !links.some((link) => link.inSession);
  }

  function hasFast(): boolean {
    return links.some((link) => link.inSession && isFast(link));
  }

  function urgentOrNormal(urgent: NodeLink | null, normal: NodeLink | null, nowMs: number): NodeLink | null {
    if (urgent === null || normal === null) return urgent ?? normal;
    const inRowMax = nowMs - normal.dueMs > POLL_OVERDUE_MS ? 1 : URGENT_IN_ROW_MAX;
    return urgentInRow < inRowMax ? urgent : normal;
  }

  function newCycle(nowMs: number): void {
    cycleStartMs = nowMs;
    probeSpent = false;
    servedInCycle.clear();
  }

  return {
    restart: newCycle,
    isStarving: (nowMs) =>
      links.some(
        (link) => link.inSession && !link.suspect && link.dueMs <= nowMs && nowMs - link.heardMs > STARVING_MS,
      ),
    choose(nowMs) {
      if (probeSpent && nowMs >= cycleStartMs + options.cycleMs() && !hasFast()) newCycle(nowMs);
      const probesAllowed = mayProbe();
      let starving: NodeLink | null = null;
      let suspect: NodeLink | null = null;
      let urgent: NodeLink | null = null;
      let normal: NodeLink | null = null;
      for (const link of links) {
        const { dueMs } = link;
        if (dueMs > nowMs || (!probesAllowed && link.probing)) continue;
        if (link.suspect) {
          if (suspect === null || dueMs < suspect.dueMs) suspect = link;
          continue;
        }
        if (link.inSession && nowMs - link.heardMs > STARVING_MS) {
          if (starving === null || link.heardMs < starving.heardMs) starving = link;
        }
        if (link.urgent) {
          if (urgent === null || dueMs < urgent.dueMs) urgent = link;
        } else if (normal === null || dueMs < normal.dueMs) normal = link;
      }
      if (starving !== null) return starving;
      const other = urgentOrNormal(urgent, normal, nowMs);
      lastWasSuspect = suspect !== null && !(lastWasSuspect && other !== null);
      if (lastWasSuspect) return suspect;
      urgentInRow = other !== null && other === urgent ? urgentInRow + 1 : 0;
      return other;
    },
    served(link, wasSilentProbe, nowMs) {
      if (wasSilentProbe) probeSpent = true;
      if (!isFast(link)) return;
      servedInCycle.add(link);
      let members = 0;
      for (const each of links) {
        if (!each.inSession || !isFast(each)) continue;
        if (!servedInCycle.has(each)) return;
        members += 1;
      }
      if (members === 0) return;
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
      return blocked && !hasFast() ? Math.min(dueMs, cycleStartMs + options.cycleMs()) : dueMs;
    },
  };
}

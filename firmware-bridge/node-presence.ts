/** Whether one node is in service, as the hall is told: online when it has had its whole state, offline after 8 s without a valid reply. */
import { BUS_OFFLINE_MS } from '../protocol/bus/bus-limits.ts';
import type { BusMasterStats } from './bus-master-stats.ts';

export interface NodePresence {
  readonly isOnline: boolean;
  /** When it becomes offline by silence; null when that has been told. */
  readonly offlineAtMs: number | null;
  /** A valid reply. */
  heard(nowMs: number): void;
  /** True when it was not online before. */
  goOnline(): boolean;
  /** It has booted, or is another one: coming online is news again. */
  renewed(): void;
  /** The line is open again. */
  opened(nowMs: number): void;
  /** Our own process stood still so long. */
  forgive(stallMs: number): void;
  /** True when it is offline from now on. `isUnasked`: it has not been asked even once, so its silence says nothing. */
  judge(isUnasked: boolean, nowMs: number): boolean;
}

export function createNodePresence(stats: BusMasterStats): NodePresence {
  let shown: 'unknown' | 'online' | 'offline' = 'unknown';
  let silentSinceMs = 0;
  return {
    get isOnline() {
      return shown === 'online';
    },
    get offlineAtMs() {
      return shown === 'offline' ? null : silentSinceMs + BUS_OFFLINE_MS;
    },
    heard(nowMs) {
      silentSinceMs = nowMs;
    },
    goOnline() {
      if (shown === 'online') return false;
      shown = 'online';
      stats.online += 1;
      return true;
    },
    renewed() {
      if (shown !== 'online') return;
      shown = 'unknown';
      stats.online -= 1;
    },
    opened(nowMs) {
      if (shown !== 'online') silentSinceMs = nowMs;
    },
    forgive(stallMs) {
      silentSinceMs += stallMs;
    },
    judge(isUnasked, nowMs) {
      // The same sum as offlineAtMs: a difference may round the other way, and a wake without effect would spin.
      if (shown === 'offline' || nowMs < silentSinceMs + BUS_OFFLINE_MS) return false;
      if (shown === 'unknown' && isUnasked) {
        silentSinceMs = nowMs; // on a slow line with many nodes the first round takes longer than this
        return false;
      }
      if (shown === 'online') stats.online -= 1;
      shown = 'offline';
      return true;
    },
  };
}

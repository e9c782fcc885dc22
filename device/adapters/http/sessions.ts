/**
 * Staff sessions in memory: a restart signs everybody out. Only the SHA-256 of a token is kept, so that a memory dump or
 * a log never holds a key. A session ends at its absolute or its idle end, whichever comes first.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '../../../protocol/config.ts';
import { limits } from '../../../protocol/limits.ts';

export interface Session {
  readonly badge: string;
  readonly role: Role;
  readonly startedMs: number;
  usedMs: number;
  /** Set when it ended; streams opened with it end too. */
  ended: boolean;
}

export interface Sessions {
  /** Starts a session and returns its token, 43 characters of base64url. */
  open(badge: string, role: Role, nowMs: number): string;
  /** The live session of a token, marked as used now; null for anything else. */
  find(token: string, nowMs: number): Session | null;
  /** Ends it. False when there was none. */
  close(token: string): boolean;
  isLive(session: Session, nowMs: number): boolean;
}

const tokenBytes = 32;
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

export function createSessions(): Sessions {
  const byHash = new Map<string, Session>();
  const isLive = (session: Session, nowMs: number): boolean =>
    !session.ended &&
    nowMs - session.startedMs < limits.sessionMsMax &&
    nowMs - session.usedMs < limits.sessionIdleMsMax;
  const drop = (hash: string, session: Session): void => {
    session.ended = true;
    byHash.delete(hash);
  };

  return {
    open(badge, role, nowMs) {
      for (const [hash, session] of byHash) if (!isLive(session, nowMs)) drop(hash, session);
      if (byHash.size >= limits.sessionsMax) {
        const [longestIdle] = [...byHash].sort(([, a], [, b]) => a.usedMs - b.usedMs);
        if (longestIdle) drop(...longestIdle);
      }
      const token = randomBytes(tokenBytes).toString('base64url');
      byHash.set(hashOf(token), { badge, role, startedMs: nowMs, usedMs: nowMs, ended: false });
      return token;
    },
    find(token, nowMs) {
      if (!tokenPattern.test(token)) return null;
      const hash = hashOf(token);
      const session = byHash.get(hash);
      if (!session) return null;
      if (!isLive(session, nowMs)) {
        drop(hash, session);
        return null;
      }
      session.usedMs = nowMs;
      return session;
    },
    close(token) {
      const hash = hashOf(token);
      const session = byHash.get(hash);
      if (session) drop(hash, session);
      return session !== undefined;
    },
    isLive,
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

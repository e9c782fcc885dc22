/**
 * Who calls: from which address, with which paired device, and signed in as whom. Made once for each request, before
 * anything else looks at it. What a stranger says about itself is never believed.
 */
import type { Actor } from '../../../protocol/commands.ts';
import type { Session } from './sessions.ts';

export interface Caller {
  /** Remote address as the limiter knows it, see client-address.ts. */
  readonly address: string;
  /** The request comes from this machine and may be trusted like a cable of the hall. */
  readonly local: boolean;
  /** Id of the paired device that sent its token, else null. */
  readonly device: string | null;
  readonly session: Session | null;
  /** How the session was shown; a cookie is sent by the browser alone and needs the origin checked. */
  readonly via: 'cookie' | 'bearer' | null;
}

/** Somebody without a session whose machine is none of the hall's has this name in the journal, whatever it says. */
export const strangerId = 'phone';

/** A device of the hall: this machine itself, or one that is paired. */
export function isOfHall({ local, device }: Caller): boolean {
  return local || device !== null;
}

/** Clerks and team leads: who works at counters and may know a class. */
export function isCounterStaff({ session }: Caller): boolean {
  return session !== null && session.role !== 'facilities';
}

const devicePattern = /^[a-z0-9-]{1,20}$/;

/**
 * The actor the journal keeps: staff by badge; a paired device by its id; a page on this machine by the name it says,
 * otherwise `fallback`; anybody else is `phone`.
 */
export function actorOf(caller: Caller, said: string | string[] | undefined, fallback: string): Actor {
  if (caller.session) return staffActor(caller.session.badge);
  return { id: deviceOf(caller, said, fallback), clerk: null, staff: false };
}

/** The same without regard to who is signed in. */
export function deviceOf({ local, device }: Caller, said: string | string[] | undefined, fallback: string): string {
  if (device !== null) return device;
  if (!local) return strangerId;
  return typeof said === 'string' && devicePattern.test(said) && !reserved.has(said) ? said : fallback;
}

/** Names that mean the daemon itself or a person; no page may take them. */
const reserved: ReadonlySet<string> = new Set(['system', 'staff', 'page', 'op']);

export function staffActor(badge: string): Actor {
  return { id: `op:${badge}`, clerk: badge, staff: true };
}

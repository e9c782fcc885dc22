/**
 * Who calls: from which address, and signed in as whom. Made once for each request, before anything else looks at it.
 */
import type { Actor } from '../../../protocol/commands.ts';
import type { Session } from './sessions.ts';

export interface Caller {
  /** Remote address as the limiter knows it: IPv4 whole, IPv6 by its /64 (one customer's network). */
  readonly address: string;
  /** The request comes from this machine and may be trusted like a cable of the hall. */
  readonly local: boolean;
  readonly session: Session | null;
  /** How the session was shown; a cookie is sent by the browser alone and needs the origin checked. */
  readonly via: 'cookie' | 'bearer' | null;
}

/** `::ffff:10.0.0.7` as `10.0.0.7`; other IPv6 addresses by their first four groups. */
export function limiterAddress(remote: string | undefined): string {
  if (!remote) return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(remote)?.[1];
  if (mapped) return mapped;
  if (!remote.includes(':') || remote === '::1') return remote;
  const [plain = ''] = remote.split('%');
  const [head = '', tail] = plain.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  while (groups.length < 4 && missing > 0) groups.push('0');
  return `${groups.slice(0, 4).join(':')}::/64`;
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

const devicePattern = /^[a-z0-9-]{1,20}$/;

/** The actor the journal keeps: staff by badge, otherwise the device that says its name, otherwise `fallback`. */
export function actorOf(caller: Caller, device: string | string[] | undefined, fallback: string): Actor {
  if (caller.session) return staffActor(caller.session.badge);
  const id = typeof device === 'string' && devicePattern.test(device) ? device : fallback;
  return { id, clerk: null, staff: false };
}

export function staffActor(badge: string): Actor {
  return { id: `op:${badge}`, clerk: badge, staff: true };
}

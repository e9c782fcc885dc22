/**
 * The name under which limits count a client. Too wide and one noisy phone speaks for everybody; too narrow and one
 * machine with many addresses speaks for many.
 *
 *   IPv4                                        the address
 *   IPv6 of this hall's own network, link-local the address: all clients of the LAN share its prefix
 *   other IPv6                                  its /64: one customer's network has all of those
 */
import { networkInterfaces } from 'node:os';

/** Networks come and go (a router renumbers); looking at them costs some 0.1 ms. */
const lookAgainMs = 60_000;

/** A function from a socket's remote address to the limiter's name of it; `unknown` when there is none. */
export function createClientAddress(
  nowMs: () => number,
  ownPrefixes: () => ReadonlySet<string> = readOwnPrefixes,
): (remote: string | undefined) => string {
  let prefixes: ReadonlySet<string> = new Set();
  let lookAtMs = Number.NEGATIVE_INFINITY;
  return (remote) => {
    if (!remote?.includes(':') || remote === '::1') return remote ?? 'unknown';
    const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(remote)?.[1];
    if (mapped) return mapped;
    const groups = groupsOf(remote);
    const prefix = prefixOf(groups);
    if (nowMs() >= lookAtMs) {
      lookAtMs = nowMs() + lookAgainMs;
      prefixes = ownPrefixes();
    }
    return isLinkLocal(groups) || prefixes.has(prefix) ? groups.join(':') : `${prefix}::/64`;
  };
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** First four groups of this machine's own IPv6 addresses. */
function readOwnPrefixes(): ReadonlySet<string> {
  const prefixes = new Set<string>();
  for (const entry of Object.values(networkInterfaces()).flat())
    if (entry?.family === 'IPv6' && !entry.internal) prefixes.add(prefixOf(groupsOf(entry.address)));
  return prefixes;
}

/** Eight groups, lower case without leading zeros; the zone (`%eth0`) falls away. */
function groupsOf(address: string): readonly string[] {
  const [plain = ''] = address.toLowerCase().split('%');
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array.from({ length: missing }, () => '0'), ...after].map((group) =>
    group.replace(/^0+(?=.)/, ''),
  );
}

function prefixOf(groups: readonly string[]): string {
  return groups.slice(0, 4).join(':');
}

/** fe80::/10 */
function isLinkLocal([first = '']: readonly string[]): boolean {
  return (Number.parseInt(first, 16) & 0xffc0) === 0xfe80;
}

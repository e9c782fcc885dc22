/**
 * A virtual device behind a wire of a real rate, for lines that have none of their own, such as a pseudo-terminal: what is sent to the
 * device reaches it when its last bit would have, and what it says leaves when it would have. The two directions do not wait for each other.
 */
import type { LinePeer, PeerOutput } from '../../protocol/line-driver.ts';

interface Run {
  readonly bytes: Uint8Array;
  /** When the last of the bytes is through. */
  readonly atMs: number;
}

export function createPacedPeer(peer: LinePeer, byteMs: number): LinePeer {
  const toPeer: Run[] = [];
  const toHost: Run[] = [];
  let toPeerFreeMs = 0;
  let toHostFreeMs = 0;
  let peerWakeMs: number | null = null;

  function hear({ writes, wakeAtMs }: PeerOutput, nowMs: number): void {
    peerWakeMs = wakeAtMs;
    for (const bytes of writes) {
      toHostFreeMs = Math.max(toHostFreeMs, nowMs) + bytes.length * byteMs;
      toHost.push({ bytes, atMs: toHostFreeMs });
    }
  }

  function settle(nowMs: number): PeerOutput {
    const writes: Uint8Array[] = [];
    for (;;) {
      const heard = toPeer[0];
      if (heard && heard.atMs <= nowMs) {
        toPeer.shift();
        // At the moment it was due, not at the later one at which we came to it: our own lateness is not the wire's.
        hear(peer.onBytes(heard.bytes, heard.atMs), heard.atMs);
      } else if (peerWakeMs !== null && peerWakeMs <= nowMs) hear(peer.onTick(nowMs), nowMs);
      else break;
    }
    while (toHost[0] && toHost[0].atMs <= nowMs) writes.push(toHost.shift()?.bytes ?? new Uint8Array(0));
    const dueMs = [toPeer[0]?.atMs, toHost[0]?.atMs, peerWakeMs ?? undefined].filter((each) => each !== undefined);
    return { writes, wakeAtMs: dueMs.length === 0 ? null : Math.min(...dueMs) };
  }

  return {
    onBytes(bytes, nowMs) {
      toPeerFreeMs = Math.max(toPeerFreeMs, nowMs) + bytes.length * byteMs;
      toPeer.push({ bytes, atMs: toPeerFreeMs });
      return settle(nowMs);
    },
    onTick: settle,
  };
}

/**
 * The shared wire between a host and its virtual nodes: paces every byte by 10 bits, turns the line round, spoils frames by seeded
 * chance, and shows a collision as damage. Works behind a TCP socket, a pseudo-terminal or a virtual clock, because it only ever sees
 * bytes and time. It hands reply bytes out when their last bit would have arrived, never earlier.
 *
 *   host ──onBytes──► wire (busy until last bit) ──frame──► all nodes ──reply──► turnaround, bytes x 10 / baud ──writes──► host
 */
import type { ReceivedBusFrame } from '../protocol/bus/bus-frame.ts';
import { createBusFrameReader } from '../protocol/bus/bus-frame-reader.ts';
import { BUS_BITS_PER_BYTE, BUS_TURNAROUND_CHARS_MIN, BUS_TURNAROUND_MS_MAX } from '../protocol/bus/bus-limits.ts';
import type { LinePeer, PeerOutput } from '../protocol/line-driver.ts';
import { damageBytes } from './damage-bytes.ts';
import { createSeededRandom } from './seeded-random.ts';
import type { VirtualNode } from './virtual-node.ts';

/** Chance, 0..1, that a frame in this direction is damaged. */
export interface BusNoise {
  readonly towardsNodes: number;
  readonly towardsHost: number;
}

export interface VirtualBusOptions {
  readonly baud: number;
  readonly nodes: readonly VirtualNode[];
  readonly seed: number;
  readonly noise?: BusNoise;
  /** The adapter hears its own bytes. */
  readonly echo?: boolean;
  /** Turnaround of the nodes; without it a random one between 2 characters and 3 ms. */
  readonly turnaroundMs?: number;
  /** Reply bytes are handed out in pieces of at most this size; without it a reply comes whole. */
  readonly pieceBytes?: number;
  /** Sees every run of bytes before chance does; null loses it. For tests of one particular loss. */
  readonly intercept?: (wire: Uint8Array, towards: 'nodes' | 'host') => Uint8Array | null;
}

export interface VirtualBusStats {
  framesToNodes: number;
  framesToHost: number;
  /** Frames damaged by noise, both ways. */
  spoiled: number;
  /** Transmissions that overlapped another one. */
  collisions: number;
}

export interface VirtualBus extends LinePeer {
  setNoise(noise: BusNoise): void;
  /** The host's adapter goes at another rate: only nodes at the same one hear it. */
  setBaud(baud: number): void;
  readonly nodes: readonly VirtualNode[];
  readonly stats: Readonly<VirtualBusStats>;
}

/** Bytes on their way; `runs` says what happens when the last of them is there. */
interface Passage {
  readonly atMs: number;
  readonly bytes: Uint8Array;
  readonly towards: 'nodes' | 'host';
}

/** More than this under way means that a host floods the line without waiting for answers; the oldest is kept. */
const PASSAGES_MAX = 1_024;
const QUIET: BusNoise = { towardsNodes: 0, towardsHost: 0 };

export function createVirtualBus(options: VirtualBusOptions): VirtualBus {
  const random = createSeededRandom(options.seed);
  const reader = createBusFrameReader();
  let baud = options.baud;
  let byteMs = (BUS_BITS_PER_BYTE * 1000) / baud;
  const stats: VirtualBusStats = { framesToNodes: 0, framesToHost: 0, spoiled: 0, collisions: 0 };
  let noise = options.noise ?? QUIET;
  const passages: Passage[] = [];
  let hostBusyUntilMs = 0;
  let replyBusyUntilMs = 0;

  function add(passage: Passage): void {
    if (passages.length >= PASSAGES_MAX) return;
    let at = passages.length;
    while (at > 0 && (passages[at - 1]?.atMs ?? 0) > passage.atMs) at -= 1;
    passages.splice(at, 0, passage);
  }

  function spoil(bytes: Uint8Array, chance: number): Uint8Array {
    if (chance <= 0 || random() >= chance) return bytes;
    stats.spoiled += 1;
    return damageBytes(bytes, random);
  }

  /** The host's bytes begin when its last ones have left; they are heard by all nodes when the last bit is there. */
  function sendFromHost(bytes: Uint8Array, nowMs: number): void {
    const startMs = Math.max(nowMs, hostBusyUntilMs);
    hostBusyUntilMs = startMs + bytes.length * byteMs;
    if (options.echo === true) add({ atMs: hostBusyUntilMs, bytes, towards: 'host' });
    let heard = options.intercept === undefined ? bytes : options.intercept(bytes, 'nodes');
    if (heard === null) return;
    heard = spoil(heard, noise.towardsNodes);
    if (startMs < replyBusyUntilMs) {
      stats.collisions += 1;
      heard = damageBytes(heard, random);
    }
    add({ atMs: hostBusyUntilMs, bytes: heard, towards: 'nodes' });
  }

  function hear(bytes: Uint8Array, atMs: number): void {
    const damagedBefore = damagedRuns();
    const frames = reader.push(bytes);
    for (const frame of frames) {
      stats.framesToNodes += 1;
      // A frame whose last zero was lost ends with the first zero of the next one: no node may answer into that.
      deliver(frame, atMs, frame === frames.at(-1));
    }
    const damaged = damagedRuns() - damagedBefore;
    if (damaged > 0) for (const node of options.nodes) if (node.plugged) node.onDamaged();
  }

  function damagedRuns(): number {
    const { cobs, crc, long, short, version } = reader.stats.dropped;
    return cobs + crc + long + short + version;
  }

  function deliver(frame: ReceivedBusFrame, atMs: number, lineIsFree: boolean): void {
    const answers: { readonly wire: Uint8Array; readonly startMs: number; endMs: number; isHit: boolean }[] = [];
    for (const node of options.nodes) {
      if (!node.plugged || (node.baudAt(atMs) ?? options.baud) !== baud) continue;
      const reply = node.onFrame(frame, atMs);
      if (reply === null || !lineIsFree) continue;
      const startMs = atMs + (reply.delayMs ?? turnaroundMs());
      answers.push({ wire: reply.wire, startMs, endMs: startMs + reply.wire.length * byteMs, isHit: false });
    }
    answers.sort((a, b) => a.startMs - b.startMs);
    let last: (typeof answers)[number] | undefined;
    for (const answer of answers) {
      // Answers to a WHO that fall on each other spoil each other.
      if (last !== undefined && answer.startMs < last.endMs) {
        last.isHit = true;
        answer.isHit = true;
      }
      if (last === undefined || answer.endMs > last.endMs) last = answer;
    }
    for (const { wire, startMs, isHit } of answers) sendFromNode(wire, startMs, isHit);
  }

  function turnaroundMs(): number {
    if (options.turnaroundMs !== undefined) return options.turnaroundMs;
    const minMs = Math.min(BUS_TURNAROUND_MS_MAX, BUS_TURNAROUND_CHARS_MIN * byteMs);
    return minMs + random() * (BUS_TURNAROUND_MS_MAX - minMs);
  }

  function sendFromNode(wire: Uint8Array, startMs: number, isHit: boolean): void {
    stats.framesToHost += 1;
    let sent = options.intercept === undefined ? wire : options.intercept(wire, 'host');
    if (sent === null) return;
    sent = spoil(sent, noise.towardsHost);
    if (isHit || startMs < replyBusyUntilMs || startMs < hostBusyUntilMs) {
      stats.collisions += 1;
      sent = damageBytes(sent, random);
    }
    replyBusyUntilMs = Math.max(replyBusyUntilMs, startMs + sent.length * byteMs);
    const step = options.pieceBytes ?? sent.length;
    for (let from = 0; from < sent.length; from += step) {
      const piece = sent.subarray(from, from + step);
      add({ atMs: startMs + (from + piece.length) * byteMs, bytes: piece, towards: 'host' });
    }
  }

  function pump(nowMs: number): PeerOutput {
    const writes: Uint8Array[] = [];
    for (let first = passages[0]; first !== undefined && first.atMs <= nowMs; first = passages[0]) {
      passages.shift();
      if (first.towards === 'host') writes.push(first.bytes);
      else hear(first.bytes, first.atMs);
    }
    return { writes, wakeAtMs: passages[0]?.atMs ?? null };
  }

  return {
    nodes: options.nodes,
    stats,
    setNoise(next) {
      noise = next;
    },
    setBaud(next) {
      baud = next;
      byteMs = (BUS_BITS_PER_BYTE * 1000) / baud;
    },
    onBytes(bytes, nowMs) {
      sendFromHost(bytes, nowMs);
      return pump(nowMs);
    },
    onTick: pump,
  };
}

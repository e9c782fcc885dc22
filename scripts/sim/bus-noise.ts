/**
 * Frames over a bad line, many of them: undamaged ones must all arrive, damaged ones must never be taken as something else. A frame is
 * taken as its receiver takes it: whole by its CRC, for this address and SEQ, of a type that fits, and of a length and values that fit the type.
 */

import { damageBytes } from '../../firmware-bridge/damage-bytes.ts';
import { createSeededRandom } from '../../firmware-bridge/seeded-random.ts';
import { BUS_REQUEST } from '../../protocol/bus/bus-codes.ts';
import { encodeBusFrame, type ReceivedBusFrame } from '../../protocol/bus/bus-frame.ts';
import { createBusFrameReader } from '../../protocol/bus/bus-frame-reader.ts';
import { type BusReply, decodeBusReply, encodeBusReply, isReplyAllowed } from '../../protocol/bus/bus-reply.ts';
import { type BusRequest, decodeBusRequest, encodeBusRequest } from '../../protocol/bus/bus-request.ts';

export interface NoiseCount {
  readonly frames: number;
  readonly damaged: number;
  /** Undamaged frames that did not arrive. */
  readonly lost: number;
  /** Frames whole by their CRC that had not been sent so ... */
  readonly passed: number;
  /** ... and of them, taken by their receiver. */
  readonly wrong: number;
}

/** Sent frames that may still arrive: damage can join a frame with its neighbour, never with more. */
const PENDING_MAX = 4;

interface Sent {
  readonly key: string;
  readonly isWhole: boolean;
}

const keyOf = ({ address, reply, seq, more, type, payload }: Omit<ReceivedBusFrame, 'crc' | 'sec'>): string =>
  `${address} ${reply} ${seq} ${more} ${type} ${payload.join()}`;

/** What keypads and panels are told and say, in about the shares of a day. */
function requestOf(pick: (count: number) => number): BusRequest {
  const kind = pick(10);
  const byte = (): number => pick(256);
  if (kind < 6) return { kind: 'poll' };
  if (kind === 6)
    return {
      kind: 'led',
      led: pick(4),
      temporary: false,
      on: pick(8),
      off: pick(8),
      onDs: byte(),
      offDs: byte(),
      durationDs: 0,
    };
  if (kind === 7) return { kind: 'buz', sound: 1, onDs: byte(), offDs: byte(), count: 1 + pick(255) };
  const text = Uint8Array.from({ length: pick(24) }, () => 0x20 + pick(0xe0));
  const look = { temporary: false, flash: pick(2) === 0, scroll: false, centre: true, colour: pick(8) };
  return { kind: 'text', zone: pick(2), ...look, timeDs: pick(200), text };
}

function replyOf(request: BusRequest, pick: (count: number) => number): BusReply {
  if (request.kind !== 'poll') return { kind: 'ack' };
  const head = { eventId: 1 + pick(255), ageCs: pick(400) };
  const kind = pick(8);
  if (kind === 0) return { kind: 'key', ...head, key: pick(0x40), action: pick(3) };
  if (kind === 1) return { kind: 'rating', ...head, session: pick(0x1_0000), level: pick(6), elapsedCs: pick(2_000) };
  if (kind === 2) {
    const state = { flags: pick(0x200), damaged: pick(0x1_0000), uptimeS: pick(1_000_000), supplyMv: pick(6_000) };
    return { kind: 'state', ...head, ...state, refused: pick(4) };
  }
  return { kind: 'ack' };
}

/** `share`: chance that a frame is damaged. Request and reply take turns, as on the wire. */
export function countNoise(frames: number, share: number, seed: number): NoiseCount {
  const random = createSeededRandom(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const readers = { nodes: createBusFrameReader(), host: createBusFrameReader() };
  const count = { frames, damaged: 0, lost: 0, passed: 0, wrong: 0 };
  const pending: Record<'nodes' | 'host', Sent[]> = { nodes: [], host: [] };
  let address = 1;
  let seq = 1;

  function isTaken(frame: ReceivedBusFrame, towards: 'nodes' | 'host'): boolean {
    if (frame.address !== address || frame.seq !== seq || frame.sec || frame.reply !== (towards === 'host'))
      return false;
    if (towards === 'nodes') return decodeBusRequest(frame.type, frame.payload).ok;
    const reply = decodeBusReply(frame.type, frame.payload);
    return reply.ok && isReplyAllowed(BUS_REQUEST.poll, reply.value.kind);
  }

  function arrived(frame: ReceivedBusFrame, towards: 'nodes' | 'host'): void {
    const waiting = pending[towards];
    const at = waiting.findIndex((sent) => sent.key === keyOf(frame));
    if (at < 0) {
      count.passed += 1;
      if (isTaken(frame, towards)) count.wrong += 1;
      return;
    }
    for (const sent of waiting.splice(0, at + 1).slice(0, -1)) if (sent.isWhole) count.lost += 1;
  }

  function send(frame: Omit<ReceivedBusFrame, 'crc'>, towards: 'nodes' | 'host'): void {
    const wire = encodeBusFrame(frame);
    const isHit = random() < share;
    const waiting = pending[towards];
    if (isHit) count.damaged += 1;
    waiting.push({ key: keyOf(frame), isWhole: !isHit });
    for (const each of readers[towards].push(isHit ? damageBytes(wire, random) : wire)) arrived(each, towards);
    while (waiting.length > PENDING_MAX) if (waiting.shift()?.isWhole) count.lost += 1;
  }

  for (let sent = 0; sent < frames; sent += 2) {
    address = 1 + pick(32);
    seq = (seq % 7) + 1; // no two frames that may be under way are alike
    const request = requestOf(pick);
    const common = { address, seq, sec: false };
    send({ ...common, reply: false, more: false, ...encodeBusRequest(request) }, 'nodes');
    send({ ...common, reply: true, more: pick(8) === 0, ...encodeBusReply(replyOf(request, pick)) }, 'host');
  }
  for (const { isWhole } of [...pending.nodes, ...pending.host]) if (isWhole) count.lost += 1;
  return count;
}

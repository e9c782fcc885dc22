/**
 * The node's side of the secure channel (docs/hall-bus.md, section 10): its key, its install mode, what it refuses. A node with a key
 * executes nothing in the open but what begins a session, and nothing at all in the open while the channel is up: an acknowledgement
 * in the open would lose an event.
 */
import { BUS_CONDITION, BUS_NAK, BUS_REQUEST } from '../protocol/bus/bus-codes.ts';
import type { BusFrame, ReceivedBusFrame } from '../protocol/bus/bus-frame.ts';
import { BUS_CHALLENGE_BYTES, BUS_INSTALL_MODE_MS } from '../protocol/bus/bus-limits.ts';
import type { BusReply } from '../protocol/bus/bus-reply.ts';
import type { BusChallenge, BusKeyset, BusProof } from '../protocol/bus/bus-request.ts';
import { type ChannelCode, createChannelCode, hostProof, nodeProof, sameBytes } from './secure-channel.ts';

export interface VirtualSecurity {
  readonly isUp: boolean;
  /** MACs and requests in the open that were refused since boot. */
  readonly refused: number;
  isInstalling(nowMs: number): boolean;
  hasKey(): boolean;
  /** Null: the MAC is wrong, and the node is silent. */
  open(frame: ReceivedBusFrame): ReceivedBusFrame | null;
  /** An answer under the channel. */
  seal<F extends BusFrame>(frame: F): F;
  /** The request that was opened last has been executed. */
  count(): void;
  /** A request without SEC is not executed. Counts when it is true. */
  refuses(type: number, nowMs: number): boolean;
  perform(request: BusChallenge | BusProof | BusKeyset, isSecure: boolean, nowMs: number): BusReply;
  /** A new session. */
  begin(): void;
  /** The answer to SCRYPT has gone out in the open; from here the channel is up. */
  settle(): void;
  enterInstallMode(nowMs: number): void;
  restart(): void;
}

const IN_THE_OPEN: ReadonlySet<number> = new Set([BUS_REQUEST.cap, BUS_REQUEST.chlng, BUS_REQUEST.scrypt]);
const ACK: BusReply = { kind: 'ack' };

export function createVirtualSecurity(
  uid: string,
  firstKey: Uint8Array | undefined,
  random: () => number,
): VirtualSecurity {
  let key = firstKey === undefined ? null : Uint8Array.from(firstKey);
  let installUntilMs = 0;
  let refused = 0;
  let hostRandom: Uint8Array | null = null;
  let nodeRandom = new Uint8Array(BUS_CHALLENGE_BYTES);
  let pending: ChannelCode | null = null;
  let code: ChannelCode | null = null;
  let requests = 0;

  const no = (detail: number): BusReply => ({ kind: 'nak', reason: BUS_NAK.condition, detail });

  function challenge(request: BusChallenge): BusReply {
    if (key === null) return no(BUS_CONDITION.noKey);
    hostRandom = request.random;
    nodeRandom = Uint8Array.from({ length: BUS_CHALLENGE_BYTES }, () => Math.floor(random() * 256));
    return { kind: 'ccrypt', random: nodeRandom, proof: nodeProof(key, hostRandom, nodeRandom, uid) };
  }

  function prove(request: BusProof): BusReply {
    const isRight =
      key !== null && hostRandom !== null && sameBytes(request.proof, hostProof(key, hostRandom, nodeRandom, uid));
    if (!isRight || key === null || hostRandom === null) {
      refused += 1;
      return no(BUS_CONDITION.wrongProof);
    }
    pending = createChannelCode(key, hostRandom, nodeRandom, uid);
    hostRandom = null;
    return ACK;
  }

  const isInstalling = (nowMs: number): boolean => key === null || nowMs < installUntilMs;
  return {
    get isUp() {
      return code !== null;
    },
    get refused() {
      return Math.min(0xffff, refused);
    },
    isInstalling,
    hasKey: () => key !== null,
    open(frame) {
      const opened = code?.openRequest(frame, requests) ?? null;
      if (opened === null) refused += 1;
      return opened;
    },
    seal: (frame) => code?.sealReply(frame, requests) ?? frame,
    count() {
      requests += 1;
    },
    refuses(type, nowMs) {
      if (code === null && (isInstalling(nowMs) || IN_THE_OPEN.has(type))) return false;
      refused += 1;
      return true;
    },
    perform(request, isSecure, nowMs) {
      if (request.kind === 'chlng') return challenge(request);
      if (request.kind === 'scrypt') return prove(request);
      if (!isSecure && !isInstalling(nowMs)) return no(BUS_CONDITION.notAllowed);
      key = Uint8Array.from(request.key);
      installUntilMs = 0;
      return ACK;
    },
    begin() {
      code = null;
      pending = null;
      hostRandom = null;
      requests = 0;
    },
    settle() {
      if (pending === null) return;
      code = pending;
      pending = null;
      requests = 0;
    },
    enterInstallMode(nowMs) {
      installUntilMs = nowMs + BUS_INSTALL_MODE_MS;
    },
    restart() {
      refused = 0;
      installUntilMs = 0;
      code = null;
      pending = null;
    },
  };
}

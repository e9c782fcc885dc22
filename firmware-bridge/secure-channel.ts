/**
 * The secure channel of one session, as both ends compute it (docs/hall-bus.md, section 10): the proofs that both hold the key, and then
 * a MAC over a counter that is never sent. A frame of another session, of another place in this one, or with one bit changed has a MAC
 * that fits nothing.
 *
 *   host ──CHLNG RH──► node ──CCRYPT RN, proof──► host ──SCRYPT proof──► node      S = CMAC(K, 03 ‖ RH ‖ RN ‖ UID)
 */
import { BUS_CHANNEL_LABEL } from '../protocol/bus/bus-codes.ts';
import { type BusFrame, openBusFrame, sealBusFrame } from '../protocol/bus/bus-frame.ts';
import { BUS_CHALLENGE_BYTES } from '../protocol/bus/bus-limits.ts';
import { bytesOfUid } from '../protocol/bus/bus-uid.ts';
import { createCmac } from './aes-cmac.ts';

type Cmac = (message: Uint8Array) => Uint8Array;

function labelled(cmac: Cmac, label: number, first: Uint8Array, second: Uint8Array, uid: string): Uint8Array {
  return cmac(Uint8Array.from([label, ...first, ...second, ...(bytesOfUid(uid) ?? [])]));
}

/** What the node answers to a challenge to show that it holds the key. */
export function nodeProof(key: Uint8Array, hostRandom: Uint8Array, nodeRandom: Uint8Array, uid: string): Uint8Array {
  const whole = labelled(createCmac(key), BUS_CHANNEL_LABEL.node, hostRandom, nodeRandom, uid);
  return whole.slice(0, BUS_CHALLENGE_BYTES);
}

/** What the host sends to show that it holds the key. */
export function hostProof(key: Uint8Array, hostRandom: Uint8Array, nodeRandom: Uint8Array, uid: string): Uint8Array {
  const whole = labelled(createCmac(key), BUS_CHANNEL_LABEL.host, nodeRandom, hostRandom, uid);
  return whole.slice(0, BUS_CHALLENGE_BYTES);
}

/** Takes the same time whatever differs. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at += 1) difference |= (one[at] ?? 0) ^ (other[at] ?? 0);
  return difference === 0;
}

/** MACs under one session key. `request` counts the new requests of the channel from 0. */
export interface ChannelCode {
  sealRequest<F extends BusFrame>(frame: F, request: number): F;
  sealReply<F extends BusFrame>(frame: F, request: number): F;
  /** Null: the MAC is missing or wrong. */
  openRequest<F extends BusFrame>(frame: F, request: number): F | null;
  openReply<F extends BusFrame>(frame: F, request: number): F | null;
}

export function createChannelCode(
  key: Uint8Array,
  hostRandom: Uint8Array,
  nodeRandom: Uint8Array,
  uid: string,
): ChannelCode {
  const cmac = createCmac(labelled(createCmac(key), BUS_CHANNEL_LABEL.session, hostRandom, nodeRandom, uid));
  return {
    sealRequest: (frame, request) => sealBusFrame(frame, 2 * request, cmac),
    sealReply: (frame, request) => sealBusFrame(frame, 2 * request + 1, cmac),
    openRequest: (frame, request) => openBusFrame(frame, 2 * request, cmac),
    openReply: (frame, request) => openBusFrame(frame, 2 * request + 1, cmac),
  };
}

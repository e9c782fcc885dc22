/**
 * The host's side of the secure channel with one node. While a key is held for the node nothing is asked of it in the open but ID,
 * CHLNG and SCRYPT; who it is is asked once more under the channel, because an ID in the open can be anybody's.
 *
 *   open ──ID──► challenge ──CCRYPT──► proof ──ACK──► identity ──ID under SEC──► up
 */
import { BUS_CONDITION, BUS_NAK, BUS_REQUEST } from '../protocol/bus/bus-codes.ts';
import type { BusFrame, ReceivedBusFrame } from '../protocol/bus/bus-frame.ts';
import { BUS_CHALLENGE_BYTES } from '../protocol/bus/bus-limits.ts';
import type { BusReply } from '../protocol/bus/bus-reply.ts';
import { encodeBusRequest } from '../protocol/bus/bus-request.ts';
import { type ChannelCode, createChannelCode, hostProof, nodeProof, sameBytes } from './secure-channel.ts';

/** Why a node with a key, or one that wants one, is not used. */
export type SecureTrouble =
  /** It asks for the channel, and there is no key for it here. */
  | 'no-key-here'
  /** There is a key for it here, and it says that it has none. */
  | 'no-key-there'
  /** It does not prove that it holds the key. */
  | 'wrong-key';

export interface LinkSecurity {
  /** Every request and reply carries a MAC. */
  readonly isUp: boolean;
  /** A step of the start is still to be asked. */
  readonly isStarting: boolean;
  /** Ends the channel. */
  drop(): void;
  /** A node has answered ID in the open. */
  begin(uid: string, key: Uint8Array | undefined): void;
  /** The next request of the start. */
  request(): { readonly type: number; readonly payload: Uint8Array };
  /** The answer to it: null when the start goes on. */
  onReply(reply: BusReply): SecureTrouble | 'broken' | null;
  /** A new request; counts. */
  seal<F extends BusFrame>(frame: F): F;
  /** The reply to the last request sealed, without its MAC; null when the MAC is missing or wrong. */
  open(frame: ReceivedBusFrame): ReceivedBusFrame | null;
}

type Step = 'open' | 'challenge' | 'proof' | 'identity' | 'up';

/** `random` gives numbers in [0, 1) that nobody can foretell. */
export function createLinkSecurity(random: () => number): LinkSecurity {
  let step: Step = 'open';
  let uid = '';
  let key = new Uint8Array(0);
  let hostRandom = new Uint8Array(0);
  let proof = new Uint8Array(0);
  let code: ChannelCode | null = null;
  let requests = 0;

  function drop(): void {
    step = 'open';
    code = null;
    requests = 0;
  }

  function onCryptogram(reply: Extract<BusReply, { kind: 'ccrypt' }>): SecureTrouble | null {
    if (!sameBytes(reply.proof, nodeProof(key, hostRandom, reply.random, uid))) return 'wrong-key';
    proof = Uint8Array.from(hostProof(key, hostRandom, reply.random, uid));
    code = createChannelCode(key, hostRandom, reply.random, uid);
    step = 'proof';
    return null;
  }

  return {
    get isUp() {
      return step === 'identity' || step === 'up';
    },
    get isStarting() {
      return step !== 'open' && step !== 'up';
    },
    drop,
    begin(withUid, withKey) {
      drop();
      if (withKey === undefined) return;
      uid = withUid;
      key = Uint8Array.from(withKey);
      hostRandom = Uint8Array.from({ length: BUS_CHALLENGE_BYTES }, () => Math.floor(random() * 256));
      step = 'challenge';
    },
    request() {
      if (step === 'challenge') return encodeBusRequest({ kind: 'chlng', random: hostRandom });
      if (step === 'proof') return encodeBusRequest({ kind: 'scrypt', proof });
      return { type: BUS_REQUEST.id, payload: new Uint8Array(0) };
    },
    onReply(reply) {
      if (reply.kind === 'nak') {
        if (reply.reason === BUS_NAK.sequence) return 'broken';
        const isKeyless = reply.reason === BUS_NAK.type || reply.detail === BUS_CONDITION.noKey;
        return step === 'challenge' && isKeyless ? 'no-key-there' : 'wrong-key';
      }
      if (step === 'challenge' && reply.kind === 'ccrypt') return onCryptogram(reply);
      if (step === 'proof' && reply.kind === 'ack') step = 'identity';
      else if (step === 'identity' && reply.kind === 'id' && reply.uid === uid) step = 'up';
      else return 'broken';
      return null;
    },
    seal(frame) {
      if (code === null || !(step === 'identity' || step === 'up')) return frame;
      const sealed = code.sealRequest(frame, requests);
      requests += 1;
      return sealed;
    },
    open: (frame) => (code === null || requests === 0 ? null : code.openReply(frame, requests - 1)),
  };
}

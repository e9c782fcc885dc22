/**
 * What a node's link has to do with the guest of the line. The guest is spoken to only of a node that is in service, and hears of every
 * session's begin and end.
 */
import type { BusCap, BusId, BusReply } from '../protocol/bus/bus-reply.ts';
import { encodeBusRequest } from '../protocol/bus/bus-request.ts';
import type { BusGuest } from './bus-guest.ts';

export interface LinkGuest {
  /** Tells the guest of the node, if it is in service. */
  meet(nowMs: number): void;
  lose(): void;
  hear(reply: BusReply, nowMs: number): void;
  waits(nowMs: number): boolean;
  request(nowMs: number): { readonly type: number; readonly payload: Uint8Array } | null;
  /** The node hears nothing before. */
  deafUntilMs(): number;
  hurries(): boolean;
}

/** `inService` gives what the node has said of itself while it is in service, else null. */
export function createLinkGuest(
  address: number,
  guest: () => BusGuest | null,
  inService: () => { readonly id: BusId; readonly cap: BusCap } | null,
): LinkGuest {
  return {
    meet(nowMs) {
      const node = inService();
      if (node !== null) guest()?.met(address, node.id, node.cap, nowMs);
    },
    lose: () => guest()?.lost(address),
    hear: (reply, nowMs) => guest()?.reply(address, reply, nowMs),
    waits: (nowMs) => inService() !== null && guest()?.wants(address, nowMs) === true,
    request(nowMs) {
      const wish = inService() === null ? null : (guest()?.request(address, nowMs) ?? null);
      return wish === null ? null : encodeBusRequest(wish);
    },
    deafUntilMs: () => guest()?.deafUntilMs(address) ?? 0,
    hurries: () => guest()?.hurries(address) === true,
  };
}

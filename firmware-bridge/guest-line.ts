/**
 * The master's side of its guest (bus-guest.ts): who it is now, and its broadcasts. Between two of them others have the line for a while,
 * unless nobody wants it.
 */
import { BUS_BROADCAST } from '../protocol/bus/bus-codes.ts';
import { encodeBusFrame } from '../protocol/bus/bus-frame.ts';
import { BUS_GUEST_EVERY_MS, BUS_TURN_GAP_MS } from '../protocol/bus/bus-limits.ts';
import { encodeBusRequest } from '../protocol/bus/bus-request.ts';
import type { BusGuest } from './bus-guest.ts';
import type { NodeLink } from './node-link-types.ts';

export interface GuestLine {
  readonly guest: BusGuest | null;
  set(guest: BusGuest | null, links: readonly NodeLink[], nowMs: number): void;
  /** At the beginning of a step: its clock runs on, and it may have wishes by now. */
  stir(links: readonly NodeLink[], nowMs: number): void;
  /** What it has for everybody. `idle`: nobody else is due. `pauseMs`: how long nobody speaks after it. */
  broadcast(idle: boolean, nowMs: number): { readonly wire: Uint8Array; readonly pauseMs: number } | null;
  wakeAtMs(nowMs: number): number;
}

export function createGuestLine(): GuestLine {
  let guest: BusGuest | null = null;
  let sentMs = 0;
  return {
    get guest() {
      return guest;
    },
    set(next, links, nowMs) {
      guest = next;
      for (const link of links) link.introduce(nowMs);
    },
    stir(links, nowMs) {
      if (guest === null) return;
      guest.tick(nowMs);
      for (const link of links) link.stir(nowMs);
    },
    broadcast(idle, nowMs) {
      if (guest === null || (!idle && nowMs < sentMs + BUS_GUEST_EVERY_MS)) return null;
      const given = guest.broadcast(nowMs);
      if (given === null) return null;
      sentMs = nowMs;
      const message = encodeBusRequest(given.request);
      const frame = { address: BUS_BROADCAST, reply: false, seq: 0, more: false, sec: false, ...message };
      return { wire: encodeBusFrame(frame), pauseMs: Math.max(BUS_TURN_GAP_MS, given.pauseMs) };
    },
    wakeAtMs: (nowMs) => guest?.wakeAtMs(nowMs) ?? Number.POSITIVE_INFINITY,
  };
}

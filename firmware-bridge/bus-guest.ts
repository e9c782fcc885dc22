/**
 * Somebody who uses the line beside the master's own work, such as a firmware update. The master keeps the line, the sessions and the
 * retries; the guest says what it would like to have sent and hears the answers. It is served after all that concerns people.
 */
import type { BusCap, BusId, BusReply } from '../protocol/bus/bus-reply.ts';
import type { BusRequest } from '../protocol/bus/bus-request.ts';

export interface GuestBroadcast {
  readonly request: BusRequest;
  /** Nobody speaks for so long after it. */
  readonly pauseMs: number;
}

export interface BusGuest {
  /** The node is in service, in a new session. */
  met(address: number, id: BusId, cap: BusCap, nowMs: number): void;
  /** Its session has ended; an unanswered request may or may not have been executed. */
  lost(address: number): void;
  /** True when `request` would give something now. */
  wants(address: number, nowMs: number): boolean;
  request(address: number, nowMs: number): BusRequest | null;
  /** The answer to the last request to this node. */
  reply(address: number, reply: BusReply, nowMs: number): void;
  /** The node said it would not hear anything until then; it is left alone. */
  deafUntilMs(address: number): number;
  /** The guest waits for this node to come into service: it is polled as often as a keypad. */
  hurries(address: number): boolean;
  /** A frame for all nodes, or null. */
  broadcast(nowMs: number): GuestBroadcast | null;
  /** Once in every step, before anything is sent. */
  tick(nowMs: number): void;
  /** The next moment, later than `nowMs`, at which a wish comes due by time alone; `nowMs` itself while there is a broadcast. */
  wakeAtMs(nowMs: number): number;
}

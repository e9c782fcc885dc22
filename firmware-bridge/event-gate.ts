/**
 * Keeps the events of one node in order and each of them once: an event is told, and until it is stored nothing new may be asked of the
 * node. What is stored is known by UID, boot and event id, over restarts of either side.
 */
import type { BusEvent } from '../protocol/bus/bus-reply.ts';
import type { EventMark, NodeLinkOptions } from './node-link-types.ts';

export interface EventGate {
  /** An event waits to be stored. */
  readonly isShut: boolean;
  /** True when the event is new and is to be told. */
  take(event: BusEvent, uid: string, boot: number): boolean;
  /** True when this opens the gate. */
  stored(mark: EventMark): boolean;
  /** The session is over. */
  open(): void;
}

export function createEventGate({
  stats,
  lastEvent,
  rememberEvent,
}: Pick<NodeLinkOptions, 'stats' | 'lastEvent' | 'rememberEvent'>): EventGate {
  let gate: EventMark | null = null;
  let reported: (EventMark & { readonly uid: string }) | null = null;
  return {
    get isShut() {
      return gate !== null;
    },
    take({ eventId }, uid, boot) {
      const last = lastEvent(uid);
      if (last !== undefined && last.boot === boot && last.eventId === eventId) {
        stats.duplicates += 1;
        return false;
      }
      gate = { boot, eventId };
      if (reported !== null && reported.uid === uid && reported.boot === boot && reported.eventId === eventId) {
        stats.duplicates += 1;
        return false;
      }
      reported = { uid, boot, eventId };
      stats.events += 1;
      return true;
    },
    stored(mark) {
      if (reported !== null && reported.boot === mark.boot && reported.eventId === mark.eventId) {
        rememberEvent(reported.uid, mark);
      }
      if (gate === null || gate.boot !== mark.boot || gate.eventId !== mark.eventId) return false;
      gate = null;
      return true;
    },
    open() {
      gate = null;
    },
  };
}

/**
 * The event queue of a node: at most 8, oldest first, one per POLL, repeated until the host has moved on. A full queue drops the
 * newest and remembers that it did. At most one STATE waits, and it is filled in only when it is sent for the first time.
 */

import { BUS_EVENT_ID_MAX, BUS_EVENT_QUEUE } from '../protocol/bus/bus-limits.ts';
import type { BusEvent } from '../protocol/bus/bus-reply.ts';

/** An event without its head, which the queue gives. */
export type EventBody = BusEvent extends infer Each
  ? Each extends BusEvent
    ? Omit<Each, 'eventId' | 'ageCs'>
    : never
  : never;

interface QueuedEvent {
  readonly eventId: number;
  readonly atMs: number;
  readonly kind: BusEvent['kind'];
  body: EventBody;
  sent: boolean;
}

export interface VirtualEventQueue {
  /** False when the queue is full: the event is lost. */
  push(body: EventBody, atMs: number): boolean;
  /** The oldest event as it goes into a POLL reply now, or null. */
  oldest(nowMs: number, freshState: () => EventBody): BusEvent | null;
  /** The host has moved on past the reply that carried this event. */
  acknowledge(eventId: number): void;
  hasState(): boolean;
  clear(): void;
  readonly length: number;
}

const MS_PER_CS = 10;
const U16_MAX = 0xffff;

export function createVirtualEventQueue(): VirtualEventQueue {
  let queue: QueuedEvent[] = [];
  let lastId = 0;
  return {
    push(body, atMs) {
      if (queue.length >= BUS_EVENT_QUEUE) return false;
      lastId = (lastId % BUS_EVENT_ID_MAX) + 1;
      queue.push({ eventId: lastId, atMs, kind: body.kind, body, sent: false });
      return true;
    },
    oldest(nowMs, freshState) {
      const [first] = queue;
      if (first === undefined) return null;
      if (first.kind === 'state' && !first.sent) first.body = freshState();
      first.sent = true;
      const ageCs = Math.min(U16_MAX, Math.max(0, Math.floor((nowMs - first.atMs) / MS_PER_CS)));
      return { ...first.body, eventId: first.eventId, ageCs };
    },
    acknowledge(eventId) {
      if (queue[0]?.eventId === eventId) queue.shift();
    },
    hasState: () => queue.some((event) => event.kind === 'state' && !event.sent),
    clear() {
      queue = [];
      lastId = 0;
    },
    get length() {
      return queue.length;
    },
  };
}

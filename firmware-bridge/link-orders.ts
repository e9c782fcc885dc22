/**
 * Single acts that a person orders for one node: blink, take a key, change the speed. Unlike the target they are done once; whoever
 * ordered is told how each ended, and none outlives the time in which that person still waits for it.
 */
import type { BusReply } from '../protocol/bus/bus-reply.ts';

export interface BusOrder {
  /** Given by whoever orders; comes back with the end. */
  readonly id: number;
  readonly type: number;
  readonly payload: Uint8Array;
  /** May be done although the node does not prove its key: it is what mends that. */
  readonly mends?: boolean;
}

export type OrderEnd =
  | { readonly end: 'done'; readonly reply: BusReply }
  | { readonly end: 'refused'; readonly reason: number; readonly detail: number }
  /** No answer in time: it may have been done or not. */
  | { readonly end: 'lost' };

export interface LinkOrders {
  add(order: BusOrder, nowMs: number): void;
  /** The order to send now, or null. `mending`: only one that may be done without the channel. */
  next(mending: boolean): BusOrder | null;
  waits(mending: boolean): boolean;
  end(order: BusOrder, end: OrderEnd): void;
  /** Gives up what has waited too long. */
  expire(nowMs: number): void;
  readonly oldestMs: number | null;
}

/** A node that was told just before its session broke is asked again in the next; later nobody waits for it. */
const ORDER_MS_MAX = 5_000;
/** What a person can order in that time; beyond it the oldest is given up. */
const ORDERS_MAX = 16;

export function createLinkOrders(emit: (id: number, end: OrderEnd) => void): LinkOrders {
  const waiting: { readonly order: BusOrder; readonly atMs: number }[] = [];

  function giveUpOldest(): void {
    const oldest = waiting.shift();
    if (oldest) emit(oldest.order.id, { end: 'lost' });
  }

  const next = (mending: boolean): BusOrder | null => {
    const found = mending ? waiting.find(({ order }) => order.mends === true) : waiting[0];
    return found?.order ?? null;
  };
  return {
    add(order, nowMs) {
      if (waiting.length >= ORDERS_MAX) giveUpOldest();
      waiting.push({ order, atMs: nowMs });
    },
    next,
    waits: (mending) => next(mending) !== null,
    end(order, end) {
      const at = waiting.findIndex((each) => each.order === order);
      if (at < 0) return;
      waiting.splice(at, 1);
      emit(order.id, end);
    },
    expire(nowMs) {
      while (waiting[0] !== undefined && nowMs >= waiting[0].atMs + ORDER_MS_MAX) giveUpOldest();
    },
    get oldestMs() {
      return waiting[0] === undefined ? null : waiting[0].atMs + ORDER_MS_MAX;
    },
  };
}

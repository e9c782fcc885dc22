/** Gives one node an address by its UID: SETADDR to all, answered from the new address. Sent three times at most. */
import { BUS_BROADCAST, BUS_REPLY } from '../protocol/bus/bus-codes.ts';
import { encodeBusFrame } from '../protocol/bus/bus-frame.ts';
import {
  BUS_BITS_PER_BYTE,
  BUS_FRAME_OVERHEAD_BYTES,
  BUS_HOST_SLACK_MS,
  BUS_SENDS_MAX,
  BUS_TURNAROUND_MS_MAX,
} from '../protocol/bus/bus-limits.ts';
import { encodeBusRequest } from '../protocol/bus/bus-request.ts';
import type { BusInterlude } from './bus-interlude.ts';

export interface BusAddressingOptions {
  /** 24 hexadecimal digits. */
  readonly uid: string;
  /** 01..7D, or 0 to take it away. */
  readonly address: number;
  readonly baud: number;
  readonly over: (done: boolean, nowMs: number) => void;
}

export interface BusAddressing extends BusInterlude {
  readonly isOver: boolean;
}

export function createBusAddressing({ uid, address, baud, over }: BusAddressingOptions): BusAddressing {
  const message = encodeBusRequest({ kind: 'setaddr', uid, address });
  const frame = { address: BUS_BROADCAST, reply: false, seq: 0, more: false, sec: false, ...message };
  const wire = encodeBusFrame(frame);
  const answerMs = (BUS_FRAME_OVERHEAD_BYTES * BUS_BITS_PER_BYTE * 1000) / baud;
  let sends = 0;
  let answered = false;
  let isOver = false;
  return {
    get isOver() {
      return isOver;
    },
    dueMs: () => (isOver ? Number.POSITIVE_INFINITY : 0),
    begin() {
      sends += 1;
      return { wire, listenMs: BUS_TURNAROUND_MS_MAX + answerMs + BUS_HOST_SLACK_MS };
    },
    onFrame(reply) {
      if (reply.type === BUS_REPLY.ack && reply.seq === 0 && reply.address === address) answered = true;
    },
    end(_spoiled, nowMs) {
      if (!answered && sends < BUS_SENDS_MAX) return;
      isOver = true;
      over(answered, nowMs);
    },
  };
}

/**
 * The search for nodes (docs/hall-bus.md, section 8): WHO after WHO, each answered in random slots. Noise means that answers fell on each
 * other: then there are more slots, and when there can be no more, each half of the UIDs is asked alone. It is over when three rounds
 * in a row (one for each part of the UIDs) bring nothing new, or when noise that no node makes has used up its rounds.
 */
import { BUS_BROADCAST, BUS_REPLY } from '../protocol/bus/bus-codes.ts';
import { encodeBusFrame } from '../protocol/bus/bus-frame.ts';
import { BUS_HOST_SLACK_MS, BUS_TURNAROUND_MS_MAX } from '../protocol/bus/bus-limits.ts';
import { type BusId, decodeBusReply } from '../protocol/bus/bus-reply.ts';
import { encodeBusRequest } from '../protocol/bus/bus-request.ts';
import type { BusInterlude } from './bus-interlude.ts';

/** A node that has answered WHO. What it says of itself is not proved. */
export interface SurveyedNode {
  readonly uid: string;
  /** 0: it has none. */
  readonly address: number;
  readonly id: BusId;
}

/** 0 nodes without address, 1 all, 2 nodes whose button was pressed in the last minute. */
export type SurveyScope = 0 | 1 | 2;

export interface BusSurvey extends BusInterlude {
  readonly isOver: boolean;
}

export interface BusSurveyOptions {
  readonly scope: SurveyScope;
  readonly baud: number;
  readonly found: (node: SurveyedNode) => void;
  readonly over: (facts: { readonly found: number; readonly rounds: number; readonly isWhole: boolean }) => void;
}

interface Prefix {
  readonly bits: number;
  /** 24 hexadecimal digits. */
  readonly digits: string;
}

const SILENT_ROUNDS = 3;
/** Of a part of the UIDs: a round without noise has heard all of them, but for one that missed the WHO itself. */
const SILENT_ROUNDS_NARROW = 1;
const SLOTS_FIRST = 16;
const SLOTS_MAX = 64;
/** The line is kept from the others no longer than this at a time; each must hear a frame every 2 s. */
const ROUND_MS_MAX = 800;
/** A whole bus of 125 nodes is found in half of this; more is interference. */
const ROUNDS_MAX = 160;
/** So many in a row with noise and no new node: it is not nodes that make the noise. */
const ROUNDS_OF_NOISE_MAX = 40;
const PREFIX_BITS_MAX = 96;
const EVERYBODY: Prefix = { bits: 0, digits: '0'.repeat(24) };

/** Bits of the longest answer with room for an installed node's clock, as docs/hall-bus.md gives it. */
export function surveySlotMs(baud: number): number {
  return Math.ceil(340_000 / baud) + 3;
}

export function createBusSurvey({ scope, baud, found, over }: BusSurveyOptions): BusSurvey {
  const slotMs = surveySlotMs(baud);
  const slotsMax = Math.max(1, Math.min(SLOTS_MAX, Math.floor(ROUND_MS_MAX / slotMs)));
  const slotsFirst = scope === 2 ? 1 : Math.min(SLOTS_FIRST, slotsMax);
  const known = new Set<string>();
  let waiting: Prefix[] = [];
  let prefix = EVERYBODY;
  let slots = slotsFirst;
  let silent = 0;
  let rounds = 0;
  let fresh = 0;
  let barren = 0;
  let isOver = false;

  function narrow(): void {
    const bits = prefix.bits + 1;
    const high = withBit(prefix.digits, prefix.bits);
    waiting.unshift({ bits, digits: high });
    prefix = { bits, digits: prefix.digits };
  }

  function finish(isWhole: boolean): void {
    isOver = true;
    over({ found: known.size, rounds, isWhole });
  }

  return {
    get isOver() {
      return isOver;
    },
    dueMs: () => (isOver ? Number.POSITIVE_INFINITY : 0),
    begin() {
      fresh = 0;
      rounds += 1;
      const { bits, digits } = prefix;
      const message = encodeBusRequest({ kind: 'who', scope, slots, slotMs, prefixBits: bits, prefix: digits });
      const frame = { address: BUS_BROADCAST, reply: false, seq: 0, more: false, sec: false, ...message };
      return {
        wire: encodeBusFrame(frame),
        listenMs: BUS_TURNAROUND_MS_MAX + slots * slotMs + BUS_HOST_SLACK_MS,
      };
    },
    onFrame(frame) {
      if (frame.type !== BUS_REPLY.id || frame.seq !== 0 || frame.sec) return;
      const reply = decodeBusReply(frame.type, frame.payload);
      if (!reply.ok || reply.value.kind !== 'id' || known.has(reply.value.uid)) return;
      known.add(reply.value.uid);
      fresh += 1;
      found({ uid: reply.value.uid, address: frame.address, id: reply.value });
    },
    end(spoiled) {
      barren = spoiled > 0 && fresh === 0 ? barren + 1 : 0;
      silent = fresh === 0 && spoiled === 0 ? silent + 1 : 0;
      if (spoiled > 0 && slots < slotsMax) slots = Math.min(slotsMax, slots * 2);
      else if (spoiled > 0 && prefix.bits < PREFIX_BITS_MAX) narrow();
      if (rounds >= ROUNDS_MAX || barren >= ROUNDS_OF_NOISE_MAX) {
        finish(false);
        return;
      }
      if (silent < (prefix.bits === 0 ? SILENT_ROUNDS : SILENT_ROUNDS_NARROW)) return;
      silent = 0;
      const [next, ...rest] = waiting;
      if (next === undefined) {
        finish(true);
        return;
      }
      prefix = next;
      waiting = rest;
    },
  };
}

/** The same digits with one more bit set, counted from the left. */
function withBit(digits: string, bit: number): string {
  const at = Math.floor(bit / 4);
  const digit = Number.parseInt(digits.charAt(at), 16) | (8 >> (bit % 4));
  return `${digits.slice(0, at)}${digit.toString(16).toUpperCase()}${digits.slice(at + 1)}`;
}

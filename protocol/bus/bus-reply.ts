/**
 * What a node answers, as values, and their payloads. The decoder is the host's side: it checks the length and never throws. ID, CAP
 * and STATE may be longer than known here (a later protocol minor); the extra bytes are ignored.
 */
import { readU16, readU32, writeU16, writeU32 } from './bus-bytes.ts';
import { BUS_NAK, BUS_REPLY, BUS_REQUEST } from './bus-codes.ts';
import { type BusFwStat, encodeBusFwStat, FWSTAT_BYTES_MAX, FWSTAT_BYTES_MIN, readBusFwStat } from './bus-firmware.ts';
import { BUS_BUSY_MS_MAX, BUS_BUSY_MS_MIN, BUS_CHALLENGE_BYTES } from './bus-limits.ts';
import type { BusResult } from './bus-result.ts';
import { BUS_UID_BYTES, bytesOfUid, uidOfBytes } from './bus-uid.ts';

export interface BusId {
  readonly kind: 'id';
  /** 0 = none assigned. */
  readonly vendor: number;
  readonly model: number;
  readonly hardware: number;
  readonly firmware: { readonly major: number; readonly minor: number; readonly patch: number };
  /** 24 hexadecimal digits. */
  readonly uid: string;
  /** Differs at every boot. */
  readonly boot: number;
  /** 0 unknown, 1 power, 2 pin, 3 watchdog, 4 brown-out, 5 software, 6 fault. */
  readonly resetCause: number;
  /** b0 firmware on trial, b1 rolled back at this boot, b2 install mode. */
  readonly flags: number;
}

export interface BusCap {
  readonly kind: 'cap';
  /** Protocol minor. */
  readonly minor: number;
  /** Largest payload received, 64..240. */
  readonly payloadMax: number;
  readonly zones: number;
  /** Half-width cells per zone. */
  readonly columns: number;
  /** A BUS_CHARSET. */
  readonly charset: number;
  readonly glyphs: number;
  readonly leds: number;
  readonly keys: number;
  /** 0 or 5. */
  readonly ratingLevels: number;
  readonly eventQueue: number;
  /** BUS_FEATURE bits. */
  readonly features: number;
}

/** The first three bytes of every event. */
export interface BusEventHead {
  /** 1..255, then 1 again. */
  readonly eventId: number;
  /** Hundredths of a second since it happened, when this reply was first built; FFFF = that or more. */
  readonly ageCs: number;
}

export interface BusState extends BusEventHead {
  readonly kind: 'state';
  /** BUS_STATE_FLAG bits. */
  readonly flags: number;
  /** Damaged frames since boot. */
  readonly damaged: number;
  readonly uptimeS: number;
  /** 0 unknown. */
  readonly supplyMv: number;
  /** Refused MACs and refused unsecured requests since boot; from protocol minor 1. */
  readonly refused?: number;
}

export interface BusKey extends BusEventHead {
  readonly kind: 'key';
  readonly key: number;
  /** A BUS_KEY_ACTION. */
  readonly action: number;
}

export interface BusRating extends BusEventHead {
  readonly kind: 'rating';
  /** 0 = pressed with no session open. */
  readonly session: number;
  /** 5..1, 0 = timed out. */
  readonly level: number;
  /** From opening to press. */
  readonly elapsedCs: number;
}

/** The node's answer to CHLNG. */
export interface BusCryptogram {
  readonly kind: 'ccrypt';
  /** RN, the node's 8 random bytes. */
  readonly random: Uint8Array;
  /** First 8 bytes of CMAC(K, 01 ‖ RH ‖ RN ‖ UID). */
  readonly proof: Uint8Array;
}

export interface BusCom {
  readonly kind: 'com';
  readonly baud: number;
}

export type BusEvent = BusState | BusKey | BusRating;

export type BusReply =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak'; readonly reason: number; readonly detail: number }
  | { readonly kind: 'busy'; readonly waitMs: number }
  | BusId
  | BusCap
  | BusEvent
  | BusCryptogram
  | BusCom
  | BusFwStat;

const LENGTHS: Readonly<Record<BusReply['kind'], number>> = {
  ack: 0,
  nak: 2,
  busy: 2,
  id: 26,
  cap: 12,
  state: 13,
  rating: 8,
  key: 5,
  ccrypt: 2 * BUS_CHALLENGE_BYTES,
  com: 4,
  fwstat: FWSTAT_BYTES_MIN,
};
const KIND_OF_TYPE: ReadonlyMap<number, BusReply['kind']> = new Map(
  (Object.keys(LENGTHS) as BusReply['kind'][]).map((kind) => [BUS_REPLY[kind], kind]),
);
const EVENT_HEAD_BYTES = 3;
/** STATE from protocol minor 1. */
const STATE_BYTES_MINOR_1 = 15;

/** Payload bytes of the longest reply that `requestType` may have: the reply timeout is computed from it. */
export function longestReplyPayload(requestType: number): number {
  if (requestType === BUS_REQUEST.id || requestType === BUS_REQUEST.who) return LENGTHS.id;
  if (requestType === BUS_REQUEST.cap) return LENGTHS.cap;
  if (requestType === BUS_REQUEST.poll) return STATE_BYTES_MINOR_1;
  if (requestType === BUS_REQUEST.chlng) return LENGTHS.ccrypt;
  if (requestType === BUS_REQUEST.comset) return LENGTHS.com;
  if (requestType === BUS_REQUEST.fw) return FWSTAT_BYTES_MAX;
  return LENGTHS.nak;
}

/** Whether a reply of this kind may answer a request of this type. NAK and BUSY may answer any. */
export function isReplyAllowed(requestType: number, kind: BusReply['kind']): boolean {
  if (kind === 'nak' || kind === 'busy') return true;
  switch (requestType) {
    case BUS_REQUEST.poll:
      return kind === 'ack' || kind === 'key' || kind === 'rating' || kind === 'state';
    case BUS_REQUEST.id:
    case BUS_REQUEST.who:
      return kind === 'id';
    case BUS_REQUEST.cap:
      return kind === 'cap';
    case BUS_REQUEST.chlng:
      return kind === 'ccrypt';
    case BUS_REQUEST.comset:
      return kind === 'com';
    case BUS_REQUEST.fw:
      return kind === 'fwstat';
    default:
      return kind === 'ack';
  }
}

export function encodeBusReply(reply: BusReply): { readonly type: number; readonly payload: Uint8Array } {
  if (reply.kind === 'fwstat') return { type: BUS_REPLY.fwstat, payload: encodeBusFwStat(reply) };
  const grown = reply.kind === 'state' && reply.refused !== undefined;
  const payload = new Uint8Array(grown ? STATE_BYTES_MINOR_1 : LENGTHS[reply.kind]);
  switch (reply.kind) {
    case 'ack':
      break;
    case 'nak':
      payload.set([reply.reason, reply.detail]);
      break;
    case 'busy':
      writeU16(payload, 0, reply.waitMs);
      break;
    case 'id':
      writeId(payload, reply);
      break;
    case 'cap':
      payload.set([reply.minor, reply.payloadMax, reply.zones, reply.columns, reply.charset, reply.glyphs]);
      payload.set([reply.leds, reply.keys, reply.ratingLevels, reply.eventQueue], 6);
      writeU16(payload, 10, reply.features);
      break;
    case 'state':
      writeEventHead(payload, reply);
      writeU16(payload, 3, reply.flags);
      writeU16(payload, 5, reply.damaged);
      writeU32(payload, 7, reply.uptimeS);
      writeU16(payload, 11, reply.supplyMv);
      if (reply.refused !== undefined) writeU16(payload, 13, reply.refused);
      break;
    case 'key':
      writeEventHead(payload, reply);
      payload.set([reply.key, reply.action], EVENT_HEAD_BYTES);
      break;
    case 'rating':
      writeEventHead(payload, reply);
      writeU16(payload, 3, reply.session);
      payload[5] = reply.level;
      writeU16(payload, 6, reply.elapsedCs);
      break;
    case 'ccrypt':
      payload.set(reply.random.subarray(0, BUS_CHALLENGE_BYTES));
      payload.set(reply.proof.subarray(0, BUS_CHALLENGE_BYTES), BUS_CHALLENGE_BYTES);
      break;
    case 'com':
      writeU32(payload, 0, reply.baud);
      break;
  }
  return { type: BUS_REPLY[reply.kind], payload };
}

/** The host's reading of a reply. Event id 0, rating levels over 5 and a BUSY outside 10..1000 ms are not accepted. Never throws. */
export function decodeBusReply(type: number, payload: Uint8Array): BusResult<BusReply> {
  const kind = KIND_OF_TYPE.get(type);
  if (kind === undefined) return { ok: false, reason: BUS_NAK.type, detail: type };
  const expected = LENGTHS[kind];
  const mayGrow = kind === 'id' || kind === 'cap' || kind === 'state' || kind === 'fwstat';
  if (kind === 'fwstat' && payload.length > FWSTAT_BYTES_MAX) {
    return { ok: false, reason: BUS_NAK.length, detail: FWSTAT_BYTES_MAX };
  }
  if (mayGrow ? payload.length < expected : payload.length !== expected) {
    return { ok: false, reason: BUS_NAK.length, detail: expected };
  }
  const reply = readReply(kind, payload);
  const badAt = badValueAt(reply);
  return badAt === null ? { ok: true, value: reply } : { ok: false, reason: BUS_NAK.value, detail: badAt };
}

function readReply(kind: BusReply['kind'], payload: Uint8Array): BusReply {
  const at = (index: number): number => payload[index] ?? 0;
  switch (kind) {
    case 'ack':
      return { kind };
    case 'nak':
      return { kind, reason: at(0), detail: at(1) };
    case 'busy':
      return { kind, waitMs: readU16(payload, 0) };
    case 'id':
      return readId(payload);
    case 'cap':
      return {
        kind,
        minor: at(0),
        payloadMax: at(1),
        zones: at(2),
        columns: at(3),
        charset: at(4),
        glyphs: at(5),
        leds: at(6),
        keys: at(7),
        ratingLevels: at(8),
        eventQueue: at(9),
        features: readU16(payload, 10),
      };
    case 'state':
      return {
        kind,
        eventId: at(0),
        ageCs: readU16(payload, 1),
        flags: readU16(payload, 3),
        damaged: readU16(payload, 5),
        uptimeS: readU32(payload, 7),
        supplyMv: readU16(payload, 11),
        ...(payload.length < STATE_BYTES_MINOR_1 ? {} : { refused: readU16(payload, 13) }),
      };
    case 'key':
      return { kind, eventId: at(0), ageCs: readU16(payload, 1), key: at(3), action: at(4) };
    case 'rating':
      return {
        kind,
        eventId: at(0),
        ageCs: readU16(payload, 1),
        session: readU16(payload, 3),
        level: at(5),
        elapsedCs: readU16(payload, 6),
      };
    case 'ccrypt':
      return { kind, random: payload.slice(0, BUS_CHALLENGE_BYTES), proof: payload.slice(BUS_CHALLENGE_BYTES) };
    case 'com':
      return { kind, baud: readU32(payload, 0) };
    case 'fwstat':
      return readBusFwStat(payload);
  }
}

function badValueAt(reply: BusReply): number | null {
  switch (reply.kind) {
    case 'busy':
      return reply.waitMs < BUS_BUSY_MS_MIN || reply.waitMs > BUS_BUSY_MS_MAX ? 0 : null;
    case 'state':
    case 'key':
      return reply.eventId === 0 ? 0 : null;
    case 'rating':
      if (reply.eventId === 0) return 0;
      return reply.level > 5 ? 5 : null;
    default:
      return null;
  }
}

function readId(payload: Uint8Array): BusId {
  const at = (index: number): number => payload[index] ?? 0;
  return {
    kind: 'id',
    vendor: readU16(payload, 0),
    model: readU16(payload, 2),
    hardware: at(4),
    firmware: { major: at(5), minor: at(6), patch: at(7) },
    uid: uidOfBytes(payload.subarray(8, 8 + BUS_UID_BYTES)),
    boot: readU32(payload, 20),
    resetCause: at(24),
    flags: at(25),
  };
}

function writeId(payload: Uint8Array, id: BusId): void {
  const uid = bytesOfUid(id.uid);
  if (uid === null) throw new RangeError(`not a bus UID: ${id.uid}`);
  writeU16(payload, 0, id.vendor);
  writeU16(payload, 2, id.model);
  payload.set([id.hardware, id.firmware.major, id.firmware.minor, id.firmware.patch], 4);
  payload.set(uid, 8);
  writeU32(payload, 20, id.boot);
  payload.set([id.resetCause, id.flags], 24);
}

function writeEventHead(payload: Uint8Array, event: BusEventHead): void {
  payload[0] = event.eventId;
  writeU16(payload, 1, event.ageCs);
}

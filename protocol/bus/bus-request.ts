/**
 * What the host asks of a node, as values, and their payloads. The decoder is the node's side: it answers with the very NAK a node
 * sends. Requests have exactly one length each, but for TEXT, which has a minimum, and FW.
 */
import { readI16, readU16, readU32, readU48, writeI16, writeU16, writeU32, writeU48 } from './bus-bytes.ts';
import { BUS_NAK, BUS_REQUEST, BUS_SOUND } from './bus-codes.ts';
import { type BusFw, decodeBusFw, encodeBusFw } from './bus-firmware.ts';
import { BUS_CHALLENGE_BYTES, BUS_GLYPHS_MAX, BUS_KEY_BYTES } from './bus-limits.ts';
import type { BusResult } from './bus-result.ts';
import { BUS_UID_BYTES, bytesOfUid, uidOfBytes } from './bus-uid.ts';

export interface BusLed {
  readonly kind: 'led';
  /** FF = all. */
  readonly led: number;
  readonly temporary: boolean;
  /** Colours 0..7. */
  readonly on: number;
  readonly off: number;
  /** Tenths of a second; `offDs` 0 = steady on colour. */
  readonly onDs: number;
  readonly offDs: number;
  /** Temporary only; 0 cancels a running temporary state. */
  readonly durationDs: number;
}

export interface BusBuz {
  readonly kind: 'buz';
  /** A BUS_SOUND, or 10h + clip. */
  readonly sound: number;
  readonly onDs: number;
  readonly offDs: number;
  /** 1..255, 0 only with stop. */
  readonly count: number;
}

export interface BusText {
  readonly kind: 'text';
  /** 0 = main, FF = all. */
  readonly zone: number;
  readonly temporary: boolean;
  readonly flash: boolean;
  readonly scroll: boolean;
  readonly centre: boolean;
  /** 0 = the panel's own colour. */
  readonly colour: number;
  /** Temporary: how long it shows. Permanent with flash: how long it flashes, 0 = for ever. */
  readonly timeDs: number;
  /** In the charset CAP named; no byte below 20; empty clears. */
  readonly text: Uint8Array;
}

export interface BusTime {
  readonly kind: 'time';
  /** At the first bit of the frame. */
  readonly unixMs: number;
  /** Minutes east of UTC. */
  readonly offsetMin: number;
}

export interface BusGlyph {
  readonly kind: 'glyph';
  readonly slot: number;
  /** 16 rows of 2 bytes, top first, MSB left. */
  readonly rows: Uint8Array;
}

export interface BusRate {
  readonly kind: 'rate';
  /** 1..FFFF. */
  readonly session: number;
  /** 0 closes without an event. */
  readonly seconds: number;
  /** Voice clip, 0 none. */
  readonly clip: number;
  /** b0 = level 1 .. b4 = level 5. */
  readonly mask: number;
}

export interface BusWho {
  readonly kind: 'who';
  /** 0 nodes without address, 1 all, 2 nodes whose button was pressed in the last minute. */
  readonly scope: number;
  readonly slots: number;
  readonly slotMs: number;
  readonly prefixBits: number;
  /** 24 hexadecimal digits, the rest zero. */
  readonly prefix: string;
}

export interface BusSetAddr {
  readonly kind: 'setaddr';
  readonly uid: string;
  /** 01..7D, 00 removes. */
  readonly address: number;
}

export interface BusComset {
  readonly kind: 'comset';
  readonly baud: number;
}

export interface BusKeyset {
  readonly kind: 'keyset';
  readonly slot: number;
  /** AES-128, 16 bytes. */
  readonly key: Uint8Array;
}

export interface BusChallenge {
  readonly kind: 'chlng';
  /** RH, the host's 8 random bytes. */
  readonly random: Uint8Array;
}

export interface BusProof {
  readonly kind: 'scrypt';
  /** First 8 bytes of CMAC(K, 02 ‖ RN ‖ RH ‖ UID). */
  readonly proof: Uint8Array;
}

export type BusRequest =
  | { readonly kind: 'poll' }
  | { readonly kind: 'id' }
  | { readonly kind: 'cap' }
  | BusLed
  | BusBuz
  | BusText
  | BusTime
  | BusGlyph
  | BusRate
  | BusWho
  | BusSetAddr
  | BusComset
  | BusKeyset
  | BusChallenge
  | BusProof
  | BusFw;

const TEXT_HEAD_BYTES = 4;
const GLYPH_ROW_BYTES = 32;
type FixedKind = Exclude<BusRequest['kind'], 'fw'>;
const LENGTHS: Readonly<Record<FixedKind, number>> = {
  poll: 0,
  id: 0,
  cap: 0,
  led: 8,
  buz: 4,
  text: TEXT_HEAD_BYTES,
  time: 8,
  glyph: 1 + GLYPH_ROW_BYTES,
  rate: 5,
  who: 4 + BUS_UID_BYTES,
  setaddr: BUS_UID_BYTES + 1,
  comset: 4,
  keyset: 1 + BUS_KEY_BYTES,
  chlng: BUS_CHALLENGE_BYTES,
  scrypt: BUS_CHALLENGE_BYTES,
};
const KIND_OF_TYPE: ReadonlyMap<number, FixedKind> = new Map(
  (Object.keys(LENGTHS) as FixedKind[]).map((kind) => [BUS_REQUEST[kind], kind]),
);

/** Type number and payload of a request. UIDs that are not 24 digits throw RangeError: our own bug. */
export function encodeBusRequest(request: BusRequest): { readonly type: number; readonly payload: Uint8Array } {
  const type = BUS_REQUEST[request.kind];
  if (request.kind === 'fw') return { type, payload: encodeBusFw(request) };
  const payload = new Uint8Array(LENGTHS[request.kind] + (request.kind === 'text' ? request.text.length : 0));
  switch (request.kind) {
    case 'poll':
    case 'id':
    case 'cap':
      break;
    case 'led':
      payload.set([request.led, request.temporary ? 1 : 0, request.on, request.off, request.onDs, request.offDs]);
      writeU16(payload, 6, request.durationDs);
      break;
    case 'buz':
      payload.set([request.sound, request.onDs, request.offDs, request.count]);
      break;
    case 'text':
      payload.set([request.zone, textAttributes(request)]);
      writeU16(payload, 2, request.timeDs);
      payload.set(request.text, TEXT_HEAD_BYTES);
      break;
    case 'time':
      writeU48(payload, 0, request.unixMs);
      writeI16(payload, 6, request.offsetMin);
      break;
    case 'glyph':
      payload[0] = request.slot;
      payload.set(request.rows.subarray(0, GLYPH_ROW_BYTES), 1);
      break;
    case 'rate':
      writeU16(payload, 0, request.session);
      payload.set([request.seconds, request.clip, request.mask], 2);
      break;
    case 'who':
      payload.set([request.scope, request.slots, request.slotMs, request.prefixBits]);
      payload.set(requireUid(request.prefix), 4);
      break;
    case 'setaddr':
      payload.set(requireUid(request.uid), 0);
      payload[BUS_UID_BYTES] = request.address;
      break;
    case 'comset':
      writeU32(payload, 0, request.baud);
      break;
    case 'keyset':
      payload[0] = request.slot;
      payload.set(request.key.subarray(0, BUS_KEY_BYTES), 1);
      break;
    case 'chlng':
      payload.set(request.random.subarray(0, BUS_CHALLENGE_BYTES));
      break;
    case 'scrypt':
      payload.set(request.proof.subarray(0, BUS_CHALLENGE_BYTES));
      break;
  }
  return { type, payload };
}

/** The node's reading of a request: unknown type, wrong length, then values that no node could accept. Never throws. */
export function decodeBusRequest(type: number, payload: Uint8Array): BusResult<BusRequest> {
  if (type === BUS_REQUEST.fw) return decodeBusFw(payload);
  const kind = KIND_OF_TYPE.get(type);
  if (kind === undefined) return { ok: false, reason: BUS_NAK.type, detail: type };
  const expected = LENGTHS[kind];
  if (kind === 'text' ? payload.length < expected : payload.length !== expected) {
    return { ok: false, reason: BUS_NAK.length, detail: expected };
  }
  const request = readRequest(kind, payload);
  const badAt = badValueAt(request, payload);
  return badAt === null
    ? { ok: true, value: request }
    : { ok: false, reason: BUS_NAK.value, detail: Math.min(0xff, badAt) };
}

function readRequest(kind: FixedKind, payload: Uint8Array): BusRequest {
  const at = (index: number): number => payload[index] ?? 0;
  switch (kind) {
    case 'poll':
    case 'id':
    case 'cap':
      return { kind };
    case 'led':
      return {
        kind,
        led: at(0),
        temporary: (at(1) & 1) !== 0,
        on: at(2),
        off: at(3),
        onDs: at(4),
        offDs: at(5),
        durationDs: readU16(payload, 6),
      };
    case 'buz':
      return { kind, sound: at(0), onDs: at(1), offDs: at(2), count: at(3) };
    case 'text':
      return {
        kind,
        zone: at(0),
        temporary: (at(1) & 1) !== 0,
        flash: (at(1) & 2) !== 0,
        scroll: (at(1) & 4) !== 0,
        centre: (at(1) & 8) !== 0,
        colour: (at(1) >> 4) & 7,
        timeDs: readU16(payload, 2),
        text: payload.slice(TEXT_HEAD_BYTES),
      };
    case 'time':
      return { kind, unixMs: readU48(payload, 0), offsetMin: readI16(payload, 6) };
    case 'glyph':
      return { kind, slot: at(0), rows: payload.slice(1) };
    case 'rate':
      return { kind, session: readU16(payload, 0), seconds: at(2), clip: at(3), mask: at(4) };
    case 'who':
      return {
        kind,
        scope: at(0),
        slots: at(1),
        slotMs: at(2),
        prefixBits: at(3),
        prefix: uidOfBytes(payload.subarray(4)),
      };
    case 'setaddr':
      return { kind, uid: uidOfBytes(payload.subarray(0, BUS_UID_BYTES)), address: at(BUS_UID_BYTES) };
    case 'comset':
      return { kind, baud: readU32(payload, 0) };
    case 'keyset':
      return { kind, slot: at(0), key: payload.slice(1) };
    case 'chlng':
      return { kind, random: payload.slice() };
    case 'scrypt':
      return { kind, proof: payload.slice() };
  }
}

/** Offset of the first value that has no meaning, or null. What depends on the node (its zones, its LEDs) it checks itself. */
function badValueAt(request: BusRequest, payload: Uint8Array): number | null {
  switch (request.kind) {
    case 'led':
      if ((payload[1] ?? 0) > 1) return 1;
      if (request.on > 7) return 2;
      return request.off > 7 ? 3 : null;
    case 'buz':
      if (request.sound > BUS_SOUND.chime && request.sound < BUS_SOUND.clip0) return 0;
      return request.count === 0 && request.sound !== BUS_SOUND.stop ? 3 : null;
    case 'text': {
      if ((payload[1] ?? 0) & 0x80) return 1;
      const control = request.text.findIndex((byte) => byte < 0x20);
      return control < 0 ? null : TEXT_HEAD_BYTES + control;
    }
    case 'glyph':
      return request.slot >= BUS_GLYPHS_MAX ? 0 : null;
    case 'rate':
      if (request.session === 0) return 0;
      return request.mask > 0x1f ? 4 : null;
    case 'who':
      if (request.scope > 2) return 0;
      if (request.slots < 1 || request.slots > 64) return 1;
      return request.prefixBits > 96 ? 3 : null;
    case 'setaddr':
      return request.address > 0x7d ? BUS_UID_BYTES : null;
    case 'keyset':
      return request.slot === 0 ? null : 0;
    default:
      return null;
  }
}

function textAttributes(text: BusText): number {
  return (
    (text.temporary ? 1 : 0) |
    (text.flash ? 2 : 0) |
    (text.scroll ? 4 : 0) |
    (text.centre ? 8 : 0) |
    ((text.colour & 7) << 4)
  );
}

function requireUid(uid: string): Uint8Array {
  const bytes = bytesOfUid(uid);
  if (bytes === null) throw new RangeError(`not a bus UID: ${uid}`);
  return bytes;
}

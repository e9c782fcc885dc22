/**
 * Firmware messages of the hall bus: the request FW with its six operations and the reply FWSTAT. A begin has 47 bytes, or 111 with a
 * signature; whether one is needed is the node's policy, not the codec's.
 */
import { readU16, readU32, writeU16, writeU32 } from './bus-bytes.ts';
import { BUS_FW_OP, BUS_NAK } from './bus-codes.ts';
import { BUS_FW_BITMAP_BYTES_MAX, BUS_FW_BLOCK_BYTES } from './bus-limits.ts';
import type { BusResult } from './bus-result.ts';

/** What a begin says of the image. */
export interface BusFwImage {
  readonly model: number;
  readonly version: { readonly major: number; readonly minor: number; readonly patch: number };
  readonly size: number;
  readonly crc32: number;
  /** SHA-256, 32 bytes. */
  readonly sha256: Uint8Array;
  /** Ed25519, 64 bytes, or null. */
  readonly signature: Uint8Array | null;
}

/** `transfer` is 1..255, of the host's choice. */
export type BusFw = { readonly kind: 'fw'; readonly transfer: number } & (
  | { readonly op: 'query'; readonly firstBlock: number }
  | ({ readonly op: 'begin' } & BusFwImage)
  | { readonly op: 'data'; readonly block: number; readonly data: Uint8Array }
  | { readonly op: 'commit' | 'boot' | 'abort' }
);

export interface BusFwStat {
  readonly kind: 'fwstat';
  /** A BUS_FW_STATUS. */
  readonly status: number;
  readonly transfer: number;
  /** Before the next FW frame; the node may be deaf so long. */
  readonly waitMs: number;
  /** Lowest missing block; the number of blocks when complete. */
  readonly lowestMissing: number;
  /** Answer to a query: missing blocks from `firstBlock`, b0 of byte 0 first. */
  readonly missing: Uint8Array;
}

const HEAD_BYTES = 2;
const BLOCK_HEAD_BYTES = 4;
const SHA256_AT = 15;
const SIGNATURE_AT = 47;
const SIGNATURE_BYTES = 64;
/** Shortest payload of FWSTAT. */
export const FWSTAT_BYTES_MIN = 6;
export const FWSTAT_BYTES_MAX = FWSTAT_BYTES_MIN + BUS_FW_BITMAP_BYTES_MAX;
const OPERATIONS = new Map(Object.entries(BUS_FW_OP).map(([name, op]) => [op as number, name as BusFw['op']]));

export function encodeBusFw(fw: BusFw): Uint8Array {
  const payload = new Uint8Array(lengthOf(fw));
  payload.set([BUS_FW_OP[fw.op], fw.transfer]);
  if (fw.op === 'query') writeU16(payload, HEAD_BYTES, fw.firstBlock);
  if (fw.op === 'data') {
    writeU16(payload, HEAD_BYTES, fw.block);
    payload.set(fw.data, BLOCK_HEAD_BYTES);
  }
  if (fw.op === 'begin') {
    const { major, minor, patch } = fw.version;
    writeU16(payload, 2, fw.model);
    payload.set([major, minor, patch], 4);
    writeU32(payload, 7, fw.size);
    writeU32(payload, 11, fw.crc32);
    payload.set(fw.sha256.subarray(0, SIGNATURE_AT - SHA256_AT), SHA256_AT);
    if (fw.signature !== null) payload.set(fw.signature.subarray(0, SIGNATURE_BYTES), SIGNATURE_AT);
  }
  return payload;
}

function lengthOf(fw: BusFw): number {
  switch (fw.op) {
    case 'query':
      return BLOCK_HEAD_BYTES;
    case 'begin':
      return SIGNATURE_AT + (fw.signature === null ? 0 : SIGNATURE_BYTES);
    case 'data':
      return BLOCK_HEAD_BYTES + fw.data.length;
    default:
      return HEAD_BYTES;
  }
}

/** The node's reading. The length a NAK names is the shortest one of the operation. Never throws. */
export function decodeBusFw(payload: Uint8Array): BusResult<BusFw> {
  if (payload.length < HEAD_BYTES) return { ok: false, reason: BUS_NAK.length, detail: HEAD_BYTES };
  const op = OPERATIONS.get(payload[0] ?? 0);
  const transfer = payload[1] ?? 0;
  if (op === undefined) return { ok: false, reason: BUS_NAK.value, detail: 0 };
  const expected = wrongLength(op, payload.length);
  if (expected !== null) return { ok: false, reason: BUS_NAK.length, detail: expected };
  if (transfer === 0) return { ok: false, reason: BUS_NAK.value, detail: 1 };
  const head = { kind: 'fw', transfer } as const;
  if (op === 'query') return { ok: true, value: { ...head, op, firstBlock: readU16(payload, HEAD_BYTES) } };
  if (op === 'data') {
    const data = payload.slice(BLOCK_HEAD_BYTES);
    return { ok: true, value: { ...head, op, block: readU16(payload, HEAD_BYTES), data } };
  }
  if (op === 'begin') return { ok: true, value: { ...head, op, ...readImage(payload) } };
  return { ok: true, value: { ...head, op } };
}

/** Null when the length is right, else the one that is. */
function wrongLength(op: BusFw['op'], length: number): number | null {
  if (op === 'data') {
    const right = length > BLOCK_HEAD_BYTES && length <= BLOCK_HEAD_BYTES + BUS_FW_BLOCK_BYTES;
    return right ? null : BLOCK_HEAD_BYTES + 1;
  }
  if (op === 'begin') {
    return length === SIGNATURE_AT || length === SIGNATURE_AT + SIGNATURE_BYTES ? null : SIGNATURE_AT;
  }
  const expected = op === 'query' ? BLOCK_HEAD_BYTES : HEAD_BYTES;
  return length === expected ? null : expected;
}

function readImage(payload: Uint8Array): BusFwImage {
  const at = (index: number): number => payload[index] ?? 0;
  return {
    model: readU16(payload, 2),
    version: { major: at(4), minor: at(5), patch: at(6) },
    size: readU32(payload, 7),
    crc32: readU32(payload, 11),
    sha256: payload.slice(SHA256_AT, SIGNATURE_AT),
    signature: payload.length > SIGNATURE_AT ? payload.slice(SIGNATURE_AT) : null,
  };
}

export function encodeBusFwStat(stat: BusFwStat): Uint8Array {
  const payload = new Uint8Array(FWSTAT_BYTES_MIN + stat.missing.length);
  payload.set([stat.status & 0xff, stat.transfer]);
  writeU16(payload, 2, stat.waitMs);
  writeU16(payload, 4, stat.lowestMissing);
  payload.set(stat.missing, FWSTAT_BYTES_MIN);
  return payload;
}

/** The caller has checked the length. */
export function readBusFwStat(payload: Uint8Array): BusFwStat {
  const status = payload[0] ?? 0;
  return {
    kind: 'fwstat',
    status: status > 0x7f ? status - 0x100 : status,
    transfer: payload[1] ?? 0,
    waitMs: readU16(payload, 2),
    lowestMissing: readU16(payload, 4),
    missing: payload.slice(FWSTAT_BYTES_MIN),
  };
}

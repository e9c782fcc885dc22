/**
 * One frame of the hall bus and its bytes. Knows nothing of sessions or of what a payload means; a damaged body is a result, never
 * an exception.
 *
 *   00 | COBS( ADDR CTRL TYPE payload[0..240] [MAC 4] CRC_lo CRC_hi ) | 00
 *        ADDR  b7 reply, b0-6 node             CTRL  b7-6 = 01, b5 = 0, b4 SEC, b3 MORE, b2-0 SEQ
 */
import { writeU32 } from './bus-bytes.ts';
import { BUS_BODY_BYTES_MAX, BUS_BODY_BYTES_MIN, BUS_MAC_BYTES, BUS_PAYLOAD_BYTES_MAX } from './bus-limits.ts';
import { cobsEncodeInto } from './cobs.ts';
import { CRC16_RESIDUE, crc16 } from './crc16.ts';

export interface BusFrame {
  /** 00..7F; the reply bit is apart. */
  readonly address: number;
  readonly reply: boolean;
  /** 0..7; 0 opens a session. */
  readonly seq: number;
  /** In a reply: a further event waits. */
  readonly more: boolean;
  /** A MAC is present; it is then the last 4 bytes of `payload` until `openBusFrame` has taken it off. */
  readonly sec: boolean;
  /** Message type, 00..FF. */
  readonly type: number;
  readonly payload: Uint8Array;
}

/** A frame as received: with its CRC, by which a node tells a repeated request from a new one. */
export interface ReceivedBusFrame extends BusFrame {
  readonly crc: number;
}

/** Why a run of bytes is not a frame. `version` covers CTRL b7-6 other than 01 and b5 set. */
export type BusFrameFault = 'cobs' | 'short' | 'long' | 'crc' | 'version';

export type BusFrameResult =
  | { readonly ok: true; readonly frame: ReceivedBusFrame }
  | { readonly ok: false; readonly fault: BusFrameFault };

const REPLY_BIT = 0x80;
const VERSION_MASK = 0xe0;
const VERSION_ONE = 0x40;
const SEC_BIT = 0x10;
const MORE_BIT = 0x08;
const SEQ_MASK = 0x07;
const HEADER_BYTES = 3;
const CRC_BYTES = 2;
const COUNTER_BYTES = 8;

/** The body with its CRC. Throws RangeError when a field does not fit: the caller's bug. */
export function encodeBusBody(frame: BusFrame): Uint8Array {
  const { payload } = frame;
  if (payload.length > BUS_PAYLOAD_BYTES_MAX + (frame.sec ? BUS_MAC_BYTES : 0)) {
    throw new RangeError(`bus payload of ${payload.length} bytes`);
  }
  if (frame.address < 0 || frame.address > 0x7f) throw new RangeError(`bus address ${frame.address}`);
  if (frame.seq < 0 || frame.seq > SEQ_MASK) throw new RangeError(`bus SEQ ${frame.seq}`);
  const body = new Uint8Array(HEADER_BYTES + payload.length + CRC_BYTES);
  body[0] = frame.address | (frame.reply ? REPLY_BIT : 0);
  body[1] = VERSION_ONE | (frame.sec ? SEC_BIT : 0) | (frame.more ? MORE_BIT : 0) | frame.seq;
  body[2] = frame.type;
  body.set(payload, HEADER_BYTES);
  const end = body.length - CRC_BYTES;
  const crc = crc16(body, 0, end);
  body[end] = crc & 0xff;
  body[end + 1] = crc >> 8;
  return body;
}

/** The body as it stands on the wire, both zeros included. */
export function wireOfBusBody(body: Uint8Array): Uint8Array {
  const wire = new Uint8Array(body.length + 3);
  cobsEncodeInto(body, wire, 1);
  return wire;
}

export function encodeBusFrame(frame: BusFrame): Uint8Array {
  return wireOfBusBody(encodeBusBody(frame));
}

/** Checks length, CRC and version, in that order, and takes the body apart. The payload is a view into `body`. */
export function decodeBusBody(body: Uint8Array): BusFrameResult {
  if (body.length < BUS_BODY_BYTES_MIN) return { ok: false, fault: 'short' };
  if (body.length > BUS_BODY_BYTES_MAX) return { ok: false, fault: 'long' };
  if (crc16(body) !== CRC16_RESIDUE) return { ok: false, fault: 'crc' };
  const address = body[0] ?? 0;
  const control = body[1] ?? 0;
  if ((control & VERSION_MASK) !== VERSION_ONE) return { ok: false, fault: 'version' };
  const end = body.length - CRC_BYTES;
  return {
    ok: true,
    frame: {
      address: address & ~REPLY_BIT,
      reply: (address & REPLY_BIT) !== 0,
      seq: control & SEQ_MASK,
      more: (control & MORE_BIT) !== 0,
      sec: (control & SEC_BIT) !== 0,
      type: body[2] ?? 0,
      payload: body.subarray(HEADER_BYTES, end),
      crc: (body[end] ?? 0) | ((body[end + 1] ?? 0) << 8),
    },
  };
}

/**
 * What AES-CMAC is computed over: the counter N, 8 bytes and not sent, then ADDR up to the payload. `counter` is 2k for request k of a
 * channel and 2k + 1 for its reply.
 */
export function busMacText(frame: BusFrame, counter: number): Uint8Array {
  const text = new Uint8Array(COUNTER_BYTES + HEADER_BYTES + frame.payload.length);
  writeU32(text, 0, counter % 0x1_0000_0000);
  writeU32(text, 4, Math.floor(counter / 0x1_0000_0000));
  text[COUNTER_BYTES] = frame.address | (frame.reply ? REPLY_BIT : 0);
  text[COUNTER_BYTES + 1] = VERSION_ONE | SEC_BIT | (frame.more ? MORE_BIT : 0) | frame.seq;
  text[COUNTER_BYTES + 2] = frame.type;
  text.set(frame.payload, COUNTER_BYTES + HEADER_BYTES);
  return text;
}

/** The frame with SEC set and its MAC behind the payload, ready to be encoded. `cmac` is AES-128-CMAC under the channel's key. */
export function sealBusFrame<F extends BusFrame>(frame: F, counter: number, cmac: (text: Uint8Array) => Uint8Array): F {
  const mac = cmac(busMacText(frame, counter));
  const payload = new Uint8Array(frame.payload.length + BUS_MAC_BYTES);
  payload.set(frame.payload);
  payload.set(mac.subarray(0, BUS_MAC_BYTES), frame.payload.length);
  return { ...frame, sec: true, payload };
}

/** A received SEC frame without its MAC, or null when that is missing or wrong. */
export function openBusFrame<F extends BusFrame>(
  frame: F,
  counter: number,
  cmac: (text: Uint8Array) => Uint8Array,
): F | null {
  const end = frame.payload.length - BUS_MAC_BYTES;
  if (!frame.sec || end < 0) return null;
  const opened = { ...frame, payload: frame.payload.subarray(0, end) };
  const expected = cmac(busMacText(opened, counter));
  let difference = 0;
  for (let at = 0; at < BUS_MAC_BYTES; at += 1) difference |= (expected[at] ?? 0) ^ (frame.payload[end + at] ?? 0);
  return difference === 0 ? opened : null;
}

import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBusBody, encodeBusBody, encodeBusFrame } from './bus-frame.ts';
import { createBusFrameReader } from './bus-frame-reader.ts';
import { decodeBusReply } from './bus-reply.ts';
import { decodeBusRequest } from './bus-request.ts';
import { cobsDecode, cobsEncode } from './cobs.ts';
import { crc16 } from './crc16.ts';

/** An independent implementation, without types of its own. */
const referenceCobs = createRequire(import.meta.url)('cobs') as { encode(body: Buffer): Buffer };

const anyFrame = fc.record({
  address: fc.integer({ min: 0, max: 0x7f }),
  reply: fc.boolean(),
  seq: fc.integer({ min: 0, max: 7 }),
  more: fc.boolean(),
  sec: fc.constant(false),
  type: fc.integer({ min: 0, max: 255 }),
  payload: fc.uint8Array({ maxLength: 240 }),
});

/** The CRC as the document words it, bit by bit. */
function crcBitwise(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  return crc ^ 0xffff;
}

describe('the CRC', () => {
  it('has the published check value and residue', () => {
    const check = Uint8Array.from('123456789', (digit) => digit.charCodeAt(0));
    expect(crc16(check)).toBe(0x906e);
    expect(crc16(Uint8Array.of(...check, 0x6e, 0x90))).toBe(0x0f47);
  });

  it('equals the bitwise routine', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => crc16(bytes) === crcBitwise(bytes)));
  });

  it('never accepts a body with one byte appended', () => {
    const body = encodeBusBody({
      address: 5,
      reply: false,
      seq: 1,
      more: false,
      sec: false,
      type: 0x60,
      payload: Uint8Array.of(7),
    });
    for (let extra = 0; extra < 256; extra += 1) expect(decodeBusBody(Uint8Array.of(...body, extra)).ok).toBe(false);
  });
});

describe('COBS', () => {
  it('equals an independent encoder on every body a frame can have', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 249 }), (body) => {
        const encoded = cobsEncode(body);
        expect(encoded).toEqual(Uint8Array.from(referenceCobs.encode(Buffer.from(body))));
        expect(encoded.includes(0)).toBe(false);
        expect(cobsDecode(encoded)).toEqual(body);
      }),
    );
  });

  it('answers any bytes with a body one shorter or with null', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 250 }), (bytes) => {
        const body = cobsDecode(bytes);
        if (body !== null) expect(cobsEncode(body)).toEqual(bytes);
      }),
    );
  });

  it('refuses to encode what no frame can hold', () => {
    expect(() => cobsEncode(new Uint8Array(254))).toThrow(RangeError);
  });
});

describe('the frame reader', () => {
  it('finds the same frames however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 6 }), fc.integer({ min: 1, max: 70 }), (frames, piece) => {
        const line = frames.flatMap((frame) => [...encodeBusFrame(frame)]);
        const reader = createBusFrameReader();
        const found = [];
        for (let at = 0; at < line.length; at += piece) {
          found.push(...reader.push(Uint8Array.from(line.slice(at, at + piece))));
        }
        expect(found.map(({ crc: _crc, ...frame }) => frame)).toEqual(frames);
      }),
    );
  });

  it('finds the next frame after any rubbish, keeps its memory bounded and never throws', () => {
    const good = encodeBusFrame({
      address: 9,
      reply: true,
      seq: 3,
      more: false,
      sec: false,
      type: 0x40,
      payload: new Uint8Array(0),
    });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (rubbish) => {
        const reader = createBusFrameReader();
        reader.push(rubbish);
        const { dropped } = reader.stats;
        expect(Object.values(dropped).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(rubbish.length);
        expect(reader.push(good).at(-1)).toMatchObject({ address: 9, seq: 3, reply: true });
      }),
    );
  });

  it('drops a run over 250 bytes once and takes one of 250', () => {
    const reader = createBusFrameReader();
    reader.push(new Uint8Array(5_000).fill(0x11));
    reader.push(Uint8Array.of(0));
    expect(reader.stats.dropped).toEqual({ cobs: 0, short: 0, long: 1, crc: 0, version: 0 });
    const longest = encodeBusFrame({
      address: 1,
      reply: true,
      seq: 1,
      more: false,
      sec: true,
      type: 1,
      payload: new Uint8Array(244).fill(1),
    });
    expect(longest).toHaveLength(252);
    expect(reader.push(longest)).toHaveLength(1);
  });

  it('drops other versions and b5', () => {
    for (const control of [0x01, 0x61, 0x81, 0xc1]) {
      const body = Uint8Array.of(5, control, 0x60, 0, 0);
      const crc = crc16(body, 0, 3);
      body.set([crc & 0xff, crc >> 8], 3);
      expect(decodeBusBody(body)).toEqual({ ok: false, fault: 'version' });
    }
  });
});

describe('the message decoders', () => {
  it('answer any type and payload with a result', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 244 }), (type, payload) => {
        for (const result of [decodeBusRequest(type, payload), decodeBusReply(type, payload)]) {
          if (!result.ok) {
            expect([2, 3, 9]).toContain(result.reason);
            expect(result.detail).toBeLessThanOrEqual(255);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('say which NAK a node owes', () => {
    expect(decodeBusRequest(0x60, Uint8Array.of(1))).toEqual({ ok: false, reason: 2, detail: 0 });
    expect(decodeBusRequest(0x99, new Uint8Array(0))).toEqual({ ok: false, reason: 3, detail: 0x99 });
    expect(decodeBusRequest(0x6b, Uint8Array.of(0, 0, 0, 0, 0x41, 0x0a))).toEqual({ ok: false, reason: 9, detail: 5 });
    expect(decodeBusRequest(0x69, Uint8Array.of(0, 0, 8, 0, 0, 0, 0, 0))).toEqual({ ok: false, reason: 9, detail: 2 });
  });

  it('take longer ID and CAP replies of a later version', () => {
    expect(decodeBusReply(0x46, new Uint8Array(20))).toMatchObject({ ok: true });
    expect(decodeBusReply(0x45, new Uint8Array(25))).toEqual({ ok: false, reason: 2, detail: 26 });
  });
});

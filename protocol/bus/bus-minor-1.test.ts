import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBusBody, encodeBusBody, openBusFrame, sealBusFrame } from './bus-frame.ts';
import { type BusReply, decodeBusReply, encodeBusReply } from './bus-reply.ts';
import { type BusRequest, decodeBusRequest, encodeBusRequest } from './bus-request.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const transfer = fc.integer({ min: 1, max: 255 });
const version = fc.record({ major: u8, minor: u8, patch: u8 });
const fw = fc.constant('fw' as const);

const anyRequest: fc.Arbitrary<BusRequest> = fc.oneof(
  fc.record({ kind: fc.constant('comset' as const), baud: u32 }),
  fc.record({ kind: fc.constant('keyset' as const), slot: fc.constant(0), key: bytes(16) }),
  fc.record({ kind: fc.constant('chlng' as const), random: bytes(8) }),
  fc.record({ kind: fc.constant('scrypt' as const), proof: bytes(8) }),
  fc.record({ kind: fw, transfer, op: fc.constant('query' as const), firstBlock: u16 }),
  fc.record({
    kind: fw,
    transfer,
    op: fc.constant('begin' as const),
    model: u16,
    version,
    size: u32,
    crc32: u32,
    sha256: bytes(32),
    signature: fc.option(bytes(64)),
  }),
  fc.record({
    kind: fw,
    transfer,
    op: fc.constant('data' as const),
    block: u16,
    data: fc.uint8Array({ minLength: 1, maxLength: 128 }),
  }),
  fc.record({ kind: fw, transfer, op: fc.constantFrom('commit' as const, 'boot' as const, 'abort' as const) }),
);
const anyReply: fc.Arbitrary<BusReply> = fc.oneof(
  fc.record({ kind: fc.constant('ccrypt' as const), random: bytes(8), proof: bytes(8) }),
  fc.record({ kind: fc.constant('com' as const), baud: u32 }),
  fc.record({
    kind: fc.constant('fwstat' as const),
    status: fc.integer({ min: -128, max: 127 }),
    transfer: u8,
    waitMs: u16,
    lowestMissing: u16,
    missing: fc.uint8Array({ maxLength: 64 }),
  }),
  fc.record(
    {
      kind: fc.constant('state' as const),
      eventId: fc.integer({ min: 1, max: 255 }),
      ageCs: u16,
      flags: u16,
      damaged: u16,
      uptimeS: u32,
      supplyMv: u16,
      refused: u16,
    },
    { requiredKeys: ['kind', 'eventId', 'ageCs', 'flags', 'damaged', 'uptimeS', 'supplyMv'] },
  ),
);

describe('the messages of minor 1', () => {
  it('go from value to payload and back', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { type, payload } = encodeBusRequest(request);
        expect(decodeBusRequest(type, payload)).toEqual({ ok: true, value: request });
      }),
    );
    fc.assert(
      fc.property(anyReply, (reply) => {
        const { type, payload } = encodeBusReply(reply);
        expect(decodeBusReply(type, payload)).toEqual({ ok: true, value: reply });
      }),
    );
  });

  it('are refused with the length or the value that is wrong', () => {
    expect(decodeBusRequest(0x75, new Uint8Array(16))).toEqual({ ok: false, reason: 2, detail: 17 });
    expect(decodeBusRequest(0x75, new Uint8Array(17).fill(1))).toEqual({ ok: false, reason: 9, detail: 0 });
    expect(decodeBusRequest(0x7c, new Uint8Array(1))).toEqual({ ok: false, reason: 2, detail: 2 });
    expect(decodeBusRequest(0x7c, Uint8Array.of(9, 7))).toEqual({ ok: false, reason: 9, detail: 0 });
    expect(decodeBusRequest(0x7c, Uint8Array.of(3, 0))).toEqual({ ok: false, reason: 9, detail: 1 });
    expect(decodeBusRequest(0x7c, new Uint8Array(48).fill(1))).toEqual({ ok: false, reason: 2, detail: 47 });
    expect(decodeBusRequest(0x7c, Uint8Array.of(2, 7, 0, 0))).toEqual({ ok: false, reason: 2, detail: 5 });
  });
});

/** Any keyed function serves to show what is covered and what is not. */
function cmac(text: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-cbc', Buffer.alloc(16, 7), Buffer.alloc(16));
  return Uint8Array.from(Buffer.concat([cipher.update(text), cipher.final()]).subarray(-16));
}

describe('a MAC', () => {
  const plain = { address: 5, reply: false, seq: 3, more: false, sec: false, type: 0x6b };

  it('travels behind the payload and comes off again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 240 }), fc.maxSafeNat(), (payload, counter) => {
        const decoded = decodeBusBody(encodeBusBody(sealBusFrame({ ...plain, payload }, counter, cmac)));
        if (!decoded.ok) throw new Error(decoded.fault);
        expect(openBusFrame(decoded.frame, counter, cmac)).toMatchObject({ ...plain, sec: true, payload });
        expect(openBusFrame(decoded.frame, counter + 1, cmac)).toBeNull();
      }),
    );
  });

  it('covers address, control, type and payload', () => {
    const sealed = sealBusFrame({ ...plain, payload: Uint8Array.of(1, 2, 3) }, 8, cmac);
    expect(openBusFrame(sealed, 8, cmac)).not.toBeNull();
    const changed = sealed.payload.slice();
    changed[1] = 9;
    const others = [{ address: 6 }, { reply: true }, { more: true }, { seq: 4 }, { type: 0x6a }, { payload: changed }];
    for (const other of others) expect(openBusFrame({ ...sealed, ...other }, 8, cmac)).toBeNull();
    expect(openBusFrame({ ...sealed, sec: false }, 8, cmac)).toBeNull();
    expect(openBusFrame({ ...sealed, payload: Uint8Array.of(1, 2) }, 8, cmac)).toBeNull();
  });
});

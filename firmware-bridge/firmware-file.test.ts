import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../protocol/bus/crc32.ts';
import { compareVersions, firmwareMessage, readFirmwareFile, writeFirmwareFile } from './firmware-file.ts';
import { FIRMWARE_IMAGE_BYTES_MAX } from './firmware-limits.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const image = Uint8Array.from({ length: 500 }, (_, at) => (at * 7) & 0xff);
const version = { major: 1, minor: 2, patch: 3 };
const file = { model: 0x0101, version, sha256: sha256(image), signature: new Uint8Array(64).fill(9), image };
const bytes = writeFirmwareFile(file);

describe('the firmware file', () => {
  it('goes to bytes and back', () => {
    expect(readFirmwareFile(bytes, sha256)).toEqual({ ok: true, file });
    const unsigned = { ...file, signature: null };
    expect(readFirmwareFile(writeFirmwareFile(unsigned), sha256)).toEqual({ ok: true, file: unsigned });
  });

  it('has the head of the specification', () => {
    expect(bytes.length).toBe(114 + 500);
    expect(Buffer.from(bytes.subarray(0, 18)).toString('hex')).toBe('484b46573030303101010102030' + '0f4010000');
    const message = firmwareMessage(file, 500);
    expect(message.length).toBe(46);
    expect(Buffer.from(message.subarray(0, 14)).toString('hex')).toBe('484b4657310101010203f4010000');
  });

  it.each<readonly [string, (whole: Uint8Array) => Uint8Array, string]>([
    ['nothing', () => new Uint8Array(0), 'not-firmware'],
    ['another kind of file', (whole) => whole.with(0, 0x7f), 'not-firmware'],
    ['a head cut short', (whole) => whole.subarray(0, 60), 'cut-short'],
    ['an image cut short', (whole) => whole.subarray(0, 613), 'cut-short'],
    ['bytes behind the end', (whole) => Uint8Array.of(...whole, 0), 'too-long'],
    ['a flipped bit in the image', (whole) => whole.with(300, (whole[300] ?? 0) ^ 4), 'damaged'],
    ['a flipped bit in the digest', (whole) => whole.with(20, (whole[20] ?? 0) ^ 4), 'damaged'],
    ['a size beyond all nodes', (whole) => whole.with(17, 0x7f), 'too-large'],
    ['a size of nothing', (whole) => whole.with(14, 0).with(15, 0), 'too-small'],
  ])('is refused with %s', (_what, spoil, fault) => {
    expect(readFirmwareFile(spoil(bytes), sha256)).toEqual({ ok: false, fault });
  });

  it('never throws, and takes no byte of the image that its digest does not cover', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
        expect(readFirmwareFile(any, sha256).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 114, max: 613 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        expect(readFirmwareFile(bytes.with(at, (bytes[at] ?? 0) ^ change), sha256).ok).toBe(false);
      }),
    );
  });

  it('bounds the image', () => {
    const large = new Uint8Array(FIRMWARE_IMAGE_BYTES_MAX + 1);
    const made = writeFirmwareFile({ ...file, image: large, sha256: sha256(large) });
    expect(readFirmwareFile(made, sha256)).toEqual({ ok: false, fault: 'too-large' });
  });

  it('orders versions by their numbers', () => {
    expect(compareVersions(version, { major: 1, minor: 10, patch: 0 })).toBeLessThan(0);
    expect(compareVersions(version, version)).toBe(0);
    expect(compareVersions({ major: 2, minor: 0, patch: 0 }, version)).toBeGreaterThan(0);
  });

  it('counts CRC-32 as zip does', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });
});

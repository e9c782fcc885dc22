import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aes128, createCmac } from './aes-cmac.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hex = (some: Uint8Array) => Buffer.from(some).toString('hex');
const key = bytes('2b7e1516 28aed2a6 abf71588 09cf4f3c');
const message = bytes(
  '6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51 30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710',
);

/** CMAC in another way: over the whole message at once by the platform's own cipher. */
function cmacByPlatform(secret: Uint8Array, text: Uint8Array): string {
  const ecb = (block: Uint8Array) => {
    const cipher = createCipheriv('aes-128-ecb', secret, null).setAutoPadding(false);
    return cipher.update(block);
  };
  const double = (block: bigint) => ((block << 1n) ^ (block >> 127n ? 0x87n : 0n)) & ((1n << 128n) - 1n);
  const number = (some: Uint8Array) => BigInt(`0x${Buffer.from(some).toString('hex')}`);
  const one = double(number(ecb(new Uint8Array(16))));
  const isWhole = text.length > 0 && text.length % 16 === 0;
  const padded = isWhole ? Buffer.from(text) : Buffer.concat([text, Buffer.from([0x80]), Buffer.alloc(15)]);
  const cut = padded.subarray(0, Math.ceil((text.length + (isWhole ? 0 : 1)) / 16) * 16);
  const last = number(cut.subarray(-16)) ^ (isWhole ? one : double(one));
  Buffer.from(last.toString(16).padStart(32, '0'), 'hex').copy(cut, cut.length - 16);
  const cipher = createCipheriv('aes-128-cbc', secret, Buffer.alloc(16)).setAutoPadding(false);
  return cipher.update(cut).subarray(-16).toString('hex');
}

describe('AES-CMAC', () => {
  it.each([
    [0, 'bb1d6929e95937287fa37d129b756746'],
    [16, '070a16b46b4d4144f79bdd9dd04a287c'],
    [40, 'dfa66747de9ae63030ca32611497c827'],
    [64, '51f0bebf7e3b9d92fc49741779363cfe'],
  ])('gives the vector of RFC 4493 for %i bytes', (length, mac) => {
    expect(hex(createCmac(key)(message.subarray(0, length)))).toBe(mac);
  });

  it('ciphers a block as FIPS 197 does, and as the platform does', () => {
    const plain = bytes('00112233445566778899aabbccddeeff');
    expect(hex(aes128(bytes('000102030405060708090a0b0c0d0e0f'), plain))).toBe('69c4e0d86a7b0430d8cdb78070b4c55a');
    const block = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(block, block, (secret, text) => {
        const cipher = createCipheriv('aes-128-ecb', secret, null).setAutoPadding(false);
        expect(hex(aes128(secret, text))).toBe(cipher.update(text).toString('hex'));
      }),
    );
  });

  it('agrees with the platform for every length a frame can have', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.uint8Array({ maxLength: 260 }),
        (secret, text) => {
          expect(hex(createCmac(secret)(text))).toBe(cmacByPlatform(secret, text));
        },
      ),
    );
  });

  it('takes no key of another length', () => {
    expect(() => createCmac(new Uint8Array(15))).toThrow(RangeError);
  });
});

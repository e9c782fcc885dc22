/** Frames that a host sends to the boot loader. Every frame carries its own check: a complement or an XOR of all bytes. */
import { LOADER_BLOCK_BYTES } from './loader-limits.ts';

export function xorOf(bytes: Uint8Array | readonly number[]): number {
  let sum = 0;
  for (const byte of bytes) sum ^= byte;
  return sum;
}

export function commandFrame(code: number): Uint8Array {
  return Uint8Array.of(code, code ^ 0xff);
}

export function addressFrame(address: number): Uint8Array {
  const bytes = [address >>> 24, (address >>> 16) & 0xff, (address >>> 8) & 0xff, address & 0xff];
  return Uint8Array.of(...bytes, xorOf(bytes));
}

export function lengthFrame(bytes: number): Uint8Array {
  return commandFrame(bytes - 1);
}

/** `data` is 1 to 256 bytes, already padded. */
export function dataFrame(data: Uint8Array): Uint8Array {
  if (data.length === 0 || data.length > LOADER_BLOCK_BYTES || data.length % 4 !== 0)
    throw new Error(`a block of ${data.length} bytes cannot be written`);
  const frame = new Uint8Array(data.length + 2);
  frame[0] = data.length - 1;
  frame.set(data, 1);
  frame[data.length + 1] = xorOf(frame);
  return frame;
}

/** Pages by number, or everything. The classic form has one byte a number, the extended form two. */
export function eraseFrame(pages: readonly number[] | 'all', extended: boolean): Uint8Array {
  if (pages === 'all') return extended ? Uint8Array.of(0xff, 0xff, 0x00) : Uint8Array.of(0xff, 0x00);
  const numbers = [pages.length - 1, ...pages];
  const bytes = extended ? numbers.flatMap((each) => [each >>> 8, each & 0xff]) : numbers;
  return Uint8Array.of(...bytes, xorOf(bytes));
}

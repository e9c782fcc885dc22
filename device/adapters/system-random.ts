/** Chance from the operating system: UUIDv7 (RFC 9562) and uniform numbers. */
import { randomFillSync } from 'node:crypto';
import type { RandomPort } from '../ports.ts';

/** Random bytes are fetched in blocks: a system call for each ticket would be the slowest step of its making. */
const poolBytes = 4096;

export function createSystemRandom(): RandomPort {
  const pool = Buffer.alloc(poolBytes);
  let at = poolBytes;
  const take = (count: number) => {
    if (at + count > poolBytes) {
      randomFillSync(pool);
      at = 0;
    }
    at += count;
    return pool.subarray(at - count, at);
  };
  return {
    uuid(wallMs) {
      const bytes = Buffer.allocUnsafe(16);
      bytes.writeUIntBE(Math.max(0, Math.min(Math.floor(wallMs), 2 ** 48 - 1)), 0, 6);
      take(10).copy(bytes, 6);
      bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
      bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
      const hex = bytes.toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
    unit: () => take(6).readUIntBE(0, 6) / 2 ** 48,
  };
}

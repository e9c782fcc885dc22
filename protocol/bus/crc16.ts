/**
 * CRC-16/IBM-SDLC: reflected, polynomial 1021 (8408 reflected), init FFFF, xorout FFFF; "123456789" gives 906E.
 * The final XOR is what makes an appended zero visible; a variant without it accepts such frames and must not be used.
 */

/** Residue over a body with its own CRC appended: the check a receiver makes. */
export const CRC16_RESIDUE = 0x0f47;

const POLYNOMIAL_REFLECTED = 0x8408;

const table = buildTable();

/** CRC of `bytes[start..end)`. */
export function crc16(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = 0xffff;
  for (let index = start; index < end; index += 1) {
    crc = (crc >> 8) ^ (table[(crc ^ (bytes[index] ?? 0)) & 0xff] ?? 0);
  }
  return crc ^ 0xffff;
}

function buildTable(): Uint16Array {
  const entries = new Uint16Array(256);
  for (let value = 0; value < 256; value += 1) {
    let crc = value;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ POLYNOMIAL_REFLECTED : crc >> 1;
    entries[value] = crc;
  }
  return entries;
}

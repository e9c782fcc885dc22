/**
 * Consistent Overhead Byte Stuffing for runs of at most 253 bytes: takes every 00 out of a body, so that 00 alone marks a frame's
 * end. One byte is added, and the code FF (a full block without a zero) cannot occur at this size.
 *
 *   body   11 00 22 33 00        code = distance to the next zero
 *   wire   02 11 03 22 33 01
 */

/** Longest body for which the code FF cannot occur. */
export const COBS_BODY_BYTES_MAX = 253;

/** Writes the encoded body into `out` at `at`; returns the end. `out` needs body length + 1 bytes there. No zero is written. */
export function cobsEncodeInto(body: Uint8Array, out: Uint8Array, at: number): number {
  if (body.length > COBS_BODY_BYTES_MAX) throw new RangeError(`COBS body of ${body.length} bytes`);
  let codeAt = at;
  let write = at + 1;
  for (const byte of body) {
    if (byte === 0) {
      out[codeAt] = write - codeAt;
      codeAt = write;
    } else {
      out[write] = byte;
    }
    write += 1;
  }
  out[codeAt] = write - codeAt;
  return write;
}

/** The encoded body, one byte longer. Throws RangeError for a body over 253 bytes: that is our own bug, never the line's. */
export function cobsEncode(body: Uint8Array): Uint8Array {
  const out = new Uint8Array(body.length + 1);
  cobsEncodeInto(body, out, 0);
  return out;
}

/** The body of one run `bytes[0..length)` between two zeros, or null if it is not COBS. Never throws. */
export function cobsDecode(bytes: Uint8Array, length = bytes.length): Uint8Array | null {
  if (length === 0) return null;
  const body = new Uint8Array(length - 1);
  let read = 0;
  let write = 0;
  while (read < length) {
    const code = bytes[read] ?? 0;
    const end = read + code;
    if (code === 0 || end > length) return null;
    for (read += 1; read < end; read += 1) {
      const byte = bytes[read] ?? 0;
      if (byte === 0) return null;
      body[write] = byte;
      write += 1;
    }
    if (read < length) write += 1; // a zero, which a fresh array already holds
  }
  return body;
}

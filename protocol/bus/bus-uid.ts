/** The 12 byte unique id of a node as text: 24 upper case hexadecimal digits, in the order of the bytes on the wire. */

export const BUS_UID_BYTES = 12;

export function uidOfBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text.toUpperCase();
}

/** The bytes of a UID, or null if the text is not 24 hexadecimal digits. */
export function bytesOfUid(uid: string): Uint8Array | null {
  if (!/^[0-9A-Fa-f]{24}$/.test(uid)) return null;
  const bytes = new Uint8Array(BUS_UID_BYTES);
  for (let index = 0; index < BUS_UID_BYTES; index += 1) {
    bytes[index] = Number.parseInt(uid.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}

/** Little-endian integers in payloads. Reading past the end gives zeros: the caller has checked the length before. */

export function readU16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

export function readU32(bytes: Uint8Array, at: number): number {
  return readU16(bytes, at) + readU16(bytes, at + 2) * 0x1_0000;
}

export function readU48(bytes: Uint8Array, at: number): number {
  return readU32(bytes, at) + readU16(bytes, at + 4) * 0x1_0000_0000;
}

export function readI16(bytes: Uint8Array, at: number): number {
  const value = readU16(bytes, at);
  return value >= 0x8000 ? value - 0x1_0000 : value;
}

/** Values outside u16 saturate, as the `cs` and `ds` fields must. */
export function writeU16(bytes: Uint8Array, at: number, value: number): void {
  const whole = Math.min(0xffff, Math.max(0, Math.trunc(value)));
  bytes[at] = whole & 0xff;
  bytes[at + 1] = whole >> 8;
}

export function writeU32(bytes: Uint8Array, at: number, value: number): void {
  const whole = Math.min(0xffff_ffff, Math.max(0, Math.trunc(value)));
  writeU16(bytes, at, whole % 0x1_0000);
  writeU16(bytes, at + 2, Math.floor(whole / 0x1_0000));
}

export function writeU48(bytes: Uint8Array, at: number, value: number): void {
  const whole = Math.min(0xffff_ffff_ffff, Math.max(0, Math.trunc(value)));
  writeU32(bytes, at, whole % 0x1_0000_0000);
  writeU16(bytes, at + 4, Math.floor(whole / 0x1_0000_0000));
}

export function writeI16(bytes: Uint8Array, at: number, value: number): void {
  const whole = Math.min(0x7fff, Math.max(-0x8000, Math.trunc(value)));
  writeU16(bytes, at, whole < 0 ? whole + 0x1_0000 : whole);
}

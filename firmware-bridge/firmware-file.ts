/**
 * The firmware file `.hkfw`: what an image is for, its digest and its signature, then the image. A file is either whole, of a size a node
 * can hold and equal to its digest, or it is refused with the reason; who signed it is asked elsewhere, for that needs a key.
 *
 *   "HKFW0001" | u16 model | u8 x 3 version | u8 0 | u32 size | SHA-256, 32 | Ed25519, 64, zeros: unsigned | image
 */
import { readU16, readU32, writeU16, writeU32 } from '../protocol/bus/bus-bytes.ts';
import { FIRMWARE_IMAGE_BYTES_MAX, FIRMWARE_IMAGE_BYTES_MIN } from './firmware-limits.ts';

export interface FirmwareVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

export interface FirmwareFile {
  /** As ID gives it. */
  readonly model: number;
  readonly version: FirmwareVersion;
  /** 32 bytes. */
  readonly sha256: Uint8Array;
  /** Ed25519 over `firmwareMessage`, 64 bytes; null: unsigned. */
  readonly signature: Uint8Array | null;
  readonly image: Uint8Array;
}

/** Why bytes are no firmware file. */
export type FirmwareFileFault = 'not-firmware' | 'too-large' | 'too-small' | 'cut-short' | 'too-long' | 'damaged';
export type FirmwareFileResult =
  | { readonly ok: true; readonly file: FirmwareFile }
  | { readonly ok: false; readonly fault: FirmwareFileFault };

type Digest = (bytes: Uint8Array) => Uint8Array;

const MAGIC = asciiOf('HKFW0001');
const LABEL = asciiOf('HKFW1');
const SHA_BYTES = 32;
const SIGNATURE_BYTES = 64;
const AT = { model: 8, version: 10, spare: 13, size: 14, sha256: 18, signature: 50, image: 114 } as const;
/** The largest file there can be. */
export const FIRMWARE_FILE_BYTES_MAX: number = AT.image + FIRMWARE_IMAGE_BYTES_MAX;

/** What is signed: label, model, version, size and digest, 46 bytes. */
export function firmwareMessage(file: Pick<FirmwareFile, 'model' | 'version' | 'sha256'>, size: number): Uint8Array {
  const message = new Uint8Array(LABEL.length + 9 + SHA_BYTES);
  message.set(LABEL);
  writeU16(message, 5, file.model);
  message.set([file.version.major, file.version.minor, file.version.patch], 7);
  writeU32(message, 10, size);
  message.set(file.sha256, 14);
  return message;
}

export function writeFirmwareFile(file: FirmwareFile): Uint8Array {
  const bytes = new Uint8Array(AT.image + file.image.length);
  bytes.set(MAGIC);
  writeU16(bytes, AT.model, file.model);
  bytes.set([file.version.major, file.version.minor, file.version.patch], AT.version);
  writeU32(bytes, AT.size, file.image.length);
  bytes.set(file.sha256, AT.sha256);
  if (file.signature !== null) bytes.set(file.signature, AT.signature);
  bytes.set(file.image, AT.image);
  return bytes;
}

export function readFirmwareFile(bytes: Uint8Array, sha256: Digest): FirmwareFileResult {
  const no = (fault: FirmwareFileFault): FirmwareFileResult => ({ ok: false, fault });
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) return no('not-firmware');
  if (bytes.length < AT.image) return no('cut-short');
  if (bytes[AT.spare] !== 0) return no('not-firmware');
  const size = readU32(bytes, AT.size);
  if (size > FIRMWARE_IMAGE_BYTES_MAX) return no('too-large');
  if (size < FIRMWARE_IMAGE_BYTES_MIN) return no('too-small');
  if (bytes.length < AT.image + size) return no('cut-short');
  if (bytes.length > AT.image + size) return no('too-long');
  const image = bytes.slice(AT.image);
  const digest = bytes.slice(AT.sha256, AT.sha256 + SHA_BYTES);
  if (!sameBytes(sha256(image), digest)) return no('damaged');
  const signature = bytes.slice(AT.signature, AT.signature + SIGNATURE_BYTES);
  const [major = 0, minor = 0, patch = 0] = bytes.subarray(AT.version, AT.spare);
  return {
    ok: true,
    file: {
      model: readU16(bytes, AT.model),
      version: { major, minor, patch },
      sha256: digest,
      signature: signature.some((byte) => byte !== 0) ? signature : null,
      image,
    },
  };
}

/** Below zero: the first is older. */
export function compareVersions(one: FirmwareVersion, other: FirmwareVersion): number {
  return one.major - other.major || one.minor - other.minor || one.patch - other.patch;
}

export function versionText({ major, minor, patch }: FirmwareVersion): string {
  return `${major}.${minor}.${patch}`;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function asciiOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

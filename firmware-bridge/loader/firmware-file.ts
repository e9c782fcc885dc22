/**
 * A firmware file as an image: Intel HEX, which knows its addresses, or plain binary, which is told one. The two are told apart by
 * the first byte: a binary begins with a stack pointer, which is a multiple of 4, and a HEX file with a colon (3A), which is not.
 */
import { createImageBuilder } from './firmware-image.ts';
import { type ImageReading, readIntelHex } from './intel-hex.ts';
import { LOADER_ALIGN_BYTES } from './loader-limits.ts';
import { FLASH_START } from './stm32-devices.ts';

const COLON = 0x3a;
const ELF = [0x7f, 0x45, 0x4c, 0x46];
const BLANKS = new Set([0x20, 0x09, 0x0d, 0x0a]);

/** `address` is where a binary begins, null for the start of the flash. A HEX file has its own, and must not be given one. */
export function readFirmwareFile(file: Uint8Array, address: number | null): ImageReading {
  if (ELF.every((byte, at) => file[at] === byte)) return { ok: false, problem: { code: 'file-elf' } };
  if (file.find((byte) => !BLANKS.has(byte)) === COLON)
    return address === null ? readIntelHex(file) : { ok: false, problem: { code: 'address-hex' } };
  const start = address ?? FLASH_START;
  if (start % LOADER_ALIGN_BYTES !== 0) return { ok: false, problem: { code: 'address-invalid', address: start } };
  const builder = createImageBuilder();
  const trouble = builder.put(start, file);
  if (trouble !== null)
    return {
      ok: false,
      problem: { code: trouble === 'address' ? 'image-outside' : 'image-too-large', address: start },
    };
  const image = builder.build(null);
  return image ? { ok: true, image } : { ok: false, problem: { code: 'image-empty' } };
}

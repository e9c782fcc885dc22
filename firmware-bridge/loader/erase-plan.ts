/** What must be erased before an image is written: the pieces of the flash that it touches, or all where they are not known. */
import type { FirmwareProblem } from '../../protocol/firmware-problems.ts';
import type { FirmwareImage } from './firmware-image.ts';
import { ERASE_ALL_MS, ERASE_MS_MIN, ERASE_MS_PER_KIB, ERASE_PAGES_MAX } from './loader-limits.ts';
import { FLASH_END_MAX, FLASH_START, type FlashPage, flashPages, type Stm32Device } from './stm32-devices.ts';

export interface EraseStep {
  readonly pages: readonly number[] | 'all';
  readonly bytes: number;
  readonly withinMs: number;
}

/** Why an image does not go into this chip, or null. */
export function imageMisfit({ from, blocks }: FirmwareImage, device: Stm32Device | null): FirmwareProblem | null {
  const end = device ? FLASH_START + device.flashBytesMax : FLASH_END_MAX;
  if (from < FLASH_START) return { code: 'image-outside', address: from };
  const outside = blocks.find((block) => block.address + block.bytes.length > end);
  return outside ? { code: 'image-outside', address: outside.address } : null;
}

/** One step for a whole flash, else pages in bundles, in order of address. */
export function erasePlan({ blocks, from, to }: FirmwareImage, device: Stm32Device | null): EraseStep[] {
  const all: EraseStep = { pages: 'all', bytes: device?.flashBytesMax ?? to - from, withinMs: ERASE_ALL_MS };
  if (device === null) return [all];
  const pages = flashPages(device);
  const touched = pages.filter(({ address, bytes }) =>
    blocks.some((block) => block.address < address + bytes && block.address + block.bytes.length > address),
  );
  if (touched.length === pages.length) return [all];
  const steps: EraseStep[] = [];
  for (let at = 0; at < touched.length; at += ERASE_PAGES_MAX)
    steps.push(stepOf(touched.slice(at, at + ERASE_PAGES_MAX)));
  return steps;
}

function stepOf(pages: readonly FlashPage[]): EraseStep {
  return {
    pages: pages.map((page) => page.number),
    bytes: pages.reduce((sum, page) => sum + page.bytes, 0),
    withinMs: pages.reduce((sum, page) => sum + Math.max(ERASE_MS_MIN, (page.bytes / 1024) * ERASE_MS_PER_KIB), 0),
  };
}

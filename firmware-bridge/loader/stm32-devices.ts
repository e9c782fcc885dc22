/**
 * What a product id says about a chip: name, largest flash, and how the flash is cut into the pieces that are erased (ST AN2606 and
 * reference manuals). Only chips whose pieces begin at number 0 at the start of the flash stand here; an id that is not in the
 * table is still loaded, but erased as a whole. Not one of them has been tried on hardware yet.
 */
export interface Stm32Device {
  readonly productId: number;
  readonly name: string;
  /** Of the largest member; a smaller one refuses addresses behind its end. */
  readonly flashBytesMax: number;
  /** Sizes of the pieces in order; the last one repeats to the end. */
  readonly pageBytes: readonly number[];
}

export const FLASH_START = 0x0800_0000;
/** End of what is taken for flash on a chip that is not in the table. */
export const FLASH_END_MAX = 0x0820_0000;

const KIB = 1024;
const sectors = [16, 16, 16, 16, 64, 128].map((each) => each * KIB);

const device = (productId: number, name: string, kib: number, pageBytes: readonly number[]): Stm32Device => ({
  productId,
  name,
  flashBytesMax: kib * KIB,
  pageBytes,
});

const devices: readonly Stm32Device[] = [
  device(0x412, 'STM32F10x low-density', 32, [KIB]),
  device(0x410, 'STM32F10x medium-density', 128, [KIB]),
  device(0x414, 'STM32F10x high-density', 512, [2 * KIB]),
  device(0x418, 'STM32F105/F107', 256, [2 * KIB]),
  device(0x420, 'STM32F100 medium-density', 128, [KIB]),
  device(0x428, 'STM32F100 high-density', 512, [2 * KIB]),
  device(0x444, 'STM32F03x', 32, [KIB]),
  device(0x440, 'STM32F05x/F030x8', 64, [KIB]),
  device(0x445, 'STM32F04x', 32, [KIB]),
  device(0x448, 'STM32F07x', 128, [2 * KIB]),
  device(0x442, 'STM32F09x', 256, [2 * KIB]),
  device(0x422, 'STM32F303xB/C', 256, [2 * KIB]),
  device(0x432, 'STM32F37x', 256, [2 * KIB]),
  device(0x438, 'STM32F303x6/x8', 64, [2 * KIB]),
  device(0x423, 'STM32F401xB/C', 256, sectors),
  device(0x433, 'STM32F401xD/E', 512, sectors),
  device(0x431, 'STM32F411', 512, sectors),
  device(0x413, 'STM32F405/F407', 1024, sectors),
  device(0x466, 'STM32G03x/G04x', 64, [2 * KIB]),
  device(0x460, 'STM32G07x/G08x', 128, [2 * KIB]),
];

const byId = new Map(devices.map((each) => [each.productId, each]));

export function stm32Device(productId: number): Stm32Device | null {
  return byId.get(productId) ?? null;
}

export interface FlashPage {
  readonly number: number;
  readonly address: number;
  readonly bytes: number;
}

/** All pieces of the flash, in order. */
export function flashPages({ pageBytes, flashBytesMax }: Stm32Device): FlashPage[] {
  const pages: FlashPage[] = [];
  for (let at = 0; at < flashBytesMax; ) {
    const bytes = pageBytes[Math.min(pages.length, pageBytes.length - 1)] ?? flashBytesMax;
    pages.push({ number: pages.length, address: FLASH_START + at, bytes });
    at += bytes;
  }
  return pages;
}

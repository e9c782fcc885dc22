/**
 * The flash of a simulated STM32F1: erased page by page to FF, programmed by half words, and only where they are erased. A protected
 * page ignores both and says nothing, as the ROM loader does (AN3155: no error is returned for write-protected pages).
 */
import { FLASH_START } from './stm32-devices.ts';

export interface VirtualFlash {
  readonly bytes: Uint8Array;
  readonly pageCount: number;
  /** Numbers of protected pages. */
  readonly protectedPages: ReadonlySet<number>;
  holds(address: number, count: number): boolean;
  read(address: number, count: number): Uint8Array;
  program(address: number, data: Uint8Array): void;
  erasePage(page: number): void;
  eraseAll(): void;
  protect(pages: Iterable<number>): void;
  unprotect(): void;
}

const ERASED = 0xff;

export function createVirtualFlash(flashBytes: number, pageBytes: number): VirtualFlash {
  const bytes = new Uint8Array(flashBytes).fill(ERASED);
  const pageCount = flashBytes / pageBytes;
  const protectedPages = new Set<number>();

  function erasePage(page: number): void {
    if (!protectedPages.has(page)) bytes.fill(ERASED, page * pageBytes, (page + 1) * pageBytes);
  }

  return {
    bytes,
    pageCount,
    protectedPages,
    holds: (address, count) => address >= FLASH_START && address + count <= FLASH_START + flashBytes,
    read: (address, count) => bytes.slice(address - FLASH_START, address - FLASH_START + count),
    program(address, data) {
      for (let at = 0; at + 1 < data.length; at += 2) {
        const place = address - FLASH_START + at;
        const isErased = bytes[place] === ERASED && bytes[place + 1] === ERASED;
        if (isErased && !protectedPages.has(Math.floor(place / pageBytes))) bytes.set(data.subarray(at, at + 2), place);
      }
    },
    erasePage,
    eraseAll() {
      for (let page = 0; page < pageCount; page += 1) erasePage(page);
    },
    protect(pages) {
      for (const page of pages) protectedPages.add(page);
    },
    unprotect: () => protectedPages.clear(),
  };
}

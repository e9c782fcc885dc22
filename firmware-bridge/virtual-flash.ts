/**
 * The flash memory of a virtual node: pages that are erased whole, words of 8 bytes that are programmed once after that, and power that
 * may go at any byte of either. What a cut leaves behind is what a real one leaves: some bytes done, one of them any value. It outlives the
 * node's power; nothing else of a node does.
 */

/** The power has gone in the middle of a write; nothing after it is executed. */
export class PowerCut extends Error {}

export const FLASH_PAGE_BYTES = 2_048;
export const FLASH_WORD_BYTES = 8;
const ERASED = 0xff;

export interface VirtualFlash {
  /** The memory as it is read. */
  readonly bytes: Uint8Array;
  /** Bytes written or erased since it was made. */
  readonly worn: number;
  erase(page: number): void;
  /** Whole words that are blank; else it is the node's mistake and throws. */
  program(at: number, bytes: Uint8Array): void;
  isBlank(at: number, length: number): boolean;
  /** The power goes after so many further bytes; null: it stays. `random` gives what the byte under way becomes. */
  cutAfter(bytes: number | null, random: () => number): void;
}

export function createVirtualFlash(pages: number, content?: Uint8Array): VirtualFlash {
  const bytes = content?.slice() ?? new Uint8Array(pages * FLASH_PAGE_BYTES).fill(ERASED);
  let worn = 0;
  let left = Number.POSITIVE_INFINITY;
  let chance: () => number = () => 0;

  function put(at: number, value: number): void {
    if (left <= 0) {
      bytes[at] = Math.floor(chance() * 256);
      left = Number.POSITIVE_INFINITY;
      throw new PowerCut('the power went while the flash was written');
    }
    left -= 1;
    worn += 1;
    bytes[at] = value;
  }

  function isBlank(at: number, length: number): boolean {
    for (let index = at; index < at + length; index += 1) if (bytes[index] !== ERASED) return false;
    return true;
  }

  return {
    bytes,
    get worn() {
      return worn;
    },
    erase(page) {
      for (let at = page * FLASH_PAGE_BYTES; at < (page + 1) * FLASH_PAGE_BYTES; at += 1) put(at, ERASED);
    },
    program(at, data) {
      if (at % FLASH_WORD_BYTES !== 0 || data.length % FLASH_WORD_BYTES !== 0) throw new RangeError('not whole words');
      if (!isBlank(at, data.length)) throw new RangeError(`flash at ${at} is not blank`);
      for (const [index, value] of data.entries()) put(at + index, value);
    },
    isBlank,
    cutAfter(next, random) {
      left = next ?? Number.POSITIVE_INFINITY;
      chance = random;
    },
  };
}

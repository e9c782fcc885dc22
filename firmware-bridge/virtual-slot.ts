/**
 * One of the two image slots of a virtual node: a header that says what belongs here, words that say how far it is, a mark for every block
 * that was written, and the image. A header is valid only after the whole slot was erased, and a mark carries its block's CRC-32, so that
 * whatever a power cut leaves is either right or seen to be missing.
 *
 *   page 0: header 128 | committed x2 | trial x3 | confirmed x2 | rejected      pages of marks: 2 words a block      pages of the image
 */
import { readU16, readU32, writeU16, writeU32 } from '../protocol/bus/bus-bytes.ts';
import type { BusFwImage } from '../protocol/bus/bus-firmware.ts';
import { BUS_FW_BLOCK_BYTES } from '../protocol/bus/bus-limits.ts';
import { crc32 } from '../protocol/bus/crc32.ts';
import { FLASH_PAGE_BYTES, FLASH_WORD_BYTES, type VirtualFlash } from './virtual-flash.ts';

/** Words of the first page; each may be programmed once, spares are for a cut in the middle of one. */
const WORDS = { committed: [16, 17], trial: [18, 19, 20], confirmed: [21, 22], rejected: [23] } as const;
export type SlotWord = keyof typeof WORDS;

export interface SlotImage extends BusFwImage {
  /** Grows with every image that is begun; the highest one is the newest. */
  readonly generation: number;
}

export interface VirtualSlot {
  /** What stands here, or null when it is not valid. */
  image(): SlotImage | null;
  /** The bytes of the image, whether they are right or not. */
  read(image: BusFwImage): Uint8Array;
  has(word: SlotWord): boolean;
  /** Spare words used; a torn one counts for trials and for `rejected`, and not for the others. */
  count(word: SlotWord): number;
  set(word: SlotWord): void;
  /** Erases everything, the header first, and begins anew. */
  begin(image: SlotImage): void;
  /** Blocks that are surely there. */
  present(image: BusFwImage): Set<number>;
  /** False: the mark of this block is spoiled for good, and the slot must be begun anew. */
  write(image: BusFwImage, block: number, data: Uint8Array, present: ReadonlySet<number>): boolean;
}

const HEADER_BYTES = 128;
const HEADER_CRC_AT = 124;
const MAGIC = 0x4c53_4b48;
const SET = Uint8Array.of(0x5a, 0xa5, 0x5a, 0xa5, 0x5a, 0xa5, 0x5a, 0xa5);
const MARK_TAIL = 0xa55a;
const MARKS_PER_BLOCK = 2;
const BLOCKS_PER_PAGE = FLASH_PAGE_BYTES / BUS_FW_BLOCK_BYTES;

/** Pages that a slot for images of this size takes. */
export function slotPages(imageBytesMax: number): number {
  return 1 + markPages(imageBytesMax) + Math.ceil(imageBytesMax / FLASH_PAGE_BYTES);
}

function markPages(imageBytesMax: number): number {
  const blocks = Math.ceil(imageBytesMax / BUS_FW_BLOCK_BYTES);
  return Math.ceil((blocks * MARKS_PER_BLOCK * FLASH_WORD_BYTES) / FLASH_PAGE_BYTES);
}

export function createVirtualSlot(flash: VirtualFlash, firstPage: number, imageBytesMax: number): VirtualSlot {
  const pages = slotPages(imageBytesMax);
  const base = firstPage * FLASH_PAGE_BYTES;
  const marksAt = base + FLASH_PAGE_BYTES;
  const imageAt = marksAt + markPages(imageBytesMax) * FLASH_PAGE_BYTES;

  function wordAt(index: number): number {
    return base + index * FLASH_WORD_BYTES;
  }

  function isSet(at: number): boolean {
    return SET.every((byte, index) => flash.bytes[at + index] === byte);
  }

  function image(): SlotImage | null {
    const header = flash.bytes.subarray(base, base + HEADER_BYTES);
    if (readU32(header, 0) !== MAGIC || readU32(header, HEADER_CRC_AT) !== crc32(header.subarray(0, HEADER_CRC_AT)))
      return null;
    const [major = 0, minor = 0, patch = 0, isSigned] = header.subarray(10, 14);
    return {
      generation: readU32(header, 4),
      model: readU16(header, 8),
      version: { major, minor, patch },
      size: readU32(header, 14),
      crc32: readU32(header, 18),
      sha256: header.slice(22, 54),
      signature: isSigned === 1 ? header.slice(54, 118) : null,
    };
  }

  function headerOf(begun: SlotImage): Uint8Array {
    const header = new Uint8Array(HEADER_BYTES);
    const { major, minor, patch } = begun.version;
    writeU32(header, 0, MAGIC);
    writeU32(header, 4, begun.generation);
    writeU16(header, 8, begun.model);
    header.set([major, minor, patch, begun.signature === null ? 0 : 1], 10);
    writeU32(header, 14, begun.size);
    writeU32(header, 18, begun.crc32);
    header.set(begun.sha256, 22);
    if (begun.signature !== null) header.set(begun.signature, 54);
    writeU32(header, HEADER_CRC_AT, crc32(header.subarray(0, HEADER_CRC_AT)));
    return header;
  }

  function blockBytes({ size }: BusFwImage, block: number): Uint8Array {
    const from = block * BUS_FW_BLOCK_BYTES;
    return flash.bytes.subarray(imageAt + from, imageAt + Math.min(size, from + BUS_FW_BLOCK_BYTES));
  }

  function markOf(block: number, crc: number): Uint8Array {
    const mark = new Uint8Array(FLASH_WORD_BYTES);
    writeU16(mark, 0, block);
    writeU32(mark, 2, crc);
    writeU16(mark, 6, MARK_TAIL);
    return mark;
  }

  function markAt(block: number, spare: number): number {
    return marksAt + (block * MARKS_PER_BLOCK + spare) * FLASH_WORD_BYTES;
  }

  function isMarked(block: number, crc: number): boolean {
    const mark = markOf(block, crc);
    for (let spare = 0; spare < MARKS_PER_BLOCK; spare += 1) {
      const at = markAt(block, spare);
      if (mark.every((byte, index) => flash.bytes[at + index] === byte)) return true;
    }
    return false;
  }

  function programBlock(block: number, data: Uint8Array): void {
    const words = Math.ceil(data.length / FLASH_WORD_BYTES);
    const padded = new Uint8Array(words * FLASH_WORD_BYTES).fill(0xff);
    padded.set(data);
    flash.program(imageAt + block * BUS_FW_BLOCK_BYTES, padded);
  }

  /** A block that a cut has torn: its page is erased and its good neighbours are put back. */
  function clearTorn(begun: BusFwImage, block: number, present: ReadonlySet<number>): void {
    if (flash.isBlank(imageAt + block * BUS_FW_BLOCK_BYTES, BUS_FW_BLOCK_BYTES)) return;
    const first = block - (block % BLOCKS_PER_PAGE);
    const kept = new Map<number, Uint8Array>();
    for (let other = first; other < first + BLOCKS_PER_PAGE; other += 1) {
      if (other !== block && present.has(other)) kept.set(other, blockBytes(begun, other).slice());
    }
    flash.erase((imageAt + first * BUS_FW_BLOCK_BYTES) / FLASH_PAGE_BYTES);
    for (const [other, data] of kept) programBlock(other, data);
  }

  return {
    image,
    read: ({ size }) => flash.bytes.slice(imageAt, imageAt + size),
    has: (word) => WORDS[word].some((index) => isSet(wordAt(index))),
    count: (word) => WORDS[word].filter((index) => !flash.isBlank(wordAt(index), FLASH_WORD_BYTES)).length,
    set(word) {
      const free = WORDS[word].find((index) => flash.isBlank(wordAt(index), FLASH_WORD_BYTES));
      if (free !== undefined) flash.program(wordAt(free), SET);
    },
    begin(begun) {
      for (let page = 0; page < pages; page += 1) flash.erase(firstPage + page);
      flash.program(base, headerOf(begun));
    },
    present(begun) {
      const found = new Set<number>();
      const blocks = Math.ceil(begun.size / BUS_FW_BLOCK_BYTES);
      for (let block = 0; block < blocks; block += 1) {
        if (isMarked(block, crc32(blockBytes(begun, block)))) found.add(block);
      }
      return found;
    },
    write(begun, block, data, present) {
      const crc = crc32(data);
      clearTorn(begun, block, present);
      programBlock(block, data);
      if (isMarked(block, crc)) return true;
      for (let spare = 0; spare < MARKS_PER_BLOCK; spare += 1) {
        const at = markAt(block, spare);
        if (!flash.isBlank(at, FLASH_WORD_BYTES)) continue;
        flash.program(at, markOf(block, crc));
        return true;
      }
      return false;
    },
  };
}

/**
 * The bundled dot font (`device/fonts/hall-dots-24.bin`): opened when the first character is asked for, then read page by
 * page; a few unpacked pages are kept. A file that is missing or damaged costs the rare characters and nothing else.
 *
 *   'HKD1'  u16 pages  pages x { u16 page, u32 offset, u16 bytes }  pages, each raw deflate of
 *       32 bytes which characters there are | 32 bytes which are full width | their dots, byte column by byte column
 *
 * Invariant: memory stays below `fontPagesMax` pages, whatever is asked.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { type DotFont, type DotGlyph, glyphRows } from '../drivers/printer/dot-glyph.ts';
import { fontPageBytesMax, fontPagesMax } from '../drivers/printer/limits.ts';

interface Place {
  readonly offset: number;
  readonly bytes: number;
}
interface FontFile {
  readonly fd: number;
  readonly pages: ReadonlyMap<number, Place>;
}

const magic = 'HKD1';
const headBytes = 6;
const entryBytes = 8;
const pageCountMax = 0x1100;

/** Nothing is read before the first character. `onTrouble` hears once why the file gives nothing. */
export function openDotFont(path: string, onTrouble: (reason: string) => void = () => {}): DotFont {
  let file: FontFile | null | undefined;
  const kept = new Map<number, Uint8Array | null>();

  const pageOf = (page: number): Uint8Array | null => {
    if (file === undefined) file = openFile(path, onTrouble);
    const place = file?.pages.get(page);
    if (!file || !place) return null;
    const known = kept.get(page);
    const body = known === undefined ? readPage(file.fd, place, onTrouble) : known;
    // The page asked for last leaves last.
    kept.delete(page);
    kept.set(page, body);
    for (const oldest of kept.keys()) if (kept.size > fontPagesMax) kept.delete(oldest);
    return body;
  };

  return (char) => {
    const code = char.codePointAt(0) ?? 0;
    const page = pageOf(code >> 8);
    return page === null ? null : glyphIn(page, code & 0xff);
  };
}

function openFile(path: string, onTrouble: (reason: string) => void): FontFile | null {
  let fd: number | null = null;
  try {
    fd = openSync(path, 'r');
    const head = readAt(fd, 0, headBytes);
    const count = head.readUInt16LE(4);
    if (head.toString('latin1', 0, 4) !== magic || count > pageCountMax) throw new Error('this is no dot font');
    const index = readAt(fd, headBytes, count * entryBytes);
    const pages = new Map<number, Place>();
    for (let at = 0; at < index.length; at += entryBytes)
      pages.set(index.readUInt16LE(at), { offset: index.readUInt32LE(at + 2), bytes: index.readUInt16LE(at + 6) });
    return { fd, pages };
  } catch (error) {
    if (fd !== null) closeSync(fd);
    onTrouble(error instanceof Error ? error.message : String(error));
    return null;
  }
}

function readPage(fd: number, { offset, bytes }: Place, onTrouble: (reason: string) => void): Uint8Array | null {
  try {
    return inflateRawSync(readAt(fd, offset, bytes), { maxOutputLength: fontPageBytesMax });
  } catch (error) {
    onTrouble(error instanceof Error ? error.message : String(error));
    return null;
  }
}

function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (readSync(fd, bytes, 0, length, position) !== length) throw new Error('the file ends too soon');
  return bytes;
}

const mapBytes = 32;

function glyphIn(page: Uint8Array, index: number): DotGlyph | null {
  if (!bitOf(page, 0, index)) return null;
  let at = 2 * mapBytes;
  for (let before = 0; before < index; before++)
    if (bitOf(page, 0, before)) at += (bitOf(page, mapBytes, before) ? 3 : 2) * glyphRows;
  const isFull = bitOf(page, mapBytes, index);
  const columns = isFull ? 3 : 2;
  const rows = new Uint8Array(glyphRows * 3);
  for (let column = 0; column < columns; column++)
    for (let row = 0; row < glyphRows; row++) rows[row * 3 + column] = page[at + column * glyphRows + row] ?? 0;
  return { widthDots: isFull ? 24 : 12, rows };
}

function bitOf(bytes: Uint8Array, from: number, index: number): boolean {
  return ((bytes[from + (index >> 3)] ?? 0) & (0x80 >> (index & 7))) !== 0;
}

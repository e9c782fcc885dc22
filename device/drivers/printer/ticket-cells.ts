/**
 * How each character of a ticket comes onto the paper, looked up once: tickets say the same things all day. It only
 * remembers; forgetting it changes nothing but the time.
 */
import type { Charset } from '../../../protocol/charset.ts';
import type { DotFont } from './dot-glyph.ts';
import { printableCharsMax } from './limits.ts';
import { printableChars } from './printable-chars.ts';
import type { CharacterArea } from './printable-text.ts';

export interface TicketCell {
  /** What is sent when its line is text. */
  readonly bytes: Uint8Array;
  /** Half-width columns, drawn or sent. */
  readonly columns: number;
  /** True: its line is drawn. */
  readonly isDrawn: boolean;
  /** In no font: 〓 on the paper. */
  readonly isLost: boolean;
}

type Cells = Map<string, TicketCell>;

/** Printers have some Latin letters with marks, each as wide as a Chinese character: a word with one would fall apart. */
const markedLatin = /^[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]$/;
const known = new WeakMap<DotFont, WeakMap<Charset, Map<CharacterArea, Cells>>>();

export function ticketCells(charset: Charset, area: CharacterArea, font: DotFont): (char: string) => TicketCell {
  const cells = cellsOf(charset, area, font);
  const nativeOf = printableChars(charset, area);
  return (char) => {
    const seen = cells.get(char);
    if (seen) return seen;
    const { bytes, substituted } = nativeOf(char);
    const lacks = substituted.length > 0 || markedLatin.test(char);
    const glyph = lacks ? font(char) : null;
    const columns = glyph?.widthDots === 12 ? 1 : bytes.length;
    const cell = { bytes, columns, isDrawn: glyph !== null, isLost: substituted.length > 0 && glyph === null };
    if (cells.size >= printableCharsMax) cells.clear();
    cells.set(char, cell);
    return cell;
  };
}

function cellsOf(charset: Charset, area: CharacterArea, font: DotFont): Cells {
  const byCharset = known.get(font) ?? new WeakMap<Charset, Map<CharacterArea, Cells>>();
  known.set(font, byCharset);
  const byArea = byCharset.get(charset) ?? new Map<CharacterArea, Cells>();
  byCharset.set(charset, byArea);
  const cells = byArea.get(area) ?? new Map<string, TicketCell>();
  byArea.set(area, cells);
  return cells;
}

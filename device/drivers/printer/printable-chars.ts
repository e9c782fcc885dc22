/**
 * The printable form of single characters, each looked up once: tickets say the same things all day, and the large
 * table is slow. It only remembers what `printable` gives for a character; forgetting it changes nothing but the time.
 */
import type { Charset } from '../../../protocol/charset.ts';
import { printableCharsMax } from './limits.ts';
import { type CharacterArea, type PrintableText, printable } from './printable-text.ts';

type Cells = Map<string, PrintableText>;

const known = new WeakMap<Charset, Map<CharacterArea, Cells>>();

/** As `printable` for one character of a printer with the given character area. */
export function printableChars(charset: Charset, area: CharacterArea): (char: string) => PrintableText {
  const cells = cellsOf(charset, area);
  return (char) => {
    const seen = cells.get(char);
    if (seen) return seen;
    const cell = printable(charset, char, area);
    if (cells.size >= printableCharsMax) cells.clear();
    cells.set(char, cell);
    return cell;
  };
}

function cellsOf(charset: Charset, area: CharacterArea): Cells {
  let areas = known.get(charset);
  if (!areas) {
    areas = new Map();
    known.set(charset, areas);
  }
  let cells = areas.get(area);
  if (!cells) {
    cells = new Map();
    areas.set(area, cells);
  }
  return cells;
}

/**
 * Decoded paper laid out in dots (8 a millimetre): a display list that a browser canvas, an SVG or a PNG writer can draw
 * without knowing ESC/POS. Lines that are too long wrap, as on a printer. Nothing is taller than `paperDotsMax`.
 */

import { paperDotsMax } from './limits.ts';
import type { PaperLine, Placed, TextRun } from './paper-line.ts';
import { qrMatrix } from './qr-raster.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export type DisplayItem =
  | ({
      readonly kind: 'text';
      readonly text: string;
      readonly widthTimes: number;
      readonly heightTimes: number;
      readonly bold: boolean;
      readonly underline: boolean;
      readonly invert: boolean;
    } & Box)
  /** Rows of modules without border, true = black; `w` = modules x `moduleDots`. */
  | ({ readonly kind: 'qr'; readonly modules: readonly (readonly boolean[])[]; readonly moduleDots: number } & Box)
  /** Row-major bits, `rowBytes` a row, most significant bit left, 1 = black; one bit is one dot. */
  | ({ readonly kind: 'bitmap'; readonly bits: Uint8Array; readonly rowBytes: number } & Box)
  /** A cut across the paper at `y`. */
  | ({ readonly kind: 'cut' } & Box);

export interface DisplayList {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly items: readonly DisplayItem[];
}

/** White space above the first and below the last line. */
const edgeDots = 24;

/** `widthDots` is 576 for 80 mm paper, 384 for 58 mm. */
export function renderPaper(lines: readonly PaperLine[], widthDots: number): DisplayList {
  const items: DisplayItem[] = [];
  let y = edgeDots;
  for (const line of lines) {
    if (y > paperDotsMax) {
      break;
    }
    switch (line.kind) {
      case 'feed':
        y += line.dots;
        break;
      case 'cut':
        items.push({ kind: 'cut', x: 0, y, w: widthDots, h: 0 });
        break;
      case 'line':
        y = placeText(items, line, y, widthDots);
        break;
      case 'raster': {
        const x = leftOf(line.widthDots, line, widthDots);
        const rowBytes = Math.ceil(line.widthDots / 8);
        const w = Math.min(line.widthDots, Math.max(0, widthDots - x));
        const h = Math.min(line.rows, paperDotsMax);
        items.push({ kind: 'bitmap', x, y, w, h, bits: line.bits, rowBytes });
        y += h;
        break;
      }
      case 'qr': {
        const modules = qrMatrix(line.data, line.level);
        if (modules !== null) {
          const side = modules.length * line.moduleDots;
          const x = leftOf(side, line, widthDots);
          items.push({ kind: 'qr', x, y, w: side, h: side, modules, moduleDots: line.moduleDots });
          y += side;
        }
        break;
      }
    }
  }
  // Everything shown ends at the limit; a cut at the very end needs no white below it.
  return { widthDots, heightDots: Math.min(y, paperDotsMax) + edgeDots, items };
}

function leftOf(width: number, place: Placed, widthDots: number): number {
  const area = areaOf(place, widthDots);
  const free = Math.max(0, area - width);
  return place.marginDots + (place.align === 'centre' ? Math.floor(free / 2) : place.align === 'right' ? free : 0);
}

function areaOf(place: Placed, widthDots: number): number {
  return Math.max(1, Math.min(place.areaDots ?? widthDots, widthDots - place.marginDots));
}

/** One decoded line, which may be several on paper. Returns the y below it. */
function placeText(items: DisplayItem[], line: PaperLine & { kind: 'line' }, top: number, widthDots: number): number {
  let y = top;
  for (const row of rowsOf(line.runs, areaOf(line, widthDots))) {
    const tallest = Math.max(0, ...row.map((piece) => piece.h));
    const width = Math.max(0, ...row.map((piece) => piece.x + piece.w));
    const left = leftOf(width, line, widthDots);
    for (const { x, w, h, run, text } of row) {
      const { widthTimes, heightTimes, bold, underline, invert } = run;
      const box = { x: left + x, y: y + tallest - h, w, h };
      items.push({ kind: 'text', text, widthTimes, heightTimes, bold, underline, invert, ...box });
    }
    y += Math.max(line.lineDots, tallest);
  }
  return y;
}

interface Piece {
  x: number;
  w: number;
  readonly h: number;
  readonly run: TextRun;
  text: string;
}

/** Breaks runs where the print area ends. */
function rowsOf(runs: readonly TextRun[], area: number): Piece[][] {
  const rows: Piece[][] = [[]];
  let x = 0;
  for (const run of runs) {
    const columnDots = (run.font === 'B' ? 9 : 12) * run.widthTimes;
    const h = (run.font === 'B' ? 17 : 24) * run.heightTimes;
    const chars = [...run.text];
    const allNarrow = chars.length === run.columns;
    x = run.xDots ?? x;
    let piece: Piece | null = null;
    for (const char of chars) {
      const w = (allNarrow || (char.codePointAt(0) ?? 0) < 0x80 ? 1 : 2) * columnDots;
      if (x + w > area && x > 0) {
        rows.push([]);
        x = 0;
        piece = null;
      }
      if (piece === null) {
        piece = { x, w: 0, h, run, text: '' };
        rows.at(-1)?.push(piece);
      }
      piece.text += char;
      piece.w += w;
      x += w;
    }
  }
  return rows;
}

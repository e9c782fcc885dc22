/** One line of text as dots, as the printer itself would set it: cells of 12 or 24 dots, made wider and taller by whole times. */
import { createDotCanvas } from './dot-canvas.ts';
import { type DotGlyph, glyphRows } from './dot-glyph.ts';

export interface LineCell {
  /** Null draws nothing. */
  readonly glyph: DotGlyph | null;
  /** 1 or 2 columns of 12 dots. */
  readonly columns: number;
}

const columnDots = 12;

/** Only as wide as its text, so that it can be centred and costs few bytes. */
export function rasterLine(
  cells: readonly LineCell[],
  style: { readonly width: number; readonly height: number; readonly bold: boolean; readonly columnsMax: number },
): { readonly bits: Uint8Array; readonly rowBytes: number } {
  const across = style.width;
  const columns = cells.reduce((sum, cell) => sum + cell.columns, 0) * across;
  const canvas = createDotCanvas(Math.min(columns, style.columnsMax) * columnDots, glyphRows * style.height);
  let x = 0;
  for (const { glyph, columns: wide } of cells) {
    const cellDots = wide * columnDots;
    // A half-width glyph in a full cell stands in its middle, as in the printer's own font.
    const inset = glyph ? Math.max(0, (cellDots - glyph.widthDots) >> 1) : 0;
    if (glyph) canvas.glyph(glyph, x + inset * across, 0, { across, down: style.height, bold: style.bold });
    x += cellDots * across;
  }
  return canvas;
}

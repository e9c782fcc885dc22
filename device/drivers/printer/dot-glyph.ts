/** One character as dots, 24 high: what the program can draw where a printer's own font has nothing. */

export const glyphRows = 24;

export interface DotGlyph {
  /** 12 at half width, 24 at full width. */
  readonly widthDots: 12 | 24;
  /** 24 rows of three bytes (24 bits), most significant bit left, 1 = black; half-width glyphs use the left 12. */
  readonly rows: Uint8Array;
}

/** The glyph of one character, or null when the font lacks it. Synchronous; the same character always gives the same dots. */
export type DotFont = (char: string) => DotGlyph | null;

/** A hall without the font file: every character is missing. */
export const emptyDotFont: DotFont = () => null;

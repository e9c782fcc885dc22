/**
 * What stands on a piece of paper, line by line, in the printer's own terms: text runs with their style, codes, pictures,
 * feeds and cuts. Made by the decoder, laid out by the renderer.
 */
import type { Align, QrLevel } from './escpos-bytes.ts';

export interface TextStyle {
  readonly widthTimes: number;
  readonly heightTimes: number;
  readonly bold: boolean;
  readonly underline: boolean;
  /** White on black. */
  readonly invert: boolean;
  /** B is the small font of Latin letters, 9 x 17 dots. */
  readonly font: 'A' | 'B';
}

export interface TextRun extends TextStyle {
  readonly text: string;
  /** Half-width columns at normal size: one for each byte. */
  readonly columns: number;
  /** Where the run begins, from the left edge of the print area; null: behind the one before. */
  readonly xDots: number | null;
}

export interface Placed {
  readonly align: Align;
  readonly marginDots: number;
  /** Width of the print area; null: the rest of the paper. */
  readonly areaDots: number | null;
}

export type PaperLine =
  | ({ readonly kind: 'line'; readonly lineDots: number; readonly runs: readonly TextRun[] } & Placed)
  | { readonly kind: 'feed'; readonly dots: number }
  /** `data` has one character for each byte. */
  | ({ readonly kind: 'qr'; readonly data: string; readonly moduleDots: number; readonly level: QrLevel } & Placed)
  /** Row-major, `ceil(widthDots / 8)` bytes a row, most significant bit left, 1 = black. */
  | ({ readonly kind: 'raster'; readonly widthDots: number; readonly rows: number; readonly bits: Uint8Array } & Placed)
  | { readonly kind: 'cut' };

/**
 * A black and white surface of dots, 1 = black: where text of the dot font, codes and pictures are drawn, for raster
 * lines and for pictures of whole papers. Nothing is drawn outside; row-major, most significant bit left.
 */
import { type DotGlyph, glyphRows } from './dot-glyph.ts';

export interface DotCanvas {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly rowBytes: number;
  readonly bits: Uint8Array;
  /** A filled box, or a cleared one. */
  box(x: number, y: number, w: number, h: number, black?: boolean): void;
  /** A glyph of normal size, each dot made `across` x `down`; bold thickens every stroke to the right by one dot. */
  glyph(glyph: DotGlyph, x: number, y: number, style: GlyphStyle): void;
  isBlack(x: number, y: number): boolean;
}

export interface GlyphStyle {
  readonly across: number;
  readonly down: number;
  readonly bold: boolean;
  /** White on what is there. */
  readonly invert?: boolean;
}

export function createDotCanvas(widthDots: number, heightDots: number): DotCanvas {
  const rowBytes = Math.ceil(widthDots / 8);
  const bits = new Uint8Array(rowBytes * heightDots);

  function box(x: number, y: number, w: number, h: number, black = true): void {
    const right = Math.min(widthDots, x + w);
    const bottom = Math.min(heightDots, y + h);
    for (let row = Math.max(0, y); row < bottom; row++) {
      for (let column = Math.max(0, x); column < right; column++) {
        const at = row * rowBytes + (column >> 3);
        const mask = 0x80 >> (column & 7);
        bits[at] = black ? (bits[at] ?? 0) | mask : (bits[at] ?? 0) & ~mask;
      }
    }
  }

  return {
    widthDots,
    heightDots,
    rowBytes,
    bits,
    box,
    glyph({ widthDots: width, rows }, x, y, { across, down, bold, invert = false }) {
      for (let row = 0; row < glyphRows; row++) {
        for (let column = 0; column < width; column++) {
          if (((rows[row * 3 + (column >> 3)] ?? 0) & (0x80 >> (column & 7))) === 0) continue;
          box(x + column * across, y + row * down, across + (bold ? 1 : 0), down, !invert);
        }
      }
    },
    isBlack: (x, y) =>
      x >= 0 &&
      x < widthDots &&
      y >= 0 &&
      y < heightDots &&
      ((bits[y * rowBytes + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0,
  };
}

/** Printer bytes as a picture of the paper, the way they went: decoded, laid out, drawn dot by dot, packed as PNG. */
import type { Charset } from '../../protocol/charset.ts';
import type { DotFont } from '../drivers/printer/dot-glyph.ts';
import { decodePaper } from '../drivers/printer/escpos-decoder.ts';
import { paperDots } from '../drivers/printer/paper-dots.ts';
import { renderPaper } from '../drivers/printer/paper-renderer.ts';
import { pngOfDots } from './png-of-dots.ts';

export interface PaperPicture {
  readonly png: Uint8Array;
  readonly widthDots: number;
  readonly heightDots: number;
  /** What can be read on it as text, line by line; lines drawn as dots are not among them. */
  readonly lines: readonly string[];
  /** Commands that could not be drawn; 0 for our own papers. */
  readonly unknownCommands: number;
}

export function pictureOfPaper(
  bytes: Uint8Array,
  dotsPerLine: number,
  { charset, font }: { readonly charset: Charset; readonly font: DotFont },
): PaperPicture {
  const { lines, unknownCommands } = decodePaper(bytes, charset);
  const { widthDots, heightDots, ...dots } = paperDots(renderPaper(lines, dotsPerLine), font);
  return {
    png: pngOfDots({ widthDots, heightDots, ...dots }),
    widthDots,
    heightDots,
    lines: lines.flatMap((line) =>
      line.kind === 'line' ? [line.runs.map(({ text }) => text).join('')] : line.kind === 'qr' ? [line.data] : [],
    ),
    unknownCommands,
  };
}

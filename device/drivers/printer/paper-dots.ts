/**
 * A whole paper as dots, one for each of the print head: the display list drawn with the program's own font. What the
 * printer's ROM would draw a little differently is where it would be; codes and pictures are dot for dot what was sent.
 */
import { createDotCanvas, type DotCanvas } from './dot-canvas.ts';
import type { DotFont } from './dot-glyph.ts';
import { glyphRows } from './dot-glyph.ts';
import type { DisplayItem, DisplayList } from './paper-renderer.ts';

/** White beside the printable area: a roll is wider than its dots. */
const marginDots = 32;
const columnDots = 12;
const underlineDots = 2;

export function paperDots(list: DisplayList, font: DotFont): DotCanvas {
  const canvas = createDotCanvas(list.widthDots + 2 * marginDots, list.heightDots);
  for (const item of list.items) draw(canvas, item, font);
  return canvas;
}

function draw(canvas: DotCanvas, item: DisplayItem, font: DotFont): void {
  const x = item.x + marginDots;
  switch (item.kind) {
    case 'text':
      drawText(canvas, item, x, font);
      break;
    case 'cut':
      for (let dot = 0; dot < canvas.widthDots; dot += 16) canvas.box(dot, item.y, 8, 1);
      break;
    case 'qr':
      for (const [row, modules] of item.modules.entries())
        for (const [column, isBlack] of modules.entries())
          if (isBlack) {
            const side = item.moduleDots;
            canvas.box(x + column * side, item.y + row * side, side, side);
          }
      break;
    case 'bitmap':
      for (let row = 0; row < item.h; row++)
        for (let column = 0; column < item.w; column++)
          if (((item.bits[row * item.rowBytes + (column >> 3)] ?? 0) & (0x80 >> (column & 7))) !== 0)
            canvas.box(x + column, item.y + row, 1, 1);
      break;
  }
}

function drawText(canvas: DotCanvas, item: DisplayItem & { kind: 'text' }, left: number, font: DotFont): void {
  const { text, widthTimes, heightTimes, bold, invert, underline } = item;
  if (invert) canvas.box(left, item.y, item.w, item.h);
  const chars = [...text];
  const narrow = widthTimes * columnDots;
  const isAllNarrow = chars.length * narrow >= item.w;
  let x = left;
  for (const char of chars) {
    const cell = isAllNarrow || (char.codePointAt(0) ?? 0) < 0x80 ? narrow : 2 * narrow;
    const glyph = char === ' ' ? null : font(char);
    if (glyph) {
      const inset = Math.max(0, (cell - glyph.widthDots * widthTimes) >> 1);
      // The small Latin font has no glyphs of its own here: it is drawn at normal height where it stands.
      const down = Math.max(1, Math.floor(item.h / glyphRows) || heightTimes);
      canvas.glyph(glyph, x + inset, item.y, { across: widthTimes, down, bold, invert });
    }
    x += cell;
  }
  if (underline) canvas.box(left, item.y + item.h - underlineDots, item.w, underlineDots, !invert);
}

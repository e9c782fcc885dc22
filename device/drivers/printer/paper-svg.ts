/**
 * A display list as one self-contained SVG: for the lab page, documents and previews. Pure text in, text out; whatever
 * stands on the paper is escaped. Text is stretched to exactly the width the printer would give it, so that columns stay
 * columns in any font.
 */
import type { DisplayItem, DisplayList } from './paper-renderer.ts';

const fontFamily = "'Noto Sans Mono CJK SC','Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei',monospace";
const ink = '#0B1F33';
const glyphDots = 24;
/** Baseline from the top of a 24-dot character. */
const baselineDots = 20;

/** A roll is wider than its printable area: 80 mm of paper for 72 mm of dots. */
const marginDots = 32;

/** Size of the picture that `paperToSvg` makes, dots. */
export function paperPictureSize(list: DisplayList): { readonly widthDots: number; readonly heightDots: number } {
  return { widthDots: list.widthDots + 2 * marginDots, heightDots: list.heightDots };
}

export function paperToSvg(list: DisplayList): string {
  const { widthDots: w, heightDots: h } = paperPictureSize(list);
  const body = list.items.map(drawItem).join('\n');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-marginDots} 0 ${w} ${h}" width="${w}" height="${h}" role="img">`,
    `<rect x="${-marginDots}" width="${w}" height="${h}" fill="#FFFFFF"/>`,
    `<g fill="${ink}" font-family="${fontFamily}" font-size="${glyphDots}" xml:space="preserve">`,
    body,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function drawItem(item: DisplayItem): string {
  switch (item.kind) {
    case 'text':
      return drawText(item);
    case 'cut':
      return `<path d="M${-marginDots} ${item.y}H${item.w + marginDots}" stroke="${ink}" stroke-dasharray="8 8" fill="none"/>`;
    case 'qr':
      return drawDots(item.x, item.y, item.moduleDots, item.modules.length, (row) => item.modules[row] ?? []);
    case 'bitmap':
      return drawDots(item.x, item.y, 1, item.h, (row) => rowOfBits(item.bits, row, item.rowBytes, item.w));
  }
}

function drawText(item: DisplayItem & { kind: 'text' }): string {
  if (item.text.trim() === '' && !item.underline && !item.invert) {
    return '';
  }
  // Scale whole glyphs from their normal size: width and height grow apart, as on the printer.
  const scaleX = item.widthTimes;
  const scaleY = item.h / glyphDots;
  const marks = `${item.bold ? ' font-weight="700"' : ''}${item.invert ? ' fill="#FFFFFF"' : ''}`;
  const ground = item.invert ? `<rect x="${item.x}" y="${item.y}" width="${item.w}" height="${item.h}"/>` : '';
  const rule = item.underline ? `<rect x="${item.x}" y="${item.y + item.h - 2}" width="${item.w}" height="2"/>` : '';
  const length = item.w / scaleX;
  return `${ground}<text transform="translate(${item.x} ${item.y}) scale(${scaleX} ${scaleY})" y="${baselineDots}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${marks}>${escapeXml(item.text)}</text>${rule}`;
}

/** Black dots as one path of horizontal bars. */
function drawDots(
  x: number,
  y: number,
  size: number,
  rows: number,
  rowAt: (row: number) => readonly boolean[],
): string {
  let path = '';
  for (let row = 0; row < rows; row++) {
    const dots = rowAt(row);
    for (let from = 0; from < dots.length; from++) {
      if (dots[from] !== true) {
        continue;
      }
      let to = from;
      while (dots[to] === true) {
        to++;
      }
      path += `M${x + from * size} ${y + row * size}h${(to - from) * size}v${size}h${(from - to) * size}z`;
      from = to;
    }
  }
  return `<path shape-rendering="crispEdges" d="${path}"/>`;
}

function rowOfBits(bits: Uint8Array, row: number, rowBytes: number, width: number): boolean[] {
  return Array.from({ length: width }, (_, x) => ((bits[row * rowBytes + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0);
}

/** XML 1.0 text: markup escaped, characters that XML forbids replaced. */
function escapeXml(text: string): string {
  return [...text]
    .map((char) => {
      const code = char.codePointAt(0) ?? 0;
      const forbidden = code < 0x20 || code === 0xfffe || code === 0xffff || (code >= 0xd800 && code <= 0xdfff);
      return forbidden ? '\ufffd' : char;
    })
    .join('')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

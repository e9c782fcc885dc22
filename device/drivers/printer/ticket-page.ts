/**
 * Collects the lines of one ticket as printer bytes. A line whose every character the printer has is text; a line with a
 * character that it lacks is drawn as a whole, 24 dots high, with the program's own font. So is a line with a Latin letter
 * that bears a mark: printers have some, each as wide as a Chinese character.
 *
 *   text ─ wrap ─▶ line ─┬─ all native ──▶ modes, bytes, LF
 *                        └─ one is not ──▶ dots ──▶ 1D 76 30 band ──▶ what is left of the line's height
 *
 * Invariants: no line is wider than the paper; each mode is said only when it changes (at 9600 baud every byte is a
 * millisecond of waiting); nothing in a picture can be taken for a real-time command.
 */
import type { Charset } from '../../../protocol/charset.ts';
import type { DotFont } from './dot-glyph.ts';
import {
  type Align,
  align,
  asciiBytes,
  bold,
  characterSize,
  concatBytes,
  feedDots,
  lineFeed,
  lineHeight,
  nativeQr,
  normalLineHeight,
  type QrLevel,
} from './escpos-bytes.ts';
import { ticketFieldCharsMax } from './limits.ts';
import { qrModulesOf } from './paper-motion.ts';
import { plainText } from './plain-text.ts';
import { printableChars } from './printable-chars.ts';
import type { PrintableText } from './printable-text.ts';
import type { PrinterProfile } from './printer-profile.ts';
import { rasterQr } from './qr-raster.ts';
import { rasterBands, realTimePairs } from './raster-bands.ts';
import { type LineCell, rasterLine } from './raster-line.ts';
import type { RasterPicture } from './raster-picture.ts';
import { wrapText } from './text-wrap.ts';

export interface LineStyle {
  readonly where: Align;
  readonly width: number;
  readonly height: number;
  readonly bold: boolean;
}

export interface PageOptions {
  readonly charset: Charset;
  readonly profile: PrinterProfile;
  readonly font: DotFont;
  /** Dots from one line to the next where the characters are not taller. */
  readonly lineDots: number;
}

export interface TicketLayout {
  readonly body: Uint8Array;
  /** Characters that neither the printer nor the program's font has; they are 〓 on the paper. */
  readonly substituted: readonly string[];
}

export interface TicketPage {
  /** Both languages on one line when they fit, else one below the other. True: on one line. */
  pair(first: string, second: string, style: LineStyle, between?: string): boolean;
  fits(text: string, style: LineStyle): boolean;
  text(text: string, style: LineStyle): void;
  /** Bold and centred, between two sizes, as large as one line allows. */
  largest(text: string, least: number, most: number, where: Align, bold: boolean): LineStyle;
  gap(dots: number): void;
  /** A line across the paper. */
  rule(): void;
  qr(url: string, wish: number): void;
  picture(picture: RasterPicture, where: Align): void;
  finish(): TicketLayout;
}

const qrLevel: QrLevel = 'M';
/** Between two languages on one line. */
const pairMark = ' · ';
const dotsPerColumn = 12;
const glyphDots = 24;
export const normalLineDots = 30;
/** Below a code that is sent as dots. */
const rasterQrGapDots = 8;
const markedLatin = /^[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]$/;
const plain: LineStyle = { where: 'left', width: 1, height: 1, bold: false };

export function createTicketPage({ charset, profile, font, lineDots }: PageOptions): TicketPage {
  const parts: Uint8Array[] = lineDots === normalLineDots ? [] : [lineHeight(lineDots)];
  const substituted = new Set<string>();
  const columns = profile.dotsPerLine / dotsPerColumn;
  let now = plain;

  const use = (style: LineStyle): void => {
    if (style.where !== now.where) parts.push(align(style.where));
    if (style.width !== now.width || style.height !== now.height) parts.push(characterSize(style.width, style.height));
    if (style.bold !== now.bold) parts.push(bold(style.bold));
    now = style;
  };
  const nativeOf: (char: string) => PrintableText = printableChars(charset, profile.charset);
  const lacks = (char: string): boolean => nativeOf(char).substituted.length > 0 || markedLatin.test(char);
  /** Columns of a character: its bytes where it is native, else the width of its glyph. */
  const widthOf = (char: string): number => {
    return lacks(char) && font(char)?.widthDots === 12 ? 1 : nativeOf(char).bytes.length;
  };
  const widthOfAll = (text: string): number => [...text].reduce((sum, char) => sum + widthOf(char), 0);

  function nativeLine(line: string, style: LineStyle): void {
    use(style);
    for (const char of line) {
      const { bytes, substituted: lost } = nativeOf(char);
      for (const missing of lost) substituted.add(missing);
      parts.push(bytes);
    }
    parts.push(lineFeed);
  }

  function drawnLine(line: string, style: LineStyle): void {
    const cells: LineCell[] = [...line].map((char) => {
      const glyph = font(char);
      if (!glyph && char !== ' ') substituted.add(char);
      return { glyph: glyph ?? font('〓'), columns: widthOf(char) };
    });
    const { bits, rowBytes } = rasterLine(cells, { ...style, columnsMax: columns });
    use({ ...style, width: now.width, height: now.height, bold: now.bold });
    parts.push(rasterBands(bits, rowBytes));
    const left = lineDots - glyphDots * style.height;
    if (left > 0) parts.push(feedDots(left));
  }

  const page: TicketPage = {
    pair(first, second, style, between = pairMark) {
      const joined = first === '' || second === '' ? `${first}${second}` : `${first}${between}${second}`;
      const fits = page.fits(joined, style);
      for (const text of fits ? [joined] : [first, second]) page.text(text, style);
      return fits;
    },
    fits: (text, style) => widthOfAll(plainText(text)) * style.width <= columns,
    text(text, style) {
      const short = [...plainText(text)].slice(0, ticketFieldCharsMax).join('');
      for (const line of wrapText(short, Math.floor(columns / style.width), widthOf)) {
        if ([...line].some((char) => lacks(char) && font(char) !== null)) drawnLine(line, style);
        else nativeLine(line, style);
      }
    },
    largest(text, least, most, where, isBold) {
      const width = widthOfAll(plainText(text));
      const fits = Math.max(least, Math.min(most, Math.floor(columns / Math.max(1, width))));
      return { where, width: fits, height: fits, bold: isBold };
    },
    gap(dots) {
      parts.push(feedDots(dots));
    },
    rule() {
      page.text('─'.repeat(columns / 2), plain);
    },
    qr(url, wish) {
      const moduleDots = Math.max(1, Math.min(wish, Math.floor(profile.dotsPerLine / (qrModulesOf(url.length) + 4))));
      use({ ...plain, where: 'centre' });
      const native = nativeQr(asciiBytes(url), { moduleDots, level: qrLevel });
      // A length of 1040 bytes, say, would stand in the header as a real-time command.
      const isSafe = profile.qr === 'native' && realTimePairs(native).length === 0;
      if (isSafe) parts.push(native, lineFeed);
      // White modules stand below it already.
      else parts.push(rasterQr(url, { moduleDots, level: qrLevel }), feedDots(rasterQrGapDots));
    },
    picture({ bits, widthDots }, where) {
      use({ ...now, where });
      parts.push(rasterBands(bits, Math.ceil(widthDots / 8)));
    },
    finish() {
      use(plain);
      if (lineDots !== normalLineDots) parts.push(normalLineHeight);
      return { body: concatBytes(parts), substituted: [...substituted] };
    },
  };
  return page;
}

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
  feedDots,
  lineFeed,
  lineHeight,
  nativeQr,
  normalLineHeight,
  type QrLevel,
} from './escpos-bytes.ts';
import { jobBytesMax, ticketFieldCharsMax } from './limits.ts';
import { qrModulesOf } from './paper-motion.ts';
import { plainText } from './plain-text.ts';
import type { PrinterProfile } from './printer-profile.ts';
import { rasterQr } from './qr-raster.ts';
import { rasterBands, realTimePairs } from './raster-bands.ts';
import { rasterLine } from './raster-line.ts';
import type { RasterPicture } from './raster-picture.ts';
import { wrapText } from './text-wrap.ts';
import { type TicketCell, ticketCells } from './ticket-cells.ts';

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
/** Room for the modes that go back to plain at the end. */
const closingBytes = 64;
/** A usual ticket; a larger one grows. */
const firstBytes = 640;
const plain: LineStyle = { where: 'left', width: 1, height: 1, bold: false };

export function createTicketPage({ charset, profile, font, lineDots }: PageOptions): TicketPage {
  let bytes = new Uint8Array(firstBytes);
  let length = 0;
  let bound = jobBytesMax - closingBytes;
  let isFull = false;
  const substituted = new Set<string>();
  const columns = profile.dotsPerLine / dotsPerColumn;
  let now = plain;

  const push = (more: Uint8Array): void => {
    // What no longer fits into a job is left out whole: half a picture would swallow the cut behind it.
    isFull ||= length + more.length > bound;
    if (isFull) return;
    if (length + more.length > bytes.length) {
      const grown = new Uint8Array(2 * (length + more.length));
      grown.set(bytes.subarray(0, length));
      bytes = grown;
    }
    // Most pieces are one character: two bytes are put faster than copied.
    if (more.length > 8) bytes.set(more, length);
    else for (let at = 0; at < more.length; at++) bytes[length + at] = more[at] ?? 0;
    length += more.length;
  };
  const use = (style: LineStyle): void => {
    if (style.where !== now.where) push(align(style.where));
    if (style.width !== now.width || style.height !== now.height) push(characterSize(style.width, style.height));
    if (style.bold !== now.bold) push(bold(style.bold));
    now = style;
  };
  const cellOf: (char: string) => TicketCell = ticketCells(charset, profile.charset, font);
  const widthOf = (char: string): number => cellOf(char).columns;
  const widthOfAll = (text: string): number => {
    let sum = 0;
    for (const char of text) sum += widthOf(char);
    return sum;
  };
  if (lineDots !== normalLineDots) push(lineHeight(lineDots));

  function printLine(line: string, style: LineStyle): void {
    let isDrawn = false;
    for (const char of line) {
      const cell = cellOf(char);
      if (cell.isDrawn) isDrawn = true;
      if (cell.isLost) substituted.add(char);
    }
    if (isDrawn) drawLine(line, style);
    else {
      use(style);
      for (const char of line) push(cellOf(char).bytes);
      push(lineFeed);
    }
  }

  function drawLine(line: string, style: LineStyle): void {
    const cells = [...line].map((char) => ({ glyph: font(char) ?? font('〓'), columns: widthOf(char) }));
    const { bits, rowBytes } = rasterLine(cells, { ...style, columnsMax: columns });
    use({ ...style, width: now.width, height: now.height, bold: now.bold });
    push(rasterBands(bits, rowBytes));
    const left = lineDots - glyphDots * style.height;
    if (left > 0) push(feedDots(left));
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
      const tidy = plainText(text);
      const short = tidy.length <= ticketFieldCharsMax ? tidy : [...tidy].slice(0, ticketFieldCharsMax).join('');
      const room = Math.floor(columns / style.width);
      const whole = short.trim();
      if (widthOfAll(whole) > room) for (const line of wrapText(short, room, widthOf)) printLine(line, style);
      else if (whole !== '') printLine(whole, style);
    },
    largest(text, least, most, where, isBold) {
      const width = widthOfAll(plainText(text));
      const fits = Math.max(least, Math.min(most, Math.floor(columns / Math.max(1, width))));
      return { where, width: fits, height: fits, bold: isBold };
    },
    gap(dots) {
      push(feedDots(dots));
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
      push(isSafe ? native : rasterQr(url, { moduleDots, level: qrLevel }));
      // White modules stand below a code of dots already.
      push(isSafe ? lineFeed : feedDots(rasterQrGapDots));
    },
    picture({ bits, widthDots }, where) {
      use({ ...now, where });
      push(rasterBands(bits, Math.ceil(widthDots / 8)));
    },
    finish() {
      bound = jobBytesMax;
      if (isFull) {
        // What was left out may have changed modes: all of them go back to plain.
        isFull = false;
        for (const mode of [align('left'), characterSize(1, 1), bold(false)]) push(mode);
      } else use(plain);
      if (lineDots !== normalLineDots) push(normalLineHeight);
      return { body: bytes.slice(0, length), substituted: [...substituted] };
    },
  };
  return page;
}

/**
 * A ticket as ESC/POS bytes: what a person needs to know, in the order in which it is looked for, in two languages.
 * Only the body; the job around it (initialise, cut, completion) is the driver's.
 *
 *            市民办事大厅
 *               A023             three times normal size
 *         缴费  /  Pay a bill
 *       然后 Then: 证卡办理 …          further services of the same visit
 *   预约时间 Appointment: 10:30
 *   前面 12 人 · 12 ahead
 *   ...time, QR code, what to bring, thanks: each only when there is something to say
 *
 * Invariant: no line is wider than the paper, at any length of any field.
 */
import type { Charset } from '../../../protocol/charset.ts';
import {
  type Align,
  align,
  asciiBytes,
  bold,
  characterSize,
  concatBytes,
  feedDots,
  lineFeed,
  nativeQr,
  type QrLevel,
} from './escpos-bytes.ts';
import { qrBytesMax, ticketFieldCharsMax, ticketListMax } from './limits.ts';
import { qrModulesOf } from './paper-motion.ts';
import { printableChars } from './printable-chars.ts';
import type { PrintableText } from './printable-text.ts';
import type { PrinterProfile } from './printer-profile.ts';
import { rasterQr } from './qr-raster.ts';
import { wrapText } from './text-wrap.ts';

export interface TicketPaper {
  readonly hallName: string;
  readonly ticketNo: string;
  readonly serviceName: string;
  readonly serviceNameEn: string;
  /** Services of the same visit that come after the first, in order. */
  readonly rest: readonly string[];
  /** Time of the appointment as words; null for a walk-in. */
  readonly appointmentText: string | null;
  /** People in front; null when a place in the line would not be true. */
  readonly ahead: number | null;
  /** Waiting range as words, e.g. `约 10-20 分钟`; null when it is not known. */
  readonly waitText: string | null;
  /** Time of issue as words; null while the clock is not trusted. */
  readonly timeText: string | null;
  /** ASCII (percent-encoded) address of the ticket's page; null for none. */
  readonly qrUrl: string | null;
  readonly bring: readonly string[];
  /** 2 or more prints the mark 补打 with the count. */
  readonly copies: number;
  /** Closing lines of the phrase pack. */
  readonly phrases: readonly string[];
  /** Large print for people who see badly. */
  readonly large?: boolean;
}

export interface TicketLayoutOptions {
  readonly charset: Charset;
  readonly profile: PrinterProfile;
}

export interface TicketLayout {
  readonly body: Uint8Array;
  /** Characters this printer does not have; they are 〓 on the paper. */
  readonly substituted: readonly string[];
}

interface LineStyle {
  readonly where: Align;
  readonly width: number;
  readonly height: number;
  readonly bold: boolean;
}

const qrLevel: QrLevel = 'M';
const dotsPerColumn = 12;

export function layoutTicket(ticket: TicketPaper, options: TicketLayoutOptions): Uint8Array {
  return layoutTicketWithReport(ticket, options).body;
}

/** As `layoutTicket`, with what could not be printed. */
export function layoutTicketWithReport(ticket: TicketPaper, options: TicketLayoutOptions): TicketLayout {
  const page = createPage(options);
  const times = ticket.large === true ? 2 : 1;
  const centre = { where: 'centre', width: times, height: times, bold: false } as const;
  const left = { ...centre, where: 'left' } as const;

  page.text(ticket.hallName, centre);
  page.text(ticket.ticketNo, page.largestStyle(ticket.ticketNo, 1, times + 2));
  if (ticket.copies >= 2) {
    page.pair(`补打 第 ${ticket.copies} 份`, `Reprint, copy ${ticket.copies}`, { ...centre, bold: true });
  }
  page.text(ticket.serviceName, page.largestStyle(ticket.serviceName, times, 2));
  page.text(ticket.serviceNameEn, centre);
  for (const service of ticket.rest.slice(0, ticketListMax)) {
    page.text(`然后 Then: ${service}`, centre);
  }
  page.gap(12);
  page.text(ticket.appointmentText === null ? '' : `预约时间 Appointment: ${ticket.appointmentText}`, left);
  if (ticket.ahead !== null) {
    page.pair(...aheadTexts(ticket.ahead), left);
  }
  page.text(ticket.waitText === null ? '' : `预计等候 Wait: ${ticket.waitText}`, left);
  page.text(ticket.timeText === null ? '' : `取号时间 Time: ${ticket.timeText}`, left);
  if (ticket.bring.length > 0) {
    page.text('请带 Please bring:', left);
    for (const item of ticket.bring.slice(0, ticketListMax)) {
      page.text(`- ${item}`, left);
    }
  }
  if (ticket.qrUrl !== null && ticket.qrUrl.length <= qrBytesMax) {
    page.gap(16);
    page.qr(ticket.qrUrl);
    page.text('扫码看排队 Scan to follow', { ...centre, width: 1, height: 1 });
  }
  for (const phrase of ticket.phrases.slice(0, ticketListMax)) {
    page.text(phrase, centre);
  }
  return page.finish();
}

function aheadTexts(ahead: number): [string, string] {
  return ahead <= 0 ? ['前面无人等候', 'You are next'] : [`前面 ${ahead} 人等候`, `${ahead} ahead of you`];
}

/** Collects lines and says each mode only when it changes: at 9600 baud every byte is a millisecond of waiting. */
function createPage({ charset, profile }: TicketLayoutOptions) {
  const parts: Uint8Array[] = [];
  const substituted = new Set<string>();
  const columns = profile.dotsPerLine / dotsPerColumn;
  let now: LineStyle = { where: 'left', width: 1, height: 1, bold: false };

  const use = (style: LineStyle): void => {
    if (style.where !== now.where) {
      parts.push(align(style.where));
    }
    if (style.width !== now.width || style.height !== now.height) {
      parts.push(characterSize(style.width, style.height));
    }
    if (style.bold !== now.bold) {
      parts.push(bold(style.bold));
    }
    now = style;
  };
  const cellOf: (char: string) => PrintableText = printableChars(charset, profile.charset);
  const widthOf = (char: string): number => cellOf(char).bytes.length;

  return {
    /** Both languages on one line when they fit, else one below the other. */
    pair(chinese: string, english: string, style: LineStyle): void {
      const joined = `${chinese} · ${english}`;
      const width = [...joined].reduce((sum, char) => sum + widthOf(char), 0) * style.width;
      for (const text of width <= columns ? [joined] : [chinese, english]) {
        this.text(text, style);
      }
    },
    text(text: string, style: LineStyle): void {
      const short = [...text].slice(0, ticketFieldCharsMax).join('');
      for (const line of wrapText(short, Math.floor(columns / style.width), widthOf)) {
        use(style);
        for (const char of line) {
          const cell = cellOf(char);
          for (const missing of cell.substituted) {
            substituted.add(missing);
          }
          parts.push(cell.bytes);
        }
        parts.push(lineFeed);
      }
    },
    /** Bold and centred, between two sizes, as large as one line allows. */
    largestStyle(text: string, least: number, most: number): LineStyle {
      const width = [...text].reduce((sum, char) => sum + widthOf(char), 0);
      const fits = Math.max(least, Math.min(most, Math.floor(columns / Math.max(1, width))));
      return { where: 'centre', width: fits, height: fits, bold: true };
    },
    gap(dots: number): void {
      parts.push(feedDots(dots));
    },
    qr(url: string): void {
      const wish = profile.dotsPerLine === 576 ? 6 : 5;
      const moduleDots = Math.max(1, Math.min(wish, Math.floor(profile.dotsPerLine / (qrModulesOf(url.length) + 4))));
      use({ where: 'centre', width: 1, height: 1, bold: false });
      parts.push(
        profile.qr === 'native'
          ? nativeQr(asciiBytes(url), { moduleDots, level: qrLevel })
          : rasterQr(url, { moduleDots, level: qrLevel }),
        lineFeed,
      );
    },
    finish(): TicketLayout {
      use({ where: 'left', width: 1, height: 1, bold: false });
      return { body: concatBytes(parts), substituted: [...substituted] };
    },
  };
}

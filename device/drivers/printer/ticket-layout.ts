/**
 * A ticket as ESC/POS bytes: the blocks of its template from top to bottom, each only when there is something to say.
 * Only the body; the job around it (initialise, cut, completion) is the driver's.
 *
 * Whatever the template says, a reprint is marked with its count, and a paper that tries the printer says that it is no ticket.
 */
import type { Charset } from '../../../protocol/charset.ts';
import type { Bilingual } from '../../../protocol/texts-types.ts';
import {
  standardTemplate,
  type TicketBlock,
  type TicketLanguages,
  type TicketTemplate,
} from '../../../protocol/ticket-template.ts';
import {
  paperAheadText,
  paperClassText,
  paperCopyText,
  paperLabels,
  paperScan,
  paperTest,
} from '../../../protocol/ticket-texts.ts';
import { type DotFont, emptyDotFont } from './dot-glyph.ts';
import { qrBytesMax, templateBlocksMax, ticketListMax } from './limits.ts';
import type { PrinterProfile } from './printer-profile.ts';
import type { RasterPicture } from './raster-picture.ts';
import { createTicketPage, type LineStyle, normalLineDots, type TicketLayout, type TicketPage } from './ticket-page.ts';
import type { TicketPaper } from './ticket-paper.ts';

/** A logo as dots, at most so wide; null when the file gives none. */
export type LogoSource = (file: string, widthDots: number) => RasterPicture | null;

export interface TicketLayoutOptions {
  readonly charset: Charset;
  readonly profile: PrinterProfile;
  /** The built-in one when left out. */
  readonly template?: TicketTemplate;
  /** What the printer lacks is drawn with it; without it such a character is 〓. */
  readonly font?: DotFont | undefined;
  readonly logo?: LogoSource | undefined;
}

const dotsPerMm = 8;
const logoMm = 40;
/** White below a logo. */
const logoGapDots = 8;
const gapDots = 12;
/** Lines of double height touch each other at their own height. */
const largeLineDots = 60;
const numberTimes = 3;
/** White above a code. */
const qrGapDots = 16;

export function layoutTicket(ticket: TicketPaper, options: TicketLayoutOptions): Uint8Array {
  return layoutTicketWithReport(ticket, options).body;
}

/** As `layoutTicket`, with what could not be printed. */
export function layoutTicketWithReport(ticket: TicketPaper, options: TicketLayoutOptions): TicketLayout {
  const { charset, profile, template = standardTemplate, font = emptyDotFont } = options;
  const lineDots = ticket.large ? largeLineDots : normalLineDots;
  const page = createTicketPage({ charset, profile, font, lineDots });
  const chosen = profile.dotsPerLine === 384 ? (template.blocks58 ?? template.blocks) : template.blocks;
  const blocks = chosen.slice(0, templateBlocksMax);
  const marks = blocks.some(({ block }) => block === 'copy');
  if (ticket.isTest) printTestMark(page, ticket);
  for (const block of blocks) {
    printBlock(page, block, ticket, { ...options, template });
    if (block.block === 'number' && !marks) printBlock(page, { block: 'copy' }, ticket, { ...options, template });
  }
  if (ticket.isTest) printTestMark(page, ticket);
  return page.finish();
}

interface Drawing {
  readonly page: TicketPage;
  readonly block: TicketBlock;
  readonly ticket: TicketPaper;
  readonly words: Words;
  /** The block's own style, or the one given here where it says nothing. */
  style(where: LineStyle['where'], size?: number, bold?: boolean): LineStyle;
  /** Times normal size, at least so many. */
  size(wish: number): number;
}

function printBlock(
  page: TicketPage,
  block: TicketBlock,
  ticket: TicketPaper,
  { profile, template, logo }: TicketLayoutOptions & { readonly template: TicketTemplate },
): void {
  const size = (wish: number): number => Math.max(block.size ?? wish, ticket.large ? 2 : 1);
  const drawing: Drawing = {
    page,
    block,
    ticket,
    words: wordsOf(page, block.languages ?? template.languages ?? 'both', ticket),
    size,
    style(where, times = 1, bold = false) {
      const side = size(times);
      return { where: block.align ?? where, width: side, height: side, bold: block.bold ?? bold };
    },
  };
  if (block.block === 'logo') {
    const widthDots = Math.min(profile.dotsPerLine, (block.widthMm ?? logoMm) * dotsPerMm);
    const picture = block.file === undefined ? null : (logo?.(block.file, widthDots) ?? null);
    if (picture) page.picture(picture, block.align ?? 'centre');
    if (picture) page.gap(logoGapDots);
  } else if (block.block === 'qr') printQr(drawing, profile.dotsPerLine === 576 ? 6 : 5);
  else printers[block.block](drawing);
}

const printers: { readonly [Name in Exclude<TicketBlock['block'], 'logo' | 'qr'>]: (drawing: Drawing) => void } = {
  hall: ({ ticket, words, style }) => words.lines(ticket.hallName, style('centre')),
  number({ page, block, ticket }) {
    const most = (block.size ?? numberTimes) + (ticket.large ? 2 : 0);
    page.text(ticket.ticketNo, page.largest(ticket.ticketNo, 1, most, block.align ?? 'centre', block.bold ?? true));
  },
  copy({ ticket, words, style }) {
    if (ticket.copies >= 2) words.pair(paperCopyText(ticket.copies), style('centre', 1, true));
  },
  service({ page, block, ticket, words, size, style }) {
    const [first, second] = words.both(ticket.service);
    const most = size(2);
    page.text(first, page.largest(first, size(1), most, block.align ?? 'centre', block.bold ?? true));
    if (second !== '') page.text(second, { ...style('centre'), width: size(1), height: size(1), bold: false });
  },
  class({ ticket, words, style }) {
    const text = paperClassText(ticket.class);
    if (text) words.pair(text, style('centre', 1, true));
  },
  next({ ticket, words, style }) {
    for (const service of ticket.rest.slice(0, ticketListMax))
      words.labelled(paperLabels.next, service, style('centre'));
  },
  appointment({ ticket, words, style }) {
    if (ticket.appointmentText !== null) words.labelled(paperLabels.appointment, ticket.appointmentText, style('left'));
  },
  ahead({ ticket, words, style }) {
    if (ticket.ahead !== null) words.pair(paperAheadText(ticket.ahead), style('left'));
  },
  wait({ ticket, words, style }) {
    if (ticket.waitText) words.labelled(paperLabels.wait, ticket.waitText, style('left'));
  },
  time({ ticket, words, style }) {
    if (ticket.timeText !== null) words.labelled(paperLabels.time, ticket.timeText, style('left'));
  },
  bring({ ticket, words, style }) {
    if (ticket.bring.length === 0) return;
    words.labelled(paperLabels.bring, '', style('left'));
    for (const item of ticket.bring.slice(0, ticketListMax)) words.beside(item, style('left'), '- ');
  },
  phrases({ ticket, words, style }) {
    for (const phrase of ticket.phrases.slice(0, ticketListMax)) words.pair(phrase, style('centre'));
  },
  text({ block, words, style }) {
    if (block.text) words.pair(block.text, style('left'));
  },
  line: ({ page }) => page.rule(),
  gap: ({ page, block }) => page.gap(block.dots ?? gapDots),
};

function printQr({ page, ticket, words, style }: Drawing, moduleDots: number): void {
  if (ticket.qrUrl === null || ticket.qrUrl.length > qrBytesMax) return;
  page.gap(qrGapDots);
  page.qr(ticket.qrUrl, moduleDots + (ticket.large ? 2 : 0));
  words.beside(paperScan, style('centre'));
}

function printTestMark(page: TicketPage, ticket: TicketPaper): void {
  const size = ticket.large ? 2 : 1;
  const style: LineStyle = { where: 'centre', width: size, height: size, bold: true };
  page.rule();
  page.pair(paperTest.zh, paperTest.en, style);
  page.rule();
}

// ---------------------------------------------------------------------------------------------- languages

interface Words {
  /** First and second language; the second is empty where there is only one. */
  both(text: Bilingual): readonly [string, string];
  /** One below the other. */
  lines(text: Bilingual, style: LineStyle): void;
  /** On one line where they fit. */
  pair(text: Bilingual, style: LineStyle): void;
  /** The same without a mark between them. */
  beside(text: Bilingual, style: LineStyle, before?: string): void;
  /** `预计等候 Wait: 约 5 分钟 · about 5 min`, or each language on a line of its own where that is too long. */
  labelled(label: Bilingual, value: Bilingual | string, style: LineStyle): void;
}

function wordsOf(page: TicketPage, wish: TicketLanguages, { locale }: TicketPaper): Words {
  const chosen = locale === 'en' ? 'en' : 'zh';
  const only = wish === 'both' ? null : wish === 'chosen' ? chosen : wish;
  const both = ({ zh, en }: Bilingual): readonly [string, string] =>
    only === null ? [zh, en] : [{ zh, en }[only], ''];
  /** A value that does not fit behind its label stands below it. */
  const line = (before: string, value: string, style: LineStyle): void => {
    const whole = `${before}${value}`.trimEnd();
    for (const text of page.fits(whole, style) ? [whole] : [before.trimEnd(), value]) page.text(text, style);
  };
  return {
    both,
    lines(text, style) {
      for (const line of both(text)) page.text(line, style);
    },
    pair: (text, style) => void page.pair(...both(text), style),
    beside(text, style, before = '') {
      const [first, second] = both(text);
      page.pair(`${before}${first}`, second, style, ' ');
    },
    labelled(label, value, style) {
      const words = typeof value === 'string' ? { zh: value, en: value } : value;
      const [first, second] = both(words);
      const values = second === '' || first === second ? first : `${first} · ${second}`;
      const whole = `${both(label).join(' ').trim()}${only === 'zh' ? '：' : ': '}${values}`.trimEnd();
      if (only !== null || page.fits(whole, style)) page.text(whole, style);
      else if (second !== '' && first === second) line(`${both(label).join(' ')}: `, first, style);
      else {
        line(`${label.zh}：`, words.zh, style);
        line(`${label.en}: `, words.en, style);
      }
    },
  };
}

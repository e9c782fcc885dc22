import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockNames, type TicketBlock, type TicketTemplate } from '../../../protocol/ticket-template.ts';
import { gb18030 as charset } from '../../adapters/charset-gb18030.ts';
import { openDotFont } from '../../adapters/dot-font-file.ts';
import { decodePaper, type PaperLine } from './escpos-decoder.ts';
import { jobBytes } from './job-bytes.ts';
import { jobBytesMax } from './limits.ts';
import { printableChars } from './printable-chars.ts';
import { type PrinterProfile, printerProfiles } from './printer-profile.ts';
import { realTimePairs } from './raster-bands.ts';
import { layoutTicketWithReport } from './ticket-layout.ts';
import type { TicketPaper } from './ticket-paper.ts';

const font = openDotFont(fileURLToPath(new URL('../../fonts/hall-dots-24.bin', import.meta.url)));
const wide = printerProfiles['epson-tm'];
const narrow = printerProfiles['zijiang-58'];
const ticket: TicketPaper = {
  hallName: { zh: '城北燃气营业大厅', en: 'Chengbei Gas Service Hall' },
  ticketNo: 'A023',
  service: { zh: '缴费', en: 'Pay a bill' },
  class: 'priority',
  locale: 'en',
  rest: [],
  appointmentText: null,
  ahead: 3,
  waitText: { zh: '约 5-10 分钟', en: 'about 5-10 min' },
  timeText: '2026-11-22 10:30',
  qrUrl: 'https://hall.example.cn/t/A023',
  bring: [{ zh: '燃气卡', en: 'Gas card' }],
  copies: 1,
  phrases: [{ zh: '谢谢', en: 'Thank you' }],
  large: false,
  isTest: false,
};

function linesOf(body: Uint8Array): readonly PaperLine[] {
  const decoded = decodePaper(body, charset);
  expect(decoded.unknownCommands).toBe(0);
  return decoded.lines;
}
const textsOf = (body: Uint8Array): string[] =>
  linesOf(body).flatMap((line) => (line.kind === 'line' ? [line.runs.map(({ text }) => text).join('')] : []));
const printed = (
  blocks: readonly TicketBlock[],
  change: Partial<TicketPaper> = {},
  template = {},
  profile: PrinterProfile = wide,
) =>
  layoutTicketWithReport(
    { ...ticket, ...change },
    { charset, profile, font, template: { id: 'own', blocks: [...blocks], ...template } },
  );
const hasIconv = spawnSync('which', ['iconv']).status === 0;

describe('a template', () => {
  it('prints its blocks in its order, and nothing else', () => {
    const { body } = printed([{ block: 'time' }, { block: 'number' }, { block: 'line' }, { block: 'service' }]);
    expect(textsOf(body)).toEqual(['取号时间 Time: 2026-11-22 10:30', 'A023', '─'.repeat(24), '缴费', 'Pay a bill']);
  });

  it('speaks both languages, one, or the one the customer chose; a block may differ', () => {
    const blocks: TicketBlock[] = [{ block: 'number' }, { block: 'ahead' }, { block: 'wait' }, { block: 'service' }];
    const said = (languages: TicketTemplate['languages'], locale: 'zh-CN' | 'en' = 'en') =>
      textsOf(printed(blocks, { locale }, { languages }).body).slice(1);
    expect(said('zh')).toEqual(['前面 3 人等候', '预计等候：约 5-10 分钟', '缴费']);
    expect(said('en')).toEqual(['3 ahead of you', 'Wait: about 5-10 min', 'Pay a bill']);
    expect(said('chosen')).toEqual(said('en'));
    expect(said('chosen', 'zh-CN')).toEqual(said('zh'));
    const mixed = printed([{ block: 'ahead', languages: 'en' }, { block: 'wait' }], {}, { languages: 'zh' });
    expect(textsOf(mixed.body)).toEqual(['3 ahead of you', '预计等候：约 5-10 分钟']);
  });

  it('shows the class only where it wants it, and never why', () => {
    expect(textsOf(printed([{ block: 'number' }]).body)).toEqual(['A023']);
    expect(textsOf(printed([{ block: 'number' }, { block: 'class' }]).body)).toEqual(['A023', '优先 · Priority']);
    const normal = printed([{ block: 'number' }, { block: 'class' }], { class: 'normal' });
    expect(textsOf(normal.body)).toEqual(['A023']);
  });

  it('has other blocks on 58 mm paper where it says so', () => {
    const template = { blocks58: [{ block: 'number' as const }] };
    const both = [wide, narrow].map((profile) => textsOf(printed([{ block: 'service' }], {}, template, profile).body));
    expect(both).toEqual([['缴费', 'Pay a bill'], ['A023']]);
  });

  it('never hides that a paper is a reprint, nor that it is a test', () => {
    const { body } = printed([{ block: 'number' }, { block: 'ahead' }], { copies: 3 });
    expect(textsOf(body).slice(0, 2)).toEqual(['A023', '补打 第 3 份 · Reprint, copy 3']);
    const test = textsOf(printed([{ block: 'number' }], { isTest: true, ticketNo: '测试 TEST' }).body);
    expect(test.filter((line) => line.includes('TEST, not a ticket'))).toHaveLength(2);
  });

  it('prints a logo as dots, at most as wide as the paper', () => {
    const asked: number[] = [];
    const logo = (_file: string, widthDots: number) => {
      asked.push(widthDots);
      return { widthDots: 80, rows: 200, bits: new Uint8Array(10 * 200).fill(0x10) };
    };
    const template = { id: 'own', blocks: [{ block: 'logo' as const, file: 'a.png', widthMm: 72 }] };
    const { body } = layoutTicketWithReport(ticket, { charset, profile: narrow, font, template, logo });
    expect(asked).toEqual([384]);
    const bands = linesOf(body).flatMap((line) => (line.kind === 'raster' ? [[line.align, line.rows]] : []));
    expect(bands).toEqual([
      ['centre', 128],
      ['centre', 72],
    ]);
  });

  it('that is too much for one job ends with a whole line, never within a picture', () => {
    const text = { zh: '𠮷'.repeat(200), en: 'x' };
    const blocks = Array.from({ length: 40 }, (): TicketBlock => ({ block: 'text', size: 6, text }));
    const { body } = printed([{ block: 'number' }, ...blocks]);
    expect(body.length).toBeLessThanOrEqual(jobBytesMax);
    expect(body.length).toBeGreaterThan(jobBytesMax - 12_000);
    const job = jobBytes({ jobId: 1, ticketId: 't', body, copies: 1 }, wide, 9_600).bytes;
    expect(linesOf(job).at(-1)).toMatchObject({ kind: 'cut' });
  });

  it('of whatever blocks fits the paper, and holds no command that it did not mean', () => {
    const size = fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined });
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('𠮷祥㐂䶮', 'ñandú Größe', 'W'.repeat(300)));
    const block = fc.record(
      {
        block: fc.constantFrom(...blockNames),
        size,
        align: fc.constantFrom('left' as const, 'centre' as const, 'right' as const),
        languages: fc.constantFrom('both' as const, 'zh' as const, 'en' as const, 'chosen' as const),
        text: fc.record({ zh: text, en: text }),
        bold: fc.boolean(),
      },
      { requiredKeys: ['block'] },
    );
    fc.assert(
      fc.property(
        fc.array(block, { maxLength: 12 }),
        fc.boolean(),
        fc.constantFrom(wide, narrow),
        text,
        (blocks, large, profile, name) => {
          const chosen = blocks.map((one) => JSON.parse(JSON.stringify(one)) as TicketBlock);
          const { body } = printed(chosen, { large, hallName: { zh: name, en: name } }, {}, profile);
          const job = jobBytes({ jobId: 77, ticketId: 't', body, copies: 1 }, profile, 9_600).bytes;
          expect(realTimePairs(job)).toEqual([]);
          for (const line of linesOf(body)) {
            if (line.kind === 'raster') expect(line.widthDots).toBeLessThanOrEqual(profile.dotsPerLine);
            if (line.kind === 'line')
              expect(line.runs.reduce((sum, run) => sum + run.columns * run.widthTimes * 12, 0)).toBeLessThanOrEqual(
                profile.dotsPerLine,
              );
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a character that the printer lacks', () => {
  const name = (zh: string): Partial<TicketPaper> => ({ hallName: { zh, en: '' } });
  const hall: TicketBlock[] = [
    { block: 'hall', languages: 'zh' },
    { block: 'ahead', languages: 'zh' },
  ];

  it.each(['㐂悦大厅', '𠮷祥大厅', '䶮江大厅', '𱁬大厅', 'Señor 大厅', '︐大厅'])(
    'makes its line a picture of 24 rows, and only that line: %s',
    (zh) => {
      const { body, substituted } = printed(hall, name(zh), {}, narrow);
      expect(substituted).toEqual([]);
      const [first, second, third] = linesOf(body);
      expect(first).toMatchObject({ kind: 'raster', rows: 24, align: 'centre' });
      expect(second).toMatchObject({ kind: 'feed', dots: 6 });
      expect(third).toMatchObject({ kind: 'line' });
    },
  );

  it('is drawn as large as the line is, bold as the line is', () => {
    const sizes = [1, 2, 3].map((size) => {
      const { body } = printed([{ block: 'hall', languages: 'zh', size }], name('𠮷祥'));
      const line = linesOf(body)[0];
      return line?.kind === 'raster' ? [line.widthDots, line.rows] : null;
    });
    expect(sizes).toEqual([
      [48, 24],
      [96, 48],
      [144, 72],
    ]);
    const inkOf = (bold: boolean) =>
      linesOf(printed([{ block: 'hall', languages: 'zh', bold }], name('𠮷祥')).body).flatMap((line) =>
        line.kind === 'raster' ? [...line.bits].map((byte) => byte.toString(2).replace(/0/g, '').length) : [],
      );
    const sum = (counts: number[]) => counts.reduce((all, count) => all + count, 0);
    expect(sum(inkOf(true))).toBeGreaterThan(sum(inkOf(false)));
  });

  it('without the font, or in no font, is 〓 and is reported; the yen sign is native', () => {
    expect(printed(hall, name('\u{10fffd}大厅')).substituted).toEqual(['\u{10fffd}']);
    const bare = layoutTicketWithReport({ ...ticket, ...name('𠮷祥') }, { charset, profile: wide });
    expect(bare.substituted).toEqual(['𠮷']);
    expect(textsOf(bare.body)[0]).toBe('〓祥');
    expect(textsOf(printed(hall, name('押金 ¥50')).body)[0]).toBe('押金 ￥50');
  });

  it('joins marks with their letters and leaves out what only chooses a variant', () => {
    const same = (a: string, b: string) => expect(printed(hall, name(a)).body).toEqual(printed(hall, name(b)).body);
    same('Gro\u0308ße', 'Größe');
    same('葛\u{e0100}城', '葛城');
    same('\u200f大\u200b厅', '大厅');
  });

  it.skipIf(!hasIconv)('what is sent natively means the same to glibc (iconv): every character of GBK', () => {
    for (const profile of [wide, narrow]) {
      const cellOf = printableChars(charset, profile.charset);
      const wanted: string[] = [];
      for (let code = 0xa1; code < 0xffe6; code += 1) {
        const char = String.fromCharCode(code);
        const isPrivate = code >= 0xd800 && code < 0xf900;
        const isNative = cellOf(char).substituted.length === 0 && cellOf(char).bytes.length === 2;
        if (isNative && !isPrivate && !/[¥•\p{Script=Latin}\s]/u.test(char)) wanted.push(char);
      }
      const sent: number[] = [];
      const decode = (bytes: Uint8Array): string => {
        sent.push(...bytes);
        return '';
      };
      for (let from = 0; from < wanted.length; from += 100) {
        const { body } = printed(
          [hall[0] ?? { block: 'hall' }],
          name(wanted.slice(from, from + 100).join('')),
          {},
          profile,
        );
        decodePaper(body, { encode: charset.encode, decode });
      }
      const read = execFileSync('iconv', ['-f', 'GB18030', '-t', 'UTF-8'], { input: Uint8Array.from(sent) });
      expect(read.toString()).toBe(wanted.join(''));
      expect(wanted.length).toBeGreaterThan(profile.charset === 'gbk' ? 20_000 : 6_000);
    }
  });
});

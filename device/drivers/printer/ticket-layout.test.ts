import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { decodeEscpos, decodePaper, type PaperLine } from './escpos-decoder.ts';
import { type DisplayList, renderPaper } from './paper-renderer.ts';
import { paperToSvg } from './paper-svg.ts';
import { type PrinterProfile, printerProfiles } from './printer-profile.ts';
import { wrapText } from './text-wrap.ts';
import { layoutTicket, layoutTicketWithReport } from './ticket-layout.ts';
import type { TicketPaper } from './ticket-paper.ts';

const charset = {
  encode: (text: string) => iconv.encode(text, 'gb18030'),
  decode: (bytes: Uint8Array) => iconv.decode(Buffer.from(bytes), 'gb18030'),
};
const ticket: TicketPaper = {
  hallName: { zh: '城北燃气营业大厅', en: 'Chengbei Gas Service Hall' },
  ticketNo: 'A023',
  service: { zh: '缴费', en: 'Pay a gas bill' },
  class: 'normal',
  locale: 'zh-CN',
  rest: [],
  appointmentText: null,
  ahead: 12,
  waitText: { zh: '约 10-20 分钟', en: 'about 10-20 min' },
  timeText: '2026-11-22 10:30',
  qrUrl: 'https://hall.example.cn/t/A023',
  bring: [{ zh: '燃气缴费卡', en: 'Gas card' }],
  copies: 1,
  phrases: [{ zh: '您好，谢谢光临', en: 'Thank you' }],
  large: false,
  isTest: false,
};
const both = (text: string) => ({ zh: text, en: text });
const wide = printerProfiles['epson-tm'];
const narrow = printerProfiles['zijiang-58'];
const hasProgram = (name: string): boolean => spawnSync('which', [name]).status === 0;

/** The paper as a person would sketch it: position by columns, size and weight in front. */
function dump(lines: readonly PaperLine[]): string {
  return lines
    .map((line) => {
      switch (line.kind) {
        case 'line':
          return `${line.align[0]} ${line.runs
            .map((run) => `${run.widthTimes}x${run.heightTimes}${run.bold ? 'b' : ''} ${run.text}`)
            .join(' | ')}`;
        case 'feed':
          return `feed ${line.dots}`;
        case 'qr':
          return `${line.align[0]} QR ${line.data} ${line.moduleDots} ${line.level}`;
        case 'raster':
          return `${line.align[0]} raster ${line.widthDots}x${line.rows}`;
        default:
          return 'cut';
      }
    })
    .join('\n');
}

function columnsOf(line: PaperLine): number {
  return line.kind === 'line' ? line.runs.reduce((sum, run) => sum + run.columns * run.widthTimes, 0) : 0;
}

/** Black and white picture of a display list's codes and bitmaps (text is left out), as a PNG file's bytes. */
function drawPng(list: DisplayList): Buffer {
  const png = new PNG({ width: list.widthDots, height: list.heightDots });
  png.data.fill(0xff);
  const dot = (x: number, y: number): void => {
    png.data.fill(0, (y * list.widthDots + x) * 4, (y * list.widthDots + x) * 4 + 3);
  };
  for (const item of list.items) {
    for (let y = 0; y < (item.kind === 'qr' || item.kind === 'bitmap' ? item.h : 0); y++) {
      for (let x = 0; x < item.w; x++) {
        const black =
          item.kind === 'qr'
            ? item.modules[Math.floor(y / item.moduleDots)]?.[Math.floor(x / item.moduleDots)] === true
            : item.kind === 'bitmap' && ((item.bits[y * item.rowBytes + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
        if (black) {
          dot(item.x + x, item.y + y);
        }
      }
    }
  }
  return PNG.sync.write(png);
}

function zbar(list: DisplayList): string {
  const folder = mkdtempSync(join(tmpdir(), 'ticket-'));
  try {
    const file = join(folder, 'paper.png');
    writeFileSync(file, drawPng(list));
    return execFileSync('zbarimg', ['--nodbus', '--raw', '-q', file]).toString().trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('ticket layout', () => {
  it('80 mm', () => {
    expect(dump(decodeEscpos(layoutTicket(ticket, { charset, profile: wide }), charset))).toMatchInlineSnapshot(`
      "c 1x1 城北燃气营业大厅
      feed 8
      c 5x5b A023
      feed 6
      c 2x2b 缴费
      c 1x1 Pay a gas bill
      feed 12
      l 1x1 前面 12 人等候 · 12 ahead of you
      l 1x1 预计等候 Wait: 约 10-20 分钟 · about 10-20 min
      l 1x1 取号时间 Time: 2026-11-22 10:30
      l 1x1 请带 Please bring:
      l 1x1 - 燃气缴费卡 Gas card
      feed 16
      c QR https://hall.example.cn/t/A023 6 M
      feed 30
      c 1x1 扫码看排队 Scan to follow
      feed 12
      c 1x1 您好，谢谢光临 · Thank you"
    `);
  });

  it('58 mm, reprint, everything long', () => {
    const long = {
      ...ticket,
      copies: 2,
      ahead: 0,
      service: { zh: '燃气开户、过户、销户与居民用气证卡办理（含代办）', en: 'Pay a gas bill' },
      bring: [
        {
          zh: '身份证原件及复印件一份；代办者须带委托书与双方身份证',
          en: 'ID card, and a letter of attorney if you come for somebody else',
        },
      ],
    };
    expect(dump(decodeEscpos(layoutTicket(long, { charset, profile: narrow }), charset))).toMatchInlineSnapshot(`
      "c 1x1 城北燃气营业大厅
      feed 8
      c 5x5b A023
      c 1x1b 补打 第 2 份 · Reprint, copy 2
      feed 6
      c 1x1b 燃气开户、过户、销户与居民用气证
      c 1x1b 卡办理（含代办）
      c 1x1 Pay a gas bill
      feed 12
      l 1x1 前面无人等候 · You are next
      l 1x1 预计等候：约 10-20 分钟
      l 1x1 Wait: about 10-20 min
      l 1x1 取号时间 Time: 2026-11-22 10:30
      l 1x1 请带 Please bring:
      l 1x1 - 身份证原件及复印件一份；代办者
      l 1x1 须带委托书与双方身份证
      l 1x1 ID card, and a letter of
      l 1x1 attorney if you come for
      l 1x1 somebody else
      feed 16
      c raster 168x128
      c raster 168x37
      feed 8
      c 1x1 扫码看排队 Scan to follow
      feed 12
      c 1x1 您好，谢谢光临 · Thank you"
    `);
  });

  it('an appointment and the further services of the visit; no place in a line that it does not stand in', () => {
    const visit = {
      ...ticket,
      rest: [
        { zh: '证卡办理', en: 'Certificates' },
        { zh: '燃气开户、过户、销户与居民用气', en: 'Gas accounts for households' },
      ],
      appointmentText: '10:30',
      ahead: null,
      qrUrl: null,
    };
    expect(dump(decodeEscpos(layoutTicket(visit, { charset, profile: narrow }), charset))).toMatchInlineSnapshot(`
      "c 1x1 城北燃气营业大厅
      feed 8
      c 5x5b A023
      feed 6
      c 2x2b 缴费
      c 1x1 Pay a gas bill
      c 1x1 然后：证卡办理
      c 1x1 Then: Certificates
      c 1x1 然后：
      c 1x1 燃气开户、过户、销户与居民用气
      c 1x1 Then:
      c 1x1 Gas accounts for households
      feed 12
      l 1x1 预约时间 Appointment: 10:30
      l 1x1 预计等候：约 10-20 分钟
      l 1x1 Wait: about 10-20 min
      l 1x1 取号时间 Time: 2026-11-22 10:30
      l 1x1 请带 Please bring:
      l 1x1 - 燃气缴费卡 Gas card
      feed 12
      c 1x1 您好，谢谢光临 · Thank you"
    `);
  });

  it('large print, and nothing that is not known', () => {
    const large = { ...ticket, large: true, waitText: null, timeText: null, qrUrl: null, bring: [], phrases: [] };
    expect(dump(decodeEscpos(layoutTicket(large, { charset, profile: wide }), charset))).toMatchInlineSnapshot(`
      "c 2x2 城北燃气营业大厅
      feed 8
      c 7x7b A023
      feed 6
      c 2x2b 缴费
      c 2x2 Pay a gas bill
      feed 12
      l 2x2 前面 12 人等候
      l 2x2 12 ahead of you
      feed 12"
    `);
  });

  it('reports what the printer cannot print', () => {
    const { substituted } = layoutTicketWithReport(
      { ...ticket, hallName: both('𠮷祥大厅') },
      { charset, profile: wide },
    );
    expect(substituted).toEqual(['𠮷']);
  });

  it('is small: a 9600 line carries it in under half a second', () => {
    expect(layoutTicket(ticket, { charset, profile: wide }).length).toBeLessThan(480);
  });

  it('no line is wider than the paper, whatever the fields say, and only known commands come out', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('请带好身份证', 'W'.repeat(300)));
    const words = fc.record({ zh: text, en: text });
    const papers = fc.record({
      hallName: words,
      ticketNo: text,
      service: words,
      class: fc.constantFrom('normal' as const, 'priority' as const, 'appointment' as const),
      locale: fc.constantFrom('zh-CN' as const, 'en' as const),
      rest: fc.array(words),
      appointmentText: fc.option(text),
      ahead: fc.option(fc.integer({ min: -5, max: 100_000 })),
      waitText: fc.option(words),
      timeText: fc.option(text),
      qrUrl: fc.option(fc.webUrl()),
      bring: fc.array(words),
      copies: fc.integer({ min: 1, max: 99 }),
      phrases: fc.array(words),
      large: fc.boolean(),
      isTest: fc.boolean(),
    });
    fc.assert(
      fc.property(papers, fc.constantFrom<PrinterProfile>(wide, narrow), (paper, profile) => {
        const decoded = decodePaper(layoutTicket(paper, { charset, profile }), charset);
        expect(decoded.unknownCommands).toBe(0);
        for (const line of decoded.lines) {
          expect(columnsOf(line) * 12).toBeLessThanOrEqual(profile.dotsPerLine);
          if (line.kind === 'raster') {
            expect(line.widthDots).toBeLessThanOrEqual(profile.dotsPerLine);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('wraps Chinese anywhere but before a closing mark, words at spaces', () => {
    const width = (char: string): number => ((char.codePointAt(0) ?? 0) < 0x80 ? 1 : 2);
    expect(wrapText('请带好身份证，谢谢', 12, width)).toEqual(['请带好身份', '证，谢谢']);
    expect(wrapText('one two three', 8, width)).toEqual(['one two', 'three']);
    expect(wrapText('abcdefghij', 4, width)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrapText('Hall Größe', 8, () => 1)).toEqual(['Hall', 'Größe']);
    expect(wrapText('', 4, width)).toEqual([]);
  });
});

describe('ticket on paper', () => {
  it.skipIf(!hasProgram('zbarimg'))('a phone reads the code, drawn by the printer or sent as raster (zbarimg)', () => {
    for (const profile of [wide, narrow]) {
      const lines = decodeEscpos(layoutTicket(ticket, { charset, profile }), charset);
      expect(zbar(renderPaper(lines, profile.dotsPerLine))).toBe(ticket.qrUrl);
    }
  });

  it.skipIf(!hasProgram('iconv'))('glibc reads every Chinese text run as it was meant (iconv)', () => {
    const body = layoutTicket({ ...ticket, qrUrl: null }, { charset, profile: wide });
    const runs: number[] = [];
    const decode = (bytes: Uint8Array): string => {
      runs.push(...bytes, 10);
      return '';
    };
    decodeEscpos(body, { encode: charset.encode, decode });
    const read = execFileSync('iconv', ['-f', 'GB18030', '-t', 'UTF-8'], { input: Uint8Array.from(runs) }).toString();
    expect(read).toContain('城北燃气营业大厅\nA023\n缴费\nPay a gas bill\n前面 12 人等候 · 12 ahead of you\n');
    expect(read).toContain('您好，谢谢光临 · Thank you\n');
  });

  it('becomes a self-contained SVG of the right size, markup escaped', () => {
    const lines = decodeEscpos(
      layoutTicket({ ...ticket, hallName: both('<b>&"大厅') }, { charset, profile: wide }),
      charset,
    );
    const list = renderPaper(lines, 576);
    const svg = paperToSvg(list);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="-32 0 640 \d+"/);
    expect(svg).toContain('&lt;b&gt;&amp;"大厅');
    expect(svg).not.toMatch(/href|<script|url\(/);
    const number = list.items.find((item) => item.kind === 'text' && item.text === 'A023');
    expect(number).toMatchObject({ x: (576 - 4 * 60) / 2, w: 4 * 60, h: 120 });
  });
});

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { PeerOutput } from '../../../protocol/line-driver.ts';
import { decodeEscpos, decodePaper, type PaperLine } from './escpos-decoder.ts';
import { paperLinesMax } from './limits.ts';
import { type DisplayList, renderPaper } from './paper-renderer.ts';
import { paperToSvg } from './paper-svg.ts';
import { createVirtualPrinter, type VirtualPrinter } from './virtual-printer.ts';

const require = createRequire(import.meta.url);
const charset = {
  encode: (text: string) => iconv.encode(text, 'gb18030'),
  decode: (bytes: Uint8Array) => iconv.decode(Buffer.from(bytes), 'gb18030'),
};
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/ /g, ''), 'hex'));
const textOf = (lines: readonly PaperLine[]): string[] =>
  lines.flatMap((line) => (line.kind === 'line' ? [line.runs.map((run) => run.text).join('')] : []));
const hasProgram = (name: string): boolean => spawnSync('which', [name]).status === 0;

/** A bitmap item as a P4 file: the bit layout is the same. */
function pbmOf(list: DisplayList): Buffer {
  const item = list.items.find((candidate) => candidate.kind === 'bitmap');
  if (item?.kind !== 'bitmap') {
    throw new Error('no bitmap on this paper');
  }
  // A code needs white around it: 16 dots on each side.
  const rowBytes = item.rowBytes + 4;
  const bits = Buffer.alloc(rowBytes * (item.h + 32));
  for (let y = 0; y < item.h; y++) {
    bits.set(item.bits.subarray(y * item.rowBytes, (y + 1) * item.rowBytes), (y + 16) * rowBytes + 2);
  }
  return Buffer.concat([Buffer.from(`P4\n${rowBytes * 8} ${item.h + 32}\n`), bits]);
}

function zbarOf(picture: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'paper-'));
  try {
    const file = join(folder, 'code.pbm');
    writeFileSync(file, picture);
    return spawnSync('zbarimg', ['--nodbus', '--raw', '-q', file]).stdout.toString().trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('escpos decoder', () => {
  it('reads styles, positions and pictures', () => {
    const lines = decodeEscpos(
      hex(
        '1B 40 1B 61 31 1B 45 31 1D 21 11 41 42 1B 45 30 1D 42 01 43 0A 1B 24 18 00 44 0A 1D 76 30 00 01 00 02 00 80 01',
      ),
      charset,
    );
    expect(lines).toMatchObject([
      {
        kind: 'line',
        align: 'centre',
        runs: [
          { text: 'AB', bold: true, widthTimes: 2, heightTimes: 2, invert: false },
          { text: 'C', bold: false, invert: true },
        ],
      },
      { kind: 'line', runs: [{ text: 'D', xDots: 24 }] },
      { kind: 'raster', widthDots: 8, rows: 2, bits: Uint8Array.of(0x80, 0x01) },
    ]);
  });

  it('doubles a raster that asks for it', () => {
    const [line] = decodeEscpos(hex('1D 76 30 33 01 00 01 00 81'), charset);
    expect(line).toMatchObject({ widthDots: 16, rows: 2, bits: hex('C0 03 C0 03') });
  });

  it('prints garbage, not Chinese, after Chinese mode was switched off', () => {
    expect(textOf(decodeEscpos(hex('1C 2E C4 E3 0A 1C 26 C4 E3 0A'), charset))).toEqual(['\ufffd\ufffd', '你']);
  });

  it('counts unknown and broken commands and goes on', () => {
    expect(decodePaper(hex('1B 7F 41 0A 1D 28 6B 09'), charset)).toMatchObject({
      unknownCommands: 2,
      lines: [{ kind: 'line' }],
    });
  });

  it('never throws and stays bounded, up to the SVG, whatever comes', () => {
    const lead = fc.constantFrom(
      ...['1B', '1D', '1C', '10', '1D286B', '1D384C', '1D763000', '1B64FF', '1D284C'].map(hex),
    );
    const parts = fc.array(fc.tuple(lead, fc.uint8Array({ maxLength: 24 })), { maxLength: 40 });
    fc.assert(
      fc.property(parts, (pieces) => {
        const bytes = Uint8Array.from(pieces.flatMap(([first, rest]) => [...first, ...rest]));
        const { lines } = decodePaper(bytes, charset);
        expect(lines.length).toBeLessThanOrEqual(paperLinesMax);
        expect(paperToSvg(renderPaper(lines, 384)).length).toBeLessThan(4_000_000);
      }),
      { numRuns: 300 },
    );
  });

  it('a flood of line feeds is a bounded paper', () => {
    const lines = decodeEscpos(new Uint8Array(100_000).fill(0x0a), charset);
    expect(lines.length).toBe(paperLinesMax);
    expect(renderPaper(lines, 576).heightDots).toBeLessThan(17_000);
  });
});

describe('foreign programs', () => {
  const url = 'https://hall.example.cn/t/A023';

  it('node-thermal-printer: same lines and code', async () => {
    const { ThermalPrinter, PrinterTypes, CharacterSet } = require('node-thermal-printer');
    const printer = new ThermalPrinter({
      type: PrinterTypes.EPSON,
      characterSet: CharacterSet.CHINA,
      interface: 'tcp://127.0.0.1:1',
    });
    printer.alignCenter();
    printer.bold(true);
    printer.println('市民办事大厅');
    printer.bold(false);
    printer.alignLeft();
    printer.println('业务：不动产登记');
    printer.printQR(url, { cellSize: 6, correction: 'M' });
    printer.cut();
    const { lines, unknownCommands } = decodePaper(printer.getBuffer(), charset);
    expect(unknownCommands).toBe(0);
    expect(textOf(lines)).toEqual(['市民办事大厅', '业务：不动产登记']);
    expect(lines).toContainEqual(expect.objectContaining({ kind: 'qr', data: url, moduleDots: 6, level: 'M' }));
    expect(lines.at(-1)).toEqual({ kind: 'cut' });
  });

  it.skipIf(!hasProgram('zbarimg'))(
    'receiptline: same lines, ruled lines, and a raster code that zbarimg reads',
    () => {
      const receiptline = require('receiptline');
      const ruled = `^^^市民办事大厅\n\nA023 | 业务：缴费\n---\n{code:${url};option:qrcode,6,m}\n\n_underline_ "bold"\n=`;
      const bytes = Buffer.from(
        receiptline.transform(ruled, { cpl: 48, encoding: 'gb18030', command: 'escpos', cutting: true }),
        'binary',
      );
      const { lines, unknownCommands } = decodePaper(bytes, charset);
      expect(unknownCommands).toBe(0);
      const text = textOf(lines).map((line) => line.trim());
      expect(text).toEqual(expect.arrayContaining(['市民办事大厅', 'A023业务：缴费', '─'.repeat(48)]));
      const list = renderPaper(lines, 576);
      const read = zbarOf(pbmOf(list));
      expect(read).toBe(url);
    },
  );
});

const cli = require.resolve('receiptio').replace(/lib.receiptio\.js$/, 'bin/cli.js');
const document = '^^^市民办事大厅\n\nA023 | 业务：缴费\n';

describe.skipIf(!existsSync(cli))('receiptio prints to the virtual printer', () => {
  const cases: readonly [string, number, boolean, (printer: VirtualPrinter, nowMs: number) => void][] = [
    ['success', 0, true, () => undefined],
    ['success', 0, true, (printer, nowMs) => printer.setPaper('near-end', nowMs)],
    ['paperempty', 102, true, (printer, nowMs) => printer.setPaper('end', nowMs)],
    ['coveropen', 101, true, (printer, nowMs) => printer.setCover(true, nowMs)],
    [
      'error',
      103,
      true,
      (printer, nowMs) => {
        printer.setCutter(true, nowMs);
        printer.onBytes(Uint8Array.of(0x1d, 0x56, 0x42, 0x00), nowMs);
      },
    ],
    ['timeout', 106, false, () => undefined],
  ];
  for (const [index, [said, code, inOrder, prepare]] of cases.entries()) {
    it(`${index + 1}: ${said}`, async () => {
      await withPrinterPort(prepare, inOrder, async (address, printer) => {
        expect(await receiptio(address, document)).toEqual({ code, said });
        if (code === 0) {
          const [paper] = printer.papers.filter((piece) => piece.complete);
          const text = textOf(decodeEscpos(paper?.bytes ?? new Uint8Array(0), charset)).join('');
          expect(text).toContain('市民办事大厅');
          expect(text).toContain('业务：缴费');
        }
      });
    });
  }
});

/** A virtual printer behind a TCP port, in real time. */
async function withPrinterPort(
  prepare: (printer: VirtualPrinter, nowMs: number) => void,
  inOrder: boolean,
  use: (address: string, printer: VirtualPrinter) => Promise<void>,
): Promise<void> {
  const printer = createVirtualPrinter({ bufferBytes: 1_000_000, mmPerSecond: 500, answers: { inOrder } });
  prepare(printer, performance.now());
  const sockets = new Set<Socket>();
  let timer: NodeJS.Timeout | undefined;
  const follow = (output: PeerOutput): void => {
    for (const bytes of output.writes) {
      for (const socket of sockets) {
        socket.write(bytes);
      }
    }
    clearTimeout(timer);
    if (output.wakeAtMs !== null) {
      timer = setTimeout(() => follow(printer.onTick(performance.now())), output.wakeAtMs - performance.now() + 1);
    }
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (bytes) => follow(printer.onBytes(bytes, performance.now())));
    socket.on('error', () => sockets.delete(socket));
    socket.on('close', () => sockets.delete(socket));
  });
  // The program knows port 9100 only; an own loopback address keeps runs side by side apart.
  const address = `127.${(process.pid >> 8) & 0x7f}.${process.pid & 0xff}.9`;
  await new Promise<void>((resolve) => server.listen(9100, address, resolve));
  try {
    await use(address, printer);
  } finally {
    clearTimeout(timer);
    for (const socket of sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => server.close(resolve));
  }
}

async function receiptio(address: string, document: string): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [cli, '-d', address, '-l', 'zh-hans', '-c', '48', '-t', '3']);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  child.stdin.end(document);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, said: said.trim() };
}

/**
 * Tickets of three programs of other people on a virtual printer of every profile: text, Chinese and the code come out as they
 * were written, at the width of its paper, and receiptio, which speaks with the printer, hears what that model can say.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { PeerOutput } from '../../../protocol/line-driver.ts';
import { decodePaper, type PaperLine } from './escpos-decoder.ts';
import { type DisplayList, renderPaper } from './paper-renderer.ts';
import { type PrinterProfile, printerProfiles } from './printer-profile.ts';
import {
  createVirtualPrinter,
  type VirtualPrinter,
  type VirtualPrinterOptions,
  virtualPrinterLike,
} from './virtual-printer.ts';

const require = createRequire(import.meta.url);
const charset = {
  encode: (text: string) => iconv.encode(text, 'gb18030'),
  decode: (bytes: Uint8Array) => iconv.decode(Buffer.from(bytes), 'gb18030'),
};
const url = 'https://hall.example.cn/t/A023';
const profiles = Object.values(printerProfiles).map((profile): [string, PrinterProfile] => [profile.name, profile]);
const columnsOf = ({ dotsPerLine }: PrinterProfile): number => dotsPerLine / 12;
const textOf = (lines: readonly PaperLine[]): string[] =>
  lines.flatMap((line) => (line.kind === 'line' ? [line.runs.map((run) => run.text).join('')] : []));
const hasZbar = spawnSync('which', ['zbarimg']).status === 0;
const cli = require.resolve('receiptio').replace(/lib.receiptio\.js$/, 'bin/cli.js');

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

/** The bytes through a printer of this model, on virtual time: what comes out, from the first cut to the last. */
function printed(profile: PrinterProfile, bytes: Uint8Array): Uint8Array {
  const printer = createVirtualPrinter({ ...virtualPrinterLike(profile), bufferBytes: 1_000_000 });
  let { wakeAtMs } = printer.onBytes(bytes, 0);
  while (wakeAtMs !== null) wakeAtMs = printer.onTick(wakeAtMs).wakeAtMs;
  expect(printer.papers.map(({ complete }) => complete)).not.toContain(false);
  expect(printer.state).toMatchObject({ bufferedBytes: 0, overrunBytes: 0 });
  return Buffer.concat(printer.papers.map((paper) => paper.bytes));
}

describe.each(profiles)('tickets of other programs on %s', (_name, profile) => {
  it('node-thermal-printer: same lines and native code', () => {
    const { ThermalPrinter, PrinterTypes, CharacterSet } = require('node-thermal-printer');
    const host = new ThermalPrinter({
      type: PrinterTypes.EPSON,
      characterSet: CharacterSet.CHINA,
      width: columnsOf(profile),
      interface: 'tcp://127.0.0.1:1',
    });
    host.alignCenter();
    host.bold(true);
    host.println('市民办事大厅');
    host.bold(false);
    host.alignLeft();
    host.println('业务：不动产登记 No. A023');
    host.drawLine();
    host.printQR(url, { cellSize: 6, correction: 'M' });
    host.cut();
    const { lines, unknownCommands } = decodePaper(printed(profile, host.getBuffer()), charset);
    expect(unknownCommands).toBe(0);
    expect(textOf(lines)).toEqual(['市民办事大厅', '业务：不动产登记 No. A023', '-'.repeat(columnsOf(profile))]);
    expect(lines).toContainEqual(expect.objectContaining({ kind: 'qr', data: url, moduleDots: 6, level: 'M' }));
    expect(lines.at(-1)).toEqual({ kind: 'cut' });
  });

  it.skipIf(!hasZbar)('receiptline: same lines, ruled lines, and a raster code that zbarimg reads', () => {
    const receiptline = require('receiptline');
    const ruled = `^^^市民办事大厅\n\nA023 | 业务：缴费\n---\n{code:${url};option:qrcode,6,m}\n\n_underline_ "bold"\n=`;
    const cpl = columnsOf(profile);
    const made = receiptline.transform(ruled, { cpl, encoding: 'gb18030', command: 'escpos', cutting: true });
    const { lines, unknownCommands } = decodePaper(printed(profile, Buffer.from(made, 'binary')), charset);
    expect(unknownCommands).toBe(0);
    const text = textOf(lines).map((line) => line.trim());
    expect(text).toEqual(expect.arrayContaining(['市民办事大厅', 'A023业务：缴费', '─'.repeat(cpl)]));
    expect(zbarOf(pbmOf(renderPaper(lines, profile.dotsPerLine)))).toBe(url);
  });
});

/** It begins only when the printer has told its state by itself, and calls one offline that never does. */
describe.skipIf(!existsSync(cli) || !hasZbar)('receiptio', () => {
  const document = `^^^市民办事大厅\n\nA023 | 业务：缴费\n{code:${url};option:qrcode,6,m}\n`;
  const model = (profile: PrinterProfile) => ({
    ...virtualPrinterLike(profile),
    bufferBytes: 1_000_000,
    mmPerSecond: 500,
  });

  it.each(profiles.filter(([, { asb }]) => asb))(
    'prints on %s, and what it printed reads back',
    async (_name, profile) => {
      await withPrinterPort(model(profile), async (address, printer) => {
        expect(await receiptio(address, document, columnsOf(profile))).toEqual({ code: 0, said: 'success' });
        const [paper] = printer.papers;
        expect(paper?.complete).toBe(true);
        const { lines } = decodePaper(paper?.bytes ?? new Uint8Array(0), charset);
        const text = textOf(lines).join('');
        expect(text).toContain('市民办事大厅');
        expect(text).toContain('业务：缴费');
        expect(zbarOf(pbmOf(renderPaper(lines, profile.dotsPerLine)))).toBe(url);
      });
    },
  );

  it('finds the models offline that report no changes, and prints nothing on them', { timeout: 30_000 }, async () => {
    // Side by side: it waits 12 s for each.
    const quiet = profiles.filter(([, { asb }]) => !asb);
    const heard = quiet.map(([name, profile], at) =>
      withPrinterPort(
        model(profile),
        async (address, printer) => {
          const { said } = await receiptio(address, document, columnsOf(profile));
          expect([name, said, printer.papers.length]).toEqual([name, 'offline', 0]);
        },
        10 + at,
      ),
    );
    await Promise.all(heard);
    expect(quiet.map(([name]) => name)).toEqual(['sprt-sp91', 'generic', 'mute']);
  });
});

describe.skipIf(!existsSync(cli))('receiptio and a printer in trouble', () => {
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
      const model = { bufferBytes: 1_000_000, mmPerSecond: 500, answers: { inOrder } };
      await withPrinterPort(model, async (address, printer) => {
        prepare(printer, performance.now());
        expect(await receiptio(address, '^^^市民办事大厅\n\nA023 | 业务：缴费\n', 48)).toEqual({ code, said });
        if (code === 0) {
          const [paper] = printer.papers.filter((piece) => piece.complete);
          const text = textOf(decodePaper(paper?.bytes ?? new Uint8Array(0), charset).lines).join('');
          expect(text).toContain('市民办事大厅');
          expect(text).toContain('业务：缴费');
        }
      });
    });
  }
});

/** A virtual printer behind a TCP port, in real time. */
async function withPrinterPort(
  model: VirtualPrinterOptions,
  use: (address: string, printer: VirtualPrinter) => Promise<void>,
  place = 9,
): Promise<void> {
  const printer = createVirtualPrinter(model);
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
  const address = `127.${(process.pid >> 8) & 0x7f}.${process.pid & 0xff}.${place}`;
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

async function receiptio(
  address: string,
  document: string,
  columns: number,
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [cli, '-d', address, '-l', 'zh-hans', '-c', `${columns}`, '-t', '3']);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  child.stdin.end(document);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, said: said.trim() };
}

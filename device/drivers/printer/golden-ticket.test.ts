import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import {
  align,
  asciiBytes,
  automaticStatusOn,
  bold,
  characterSize,
  chineseOn,
  concatBytes,
  feedAndCut,
  initialise,
  lineFeed,
  nativeQr,
  processIdChars,
  processIdCount,
  processIdNumber,
  processIdRequest,
} from './escpos-bytes.ts';
import { printable } from './printable-text.ts';

const charset = {
  encode: (text: string) => iconv.encode(text, 'gb18030'),
  decode: (bytes: Uint8Array) => iconv.decode(Buffer.from(bytes), 'gb18030'),
};
const line = (text: string): Uint8Array => concatBytes([printable(charset, text).bytes, lineFeed]);

/** `0001` in base 94, `21` being nothing. */
const idOf0001 = ((15 * 94 + 15) * 94 + 15) * 94 + 16;

const goldenHex = `
1B 40 1D 61 FF 1C 26 1B 61 01 1D 21 00 CA D0 C3 F1 B0 EC CA C2 B4 F3 CC FC 0A 1B 45 01 1D 21 22 41 30 32 33 0A 1D
21 00 1B 45 00 1B 61 00 D2 B5 CE F1 A3 BA B2 BB B6 AF B2 FA B5 C7 BC C7 0A B5 C8 BA F2 C8 CB CA FD A3 BA 31 32 20
C8 CB 0A C7 EB B5 BD 20 33 20 BA C5 B4 B0 BF DA 0A C8 A1 BA C5 CA B1 BC E4 A3 BA 32 30 32 36 2D 31 31 2D 32 32 20
31 30 3A 33 30 3A 30 35 0A 1B 61 01 1D 28 6B 04 00 31 41 32 00 1D 28 6B 03 00 31 43 06 1D 28 6B 03 00 31 45 31 1D
28 6B 21 00 31 50 30 68 74 74 70 73 3A 2F 2F 68 61 6C 6C 2E 65 78 61 6D 70 6C 65 2E 63 6E 2F 74 2F 41 30 32 33 1D
28 6B 03 00 31 51 30 0A B9 FD BA C5 C7 EB D6 D8 D0 C2 C8 A1 BA C5 0A 1D 56 42 40 1D 28 48 06 00 30 30 30 30 30 31`;

describe('escpos blocks', () => {
  it('build the golden ticket of 228 bytes', () => {
    const ticket = concatBytes([
      initialise,
      automaticStatusOn,
      chineseOn,
      align('centre'),
      characterSize(1, 1),
      line('市民办事大厅'),
      bold(true),
      characterSize(3, 3),
      line('A023'),
      characterSize(1, 1),
      bold(false),
      align('left'),
      line('业务：不动产登记'),
      line('等候人数：12 人'),
      line('请到 3 号窗口'),
      line('取号时间：2026-11-22 10:30:05'),
      align('centre'),
      nativeQr(asciiBytes('https://hall.example.cn/t/A023'), { moduleDots: 6, level: 'M' }),
      lineFeed,
      line('过号请重新取号'),
      feedAndCut(0x40),
      processIdRequest(idOf0001),
    ]);
    expect(Buffer.from(ticket).toString('hex').toUpperCase()).toBe(goldenHex.replace(/\s/g, ''));
    expect(ticket.length).toBe(228);
    expect(createHash('sha256').update(ticket).digest('hex')).toBe(
      'ebdfa4e4975b0367b9550240cbbe5e1b5d8d547c2becc134e35c6079cedccff7',
    );
  });

  it('give every process id four characters of 21..7E and read them back', () => {
    for (const id of [0, 1, 93, 94, idOf0001, processIdCount - 1]) {
      const chars = Uint8Array.from(processIdChars(id));
      expect([...chars].every((char) => char >= 0x21 && char <= 0x7e)).toBe(true);
      expect(processIdNumber(chars)).toBe(id);
    }
    expect(processIdChars(processIdCount)).toEqual([0x21, 0x21, 0x21, 0x21]);
    expect(processIdNumber(Uint8Array.of(0x21, 0x21, 0x20, 0x21))).toBeNull();
  });
});

describe('printable text', () => {
  it('prints the full-width yen sign for the yen sign, and 〓 for what a two-byte printer lacks', () => {
    const { bytes, substituted } = printable(charset, '¥5 㐂𠮷吉–\n');
    expect(Buffer.from(bytes).toString('hex')).toBe('a3a43520a1fea1febcaa2d20');
    expect(substituted).toEqual(['㐂', '𠮷']);
  });

  it('never prints a question mark that was not written, nor a control byte', () => {
    for (let code = 0; code < 0x20000; code += 7) {
      const char = String.fromCodePoint(code);
      const { bytes } = printable(charset, char, 'gbk');
      expect(bytes.length === 1 || bytes.length === 2).toBe(true);
      expect(bytes[0] === 0x3f && char !== '?').toBe(false);
      expect(bytes.every((byte) => byte >= 0x20)).toBe(true);
    }
  });

  it('keeps a GBK character from a GB2312 printer', () => {
    expect(printable(charset, '镕', 'gb2312').substituted).toEqual(['镕']);
    expect(printable(charset, '镕', 'gbk').substituted).toEqual([]);
  });
});

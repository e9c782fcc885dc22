import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { printableChars } from '../drivers/printer/printable-chars.ts';
import { gb18030 } from './charset-gb18030.ts';
import { openDotFont } from './dot-font-file.ts';

const path = fileURLToPath(new URL('../fonts/hall-dots-24.bin', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dot-font-'));
afterAll(() => rmSync(folder, { recursive: true }));

function sketch(char: string): string[] {
  const glyph = openDotFont(path)(char);
  return Array.from({ length: 24 }, (_, row) =>
    Array.from({ length: glyph?.widthDots ?? 0 }, (_, column) =>
      ((glyph?.rows[row * 3 + (column >> 3)] ?? 0) & (0x80 >> (column & 7))) === 0 ? '.' : '#',
    ).join(''),
  );
}

describe('the dot font', () => {
  it('is below 4 MB', () => {
    expect(statSync(path).size).toBeLessThan(4_000_000);
  });

  it('has every Chinese character of GB 18030-2022, to the last of its level 3, and letters with marks', () => {
    const font = openDotFont(path);
    const ranges = [
      [0x3400, 0x4db5],
      [0x4e00, 0x9fef],
      [0x20000, 0x2a6d6],
      [0x2a700, 0x2b734],
      [0x2b740, 0x2b81d],
      [0x2b820, 0x2cea1],
      [0x2ceb0, 0x2ebe0],
    ] as const;
    const lacking = ranges.flatMap(([from, to]) =>
      Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)).filter((char) => !font(char)),
    );
    expect(lacking.map((char) => (char.codePointAt(0) ?? 0).toString(16))).toEqual([]);
    for (const char of '㐂𠮷䶮龘ñßÖ€•가〓') expect(font(char), char).not.toBeNull();
    expect([font('ñ')?.widthDots, font('吉')?.widthDots]).toEqual([12, 24]);
    expect(font('\u{10ffff}')).toBeNull();
  });

  it('draws every character that a printer may have, for pictures of papers', () => {
    const font = openDotFont(path);
    const cellOf = printableChars(gb18030, 'gbk');
    const lacking: string[] = [];
    for (let code = 0x21; code < 0x10000; code += 1) {
      const char = String.fromCharCode(code);
      const isPrivate = code >= 0xd800 && code <= 0xf8ff;
      if (!isPrivate && cellOf(char).substituted.length === 0 && !font(char)) lacking.push(char);
    }
    expect(lacking.filter((char) => /\P{Cc}/u.test(char) && !/[\p{Mn}\p{Cf}\p{Zs}]/u.test(char))).toEqual([]);
  });

  it('draws what one expects', () => {
    expect(sketch('一').filter((row) => row.includes('#')).length).toBeLessThanOrEqual(3);
    expect(sketch('𠮷')).not.toEqual(sketch('吉'));
    expect(sketch('㐂').join('').replace(/\./g, '').length).toBeGreaterThan(60);
  });

  it('that is missing, foreign or cut off gives nothing, says why once, and throws nothing', () => {
    const cut = join(folder, 'cut.bin');
    writeFileSync(cut, readFileSync(path).subarray(0, 20_000));
    const foreign = join(folder, 'foreign.bin');
    writeFileSync(foreign, 'PNG something else entirely');
    for (const file of [join(folder, 'none.bin'), cut, foreign]) {
      const reasons: string[] = [];
      const font = openDotFont(file, (reason) => reasons.push(reason));
      for (let again = 0; again < 3; again += 1) expect(font('𠮷')).toBeNull();
      expect(reasons).toHaveLength(1);
    }
  });
});

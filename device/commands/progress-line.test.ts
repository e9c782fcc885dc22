/** The bar on a terminal and the plain lines elsewhere. */
import { describe, expect, it } from 'vitest';
import { barText, createProgressLine, plainText } from './progress-line.ts';

function paper(isTTY: boolean, columns = 80) {
  const texts: string[] = [];
  return { texts, isTTY, columns, write: (text: string) => texts.push(text) };
}

describe('progress', () => {
  it('tells bytes, per cent, speed and the time left', () => {
    const view = { what: 'Writing', done: 16_384, total: 65_536, elapsedMs: 3_000 };
    expect(plainText(view)).toBe('Writing  25 %  16.0 / 64.0 KiB  5.3 KiB/s  -0:09');
    expect(barText(view, 80)).toBe(`[#####${'.'.repeat(15)}] ${plainText(view)}`);
  });

  it('has no speed before there is one, and no time left at the end', () => {
    expect(plainText({ what: 'W', done: 256, total: 1_024, elapsedMs: 100 })).toBe('W  25 %  0.3 / 1.0 KiB');
    expect(plainText({ what: 'W', done: 1_024, total: 1_024, elapsedMs: 1_000 })).toBe(
      'W  100 %  1.0 / 1.0 KiB  1.0 KiB/s',
    );
  });

  it('never wraps, in either language', () => {
    const wide = (text: string) =>
      [...text].reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0);
    for (const what of ['Writing and reading back', '写入并核对'])
      for (let columns = 8; columns < 120; columns += 1)
        expect(wide(barText({ what, done: 99, total: 1_000, elapsedMs: 900 }, columns))).toBeLessThan(columns);
  });

  it('is drawn again in place on a terminal, ten times a second at most', () => {
    const output = paper(true);
    const line = createProgressLine(output);
    for (let ms = 0; ms <= 1_000; ms += 10) line.show({ what: 'W', done: ms, total: 1_000, elapsedMs: ms });
    line.end();
    expect(output.texts.length).toBeLessThanOrEqual(12);
    expect(output.texts.slice(0, -1).every((text) => text.startsWith('\r\x1b[2K') && !text.includes('\n'))).toBe(true);
    expect(output.texts.at(-2)).toContain('100 %');
    expect(output.texts.at(-1)).toBe('\n');
  });

  it('is a plain line for each tenth elsewhere', () => {
    const output = paper(false);
    const line = createProgressLine(output);
    for (let done = 0; done <= 1_000; done += 1) line.show({ what: 'W', done, total: 1_000, elapsedMs: done });
    line.end();
    expect(output.texts.length).toBe(11);
    expect(output.texts.some((text) => text.includes('\r'))).toBe(false);
  });
});

import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeEscpos, decodePaper, type PaperLine } from './escpos-decoder.ts';
import { paperLinesMax } from './limits.ts';
import { renderPaper } from './paper-renderer.ts';
import { paperToSvg } from './paper-svg.ts';

const charset = {
  encode: (text: string) => iconv.encode(text, 'gb18030'),
  decode: (bytes: Uint8Array) => iconv.decode(Buffer.from(bytes), 'gb18030'),
};
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/ /g, ''), 'hex'));
const textOf = (lines: readonly PaperLine[]): string[] =>
  lines.flatMap((line) => (line.kind === 'line' ? [line.runs.map((run) => run.text).join('')] : []));

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

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gb18030 } from '../../adapters/charset-gb18030.ts';
import { concatBytes } from './escpos-bytes.ts';
import { commandLength } from './escpos-command.ts';
import { decodePaper } from './escpos-decoder.ts';
import { jobBytes } from './job-bytes.ts';
import { printerProfiles } from './printer-profile.ts';
import { rasterBands, realTimePairs } from './raster-bands.ts';

/** Half of all bytes are those of which real-time commands are made. */
const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x10, 0x10, 0x04, 0x05, 0x14));
const picture = fc
  .record({ rowBytes: fc.integer({ min: 1, max: 72 }), rows: fc.integer({ min: 0, max: 300 }) })
  .chain(({ rowBytes, rows }) =>
    fc
      .uint8Array({ minLength: 64, maxLength: 512 })
      .chain(() => fc.array(byte, { minLength: 97, maxLength: 97 }))
      .map((tile) => ({
        rowBytes,
        rows,
        bits: Uint8Array.from({ length: rowBytes * rows }, (_, at) => tile[at % 97] ?? 0),
      })),
  );

describe('a picture', () => {
  it('never holds a real-time command anywhere in the finished job, and keeps all its dots', () => {
    fc.assert(
      fc.property(fc.array(picture, { maxLength: 3 }), fc.integer({ min: 0, max: 94 ** 4 - 1 }), (pictures, jobId) => {
        const body = concatBytes(pictures.map(({ bits, rowBytes }) => rasterBands(bits, rowBytes)));
        const job = { jobId, ticketId: 't', body, copies: 1, suspect: false };
        for (const profile of [printerProfiles['epson-tm'], printerProfiles['zijiang-58']])
          expect(realTimePairs(jobBytes(job, profile, 9_600).bytes)).toEqual([]);
        const bands = decodePaper(body, gb18030).lines.filter((line) => line.kind === 'raster');
        const drawn = concatBytes(bands.map((band) => band.bits));
        const wanted = concatBytes(pictures.map(({ bits }) => bits));
        expect(drawn.length).toBe(wanted.length);
        for (const [at, dots] of drawn.entries())
          if (dots !== wanted[at]) expect([dots, wanted[at]]).toEqual([0x18, 0x10]);
        expect(bands.every((band) => band.rows <= 128)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('is a run of whole commands of at most 128 rows each', () => {
    const job = rasterBands(new Uint8Array(10 * 300).fill(0x10), 10);
    const rows: number[] = [];
    for (let at = 0; at < job.length; ) {
      rows.push((job[at + 6] ?? 0) + (job[at + 7] ?? 0) * 256);
      at += commandLength(job, at) ?? job.length;
    }
    expect(rows).toEqual([128, 128, 44]);
  });

  it('the scan sees what it looks for', () => {
    expect(realTimePairs(Uint8Array.of(0x10, 4, 0x10, 0x10, 5, 0x10, 6, 0x10, 0x14, 0x10))).toEqual([0, 3, 7]);
  });
});

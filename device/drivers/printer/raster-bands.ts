/**
 * Pictures as raster commands: `1D 76 30` bands of at most 128 rows, each complete in itself, so that an interruption
 * loses one band and not the printer. A printer obeys a real-time command (`10 04`, `10 05`, `10 14`) even inside a
 * picture: the `10` of such a pair becomes `18`, one more dot.
 */
import { concatBytes } from './escpos-bytes.ts';
import { bandRowsMax } from './limits.ts';

const headerBytes = 8;

/** Any row-major picture (1 = black, most significant bit left, `rowBytes` a row) as a run of raster commands. */
export function rasterBands(bits: Uint8Array, rowBytes: number): Uint8Array {
  const bands: Uint8Array[] = [];
  const rows = rowBytes === 0 ? 0 : Math.floor(bits.length / rowBytes);
  for (let top = 0; top < rows; top += bandRowsMax) {
    const height = Math.min(bandRowsMax, rows - top);
    const header = Uint8Array.of(0x1d, 0x76, 0x30, 0, rowBytes & 0xff, rowBytes >> 8, height & 0xff, height >> 8);
    const band = concatBytes([header, bits.subarray(top * rowBytes, (top + height) * rowBytes)]);
    for (let at = headerBytes; at + 1 < band.length; at++) if (beginsRealTime(band, at)) band[at] = 0x18;
    bands.push(band);
  }
  return concatBytes(bands);
}

/** Where a printer would see a real-time command: every pair `10 04`, `10 05`, `10 14` of a finished job. */
export function realTimePairs(job: Uint8Array): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at + 1 < job.length; at++) if (beginsRealTime(job, at)) found.push(at);
  return found;
}

function beginsRealTime(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 1];
  return bytes[at] === 0x10 && (next === 0x04 || next === 0x05 || next === 0x14);
}

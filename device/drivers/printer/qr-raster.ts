/** A QR code as dots, for printers that cannot draw one themselves. */
import { encode } from 'uqr';
import type { QrLevel } from './escpos-bytes.ts';
import { rasterBands } from './raster-bands.ts';

/** White modules around the code that a phone needs; left and right come from centring on the paper. */
const quietModules = 2;

/** Module matrix without border, true = black; null when the data does not fit any version. */
export function qrMatrix(data: string, level: QrLevel): boolean[][] | null {
  try {
    return encode(data, { ecc: level, border: 0, boostEcc: false }).data;
  } catch {
    return null;
  }
}

/** Raster commands for `data`, or no bytes when it does not fit. */
export function rasterQr(data: string, options: { moduleDots: number; level: QrLevel }): Uint8Array {
  const matrix = qrMatrix(data, options.level);
  if (matrix === null) {
    return new Uint8Array(0);
  }
  const dots = Math.max(1, Math.trunc(options.moduleDots));
  const side = (matrix.length + 2 * quietModules) * dots;
  const rowBytes = Math.ceil(side / 8);
  const bits = new Uint8Array(rowBytes * side);
  for (let y = 0; y < side; y++) {
    const row = matrix[Math.floor(y / dots) - quietModules];
    for (let x = 0; x < side; x++) {
      if (row?.[Math.floor(x / dots) - quietModules] === true) {
        const index = y * rowBytes + (x >> 3);
        bits[index] = (bits[index] ?? 0) | (0x80 >> (x & 7));
      }
    }
  }
  return rasterBands(bits, rowBytes);
}

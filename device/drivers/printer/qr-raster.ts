/**
 * A QR code as dots, for printers that cannot draw one themselves: `1D 76 30` bands of at most 128 rows, each complete in
 * itself, so that an interruption loses one band and not the printer. Dots that would spell a real-time command are
 * changed by one dot (`10` to `18`), because a printer obeys such a pair even inside a picture.
 */
import { encode } from 'uqr';
import { concatBytes, type QrLevel } from './escpos-bytes.ts';

const bandRowsMax = 128;
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

/** Any row-major picture (1 = black, most significant bit left) as a run of raster commands. */
export function rasterBands(bits: Uint8Array, rowBytes: number): Uint8Array {
  const bands: Uint8Array[] = [];
  const rows = rowBytes === 0 ? 0 : Math.floor(bits.length / rowBytes);
  for (let top = 0; top < rows; top += bandRowsMax) {
    const height = Math.min(bandRowsMax, rows - top);
    const header = Uint8Array.of(0x1d, 0x76, 0x30, 0, rowBytes & 0xff, rowBytes >> 8, height & 0xff, height >> 8);
    bands.push(
      withoutRealTimeCommands(concatBytes([header, bits.subarray(top * rowBytes, (top + height) * rowBytes)])),
    );
  }
  return concatBytes(bands);
}

function withoutRealTimeCommands(band: Uint8Array): Uint8Array {
  return band.map((byte, at) => {
    const next = band[at + 1];
    return at >= 8 && byte === 0x10 && (next === 0x04 || next === 0x05 || next === 0x14) ? 0x18 : byte;
  });
}

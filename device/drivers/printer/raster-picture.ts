/**
 * Pictures inside ESC/POS commands, as row-major bits: `ceil(widthDots / 8)` bytes a row, most significant bit left,
 * 1 = black. Declared heights are believed only as far as there is data.
 */

export interface RasterPicture {
  readonly widthDots: number;
  readonly rows: number;
  readonly bits: Uint8Array;
}

/** `1D 76 30 m xL xH yL yH data`: x in bytes; m doubles the width (1), the height (2) or both (3), also as ASCII. */
export function scaledRaster(command: Uint8Array): RasterPicture {
  const mode = command[3] ?? 0;
  const rowBytes = word(command, 4);
  const rows = word(command, 6);
  const data = command.slice(8, 8 + rowBytes * rows);
  if ((mode & 3) === 0) {
    return { widthDots: rowBytes * 8, rows, bits: data };
  }
  const across = (mode & 1) !== 0 ? 2 : 1;
  const down = (mode & 2) !== 0 ? 2 : 1;
  const bits = new Uint8Array(rowBytes * across * rows * down);
  for (let index = 0; index < bits.length * 8; index++) {
    const y = Math.floor(index / (rowBytes * across * 8) / down);
    const x = Math.floor((index % (rowBytes * across * 8)) / across);
    if (((data[y * rowBytes + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0) {
      bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7));
    }
  }
  return { widthDots: rowBytes * across * 8, rows: rows * down, bits };
}

/** Graphics memory, `m 70 a bx by c xL xH yL yH data` with `m` at `at`: x in dots. */
export function storedPicture(command: Uint8Array, at: number): RasterPicture {
  const widthDots = word(command, at + 6);
  const rowBytes = Math.ceil(widthDots / 8);
  const data = command.slice(at + 10);
  const rows = rowBytes === 0 ? 0 : Math.min(word(command, at + 8), Math.floor(data.length / rowBytes));
  return { widthDots, rows, bits: data.slice(0, rowBytes * rows) };
}

/** Two bytes, the low one first. */
export function word(command: Uint8Array, at: number): number {
  return (command[at] ?? 0) + (command[at + 1] ?? 0) * 256;
}

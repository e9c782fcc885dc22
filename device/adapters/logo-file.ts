/**
 * A logo's PNG file as dots: made as wide as asked, on white, then black and white by error diffusion (Floyd and Steinberg),
 * because a printer knows nothing between. A file that gives no logo is told once and left out.
 */
import { readFileSync, statSync } from 'node:fs';
import { PNG } from 'pngjs';
import { logoBytesMax, logoPixelsMax, logoRowsMax, logosMax } from '../drivers/printer/limits.ts';
import type { RasterPicture } from '../drivers/printer/raster-picture.ts';
import type { LogoSource } from '../drivers/printer/ticket-layout.ts';

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Logos from their files, each read once at each width. A file that gives none is told once and left out of the ticket. */
export function createLogoSource(onTrouble: (file: string, reason: string) => void): LogoSource {
  const known = new Map<string, RasterPicture | null>();
  return (file, widthDots) => {
    const key = `${widthDots} ${file}`;
    let picture = known.get(key);
    if (picture === undefined) {
      try {
        picture = readLogo(file, widthDots);
      } catch (error) {
        onTrouble(file, error instanceof Error ? error.message : String(error));
        picture = null;
      }
      known.set(key, picture);
      for (const oldest of known.keys()) if (known.size > logosMax) known.delete(oldest);
    }
    return picture;
  };
}

/** Throws with the reason when the file is none, too large, or no PNG. */
export function readLogo(file: string, widthDots: number): RasterPicture {
  if (statSync(file).size > logoBytesMax) throw new Error(`larger than ${logoBytesMax} bytes`);
  const bytes = readFileSync(file);
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(signature)) throw new Error('this is no PNG picture');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width === 0 || height === 0 || width * height > logoPixelsMax)
    throw new Error(`${width} x ${height} dots; at most ${logoPixelsMax} in all`);
  const { data } = PNG.sync.read(bytes);
  const scale = Math.min(widthDots / width, logoRowsMax / height);
  const across = Math.max(1, Math.min(widthDots, Math.round(width * scale)));
  const down = Math.max(1, Math.min(logoRowsMax, Math.round(height * scale)));
  return dithered(scaledGrey(data, width, height, across, down), across, down);
}

/** Mean grey of the part of the picture below each dot, on white where it is transparent; 0 is black. */
function scaledGrey(data: Uint8Array, width: number, height: number, across: number, down: number): Float32Array {
  const grey = new Float32Array(across * down);
  for (let y = 0; y < down; y++) {
    const [top, bottom] = [Math.floor((y * height) / down), Math.max(1, Math.ceil(((y + 1) * height) / down))];
    for (let x = 0; x < across; x++) {
      const [left, right] = [Math.floor((x * width) / across), Math.max(1, Math.ceil(((x + 1) * width) / across))];
      let sum = 0;
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) sum += greyOf(data, (row * width + column) * 4);
      grey[y * across + x] = sum / ((bottom - top) * (right - left));
    }
  }
  return grey;
}

function greyOf(data: Uint8Array, at: number): number {
  const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
  return 255 - ((255 - (0.299 * red + 0.587 * green + 0.114 * blue)) * alpha) / 255;
}

function dithered(grey: Float32Array, widthDots: number, rows: number): RasterPicture {
  const rowBytes = Math.ceil(widthDots / 8);
  const bits = new Uint8Array(rowBytes * rows);
  const spread = (x: number, y: number, error: number): void => {
    if (x >= 0 && x < widthDots && y < rows) grey[y * widthDots + x] = (grey[y * widthDots + x] ?? 0) + error;
  };
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < widthDots; x++) {
      const value = grey[y * widthDots + x] ?? 255;
      const isBlack = value < 128;
      if (isBlack) bits[y * rowBytes + (x >> 3)] = (bits[y * rowBytes + (x >> 3)] ?? 0) | (0x80 >> (x & 7));
      const error = value - (isBlack ? 0 : 255);
      spread(x + 1, y, (error * 7) / 16);
      spread(x - 1, y + 1, (error * 3) / 16);
      spread(x, y + 1, (error * 5) / 16);
      spread(x + 1, y + 1, error / 16);
    }
  }
  return { widthDots, rows, bits };
}

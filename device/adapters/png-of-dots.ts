/** A paper's dots as a PNG file of one bit a dot, with the size of the paper in it. */
import { deflateSync } from 'node:zlib';
import type { DotCanvas } from '../drivers/printer/dot-canvas.ts';

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Black dots on white, one bit each. */
export function pngOfDots({ widthDots, heightDots, rowBytes, bits }: DotCanvas): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthDots, 0);
  header.writeUInt32BE(heightDots, 4);
  header[8] = 1;
  const rows = Buffer.alloc((rowBytes + 1) * heightDots);
  for (let row = 0; row < heightDots; row++)
    for (let at = 0; at < rowBytes; at++)
      rows[row * (rowBytes + 1) + 1 + at] = ~(bits[row * rowBytes + at] ?? 0) & 0xff;
  // 8 dots a millimetre, so that a viewer can show the paper at its true size.
  const size = Buffer.alloc(9);
  size.writeUInt32BE(8_000, 0);
  size.writeUInt32BE(8_000, 4);
  size[8] = 1;
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('pHYs', size),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crcOf(body), framed.length - 4);
  return framed;
}

/** CRC-32 of PNG, bit by bit: a picture is some thousand bytes. */
function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

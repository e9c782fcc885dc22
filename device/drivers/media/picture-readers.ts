/** Reads the heads of JPEG, PNG and WebP pictures: size as shown, whether they move, whether their end is there. No pixel is decoded. */
import { ascii, indexOfAscii, type Reading, u8, u16, u32, u32le } from './byte-reading.ts';
import type { FoundPicture } from './found-media.ts';

/** Segments or chunks before the size of a picture is known: cameras write some twenty. */
const partsMax = 200;
const exifBytesMax = 16_384;
/** Cameras append small films and notes after a picture's end. */
const tailBytes = 65_536;

export function looksLikeJpeg(head: Uint8Array): boolean {
  return head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff;
}

export function* readJpeg(bytes: number): Reading<FoundPicture> {
  let [width, height] = [0, 0];
  let turned = false;
  let at = 2;
  for (let part = 0; part < partsMax && at < bytes; part += 1) {
    const head = yield { at, length: 10 };
    const marker = u8(head, 1);
    if (u8(head, 0) !== 0xff) break;
    // Fill bytes may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = u16(head, 2);
    if (marker === 0xda || marker === 0xd9 || length < 2) break;
    if (isFrame(marker)) {
      [height, width] = [u16(head, 5), u16(head, 7)];
      break;
    }
    if (marker === 0xe1) turned ||= isTurned(yield { at: at + 4, length: Math.min(length - 2, exifBytesMax) });
    at += 2 + length;
  }
  const tail = yield tailRange(bytes);
  const ends = tail.some((byte, index) => byte === 0xff && tail[index + 1] === 0xd9);
  const size = turned ? { width: height, height: width } : { width, height };
  return { kind: 'picture', mime: 'image/jpeg', bytes, ...size, animated: false, truncated: !ends };
}

/** Start of frame, also of a progressive picture; the table and the reserved ones between are none. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Orientation 5 to 8: browsers show the picture lying on its side. */
function isTurned(exif: Uint8Array): boolean {
  if (ascii(exif, 0, 4) !== 'Exif') return false;
  const tiff = exif.subarray(6);
  const little = ascii(tiff, 0, 2) === 'II';
  const short = (at: number): number => (little ? u8(tiff, at) + u8(tiff, at + 1) * 256 : u16(tiff, at));
  const at = little ? u32le(tiff, 4) : u32(tiff, 4);
  if (at + 2 > tiff.length) return false;
  const count = Math.min(short(at), partsMax);
  for (let entry = at + 2; entry < at + 2 + count * 12 && entry + 12 <= tiff.length; entry += 12)
    if (short(entry) === 0x0112) return short(entry + 8) >= 5 && short(entry + 8) <= 8;
  return false;
}

export function looksLikePng(head: Uint8Array): boolean {
  return u32(head, 0) === 0x89504e47 && u32(head, 4) === 0x0d0a1a0a;
}

export function* readPng(bytes: number): Reading<FoundPicture> {
  const head = yield { at: 8, length: 16 };
  const [width, height] = ascii(head, 4, 4) === 'IHDR' ? [u32(head, 8), u32(head, 12)] : [0, 0];
  let animated = false;
  let at = 8;
  for (let part = 0; part < partsMax && at + 8 <= bytes; part += 1) {
    const chunk = yield { at, length: 8 };
    const type = ascii(chunk, 4, 4);
    if (type === 'acTL') animated = true;
    if (type === 'IDAT' || type === 'IEND' || animated) break;
    at += 12 + u32(chunk, 0);
  }
  const tail = yield tailRange(bytes);
  const ends = indexOfAscii(tail, 'IEND') >= 0;
  return { kind: 'picture', mime: 'image/png', bytes, width, height, animated, truncated: !ends };
}

export function looksLikeWebp(head: Uint8Array): boolean {
  return ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 4) === 'WEBP';
}

export function* readWebp(bytes: number): Reading<FoundPicture> {
  const head = yield { at: 0, length: 40 };
  const truncated = u32le(head, 4) + 8 > bytes;
  const of = (width: number, height: number, animated = false): FoundPicture => ({
    kind: 'picture',
    mime: 'image/webp',
    bytes,
    width,
    height,
    animated,
    truncated,
  });
  const u24le = (at: number): number => u32le(head, at) % 0x1000000;
  switch (ascii(head, 12, 4)) {
    case 'VP8X':
      return of(u24le(24) + 1, u24le(27) + 1, (u8(head, 20) & 2) !== 0);
    case 'VP8L':
      return u8(head, 20) === 0x2f
        ? of((u32le(head, 21) & 0x3fff) + 1, ((u32le(head, 21) >>> 14) & 0x3fff) + 1)
        : of(0, 0);
    case 'VP8 ':
      return u24le(23) === 0x2a019d
        ? of((u8(head, 26) + u8(head, 27) * 256) & 0x3fff, (u8(head, 28) + u8(head, 29) * 256) & 0x3fff)
        : of(0, 0);
    default:
      return of(0, 0);
  }
}

function tailRange(bytes: number): { readonly at: number; readonly length: number } {
  const at = Math.max(0, bytes - tailBytes);
  return { at, length: bytes - at };
}

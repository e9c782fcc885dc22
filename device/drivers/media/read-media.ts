/**
 * What a file is, by its bytes alone: neither its name nor what the sender says about it counts. Pure and bounded; see
 * byte-reading.ts for how it is fed.
 */
import { ascii, bounded, type Reading, u8 } from './byte-reading.ts';
import type { FoundMedia, FoundOther } from './found-media.ts';
import { looksLikeMp4, readMp4 } from './mp4-reader.ts';
import { looksLikeJpeg, looksLikePng, looksLikeWebp, readJpeg, readPng, readWebp } from './picture-readers.ts';
import { looksLikeWebm, readWebm } from './webm-reader.ts';

export const headBytes = 64;

/** `bytes` is the size of the file. */
export function readMedia(bytes: number): Reading<FoundMedia> {
  return bounded<FoundMedia>(readAny(bytes), { kind: 'other', looksLike: null, couldBe: null });
}

function* readAny(bytes: number): Reading<FoundMedia> {
  const head = yield { at: 0, length: headBytes };
  switch (mimeOf(head)) {
    case 'video/mp4':
      return yield* readMp4(bytes);
    case 'video/webm':
      return yield* readWebm(bytes);
    case 'image/jpeg':
      return yield* readJpeg(bytes);
    case 'image/png':
      return yield* readPng(bytes);
    case 'image/webp':
      return yield* readWebp(bytes);
    default:
      return otherOf(head);
  }
}

/** Media type by the first bytes, for a file that has been judged before; null for what the hall does not serve. */
export function mimeOf(
  head: Uint8Array,
): 'video/mp4' | 'video/webm' | 'image/jpeg' | 'image/png' | 'image/webp' | null {
  if (looksLikeJpeg(head)) return 'image/jpeg';
  if (looksLikePng(head)) return 'image/png';
  if (looksLikeWebp(head)) return 'image/webp';
  if (looksLikeWebm(head)) return 'video/webm';
  return looksLikeMp4(head) ? 'video/mp4' : null;
}

/** Frequent strangers by name, so that the answer can say more than 'unknown'. */
function otherOf(head: Uint8Array): FoundOther {
  const of = (looksLike: string, couldBe: FoundOther['couldBe']): FoundOther => ({ kind: 'other', looksLike, couldBe });
  const text = ascii(head, 0, headBytes);
  if (text.startsWith('GIF8')) return of('GIF', 'picture');
  if (text.startsWith('BM')) return of('BMP', 'picture');
  if (text.startsWith('II*') || text.startsWith('MM?*')) return of('TIFF', 'picture');
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'AVI ') return of('AVI', 'video');
  if (u8(head, 0) === 0x30 && u8(head, 1) === 0x26 && u8(head, 2) === 0xb2) return of('WMV', 'video');
  if (text.startsWith('FLV')) return of('FLV', 'video');
  if (u8(head, 0) === 0x47 && head.length >= headBytes) return of('MPEG-TS', 'video');
  if (u8(head, 0) === 0 && u8(head, 1) === 0 && u8(head, 2) === 1 && u8(head, 3) === 0xba) return of('MPEG', 'video');
  if (text.startsWith('%PDF')) return of('PDF', null);
  if (text.startsWith('PK')) return of('ZIP, Office', null);
  return /^\W*(<\?xml|<svg|<!doctype|<html)/i.test(text)
    ? of('SVG, HTML', null)
    : { kind: 'other', looksLike: null, couldBe: null };
}

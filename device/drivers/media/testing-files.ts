/** Hand-built films and pictures for tests: heads as the standards write them, without anything to see. Not for production. */
import type { ByteRange, Reading } from './byte-reading.ts';

/** Runs a reading over bytes in memory and counts what it asks for. */
export function runOver<T>(reading: Reading<T>, file: Uint8Array): { result: T; reads: number; bytes: number } {
  let [reads, bytes] = [0, 0];
  let step = reading.next();
  while (!step.done) {
    const { at, length }: ByteRange = step.value;
    if (!(at >= 0 && length >= 0 && Number.isFinite(at + length))) throw new Error(`asked for ${at}+${length}`);
    reads += 1;
    bytes += length;
    step = reading.next(file.subarray(at, at + length));
  }
  return { result: step.value, reads, bytes };
}

export type Piece = string | number | readonly Piece[] | Uint8Array;

/** Text as ASCII, numbers as bytes, lists one after the other. */
export function join(...pieces: readonly Piece[]): Uint8Array {
  const parts = pieces.map((piece) =>
    piece instanceof Uint8Array
      ? piece
      : typeof piece === 'string'
        ? Uint8Array.from(piece, (char) => char.charCodeAt(0))
        : typeof piece === 'number'
          ? Uint8Array.of(piece)
          : join(...piece),
  );
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const be = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** (bytes - 1 - at)) % 256);
export const le = (value: number, bytes: number): number[] => be(value, bytes).reverse();
export const zeros = (count: number): Uint8Array => new Uint8Array(count);

export function box(type: string, ...pieces: readonly Piece[]): Uint8Array {
  const body = join(...pieces);
  return join(be(body.length + 8, 4), type, body);
}

export interface FilmWishes {
  readonly brand?: string;
  readonly entry?: string;
  readonly profile?: number;
  readonly level?: number;
  /** Sequence parameter set after its level; High, 8 bit, 4:2:0 when left out. */
  readonly colours?: readonly number[];
  readonly width?: number;
  readonly height?: number;
  readonly turn?: 0 | 90 | 180 | 270;
  readonly fps?: number;
  readonly seconds?: number;
  readonly sound?: 'aac' | 'mp3' | 'none';
  readonly tableLast?: boolean;
  readonly fragmented?: boolean;
  readonly noPicture?: boolean;
  readonly mediaBytes?: number;
}

/** id 0, format 1 (4:2:0), luma 8, chroma 8: `1 010 1 1`, then a stop. */
export const plainColours = [0b1010_1110, 0x80];
/** id 0, format 1, luma 10, chroma 10: `1 010 011 011`. */
export const tenBits = [0b1010_0110, 0b1110_0000];
/** id 0, format 2 (4:2:2), luma 8, chroma 8: `1 011 1 1`. */
export const wideColours = [0b1011_1110, 0x80];

export function makeFilm(wishes: FilmWishes = {}): Uint8Array {
  const { brand = 'isom', fragmented = false, mediaBytes = 5_000, seconds = 2, tableLast = false } = wishes;
  const ftyp = box('ftyp', brand, be(0x200, 4), 'isom', 'avc1');
  const tracks = wishes.noPicture ? [] : [pictureTrack(wishes)];
  if (wishes.sound !== 'none') tracks.push(soundTrack(wishes.sound ?? 'aac'));
  const mvhd = box('mvhd', zeros(4), zeros(8), be(1000, 4), be(fragmented ? 0 : seconds * 1000, 4), zeros(80));
  const moov = box('moov', mvhd, ...tracks, ...(fragmented ? [box('mvex', box('trex', zeros(24)))] : []));
  const mdat = box('mdat', zeros(mediaBytes));
  if (fragmented) return join(ftyp, moov, box('moof', zeros(40)), mdat);
  return tableLast ? join(ftyp, mdat, moov) : join(ftyp, moov, mdat);
}

function pictureTrack(wishes: FilmWishes): Uint8Array {
  const { entry = 'avc1', fps = 25, height = 1080, level = 40, profile = 100, seconds = 2, turn = 0 } = wishes;
  const { colours = plainColours, width = 1920 } = wishes;
  const [a, b, c, d] = { 0: [1, 0, 0, 1], 90: [0, 1, -1, 0], 180: [-1, 0, 0, -1], 270: [0, -1, 1, 0] }[
    turn
  ] as number[];
  const fixed = (value = 0): number[] => be(value < 0 ? 2 ** 32 + value * 65536 : value * 65536, 4);
  const matrix = [fixed(a), fixed(b), be(0, 4), fixed(c), fixed(d), be(0, 4), be(0, 8), be(0x40000000, 4)];
  const tkhd = box('tkhd', be(7, 4), zeros(36), matrix, be(width, 2), be(0, 2), be(height, 2), be(0, 2));
  const set = join(0x67, profile, 0, level, ...colours);
  const avcC = box('avcC', 1, profile, 0, level, 0xff, 0xe1, be(set.length, 2), set, 1, be(4, 2), zeros(4));
  const sample = box(entry, zeros(6), be(1, 2), zeros(16), be(width, 2), be(height, 2), zeros(50), avcC);
  const scale = 12_800;
  const frames = wishes.fragmented ? [] : [be(Math.round(fps * seconds), 4), be(Math.round(scale / fps), 4)];
  const stbl = box(
    'stbl',
    box('stsd', zeros(4), be(1, 4), sample),
    box('stts', zeros(4), be(frames.length / 2, 4), frames),
    box('stsz', zeros(8), be(Math.round(fps * seconds), 4)),
  );
  const mdhd = box('mdhd', zeros(12), be(scale, 4), be(scale * seconds, 4), zeros(4));
  return box('trak', tkhd, box('mdia', mdhd, box('hdlr', zeros(8), 'vide', zeros(12)), box('minf', stbl)));
}

function soundTrack(kind: 'aac' | 'mp3'): Uint8Array {
  const object = kind === 'aac' ? 0x40 : 0x6b;
  const esds = box('esds', zeros(4), 3, 25, be(1, 2), 0, 4, 17, object, zeros(12), 5, 2, 0x11, 0x90);
  const sample = box('mp4a', zeros(6), be(1, 2), zeros(20), esds);
  const stbl = box('stbl', box('stsd', zeros(4), be(1, 4), sample));
  return box('trak', box('mdia', box('hdlr', zeros(8), 'soun', zeros(12)), box('minf', stbl)));
}

/** Element with a size of eight bytes. */
function element(id: number, ...pieces: readonly Piece[]): Uint8Array {
  const body = join(...pieces);
  const idBytes = id > 0xffffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1;
  return join(be(id, idBytes), 0x01, be(body.length, 7), body);
}

export function makeWebm(docType = 'webm', codec = 'V_VP9', seconds = 2): Uint8Array {
  const duration = new Uint8Array(8);
  new DataView(duration.buffer).setFloat64(0, seconds * 1000);
  const picture = element(0xe0, element(0xb0, be(1280, 2)), element(0xba, be(720, 2)));
  return join(
    element(0x1a45dfa3, element(0x4282, docType)),
    element(
      0x18538067,
      element(0x1549a966, element(0x2ad7b1, be(1_000_000, 3)), element(0x4489, duration)),
      element(
        0x1654ae6b,
        element(0xae, element(0x83, 1), element(0x86, codec), element(0x23e383, be(40_000_000, 4)), picture),
        element(0xae, element(0x83, 2), element(0x86, 'A_OPUS')),
      ),
      element(0x1f43b675, zeros(3_000)),
    ),
  );
}

export function makeJpeg(width: number, height: number, orientation = 1, frame = 0xc0): Uint8Array {
  const entry = [be(0x0112, 2), be(3, 2), be(1, 4), be(orientation, 2), be(0, 2)];
  const exif = join('Exif', 0, 0, 'MM', 0, 42, be(8, 4), be(1, 2), entry, be(0, 4));
  return join(
    [0xff, 0xd8, 0xff, 0xe1, be(exif.length + 2, 2), exif],
    [0xff, 0xdb, be(67, 2), zeros(65), 0xff, frame, be(17, 2), 8, be(height, 2), be(width, 2), 3, zeros(9)],
    [0xff, 0xda, be(12, 2), zeros(10), zeros(200), 0xff, 0xd9],
  );
}

export function makePng(width: number, height: number, moves = false): Uint8Array {
  const chunk = (type: string, body: Uint8Array): Piece[] => [be(body.length, 4), type, body, zeros(4)];
  return join(
    [0x89, 'PNG', 0x0d, 0x0a, 0x1a, 0x0a],
    chunk('IHDR', join(be(width, 4), be(height, 4), 8, 2, 0, 0, 0)),
    moves ? chunk('acTL', zeros(8)) : [],
    chunk('IDAT', zeros(30)),
    chunk('IEND', zeros(0)),
  );
}

export function makeWebp(kind: 'VP8 ' | 'VP8L' | 'VP8X', width: number, height: number, moves = false): Uint8Array {
  const body =
    kind === 'VP8X'
      ? join(moves ? 2 : 0, zeros(3), le(width - 1, 3), le(height - 1, 3))
      : kind === 'VP8L'
        ? join(0x2f, le(width - 1 + (height - 1) * 0x4000, 4), zeros(5))
        : join(0, 0, 0, 0x9d, 0x01, 0x2a, le(width, 2), le(height, 2));
  const chunk = join(kind, le(body.length, 4), body, zeros(20));
  return join('RIFF', le(chunk.length + 4, 4), 'WEBP', chunk);
}

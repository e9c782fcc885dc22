/**
 * Reads a film in MP4 or QuickTime form: order of its parts, length, picture and sound tracks. It reads tables and heads, never
 * pictures, and takes every number in them for a claim.
 */
import { ascii, i32, indexOfAscii, type Reading, u8, u16, u32 } from './byte-reading.ts';
import type { FoundFilm, FoundOther, FoundVideo } from './found-media.ts';
import { readAvcConfig } from './h264-facts.ts';
import { type Box, boxesIn, boxNamed, findBox, listBoxes, readBody, readTimes } from './mp4-boxes.ts';

const tracksMax = 16;
const sampleEntryBytesMax = 4_096;
/** Changes of the frame duration that are added up; a film with more is measured by its sample count. */
const durationEntriesMax = 8_000;

const stillBrands: Readonly<Record<string, string>> = {
  heic: 'HEIC',
  heix: 'HEIC',
  mif1: 'HEIC',
  msf1: 'HEIC',
  avif: 'AVIF',
  avis: 'AVIF',
};

/** Whether the first bytes of a file can be of this family. */
export function looksLikeMp4(head: Uint8Array): boolean {
  return ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].includes(ascii(head, 4, 4));
}

export function* readMp4(bytes: number): Reading<FoundFilm | FoundOther> {
  const top = yield* listBoxes(0, bytes, (box) => box.type === 'moof');
  const ftyp = boxNamed(top, 'ftyp');
  const brand = ftyp ? ascii(yield* readBody(ftyp, 4), 0, 4) : 'qt  ';
  const still = stillBrands[brand];
  if (still) return { kind: 'other', looksLike: still, couldBe: 'picture' };
  const moov = boxNamed(top, 'moov');
  const mdat = boxNamed(top, 'mdat');
  const inside = moov ? yield* listBoxes(moov.body, moov.end) : [];
  const mvhd = boxNamed(inside, 'mvhd');
  const { scale, ticks } = readTimes(mvhd ? yield* readBody(mvhd, 32) : new Uint8Array());
  let video: FoundVideo | null = null;
  let sound: string | null = null;
  for (const trak of inside.filter((box) => box.type === 'trak').slice(0, tracksMax)) {
    const track = yield* readTrack(trak);
    if (track?.video && (video === null || isCover(video))) video = track.video;
    if (track?.sound) sound ??= track.sound;
  }
  const fragmented = boxNamed(inside, 'mvex') !== null || boxNamed(top, 'moof') !== null;
  return {
    kind: 'video',
    container: brand === 'qt  ' ? 'mov' : 'mp4',
    bytes,
    durationMs: scale > 0 && ticks ? Math.round((ticks * 1000) / scale) : null,
    video,
    sound,
    faststart: moov !== null && (mdat === null || moov.at < mdat.at),
    fragmented,
    truncated: top.some((box) => !box.whole) || endsInside(top.at(-1), bytes),
    damaged: moov === null || mvhd === null || (mdat === null && !fragmented),
  };
}

/** Less than a whole head is left after the last box. */
function endsInside(last: Box | undefined, bytes: number): boolean {
  return last === undefined || (last.end < bytes && bytes - last.end < 8);
}

/** A picture that stands in a sound file for its cover. */
function isCover({ codec }: FoundVideo): boolean {
  return codec === 'jpeg' || codec === 'png ';
}

function* readTrack(trak: Box): Reading<{ video: FoundVideo | null; sound: string | null } | null> {
  const parts = yield* listBoxes(trak.body, trak.end);
  const mdia = boxNamed(parts, 'mdia');
  if (!mdia) return null;
  const media = yield* listBoxes(mdia.body, mdia.end);
  const [hdlr, mdhd, minf] = [boxNamed(media, 'hdlr'), boxNamed(media, 'mdhd'), boxNamed(media, 'minf')];
  if (!hdlr || !minf) return null;
  const kind = ascii(yield* readBody(hdlr, 12), 8, 4);
  if (kind !== 'vide' && kind !== 'soun') return null;
  const stbl = yield* findBox(minf, ['stbl']);
  const tables = stbl ? yield* listBoxes(stbl.body, stbl.end) : [];
  const stsd = boxNamed(tables, 'stsd');
  if (!stsd) return null;
  const entries = yield* readBody(stsd, sampleEntryBytesMax);
  const [entry] = boxesIn(entries, 8);
  if (!entry) return null;
  const bytes = entries.subarray(entry.at, entry.end);
  if (kind === 'soun') return { video: null, sound: soundCodec(entry.type, bytes) };
  const tkhd = boxNamed(parts, 'tkhd');
  const header = tkhd ? yield* readBody(tkhd, 100) : new Uint8Array();
  const times = readTimes(mdhd ? yield* readBody(mdhd, 32) : new Uint8Array());
  const fps = yield* readFrameRate(tables, times);
  return { video: { ...readPicture(entry.type, bytes), rotation: rotationOf(header), fps }, sound: null };
}

/** Frames by the time they stand, from the table of durations, or from the count of samples where that table is long. */
function* readFrameRate(
  tables: readonly Box[],
  { scale, ticks }: { readonly scale: number; readonly ticks: number | null },
): Reading<number | null> {
  const stts = boxNamed(tables, 'stts');
  if (!stts || scale === 0) return null;
  const count = u32(yield* readBody(stts, 8), 4);
  let [samples, duration] = [0, 0];
  if (count <= durationEntriesMax) {
    const table = yield* readBody(stts, 8 + count * 8);
    for (let at = 8; at + 8 <= table.length; at += 8) {
      samples += u32(table, at);
      duration += u32(table, at) * u32(table, at + 4);
    }
  } else {
    const stsz = boxNamed(tables, 'stsz');
    samples = stsz ? u32(yield* readBody(stsz, 12), 8) : 0;
    duration = ticks ?? 0;
  }
  return samples > 0 && duration > 0 ? (samples * scale) / duration : null;
}

const codecs: Readonly<Record<string, string>> = {
  avc1: 'h264',
  avc3: 'h264',
  hvc1: 'hevc',
  hev1: 'hevc',
  vp08: 'vp8',
  vp09: 'vp9',
  av01: 'av1',
};
const chromas = ['4:0:0', '4:2:0', '4:2:2', '4:4:4'] as const;

/** A picture's sample entry: size at a fixed place, then boxes, of which one tells the decoder. */
function readPicture(type: string, entry: Uint8Array): Omit<FoundVideo, 'rotation' | 'fps'> {
  const boxes = boxesIn(entry, 86);
  const bodyOf = (name: string): Uint8Array | null => {
    const box = boxNamed(boxes, name);
    return box && entry.subarray(box.body, box.end);
  };
  const base = {
    codec: codecs[type] ?? type,
    tag: type,
    profile: null,
    level: null,
    chroma: null,
    bitDepth: null,
    width: u16(entry, 32),
    height: u16(entry, 34),
    locked: type === 'encv',
  };
  const avcC = bodyOf('avcC');
  const h264 = avcC && readAvcConfig(avcC);
  if (base.codec === 'h264' && h264) return { ...base, ...h264 };
  const hvcC = bodyOf('hvcC');
  if (hvcC && hvcC.length > 18)
    return { ...base, chroma: chromas[u8(hvcC, 16) & 3] ?? null, bitDepth: 8 + (u8(hvcC, 17) & 7) };
  const vpcC = bodyOf('vpcC');
  if (vpcC && vpcC.length > 6) return { ...base, bitDepth: u8(vpcC, 6) >> 4 };
  const av1C = bodyOf('av1C');
  if (av1C && av1C.length > 2) return { ...base, bitDepth: u8(av1C, 2) & 0x40 ? (u8(av1C, 2) & 0x20 ? 12 : 10) : 8 };
  return base;
}

/** `mp4a` is AAC only where its descriptor says so; MP3 hides behind the same letters. */
function soundCodec(type: string, entry: Uint8Array): string {
  if (type !== 'mp4a') return type.trim();
  const esds = indexOfAscii(entry, 'esds');
  if (esds < 0) return 'mp4a';
  let at = descriptor(entry, esds + 8);
  if (u8(entry, esds + 8) !== 3) return 'mp4a';
  const flags = u8(entry, at + 2);
  at += 3 + (flags & 0x80 ? 2 : 0) + (flags & 0x40 ? 1 + u8(entry, at + 3) : 0) + (flags & 0x20 ? 2 : 0);
  if (u8(entry, at) !== 4) return 'mp4a';
  const object = u8(entry, descriptor(entry, at));
  if (object === 0x40 || (object >= 0x66 && object <= 0x68)) return 'aac';
  return object === 0x69 || object === 0x6b ? 'mp3' : `mp4a.${object.toString(16)}`;
}

/** Where the content of a descriptor begins: a tag, then a length of at most four bytes. */
function descriptor(bytes: Uint8Array, at: number): number {
  let next = at + 1;
  while (next < at + 4 && u8(bytes, next) & 0x80) next += 1;
  return next + 1;
}

/** The matrix of a track header as a turn; mirrored and slanted ones do not occur in cameras. */
function rotationOf(header: Uint8Array): 0 | 90 | 180 | 270 {
  const at = u8(header, 0) === 1 ? 52 : 40;
  const [a, b] = [i32(header, at), i32(header, at + 4)];
  if (Math.abs(b) > Math.abs(a)) return b > 0 ? 90 : 270;
  return a < 0 ? 180 : 0;
}

/** Reads the head of a WebM or Matroska film: kind, length, tracks. Elements are walked forward only, a bounded number of them. */
import { ascii, type Reading, u8 } from './byte-reading.ts';
import type { FoundFilm, FoundVideo } from './found-media.ts';
import { readAvcConfig } from './h264-facts.ts';

interface Element {
  readonly id: number;
  readonly body: number;
  readonly end: number;
  readonly whole: boolean;
}

const ids = {
  header: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  info: 0x1549a966,
  scale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  track: 0xae,
  trackType: 0x83,
  codec: 0x86,
  codecPrivate: 0x63a2,
  frameNs: 0x23e383,
  video: 0xe0,
  width: 0xb0,
  height: 0xba,
  cluster: 0x1f43b675,
} as const;
const siblingsMax = 64;
const tracksBytesMax = 32_768;
const codecs: Readonly<Record<string, string>> = {
  'V_MPEG4/ISO/AVC': 'h264',
  'V_MPEGH/ISO/HEVC': 'hevc',
  V_VP8: 'vp8',
  V_VP9: 'vp9',
  V_AV1: 'av1',
};

export function looksLikeWebm(head: Uint8Array): boolean {
  return head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3;
}

export function* readWebm(bytes: number): Reading<FoundFilm> {
  const top = yield* listElements(0, bytes, (element) => element.id === ids.segment);
  const header = top.find(({ id }) => id === ids.header);
  const segment = top.find(({ id }) => id === ids.segment);
  const docType = header ? textOf(yield* readBody(header, 256), ids.docType) : '';
  const parts = segment ? yield* listElements(segment.body, segment.end, isCluster) : [];
  const info = parts.find(({ id }) => id === ids.info);
  const tracks = parts.find(({ id }) => id === ids.tracks);
  const about = info ? yield* readBody(info, 1_024) : new Uint8Array();
  const ticks = floatOf(bodyIn(about, ids.duration));
  const durationMs = ticks > 0 ? Math.round((ticks * (numberOf(bodyIn(about, ids.scale)) || 1_000_000)) / 1e6) : null;
  const listed = tracks ? yield* readBody(tracks, tracksBytesMax) : new Uint8Array();
  const entries = elementsIn(listed).filter(({ id }) => id === ids.track);
  let video: FoundVideo | null = null;
  let sound: string | null = null;
  for (const { body, end } of entries) {
    const entry = listed.subarray(body, end);
    const kind = numberOf(bodyIn(entry, ids.trackType));
    if (kind === 1) video ??= videoOf(entry);
    if (kind === 2) sound ??= textOf(entry, ids.codec).replace(/^A_/, '').toLowerCase() || 'unknown';
  }
  return {
    kind: 'video',
    container: docType === 'webm' ? 'webm' : 'matroska',
    bytes,
    durationMs: durationMs !== null && Number.isSafeInteger(durationMs) ? durationMs : null,
    video,
    sound: sound?.startsWith('aac') ? 'aac' : sound,
    faststart: true,
    fragmented: false,
    truncated: segment !== undefined && !segment.whole,
    damaged: segment === undefined || tracks === undefined,
  };
}

function isCluster({ id }: Element): boolean {
  return id === ids.cluster;
}

function videoOf(entry: Uint8Array): FoundVideo {
  const name = textOf(entry, ids.codec);
  const codec = codecs[name] ?? (name.replace(/^V_/, '').toLowerCase() || 'unknown');
  const picture = bodyIn(entry, ids.video);
  const frameNs = numberOf(bodyIn(entry, ids.frameNs));
  const h264 = codec === 'h264' ? readAvcConfig(bodyIn(entry, ids.codecPrivate)) : null;
  return {
    codec,
    tag: codec,
    profile: null,
    level: null,
    chroma: null,
    bitDepth: null,
    ...h264,
    width: numberOf(bodyIn(picture, ids.width)),
    height: numberOf(bodyIn(picture, ids.height)),
    rotation: 0,
    fps: frameNs > 0 ? 1e9 / frameNs : null,
    locked: false,
  };
}

function* listElements(at: number, end: number, enough: (element: Element) => boolean): Reading<readonly Element[]> {
  const elements: Element[] = [];
  let next = at;
  while (elements.length < siblingsMax && next < end) {
    const head = yield { at: next, length: 12 };
    const element = headAt(head, 0, next, end);
    if (!element) break;
    elements.push(element);
    if (enough(element)) break;
    next = element.end;
  }
  return elements;
}

function elementsIn(bytes: Uint8Array): readonly Element[] {
  const elements: Element[] = [];
  let next = 0;
  while (elements.length < siblingsMax && next < bytes.length) {
    const element = headAt(bytes, next, next, bytes.length);
    if (!element) break;
    elements.push(element);
    next = element.end;
  }
  return elements;
}

/** An id of one to four bytes and a size of one to eight; a size of ones alone means 'to the end'. */
function headAt(bytes: Uint8Array, offset: number, at: number, end: number): Element | null {
  const idBytes = leadingZeros(u8(bytes, offset)) + 1;
  if (idBytes > 4 || bytes.length <= offset + idBytes) return null;
  let id = 0;
  for (let count = 0; count < idBytes; count += 1) id = id * 256 + u8(bytes, offset + count);
  const first = u8(bytes, offset + idBytes);
  const sizeBytes = leadingZeros(first) + 1;
  if (sizeBytes > 8 || bytes.length < offset + idBytes + sizeBytes) return null;
  const mask = 2 ** (8 - sizeBytes) - 1;
  let size = first & mask;
  let open = size === mask;
  for (let count = 1; count < sizeBytes; count += 1) {
    const byte = u8(bytes, offset + idBytes + count);
    size = size * 256 + byte;
    open &&= byte === 0xff;
  }
  const body = at + idBytes + sizeBytes;
  const ends = open ? end : body + size;
  return { id, body: Math.min(body, end), end: Math.min(ends, end), whole: ends <= end };
}

function leadingZeros(byte: number): number {
  return byte === 0 ? 8 : Math.clz32(byte) - 24;
}

function* readBody({ body, end }: Element, max: number): Reading<Uint8Array> {
  return yield { at: body, length: Math.max(0, Math.min(end - body, max)) };
}

function bodyIn(bytes: Uint8Array, id: number): Uint8Array {
  const element = elementsIn(bytes).find((each) => each.id === id);
  return element ? bytes.subarray(element.body, element.end) : new Uint8Array();
}

function textOf(bytes: Uint8Array, id: number): string {
  return ascii(bodyIn(bytes, id), 0, 40);
}

function numberOf(body: Uint8Array): number {
  let value = 0;
  for (const byte of body.subarray(0, 8)) value = value * 256 + byte;
  return value;
}

function floatOf(body: Uint8Array): number {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (body.byteLength === 4) return view.getFloat32(0);
  return body.byteLength === 8 ? view.getFloat64(0) : 0;
}

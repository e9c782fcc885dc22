/** Hand-built files are read and judged; whatever is done to them, reading ends within its bounds and never throws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readingLimits } from './byte-reading.ts';
import type { FoundFilm } from './found-media.ts';
import { judgeMedia } from './judge-media.ts';
import { readMedia } from './read-media.ts';
import {
  be,
  box,
  type FilmWishes,
  join,
  makeFilm,
  makeJpeg,
  makePng,
  makeWebm,
  makeWebp,
  runOver,
  tenBits,
  wideColours,
  zeros,
} from './testing-files.ts';

const read = (file: Uint8Array) => runOver(readMedia(file.length), file).result;
const judge = (file: Uint8Array, name = 'a.mp4') => judgeMedia(read(file), name);
const codesOf = (file: Uint8Array): string[] => {
  const verdict = judge(file);
  return verdict.ok ? [] : verdict.findings.map(({ code }) => code);
};

it('takes a film of the house format and says what it is', () => {
  expect(judge(makeFilm())).toEqual({
    ok: true,
    facts: {
      kind: 'video',
      mime: 'video/mp4',
      bytes: makeFilm().length,
      width: 1920,
      height: 1080,
      durationMs: 2000,
      codec: 'avc1.640028',
      sound: true,
    },
  });
  expect(codesOf(makeFilm({ sound: 'none', width: 1080, height: 1920, fps: 29.97, level: 41 }))).toEqual([]);
});

it.each<readonly [string, FilmWishes, readonly string[]]>([
  ['the table at the end', { tableLast: true }, ['not-faststart']],
  ['fragments', { fragmented: true }, ['film-fragmented']],
  ['QuickTime', { brand: 'qt  ' }, ['container-not-mp4']],
  ['HEVC', { entry: 'hvc1' }, ['codec-not-h264']],
  ['encrypted', { entry: 'encv' }, ['film-locked']],
  ['level 5.1', { level: 51 }, ['level-above-4-1']],
  ['High 10', { profile: 110, colours: tenBits }, ['colours-not-8bit-420']],
  ['4:2:2', { profile: 122, colours: wideColours }, ['colours-not-8bit-420']],
  ['4K', { width: 3840, height: 2160 }, ['larger-than-1080p']],
  ['square and too high', { width: 1440, height: 1440 }, ['larger-than-1080p']],
  ['60 frames', { fps: 60 }, ['frames-above-30']],
  ['a fat stream', { mediaBytes: 4_000_000 }, ['bit-rate-above-8m']],
  ['turned', { turn: 90 }, ['film-rotated']],
  ['MP3 in it', { sound: 'mp3' }, ['sound-not-aac']],
  ['sound only', { noPicture: true }, ['no-video-track']],
  [
    'several at once',
    { tableLast: true, fps: 50, sound: 'mp3' },
    ['not-faststart', 'frames-above-30', 'sound-not-aac'],
  ],
])('refuses %s', (_what, wishes, codes) => {
  expect(codesOf(makeFilm(wishes))).toEqual(codes);
});

it('tells a film that ends early from one that is broken', () => {
  const film = makeFilm();
  for (const cut of [1, 100, 4_000]) expect(codesOf(film.subarray(0, film.length - cut))).toEqual(['file-truncated']);
  expect(codesOf(join(box('ftyp', 'isom', zeros(4)), box('mdat', zeros(50))))).toEqual(['file-damaged']);
  const last = makeFilm({ tableLast: true });
  expect(codesOf(last.subarray(0, 3_000))).toEqual(['file-truncated']);
});

it('reads sizes of 64 bits, a media part to the end, and headers of the second version', () => {
  const film = makeFilm();
  const media = film.length - 5_008;
  const wide = join(film.subarray(0, media), be(1, 4), 'mdat', be(5_016, 8), zeros(5_000));
  const open = join(film.subarray(0, media), be(0, 4), 'mdat', zeros(5_000));
  expect([codesOf(wide), codesOf(open)]).toEqual([[], []]);
  const lying = join(film.subarray(0, media), be(1, 4), 'mdat', be(2 ** 52, 8), zeros(5_000));
  expect(codesOf(lying)).toEqual(['file-truncated']);
});

it('reads WebM and Matroska, and says what is in them', () => {
  expect(read(makeWebm())).toMatchObject({
    container: 'webm',
    durationMs: 2000,
    sound: 'opus',
    video: { codec: 'vp9', width: 1280, height: 720, fps: 25 },
  } satisfies Partial<FoundFilm> | object);
  expect(codesOf(makeWebm())).toEqual(['container-not-mp4', 'codec-not-h264', 'sound-not-aac']);
  expect(read(makeWebm('matroska', 'V_MPEG4/ISO/AVC'))).toMatchObject({
    container: 'matroska',
    video: { codec: 'h264' },
  });
});

describe('pictures', () => {
  const sizeOf = (file: Uint8Array): unknown => {
    const verdict = judge(file, 'a.jpg');
    return verdict.ok ? [verdict.facts.mime, verdict.facts.width, verdict.facts.height] : verdict.findings[0]?.code;
  };

  it('of every kind have their size as shown', () => {
    expect(sizeOf(makeJpeg(1600, 900))).toEqual(['image/jpeg', 1600, 900]);
    expect(sizeOf(makeJpeg(1600, 900, 1, 0xc2))).toEqual(['image/jpeg', 1600, 900]);
    expect(sizeOf(makeJpeg(1600, 900, 6))).toEqual(['image/jpeg', 900, 1600]);
    expect(sizeOf(makePng(800, 600))).toEqual(['image/png', 800, 600]);
    expect(sizeOf(makeWebp('VP8 ', 640, 480))).toEqual(['image/webp', 640, 480]);
    expect(sizeOf(makeWebp('VP8L', 641, 481))).toEqual(['image/webp', 641, 481]);
    expect(sizeOf(makeWebp('VP8X', 4000, 2250))).toEqual(['image/webp', 4000, 2250]);
  });

  it('that are too large, move, end early or say nothing are refused', () => {
    expect(sizeOf(makePng(30_000, 30_000))).toBe('picture-too-large');
    expect(sizeOf(makePng(100, 100, true))).toBe('picture-animated');
    expect(sizeOf(makeWebp('VP8X', 100, 100, true))).toBe('picture-animated');
    expect(sizeOf(makeJpeg(100, 100).subarray(0, -2))).toBe('file-truncated');
    expect(sizeOf(makePng(100, 100).subarray(0, -12))).toBe('file-truncated');
    expect(sizeOf(makePng(0, 100))).toBe('file-damaged');
  });
});

it('names frequent strangers', () => {
  const named = (file: Uint8Array): unknown => {
    const verdict = judge(file);
    return verdict.ok ? null : [verdict.findings[0]?.code, verdict.findings[0]?.found];
  };
  expect(named(join('GIF89a', zeros(60)))).toEqual(['type-unknown', 'GIF']);
  expect(named(box('ftyp', 'heic', zeros(60)))).toEqual(['type-unknown', 'HEIC']);
  expect(named(join('<svg xmlns="http://www.w3.org/2000/svg">', zeros(60)))).toEqual(['type-unknown', 'SVG, HTML']);
  expect(named(new Uint8Array())).toEqual(['type-unknown', '?']);
});

const files = [
  makeFilm(),
  makeFilm({ tableLast: true, turn: 90 }),
  makeFilm({ fragmented: true }),
  makeWebm(),
  makeWebm('matroska', 'V_MPEG4/ISO/AVC'),
  makeJpeg(100, 200, 6),
  makePng(100, 200, true),
  makeWebp('VP8X', 10, 10),
  makeWebp('VP8 ', 10, 10),
];
const change = fc.record({ at: fc.nat(1_200), bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) });

function checkBounds(file: Uint8Array, claimed = file.length): void {
  const { result, reads, bytes } = runOver(readMedia(claimed), file);
  expect(reads).toBeLessThanOrEqual(readingLimits.readsMax);
  expect(bytes).toBeLessThanOrEqual(readingLimits.readsMax * readingLimits.pieceBytesMax);
  const verdict = judgeMedia(result, "it's.mp4");
  if (verdict.ok) {
    expect(Number.isSafeInteger(verdict.facts.width) && verdict.facts.width >= 1).toBe(true);
    expect(verdict.facts.durationMs === null || Number.isSafeInteger(verdict.facts.durationMs)).toBe(true);
  } else expect(verdict.findings.length).toBeGreaterThan(0);
}

it('never throws and always ends, whatever is changed, cut or claimed', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...files),
      fc.array(change, { maxLength: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(0, 0, 1_000, 2 ** 40),
      (file, changes, keep, more) => {
        const copy = file.slice();
        for (const { at, bytes } of changes)
          copy.set(bytes.subarray(0, Math.max(0, copy.length - (at % copy.length))), at % copy.length);
        const cut = copy.subarray(0, Math.ceil(copy.length * keep));
        checkBounds(cut, cut.length + more);
      },
    ),
    { numRuns: 3_000, seed: 7 },
  );
});

it('gives up on a nest of boxes made to be read for ever', () => {
  const leaf = join(Array.from({ length: 64 }, () => box('free')));
  const mdia = box('mdia', box('hdlr', zeros(8), 'vide', zeros(4)), box('minf', box('stbl', leaf)), leaf);
  const moov = box('moov', ...Array.from({ length: 60 }, () => box('trak', leaf.subarray(0, 400), mdia)));
  const nest = join(box('ftyp', 'isom', zeros(4)), moov, ...Array.from({ length: 3_000 }, () => box('free')));
  checkBounds(nest);
  checkBounds(
    join(
      0x1a,
      0x45,
      0xdf,
      0xa3,
      Array.from({ length: 20_000 }, () => 0x80),
    ),
  );
  checkBounds(
    join(
      [0xff, 0xd8, 0xff],
      Array.from({ length: 50_000 }, () => 0xff),
    ),
  );
});

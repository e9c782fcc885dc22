/** Real films, made by ffmpeg: the own reader and ffprobe come to the same verdict, and the line that mends really does. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaVerdict } from '../drivers/media/judge-media.ts';
import { makeFilm } from '../drivers/media/testing-files.ts';
import { createFfprobe, type Ffprobe } from './ffprobe.ts';
import { judgeFile } from './media-judge.ts';
import { ffmpeg, hasFfmpeg, houseOutput, makeTestFilm, type TestFilm } from './testing-films.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-judge-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function judge(path: string, ffprobe: Ffprobe | null): Promise<MediaVerdict> {
  const handle = await open(path, 'r');
  try {
    return await judgeFile({ handle, path, bytes: (await stat(path)).size, name: basename(path) }, ffprobe);
  } finally {
    await handle.close();
  }
}
const codesOf = (verdict: MediaVerdict): string[] => (verdict.ok ? [] : verdict.findings.map(({ code }) => code));

it('reads a file on the disk as it reads one in memory', async () => {
  const path = join(folder, 'hand-built.mp4');
  writeFileSync(path, makeFilm({ tableLast: true, mediaBytes: 300_000 }));
  expect(codesOf(await judge(path, null))).toEqual(['not-faststart']);
});

it('goes on without ffprobe when it fails', async () => {
  const path = join(folder, 'fine.mp4');
  writeFileSync(path, makeFilm());
  expect(codesOf(await judge(path, { probe: async () => null }))).toEqual([]);
});

const withOutput = (...more: readonly string[]): TestFilm => ({ output: [...houseOutput, ...more] });

describe.skipIf(!hasFfmpeg())('real films (ffmpeg)', { timeout: 120_000 }, () => {
  let ffprobe: Ffprobe | null;
  beforeAll(async () => {
    ffprobe = await createFfprobe();
  });

  it('of the house format pass, with the facts they were made with', async () => {
    const path = makeTestFilm(folder, 'good.mp4', { seconds: 2 });
    const facts = { kind: 'video', mime: 'video/mp4', width: 320, height: 180, sound: true };
    for (const probe of [null, ffprobe]) {
      const verdict = await judge(path, probe);
      expect(verdict).toMatchObject({ ok: true, facts });
      expect(verdict.ok && verdict.facts.codec).toMatch(/^avc1\.[0-9a-f]{4}29$/);
      expect(verdict.ok && Math.abs((verdict.facts.durationMs ?? 0) - 2000) <= 50).toBe(true);
    }
    const silent = await judge(makeTestFilm(folder, 'silent.mp4', { sound: false }), ffprobe);
    expect(silent).toMatchObject({ ok: true, facts: { sound: false } });
  });

  it.each<readonly [string, string, TestFilm, readonly string[]]>([
    ['table last', 'a b.mp4', withOutput('-movflags', '0'), ['not-faststart']],
    ['QuickTime', "it's.mov", withOutput(), ['container-not-mp4']],
    ['Matroska', 'a.mkv', withOutput(), ['container-not-mp4']],
    ['fragments', 'f.mp4', withOutput('-movflags', 'frag_keyframe+empty_moov'), ['film-fragmented']],
    ['Opus', 'o.mp4', withOutput('-c:a', 'libopus'), ['sound-not-aac']],
    ['60 frames', '-60.mp4', { fps: 60 }, ['frames-above-30']],
    ['upright 4K', 'big.mp4', { size: '1440x2560', seconds: 0.2 }, ['level-above-4-1', 'larger-than-1080p']],
    ['High 10', 'ten.mp4', withOutput('-profile:v', 'high10', '-pix_fmt', 'yuv420p10le'), ['colours-not-8bit-420']],
    ['4:2:2', 'wide.mp4', withOutput('-profile:v', 'high422', '-pix_fmt', 'yuv422p'), ['colours-not-8bit-420']],
    [
      'HEVC',
      'h.mp4',
      withOutput('-c:v', 'libx265', '-profile:v', 'main', '-x265-params', 'log-level=0'),
      ['codec-not-h264'],
    ],
    [
      'VP9',
      'v.webm',
      { output: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-c:a', 'libopus'] },
      ['container-not-mp4', 'codec-not-h264', 'sound-not-aac'],
    ],
    ['MPEG-TS', 't.ts', withOutput('-f', 'mpegts'), ['type-unknown']],
    ['AVI', 'x.avi', { output: ['-c:v', 'mpeg4', '-c:a', 'mp3'] }, ['type-unknown']],
    [
      'noise of 30 Mbit/s',
      'noise.mp4',
      { ...withOutput('-vf', 'noise=alls=100:allf=t', '-b:v', '30M', '-minrate', '30M'), size: '640x360' },
      ['bit-rate-above-8m'],
    ],
  ])('of another kind are refused and mended: %s', async (what, name, film, codes) => {
    const level = what.startsWith('upright') ? ['-level', '5.1'] : [];
    const path = makeTestFilm(folder, name, { ...film, output: [...(film.output ?? houseOutput), ...level] });
    expect(codesOf(await judge(path, null))).toEqual(codes);
    const verdict = await judge(path, ffprobe);
    expect(codesOf(verdict)).toEqual(codes);
    const mend = verdict.ok ? null : verdict.mend;
    const line = mend?.replace(/^ffmpeg/, 'ffmpeg -v error -nostdin -y') ?? 'false';
    execFileSync('sh', ['-c', line.replace('-c:v libx264', '-c:v libx264 -preset ultrafast')], { cwd: folder });
    const mended = join(folder, `${name.slice(0, name.lastIndexOf('.'))}-hall.mp4`);
    for (const probe of [null, ffprobe]) expect(codesOf(await judge(mended, probe))).toEqual([]);
  });

  it('that ask to be turned are refused and mended', async () => {
    const straight = makeTestFilm(folder, 'straight.mp4');
    const path = join(folder, 'turned.mp4');
    ffmpeg(['-i', straight, '-c', 'copy', '-metadata:s:v', 'rotate=90', '-movflags', '+faststart', path]);
    for (const probe of [null, ffprobe]) {
      const verdict = await judge(path, probe);
      expect(verdict).toMatchObject({ ok: false, findings: [{ code: 'film-rotated' }] });
    }
    const verdict = await judge(path, ffprobe);
    execFileSync('sh', ['-c', `${verdict.ok ? '' : verdict.mend} -v error -nostdin -y`], { cwd: folder });
    expect(await judge(join(folder, 'turned-hall.mp4'), ffprobe)).toMatchObject({
      ok: true,
      facts: { width: 180, height: 320 },
    });
  });

  it('that are cut short are told so', async () => {
    const path = makeTestFilm(folder, 'cut.mp4', { seconds: 2 });
    truncateSync(path, readFileSync(path).length - 2_000);
    for (const probe of [null, ffprobe]) expect(codesOf(await judge(path, probe))).toEqual(['file-truncated']);
  });

  it('and real pictures have their size', async () => {
    const frame = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:duration=1:rate=1', '-frames:v', '1'];
    for (const [name, more] of [
      ['p.jpg', []],
      ['p.png', []],
      ['p.webp', ['-c:v', 'libwebp']],
      ['l.webp', ['-c:v', 'libwebp', '-lossless', '1']],
    ] as const) {
      ffmpeg([...frame, ...more, '-update', '1', join(folder, name)]);
      expect(await judge(join(folder, name), ffprobe)).toMatchObject({ ok: true, facts: { width: 640, height: 360 } });
    }
    const moving = join(folder, 'moving.png');
    ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=64x36:duration=1:rate=5', '-f', 'apng', moving]);
    const verdict = await judge(moving, ffprobe);
    expect(codesOf(verdict)).toEqual(['picture-animated']);
    execFileSync('sh', ['-c', `${verdict.ok ? '' : verdict.mend} -v error -nostdin -y`], { cwd: folder });
    expect(codesOf(await judge(join(folder, 'moving-hall.mp4'), ffprobe))).toEqual([]);
  });
});

/** The lines that mend: only what is wrong is made anew, and no file name leaves its place in the line. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeMedia } from './judge-media.ts';
import { shellFile } from './mend-command.ts';
import { readMedia } from './read-media.ts';
import { type FilmWishes, makeFilm, makePng, makeWebm, runOver } from './testing-files.ts';

function mend(file: Uint8Array, name: string): string | null {
  const verdict = judgeMedia(runOver(readMedia(file.length), file).result, name);
  return verdict.ok ? null : verdict.mend;
}
const film = (wishes: FilmWishes, name = 'in.mov') => mend(makeFilm(wishes), name);

it('keeps the pictures when only their order is wrong', () => {
  expect(film({ tableLast: true })).toBe('ffmpeg -i in.mov -c:v copy -c:a copy -movflags +faststart in-hall.mp4');
  expect(film({ brand: 'qt  ', sound: 'none' })).toBe(
    'ffmpeg -i in.mov -c:v copy -an -movflags +faststart in-hall.mp4',
  );
  expect(film({ sound: 'mp3' })).toContain('-c:v copy -c:a aac -b:a 128k -ar 48000');
});

it('codes them anew when they are wrong, in the direction they are shown', () => {
  expect(film({ width: 3840, height: 2160, fps: 60 })).toBe(
    "ffmpeg -i in.mov -c:v libx264 -profile:v high -level 4.1 -pix_fmt yuv420p -vf \"scale='min(1920,iw)':'min(1080,ih)':force_original_aspect_ratio=decrease:force_divisible_by=2,fps=30\" -g 60 -b:v 6M -maxrate 8M -bufsize 12M -c:a copy -movflags +faststart in-hall.mp4",
  );
  expect(film({ fps: 50 })).toContain(',fps=25" -g 50');
  expect(film({ fps: 25, level: 51 })).toContain('decrease:force_divisible_by=2" -g 50');
  expect(film({ turn: 90 })).toContain("scale='min(1080,iw)':'min(1920,ih)'");
  expect(mend(makeWebm(), 'film.webm')).toContain('-c:a aac');
  expect(mend(makePng(9000, 100), 'map.png')).toContain("'min(3840,iw)'");
  expect(mend(makeFilm().subarray(0, 3_000), 'a.mp4')).toBeNull();
});

it('quotes a name for sh, so that it stays one word and no option', () => {
  expect(shellFile('in.mp4')).toBe('in.mp4');
  expect(shellFile('-y.mp4')).toBe('./-y.mp4');
  expect(shellFile("it's $(reboot).mp4")).toBe("'it'\\''s $(reboot).mp4'");
  expect(shellFile('data:x.mp4')).toBe("'./data:x.mp4'");
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 40 }), (text) => {
      const name = text.replaceAll('\0', '');
      fc.pre(name !== '');
      const heard = execFileSync('sh', ['-c', `printf %s ${shellFile(name)}`], { encoding: 'utf8' });
      expect([name, `./${name}`]).toContain(heard);
    }),
    { numRuns: 60, seed: 5 },
  );
});

/** Real films and pictures for tests, made by ffmpeg where it is installed. Not for production. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

export function hasFfmpeg(): boolean {
  return ['ffmpeg', 'ffprobe'].every((program) => spawnSync(program, ['-version']).status === 0);
}

export interface TestFilm {
  readonly seconds?: number;
  /** `WIDTHxHEIGHT` */
  readonly size?: string;
  readonly fps?: number;
  readonly sound?: boolean;
  /** One colour for the whole film, for tests that look at frames; a moving picture when left out. */
  readonly colour?: string;
  /** What comes after the inputs; the house format when left out. */
  readonly output?: readonly string[];
}

export const houseOutput = [
  ...[
    '-c:v',
    'libx264',
    '-profile:v',
    'high',
    '-level',
    '4.1',
    '-pix_fmt',
    'yuv420p',
    '-preset',
    'ultrafast',
    '-bf',
    '0',
  ],
  ...['-c:a', 'aac', '-b:a', '64k', '-ar', '48000', '-movflags', '+faststart'],
];

/** Makes the film and gives its path. */
export function makeTestFilm(folder: string, name: string, film: TestFilm = {}): string {
  const { colour, fps = 25, output = houseOutput, seconds = 1, size = '320x180', sound = true } = film;
  const picture = colour === undefined ? 'testsrc2=' : `color=c=${colour}:`;
  const path = join(folder, name);
  const inputs = ['-f', 'lavfi', '-i', `${picture}size=${size}:rate=${fps}:duration=${seconds}`];
  if (sound) inputs.push('-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`);
  ffmpeg([...inputs, ...output, path]);
  return path;
}

export function ffmpeg(args: readonly string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], { timeout: 60_000 });
}

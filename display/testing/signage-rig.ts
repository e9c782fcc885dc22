/**
 * What the tests of the board share: the built page, a browser, a small hall behind it, films made on the spot (by ffmpeg where it
 * is installed, else drawn pictures), and axe with all of its rules.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { ShownFilm } from '../../protocol/screen-views.ts';
import { openBrowser, openPage, type Seen, type SeenOptions } from './browser.ts';
import { type PageServer, startPageServer } from './page-server.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const wide: SeenOptions = { width: 1920, height: 1080 };
export const tall: SeenOptions = { width: 1080, height: 1920 };

export interface Rig {
  readonly server: PageServer;
  readonly browser: Browser;
  readonly distDir: string;
  open(path: string, options?: SeenOptions): Promise<Page>;
}

/** Builds the pages into a folder of its own and gives each test a hall of its own. */
export function signageRig(): Rig {
  const distDir = mkdtempSync(join(tmpdir(), 'hallkeeper-board-'));
  let browser: Browser | null = null;
  let server: PageServer | null = null;
  let seen: Seen[] = [];
  beforeAll(async () => {
    await buildShipped(distDir);
    browser = await openBrowser(process.env.CHROMIUM_PATH);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(distDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    server = await startPageServer(distDir);
  });
  afterEach(async () => {
    const problems = seen.flatMap((one) => one.problems);
    for (const one of seen) await one.close();
    seen = [];
    await server?.close();
    expect(problems).toEqual([]);
  });
  const there = <Thing>(thing: Thing | null): Thing => {
    if (thing === null) throw new Error('the rig has not started');
    return thing;
  };
  return {
    distDir,
    get server() {
      return there(server);
    },
    get browser() {
      return there(browser);
    },
    async open(path, options) {
      const one = await openPage(there(browser), there(server).url + path, options);
      seen.push(one);
      return one.page;
    },
  };
}

/** As it ships: under a test runner's own NODE_ENV Vite would put in the libraries' development code, which is larger and warns. */
async function buildShipped(outDir: string): Promise<void> {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await build({ configFile: `${root}vite.config.ts`, build: { outDir, emptyOutDir: true }, logLevel: 'error' });
  } finally {
    process.env.NODE_ENV = before;
  }
}

/** All findings of axe on the page as it stands. */
export async function findings(page: Page): Promise<readonly string[]> {
  // Through the debugger: a script tag would be a breach of the content policy.
  await page.evaluate(axeSource);
  const found: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: unknown; readonly failureSummary: string }[];
  }[] = await page.evaluate('axe.run({ resultTypes: ["violations"] }).then((result) => result.violations)');
  return found.map(
    (one) => `${one.id}: ${JSON.stringify(one.nodes.map((node) => [node.target, node.failureSummary]))}`,
  );
}

export const hasFfmpeg = (() => {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

export interface FilmWish {
  readonly seconds: number;
  readonly colour: string;
  readonly sound?: boolean;
  /** Another codec than the house's, which no browser plays. */
  readonly codec?: 'mpeg4';
}

/** A film of one colour in the house format: MP4, H.264, faststart, 8 bit. Needs ffmpeg. */
export function makeFilm({ seconds, colour, sound = false, codec }: FilmWish): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'hallkeeper-film-'));
  const file = join(folder, 'film.mp4');
  const picture = ['-f', 'lavfi', '-i', `color=c=${colour}:s=320x180:r=30:d=${seconds}`];
  const tone = sound ? ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`, '-c:a', 'aac', '-shortest'] : [];
  const house = codec
    ? ['-c:v', codec]
    : ['-c:v', 'libx264', '-profile:v', 'high', '-pix_fmt', 'yuv420p', '-g', '30', '-movflags', '+faststart'];
  try {
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...picture, ...tone.slice(0, 4), ...house, ...tone.slice(4), file]);
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A drawn picture of one colour. */
export function makePicture(colour: string): Uint8Array {
  return new TextEncoder().encode(
    `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180"><rect width="320" height="180" fill="${colour}"/></svg>`,
  );
}

/** A sum that names the nth file: real ones are SHA-256. */
export function mediaOf(n: number): string {
  return n.toString(16).padStart(64, '0');
}

/** Puts a file on the server and gives its entry in the list. */
export function place(
  server: PageServer,
  n: number,
  file: Uint8Array | null,
  film: Partial<ShownFilm> & { readonly ending: 'mp4' | 'svg' },
): ShownFilm {
  const { ending, ...rest } = film;
  const name = `${mediaOf(n)}.${ending}`;
  if (file) server.media.set(name, file);
  return {
    media: mediaOf(n),
    url: `/media/${name}`,
    kind: ending === 'mp4' ? 'video' : 'picture',
    seconds: 5,
    sound: false,
    ...rest,
  };
}

/** Called numbers on the board, newest last, half a minute apart; the last one just now. */
export function fill(server: PageServer, calls: number, times = 1): void {
  for (let n = 1; n <= calls; n += 1) {
    const agoMs = (calls - n) * 30_000;
    server.hall.callOut(`A${String(n).padStart(3, '0')}`, ((n - 1) % 4) + 1, n === calls ? times : 1, agoMs);
  }
}

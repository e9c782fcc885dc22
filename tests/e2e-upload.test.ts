/**
 * A film on its way from a person's browser to the hall: the built page, the real web server, hall and media store, a line that breaks in
 * the middle, a page that is opened again, a film that the screens cannot show.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page, Route } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type RealHall, startRealHall } from '../device/adapters/http/testing-real-hall.ts';
import { createTestingClock } from '../device/adapters/http/testing-server.ts';
import { type MediaStore, openMediaStore } from '../device/adapters/media-store.ts';
import { makeFilm } from '../device/drivers/media/testing-files.ts';
import { openBrowser, openPage, type Seen } from '../display/testing/browser.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const outDir = `${root}dist/display-test-upload`;
const pieces = '**/api/media/uploads/*?offset=*';
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let browser: Browser;
let hall: RealHall;
let store: MediaStore;
let folder: string;
let seen: Seen | null = null;

beforeAll(async () => {
  await build({ configFile: `${root}vite.config.ts`, build: { outDir, emptyOutDir: true }, logLevel: 'error' });
  browser = await openBrowser(process.env.CHROMIUM_PATH);
});
afterAll(() => browser.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-upload-'));
  const freeBytes = async (): Promise<number> => 1e12;
  store = await openMediaStore({ dataDir: folder, clock: createTestingClock(), ffprobe: null, freeBytes });
  hall = await startRealHall({}, { displayDir: outDir, media: store });
});
afterEach(async () => {
  const problems = seen?.problems ?? [];
  await seen?.close();
  seen = null;
  await hall.stop();
  store.stop();
  rmSync(folder, { recursive: true, force: true });
  expect(problems).toEqual([]);
});

/** The facilities person at the films; each file that is chosen is sent. */
async function openFilms(): Promise<Page> {
  seen = await openPage(browser, `${hall.url}/admin?lang=en#content/films`, { width: 390, height: 844 });
  const { page } = seen;
  await page.locator('#badge').fill('3001');
  await page.locator('#pin').fill('3001');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('input[type=file]').waitFor({ state: 'attached' });
  return page;
}
function onDisk(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** Offsets of the pieces that the page has sent. */
function watchOffsets(page: Page): number[] {
  const offsets: number[] = [];
  page.on('requestfinished', (request) => {
    if (request.method() === 'PUT') offsets.push(Number(new URL(request.url()).searchParams.get('offset')));
  });
  return offsets;
}

it('goes on where the line broke, and the file arrives whole', async () => {
  const film = makeFilm({ mediaBytes: 9_000_000, seconds: 30 });
  const page = await openFilms();
  const offsets = watchOffsets(page);
  let cut = 3;
  // The second piece is lost, and the line stays dead for three tries.
  await page.route('**/api/media/uploads/**', (route: Route) => {
    const offset = new URL(route.request().url()).searchParams.get('offset');
    const isBroken = offset !== '0' && cut > 0;
    if (isBroken) cut -= 1;
    return isBroken ? route.abort('connectionreset') : route.continue();
  });
  await page.locator('input[type=file]').setInputFiles(onDisk('spring.mp4', film));
  await page.locator('[data-upload=waiting]').waitFor();
  await page.getByText('The line is broken; it goes on by itself').waitFor();
  await page.locator('[data-upload=done]').waitFor();
  expect(cut).toBe(0);
  expect(offsets).toEqual([...new Set(offsets)]);
  expect(offsets.length).toBe(Math.ceil(film.length / 2_097_152));
  expect(store.has(sumOf(film))).toBe(true);
  // The hall has told the page by itself.
  await page
    .locator(`[data-file="${sumOf(film).slice(0, 8)}"]`)
    .getByText('spring.mp4')
    .waitFor();
});

it('goes on after the page was closed and the same file is chosen again', async () => {
  const film = makeFilm({ mediaBytes: 7_000_000, seconds: 30 });
  const path = onDisk('autumn.mp4', film);
  const page = await openFilms();
  await page.route(pieces, (route) =>
    new URL(route.request().url()).searchParams.get('offset') === '0' ? route.continue() : route.abort(),
  );
  await page.locator('input[type=file]').setInputFiles(path);
  await page.locator('[data-upload=waiting]').waitFor();
  await page.unroute(pieces);
  await page.reload();
  const offsets = watchOffsets(page);
  await page.locator('input[type=file]').setInputFiles(path);
  await page.locator('[data-upload=done]').waitFor();
  expect(offsets[0]).toBeGreaterThan(0);
  expect(store.has(sumOf(film))).toBe(true);
});

it('says what is wrong with a film, with the line that mends it to copy', async () => {
  const page = await openFilms();
  await page.locator('input[type=file]').setInputFiles(onDisk('phone clip.mp4', makeFilm({ tableLast: true })));
  await page.locator('[data-upload=refused]').waitFor();
  await page.getByText('The table of the film stands at its end').waitFor();
  expect(await page.locator('[data-mend]').textContent()).toMatch(
    /^ffmpeg -i 'phone clip\.mp4' .*-movflags \+faststart/,
  );
  await page.locator('wa-copy-button').waitFor();
});

it('is refused to a clerk in the hall itself', async () => {
  const clerk = await hall.signIn('1001');
  expect(await hall.ask(clerk, '/api/media/uploads', { name: 'a.mp4', bytes: 10 })).toMatchObject({
    code: 'not-allowed',
  });
  expect(await hall.ask(clerk, `/api/media/${'a'.repeat(64)}/remove`, {})).toMatchObject({ code: 'not-allowed' });
});

/** The board over time: it beats, outlives the daemon, shows a call within two frames, is small and quickly there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { fill, makePicture, mediaOf, place, signageRig, wide } from './signage-rig.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const rig = signageRig();

const ticket = (page: Page, no: string) => page.locator('.ticket >> visible=true').getByText(no);
/** Marks this load of the page, so that another one can be told from it. */
const mark = (page: Page) => page.evaluate('window.firstLoad = true');
const isFirst = (page: Page): Promise<boolean> => page.evaluate('window.firstLoad === true');

/** Lets a second of the page's time pass, and an answer of the daemon come in between. */
const step = (page: Page) => page.clock.runFor(1_000);
/** Lets time pass until the page has loaded itself again. */
async function loadedAgain(page: Page): Promise<void> {
  let isAgain = false;
  page.once('load', () => {
    isAgain = true;
  });
  // The page may go away in the middle of a step.
  await expect
    .poll(
      () =>
        step(page)
          .catch(() => undefined)
          .then(() => isAgain),
      { timeout: 30_000 },
    )
    .toBe(true);
}

describe('the heartbeat', () => {
  it('comes every five seconds from the loop that draws, with what stands and what was played', async () => {
    const picture = (n: number) => place(rig.server, n, makePicture('teal'), { ending: 'svg', seconds: 3 });
    rig.server.hall.shown = { ...rig.server.hall.shown, revision: 7, films: [picture(1), picture(2)] };
    const page = await rig.open('/signage?mute', { ...wide, realTime: true });
    const { beats } = rig.server.hall;
    await expect.poll(() => beats.length, { timeout: 30_000 }).toBeGreaterThan(2);
    const [news, first, second] = beats;
    // A notice that stands there is told at once, before five seconds are over, and never again by a beat of its own.
    expect(news?.notices).toEqual(['config-1']);
    expect(news?.frames).toBeLessThan(9);
    expect(second).toMatchObject({
      revision: 7,
      width: 1920,
      height: 1080,
      visible: true,
      struck: [],
      page: first?.page,
    });
    for (const { frames } of [first, second].filter((beat) => beat !== undefined)) {
      expect(frames).toBeGreaterThan(8);
      expect(frames).toBeLessThan(40);
    }
    expect([mediaOf(1), mediaOf(2)]).toContain(second?.item);
    await expect
      .poll(() => beats.flatMap(({ plays }) => plays), { timeout: 20_000 })
      .toContainEqual({ media: mediaOf(1), ms: expect.any(Number), whole: true });
    expect(await page.evaluate('document.hidden')).toBe(false);
  });

  it('disturbs nothing when it fails, and tells later what was played and shown meanwhile', async () => {
    const picture = (n: number) => place(rig.server, n, makePicture('teal'), { ending: 'svg', seconds: 3 });
    rig.server.hall.shown = { ...rig.server.hall.shown, films: [picture(1), picture(2)] };
    fill(rig.server, 1);
    const page = await rig.open('/signage?mute', wide);
    await ticket(page, 'A001').waitFor();
    await page.route('**/beat', (route) => route.abort());
    const words = { zh: '地面有水', en: 'Wet floor' };
    const wet = { id: 'wet', title: words, text: words, picture: null, priority: 'urgent', seconds: 15 } as const;
    rig.server.hall.shown = { ...rig.server.hall.shown, notices: [wet] };
    rig.server.changed();
    await page.locator('hk-notice-card').getByText('Wet floor').first().waitFor();
    await page.clock.runFor(16_000);
    expect(await ticket(page, 'A001').isVisible()).toBe(true);
    const { beats } = rig.server.hall;
    const before = beats.flatMap(({ plays }) => plays).length;
    await page.unroute('**/beat');
    await expect
      .poll(async () => {
        await page.clock.runFor(1_000);
        return beats.flatMap(({ plays }) => plays).length;
      })
      .toBeGreaterThan(before);
    expect(beats.flatMap(({ notices }) => notices)).toContain('wet');
  });

  it('loads the page again when the daemon asks, but not within a minute of a call', async () => {
    fill(rig.server, 1);
    const page = await rig.open('/signage?mute', wide);
    await ticket(page, 'A001').waitFor();
    await mark(page);
    rig.server.hall.reload = true;
    await expect.poll(() => step(page).then(() => rig.server.hall.reload)).toBe(false);
    await page.clock.runFor(30_000);
    expect(await isFirst(page)).toBe(true);
    await loadedAgain(page);
    expect(await isFirst(page)).toBe(false);
    await ticket(page, 'A001').waitFor();
  });

  it('loads the page again when the daemon comes back with other software', async () => {
    const page = await rig.open('/signage?mute', wide);
    await page.locator('.empty').waitFor();
    await mark(page);
    const other = readFileSync(join(rig.distDir, 'signage.html'), 'utf8').replace(/src="[^"]+"/, 'src="/other.js"');
    await page.route('**/signage', (route) =>
      route.request().method() === 'GET'
        ? route.fulfill({ contentType: 'text/html', body: other })
        : route.fulfill({ status: 200 }),
    );
    const asked = page.waitForResponse((response) => /\/signage$/.test(response.url()));
    rig.server.cut();
    rig.server.mend();
    await page.clock.runFor(2_000);
    await asked;
    // Not within a minute of its own load: it must not go round and round.
    await page.clock.runFor(50_000);
    expect(await isFirst(page)).toBe(true);
    await loadedAgain(page);
    expect(await isFirst(page)).toBe(false);
  });
});

describe('a lost link', () => {
  it('leaves the last truth on the board, greyed and with its time, and asks to listen after a minute', async () => {
    fill(rig.server, 3);
    const page = await rig.open('/signage?mute', wide);
    await ticket(page, 'A003').waitFor();
    rig.server.cut();
    await page.clock.runFor(4_000);
    expect(await page.locator('[data-lost]').count()).toBe(0);
    await page.clock.runFor(2_000);
    await page.locator('[data-lost]').waitFor();
    expect(await page.locator('[data-lost]').textContent()).toMatch(/\d\d:\d\d/);
    expect(await ticket(page, 'A003').isVisible()).toBe(true);
    const [lost, rest] = await Promise.all(
      ['.ticket >> visible=true', '.quiet, .facts'].map((selector) =>
        page
          .locator(selector)
          .first()
          .evaluate((one) => getComputedStyle(one).color),
      ),
    );
    expect(lost).toBe(rest);
    await page.clock.runFor(56_000);
    await page.locator('.empty').getByText('请听工作人员叫号').waitFor();
    rig.server.mend();
    rig.server.hall.callOut('A004', 2);
    await page.clock.runFor(6_000);
    await ticket(page, 'A004').waitFor();
    expect(await page.locator('[data-lost]').count()).toBe(0);
  });

  it('also when the network itself is gone', async () => {
    fill(rig.server, 1);
    const page = await rig.open('/signage?mute', wide);
    await ticket(page, 'A001').waitFor();
    rig.server.cut();
    await page.context().setOffline(true);
    await page.clock.runFor(6_000);
    await page.locator('[data-lost]').waitFor();
    expect(await ticket(page, 'A001').isVisible()).toBe(true);
    await page.context().setOffline(false);
    rig.server.mend();
    await page.clock.runFor(6_000);
    await expect.poll(() => page.locator('[data-lost]').count()).toBe(0);
  });
});

describe('speed', () => {
  it('a call is on the screen within two frames of its event', async () => {
    const page = await rig.open('/signage?mute', { ...wide, realTime: true });
    await page.locator('.empty').waitFor();
    // Stamps the event as it arrives, then looks before each frame whether the board has the number: that frame paints it.
    await page.evaluate(`{
      window.stamps = [];
      const add = EventSource.prototype.addEventListener;
      window.watch = (no) => new Promise((done) => {
        const begin = performance.now();
        let frames = 0;
        const look = () => {
          frames += 1;
          const board = document.querySelector('hk-signage').shadowRoot.querySelector('hk-call-board').shadowRoot;
          if ([...board.querySelectorAll('.ticket')].some((one) => one.textContent === no)) done({ frames, ms: performance.now() - begin });
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
      const parse = JSON.parse;
      JSON.parse = (text, ...rest) => {
        const no = window.expected;
        if (no && text.includes('"calls"') && text.includes(no)) { window.expected = null; window.seen = window.watch(no); }
        return parse(text, ...rest);
      };
    }`);
    const taken: { frames: number; ms: number }[] = [];
    for (let n = 1; n <= 5; n += 1) {
      const no = `A00${n}`;
      await page.evaluate(`window.expected = '${no}'`);
      // A new day each time: the large place is free at once.
      rig.server.hall.calls = [];
      rig.server.changed();
      await page.locator('.empty').waitFor();
      rig.server.hall.callOut(no, 1);
      rig.server.changed();
      await ticket(page, no).waitFor();
      taken.push(await page.evaluate('window.seen'));
    }
    console.info(
      `call event to frame: ${taken.map(({ frames, ms }) => `${frames} frame(s), ${ms.toFixed(1)} ms`).join('; ')}`,
    );
    for (const { frames } of taken) expect(frames).toBeLessThanOrEqual(2);
  });

  it('the first board is there soon', async () => {
    fill(rig.server, 5);
    const page = await rig.open('/signage?mute', { ...wide, realTime: true });
    await ticket(page, 'A005').waitFor();
    const firstMs: number = await page.evaluate(
      "performance.getEntriesByType('paint').find((one) => one.name === 'first-contentful-paint')?.startTime ?? -1",
    );
    console.info(`first board: ${firstMs.toFixed(0)} ms after navigation`);
    expect(firstMs).toBeGreaterThan(0);
  });

  it('the scripts of the page stay under 40 KB gzip', () => {
    const html = readFileSync(join(rig.distDir, 'signage.html'), 'utf8');
    const assets = readdirSync(join(rig.distDir, 'assets'));
    const wanted = new Set([...html.matchAll(/assets\/([\w.-]+\.js)/g)].map((match) => match[1] ?? ''));
    // A chunk may import others that the page does not name.
    for (const name of wanted)
      for (const [, other = ''] of readFileSync(join(rig.distDir, 'assets', name), 'utf8').matchAll(
        /["']\.\/([\w.-]+\.js)["']/g,
      ))
        if (assets.includes(other)) wanted.add(other);
    const bytes = [...wanted].map((name) => gzipSync(readFileSync(join(rig.distDir, 'assets', name))).length);
    const sum = bytes.reduce((total, one) => total + one, 0);
    console.info(`signage scripts: ${wanted.size} files, ${(sum / 1024).toFixed(1)} KB gzip`);
    expect(wanted.size).toBeGreaterThan(0);
    expect(sum).toBeLessThan(40 * 1024);
  });
});

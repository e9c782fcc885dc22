/** Films on the board: no black between them, sound by the rules, broken ones left out and told, proofs kept. */
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { describe, expect, it, vi } from 'vitest';
import type { ShownFilm } from '../../protocol/screen-views.ts';
import { sampleScreen } from './sample-views.ts';
import { type FilmWish, fill, hasFfmpeg, makeFilm, makePicture, mediaOf, place, signageRig } from './signage-rig.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
const rig = signageRig();
/** Small, so that every frame can be looked at. */
const small = { width: 960, height: 540, realTime: true };

const made = new Map<string, Uint8Array>();
function film(n: number, wish: FilmWish, over: Partial<ShownFilm> = {}): ShownFilm {
  if (!hasFfmpeg)
    return place(rig.server, n, makePicture(wish.colour), { ending: 'svg', seconds: wish.seconds, ...over });
  const key = JSON.stringify(wish);
  const bytes = made.get(key) ?? makeFilm(wish);
  made.set(key, bytes);
  return place(rig.server, n, bytes, { ending: 'mp4', ...over });
}
function show(films: readonly ShownFilm[]): void {
  const { shown } = rig.server.hall;
  rig.server.hall.shown = { ...shown, revision: shown.revision + 1, films };
}
/** What is in front, by the address of its file. */
const front = (page: Page): Promise<string> =>
  page.evaluate(`document.querySelector('hk-signage').shadowRoot.querySelector('hk-promo-player').shadowRoot
    .querySelector('[data-front]')?.getAttribute('src') ?? ''`);
const sound = (page: Page): Promise<string> =>
  page.evaluate(`(() => { const one = document.querySelector('hk-signage').shadowRoot.querySelector('hk-promo-player').shadowRoot
    .querySelector('video[data-front]'); return one ? (one.muted ? 'muted' : one.volume.toFixed(3)) : 'none'; })()`);

describe('swaps', () => {
  it('show no black and no white frame, in twenty of them', async () => {
    const colours = ['red', 'lime', 'blue', 'magenta'];
    show([
      ...colours.map((colour, n) => film(n + 1, { seconds: 1, colour })),
      place(rig.server, 9, makePicture('orange'), { ending: 'svg', seconds: 1 }),
    ]);
    const page = await rig.open('/signage?mute', small);
    await expect.poll(() => front(page), { timeout: 20_000 }).not.toBe('');
    const box = await page.locator('.film').boundingBox();
    if (!box) throw new Error('the film has its place');
    const session = await page.context().newCDPSession(page);
    const seen = { frames: 0, swaps: 0, bad: [] as string[] };
    let before = '';
    let done: () => void = () => undefined;
    const enough = new Promise<void>((resolve) => {
      done = resolve;
    });
    session.on('Page.screencastFrame', ({ data, sessionId }) => {
      void session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
      const picture = PNG.sync.read(Buffer.from(data, 'base64'));
      const scale = picture.width / (small.width ?? 1);
      const points = [0.1, 0.5, 0.9].map((share) => {
        const x = Math.round((box.x + box.width * share) * scale);
        const y = Math.round((box.y + box.height / 2) * scale);
        return [...picture.data.subarray((y * picture.width + x) * 4, (y * picture.width + x) * 4 + 3)];
      });
      seen.frames += 1;
      for (const rgb of points) {
        const spread = Math.max(...rgb) - Math.min(...rgb);
        // Every colour of the films is strong; black, white and grey have no spread.
        if (spread < 100) seen.bad.push(`${seen.frames}: ${rgb.join(',')}`);
      }
      const colour = (points[1] ?? []).map((value) => Math.round(value / 64)).join();
      if (colour !== before) seen.swaps += 1;
      before = colour;
      if (seen.swaps > 20) done();
    });
    await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
    await enough;
    await session.send('Page.stopScreencast');
    console.info(`film swaps: ${seen.swaps} in ${seen.frames} frames looked at, ${seen.bad.length} black or white`);
    expect(seen.bad).toEqual([]);
    expect(await page.locator('hk-promo-player video, hk-promo-player img').count()).toBe(4);
  });

  it('let go of the file that is covered', async () => {
    show([film(1, { seconds: 1, colour: 'red' }), film(2, { seconds: 1, colour: 'lime' })]);
    const page = await rig.open('/signage?mute', small);
    await expect.poll(() => front(page), { timeout: 20_000 }).toContain(mediaOf(2));
    await expect
      .poll(() => page.locator('hk-promo-player :is(video, img)[data-under]').count(), { timeout: 5_000 })
      .toBe(0);
  });

  it('stop with a film that is withdrawn, and begin with one that comes', async () => {
    show([film(1, { seconds: 30, colour: 'red' })]);
    const page = await rig.open('/signage?mute', small);
    await expect.poll(() => front(page), { timeout: 20_000 }).toContain(mediaOf(1));
    show([film(2, { seconds: 30, colour: 'lime' })]);
    rig.server.changed();
    await expect.poll(() => front(page), { timeout: 20_000 }).toContain(mediaOf(2));
    show([]);
    rig.server.changed();
    await page.locator('hk-hall-picture').waitFor();
  });
});

describe('trouble', () => {
  it('a missing file, one that is no film, a codec nobody has: left out after three tries, told, the others play', async () => {
    const text = new TextEncoder().encode('this is no film');
    show([
      place(rig.server, 1, null, { ending: 'mp4' }),
      place(rig.server, 2, text, { ending: 'mp4' }),
      place(rig.server, 3, text, { ending: 'svg' }),
      hasFfmpeg
        ? film(5, { seconds: 1, colour: 'red', codec: 'mpeg4' })
        : place(rig.server, 5, text, { ending: 'mp4' }),
      film(4, { seconds: 1, colour: 'blue' }),
    ]);
    const page = await rig.open('/signage?mute', small);
    const { beats } = rig.server.hall;
    await expect.poll(() => beats.at(-1)?.struck.length ?? 0, { timeout: 60_000 }).toBe(4);
    expect(beats.at(-1)?.struck.map(({ media }) => media)).toEqual([1, 2, 3, 5].map(mediaOf));
    await expect.poll(() => front(page), { timeout: 10_000 }).toContain(mediaOf(4));
    await expect
      .poll(() => beats.flatMap(({ plays }) => plays).filter(({ whole }) => whole).length, { timeout: 20_000 })
      .toBeGreaterThan(0);
  });

  it('a disk that goes away while a film plays: the last frame stays, then the calm picture', async () => {
    show([film(1, { seconds: 1, colour: 'red' }), film(2, { seconds: 1, colour: 'blue' })]);
    const page = await rig.open('/signage?mute', small);
    await expect.poll(() => front(page), { timeout: 20_000 }).toContain(mediaOf(1));
    rig.server.media.clear();
    await page.route('**/media/**', (route) => route.fulfill({ status: 404 }));
    await page.locator('hk-hall-picture').waitFor({ timeout: 60_000 });
    expect(await page.locator('hk-call-board').isVisible()).toBe(true);
  });
});

describe.runIf(hasFfmpeg)('sound', () => {
  it('is heard only where the item has one, glides to -18 dB under the voice and comes back', async () => {
    show([film(1, { seconds: 60, colour: 'red', sound: true }, { sound: true })]);
    const page = await rig.open('/signage', small);
    await expect.poll(() => sound(page), { timeout: 20_000 }).toBe('1.000');
    // Each change of the loudness of the film in front, and whether the voice speaks at that moment.
    await page.evaluate(`{
      const player = document.querySelector('hk-signage').shadowRoot.querySelector('hk-promo-player').shadowRoot;
      window.heard = [];
      window.listening = setInterval(() => {
        const film = player.querySelector('video[data-front]');
        window.heard.push({ atMs: performance.now(), volume: film && !film.muted ? film.volume : 0,
          speaking: document.documentElement.dataset.voice === 'speaking' });
      }, 10);
    }`);
    fill(rig.server, 1);
    rig.server.changed();
    await expect.poll(() => sound(page), { timeout: 5_000 }).toBe('0.126');
    await expect.poll(() => sound(page), { timeout: 60_000 }).toBe('1.000');
    const heard: readonly { readonly atMs: number; readonly volume: number; readonly speaking: boolean }[] =
      await page.evaluate('clearInterval(window.listening), window.heard');
    const decibels = heard.map(({ volume }) => 20 * Math.log10(volume));
    const lowest = decibels.findIndex((each) => each <= -17.9);
    const back = decibels.findLastIndex((each) => each <= -17.9);
    expect(Math.min(...decibels)).toBeCloseTo(-18, 1);
    // A glide on both ways, never a jump; the browser may leave out a step or two.
    const steps = (from: number, to: number) => new Set(decibels.slice(from, to)).size;
    expect(steps(0, lowest)).toBeGreaterThan(3);
    expect(steps(back, decibels.length)).toBeGreaterThan(8);
    expect(decibels.slice(0, lowest + 1)).toEqual(decibels.slice(0, lowest + 1).toSorted((a, b) => b - a));
    expect(decibels.slice(lowest, back + 1).every((each) => each === decibels[lowest])).toBe(true);
    expect(decibels.slice(back)).toEqual(decibels.slice(back).toSorted((a, b) => a - b));
    // While the voice speaks it is down, from a moment after its lead-in has begun.
    const begun = heard.findIndex(({ speaking }) => speaking);
    const loud = heard.filter(
      ({ speaking, atMs, volume }) => speaking && volume > 0.127 && atMs - (heard[begun]?.atMs ?? 0) > 600,
    );
    expect([begun >= 0, loud]).toEqual([true, []]);
    const ms = (from: number, to: number) => Math.round((heard[to]?.atMs ?? 0) - (heard[from]?.atMs ?? 0));
    const first = decibels.findIndex((each) => each < -0.1);
    console.info(`film under the voice: down in ${ms(first, lowest)} ms, back in ${ms(back, decibels.length - 1)} ms`);
  });

  it('does not begin while a call is on', async () => {
    fill(rig.server, 1);
    show([film(1, { seconds: 60, colour: 'red', sound: true }, { sound: true })]);
    const page = await rig.open('/signage', small);
    await expect.poll(() => front(page), { timeout: 20_000 }).toContain(mediaOf(1));
    expect(await sound(page)).toBe('muted');
    await expect.poll(() => sound(page), { timeout: 60_000 }).toBe('1.000');
  });

  it('is not heard where the item or the screen is to be silent', async () => {
    show([film(1, { seconds: 60, colour: 'red', sound: true }, { sound: false })]);
    const page = await rig.open('/signage', small);
    await expect.poll(() => sound(page), { timeout: 20_000 }).toBe('muted');
    rig.server.hall.screens.set('main', { ...sampleScreen('main'), voice: false });
    show([film(2, { seconds: 60, colour: 'blue', sound: true }, { sound: true })]);
    rig.server.changed();
    await expect.poll(() => front(page), { timeout: 20_000 }).toContain(mediaOf(2));
    expect(await sound(page)).toBe('muted');
  });
});

describe('a call', () => {
  it('makes the film smaller, never itself', async () => {
    show([film(1, { seconds: 60, colour: 'red' })]);
    const page = await rig.open('/signage?mute', small);
    await expect.poll(() => front(page), { timeout: 20_000 }).toContain(mediaOf(1));
    const before = await page.locator('.film').boundingBox();
    fill(rig.server, 1);
    rig.server.changed();
    await page.locator('.ticket >> visible=true').getByText('A001').waitFor();
    await expect
      .poll(async () => (await page.locator('.film').boundingBox())?.width ?? 0)
      .toBeLessThan(before?.width ?? 0);
  });

  it('takes the whole screen back from a film on a second screen at once', async () => {
    rig.server.hall.screens.set('main', { ...sampleScreen('main'), layout: 'second' });
    show([film(1, { seconds: 60, colour: 'red' })]);
    const page = await rig.open('/signage?mute', small);
    await page.locator('main[data-full]').waitFor();
    expect(await page.locator('hk-call-strip').isVisible()).toBe(true);
    fill(rig.server, 1);
    rig.server.changed();
    await page.locator('main:not([data-full])').waitFor();
    expect(await page.locator('hk-call-strip .ticket').textContent()).toBe('A001');
  });

  it('pauses a film behind an urgent notice, and goes on with it', async () => {
    show([film(1, { seconds: 60, colour: 'red' })]);
    const page = await rig.open('/signage?mute', small);
    await expect.poll(() => front(page), { timeout: 20_000 }).toContain(mediaOf(1));
    const plain = rig.server.hall.shown;
    const [notice] = plain.notices;
    if (!notice) throw new Error('the small hall has notices');
    rig.server.hall.shown = { ...plain, notices: [{ ...notice, id: 'u', priority: 'urgent' }] };
    rig.server.changed();
    await page.locator('hk-notice-area[data-urgent]').waitFor();
    const isPaused = () =>
      page.evaluate(`(() => { const one = document.querySelector('hk-signage').shadowRoot.querySelector('hk-promo-player').shadowRoot
        .querySelector('[data-front]'); return one.paused ?? true; })()`);
    expect(await isPaused()).toBe(true);
    rig.server.hall.shown = plain;
    rig.server.changed();
    await page.locator('hk-notice-area:not([data-urgent])').waitFor();
    if (hasFfmpeg) await expect.poll(isPaused).toBe(false);
  });
});

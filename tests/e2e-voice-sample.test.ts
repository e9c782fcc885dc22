/**
 * A sample of the voice from the page of facilities to the board: the built daemon as a process, its own pages in a real browser. The
 * board shows the caption and speaks; no call stands there, and the journal has who asked.
 */
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBrowser, openPage, type Seen } from '../display/testing/browser.ts';
import { exportJournal, type HallProcess, smallHall, startHall, temporaryFolder } from './hall-process.ts';

const browserPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe.skipIf(!existsSync(browserPath))('a sample of the voice', () => {
  let browser: Browser;
  let hall: HallProcess;
  let data: ReturnType<typeof temporaryFolder>;
  let seen: Seen[] = [];
  beforeAll(async () => {
    browser = await openBrowser(browserPath);
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    data = temporaryFolder();
    hall = await startHall({ config: await smallHall(), dataDir: data.path });
  });
  afterEach(async () => {
    const problems = seen.flatMap((one) => one.problems);
    for (const one of seen) await one.close();
    seen = [];
    await hall.stop();
    data.remove();
    expect(problems).toEqual([]);
  });

  it('is said and shown on the board, is no call, and is recorded', async () => {
    const board = await openPage(browser, `${hall.url}/signage`, { width: 1920, height: 1080, realTime: true });
    seen.push(board);
    await board.page.locator('main[data-layout=landscape]').waitFor();
    const admin = await openPage(browser, `${hall.url}/admin?lang=en#content/voice`, { realTime: true });
    seen.push(admin);
    await admin.page.locator('#badge').fill('2001');
    await admin.page.locator('#pin').fill('2001');
    await admin.page.locator('#pin').press('Enter');
    await admin.page.locator('[data-act=sample]').click();
    await board.page.locator('.caption').getByText('这是语音试听，不是叫号。').waitFor();
    await board.page.locator('.caption').getByText('It is not a call.').waitFor();
    await admin.page.locator('[data-said=sample]').getByText('No. 2001').waitFor();
    expect(await board.page.locator('hk-call-board .to .number').count()).toBe(0);
    await hall.stop();
    const rows = (await exportJournal(data.path)).filter(({ type }) => /^(voice|ticket)\./.test(type));
    expect(rows.map(({ type, body }) => [type, body])).toEqual([['voice.sampled', { screen: 'main', by: '2001' }]]);
  });
});

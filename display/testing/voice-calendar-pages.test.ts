/** The voice and the calendar of the facilities page, and the doors to every screen, in a real Chromium. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBrowser, openPage, type Seen, seriousFindingsOf } from './browser.ts';
import { type PageServer, startPageServer } from './page-server.ts';
import { samplePlan } from './sample-content.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Its own folder: the other pages' tests build at the same time. */
const outDir = `${root}dist/display-test-voice-calendar`;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const phone = { width: 390, height: 844 };
const desk = { width: 1366, height: 768 };
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let browser: Browser;
let server: PageServer;
let seen: Seen | null = null;
beforeAll(async () => {
  await build({ configFile: `${root}vite.config.ts`, build: { outDir, emptyOutDir: true }, logLevel: 'error' });
  browser = await openBrowser(process.env.CHROMIUM_PATH);
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await startPageServer(outDir);
  server.hall.content.plan = samplePlan;
});
afterEach(async () => {
  const problems = seen?.problems ?? [];
  await seen?.close();
  seen = null;
  await server.close();
  expect(problems).toEqual([]);
});

async function open(role: 'clerk' | 'lead' | 'facilities', part: string, size = desk, lang = 'en'): Promise<Page> {
  server.hall.badge = { clerk: '1001', lead: '2001', facilities: '3001' }[role];
  server.hall.role = role;
  seen = await openPage(browser, `${server.url}/admin?lang=${lang}#content/${part}`, size);
  await seen.page.locator('hk-content-zone nav').waitFor();
  return seen.page;
}
/** What moves in comes to rest first: half transparent words have no contrast. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)))');
  return seriousFindingsOf(page, axeSource);
}
const textOf = async (page: Page, selector: string) => (await page.locator(selector).first().textContent()) ?? '';

describe('the voice', () => {
  it('says who speaks, how loud and how fast now, and where that is changed', async () => {
    const page = await open('facilities', 'voice');
    await page.getByText('A recorded voice: Wang Fang, spring 2026').waitFor();
    expect(await textOf(page, '[data-volume]')).toMatch(/70 %.*by day 100 %, from 18:00 to 05:00 70 %/s);
    expect(await textOf(page, '[data-speed]')).toBe('slow');
    expect(await textOf(page, '[data-pack]')).toMatch(/Riverside 2026.*phrases\.yaml, edition [0-9a-f]{8}/s);
    expect(await textOf(page, '[data-problems]')).toContain('/etc/hallkeeper/phrases.yaml, line 12');
    await page.getByText('Change it there and start the system again').waitFor();
  });

  it('names the phrase in force, what it says now, the festival, and what is never said', async () => {
    const page = await open('clerk', 'voice', phone, 'zh-CN');
    const call = page.locator('[data-moment=call]');
    expect(await call.locator('[data-now-said]').textContent()).toContain('请A零一二号，到1号窗口。');
    expect(await call.locator('[data-now-said]').textContent()).toContain('Ticket A, zero, one, two');
    expect(await call.locator('.phrase[data-now]').textContent()).toContain('平时 · 现在用');
    expect(await call.textContent()).toContain('节日：春节');
    await page.locator('[data-forbidden]').click();
    await page.locator('[data-forbidden]').getByText('急什么').waitFor();
    await page.locator('[data-forbidden]').getByText('no idea').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it('names the clips that this hall still needs, and how loud each was found', async () => {
    const page = await open('facilities', 'voice');
    const missing = await textOf(page, '[data-missing]');
    expect(missing).toMatch(/Chinese · letters of services\s*K/);
    expect(missing).toMatch(/digits of numbers and counters\s*7\s*9/);
    expect(missing).toMatch(/English · words\s*please go to counter/);
    await page.locator('[data-files]').click();
    await page.locator('[data-files]').getByText('−23.4 dB').waitFor();
    await page.locator('[data-made]').click();
    await page.locator('[data-made]').getByText('−17.8 dB').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it('says a sample on the screen that is chosen, tells who asked, and refuses one too soon', async () => {
    const page = await open('lead', 'voice');
    await page.getByText('Silent by the configuration: Second hall').waitFor();
    await page.locator('wa-select').click();
    await page.locator('wa-option[value=side]').click();
    await page.locator('[data-act=sample]').click();
    await page.locator('[data-sampled]').getByText('Side screen says it').waitFor();
    const said = page.locator('[data-said=sample]');
    await said.getByText('Sample · Side screen · No. 2001').waitFor();
    await said.getByText('这是语音试听，不是叫号。').waitFor();
    await page.locator('[data-act=sample]').click();
    await page.locator('[data-sample] [data-refusal]').getByText('A sample was spoken just now').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it('offers no sample to a clerk', async () => {
    const page = await open('clerk', 'voice');
    await page.getByText('Team leads and facilities let a sample be said.').waitFor();
    expect(await page.locator('[data-act=sample]').count()).toBe(0);
  });
});

describe('the calendar', () => {
  it('lists a month with hours, duty and what differs, and says where it comes from', async () => {
    const page = await open('lead', 'calendar');
    await page.locator('[data-day]').first().waitFor();
    expect(await page.locator('[data-day]').count()).toBe(31);
    expect(await page.locator('[data-differs=holiday]').count()).toBe(7);
    expect(await textOf(page, '[data-day="2026-10-10"]')).toMatch(
      /08:30–12:00, 13:00–17:30.*Fee clerks, No\. 1001.*Make-up workday/s,
    );
    expect(await textOf(page, '[data-centre]')).toMatch(/from the centre: 2, edition 7, here since 2026-09-01/);
    await page.getByText('in the configuration file (hall.exceptions): 1').waitFor();
  });

  it('tells one day in full, and why', async () => {
    const page = await open('clerk', 'calendar');
    const day = page.locator('[data-day="2026-10-10"]');
    await day.locator('button').first().click();
    expect(await day.locator('dd[data-why]').textContent()).toMatch(/worked like a Wednesday.*from the file/s);
    expect(await day.locator('dd[data-duty]').textContent()).toContain('turn 1 of 2, week by week');
    expect(await day.locator('[data-on]').allTextContents()).toEqual(['08:15–17:45', '08:00–18:00']);
    await day.getByText('Tickets: Cards').waitFor();
    await day.getByText('What Main screen shows').first().waitFor();
    await day.locator('button').first().click();
    await day.locator('[data-whole]').waitFor({ state: 'detached' });
  });

  it('begins with another day when asked', async () => {
    const page = await open('clerk', 'calendar');
    await page.locator('wa-input[type=date] input').fill('2027-02-01');
    await page.locator('wa-input[type=date] input').press('Tab');
    await vi.waitFor(() => expect(server.hall.voice.asked.at(-1)).toBe('/api/calendar?days=31&from=2027-02-01'));
  });
});

describe('the doors', () => {
  it('lead to every screen by its name', async () => {
    server.hall.base = {
      ...server.hall.base,
      signage: {
        ...server.hall.base.signage,
        screens: [
          { id: 'main', name: { zh: '主屏', en: 'Main screen' } },
          { id: 'side', name: { zh: '侧屏', en: 'Side screen' } },
          { id: 'lift', name: null },
        ],
      },
    };
    seen = await openPage(browser, `${server.url}/`, phone);
    const { page } = seen;
    await page.locator('[data-screen=side]').waitFor();
    const links = await Promise.all((await page.locator('[data-screen]').all()).map((one) => one.getAttribute('href')));
    expect(links).toEqual(['/signage', '/signage/side', '/signage/lift']);
    expect(await findings(page)).toEqual([]);
  });
});

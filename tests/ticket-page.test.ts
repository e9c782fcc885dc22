/** Staff look at tickets and try a printer: the built page, the whole virtual hall behind it, its printer at the far end of a line. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createConsoleLog } from '../device/adapters/console-log.ts';
import { type Demo, startDemo } from '../device/demo/start-demo.ts';
import { openBrowser, openPage, type Seen, seriousFindingsOf } from '../display/testing/browser.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const outDir = `${root}dist/display-test-tickets`;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const hasZbar = spawnSync('which', ['zbarimg']).status === 0;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let browser: Browser;
let demo: Demo;
let folder: string;
let seen: Seen | null = null;

beforeAll(async () => {
  await build({ configFile: `${root}vite.config.ts`, build: { outDir, emptyOutDir: true }, logLevel: 'error' });
  browser = await openBrowser(process.env.CHROMIUM_PATH);
});
afterAll(() => browser.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-tickets-'));
  demo = await startDemo({
    port: 0,
    dataDir: folder,
    displayDir: outDir,
    demoDir: `${root}device/demo`,
    fontFile: `${root}device/fonts/hall-dots-24.bin`,
    version: '0',
    log: createConsoleLog({ json: false, from: 'error' }),
    people: false,
  });
});
afterEach(async () => {
  const problems = seen?.problems ?? [];
  await seen?.close();
  seen = null;
  await demo.stop();
  rmSync(folder, { recursive: true, force: true });
  expect(problems).toEqual([]);
});

async function openTickets(badge: string, size = { width: 390, height: 844 }, lang = 'en'): Promise<Page> {
  seen = await openPage(browser, `${demo.url}/admin?lang=${lang}#tickets`, size);
  const { page } = seen;
  await page.locator('#badge').fill(badge);
  await page.locator('#pin').fill(badge);
  await page.locator('hk-sign-in button[type=submit], hk-sign-in button.primary').first().click();
  return page;
}
async function previewOf(page: Page): Promise<{ readonly png: PNG; readonly alt: string }> {
  const image = page.locator('[data-preview]');
  const [src = '', alt = ''] = await Promise.all([image.getAttribute('src'), image.getAttribute('alt')]).then((texts) =>
    texts.map((text) => text ?? ''),
  );
  return { png: PNG.sync.read(Buffer.from(src.slice(src.indexOf(',') + 1), 'base64')), alt };
}
async function choose(page: Page, field: string, value: string): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().includes('/api/paper/preview'));
  await page.locator(`wa-select[data-field=${field}]`).click();
  await page.locator(`wa-select[data-field=${field}] wa-option[value="${value}"]`).click();
  await answered;
}
const wider = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
const tests = () => demo.daemon.hall.readEvents(1, 10_000).filter(({ type }) => type === 'printer.tested');
/** The paper that came out first, once it is there. */
const firstPaper = () =>
  vi.waitFor(
    async () => {
      const answer = await fetch(`${demo.url}/api/lab/paper/1.svg`);
      expect(answer.status).toBe(200);
      return answer.text();
    },
    { timeout: 20_000, interval: 200 },
  );

it('shows each ticket from the bytes of the printer, on a phone and on a desk, in both languages', async () => {
  const page = await openTickets('3001');
  await page.locator('[data-preview]').waitFor();
  const first = await previewOf(page);
  expect(first.png.width).toBe(640);
  expect(first.alt).toContain('A023');
  expect(first.alt).toContain('滨江燃气营业大厅');
  if (hasZbar && first.alt.includes('http')) {
    const file = join(folder, 'paper.png');
    writeFileSync(file, PNG.sync.write(first.png));
    const read = spawnSync('zbarimg', ['--nodbus', '--raw', '-q', file]).stdout.toString().trim();
    expect(first.alt).toContain(read);
    expect(read).toContain('/t/');
  }
  await choose(page, 'printer', '58');
  await choose(page, 'service', 'F');
  await vi.waitFor(async () => expect((await previewOf(page)).png.width).toBe(448));
  expect((await previewOf(page)).alt).toContain('F023');
  const { height } = (await previewOf(page)).png;
  await page.locator('wa-switch[data-field=large]').click();
  await vi.waitFor(async () => expect((await previewOf(page)).png.height).toBeGreaterThan(1.5 * height));
  expect(await wider(page)).toBe(0);
  expect(await seriousFindingsOf(page, axeSource)).toEqual([]);
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByRole('button', { name: '中文' }).first().click();
  await page.getByText('试打一张').waitFor();
  const shown = () => page.locator('wa-select[data-field=printer] input').first().inputValue();
  await vi.waitFor(async () => expect(await shown()).toBe('任意 58 毫米打印机'));
  expect(await wider(page)).toBe(0);
  expect(await seriousFindingsOf(page, axeSource)).toEqual([]);
  if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, 'desk.png'), fullPage: true });
});

it('prints a paper that nobody can take for a ticket, records who asked, and not too many', async () => {
  const page = await openTickets('3001');
  const button = page.locator('[data-act=test]:not([disabled])');
  await button.click();
  await page.locator('[data-sent]').waitFor();
  if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, 'phone.png'), fullPage: true });
  expect(tests().map(({ actor, body }) => [actor, body])).toEqual([
    ['op:3001', { printer: 'printer-1', service: 'A', large: false, locale: 'en', by: '3001' }],
  ]);
  const svg = await firstPaper();
  expect(svg.match(/TEST, not a ticket/g)).toHaveLength(2);
  expect(svg).not.toMatch(/>[A-Z]\d{3}</);
  // Nothing is owed for it, and no ticket came of it.
  expect(demo.daemon.hall.readEvents(1, 10_000).some(({ type }) => type.startsWith('ticket.'))).toBe(false);
  for (let more = 0; more < 3; more += 1) {
    await button.click();
    await page.locator('[data-sent], [data-refusal]').first().waitFor();
    await button.waitFor();
  }
  await page.locator('[data-refusal]').getByText('Too fast').waitFor();
  expect(tests()).toHaveLength(3);
});

it('comes out in large print for who made the text of the kiosk larger, and only then', async () => {
  seen = await openPage(browser, `${demo.url}/kiosk`, { width: 1080, height: 1920 });
  const { page } = seen;
  await page.locator('[data-act=text-size]').click();
  await page.getByText('缴费').first().click();
  const svg = await firstPaper();
  expect(svg).toMatch(/scale\(7 7\)[^>]*>A001</);
  expect(svg).toMatch(/scale\(2 2\)[^>]*>滨江燃气营业大厅</);
  const usual = { service: 'A', requestId: 'usual' };
  const headers = { 'content-type': 'application/json' };
  await fetch(`${demo.url}/api/tickets`, { method: 'POST', headers, body: JSON.stringify(usual) });
  const issued = demo.daemon.hall
    .readEvents(1, 10_000)
    .flatMap((row) => (row.type === 'ticket.issued' ? [row.body] : []));
  expect(issued.map(({ large }) => large)).toEqual([true, undefined]);
});

it('is not for clerks, and prints nothing while the printer cannot', async () => {
  const token = async (badge: string) => {
    const answer = await fetch(`${demo.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ badge, pin: badge }),
    });
    return ((await answer.json()) as { token: string }).token;
  };
  const ask = async (badge: string, path: string, body?: object) => {
    const answer = await fetch(`${demo.url}/api/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${await token(badge)}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return [answer.status, ((await answer.json()) as { code?: string }).code];
  };
  expect((await fetch(`${demo.url}/api/paper`)).status).toBe(401);
  expect(await ask('1001', 'paper')).toEqual([403, 'not-allowed']);
  expect(await ask('1001', 'printers/printer-1/test', { service: 'A' })).toEqual([403, 'not-allowed']);
  expect(await ask('2001', 'paper/preview?service=Z')).toEqual([404, 'not-found']);
  expect(await ask('2001', 'paper/preview?template=none')).toEqual([404, 'not-found']);
  expect(await ask('2001', 'printers/none/test', { service: 'A' })).toEqual([404, 'not-found']);
  await fetch(`${demo.url}/api/lab/printer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ paper: 'end' }),
  });
  await vi.waitFor(
    async () =>
      expect(await ask('3001', 'printers/printer-1/test', { service: 'A' })).toEqual([409, 'printer-not-ready']),
    { timeout: 20_000, interval: 300 },
  );
});

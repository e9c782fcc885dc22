/**
 * `npm run pictures`: opens the virtual hall, lives a few minutes of a morning in it and takes the pictures of the
 * documents, so that they show the program as it is. Needs Debian's Chromium.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createConsoleLog } from '../device/adapters/console-log.ts';
import { renderTicket } from '../device/commands/ticket-render.ts';
import { startDemo } from '../device/demo/start-demo.ts';
import { findProgram } from '../device/program.ts';

const program = findProgram();
const pictures = join(program.root, 'docs', 'images');
const dataDir = mkdtempSync(join(tmpdir(), 'hallkeeper-pictures-'));
mkdirSync(pictures, { recursive: true });
const demo = await startDemo({
  ...program,
  port: 0,
  dataDir,
  log: createConsoleLog({ json: false, from: 'error' }),
  people: false,
});
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
});
try {
  await takeAll(browser, demo.url);
} finally {
  await browser.close();
  await demo.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function takeAll(on: Browser, url: string): Promise<void> {
  const call = hallCaller(url);
  for (const service of ['A', 'F', 'H', 'K', 'A', 'A', 'F', 'K', 'A', 'H']) await call.ticket(service);
  const clerks = [1, 2, 3, 4];
  for (const no of clerks) await call.signIn(no);
  for (const no of clerks) await call.act(no, 'open');
  const signage = await open(on, `${url}/signage`, 1920, 1080);
  for (const no of [1, 3, 2]) {
    await call.act(no, 'call-next');
    await call.act(no, 'start');
  }
  await call.act(4, 'call-next');
  // Each call stands six seconds; the last one is in the picture with those before it below.
  await signage.getByText('K001').first().waitFor({ timeout: 60_000 });
  await settle(signage);
  await save(signage, 'signage');
  await call.act(4, 'start');
  await save(await open(on, `${url}/`, 1280, 800), 'doors');
  const kiosk = await open(on, `${url}/kiosk`, 1080, 1920);
  await save(kiosk, 'kiosk');
  await kiosk.getByText('缴费').first().click();
  await kiosk.getByText('请取走号票').waitFor();
  await save(kiosk, 'kiosk-ticket', false);
  const console = await open(on, `${url}/counter/2`, 1366, 768);
  await signInOn(console, '1002');
  await console.getByText('A003').or(console.getByText('A002')).first().waitFor();
  await save(console, 'counter');
  const rate = await open(on, `${url}/rate/1`, 1024, 600);
  await call.act(1, 'finish');
  await rate.getByText('非常满意').first().waitFor();
  await save(rate, 'rate');
  const lab = await open(on, `${url}/lab`, 1600, 1000);
  await save(lab, 'lab');
  drawTicket();
  const ticket = await call.ticket('A');
  await save(await open(on, `${url}/t/${ticket}`, 390, 844), 'phone');
  await fetch(`${url}/api/lab/printer`, json({ paper: 'end' }));
  const admin = await open(on, `${url}/admin#devices`, 390, 844);
  await signInOn(admin, '2001');
  await admin
    .getByText(/out of paper|缺纸/)
    .first()
    .waitFor();
  await save(admin, 'admin');
}

/** By the time of day the demo would promise another wait each time: the sample promises what a morning does. */
function drawTicket(): void {
  renderTicket({
    ticket: null,
    config: null,
    data: null,
    date: null,
    service: null,
    template: null,
    profile: 'epson-tm',
    paper: null,
    copies: null,
    large: false,
    test: false,
    locale: 'zh-CN',
    out: join(pictures, 'ticket.png'),
    json: false,
    program,
  });
}

/** The demo's PIN is the badge. */
async function signInOn(page: Page, badge: string): Promise<void> {
  await page.locator('input').first().waitFor();
  await page.keyboard.type(`${badge}\n`);
  await page.keyboard.type(`${badge}\n`);
}

async function open(on: Browser, url: string, width: number, height: number): Promise<Page> {
  const page = await on.newPage({ viewport: { width, height }, locale: 'zh-CN' });
  await page.goto(url);
  return page;
}

/** Lets fonts and the first picture arrive, and things that move come to rest. */
async function settle(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready');
  await page.waitForLoadState('networkidle').catch(() => {});
  await page.waitForTimeout(1_200);
}

async function save(page: Page, name: string, rest = true): Promise<void> {
  if (rest) await page.evaluate('document.fonts.ready').then(() => page.waitForTimeout(1_000));
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

function json(body: unknown, token?: string): RequestInit {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  return { method: 'POST', headers, body: JSON.stringify(body) };
}

function hallCaller(url: string) {
  const tokens = new Map<number, string>();
  let taken = 0;
  return {
    async ticket(service: string): Promise<string> {
      taken += 1;
      const answer = await fetch(`${url}/api/tickets`, json({ service, requestId: `pictures-${taken}` }));
      return ((await answer.json()) as { ticketId: string }).ticketId;
    },
    async signIn(no: number): Promise<void> {
      const badge = String(1000 + no);
      const answer = await fetch(`${url}/api/session`, json({ badge, pin: badge }));
      tokens.set(no, ((await answer.json()) as { token: string }).token);
    },
    async act(no: number, action: string): Promise<void> {
      const answer = await fetch(`${url}/api/counters/${no}/${action}`, json({}, tokens.get(no)));
      if (!answer.ok) throw new Error(`counter ${no} ${action}: ${await answer.text()}`);
    },
  };
}

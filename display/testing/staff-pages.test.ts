/** The pages of staff: every move of the queue at the console from the keyboard alone, and the team lead's desk. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBrowser, openPage, type Seen, type SeenOptions, seriousFindingsOf } from './browser.ts';
import { type PageServer, startPageServer } from './page-server.ts';
import { sampleFaults } from './sample-views.ts';
import type { SmallCounter, SmallTicket } from './small-state.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Its own folder: the other pages' tests build at the same time. */
const outDir = `${root}dist/display-test-staff`;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// A browser on a busy machine with two cores needs longer than a function does.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

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
});
afterEach(async () => {
  const problems = seen?.problems ?? [];
  await seen?.close();
  seen = null;
  await server.close();
  expect(problems).toEqual([]);
});

async function open(path: string, options?: SeenOptions): Promise<Page> {
  seen = await openPage(browser, server.url + path, options);
  return seen.page;
}
const seriousFindings = (page: Page) => seriousFindingsOf(page, axeSource);

/** A001 A002 F001 F002 K001 K002 wait, clerk N is at counter N. */
function fillHall(): void {
  const { hall } = server;
  hall.badge = '1002';
  for (const service of ['A', 'F', 'K']) for (let n = 0; n < 2; n += 1) hall.issue(service, `${service}${n}`);
  for (const ticket of hall.tickets) ticket.print = 'printed';
  for (const [no, counter] of hall.counters) counter.clerk = `100${no}`;
}
function ticketOf(no: string): SmallTicket {
  const ticket = server.hall.tickets.find((one) => one.ticketNo === no);
  if (!ticket) throw new Error(`no ticket ${no}`);
  return ticket;
}
function counterOf(no: number): SmallCounter {
  const counter = server.hall.counters.get(no);
  if (!counter) throw new Error(`no counter ${no}`);
  return counter;
}
const atCounter = (no: number) => server.hall.tickets.find((one) => one.ticketId === counterOf(no).ticketId)?.ticketNo;

/** The console of counter 2 with A001 called. */
async function openCalled(): Promise<Page> {
  fillHall();
  server.hall.act(2, 'call-next', {});
  const page = await open('/counter/2');
  await page.locator('[data-primary=start]').waitFor();
  return page;
}
/** Presses the digit that stands on the choice. */
async function choose(page: Page, id: string): Promise<void> {
  const digit = await page.locator(`[data-choice="${id}"] kbd`).textContent();
  await page.keyboard.press(digit ?? '');
}

describe('console: moves of the ticket', () => {
  it('puts a ticket back for later, and takes that back with Z', async () => {
    const page = await openCalled();
    await page.keyboard.press('l');
    await page.locator('[data-undo=recycle]').waitFor();
    expect(await page.locator('[data-list=waiting] li').last().textContent()).toMatch(/A001.*稍后/s);
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('z');
    await page.locator('[data-primary=start]').waitFor();
    expect(await page.locator('[data-ticket]').textContent()).toBe('A001');
    expect(ticketOf('A001').recycled).toBe(0);
  });

  it('offers to take back for as long as the hall does, counting down', async () => {
    const page = await openCalled();
    await page.keyboard.press('x');
    await page.locator('[data-undo=no-show]').waitFor();
    await page.getByText('A001 已过号').waitFor();
    await page.clock.runFor(4_000);
    expect(await page.locator('[data-undo] .left').textContent()).toMatch(/还可撤销 [3-7] 秒/);
    await page.clock.runFor(7_000);
    await page.locator('[data-undo]').waitFor({ state: 'detached' });
    await page.getByText('Z 撤销').waitFor();
  });

  it('hands a ticket to a counter, with Enter for no reason', async () => {
    const page = await openCalled();
    await page.keyboard.press('t');
    await choose(page, 'counter 3');
    await page.getByText('不写原因').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.locator('[data-primary=call-next]').waitFor();
    expect(ticketOf('A001')).toMatchObject({ state: 'waiting', forCounter: 3 });
    expect(await page.locator('[data-list=waiting]').textContent()).not.toContain('A001');
  });

  it('parks with a reason, and brings back from the keyboard', async () => {
    const page = await openCalled();
    await page.keyboard.press('h');
    await choose(page, 'papers');
    await page.locator('[data-list=parked]').getByText('A001').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await choose(page, 'unpark');
    await page.locator('[data-primary=start]').waitFor();
    expect(atCounter(2)).toBe('A001');
  });

  it('drops a question about a ticket that is not there any more', async () => {
    const page = await openCalled();
    await page.keyboard.press('t');
    await page.locator('[data-choice="counter 3"]').waitFor();
    server.hall.act(2, 'no-show', {});
    server.hall.act(2, 'call-next', {});
    server.changed();
    await page.getByText('窗口的号票已变化').waitFor();
    expect(await page.locator('[data-choice]').count()).toBe(0);
    expect(atCounter(2)).toBe('A002');
  });

  it('grants priority with a reason, adds a service, and says what is still to come', async () => {
    const page = await openCalled();
    await page.keyboard.press('g');
    await choose(page, 'elderly');
    await page.locator('[data-kind=class]').getByText('优先').waitFor();
    await page.locator('[data-action=ungrant]').waitFor();
    await page.keyboard.press('m');
    await choose(page, 'K');
    await page.locator('[data-todo]').getByText('咨询投诉').waitFor();
    expect(ticketOf('A001')).toMatchObject({ class: 'priority', todo: ['K'] });
    expect(await page.getByText('老年人').count()).toBe(0);
  });

  it('says why a ticket was called, in whole sentences', async () => {
    const page = await openCalled();
    await page.keyboard.press('y');
    await page.locator('[data-why]').getByText('本窗口可叫 6 人').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('[data-primary=start]').waitFor();
  });

  it('marks trouble with the paper', async () => {
    fillHall();
    ticketOf('A001').print = 'failed';
    server.hall.act(2, 'call-next', {});
    const page = await open('/counter/2');
    await page.locator('[data-kind=print]').getByText('未出纸').waitFor();
  });
});

describe('console: rows', () => {
  it('calls a chosen ticket with the arrows, a digit and a reason', async () => {
    fillHall();
    const page = await open('/counter/2');
    await page.locator('[data-list=waiting] li').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await choose(page, 'call');
    await choose(page, 'short');
    await page.locator('[data-primary=start]').waitFor();
    expect(atCounter(2)).toBe('A002');
    await page.getByText('工作人员点选').waitFor();
  });

  it('marks who rests, who is for this counter or clerk alone, and what class they have', async () => {
    fillHall();
    ticketOf('A001').restsUntilMs = performance.now() + 60_000;
    ticketOf('A002').forCounter = 2;
    ticketOf('F001').forClerk = '1002';
    ticketOf('F002').class = 'priority';
    ticketOf('K001').forClerk = '1003';
    const page = await open('/counter/2');
    const rows = page.locator('[data-list=waiting] li');
    await rows.first().waitFor();
    expect(await rows.locator('.number').allTextContents()).toEqual(['F002', 'A002', 'F001', 'K002', 'A001']);
    expect(await rows.nth(0).locator('[data-mark=class]').count()).toBe(1);
    expect(await rows.nth(1).textContent()).toContain('仅 2 号窗口');
    expect(await rows.nth(2).textContent()).toContain('仅营业员 1002');
    expect(await rows.nth(4).textContent()).toContain('稍后');
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('brings a no-show back and calls it', async () => {
    const page = await openCalled();
    await page.keyboard.press('x');
    await page.locator('[data-list=passed]').getByText('A001').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await choose(page, 'revive-call');
    await page.keyboard.press('Enter');
    await page.locator('[data-primary=start]').waitFor();
    expect(atCounter(2)).toBe('A001');
  });

  it('cancels only after the word for it', async () => {
    fillHall();
    const page = await open('/counter/2');
    await page.locator('[data-list=waiting] li').first().waitFor();
    for (const answer of ['Enter', '2']) {
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await choose(page, 'cancel');
      await page.locator('[data-choice=keep]').waitFor();
      await page.keyboard.press(answer);
      await page.locator('[data-primary=call-next]').waitFor();
    }
    await page.locator('[data-list=waiting]').getByText('A001').waitFor({ state: 'detached' });
    expect(ticketOf('A001').state).toBe('cancelled');
  });
});

describe('console: the counter', () => {
  it('serves somebody without a ticket', async () => {
    fillHall();
    const page = await open('/counter/2');
    await page.locator('[data-primary=call-next]').waitFor();
    await page.keyboard.press('w');
    await choose(page, 'H');
    await page.locator('[data-primary=start]').waitFor();
    expect(atCounter(2)).toBe('H001');
  });

  it('waits for the next arrival, and may be told not to', async () => {
    fillHall();
    for (const ticket of server.hall.tickets) ticket.state = 'served';
    const page = await open('/counter/2');
    await page.locator('[data-action=store-next]').waitFor();
    await page.keyboard.press('a');
    await page.locator('[data-standing=armed]').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.locator('[data-standing=armed] button').click();
    await page.locator('[data-standing=armed]').waitFor({ state: 'detached' });
    await page.keyboard.press('a');
    await page.locator('[data-standing=armed]').waitFor();
    server.hall.issue('A', 'next');
    server.changed();
    await page.locator('[data-primary=start]').waitFor();
    expect(atCounter(2)).toBe('A003');
  });

  it('covers others for a time that is seen, and ends it', async () => {
    fillHall();
    counterOf(2).services = ['A'];
    const page = await open('/counter/2');
    await page.locator('[data-list=waiting] li').first().waitFor();
    expect(await page.locator('[data-list=waiting] li').count()).toBe(2);
    await page.keyboard.press('v');
    await page.locator('[data-choice="F H K"]').waitFor();
    await page.keyboard.press('Enter');
    await choose(page, '30');
    await page.locator('[data-standing=cover]').getByText('还剩 30 分钟').waitFor();
    expect(await page.locator('[data-list=waiting] li').count()).toBe(6);
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('v');
    await page.locator('[data-standing=cover]').waitFor({ state: 'detached' });
    expect(await page.locator('[data-list=waiting] li').count()).toBe(2);
  });

  it('shows the planned break, and reminds of it when it begins', async () => {
    fillHall();
    counterOf(2).break = { from: '12:00', to: '12:30', now: false };
    const page = await open('/counter/2');
    await page.locator('[data-break]').getByText('休息 12:00–12:30').waitFor();
    expect(await page.locator('[data-standing=break]').count()).toBe(0);
    counterOf(2).break = { from: '12:00', to: '12:30', now: true };
    server.changed();
    await page.locator('[data-standing=break]').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('p');
    await choose(page, 'break');
    await page.locator('[data-primary=resume]').waitFor();
    expect(await page.locator('[data-standing=break]').count()).toBe(0);
  });

  it.each([
    [1366, 768],
    [1920, 1080],
  ])('shows every action at %d×%d without scrolling, whatever the ticket carries', async (width, height) => {
    fillHall();
    server.hall.act(2, 'call-next', {});
    server.hall.act(2, 'start', {});
    Object.assign(ticketOf('A001'), { class: 'priority', todo: ['F', 'K'], recycled: 2, times: 3, print: 'failed' });
    counterOf(2).cover = { services: ['K'], untilMs: performance.now() + 600_000 };
    counterOf(2).break = { from: '12:00', to: '12:30', now: true };
    const page = await open('/counter/2?lang=en', { width, height, locale: 'en-GB' });
    await page.locator('[data-primary=finish]').waitFor();
    const hidden = (zone: string) =>
      page.evaluate(
        `{ const zone = document.querySelector('hk-counter').shadowRoot.querySelector('${zone}'); zone.scrollHeight - zone.clientHeight }`,
      );
    expect([await hidden('hk-now-zone'), await hidden('hk-action-zone')]).toEqual([0, 0]);
    expect(await page.locator('[data-action]').count()).toBe(16);
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('reaches the next step at 200 % without scrolling, with faults and all', async () => {
    fillHall();
    server.hall.faults = sampleFaults;
    const page = await open('/counter/2?lang=en', { width: 683, height: 384, locale: 'en-GB' });
    await page.locator('[data-primary=call-next]').waitFor();
    const box = await page.locator('[data-primary=call-next]').boundingBox();
    const foot = await page.locator('.foot').boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(foot?.y ?? 0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(683);
    const wider = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(wider).toBe(0);
  });
});

describe('desk of the team lead', () => {
  const phone: SeenOptions = { width: 390, height: 844 };
  async function openDesk(options: SeenOptions = phone): Promise<Page> {
    server.hall.role = 'lead';
    const page = await open(`/admin${options.locale === 'en-GB' ? '?lang=en' : ''}`, options);
    await page.locator('hk-desk-zone').waitFor();
    return page;
  }
  const row = (page: Page, no: string) => page.locator(`hk-desk-tickets [data-ticket=${no}]`);

  it.each(['zh-CN', 'en-GB'] as const)(
    'says beside a ticket which other printer has its paper, in %s',
    async (locale) => {
      fillHall();
      ticketOf('F001').paperPlace = { zh: '1 号窗口旁打印机', en: 'the printer beside counter 1' };
      const page = await openDesk({ ...phone, locale });
      const words = locale === 'en-GB' ? 'paper at the printer beside counter 1' : '出纸：1 号窗口旁打印机';
      await row(page, 'F001').locator('[data-mark=place]').getByText(words).waitFor();
      expect(await page.locator('[data-mark=place]').count()).toBe(1);
      if (process.env.SHOTS)
        await page.screenshot({ path: `${process.env.SHOTS}/place-desk-${locale}.png`, fullPage: true });
      expect(await seriousFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    },
  );

  it.each(['zh-CN', 'en-GB'] as const)('shows the whole hall on a phone, in %s', async (locale) => {
    fillHall();
    server.hall.act(2, 'call-next', {});
    server.hall.act(3, 'pause', { reason: 'cash' });
    server.hall.act(4, 'close', {});
    counterOf(1).cover = { services: ['K'], untilMs: performance.now() + 600_000 };
    const page = await openDesk({ ...phone, locale });
    const words = locale === 'en-GB';
    await page.getByText(words ? 'Of 42 promises, 81% held; usually 2 min off' : '42 次预报中 81% 兑现').waitFor();
    await page.getByText(words ? 'Settling cash' : '结账').waitFor();
    await page.getByText(words ? '93% of numbers used' : '号码已用 93%').waitFor();
    expect(await page.locator('[data-counter="2"]').textContent()).toContain('A001');
    expect(await page.locator('[data-list=waiting] .number').allTextContents()).toEqual([
      'A002',
      'F001',
      'F002',
      'K001',
      'K002',
    ]);
    expect(await page.locator('[data-list=appointments] li').count()).toBe(3);
    expect(await seriousFindings(page)).toEqual([]);
    const wider = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(wider).toBe(0);
  });

  it('closes the day with the list and the count of who is left, and reopens it', async () => {
    fillHall();
    server.hall.act(2, 'call-next', {});
    server.hall.act(2, 'park', {});
    const page = await openDesk();
    await page.locator('[data-close]').click();
    await page.getByText('作废 6 张号票').waitFor();
    await expect.poll(() => page.locator('.numbers li').allTextContents()).toHaveLength(6);
    expect(await seriousFindings(page)).toEqual([]);
    // One more has come meanwhile: the button counts it, and the list names it.
    server.hall.issue('H', 'late');
    server.changed();
    await page.getByText('作废 7 张号票').waitFor();
    await page.locator('.numbers').getByText('H001').waitFor();
    await page.locator('[data-close-now]').click();
    await page.locator('[data-reopen]').waitFor();
    expect(server.hall.tickets.every((one) => one.state === 'expired')).toBe(true);
    await page.locator('[data-reopen]').click();
    await page.locator('[data-close]').waitFor();
  });

  it('confirms a date that waits for staff, by its name', async () => {
    fillHall();
    server.hall.desk.held = '2026-11-25';
    const page = await openDesk();
    await page.getByRole('button', { name: '确认今天是 2026-11-25' }).click();
    await page.locator('[data-held]').waitFor({ state: 'detached' });
    expect(server.hall.desk).toMatchObject({ date: '2026-11-25', held: null });
  });

  it('switches a service off with a reason, and back with undo', async () => {
    fillHall();
    const page = await openDesk();
    const service = page.locator('[data-service=A]');
    await service.getByRole('button', { name: '暂停取号' }).click();
    await service.locator('[data-reason=staff]').click();
    await service.getByText('人员不足').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.locator('[data-done]').getByRole('button', { name: '撤销' }).click();
    await service.getByText('正在取号').waitFor();
  });

  it('sets the next number of a paper roll', async () => {
    fillHall();
    const { base } = server.hall;
    const services = base.services.map((one) =>
      one.id === 'H' ? { ...one, open: false, closedBy: 'service-paper-roll' } : one,
    );
    server.hall.base = { ...base, services };
    const page = await openDesk();
    await page.locator('[data-service=H] input').fill('301');
    await page.locator('[data-service=H]').getByRole('button', { name: '设定' }).click();
    await page.locator('[data-done]').getByText('301').waitFor();
    expect(server.hall.desk.rolls.get('H')).toBe(301);
  });

  it('grants priority with a reason, undo takes it back; cancels with the word for it', async () => {
    fillHall();
    const page = await openDesk();
    await row(page, 'F001').getByRole('button').click();
    await row(page, 'F001').locator('[data-grant]').click();
    await row(page, 'F001').locator('[data-reason=elderly]').click();
    await row(page, 'F001').getByText('优先', { exact: true }).waitFor();
    expect(await page.locator('[data-list=waiting] .number').first().textContent()).toBe('F001');
    await page.locator('[data-done]').getByRole('button', { name: '撤销' }).click();
    // The page must have the new order before the next tap: rows move when the class does.
    await row(page, 'F001').locator('[data-mark=class]').waitFor({ state: 'detached' });
    expect(ticketOf('F001').class).toBe('normal');
    await row(page, 'F001').getByRole('button').click();
    await row(page, 'F001').locator('[data-cancel]').click();
    await row(page, 'F001').getByText('不能撤销').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await row(page, 'F001').locator('[data-cancel-now]').click();
    await row(page, 'F001').waitFor({ state: 'detached' });
    expect(await page.locator('[data-done] button').count()).toBe(0);
  });

  it('keeps the focus on its ticket when the order changes', async () => {
    fillHall();
    const page = await openDesk();
    await row(page, 'F002').getByRole('button').focus();
    ticketOf('F002').class = 'priority';
    server.changed();
    await page.locator('[data-list=waiting] li').first().getByText('F002', { exact: true }).waitFor();
    const focused = await row(page, 'F002')
      .getByRole('button')
      .evaluate((button) => (button.getRootNode() as ShadowRoot).activeElement === button);
    expect(focused).toBe(true);
  });

  it('brings a no-show back into the line', async () => {
    fillHall();
    server.hall.act(2, 'call-next', {});
    server.hall.act(2, 'no-show', {});
    const page = await openDesk();
    await page.locator('[data-list=passed]').getByRole('button').click();
    await page.locator('[data-list=waiting]').getByText('A001').waitFor();
  });

  it('says a refusal in words', async () => {
    fillHall();
    const page = await openDesk();
    await row(page, 'F001').getByRole('button').click();
    await row(page, 'F001').locator('[data-cancel]').click();
    ticketOf('F001').state = 'served';
    await row(page, 'F001').locator('[data-cancel-now]').click();
    await page.getByRole('alert').getByText('该号票不在等候中').waitFor();
  });

  it('is one of two pages for the lead, and not there for facilities', async () => {
    fillHall();
    const page = await openDesk();
    await page.getByRole('link', { name: '设备' }).click();
    await page.getByText('一切正常').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('link', { name: '大厅' }).click();
    await page.locator('hk-desk-zone').waitFor();
    await seen?.close();
    server.hall.role = 'facilities';
    const other = await open('/admin#desk', phone);
    await other.getByText('一切正常').waitFor();
    expect(await other.locator('nav a[href="#desk"]').count()).toBe(0);
  });
});

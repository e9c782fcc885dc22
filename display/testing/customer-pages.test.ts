/** What customers do beyond one touch: appointments, several matters, giving a ticket back; and what shut services say. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HallPart, ServicePart } from '../../protocol/views.ts';
import { openBrowser, openPage, type Seen, type SeenOptions, seriousFindingsOf } from './browser.ts';
import { type PageServer, startPageServer } from './page-server.ts';
import { SmallRefusal, type SmallTicket } from './small-state.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Own folder: the other page tests build at the same time. */
const outDir = `${root}dist/display-customer-test`;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const portrait = { width: 1080, height: 1920 };
const landscape = { width: 1920, height: 1080 };
const phone = { width: 390, height: 844 };
/** 10:30 in Shanghai. */
const slotMs = Date.UTC(2026, 10, 22, 2, 30);

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

/** Words of the page that run over each other or out of the screen, by the boxes of its direct parts. */
async function sticksOut(page: Page): Promise<boolean> {
  return page.evaluate(
    `[...document.querySelector('hk-kiosk').shadowRoot.querySelector('main').children]
      .some((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)`,
  );
}

function changeHall(part: Partial<HallPart>): void {
  server.hall.base = { ...server.hall.base, hall: { ...server.hall.base.hall, ...part } };
}
function changeServices(change: (service: ServicePart) => Partial<ServicePart>): void {
  const services = server.hall.base.services.map((service) => ({ ...service, ...change(service) }));
  server.hall.base = { ...server.hall.base, services };
}

async function typeCode(page: Page, code: string): Promise<void> {
  await page.locator('[data-act=check-in]').click();
  for (const key of code) await page.locator(`[data-key="${key}"]`).click();
  await page.locator('[data-key=go]').click();
}

describe('kiosk, appointments', () => {
  it.each([portrait, landscape])(
    'checks in by the code: number, time, wait, and no place in a line (%o)',
    async (size) => {
      server.hall.appointments.set('GX73-06', { slotMs, late: false });
      const page = await open('/kiosk', size);
      await page.locator('[data-act=check-in]').click();
      expect(await seriousFindings(page)).toEqual([]);
      expect(await sticksOut(page)).toBe(false);
      await page.getByRole('button', { name: '返回' }).click();
      await typeCode(page, 'GX73-06');
      await page.locator('[data-print=take]').waitFor();
      expect(await page.locator('[data-ticket]').textContent()).toBe('H001');
      await page.getByText('预约时间 10:30').waitFor();
      await page.getByText('您已签到，按预约时间排队。').waitFor();
      expect(await page.getByText('您是下一位').count()).toBe(0);
      expect(await seriousFindings(page)).toEqual([]);
    },
  );

  it('tells who is late that the ticket waits like one of a walk-in', async () => {
    server.hall.appointments.set('7', { slotMs, late: true });
    const page = await open('/kiosk?lang=en', { ...portrait, locale: 'en-GB' });
    await typeCode(page, '7');
    await page.locator('.note[data-late]').getByText('This ticket waits like one taken now.').waitFor();
    await page.getByText('You are next').waitFor();
  });

  it('promises no second paper to a code that was used', async () => {
    server.hall.appointments.set('7', { slotMs, late: false });
    server.hall.printMs = 0;
    const page = await open('/kiosk', portrait);
    server.hall.issue('H', 'taken before');
    const [ticket] = server.hall.tickets;
    if (ticket) ticket.print = 'printed';
    await page.route('**/check-in', async (route) => {
      const answer = { ...ticket, ahead: 0, wait: null, print: { state: 'printed' } };
      await route.fulfill({ status: 201, json: { ...answer, appointment: { slotMs, late: false } } });
    });
    await typeCode(page, '7');
    await page.locator('[data-print=known]').waitFor();
    expect(await page.locator('[data-print=take]').count()).toBe(0);
  });

  it('keeps an unknown code to be mended, and forgets it with the customer', async () => {
    const page = await open('/kiosk', portrait);
    await typeCode(page, 'AB1');
    await page.getByText('没有找到这个预约码', { exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.locator('[data-act=again]').click();
    expect(await page.locator('output').textContent()).toBe('AB1');
    await page.locator('[data-key=erase]').click();
    expect(await page.locator('output').textContent()).toBe('AB');
    // Fourteen seconds after a touch it still stands; a touch begins the time anew; fifteen without one end it.
    await page.clock.runFor(14_000);
    await page.locator('[data-key=Z]').click();
    await page.clock.runFor(14_000);
    expect(await page.locator('output').textContent()).toBe('ABZ');
    await page.clock.runFor(2_000);
    await page.locator('[data-act=check-in]').click();
    expect(await page.locator('output').textContent()).toBe('预约码');
  });

  it('takes a code from a reader that types, in small letters too', async () => {
    server.hall.appointments.set('GX7', { slotMs, late: false });
    const page = await open('/kiosk', portrait);
    await page.locator('[data-act=check-in]').click();
    await page.locator('output').waitFor();
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.type('gx7');
    await page.keyboard.press('Enter');
    await page.locator('[data-ticket]').waitFor();
  });

  const refused = [
    [new SmallRefusal('appointment-early', { minutes: 25 }), '您来早了', '25 分钟后可以签到'],
    [new SmallRefusal('appointment-early', { minutes: 145 }), '您来早了', '2 小时 25 分钟后可以签到'],
    [new SmallRefusal('appointment-other-day'), '这不是今天的预约', '请核对预约日期'],
    [new SmallRefusal('day-closed'), '没能签到', '今日取号已结束'],
    [new SmallRefusal('hall-closed'), '没能签到', '大厅现在不在营业时间。'],
  ] as const;
  it.each(refused)('says why and what to do: %s', async (refusal, title, words) => {
    server.hall.appointments.set('7', refusal);
    const page = await open('/kiosk', portrait);
    await typeCode(page, '7');
    const calm = page.locator('.calm[data-kind=refused]');
    await calm.getByText(title, { exact: true }).waitFor();
    expect(await calm.textContent()).toContain(words);
    await page.clock.runFor(15_500);
    await page.locator('[data-service=A]').waitFor();
  });

  it('never gives one code the ticket of another whose answer was lost', async () => {
    server.hall.appointments.set('1', { slotMs, late: false });
    server.hall.appointments.set('2', { slotMs, late: false });
    const page = await open('/kiosk', portrait);
    const ids: string[] = [];
    await page.route('**/check-in', async (route) => {
      const { code, requestId }: { code: string; requestId: string } = route.request().postDataJSON();
      ids.push(`${code} ${requestId}`);
      if (code === '1') await route.abort();
      else await route.continue();
    });
    await typeCode(page, '1');
    await expect
      .poll(async () => {
        await page.clock.runFor(500);
        return page.locator('[data-act=again]').count();
      })
      .toBe(1);
    await page.getByRole('button', { name: '返回' }).click();
    await typeCode(page, '2');
    await page.locator('[data-ticket]').waitFor();
    const requests = new Set(ids.map((one) => one.split(' ')[1]));
    expect([ids.length, requests.size]).toEqual([4, 2]);
  });

  it('offers no check-in where there are no appointments, and never a class', async () => {
    server.hall.base = { ...server.hall.base, kiosk: { ...server.hall.base.kiosk, checkIn: false } };
    const page = await open('/kiosk', portrait);
    await page.locator('[data-service=A]').waitFor();
    expect(await page.locator('[data-act=check-in]').count()).toBe(0);
    const bodies: unknown[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') bodies.push(request.postDataJSON());
    });
    await page.locator('[data-service=A]').click();
    await page.locator('[data-ticket]').waitFor();
    expect(bodies).toEqual([expect.not.objectContaining({ class: expect.anything() })]);
    expect(bodies).toEqual([expect.not.objectContaining({ rest: expect.anything() })]);
  });
});

describe('kiosk, several matters', () => {
  it.each([portrait, landscape])('puts them on one ticket in the order touched (%o)', async (size) => {
    const page = await open('/kiosk', size);
    await page.locator('[data-act=several]').click();
    await page.locator('[data-act=take][disabled]').waitFor();
    for (const service of ['F', 'K', 'A', 'K']) await page.locator(`[data-service=${service}]`).click();
    expect(await page.locator('[data-picked] .letter').allTextContents()).toEqual(['2', '1']);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(false);
    await page.locator('[data-act=take]').click();
    await page.locator('[data-ticket]').waitFor();
    expect(server.hall.tickets.map(({ service, todo }) => [service, todo])).toEqual([['F', ['A']]]);
    await page.getByText('然后办理：缴费').waitFor();
    // What to bring for all of them, each thing once.
    expect(await page.locator('.bring li').allTextContents()).toEqual(['身份证', '房产证或租赁合同', '用户卡或户号']);
  });

  it('goes back to the start when it is left alone', async () => {
    const page = await open('/kiosk', portrait);
    await page.locator('[data-act=several]').click();
    await page.locator('[data-service=F]').click();
    await page.clock.runFor(15_500);
    await page.locator('[data-act=several]').click();
    expect(await page.locator('[data-picked]').count()).toBe(0);
  });

  it('names the service that the hall refuses', async () => {
    const page = await open('/kiosk', portrait);
    await page.locator('[data-act=several]').click();
    await page.locator('[data-service=F]').click();
    await page.locator('[data-service=H]').click();
    await page.route('**/api/tickets', (route) =>
      route.fulfill({
        status: 409,
        json: {
          code: 'service-quota',
          status: 409,
          text: { zh: '今日号已取完。', en: 'All taken.' },
          values: { service: 'H' },
        },
      }),
    );
    await page.locator('[data-act=take]').click();
    await page.locator('.calm').getByText('证卡办理').waitFor();
  });
});

describe('kiosk, what is shut', () => {
  it('says why in words, and gives paper-roll services their way', async () => {
    const shut: Record<string, Partial<ServicePart>> = {
      A: { open: false, closedBy: 'service-closed', closedReason: { zh: '业务系统故障', en: 'System down' } },
      F: { open: false, closedBy: 'service-hours', hoursToday: [['13:30', '16:30']] },
      H: { open: false, closedBy: 'service-quota' },
      K: { open: false, closedBy: 'service-paper-roll' },
    };
    changeServices(({ id }) => shut[id] ?? {});
    const page = await open('/kiosk', portrait);
    await page.locator('[data-service=A]').waitFor();
    const words = await page.locator('.shut').allTextContents();
    expect(words.map((each) => each.trim())).toEqual([
      '业务系统故障',
      '受理时间 13:30–16:30',
      '今日号已取完',
      '请在号卷上撕取号码',
    ]);
    expect(await page.locator('[data-service]:disabled').count()).toBe(4);
    expect(await page.locator('[data-act=several]').count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('shows the hours of a service that has its own, and the day that differs', async () => {
    changeServices(({ id }) => (id === 'A' ? { hoursToday: [['09:00', '11:30']] } : {}));
    changeHall({ dayName: { zh: '国庆节', en: 'National Day' }, hoursToday: [['09:00', '12:00']] });
    const page = await open('/kiosk', portrait);
    await page.getByText('今天：国庆节 · 营业时间 09:00–12:00').waitFor();
    expect((await page.locator('[data-service=A] .hours').textContent())?.replaceAll('\u2060', '')).toBe(
      '受理时间 09:00–11:30',
    );
  });

  const closed = [
    [{ open: false, dayName: { zh: '国庆节', en: 'National Day' }, hoursToday: [] }, ['国庆节', '今日不营业']],
    [{ open: false }, ['现在不在营业时间', '营业时间 09:00–17:30']],
    [{ dayClosed: true }, ['今日取号已结束', '请下一营业日再来。']],
  ] as const;
  it.each(closed)('closed: %o', async (part, words) => {
    changeHall(part);
    const page = await open('/kiosk', portrait);
    await page.locator('.calm').waitFor();
    const text = await page.locator('.calm').textContent();
    for (const each of words) expect(text).toContain(each);
    expect(await page.locator('[data-act=help]').count()).toBe(1);
    expect(await page.locator('[data-act=check-in]').count()).toBe(0);
  });
});

describe('phone', () => {
  function holder(): SmallTicket {
    for (let n = 0; n < 3; n += 1) server.hall.issue('A', `request-${n}`);
    return server.hall.issue('A', 'mine', ['F', 'H']);
  }

  it('shows what comes after, and says when a call was missed that another one follows', async () => {
    const ticket = holder();
    const page = await open(`/t/${ticket.ticketId}`, phone);
    await page.locator('.rest').getByText('证卡办理').waitFor();
    ticket.resting = true;
    server.changed();
    await page.getByText('刚才叫过您').waitFor();
    await page.getByText('很快会再次呼叫您').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('gives the ticket back in two steps, and the harmless one changes nothing', async () => {
    const ticket = holder();
    const page = await open(`/t/${ticket.ticketId}?lang=en`, { ...phone, locale: 'en-GB' });
    await page.locator('[data-act=give-back]').click();
    await page.getByText('Give A004 back?').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.locator('[data-act=keep]').click();
    expect(ticket.state).toBe('waiting');
    await page.locator('[data-act=give-back]').click();
    await page.locator('[data-act=give-back-yes]').click();
    await page.locator('.ticket[data-state=cancelled]').waitFor();
    await page.getByText('please take a new ticket').waitFor();
    expect(await page.locator('hk-give-back').count()).toBe(0);
  });

  it('says so when the ticket was called in the meantime', async () => {
    const ticket = holder();
    const page = await open(`/t/${ticket.ticketId}`, phone);
    await page.locator('[data-act=give-back]').click();
    // The page has not heard of the call yet.
    ticket.state = 'called';
    await page.locator('[data-act=give-back-yes]').click();
    await page.locator('[role=alert]').getByText('该号票不在等候中').waitFor();
  });

  it('sends who was passed over to the staff soon', async () => {
    const ticket = holder();
    server.hall.act(2, 'call', { ticket: ticket.ticketId });
    server.hall.act(2, 'no-show', {});
    const page = await open(`/t/${ticket.ticketId}`, phone);
    await page.getByText('请尽快告诉工作人员').waitFor();
    expect(await page.locator('hk-give-back').count()).toBe(0);
  });
});

describe('signage', () => {
  it('says why a service is shut, the day that differs, and nothing of classes', async () => {
    changeServices(({ id }) =>
      id === 'F'
        ? { open: false, closedBy: 'service-closed', closedReason: { zh: '人员不足', en: 'Too few staff' } }
        : {},
    );
    changeHall({ dayName: { zh: '国庆节', en: 'National Day' } });
    const page = await open('/signage?mute', landscape);
    const waits = page.locator('hk-service-waits');
    await waits.getByText('人员不足').waitFor();
    await waits.getByText('Too few staff').waitFor();
    await page.locator('footer').getByText('国庆节').first().waitFor();
    await waits.getByText('约 8–15 分钟').first().waitFor();
    expect(await page.evaluate('document.querySelector("hk-signage").shadowRoot.textContent')).not.toMatch(
      /优先|priority/i,
    );
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('gives more services than rows a place of their own', async () => {
    const [first] = server.hall.base.services;
    if (!first) throw new Error('no service');
    const more = ['R', 'T'].map((id) => ({ ...first, id, name: { zh: `业务${id}`, en: `Service ${id}` } }));
    server.hall.base = { ...server.hall.base, services: [...server.hall.base.services, ...more] };
    const page = await open('/signage?mute', landscape);
    await page.locator('hk-service-waits .letter').getByText('T', { exact: true }).waitFor();
    expect(await page.locator('hk-service-waits .letter').allTextContents()).toEqual(['A', 'F', 'H', 'K', 'R', 'T']);
  });

  it('says when the day is closed', async () => {
    changeHall({ dayClosed: true });
    const page = await open('/signage?mute', landscape);
    await page.getByText('今日已停止取号').first().waitFor();
    expect(await page.getByText('请先在取号机上取号').count()).toBe(0);
  });
});

describe('paper that comes out of another printer', () => {
  const place = { zh: '1 号窗口旁打印机', en: 'the printer beside counter 1' };
  /** As long as a hall would ever write it. */
  const long = {
    zh: '二楼东侧自助服务区入口左手边打印机',
    en: 'the printer on the left of the self-service area, east side, second floor',
  };

  it.each([portrait, landscape])(
    'is told on the kiosk from the answer on, then live when it moves (%o)',
    async (size) => {
      server.hall.printMs = Number.POSITIVE_INFINITY;
      server.hall.paperPlace = place;
      const page = await open('/kiosk', size);
      await page.locator('[data-service=A]').click();
      await page.locator('[data-print=going]').getByText('正在打印，请到1 号窗口旁打印机取票').waitFor();
      const [ticket] = server.hall.tickets;
      if (ticket) Object.assign(ticket, { print: 'printed', paperPlace: long });
      server.changed();
      await page.locator('[data-print=take]').getByText(`请到${long.zh}取走号票`).waitFor();
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/place-${size.width}.png` });
      expect(await seriousFindings(page)).toEqual([]);
      const right = page.locator('hk-ticket-shown .right');
      expect(await right.evaluate((one) => one.scrollHeight <= one.clientHeight + 1)).toBe(true);
    },
  );

  it('is told in English too, and nothing is said of a place beside the kiosk itself', async () => {
    const page = await open('/kiosk?lang=en', { ...portrait, locale: 'en-GB' });
    await page.locator('[data-service=A]').click();
    await page.locator('[data-print=take]').waitFor();
    expect(await page.locator('[data-print=take]').textContent()).toBe('Please take your paper');
    await page.clock.runFor(15_500);
    server.hall.paperPlace = place;
    await page.locator('[data-service=F]').click();
    await page
      .locator('[data-print=take]')
      .getByText('Please take your paper at the printer beside counter 1')
      .waitFor();
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/place-en.png` });
  });

  it('is told on the phone while the customer waits, also after a move', async () => {
    const ticket = server.hall.issue('A', 'moved');
    ticket.print = 'pending';
    const page = await open(`/t/${ticket.ticketId}`, phone);
    await page.locator('[data-ticket]').waitFor();
    expect(await page.locator('.paper').count()).toBe(0);
    ticket.paperPlace = long;
    server.changed();
    await page.locator('.paper').getByText(`号票在${long.zh}`).waitFor();
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/place-phone.png` });
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    // Nobody knows what came of it: then no place is promised.
    ticket.print = 'unknown';
    server.changed();
    await page.locator('.paper').waitFor({ state: 'detached' });
  });
});

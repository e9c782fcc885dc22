/** The pages as people meet them: a real Chromium, real HTTP and event streams, the real content policy. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBrowser, openPage, type Seen, type SeenOptions, seriousFindingsOf } from './browser.ts';
import { type PageServer, startPageServer } from './page-server.ts';
import { crowdedHall, sampleFaults } from './sample-views.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const outDir = `${root}dist/display-test`;
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

function fillHall(): void {
  server.hall.badge = '1001';
  for (let n = 0; n < 6; n += 1) server.hall.issue(['A', 'F', 'K'][n % 3] ?? 'A', `request-${n}`);
  for (const ticket of server.hall.tickets) ticket.print = 'printed';
}

describe('every page, in both languages', () => {
  const pages: readonly {
    readonly path: string;
    readonly zh: string;
    readonly en: string;
    readonly size: SeenOptions;
    readonly before?: () => void;
  }[] = [
    { path: '/', zh: '取号机', en: 'Kiosk', size: { width: 1280, height: 900 } },
    { path: '/kiosk', zh: '请选择要办理的业务', en: 'What would you like to do?', size: { width: 1080, height: 1920 } },
    {
      path: '/signage?mute',
      zh: '正在呼叫',
      en: 'Now calling',
      size: { width: 1920, height: 1080 },
      before: () => server.hall.act(2, 'call-next', {}),
    },
    { path: '/counter/2', zh: '叫下一位', en: 'Call next', size: { width: 1366, height: 768 } },
    {
      path: '/rate/2',
      zh: '非常满意',
      en: 'Very satisfied',
      size: { width: 1024, height: 600 },
      before: () => server.hall.askRating(2, 'v1'),
    },
    { path: '/admin', zh: '一切正常', en: 'All is well', size: { width: 390, height: 844 } },
    {
      path: '/t/t5',
      zh: '等候中',
      en: 'Waiting',
      size: { width: 390, height: 844 },
    },
    { path: '/lab', zh: '号票打印机', en: 'Ticket printer', size: { width: 1600, height: 1000 } },
  ];
  for (const { path, zh, en, size, before } of pages) {
    it.each(['zh-CN', 'en-GB'] as const)(`${path} in %s`, async (locale) => {
      fillHall();
      before?.();
      const query = locale === 'en-GB' ? `${path.includes('?') ? '&' : '?'}lang=en` : '';
      const page = await open(path + query, { ...size, locale });
      await page
        .getByText(locale === 'zh-CN' ? zh : en, { exact: false })
        .first()
        .waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      // Nothing sticks out sideways: what does not fit is not seen.
      const wider = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect(wider).toBe(0);
    });
  }
});

describe('kiosk', () => {
  it('gives a ticket in one touch, says what the printer did, and goes back by itself', async () => {
    server.hall.printMs = Number.POSITIVE_INFINITY;
    const page = await open('/kiosk', { width: 1080, height: 1920 });
    await page.locator('[data-service=A]').click();
    await page.locator('[data-ticket]').waitFor();
    expect(await page.locator('[data-ticket]').textContent()).toBe('A001');
    await page.locator('[data-print=going]').waitFor();
    for (const ticket of server.hall.tickets) ticket.print = 'printed';
    server.changed();
    await page.locator('[data-print=take]').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.clock.runFor(15_500);
    await page.locator('[data-service=A]').waitFor();
  });

  it('makes one ticket of a double tap', async () => {
    const page = await open('/kiosk', { width: 1080, height: 1920 });
    await page.locator('[data-service=A]').dblclick();
    await page.locator('[data-ticket]').waitFor();
    expect(server.hall.tickets).toHaveLength(1);
  });

  it('sends the same request again while there is no answer, and it is one ticket', async () => {
    const page = await open('/kiosk', { width: 1080, height: 1920 });
    let lost = 0;
    await page.route('**/api/tickets', async (route) => {
      if (lost > 0) return route.continue();
      lost += 1;
      // The daemon got it; the answer is lost on the way.
      await route.fetch();
      return route.abort();
    });
    await page.locator('[data-service=F]').click();
    await page.locator('[data-ticket]').waitFor();
    expect(await page.locator('[data-ticket]').textContent()).toBe('F001');
    expect(server.hall.tickets).toHaveLength(1);
  });

  it('asks to note the number when no paper can come', async () => {
    server.hall.printsTo = 'failed';
    const page = await open('/kiosk', { width: 1080, height: 1920 });
    await page.locator('[data-service=H]').click();
    await page.locator('[data-print=note]').waitFor();
    expect(await page.locator('[data-print=note]').textContent()).toContain('请记住您的号码');
    // A new roll: the paper that comes late is this customer's, not the next one's.
    for (const ticket of server.hall.tickets) ticket.print = 'printed';
    server.changed();
    await page.locator('[data-print=take]').waitFor();
    expect(await page.locator('hk-ticket-shown svg[viewBox]').count()).toBeGreaterThan(0);
  });

  it('says why when the hall says no', async () => {
    const page = await open('/kiosk', { width: 1080, height: 1920 });
    await page.locator('[data-service=A]').waitFor();
    server.hall.base = { ...server.hall.base, hall: { ...server.hall.base.hall, open: false } };
    await page.locator('[data-service=A]').click();
    await page.getByText('大厅现在不在营业时间。', { exact: true }).waitFor();
  });

  it('calls staff, and sends people to the desk when nobody could be told', async () => {
    const page = await open('/kiosk', { width: 1080, height: 1920 });
    await page.locator('[data-act=help]').click();
    await page.getByText('请在这里稍候，不用排队取号。', { exact: true }).waitFor();
    expect(server.hall.helpCalls).toHaveLength(1);
    await page.getByRole('button', { name: '返回' }).click();
    server.cut();
    await page.locator('[data-act=help]').click();
    await page.locator('hk-kiosk').getByText('请到服务台').waitFor();
    await page.locator('hk-kiosk').getByText('没有通知到工作人员').waitFor();
    expect(await page.getByText('工作人员马上就来').count()).toBe(0);
  });

  it('comes back from help to the ticket whose number may not be noted yet', async () => {
    const page = await open('/kiosk', { width: 1080, height: 1920 });
    await page.locator('[data-service=A]').click();
    await page.locator('[data-ticket]').waitFor();
    await page.locator('[data-act=help]').click();
    await page.getByText('请在这里稍候，不用排队取号。', { exact: true }).waitFor();
    await page.getByRole('button', { name: '返回' }).click();
    expect(await page.locator('[data-ticket]').textContent()).toBe('A001');
    await page.getByRole('button', { name: '完成' }).click();
    await page.locator('[data-service=A]').waitFor();
  });

  it('says that the link is lost after five seconds, and takes up again', async () => {
    const page = await open('/kiosk', { width: 1080, height: 1920 });
    await page.locator('[data-service=A]').waitFor();
    server.cut();
    await page.clock.runFor(5_500);
    await page.locator('[data-kind=lost]').waitFor();
    server.mend();
    await page.clock.runFor(5_500);
    await page.locator('[data-service=A]').waitFor();
  });

  it('shows the largest text without losing the way out', async () => {
    const page = await open('/kiosk?lang=en', { width: 1080, height: 1920 });
    for (let n = 0; n < 2; n += 1) await page.locator('[data-act=text-size]').click();
    await page.locator('[data-service=F]').click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.locator('[data-service=F]').waitFor();
  });

  const turned = [
    ['zh-CN', 1080, 1920],
    ['en-GB', 1080, 1920],
    ['zh-CN', 1920, 1080],
    ['en-GB', 1920, 1080],
  ] as const;
  it.each(turned)('no card overflows at 3/3 in either language: %s, %i x %i', async (locale, width, height) => {
    // As long as the names of the demo, with every card's wait at its widest.
    server.hall.base = {
      ...server.hall.base,
      services: server.hall.base.services.map((service) => ({
        ...service,
        name: { zh: '燃气业务咨询与投诉受理', en: 'Questions, certificates and complaints' },
        waiting: 128,
      })),
    };
    const page = await open(`/kiosk${locale === 'en-GB' ? '?lang=en' : ''}`, { width, height, locale });
    await page.locator('[data-service=A]').waitFor();
    for (const size of [1, 2, 3]) {
      if (size > 1) await page.locator('[data-act=text-size]').click();
      await page.locator('[data-act=text-size]').getByText(`${size}/3`).waitFor();
      // A word that leaves its own box is cut by the card or printed over its neighbour.
      const cut =
        await page.evaluate(`[...document.querySelector('hk-kiosk').shadowRoot.querySelector('hk-service-choice')
        .shadowRoot.querySelectorAll('ul, button, .name, .people, .range')]
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 || one.tagName === 'BUTTON' && one.scrollHeight > one.clientHeight + 1)
        .map((one) => one.outerHTML.slice(0, 60))`);
      if (size > 1) expect(cut).toEqual([]);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/k-${locale}-${width}-${size}.png` });
    }
  });

  it('has room for twenty services with long names', async () => {
    server.hall.base = crowdedHall();
    const page = await open('/kiosk', { width: 1080, height: 1920 });
    await page.locator('[data-service=Y]').click();
    await page.locator('[data-ticket]').waitFor();
  });
});

describe('signage', () => {
  it('shows a call large, speaks it once, and moves it to the earlier ones', async () => {
    fillHall();
    const page = await open('/signage?mute', { width: 1920, height: 1080 });
    await page.getByText('欢迎光临').waitFor();
    server.hall.act(1, 'call-next', {});
    server.changed();
    await page.locator('hk-call-board[fresh] .ticket').getByText('A001').waitFor();
    await page.getByText('请 A001 号到 1 号窗口办理。').waitFor();
    server.hall.act(2, 'call-next', {});
    server.changed();
    // The first call stands its six seconds before the second takes its place.
    expect(await page.locator('hk-call-board .call .ticket').textContent()).toBe('A001');
    await page.clock.runFor(6_500);
    await page.locator('.call .ticket').getByText('F001').waitFor();
    await page.locator('.row').getByText('A001').waitFor();
    await expect
      .poll(() => page.evaluate('window.__hallkeeper.voice.map((one) => one.state).join()'), { timeout: 20_000 })
      .toBe('spoken,spoken');
  });

  /** Calls the next ticket to counter 1, with files that do not exist; gives what the browser was told to say itself. */
  async function callWithoutFiles(page: Page): Promise<() => Promise<string>> {
    await page.getByText('欢迎光临').waitFor();
    await page.evaluate(`{
      window.said = [];
      window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
      const speech = { getVoices: () => [{ lang: 'zh-CN' }, { lang: 'en-GB' }], cancel() {} };
      speech.speak = (words) => { window.said.push(words.text); setTimeout(() => words.onend()); };
      Object.defineProperty(window, 'speechSynthesis', { value: speech });
    }`);
    await callOnce();
    return () => page.evaluate('window.said.join(" | ")');
  }

  async function callOnce(): Promise<void> {
    server.hall.act(1, 'call-next', {});
    server.hall.calls = server.hall.calls.map((call) => ({ ...call, wavs: ['/api/voice/a.wav', '/api/voice/b.wav'] }));
    server.changed();
  }

  const soundOf = (page: Page): Promise<string> => page.evaluate('document.documentElement.dataset.voice');

  it('speaks itself when a file is missing, and is not silenced by it', async () => {
    fillHall();
    const page = await open('/signage', { width: 1920, height: 1080 });
    const said = await callWithoutFiles(page);
    await expect
      .poll(said, { timeout: 20_000 })
      .toBe('请 A001 号到 1 号窗口办理。 | Ticket A 0 0 1, please go to counter 1.');
    await expect.poll(() => soundOf(page), { timeout: 20_000 }).toBe('on');
    expect(await page.locator('[data-blocked]').count()).toBe(0);
  });

  it('asks for a touch where the browser forbids sound, and is heard after it', async () => {
    fillHall();
    const page = await open('/signage', { width: 1920, height: 1080 });
    await page.evaluate(`{
      window.state = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, 'state');
      Object.defineProperty(BaseAudioContext.prototype, 'state', { configurable: true, get: () => 'suspended' });
    }`);
    const said = await callWithoutFiles(page);
    await page.locator('[data-blocked]').waitFor();
    expect(await said()).toBe('');
    await page.evaluate("Object.defineProperty(BaseAudioContext.prototype, 'state', window.state)");
    await page.mouse.click(5, 5);
    await expect.poll(() => page.locator('[data-blocked]').count()).toBe(0);
    await callOnce();
    await expect.poll(said, { timeout: 30_000 }).toContain('请');
  });

  it('says so, with the time, when what it shows is old', async () => {
    const page = await open('/signage?mute', { width: 1920, height: 1080 });
    await page.getByText('欢迎光临').waitFor();
    server.cut();
    await page.clock.runFor(5_500);
    await page.locator('[data-lost]').waitFor();
    expect(await page.locator('[data-lost]').textContent()).toMatch(/\d\d:\d\d/);
  });

  it('shows no clock while the time is not known', async () => {
    server.hall.base = { ...server.hall.base, hall: { ...server.hall.base.hall, clockTrusted: false } };
    const page = await open('/signage?mute', { width: 1920, height: 1080 });
    await page.getByText('欢迎光临').waitFor();
    expect(await page.locator('.clock').count()).toBe(0);
  });

  it('skips broken media and falls back to the calm picture', async () => {
    server.hall.shown = {
      ...server.hall.shown,
      films: [
        { media: null, url: '/media/none.mp4', kind: 'video', seconds: 5, sound: false },
        { media: null, url: '/media/none.png', kind: 'picture', seconds: 5, sound: false },
      ],
    };
    const page = await open('/signage?mute', { width: 1920, height: 1080 });
    await page.locator('hk-hall-picture').waitFor();
    expect(await page.locator('hk-promo-player video, hk-promo-player img').count()).toBe(4);
  });
});

describe('counter console', () => {
  it('works from the keyboard alone: sign in, call, start, finish, pause, resume', async () => {
    fillHall();
    server.hall.badge = null;
    const page = await open('/counter/2');
    await page.locator('#badge').waitFor();
    await page.keyboard.type('1002');
    await page.keyboard.press('Enter');
    await page.keyboard.type('0000');
    await page.keyboard.press('Enter');
    await page.getByText('工号或密码不正确。').waitFor();
    await page.keyboard.type('1002');
    await page.keyboard.press('Enter');
    await page.locator('[data-primary=call-next]').waitFor();
    await page.keyboard.press('Space');
    await page.locator('[data-primary=start]').waitFor();
    expect(await page.locator('[data-ticket]').textContent()).toBe('A001');
    await page.keyboard.press('s');
    await page.locator('[data-primary=finish]').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[data-primary=call-next]').waitFor();
    await page.keyboard.press('p');
    await page.locator('[data-choice=break]').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('2');
    await page.locator('[data-primary=resume]').waitFor();
    expect(server.hall.counters.get(2)?.pauseReason).toBe('meeting');
    await page.keyboard.press('Space');
    await page.locator('[data-primary=call-next]').waitFor();
  });

  it('says a refusal in words and forgets it with Escape', async () => {
    fillHall();
    const page = await open('/counter/2');
    await page.locator('[data-primary=call-next]').waitFor();
    server.hall.tickets.length = 0;
    await page.keyboard.press('n');
    await page.getByText('没有人在等候。').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('没有人在等候。').waitFor({ state: 'detached' });
  });

  it('carries the ticket the clerk sees, so that a stale press changes nothing', async () => {
    fillHall();
    const page = await open('/counter/2');
    await page.locator('[data-primary=call-next]').waitFor();
    await page.keyboard.press('n');
    await page.locator('[data-primary=start]').waitFor();
    // Somebody else works at the same counter; this page has not heard of it.
    server.hall.act(2, 'no-show', {});
    server.hall.act(2, 'call-next', {});
    await page.keyboard.press('s');
    await page.getByText('窗口的号票已变化').waitFor();
  });

  it('counts two presses of next as one, of one clerk or of two', async () => {
    fillHall();
    const page = await open('/counter/2');
    await page.locator('[data-primary=call-next]').waitFor();
    // Another clerk was faster; this page has not heard of it.
    server.hall.act(2, 'call-next', {});
    await page.keyboard.press('n');
    await page.getByText('窗口的号票已变化').waitFor();
    server.changed();
    await page.locator('[data-primary=start]').waitFor();
    const ticket = server.hall.tickets[0];
    if (ticket) ticket.calledAtMs = performance.now();
    await page.keyboard.press('n');
    await page.getByText('请勿连续按键').waitFor();
    expect(server.hall.tickets.map((one) => one.state)).toEqual(['called', ...Array(5).fill('waiting')]);
  });

  it('serves the customer with Space after the mouse pressed the language', async () => {
    fillHall();
    const page = await open('/counter/2');
    await page.locator('[data-primary=call-next]').waitFor();
    await page.locator('header [data-act=language]').click();
    await page.getByText('Call next').first().waitFor();
    await page.keyboard.press('Space');
    await page.locator('[data-primary=start]').waitFor();
    expect(await page.getByText('Recall').count()).toBeGreaterThan(0);
  });

  it('says why when there is no such counter, and asks no more', async () => {
    fillHall();
    const page = await open('/counter/99');
    await page.locator('[data-refused]').waitFor();
    expect(await page.locator('[data-refused]').textContent()).toContain('没有这个窗口');
    let asked = 0;
    page.on('request', () => {
      asked += 1;
    });
    await page.clock.runFor(20_000);
    expect(asked).toBe(0);
    expect(await page.getByText('连接中断').count()).toBe(0);
  });

  it('says that the sign-in has ended when nobody signed out', async () => {
    fillHall();
    const page = await open('/counter/2');
    await page.locator('[data-primary=call-next]').waitFor();
    server.hall.badge = null;
    await page.keyboard.press('n');
    await page.getByText('登录已失效').waitFor();
  });

  it('lets nothing move under a pressed row', async () => {
    fillHall();
    const page = await open('/counter/2');
    const rows = page.locator('[data-list=waiting] .number');
    await rows.first().waitFor();
    const box = await rows.nth(1).boundingBox();
    await page.mouse.move((box?.x ?? 0) + 5, (box?.y ?? 0) + 5);
    await page.mouse.down();
    server.hall.faults = sampleFaults;
    server.hall.act(1, 'call-next', {});
    server.changed();
    // The same delta brings a fault: once that is seen, the list has heard the news too.
    await page.getByText('打印机缺纸').waitFor();
    expect(await rows.first().textContent()).toBe('A001');
    await page.mouse.up();
    await rows.first().getByText('F001').waitFor();
  });

  it('marks old data with its time and keeps it', async () => {
    fillHall();
    const page = await open('/counter/2');
    await page.locator('[data-primary=call-next]').waitFor();
    server.cut();
    await page.clock.runFor(5_500);
    await page.getByText('连接中断，正在重连').waitFor();
    expect(await page.locator('[data-list=waiting] li').count()).toBe(6);
  });
});

describe('rating pad', () => {
  it('is dark, asks, takes the first touch, thanks, is dark', async () => {
    const page = await open('/rate/2', { width: 1024, height: 600 });
    await page.locator('.dark').waitFor();
    server.hall.askRating(2, 'v9');
    server.changed();
    await page.locator('[data-level="4"]').waitFor();
    expect(await page.locator('button').count()).toBe(5);
    await page.clock.runFor(500);
    await page.locator('[data-level="4"]').click();
    await page.locator('hk-rate').getByText('感谢您的评价').waitFor();
    expect(server.hall.counters.get(2)?.last).toEqual({ visitId: 'v9', level: 4 });
    await page.clock.runFor(4_000);
    await page.locator('.dark').waitFor();
  });

  it('says that there is no such counter', async () => {
    const page = await open('/rate/99', { width: 1024, height: 600 });
    await page.getByText('没有这个窗口').waitFor();
  });

  it('thanks for a key pressed on the keypad', async () => {
    const page = await open('/rate/2', { width: 1024, height: 600 });
    server.hall.askRating(2, 'v9');
    server.changed();
    await page.locator('[data-level="5"]').waitFor();
    server.hall.rate('v9', 5);
    server.changed();
    await page.locator('hk-rate').getByText('感谢您的评价').waitFor();
  });
});

describe('admin', () => {
  it('does not say that all is well while the hall does not answer', async () => {
    fillHall();
    const page = await open('/admin?lang=en', { width: 390, height: 844, locale: 'en-GB' });
    await page.getByText('All is well').waitFor();
    server.cut();
    await page.clock.runFor(5_500);
    await page.getByText(/The hall has not answered since \d\d:\d\d/).waitFor();
    expect(await page.getByText('All is well').count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('says how far the films of the centre have come', async () => {
    fillHall();
    const films = { bytes: 12_000_000, ofBytes: 48_211_032, files: 0, ofFiles: 1 };
    server.hall.health = { ...server.hall.health, films: { ...films, state: 'downloading' } };
    const page = await open('/admin', { width: 390, height: 844 });
    await page.getByText('正在下载 12 MB / 48 MB').waitFor();
    server.hall.health = { ...server.hall.health, films: { ...films, state: 'waiting' } };
    server.changed();
    await page.getByText('等待下载时段，已有 12 MB / 48 MB').waitFor();
  });

  it('says what is wrong and settles a ticket whose paper is uncertain', async () => {
    fillHall();
    server.hall.faults = sampleFaults;
    server.hall.health = { ...server.hall.health, status: 'fault' };
    const ticket = server.hall.tickets[1];
    if (ticket) ticket.print = 'unknown';
    const page = await open('/admin?lang=en', { width: 390, height: 844, locale: 'en-GB' });
    await page.getByText('The printer is out of paper, since 09:12').waitFor();
    await page.getByText('Counter 1 · Panel').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'It is there' }).click();
    await page.getByRole('button', { name: 'It is there' }).waitFor({ state: 'detached' });
    expect(ticket?.print).toBe('printed');
  });
});

describe('phone', () => {
  it('follows a ticket until it is called', async () => {
    fillHall();
    const page = await open('/t/t1?lang=en', { width: 390, height: 844, locale: 'en-GB' });
    await page.getByText('You are next').waitFor();
    await page.getByRole('button', { name: /Ring and vibrate/ }).click();
    server.hall.act(3, 'call-next', {});
    server.changed();
    await page.locator('.to').getByText('Please go to counter 3').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('says when there is no such ticket', async () => {
    const page = await open('/t/none', { width: 390, height: 844 });
    await page.getByText('找不到这张号票').waitFor();
  });
});

describe('lab', () => {
  it('presses keys, flips switches, tears paper', async () => {
    const page = await open('/lab', { width: 1600, height: 1000 });
    await page.locator('[data-node="17"] [data-key="1"]').click();
    await page.locator('[data-gpio="17"]').click();
    await page.locator('[data-switch=cover] button').click();
    await page.getByText('上盖 打开').waitFor();
    await expect
      .poll(() => server.hall.labCalls)
      .toEqual([
        { action: 'key', body: { address: 17, key: 1 } },
        { action: 'button', body: { gpio: 17 } },
        { action: 'printer', body: { cover: 'open' } },
      ]);
    await page.getByRole('button', { name: '撕下' }).click();
    await page.locator('.strip').waitFor({ state: 'detached' });
  });

  it('says so where there is no demo', async () => {
    server.hall.lab = null;
    server.hall.base = { ...server.hall.base, hall: { ...server.hall.base.hall, demo: false } };
    const page = await open('/lab');
    await page.getByText('只有演示模式才有虚拟大厅').waitFor();
  });
});

/** The facilities page in a real Chromium: notices, the urgent notice, films, playlists and screens, on a phone and on a desk. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBrowser, openPage, type Seen, seriousFindingsOf } from './browser.ts';
import { type PageServer, startPageServer } from './page-server.ts';
import { samplePlan, spareSum } from './sample-content.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Its own folder: the other pages' tests build at the same time. */
const outDir = `${root}dist/display-test-content`;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const phone = { width: 390, height: 844 };
const desk = { width: 1366, height: 768 };

// A browser on a busy machine with two cores needs longer than a function does.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let browser: Browser;
let server: PageServer;
let seen: Seen | null = null;
/** Every request of the page, whoever was asked. */
let asked: string[] = [];

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
  // Script errors, breaches of the content policy, and requests to any other host.
  const problems = seen?.problems ?? [];
  await seen?.close();
  seen = null;
  await server.close();
  expect(problems).toEqual([]);
  expect(asked.filter((url) => !url.startsWith(`${server.url}/`))).toEqual([]);
});

async function open(role: 'clerk' | 'lead' | 'facilities', hash: string, size = phone, lang = 'zh-CN'): Promise<Page> {
  server.hall.badge = { clerk: '1001', lead: '2001', facilities: '3001' }[role];
  server.hall.role = role;
  asked = [];
  seen = await openPage(browser, `${server.url}/admin?lang=${lang}#${hash}`, size);
  seen.page.on('request', (request) => asked.push(request.url()));
  if (hash.startsWith('content')) await seen.page.locator('hk-content-zone nav').waitFor();
  return seen.page;
}
const wider = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
const lastCall = () => server.hall.content.calls.at(-1);

describe('every state, at both sizes', () => {
  const click = (selector: string) => (page: Page) => page.locator(selector).first().click();
  const states: readonly {
    readonly name: string;
    readonly role: 'clerk' | 'lead' | 'facilities';
    readonly hash: string;
    readonly steps?: readonly string[];
    readonly sees: string;
  }[] = [
    { name: 'notices', role: 'lead', hash: 'content/notices', sees: '[data-attention]' },
    {
      name: 'a notice to approve',
      role: 'lead',
      hash: 'content/notices',
      steps: ['[data-notice=hours]'],
      sees: '[data-act=approve]',
    },
    {
      name: 'a notice to return',
      role: 'lead',
      hash: 'content/notices',
      steps: ['[data-notice=hours]', '[data-act=return]'],
      sees: 'wa-dialog[open] input',
    },
    {
      name: 'writing',
      role: 'clerk',
      hash: 'content/notices',
      steps: ['[data-notice=valve]', '[data-act=copy]'],
      sees: '[data-act=save-submit]',
    },
    { name: 'urgent', role: 'clerk', hash: 'content/urgent', sees: '[data-ready=own]' },
    {
      name: 'urgent, to be shown',
      role: 'clerk',
      hash: 'content/urgent',
      steps: ['[data-ready=water]'],
      sees: '[data-act=send]',
    },
    {
      name: 'urgent, own words',
      role: 'clerk',
      hash: 'content/urgent',
      steps: ['[data-ready=own]'],
      sees: 'input[name=body-en]',
    },
    {
      name: 'urgent, sent',
      role: 'clerk',
      hash: 'content/urgent',
      steps: ['[data-ready=water]', '[data-act=send]'],
      sees: '[data-standing]',
    },
    { name: 'films', role: 'facilities', hash: 'content/films', sees: '[data-disk]' },
    { name: 'playlists', role: 'facilities', hash: 'content/playlists', sees: '[data-playing]' },
    {
      name: 'writing a playlist',
      role: 'facilities',
      hash: 'content/playlists',
      steps: ['[data-list=day] [data-act=edit-list]'],
      sees: '[data-item="1"]',
    },
    { name: 'voice', role: 'lead', hash: 'content/voice', sees: 'hk-voice-phrases [data-moment=call]' },
    {
      name: 'calendar with a day',
      role: 'clerk',
      hash: 'content/calendar',
      steps: ['[data-day="2026-10-10"] button'],
      sees: 'hk-screen-plan [data-plan]',
    },
    {
      name: 'screens with a plan',
      role: 'facilities',
      hash: 'content/screens',
      steps: ['[data-screen-state=main] [data-act=plan]'],
      sees: '[data-plan]',
    },
  ];
  for (const size of [phone, desk])
    it.each(states)(`$name, ${size.width} wide`, async ({ role, hash, steps = [], sees }) => {
      const page = await open(role, hash, size, size === phone ? 'zh-CN' : 'en');
      for (const step of steps) await click(step)(page);
      await page.locator(sees).first().waitFor();
      // What moves in comes to rest first: half transparent words have no contrast.
      await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)))');
      expect(await seriousFindingsOf(page, axeSource)).toEqual([]);
      expect(await wider(page)).toBe(0);
    });

  it('is fetched only by this page', async () => {
    const page = await open('clerk', 'devices');
    await page.goto(`${server.url}/`);
    await page.locator('a').first().waitFor();
    asked = [];
    await page.goto(`${server.url}/counter/2`);
    await page.getByText('叫下一位').first().waitFor();
    expect(asked.filter((url) => url.includes('content-zone'))).toEqual([]);
  });
});

describe('an urgent notice', () => {
  it('is on its way after three touches of the open page, and says which screens have it', async () => {
    const page = await open('clerk', 'devices');
    let touches = 0;
    const touch = async (selector: string) => {
      touches += 1;
      await page.locator(selector).click();
    };
    await touch('[data-act=urgent]');
    await touch('[data-ready=water]');
    await touch('[data-act=send]');
    await page.locator('[data-standing]').waitFor();
    expect(touches).toBeLessThanOrEqual(4);
    expect(lastCall()?.body).toMatchObject({
      title: { zh: '地面有水，小心滑倒', en: 'Wet floor, please take care' },
      priority: 'urgent',
      minutes: 30,
    });
    const id = (await page.locator('[data-standing]').getAttribute('data-standing')) ?? '';
    expect(await page.locator('[data-confirmed]').count()).toBe(0);
    server.hall.content.confirm(id, 'main');
    server.changed();
    await page.locator('[data-confirmed=main]').waitFor();
    await page.getByText('侧屏：没有应答').waitFor();
    await page.locator('[data-act=down]').click();
    await page.locator('[data-standing]').waitFor({ state: 'detached' });
    expect(lastCall()?.path).toBe(`notices/${id}/withdraw`);
  });

  it('is sent from the keyboard alone', async () => {
    const page = await open('clerk', 'devices', desk);
    await page.locator('[data-act=urgent]').waitFor();
    const press = async (reached: string) => {
      for (let n = 0; n < 60; n += 1) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate(focusedMark)) === reached) return page.keyboard.press('Enter');
      }
      throw new Error(`not reached: ${reached}`);
    };
    await press('urgent');
    await page.locator('[data-ready=evacuate]').waitFor();
    await press('evacuate');
    await press('send');
    await page.locator('[data-standing]').waitFor();
    expect(lastCall()?.body).toMatchObject({ priority: 'emergency', minutes: 60 });
  });

  it('goes to chosen screens only, for as long as chosen', async () => {
    const page = await open('lead', 'content/urgent');
    await page.locator('[data-ready=child]').click();
    await page.locator('[data-minutes="120"]').click();
    await page.locator('[data-screen=side]').click();
    await page.locator('[data-act=send]').click();
    await page.locator('[data-standing]').waitFor();
    expect(lastCall()?.body).toMatchObject({ minutes: 120, screens: ['side'] });
  });
});

/** The mark of the element that has the focus, however deep it stands. */
const focusedMark = `(() => {
  let at = document.activeElement;
  while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  return at ? (at.dataset.act ?? at.dataset.ready ?? '') : '';
})()`;

describe('notices', () => {
  it('are written, refused while something is missing, and submitted', async () => {
    const page = await open('clerk', 'content/notices');
    await page.locator('[data-act=new]').click();
    await page.locator('wa-input[name=title-zh] input').fill('缴费窗口调整');
    await page.locator('[data-act=save-submit]').click();
    await page.locator('[data-missing]').waitFor();
    expect(server.hall.content.calls).toEqual([]);
    await page.locator('wa-input[name=title-en] input').fill('Payment counters');
    await page.locator('wa-textarea[name=text-zh] textarea').fill('缴费请到 3 号窗口。');
    await page.locator('wa-textarea[name=text-en] textarea').fill('Please pay at counter 3.');
    await page.locator('[data-act=save-submit]').click();
    await page.getByText('已提交，等待班组长审核。').waitFor();
    const [saved, submitted] = server.hall.content.calls;
    expect(saved?.body).toEqual({
      draft: {
        title: { zh: '缴费窗口调整', en: 'Payment counters' },
        text: { zh: '缴费请到 3 号窗口。', en: 'Please pay at counter 3.' },
        priority: 'normal',
      },
    });
    expect(submitted?.path).toBe(`${saved?.path}/submit`);
  });

  it('are returned with a reason that the author reads', async () => {
    const page = await open('lead', 'content/notices');
    await page.locator('[data-notice=hours]').click();
    await page.locator('[data-act=return]').click();
    await page.locator('hk-ask-dialog [data-yes]').click();
    expect(server.hall.content.calls).toEqual([]);
    await page.locator('hk-ask-dialog input').fill('日期不对');
    await page.locator('hk-ask-dialog [data-yes]').click();
    await page.getByText('已退回作者。').waitFor();
    expect(lastCall()).toMatchObject({ path: 'notices/hours/return', body: { reason: '日期不对' } });
    await page.locator('[data-steps]').getByText('日期不对').waitFor();
  });

  it('are approved by a lead, but never one’s own: it says why', async () => {
    const page = await open('lead', 'content/notices', desk);
    await page.locator('[data-notice=own]').click();
    await page.locator('[data-why]').getByText('须由另一位班组长审核').waitFor();
    expect(await page.locator('[data-act=approve]').count()).toBe(0);
    await page.locator('[data-notice=hours]').click();
    await page.locator('[data-act=approve]').click();
    await page.getByText('已通过，将按时显示。').waitFor();
    expect(lastCall()?.path).toBe('notices/hours/approve');
  });

  it('offer nothing that is not allowed, and say so', async () => {
    const page = await open('clerk', 'content/notices', desk);
    await page.locator('[data-notice=valve]').click();
    await page.locator('[data-why]').getByText('这是别人写的通知').waitFor();
    expect(await page.locator('[data-act=edit]').count()).toBe(0);
    await page.locator('[data-notice=config-1]').click();
    await page.locator('[data-why]').getByText('写在配置文件中').waitFor();
  });

  it('of the centre are withdrawn or copied, and the page says why they are not changed', async () => {
    const ofCentre = { ...server.hall.content.notice('valve'), id: 'centre-gas', author: 'centre', approver: 'centre' };
    server.hall.content.view = { ...server.hall.content.view, notices: [ofCentre] };
    const page = await open('lead', 'content/notices', desk);
    await page.locator('[data-notice=centre-gas]').click();
    await page.locator('[data-why]').getByText('由中心下发').waitFor();
    expect(await page.locator('[data-act=edit]').count()).toBe(0);
    expect(await seriousFindingsOf(page, axeSource)).toEqual([]);
    await page.locator('[data-act=withdraw]').click();
    await page.locator('hk-ask-dialog [data-yes]').click();
    await page.getByText('已撤下').first().waitFor();
    expect(lastCall()?.path).toBe('notices/centre-gas/withdraw');
    await page.locator('[data-act=copy]').click();
    await page.locator('[data-act=save]').click();
    await page.locator('[data-act=save]').waitFor({ state: 'detached' });
    expect(lastCall()?.path).toMatch(/^notices\/(?!centre-)/);
  });

  it('are found by words and by their state', async () => {
    const page = await open('clerk', 'content/notices', desk);
    await page.locator('[data-notice=valve]').waitFor();
    await page.locator('hk-notice-list wa-input input').fill('gas safety');
    await page.locator('[data-notice=hours]').waitFor({ state: 'detached' });
    expect(await page.locator('[data-notices] [data-notice]').count()).toBe(1);
  });
});

describe('playlists and films', () => {
  it('moves an item by its buttons, and takes a removal back', async () => {
    const page = await open('facilities', 'content/playlists');
    await page.locator('[data-list=day] [data-act=edit-list]').click();
    await page.getByRole('button', { name: '下移' }).first().click();
    await page.locator('[data-act=save-list]').click();
    await page.getByText('播放列表已保存。').waitFor();
    const items = lastCall()?.body.items as readonly { seconds?: number }[];
    expect(items[0]?.seconds).toBe(15);
    await page.locator('[data-list=feast] [data-act=remove-list]').click();
    await page.locator('[data-list=feast]').waitFor({ state: 'detached' });
    await page.locator('[data-act=undo]').click();
    await page.locator('[data-list=feast]').waitFor();
  });

  it('copies a list of the centre, which plays in its place, and changes nothing of it', async () => {
    const [day] = server.hall.content.view.playlists;
    if (!day) throw new Error('no playlist');
    server.hall.content.view = { ...server.hall.content.view, playlists: [{ ...day, id: 'centre-day' }] };
    const page = await open('facilities', 'content/playlists');
    const list = page.locator('[data-list=centre-day]');
    await list.locator('[data-why]').getByText('由中心下发').waitFor();
    for (const act of ['edit-list', 'turn', 'remove-list'])
      expect(await list.locator(`[data-act=${act}]`).count()).toBe(0);
    await list.locator('[data-act=copy-list]').click();
    await page.locator('[data-act=save-list]').click();
    await page.getByText('播放列表已保存。').waitFor();
    expect(lastCall()?.path).toMatch(/^playlists\/(?!centre-)/);
    expect(lastCall()?.body).toMatchObject({ name: '白天宣传（副本）', priority: day.priority + 1 });
  });

  it('removes a file that nothing uses, after a question', async () => {
    const page = await open('facilities', 'content/films');
    await page.getByRole('button', { name: '删除 old-poster.jpg' }).click();
    await page.locator('hk-ask-dialog [data-yes]').click();
    await page.getByText('文件已删除。').waitFor();
    expect(lastCall()?.path).toBe(`media/${spareSum}/remove`);
    expect(await page.getByRole('button', { name: '删除 winter-safety.png' }).isDisabled()).toBe(true);
  });

  it('shows a clerk what there is, and who looks after it', async () => {
    const page = await open('clerk', 'content/films');
    await page.getByText('上传和删除由班组长和设备管理员负责。').waitFor();
    expect(await page.locator('input[type=file]').count()).toBe(0);
  });
});

describe('screens', () => {
  it('say in sentences how they are, and load again when told', async () => {
    const page = await open('facilities', 'content/screens', desk, 'en');
    await page.getByText(/Side screen has not answered since \d\d:\d\d/).waitFor();
    await page.getByText('Notices and captions can be read from 2.9 m').waitFor();
    await page.getByText('the picture is dark; whether the power is off is not known').waitFor();
    await page.locator('[data-screen-state=main] [data-act=reload]').click();
    await page.getByText('Main screen loads again within seconds.').waitFor();
    expect(server.hall.content.reloads).toEqual(['main']);
    expect(await page.locator('[data-plays]').getAttribute('href')).toMatch(
      /^\/api\/plays\.csv\?date=\d{4}-\d\d-\d\d$/,
    );
  });
});

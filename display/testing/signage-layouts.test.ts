/** The board in every layout, theme and state, as a real Chromium draws it: axe without a finding, sizes as the table says. */
import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { boardType, layoutOf } from '../../protocol/board-type.ts';
import type { ScreenPart, ShownNotice } from '../../protocol/screen-views.ts';
import { crowdedHall, sampleScreen } from './sample-views.ts';
import { fill, findings, signageRig, tall, wide } from './signage-rig.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const rig = signageRig();

const layouts = ['auto', 'board', 'notices', 'second'] as const;
const pictures = [
  ['1920 x 1080', wide],
  ['1080 x 1920', tall],
] as const;

const urgent: ShownNotice = {
  id: 'u1',
  title: { zh: '三号窗口暂停办理', en: 'Counter 3 is closed for now' },
  text: { zh: '请改到 **1 号窗口**。\n- 不用重新取号', en: 'Please go to **counter 1**.\n- Keep your ticket' },
  picture: null,
  priority: 'urgent',
  seconds: 12,
};
const emergency: ShownNotice = { ...urgent, id: 'e1', priority: 'emergency' };

function set(over: Partial<ScreenPart>): void {
  rig.server.hall.screens.set('main', { ...sampleScreen('main'), ...over });
}
function show(notices: readonly ShownNotice[], over: ShownNotice | null = null): void {
  rig.server.hall.shown = { ...rig.server.hall.shown, notices, emergency: over };
}

/** Boxes that stick out of the picture, or of which a part cannot be seen. */
function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate(`(() => {
    const out = [];
    const walk = (root) => {
      for (const one of root.querySelectorAll('*')) {
        if (one.shadowRoot) walk(one.shadowRoot);
        if (!one.matches('.call, .row, .calls, .facts, footer, .ticket, article, main')) continue;
        const box = one.getBoundingClientRect();
        if (box.width === 0) continue;
        const over = box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1 || box.top < -1;
        if (over || one.scrollWidth > one.clientWidth + 2) out.push(one.className + ' ' + [box.left, box.top, box.right, box.bottom].map(Math.round));
      }
    };
    walk(document);
    return out;
  })()`);
}

describe.each(pictures)('at %s', (_name, size) => {
  it.each(layouts)('%s: a call, with nothing cut off and no finding', async (layout) => {
    set({ layout });
    fill(rig.server, 9, 2);
    const page = await rig.open('/signage?mute', size);
    await page.locator('.ticket >> visible=true').getByText('A009').waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
  });

  it.each(layouts)('%s: the band ends with the picture', async (layout) => {
    set({ layout });
    fill(rig.server, 3);
    const page = await rig.open('/signage?mute', size);
    await page.locator('.ticket >> visible=true').getByText('A003').waitFor();
    const box = await page.locator('footer').boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeCloseTo(size.height ?? 0, 0);
  });

  it.each(['zh-CN', 'en'] as const)(
    'a second screen in %s alone names its services and their waits',
    async (languages) => {
      set({ layout: 'second', languages });
      const page = await rig.open('/signage?mute', size);
      const row = page.locator('hk-service-waits li').first();
      await row.waitFor();
      const [service] = rig.server.hall.hall().services;
      const name = languages === 'en' ? service?.name.en : service?.name.zh;
      await row
        .locator('.name >> visible=true')
        .getByText(name ?? '')
        .waitFor();
      const seen = await row.locator('.wait span >> visible=true').allTextContents();
      expect(seen.join('')).toMatch(languages === 'en' ? /^(about|under|no|not)/ : /^(约|暂|无|\d)/);
      expect(await findings(page)).toEqual([]);
    },
  );

  it.each(layouts)('%s: an urgent notice stands where films stood, the calls stay', async (layout) => {
    set({ layout });
    fill(rig.server, 3);
    show([urgent, ...rig.server.hall.shown.notices]);
    const page = await rig.open('/signage?mute', size);
    await page.locator('hk-notice-area[data-urgent] strong').first().waitFor();
    expect(await page.locator('.film').isVisible()).toBe(false);
    expect(await page.locator('.ticket >> visible=true').getByText('A003').isVisible()).toBe(true);
    expect(await findings(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
  });

  it.each(layouts)('%s: an emergency stands over everything but the calls', async (layout) => {
    set({ layout });
    fill(rig.server, 3);
    show([], emergency);
    const page = await rig.open('/signage?mute', size);
    await page.locator('hk-emergency-notice').waitFor();
    expect(await page.locator('hk-call-strip .ticket').textContent()).toBe('A003');
    for (const hidden of ['hk-call-board', '.film', 'hk-notice-area'])
      expect(await page.locator(hidden).isVisible()).toBe(false);
    await page.getByText('请 A003 号到 3 号窗口办理。').waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
  });

  it.each(layouts)('%s: three calls together, the longest names, the farthest seat', async (layout) => {
    set({ layout, panelInches: 55, farthestMetres: 12 });
    const { hall } = rig.server;
    hall.base = crowdedHall();
    for (let n = 1; n <= 3; n += 1) hall.callOut(`AAA99${n}`, 196 + n);
    const page = await rig.open('/signage?mute', size);
    await page.locator('.ticket >> visible=true').getByText('AAA993').waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
  });

  const seats = [
    [null, null],
    [43, 5],
    [55, 12],
  ] as const;
  it.each(layouts)('%s: type is as large as the table says, for near and far seats', async (layout) => {
    for (const [panelInches, farthestMetres] of seats) {
      set({ layout, panelInches, farthestMetres });
      rig.server.hall.calls = [];
      fill(rig.server, 5);
      const page = await rig.open('/signage?mute', size);
      await page.locator('.ticket >> visible=true').getByText('A005').waitFor();
      const { width = 0, height = 0 } = size;
      const facts = { width, height, layout, panelInches, farthestMetres, letters: 1, counterDigits: 1 };
      const type = boardType(facts);
      const sizeOf = async (selector: string) =>
        Number.parseFloat(
          await page
            .locator(`${selector} >> visible=true`)
            .first()
            .evaluate((one) => getComputedStyle(one).fontSize),
        );
      expect(await sizeOf('.ticket')).toBeCloseTo(type.number, 1);
      expect(await sizeOf('.facts')).toBeCloseTo(type.text, 1);
      if (type.rows > 0) expect(await sizeOf('.ticket-no')).toBeCloseTo(type.list, 1);
      if (layoutOf(facts) !== 'notices' && layout !== 'board') expect(await sizeOf('.wait')).toBeCloseTo(type.text, 1);
      expect(await page.locator('.row').count()).toBe(type.rows);
      // Nothing that is read is smaller than the table's text.
      const smallest: number = await page.evaluate(`(() => {
        let least = 999;
        const walk = (root) => {
          for (const one of root.querySelectorAll('*')) {
            if (one.shadowRoot) walk(one.shadowRoot);
            const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
            if (own && one.getBoundingClientRect().width > 2 && !one.closest('.heard')) least = Math.min(least, parseFloat(getComputedStyle(one).fontSize));
          }
        };
        walk(document.body);
        return least;
      })()`);
      expect(smallest).toBeGreaterThanOrEqual(type.text - 0.1);
      await page.close();
    }
  });

  it.each(['night', 'day', 'contrast'] as const)('theme %s: no finding, text at seven to one', async (theme) => {
    set({ theme });
    fill(rig.server, 6);
    const page = await rig.open('/signage?mute', size);
    await page.locator('.ticket >> visible=true').getByText('A006').waitFor();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe(theme);
    expect(await findings(page)).toEqual([]);
  });
});

describe('states', () => {
  it('says that the hall is closed, why, and when it was open', async () => {
    const { hall } = rig.server;
    const dayName = { zh: '国庆节', en: 'National Day' };
    hall.base = { ...hall.base, hall: { ...hall.base.hall, open: false, dayName, hoursToday: [] } };
    const page = await rig.open('/signage?mute', wide);
    await page.locator('.empty').getByText('现在不营业').waitFor();
    await page.locator('[data-hours]').getByText('国庆节').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it('says that no more tickets are given, and who is on duty', async () => {
    const { hall } = rig.server;
    hall.base = { ...hall.base, hall: { ...hall.base.hall, dayClosed: true } };
    const page = await rig.open('/signage?mute', wide);
    await page.locator('.empty').getByText('今日已停止取号').waitFor();
    await page.locator('[data-duty]').getByText('值班').waitFor();
  });

  it('shows each language in its turn, the number always', async () => {
    set({ languages: 'alternating' });
    fill(rig.server, 1);
    const page = await rig.open('/signage?mute', wide);
    const now = page.locator('hk-call-board h2').first();
    await now.getByText('正在呼叫').waitFor();
    expect(await now.locator('.en').isVisible()).toBe(false);
    await page.clock.runFor(5_900);
    expect(await now.locator('.zh').isVisible()).toBe(true);
    await page.clock.runFor(2_200);
    await expect.poll(() => now.locator('.en').isVisible()).toBe(true);
    expect(await now.locator('.zh').isVisible()).toBe(false);
    expect(await page.locator('.ticket').first().isVisible()).toBe(true);
    expect(await findings(page)).toEqual([]);
  });

  it.each(['zh-CN', 'en'] as const)('speaks %s alone where a screen has one language', async (languages) => {
    set({ languages });
    const page = await rig.open('/signage?mute', wide);
    await page.locator('.empty').waitFor();
    expect(await page.locator('.empty .zh').first().isVisible()).toBe(languages === 'zh-CN');
    expect(await page.locator('.empty .en').first().isVisible()).toBe(languages === 'en');
  });

  it('pulses three times at one hertz, not where a screen or a person wants none', async () => {
    const pulses = (page: Page) =>
      page
        .locator('.ticket')
        .first()
        .evaluate((one) => {
          const { animationName, animationIterationCount, animationDuration } = getComputedStyle(one);
          return [animationName, animationIterationCount, animationDuration].join(' ');
        });
    fill(rig.server, 1);
    const moving = await rig.open('/signage?mute', { ...wide, moves: true });
    await moving.locator('.ticket').first().waitFor();
    expect(await pulses(moving)).toBe('pulse 3 1s');
    const calm = await rig.open('/signage?mute', wide);
    await calm.locator('.ticket').first().waitFor();
    expect(await pulses(calm)).toMatch(/^none/);
    set({ pulse: false });
    const steady = await rig.open('/signage?mute', { ...wide, moves: true });
    await steady.locator('.ticket').first().waitFor();
    expect(await pulses(steady)).toMatch(/^none/);
  });

  it('marks a recall', async () => {
    fill(rig.server, 1, 2);
    const page = await rig.open('/signage?mute', wide);
    await page.locator('.times').getByText('第 2 次呼叫').waitFor();
  });

  it('draws the marks of a notice and never its markup', async () => {
    show([{ ...urgent, priority: 'normal', text: { zh: '<img src=x>\n- **一**\n- 二', en: 'a' } }]);
    const page = await rig.open('/signage?mute', wide);
    const card = page.locator('hk-notice-card').last();
    await card.locator('li').first().waitFor();
    expect(await card.locator('strong').textContent()).toBe('一');
    expect(await card.locator('article img').count()).toBe(0);
  });

  it('follows the screen that its address names, and says when there is none', async () => {
    rig.server.hall.screens.set('east', { ...sampleScreen('east'), layout: 'second' });
    const page = await rig.open('/signage/east?mute', wide);
    await page.locator('main[data-layout=second]').waitFor();
    const none = await rig.open('/signage/none?mute', wide);
    await none.getByText('没有这块屏幕').waitFor();
  });
});

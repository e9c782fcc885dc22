/** Who is on duty, on every page that says so; and the plan of a screen in the language of the page. */
import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import type { DutyPart } from '../../protocol/duty-config.ts';
import type { ScreenPart } from '../../protocol/screen-views.ts';
import { samplePlan } from './sample-content.ts';
import { crowdedHall, sampleScreen } from './sample-views.ts';
import { fill, findings, signageRig, tall, wide } from './signage-rig.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const rig = signageRig();

const nobody: DutyPart = {
  group: null,
  badge: null,
  why: { zh: '国庆节，大厅不营业', en: 'National Day: the hall is closed' },
};

function setScreen(over: Partial<ScreenPart>): void {
  rig.server.hall.screens.set('main', { ...sampleScreen('main'), ...over });
}
async function openAs(badge: string, role: 'clerk' | 'lead' | 'facilities', path: string): Promise<Page> {
  rig.server.hall.badge = badge;
  rig.server.hall.role = role;
  return rig.open(path, { width: 1366, height: 768 });
}
const duty = (page: Page) => page.locator('[data-duty] >> visible=true');

/** Lines of the band that a border cuts through, and whether the hours are seen whole. */
const linesOfBand = `(() => {
  const root = document.querySelector('hk-signage').shadowRoot;
  const halves = [];
  for (const one of root.querySelectorAll('footer .hall, footer .facts')) {
    const clip = one.getBoundingClientRect();
    const band = root.querySelector('footer').getBoundingClientRect();
    if (clip.bottom > band.bottom + 1) halves.push(one.className + ' leaves the band');
    for (const line of one.querySelectorAll('.zh, .en')) {
      const words = document.createRange();
      words.selectNodeContents(line);
      for (const box of words.getClientRects()) {
        // The boxes of glyphs are taller than their line: what counts is the middle of the line.
        const middle = (box.top + box.bottom) / 2;
        if (Math.abs(middle - clip.bottom) < box.height / 4) halves.push(line.textContent);
      }
    }
  }
  const facts = root.querySelector('.facts').getBoundingClientRect();
  const hours = root.querySelector('[data-hours]').getBoundingClientRect();
  return { hours: hours.top >= facts.top - 1 && hours.bottom <= facts.bottom + 1, halves };
})()`;

describe('who is on duty', () => {
  it.each([
    ['1920 x 1080', wide],
    ['1080 x 1920', tall],
  ] as const)('stands in the band of the board at %s, and its place is empty without a roster', async (_name, size) => {
    setScreen({});
    fill(rig.server, 3);
    const page = await rig.open('/signage?mute', size);
    await duty(page).waitFor();
    expect((await duty(page).textContent())?.trim()).toBe('值班：收费组 1001 号 On duty: Fee clerks, No. 1001');
    expect(await findings(page)).toEqual([]);
    setScreen({ duty: { zh: '制卡组 1003 号', en: 'Card clerks, No. 1003' } });
    rig.server.changed();
    await duty(page).getByText('制卡组 1003 号').waitFor();
    setScreen({ duty: null });
    rig.server.changed();
    await duty(page).waitFor({ state: 'detached' });
  });

  it.each([
    ['1920 x 1080', wide],
    ['1080 x 1920', tall],
  ] as const)(
    'leaves the hours and whole lines in the band at %s, also beside the longest names',
    async (_name, size) => {
      rig.server.hall.base = crowdedHall();
      for (const far of [{}, { panelInches: 55, farthestMetres: 12, layout: 'notices' as const }]) {
        setScreen(far);
        const page = await rig.open('/signage?mute', size);
        await page.locator('[data-hours]').waitFor();
        const seen = await page.evaluate(linesOfBand);
        expect(seen).toMatchObject({ hours: true, halves: [] });
      }
    },
  );

  it("stands on the hall's own page, and is not there without a roster", async () => {
    const page = await rig.open('/', { width: 390, height: 844 });
    await duty(page).getByText('值班：收费组 1001 号').waitFor();
    await duty(page).getByText('On duty: Fee clerks, No. 1001').waitFor();
    expect(await findings(page)).toEqual([]);
    const { base } = rig.server.hall;
    rig.server.hall.base = { ...base, hall: { ...base.hall, duty: null } };
    rig.server.changed();
    await duty(page).waitFor({ state: 'detached' });
  });

  it('stands on the console, and tells the clerk whose duty it is', async () => {
    const page = await openAs('1002', 'clerk', '/counter/2');
    await duty(page).getByText('值班：收费组 1001 号').waitFor();
    rig.server.hall.duty = nobody;
    rig.server.changed();
    await duty(page).waitFor({ state: 'detached' });
    rig.server.hall.duty = { ...nobody, badge: '1002' };
    rig.server.changed();
    await duty(page).getByText('您今天值班').waitFor();
    // The foot of the console is no landmark; the duty adds nothing.
    expect((await findings(page)).filter((one) => !one.startsWith('region'))).toEqual([]);
  });

  it('stands on the desk of the team lead with the reason, also when it is nobody', async () => {
    const page = await openAs('2001', 'lead', '/admin?lang=en');
    await duty(page).getByText('On duty: Fee clerks, No. 1001').waitFor();
    await duty(page).getByText('Sunday: Fee clerks').waitFor();
    rig.server.hall.duty = nobody;
    rig.server.changed();
    await duty(page).getByText('Nobody is on duty today').waitFor();
    await duty(page).getByText('National Day: the hall is closed').waitFor();
    rig.server.hall.duty = null;
    rig.server.changed();
    await duty(page).waitFor({ state: 'detached' });
  });
});

it.each([
  ['zh-CN', '冬季用气安全', '星期日：09:00-17:30'],
  ['en', 'Gas safety in winter', 'Sunday: 09:00-17:30'],
])('the plan of a screen is in the language of the page: %s', async (lang, title, why) => {
  rig.server.hall.content.plan = samplePlan;
  const page = await openAs('3001', 'facilities', `/admin?lang=${lang}#content/screens`);
  await page.locator('[data-screen-state=main] [data-act=plan]').click();
  const row = page.locator('[data-plan] tbody tr').nth(1);
  await row.getByText(title, { exact: true }).waitFor();
  expect(await row.locator('[data-why]').textContent()).toBe(why);
});

/** Staff update panels from the page of the bus: the built page, the whole virtual hall behind it, its nodes at the far end of the line. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { createConsoleLog } from '../device/adapters/console-log.ts';
import { startDemo } from '../device/demo/start-demo.ts';
import { openBrowser, openPage, seriousFindingsOf } from '../display/testing/browser.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const outDir = `${root}dist/display-test-firmware`;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.env.PICTURES;

it('a file is chosen, one panel is ticked, it is updated and the page says so', { timeout: 180_000 }, async () => {
  await build({ configFile: `${root}vite.config.ts`, build: { outDir, emptyOutDir: true }, logLevel: 'error' });
  const folder = mkdtempSync(join(tmpdir(), 'hallkeeper-firmware-'));
  const browser = await openBrowser(process.env.CHROMIUM_PATH);
  const demo = await startDemo({
    port: 0,
    dataDir: folder,
    displayDir: outDir,
    demoDir: `${root}device/demo`,
    fontFile: `${root}device/fonts/hall-dots-24.bin`,
    version: '0',
    log: createConsoleLog({ json: false, from: 'error' }),
    people: false,
  });
  try {
    const { page, problems } = await openPage(browser, `${demo.url}/admin?lang=en#bus`, { width: 390, height: 844 });
    await page.locator('#badge').fill('3001');
    await page.locator('#pin').fill('3001');
    await page.locator('hk-sign-in button.primary').first().click();
    const part = page.locator('hk-firmware-part');
    await part.locator('input[type=file]').setInputFiles(join(folder, 'demo-firmware', 'panel-1.1.0.hkfw'));
    const ticks = part.locator('.choices input:checked');
    await ticks.first().waitFor();
    // Panels alone are ticked, for the file is theirs; all but the first are left out.
    for (let left = await ticks.count(); left > 1; left -= 1) await ticks.nth(left - 1).uncheck();
    await part.locator('fieldset + .choice input').check();
    expect(await seriousFindingsOf(page, axeSource)).toEqual([]);
    if (pictures) await page.screenshot({ path: join(pictures, 'firmware-choose.png'), fullPage: true });
    await part.locator('[data-act=begin]').click();
    await part.locator('[data-job=running]').waitFor();
    expect(await seriousFindingsOf(page, axeSource)).toEqual([]);
    if (pictures) await page.screenshot({ path: join(pictures, 'firmware-running.png'), fullPage: true });
    await part.locator('[data-job=over] [data-outcome=updated]').waitFor({ timeout: 120_000 });
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    if (pictures) await page.screenshot({ path: join(pictures, 'firmware-over.png'), fullPage: true });
    await page.setViewportSize({ width: 1366, height: 768 });
    if (pictures) await page.screenshot({ path: join(pictures, 'firmware-desk.png'), fullPage: true });
    const told = demo.daemon.hall.readEvents(1, 10_000).filter(({ type }) => type.startsWith('firmware.'));
    expect(told.map(({ type, actor }) => [type, actor])).toEqual([
      ['firmware.begun', 'op:3001'],
      ['firmware.ended', 'op:3001'],
    ]);
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
    await demo.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

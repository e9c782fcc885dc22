/** What a visitor of the demo finds beside the queue: a second screen with the centre's films, and a notice that waits. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { type Demo, startDemo } from './start-demo.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const demoDir = dirname(fileURLToPath(import.meta.url));
async function start(dataDir: string): Promise<Demo> {
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const options = {
    port: 0,
    dataDir,
    displayDir: join(dataDir, 'no-pages'),
    demoDir,
    version: '0',
    log,
    people: false,
  };
  return startDemo(options);
}

it('has a second screen with a film and a picture of the centre, and a notice for somebody else to approve', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hallkeeper-demo-'));
  ends.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const first = await start(dataDir);
  const content = () => first.daemon.hall.contentView();
  await expect
    .poll(() => content().playlists.map(({ id, showing }) => [id, showing]), { timeout: 15_000 })
    .toEqual([['centre-safety', true]]);
  expect(content().screens.map(({ id }) => id)).toEqual(['main', 'side']);
  expect(
    content()
      .media.map(({ name, kind }) => [name, kind])
      .sort(),
  ).toEqual([
    ['safety.mp4', 'video'],
    ['winter.jpg', 'picture'],
  ]);
  const waits = { id: 'demo-hours', state: 'submitted', author: '1001' };
  expect(content().notices).toContainEqual(expect.objectContaining(waits));
  const approve = (demo: Demo, badge: string) =>
    new Promise((resolve) =>
      demo.daemon.hall.submit(
        { type: 'move-notice', notice: 'demo-hours', to: 'approved' },
        { id: `op:${badge}`, clerk: badge, staff: true },
        (result) => resolve(result.ok),
      ),
    );
  expect([await approve(first, '1001'), await approve(first, '2001')]).toEqual([false, true]);
  await first.stop();
  // Another start on the same folder: what was decided stays, and nothing is fetched or written twice.
  const second = await start(dataDir);
  ends.push(() => second.stop());
  const again = () => second.daemon.hall.contentView();
  expect(again().notices).toContainEqual(expect.objectContaining({ ...waits, state: 'approved' }));
  expect(again().playlists.map(({ id }) => id)).toEqual(['centre-safety']);
});

/**
 * Weeks in a minute: films swap and calls come as fast as the page takes them, and nothing may grow. HALLKEEPER_SOAK=full runs
 * 10,000 swaps and 5,000 calls and prints the figures.
 *
 * The heap as a whole grows a little for as long as the browser compiles what is run often; that says nothing about the page. So
 * heap snapshots are summed by kind, and what is no compiled code has a bound of its own without any allowance.
 */
import type { CDPSession } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { fill, hasFfmpeg, makeFilm, makePicture, place, signageRig } from './signage-rig.ts';

const isFull = process.env.HALLKEEPER_SOAK === 'full';
const wanted = isFull ? { swaps: 10_000, calls: 5_000 } : { swaps: 2_000, calls: 1_000 };
/** By then everything that is kept to a bound has reached it. */
const warmUpShare = isFull ? 0.15 : 0.5;
vi.setConfig({ testTimeout: isFull ? 3_600_000 : 180_000, hookTimeout: 60_000 });
const rig = signageRig();
/** Spoken calls that the page remembers for a reload. */
const rememberedMax = 40;

it(`keeps its memory over ${wanted.swaps} swaps and ${wanted.calls} calls`, async () => {
  // Shorter than the overlap of two films: each is followed at once by the next one that is ready.
  const films = ['red', 'lime', 'blue', 'magenta'].map((colour, n) =>
    hasFfmpeg
      ? place(rig.server, n + 1, makeFilm({ seconds: 0.2, colour }), { ending: 'mp4' })
      : place(rig.server, n + 1, makePicture(colour), { ending: 'svg', seconds: 0.1 }),
  );
  rig.server.hall.shown = { ...rig.server.hall.shown, films };
  // A board that is full from the beginning: what fills up later would look like growth.
  fill(rig.server, 12);
  const page = await rig.open('/signage?mute', { width: 960, height: 540, realTime: true });
  await page.evaluate(`{
    window.swaps = 0;
    const player = document.querySelector('hk-signage').shadowRoot.querySelector('hk-promo-player');
    new MutationObserver((changes) => {
      for (const { target } of changes) if (target.hasAttribute('data-front')) window.swaps += 1;
    }).observe(player.shadowRoot, { subtree: true, attributeFilter: ['data-front'] });
  }`);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.enable');
  const measure = async () => {
    for (let n = 0; n < 3; n += 1) await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0;
    const { usedSize, embedderHeapUsedSize } = await session.send('Runtime.getHeapUsage');
    const keptBytes = keptOf(await snapshotOf(session));
    const { swaps, remembered } = await page.evaluate<{ swaps: number; remembered: number }>(
      "({ swaps: window.swaps, remembered: JSON.parse(sessionStorage.getItem('hallkeeper.spoken') ?? '[]').length })",
    );
    const heap = { heapBytes: usedSize, keptBytes, elementBytes: embedderHeapUsedSize };
    return { ...heap, nodes: of('Nodes'), listeners: of('JSEventListeners'), swaps, remembered };
  };
  let calls = 0;
  const run = async (swaps: number, callsMax: number) => {
    for (;;) {
      const done = await page.evaluate<number>('window.swaps');
      if (done >= swaps && calls >= callsMax) return;
      // Calls keep step with the swaps, so that both have happened equally often wherever one looks.
      while (calls < Math.min(callsMax, Math.ceil((done / swaps) * callsMax) + 1)) {
        calls += 1;
        rig.server.hall.callOut(`A${String((calls % 999) + 1).padStart(3, '0')}`, (calls % 4) + 1, (calls % 3) + 1);
        rig.server.changed();
      }
      await page.waitForTimeout(100);
    }
  };
  const line = (name: string, at: Awaited<ReturnType<typeof measure>>) =>
    console.info(
      `soak ${name}: ${at.swaps} swaps, ${calls} calls, heap ${kb(at.heapBytes)}, of it no code ${kb(at.keptBytes)}, elements ${kb(at.elementBytes)}, ${at.nodes} nodes, ${at.listeners} listeners, ${at.remembered} calls remembered`,
    );
  await run(wanted.swaps * warmUpShare, wanted.calls * warmUpShare);
  const before = await measure();
  line('after warming up', before);
  for (const share of isFull ? [0.4, 0.7, 1] : [1]) {
    await run(wanted.swaps * share, wanted.calls * share);
    line(`at ${100 * share} %`, await measure());
  }
  const after = await measure();
  // Five in a hundred: a key of each call kept for ever would be several times as much.
  expect(after.keptBytes).toBeLessThan(1.05 * before.keptBytes);
  // With room for the code that is compiled on the way.
  expect(after.heapBytes).toBeLessThan(1.05 * before.heapBytes + 512 * 1024);
  // The browser's own lists (slow frames, fetched files) fill up to their bounds.
  expect(after.elementBytes).toBeLessThan(1.15 * before.elementBytes);
  expect(after.remembered).toBeLessThanOrEqual(rememberedMax);
  expect(after.nodes).toBeLessThan(1.05 * before.nodes + 150);
  expect(after.listeners).toBeLessThan(1.05 * before.listeners + 20);
  expect(await page.locator('hk-promo-player video, hk-promo-player img').count()).toBe(4);
});

const kb = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`;

interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly [readonly string[]] };
  };
  readonly nodes: readonly number[];
}

async function snapshotOf(session: CDPSession): Promise<Snapshot> {
  const pieces: string[] = [];
  const take = ({ chunk }: { chunk: string }) => void pieces.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', take);
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', take);
  return JSON.parse(pieces.join('')) as Snapshot;
}

/** Bytes of what the scripts keep: objects, texts, lists, functions; not compiled code, not the browser's own elements. */
function keptOf({ snapshot, nodes }: Snapshot): number {
  const { node_fields: fields, node_types: kinds } = snapshot.meta;
  const [kind, size] = [fields.indexOf('type'), fields.indexOf('self_size')];
  let bytes = 0;
  for (let at = 0; at < nodes.length; at += fields.length)
    if (!['code', 'native', 'synthetic'].includes(kinds[0][nodes[at + kind] ?? 0] ?? ''))
      bytes += nodes[at + size] ?? 0;
  return bytes;
}

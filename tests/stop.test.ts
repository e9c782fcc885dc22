/**
 * A daemon that is told to end ends at once, whatever its broker does: nobody answers there, or somebody takes the connection
 * and never says a word. The machine that waits for it is being switched off.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { callerOf, eventually, smallHall, startHall, temporaryFolder } from './hall-process.ts';

vi.setConfig({ testTimeout: 60_000 });

/** What the end may take, and as much again for a machine with other work. A timer that is left behind took ten seconds. */
const stopMsMax = 4_000;
const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

/** A broker that takes the connection and nothing more. */
async function mute(): Promise<{ readonly url: string; readonly met: () => number }> {
  const sockets = new Set<Socket>();
  let met = 0;
  const server: Server = createServer((socket) => {
    met += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  endings.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('no port');
  return { url: `mqtt://127.0.0.1:${at.port}`, met: () => met };
}

async function stopMs(url: string, until: (log: readonly string[]) => boolean): Promise<number> {
  const data = temporaryFolder();
  endings.push(() => data.remove());
  const hall = await startHall({ config: await smallHall({ mqtt: { url } }), dataDir: data.path });
  endings.push(() => void hall.kill());
  await eventually('the broker was tried', () => until(hall.log));
  expect((await callerOf(hall.url).get('hall')).status).toBe(200);
  const beganMs = performance.now();
  expect(await hall.stop()).toBe(0);
  return performance.now() - beganMs;
}

it('with a broker that is not there', async () => {
  const ms = await stopMs('mqtt://127.0.0.1:9', (log) => log.some((line) => line.includes('centre connection ended')));
  console.info(`stop without a broker: ${ms.toFixed(0)} ms`);
  expect(ms).toBeLessThan(stopMsMax);
});

it('with a broker that never answers', async () => {
  const { url, met } = await mute();
  const ms = await stopMs(url, () => met() > 0);
  console.info(`stop with a silent broker: ${ms.toFixed(0)} ms`);
  expect(ms).toBeLessThan(stopMsMax);
});

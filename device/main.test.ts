import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HallConfig } from '../protocol/config.ts';
import type { MqttLinkTiming } from './adapters/mqtt-link.ts';
import { startDaemon } from './main.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-main-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise<void>((done) => server.close(() => done()));
  return typeof address === 'object' && address ? address.port : 0;
}

/** A setting that cannot be read stands for whatever ends the start of the link. */
const brokenTiming: Partial<MqttLinkTiming> = {
  get keepaliveSec(): number {
    throw new Error('no link today');
  },
};

function start(port: number, more: Partial<HallConfig> = {}, linkTiming: Partial<MqttLinkTiming> = {}) {
  const config: HallConfig = {
    hall: { id: 'test', name: { zh: '测试大厅', en: 'Test hall' }, zone: 'UTC' },
    listen: { host: '127.0.0.1', port },
    services: [{ id: 'A', name: { zh: '缴费', en: 'Payment' }, minutes: 4 }],
    counters: [{ no: 1, services: ['A'] }],
    ...more,
  };
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  return startDaemon({ config, dataDir: folder, displayDir: folder, version: '0', log, demo: false, linkTiming });
}

describe('a daemon of which a part cannot start', () => {
  it.each<[string, Partial<HallConfig>, RegExp]>([
    ['its link to the centre', { mqtt: { url: 'mqtt://127.0.0.1:1' } }, /no link today/],
    ['its printer', { printers: [{ id: 'p', line: { tcp: '127.0.0.1:1' }, profile: 'unheard-of' }] }, /unheard-of/],
  ])('ends all that stands: %s', async (_part, more, reason) => {
    const port = await freePort();
    await expect(start(port, more, brokenTiming)).rejects.toThrow(reason);
    // The same port and the same journal are free for the next one.
    const daemon = await start(port);
    const answer = await fetch(`${daemon.url}/api/health`);
    expect(answer.status).toBe(200);
    await daemon.stop();
  });
});

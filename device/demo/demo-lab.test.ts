import { createServer, type Server } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { demoHall } from './demo-hall.ts';
import { createDemoLab } from './demo-lab.ts';
import { createEmbeddedBroker } from './embedded-broker.ts';
import { startTinyCentre } from './tiny-centre.ts';
import { createVirtualHall } from './virtual-hall.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const demoDir = dirname(fileURLToPath(import.meta.url));

function occupy(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((done) => server.listen(port, '127.0.0.1', () => done(server)));
}

describe('the broker switch of the lab', () => {
  it('lives on when the port was taken meanwhile, and works when it is free again', async () => {
    const at = { port: 0, printerPort: 0, busPort: 0, broker: 'mqtt://127.0.0.1', mediaDir: demoDir };
    const hall = createVirtualHall(demoHall(demoDir, at));
    const broker = createEmbeddedBroker();
    await broker.start();
    const centre = startTinyCentre({ url: broker.url() });
    const warnings: string[] = [];
    const log = { info: () => {}, warn: (text: string) => void warnings.push(text), error: () => {} };
    const lab = createDemoLab({ hall, broker, centre, hallId: 'demo', buttons: [], log });
    ends.push(
      () => hall.stop(),
      () => broker.stop(),
      () => centre.stop(),
      () => lab.stop(),
    );
    lab.act('broker', { up: false });
    await vi.waitFor(() => expect(broker.running()).toBe(false));
    await broker.stop();
    const thief = await occupy(broker.port());
    lab.act('broker', { up: true });
    await vi.waitFor(() => expect(warnings).toEqual(['the broker does not start']));
    await new Promise<void>((done) => thief.close(() => done()));
    lab.act('broker', { up: true });
    await vi.waitFor(() => expect(broker.running()).toBe(true));
  });
});

/**
 * The virtual hall: the real daemon with virtual devices at the far ends of real byte streams, a broker and a small
 * centre, all in one process. What `npm start` shows.
 */
import { join } from 'node:path';
import { type Daemon, startDaemon } from '../main.ts';
import type { LogPort } from '../ports.ts';
import { demoHall } from './demo-hall.ts';
import { createDemoLab, type DemoLab } from './demo-lab.ts';
import { createEmbeddedBroker } from './embedded-broker.ts';
import { servePeerOnTcp } from './peer-host.ts';
import { startPeople } from './people.ts';
import { startTinyCentre } from './tiny-centre.ts';
import { createVirtualHall } from './virtual-hall.ts';

export interface DemoOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly displayDir: string;
  /** Folder of `demo-hall.yaml` and `media`. */
  readonly demoDir: string;
  readonly version: string;
  readonly log: LogPort;
  /** Simulated customers and clerks live in the hall. */
  readonly people: boolean;
}

export interface Demo {
  readonly url: string;
  readonly daemon: Daemon;
  stop(): Promise<void>;
}

export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { demoDir } = options;
  const mediaDir = join(demoDir, 'media');
  const draft = demoHall(demoDir, {
    port: options.port,
    printerPort: 0,
    busPort: 0,
    broker: 'mqtt://127.0.0.1',
    mediaDir,
  });
  const virtual = createVirtualHall(draft);
  let lab: DemoLab | null = null;
  const noticed = { onStep: () => lab?.changed() };
  const [printer, bus] = await Promise.all([
    servePeerOnTcp(virtual.printer, 0, noticed),
    servePeerOnTcp(virtual.bus, 0, noticed),
  ]);
  virtual.attach({ printer, bus });
  const broker = createEmbeddedBroker();
  await broker.start();
  const centre = startTinyCentre({ url: broker.url(), onEvents: () => lab?.changed() });
  const config = demoHall(demoDir, {
    port: options.port,
    printerPort: printer.port,
    busPort: bus.port,
    broker: broker.url(),
    mediaDir,
  });
  const buttons = (config.buttons ?? []).map(({ gpio, service }) => ({ gpio, service }));
  lab = createDemoLab({ hall: virtual, broker, centre, hallId: config.hall.id, buttons });
  const daemon = await startDaemon({
    config,
    dataDir: options.dataDir,
    displayDir: options.displayDir,
    version: options.version,
    log: options.log,
    demo: true,
    lab,
    gpio: virtual.gpio,
  });
  const people = options.people ? startPeople({ hall: daemon.hall, virtual, config }) : null;
  return {
    url: daemon.url,
    daemon,
    async stop() {
      people?.stop();
      lab?.stop();
      await daemon.stop();
      await centre.stop();
      await broker.stop();
      await Promise.all([printer.stop(), bus.stop()]);
      virtual.stop();
    },
  };
}

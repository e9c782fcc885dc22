/**
 * The virtual hall: the real daemon with virtual devices at the far ends of real byte streams, a broker and a small
 * centre, all in one process. What `npm start` shows.
 */
import { join } from 'node:path';
import type { AppointmentList } from '../../protocol/appointments.ts';
import { bcmOf } from '../../protocol/config-gpio.ts';
import { createSystemClock } from '../adapters/system-clock.ts';
import { type Daemon, startDaemon } from '../main.ts';
import type { LogPort } from '../ports.ts';
import { startCentreFilms } from './centre-films.ts';
import { demoAppointments } from './demo-appointments.ts';
import { makeDemoFirmware } from './demo-firmware.ts';
import { demoHall } from './demo-hall.ts';
import { createDemoLab, type DemoLab } from './demo-lab.ts';
import { submitDemoNotice } from './demo-notice.ts';
import { createEmbeddedBroker } from './embedded-broker.ts';
import { servePeerOnTcp } from './peer-host.ts';
import { startPeople } from './people.ts';
import { startTinyCentre } from './tiny-centre.ts';
import { createVirtualHall } from './virtual-hall.ts';

export interface DemoOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly displayDir: string;
  readonly fontFile?: string;
  /** Folder of `demo-hall.yaml`, `media` and the files of the centre. */
  readonly demoDir: string;
  readonly version: string;
  readonly log: LogPort;
  /** Simulated customers and clerks live in the hall. */
  readonly people: boolean;
}

export interface Demo {
  readonly url: string;
  readonly daemon: Daemon;
  /** Appointments that can be checked in for. */
  readonly appointments: AppointmentList;
  stop(): Promise<void>;
}

/** When a part cannot start (the port is taken, say), all that stands by then is ended again and the reason is thrown. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  /** What stands, newest first: it ends in this order. */
  const standing: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const end of standing.splice(0)) await end();
  };
  try {
    const { daemon, appointments } = await standUp(options, (end) => void standing.unshift(end));
    return { url: daemon.url, daemon, appointments, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Each part is told to `stands` as soon as it has something to end. */
async function standUp(
  options: DemoOptions,
  stands: (end: () => Promise<void> | void) => void,
): Promise<Pick<Demo, 'daemon' | 'appointments'>> {
  const { demoDir, port } = options;
  const mediaDir = join(demoDir, 'media');
  const firmware = makeDemoFirmware(options.dataDir);
  const virtual = createVirtualHall(
    demoHall(demoDir, { port, printerPort: 0, busPort: 0, broker: 'mqtt://127.0.0.1', mediaDir }),
    firmware,
  );
  stands(() => virtual.stop());
  let lab: DemoLab | null = null;
  const noticed = { onStep: () => lab?.changed() };
  const printer = await servePeerOnTcp(virtual.printer, 0, noticed);
  stands(() => printer.stop());
  const bus = await servePeerOnTcp(virtual.bus, 0, noticed);
  stands(() => bus.stop());
  virtual.attach({ printer, bus });
  const broker = createEmbeddedBroker();
  await broker.start();
  stands(() => broker.stop());
  const addresses = { port, printerPort: printer.port, busPort: bus.port, broker: broker.url(), mediaDir };
  const config = { ...demoHall(demoDir, addresses), firmware: firmware.config };
  const appointments = demoAppointments(createSystemClock(config.hall.zone));
  const films = await startCentreFilms(demoDir);
  stands(() => films.stop());
  const centre = startTinyCentre({
    url: broker.url(),
    onEvents: () => lab?.changed(),
    desired: [
      { hall: config.hall.id, name: 'appointments', data: appointments },
      { hall: config.hall.id, name: 'films', data: films.document },
    ],
  });
  stands(() => centre.stop());
  const buttons = (config.buttons ?? []).map(({ gpio, service }) => ({ gpio: bcmOf(gpio), service }));
  const { log } = options;
  lab = createDemoLab({ hall: virtual, broker, centre, hallId: config.hall.id, buttons, log });
  const daemon = await startDaemon({
    config,
    dataDir: options.dataDir,
    displayDir: options.displayDir,
    ...(options.fontFile === undefined ? {} : { fontFile: options.fontFile }),
    version: options.version,
    log,
    demo: true,
    lab,
    gpio: virtual.gpio,
  });
  stands(() => daemon.stop());
  stands(() => lab?.stop());
  submitDemoNotice(daemon.hall);
  if (options.people) {
    const people = startPeople({ hall: daemon.hall, virtual, config, appointments });
    stands(() => people.stop());
  }
  return { daemon, appointments };
}

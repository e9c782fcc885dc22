/**
 * Root of the real hall: puts adapters behind the hall's ports and starts them in an order in which nothing is lost.
 * The journal is opened first; pages are served as soon as the hall stands; devices and the centre come when they come.
 */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { HallConfig, LineConfig } from '../protocol/config.ts';
import { configDefaults } from '../protocol/config.ts';
import { gb18030 } from './adapters/charset-gb18030.ts';
import { createEspeakVoice, type Voice } from './adapters/espeak-voice.ts';
import type { LabPort } from './adapters/http/lab-port.ts';
import { createHttpServer } from './adapters/http/server.ts';
import type { MqttLinkTiming } from './adapters/mqtt-link.ts';
import { createSerialLine } from './adapters/serial-line.ts';
import { openSqliteJournal } from './adapters/sqlite-journal.ts';
import { createSystemClock } from './adapters/system-clock.ts';
import { createSystemRandom } from './adapters/system-random.ts';
import { createTcpLine } from './adapters/tcp-line.ts';
import type { GpioPort } from './drivers/button/gpio-port.ts';
import type { LogPort, RandomPort } from './ports.ts';
import type { LinePort } from './ports-line.ts';
import { createHall, type Hall } from './runtime/hall.ts';
import { startUplink } from './start-uplink.ts';

export interface DaemonOptions {
  readonly config: HallConfig;
  readonly dataDir: string;
  /** Folder of the built pages. */
  readonly displayDir: string;
  readonly version: string;
  readonly log: LogPort;
  readonly demo: boolean;
  readonly lab?: LabPort;
  /** A chip in place of the machine's own. */
  readonly gpio?: GpioPort;
  /** Other durations of the link to the centre than the contract's, for a compressed day. */
  readonly linkTiming?: Partial<MqttLinkTiming>;
}

export interface Daemon {
  readonly url: string;
  readonly hall: Hall;
  stop(): Promise<void>;
}

export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { config, log } = options;
  const dataDir = resolve(options.dataDir);
  const journal = openSqliteJournal(dataDir);
  const clock = createSystemClock(config.hall.zone);
  const random = createSystemRandom();
  const voice = await createEspeakVoice(join(dataDir, 'voice'));
  const configHash = `sha256:${createHash('sha256').update(JSON.stringify(config)).digest('hex')}`;
  const lines: LinePort[] = [];
  const closeHall = async () => {
    hall.stop();
    await Promise.all(lines.map((line) => line.stop()));
  };
  const hall = createHall({
    config,
    journal,
    clock,
    random,
    log,
    charset: gb18030,
    line: (named) => {
      const line = lineFor(named, random);
      lines.push(line);
      return line;
    },
    gpio: await gpioFor(options, clock.monoMs),
    demo: options.demo,
    speech: voice !== null,
    sw: options.version,
    configHash,
  });
  hall.start();
  if (voice) speakAhead(hall, voice);
  try {
    const server = await createHttpServer({
      hall,
      config,
      clock,
      log,
      displayDir: options.displayDir,
      mediaDir: resolve(config.media ?? join(dataDir, 'media')),
      demo: options.demo,
      trustLoopback: true,
      host: config.listen?.host ?? configDefaults.host,
      port: config.listen?.port ?? configDefaults.port,
      version: options.version,
      ...(options.lab ? { lab: options.lab } : {}),
      ...(voice ? { voice } : {}),
      onHelp: (device) => hall.askHelp(device),
    });
    const uplink = config.mqtt
      ? await startUplink({
          config,
          dataDir,
          hall,
          clock,
          random,
          log,
          version: options.version,
          configHash,
          ...(options.linkTiming ? { timing: options.linkTiming } : {}),
        })
      : null;
    return {
      url: server.url,
      hall,
      async stop() {
        await server.close();
        await closeHall();
        await uplink?.stop();
        journal.close();
      },
    };
  } catch (error) {
    // A hall whose pages cannot be served (its port is taken, say) must end, not live on unseen.
    await closeHall();
    journal.close();
    throw error;
  }
}

/** The line that a configuration names; nothing is opened yet. */
export function lineFor(line: LineConfig, random: RandomPort): LinePort {
  if ('serial' in line) {
    const { serial: path, baud, flow = 'none' } = line;
    return createSerialLine({ path, baud, flow, random: random.unit });
  }
  const at = line.tcp.lastIndexOf(':');
  return createTcpLine({ host: line.tcp.slice(0, at), port: Number(line.tcp.slice(at + 1)), random: random.unit });
}

async function gpioFor(options: DaemonOptions, nowMs: () => number): Promise<GpioPort | null> {
  if (options.gpio) return options.gpio;
  if ((options.config.buttons ?? []).length === 0) return null;
  const { createOnoffGpio } = await import('./adapters/gpio-onoff.ts');
  return createOnoffGpio({ nowMs });
}

/** Makes the announcement of a call while the panel lights, so that the signage page finds it ready. */
function speakAhead(hall: Hall, voice: Voice): void {
  hall.onCommit((events) => {
    if (!events.some((each) => each.type === 'ticket.called' || each.type === 'ticket.recalled')) return;
    const [newest] = hall.hallView().calls;
    for (const wav of newest?.wavs ?? []) void voice.wav(wav.slice(wav.lastIndexOf('/') + 1, -'.wav'.length));
  });
}

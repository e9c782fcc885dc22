/**
 * Root of the real hall: puts adapters behind the hall's ports and starts them in an order in which nothing is lost.
 * The journal is opened first; pages are served as soon as the hall stands; devices and the centre come when they come.
 */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { HallConfig, LineConfig } from '../protocol/config.ts';
import { configDefaults } from '../protocol/config.ts';
import { mediaFetchDefaults } from '../protocol/config-media.ts';
import { watchAppointmentFile } from './adapters/appointment-file.ts';
import { openBusKeys } from './adapters/bus-keys-file.ts';
import { gb18030 } from './adapters/charset-gb18030.ts';
import { openDotFont } from './adapters/dot-font-file.ts';
import { findEspeak } from './adapters/espeak-voice.ts';
import { createFetchGate } from './adapters/fetch-gate.ts';
import { createFfprobe } from './adapters/ffprobe.ts';
import { firmwareJudge } from './adapters/firmware-judge.ts';
import { createFirmwareStore } from './adapters/firmware-store.ts';
import { readForeignParts } from './adapters/foreign-parts.ts';
import { createHallVoice, type Voice } from './adapters/hall-voice.ts';
import type { HttpServer } from './adapters/http/http-options.ts';
import type { LabPort } from './adapters/http/lab-port.ts';
import { createHttpServer } from './adapters/http/server.ts';
import { createMediaFetch, type MediaFetch } from './adapters/media-fetch.ts';
import { type MediaStore, openMediaStore } from './adapters/media-store.ts';
import type { MqttLinkTiming } from './adapters/mqtt-link.ts';
import { openPrinterMemory } from './adapters/printer-memory-file.ts';
import { createSerialLine } from './adapters/serial-line.ts';
import { openSqliteJournal } from './adapters/sqlite-journal.ts';
import { createSystemClock } from './adapters/system-clock.ts';
import { createSystemRandom } from './adapters/system-random.ts';
import { createTcpLine } from './adapters/tcp-line.ts';
import { createUsbPrinterLine } from './adapters/usb-printer-line.ts';
import { readVoiceFiles, type VoiceFiles, voiceFacts } from './adapters/voice-files.ts';
import type { GpioPort } from './drivers/button/gpio-port.ts';
import type { ClockPort, LogPort, RandomPort } from './ports.ts';
import type { LinePort } from './ports-line.ts';
import { configuredLines } from './runtime/configured-lines.ts';
import { createHall } from './runtime/hall.ts';
import type { Hall } from './runtime/hall-types.ts';
import type { PaperMeans } from './runtime/ticket-papers.ts';
import { startUplink } from './start-uplink.ts';

export interface DaemonOptions {
  readonly config: HallConfig;
  readonly dataDir: string;
  /** Folder of the built pages. */
  readonly displayDir: string;
  /** Characters as dots; without it a character that a printer lacks is 〓. */
  readonly fontFile?: string;
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
  /** Films that the centre names. */
  readonly films: MediaFetch;
  stop(): Promise<void>;
}

/**
 * Stands when the promise resolves. When a part cannot start (its port is taken, say), all that stands by then is ended again
 * and the reason is thrown: no half a hall lives on unseen.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { config, log } = options;
  const dataDir = resolve(options.dataDir);
  const configHash = `sha256:${createHash('sha256').update(JSON.stringify(config)).digest('hex')}`;
  const journal = openSqliteJournal(dataDir);
  const clock = createSystemClock(config.hall.zone);
  const random = createSystemRandom();
  const lines: LinePort[] = [];
  let hall: Hall | null = null;
  let server: HttpServer | null = null;
  let appointmentFile: { stop(): void } | null = null;
  let uplink: { stop(): Promise<void> } | null = null;
  let media: MediaStore | null = null;
  let films: MediaFetch | null = null;

  async function stop(): Promise<void> {
    films?.stop();
    await server?.close();
    appointmentFile?.stop();
    media?.stop();
    hall?.stop();
    await Promise.all(lines.map((line) => line.stop()));
    await uplink?.stop();
    journal.close();
  }

  const means = await meansOfPaper(options);

  try {
    const bytesMax = config.mediaBytesMax;
    const store = await openMediaStore({ dataDir, clock, ffprobe: await createFfprobe(), bytesMax });
    media = store;
    const files = readVoiceFiles(config.voice);
    const espeak = await findEspeak();
    const voice = await createHallVoice({ ...files, folder: join(dataDir, 'voice'), espeak });
    hall = createHall({
      config,
      journal,
      clock,
      random,
      log,
      ...means,
      line: (named) => {
        const line = lineFor(named, random);
        lines.push(line);
        return line;
      },
      memory: openPrinterMemory(dataDir, log),
      gpio: await gpioFor(options, clock.monoMs),
      ...(config.foreign ? { foreign: await readForeignParts(config.foreign) } : {}),
      demo: options.demo,
      speech: voice !== null,
      phrases: files.book,
      voice: { ...voiceFacts(files, config), espeak: espeak !== null, made: () => voice?.made() ?? [] },
      ...(voice?.chime ? { chimeWav: `/api/voice/${voice.chime}.wav` } : {}),
      sw: options.version,
      configHash,
      disk: store.disk,
      firmware: { judge: firmwareJudge, kept: createFirmwareStore(join(dataDir, 'firmware'), log) },
      busKeys: openBusKeys(dataDir, log),
    });
    hall.start();
    if (config.appointments?.file !== undefined)
      appointmentFile = watchAppointmentFile({
        path: config.appointments.file,
        clock,
        log,
        health: hall.health,
        services: new Set(config.services.map(({ id }) => id)),
        take: hall.takeAppointments,
      });
    tellVoiceProblems(files, hall, log);
    if (voice) speakAhead(hall, voice);
    removeWithHall(hall, store, log);
    films = await createMediaFetch({
      ...{ dataDir, store, clock, random: random.unit, log },
      bytesPerSecondMax: config.mediaFetch?.bytesPerSecond ?? mediaFetchDefaults.bytesPerSecond,
      gate: createFetchGate(clock, hall.mayFetch),
    });
    films.onProgress(hall.tellFilms);
    await keepKnown(hall, store, films);
    server = await serveHall(options, hall, clock, voice, store, means);
    const { version, linkTiming: timing } = options;
    if (config.mqtt) {
      const parts = { config, dataDir, hall, films, store, clock, random, log, version, configHash };
      uplink = await startUplink(timing ? { ...parts, timing } : parts);
    }
    return { url: server.url, hall, films, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What papers are drawn with. Trouble with a file is told once and costs what it would have drawn. */
async function meansOfPaper({ config, fontFile, log }: DaemonOptions): Promise<PaperMeans> {
  const hasLogo = (config.tickets?.templates ?? []).some(({ blocks, blocks58 = [] }) =>
    [...blocks, ...blocks58].some(({ block }) => block === 'logo'),
  );
  // A reader of pictures is not loaded for a hall that prints none.
  const logos = hasLogo ? await import('./adapters/logo-file.ts') : null;
  return {
    charset: gb18030,
    font: fontFile === undefined ? undefined : openDotFont(fontFile, (why) => log.warn('dot font unreadable', { why })),
    logo: logos?.createLogoSource((file, why) => log.warn('logo left out', { file, why })),
  };
}

function serveHall(
  options: DaemonOptions,
  hall: Hall,
  clock: ClockPort,
  voice: Voice | null,
  media: MediaStore,
  paperMeans: PaperMeans,
): Promise<HttpServer> {
  const { config, log, displayDir, demo, version } = options;
  return createHttpServer({
    hall,
    config,
    clock,
    log,
    displayDir,
    mediaDir: resolve(config.media ?? join(options.dataDir, 'media')),
    media,
    paperMeans,
    demo,
    trustLoopback: true,
    host: config.listen?.host ?? configDefaults.host,
    port: config.listen?.port ?? configDefaults.port,
    version,
    firmware: () => hall.firmware(),
    ...(options.lab ? { lab: options.lab } : {}),
    ...(voice ? { voice } : {}),
    onHelp: (device) => hall.askHelp(device),
  });
}

/** What is wrong with phrases and clips is left out and told: no hall stays shut for a phrase. */
function tellVoiceProblems({ problems }: VoiceFiles, hall: Hall, log: LogPort): void {
  for (const { file, problem } of problems) {
    const { line, path, code, message } = problem;
    log.error('a voice file is refused', { file, line, path, code, why: message.en });
  }
  const [first] = problems;
  if (first)
    hall.health.raise('voice-refused', 'voice', `${first.file ?? ''}:${first.problem.line} ${first.problem.path}`);
}

/** The line that a configuration names; nothing is opened yet. */
export function lineFor(line: LineConfig, random: RandomPort): LinePort {
  if ('serial' in line) {
    const { serial: path, baud, flow = 'none' } = line;
    return createSerialLine({ path, baud, flow, random: random.unit });
  }
  if ('usb' in line) return createUsbPrinterLine({ path: line.usb, random: random.unit });
  const at = line.tcp.lastIndexOf(':');
  return createTcpLine({ host: line.tcp.slice(0, at), port: Number(line.tcp.slice(at + 1)), random: random.unit });
}

async function gpioFor({ gpio, config }: DaemonOptions, nowMs: () => number): Promise<GpioPort | null> {
  const lines = configuredLines(config);
  if (lines.length === 0 || gpio) return gpio ?? null;
  const { createMachineGpio } = await import('./adapters/gpio-machine.ts');
  const allowed = new Set(lines.filter(({ iKnow }) => iKnow).map(({ bcm }) => bcm));
  return createMachineGpio({ nowMs, chipLabel: config.gpio?.chip, allowed });
}

/** Makes the announcements of the calls while the panels light, so that the signage page finds them ready. */
function speakAhead(hall: Hall, voice: Voice): void {
  hall.onCommit((events) => {
    const { length } = events.filter(({ type }) => type === 'ticket.called' || type === 'ticket.recalled');
    if (length === 0) return;
    const calls = hall.hallView().calls.slice(0, length);
    for (const wav of calls.flatMap(({ wavs }) => wavs))
      void voice.wav(wav.slice(wav.lastIndexOf('/') + 1, -'.wav'.length));
  });
}

/** A file leaves the disk when the hall has recorded that it is gone, never before. */
function removeWithHall(hall: Hall, media: MediaStore, log: LogPort): void {
  hall.onCommit((events) => {
    for (const { type, body } of events)
      if (type === 'media.removed')
        media.remove(body.sha256).catch(() => log.warn('film not removed', { sha256: body.sha256.slice(0, 12) }));
  });
}

/** What was placed in the moment an earlier daemon died, and nobody was told of, leaves; a list that is being fetched stays. */
function keepKnown(hall: Hall, store: MediaStore, films: MediaFetch): Promise<void> {
  const known = hall.contentView().media.map(({ sha256 }) => sha256);
  return store.keepOnly(new Set([...known, ...films.wanted()]));
}

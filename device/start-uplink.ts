/** Joins the hall to its centre: the link is loaded only in halls that have one. */
import { readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { centreDocumentNames } from '../protocol/centre-documents.ts';
import type { HallConfig } from '../protocol/config.ts';
import { type CentreDocuments, createCentreDocuments } from './adapters/centre-documents.ts';
import type { MediaFetch } from './adapters/media-fetch.ts';
import type { MediaStore } from './adapters/media-store.ts';
import type { MqttLink, MqttLinkOptions, MqttLinkTiming } from './adapters/mqtt-link.ts';
import type { ClockPort, LogPort, RandomPort } from './ports.ts';
import type { Hall } from './runtime/hall-types.ts';
import type { CursorPort, HealthFacts } from './runtime/uplink-types.ts';

export interface UplinkStart {
  readonly config: HallConfig;
  readonly dataDir: string;
  readonly hall: Hall;
  readonly films: MediaFetch;
  readonly store: MediaStore;
  readonly clock: ClockPort;
  readonly random: RandomPort;
  readonly log: LogPort;
  readonly version: string;
  readonly configHash: string;
  /** Other durations than the contract's, for a compressed day. */
  readonly timing?: Partial<MqttLinkTiming>;
}

/** Begins as soon as this start of the hall stands in the journal: a new hall on a full disk has no epoch to speak of yet. */
export async function startUplink(options: UplinkStart): Promise<{ stop(): Promise<void> }> {
  const { hall } = options;
  const [{ createMqttLink }, { createCursorFile }] = await Promise.all([
    import('./adapters/mqtt-link.ts'),
    import('./adapters/cursor-file.ts'),
  ]);
  let link: MqttLink | null = null;
  const documents = createCentreDocuments(options);
  const begin = () => {
    const cursor = createCursorFile(join(options.dataDir, 'cursor.json'), options.log);
    link = createMqttLink(linkOptions(options, cursor, documents));
    link.start();
    const { devices, faults } = hall.healthPart();
    for (const { id, state } of devices) {
      const fault = faults.find((each) => each.device === id)?.code;
      link.device(id, fault ? { state, fault } : { state });
    }
    hall.onHealth(() => link?.healthChanged());
  };
  if (hall.epochs().length > 0) begin();
  else {
    const forget = hall.onCommit(() => {
      forget();
      begin();
    });
  }
  return {
    async stop() {
      documents.stop();
      await link?.stop();
    },
  };
}

function linkOptions(options: UplinkStart, cursor: CursorPort, documents: CentreDocuments): MqttLinkOptions {
  const { config, hall, clock, random, log } = options;
  if (!config.mqtt) throw new Error('the configuration names no broker');
  return {
    hall: config.hall.id,
    broker: config.mqtt,
    port: hall,
    boot: hall.bootId(),
    sw: options.version,
    config: options.configHash,
    epochs: hall.epochs(),
    cursor,
    clock,
    random,
    log,
    facts: () => ({ ...machineFacts(options.dataDir), ...filmsFacts(options.films) }),
    openEpoch: ({ first }, done) => done(hall.openEpoch(first, 'fork') ? (hall.epochs().at(-1) ?? null) : null),
    documents: centreDocumentNames,
    applyDocument: documents.take,
    ...(options.timing ? { timing: options.timing } : {}),
  };
}

/** What the centre likes to know of the machine: free bytes of the journal's disk, bytes of the journal, temperature in °C. */
function machineFacts(dataDir: string): HealthFacts {
  return {
    diskFreeBytes: quietly(() => {
      const { bavail, bsize } = statfsSync(dataDir);
      return bavail * bsize;
    }),
    journalBytes: quietly(() => statSync(join(dataDir, 'journal.db')).size),
    temperatureC: quietly(() => Number(readFileSync('/sys/class/thermal/thermal_zone0/temp', 'utf8')) / 1000),
  };
}

/** Of a list of films that is on its way. */
function filmsFacts(films: MediaFetch): HealthFacts {
  const progress = films.progress();
  return {
    films: progress?.state ?? null,
    filmsBytes: progress?.bytes ?? null,
    filmsOfBytes: progress?.ofBytes ?? null,
  };
}

function quietly(read: () => number): number | null {
  try {
    const value = read();
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}

/** Joins the hall to its centre: the link is loaded only in halls that have one. */
import { readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HallConfig } from '../protocol/config.ts';
import { pathText } from '../protocol/explain-schema.ts';
import type { MqttLink, MqttLinkOptions, MqttLinkTiming } from './adapters/mqtt-link.ts';
import type { ClockPort, LogPort, RandomPort } from './ports.ts';
import { readAppointments } from './runtime/appointment-list.ts';
import type { Hall } from './runtime/hall.ts';
import type { CursorPort, HealthFacts } from './runtime/uplink-types.ts';

/** Longest reason of a rejected document. */
const errorCharsMax = 200;

export interface UplinkStart {
  readonly config: HallConfig;
  readonly dataDir: string;
  readonly hall: Hall;
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
  const begin = () => {
    const cursor = createCursorFile(join(options.dataDir, 'cursor.json'), options.log);
    link = createMqttLink(linkOptions(options, cursor));
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
  return { stop: async () => link?.stop() };
}

function linkOptions(options: UplinkStart, cursor: CursorPort): MqttLinkOptions {
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
    facts: () => machineFacts(options.dataDir),
    openEpoch: ({ first }, done) => done(hall.openEpoch(first, 'fork') ? (hall.epochs().at(-1) ?? null) : null),
    documents: ['appointments'],
    applyDocument: (document, done) => applyAppointments(options, document.data, done),
    ...(options.timing ? { timing: options.timing } : {}),
  };
}

/** A list that a person keeps in a file is not changed behind the person's back. */
function applyAppointments(
  { config, hall, clock }: UplinkStart,
  data: unknown,
  done: (error: string | null) => void,
): void {
  if (config.appointments?.file !== undefined) {
    done('appointments come from a file of the hall');
    return;
  }
  const services = new Set(config.services.map(({ id }) => id));
  const { items, problems } = readAppointments(data, { services, local: clock.local });
  const [first] = problems;
  if (first) done(`${pathText(first.path)}: ${first.message.en}`.slice(0, errorCharsMax));
  else hall.takeAppointments(items, (refusal) => done(refusal ? refusal.code : null));
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

function quietly(read: () => number): number | null {
  try {
    const value = read();
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}

/** Joins the hall to its centre: the link is loaded only in halls that have one. */
import { readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HallConfig } from '../protocol/config.ts';
import type { MqttLinkTiming } from './adapters/mqtt-link.ts';
import type { ClockPort, LogPort, RandomPort } from './ports.ts';
import type { Hall } from './runtime/hall.ts';
import type { HealthFacts } from './runtime/uplink-types.ts';

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

export async function startUplink(options: UplinkStart): Promise<{ stop(): Promise<void> }> {
  const { config, hall, clock, random, log } = options;
  if (!config.mqtt) throw new Error('the configuration names no broker');
  const [{ createMqttLink }, { createCursorFile }] = await Promise.all([
    import('./adapters/mqtt-link.ts'),
    import('./adapters/cursor-file.ts'),
  ]);
  const link = createMqttLink({
    hall: config.hall.id,
    broker: config.mqtt,
    port: hall,
    boot: hall.bootId(),
    sw: options.version,
    config: options.configHash,
    epochs: hall.epochs(),
    cursor: createCursorFile(join(options.dataDir, 'cursor.json'), log),
    clock,
    random,
    log,
    facts: () => machineFacts(options.dataDir),
    openEpoch: ({ first }, done) => done(hall.openEpoch(first, 'fork') ? (hall.epochs().at(-1) ?? null) : null),
    ...(options.timing ? { timing: options.timing } : {}),
  });
  link.start();
  for (const { id, state } of hall.healthPart().devices) {
    const fault = hall.healthPart().faults.find((each) => each.device === id)?.code;
    link.device(id, fault ? { state, fault } : { state });
  }
  hall.onHealth(() => link.healthChanged());
  return { stop: () => link.stop() };
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

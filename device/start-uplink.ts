/** Joins the hall to its centre: the link is loaded only in halls that have one. */
import { join } from 'node:path';
import type { HallConfig } from '../protocol/config.ts';
import type { ClockPort, LogPort, RandomPort } from './ports.ts';
import type { Hall } from './runtime/hall.ts';

export interface UplinkStart {
  readonly config: HallConfig;
  readonly dataDir: string;
  readonly hall: Hall;
  readonly clock: ClockPort;
  readonly random: RandomPort;
  readonly log: LogPort;
  readonly version: string;
  readonly configHash: string;
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
    openEpoch: ({ first }, done) => done(hall.openEpoch(first, 'fork') ? (hall.epochs().at(-1) ?? null) : null),
  });
  link.start();
  return { stop: () => link.stop() };
}

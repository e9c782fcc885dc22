/**
 * The hall that is measured: as many services as a hall may have, each with all its numbers, and as many counters with
 * panel and keypad as asked for. Written as JSON, which is YAML too.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HallConfig } from '../../protocol/config.ts';
import { limits } from '../../protocol/limits.ts';

export interface BenchHallOptions {
  readonly folder: string;
  readonly counters?: number;
  /** TCP ports of the virtual devices. */
  readonly busPort?: number;
  readonly printerPort?: number;
}

export const benchBaud = 38_400;
/** Keypads follow the panels in the address space. */
export const keypadOffset = 64;
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

export const benchServices: readonly string[] = [...letters].slice(0, limits.servicesMax);

/** Panel and keypad stand at `no` and `no + keypadOffset`. */
export function writeBenchHall({ folder, counters = 1, busPort, printerPort }: BenchHallOptions): {
  readonly file: string;
  readonly config: HallConfig;
} {
  const nodes = (no: number) =>
    busPort === undefined
      ? {}
      : { panel: { bus: 'main', address: no }, keypad: { bus: 'main', address: no + keypadOffset } };
  const config: HallConfig = {
    hall: {
      id: 'bench-hall',
      name: { zh: '测速大厅', en: 'Bench hall' },
      zone: 'Asia/Shanghai',
      publicUrl: 'http://127.0.0.1:8080',
    },
    listen: { host: '127.0.0.1', port: 0 },
    services: benchServices.map((id) => ({
      id,
      name: { zh: '缴费', en: 'Pay a bill' },
      bring: [{ zh: '燃气卡或户号', en: 'Gas card or account number' }],
      minutes: 4,
      queueMax: limits.ticketNumberMax,
    })),
    counters: Array.from({ length: counters }, (_, index) => ({
      no: index + 1,
      services: [...benchServices],
      ...nodes(index + 1),
    })),
    staff: [],
    ...(printerPort === undefined
      ? {}
      : { printers: [{ id: 'printer-1', line: { tcp: `127.0.0.1:${printerPort}` }, profile: 'epson-tm' }] }),
    ...(busPort === undefined
      ? {}
      : { buses: [{ id: 'main', line: { tcp: `127.0.0.1:${busPort}`, baud: benchBaud } }] }),
  };
  const file = join(folder, 'hall.yaml');
  writeFileSync(file, JSON.stringify(config, null, 2));
  return { file, config };
}

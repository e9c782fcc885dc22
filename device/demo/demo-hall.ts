/** The demo hall's configuration with the addresses of its virtual devices filled in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HallConfig } from '../../protocol/config.ts';
import { loadConfig } from '../adapters/config-file.ts';

export interface DemoAddresses {
  readonly port: number;
  readonly printerPort: number;
  readonly busPort: number;
  readonly broker: string;
  readonly mediaDir: string;
}

/** Reads `demo-hall.yaml` from the folder of the demo's files. Throws when the file that ships with the program is damaged. */
export function demoHall(folder: string, at: DemoAddresses): HallConfig {
  const file = join(folder, 'demo-hall.yaml');
  const loaded = loadConfig(readFileSync(file, 'utf8'), file);
  if (!loaded.ok)
    throw new Error(loaded.problems.map((problem) => `${file}:${problem.line} ${problem.message.en}`).join('\n'));
  const { config } = loaded;
  return {
    ...config,
    hall: { ...config.hall, publicUrl: `http://127.0.0.1:${at.port}` },
    listen: { host: '127.0.0.1', port: at.port },
    printers: (config.printers ?? []).map((printer) => ({ ...printer, line: { tcp: `127.0.0.1:${at.printerPort}` } })),
    buses: (config.buses ?? []).map((bus) => ({ ...bus, line: { tcp: `127.0.0.1:${at.busPort}`, baud: demoBaud } })),
    mqtt: { url: at.broker, version: 4 },
    media: at.mediaDir,
  };
}

/** Speed of the virtual bus, bits a second. */
export const demoBaud = 38_400;

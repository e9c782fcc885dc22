/**
 * Memories of printers in one small file of the data folder, `printers.json`. Written whole beside it and renamed, so that a
 * power cut leaves the old or the new one; not flushed, because it is measured again when lost.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceMemoryPort, LogPort } from '../ports.ts';

const fileName = 'printers.json';

export function openPrinterMemory(dataDir: string, log: LogPort): DeviceMemoryPort {
  const path = join(dataDir, fileName);
  const memories = readPrinterMemories(dataDir);
  return {
    read: (printer) => memories.get(printer),
    write(printer, memory) {
      memories.set(printer, memory);
      try {
        writeFileSync(`${path}.new`, `${JSON.stringify(Object.fromEntries(memories), null, 2)}\n`);
        renameSync(`${path}.new`, path);
      } catch (error) {
        log.warn('printer memory not written', { path, why: error instanceof Error ? error.message : String(error) });
      }
    },
  };
}

/** Whatever stands there, by printer; nothing where there is no file or none that reads. */
export function readPrinterMemories(dataDir: string): Map<string, unknown> {
  try {
    const stored: unknown = JSON.parse(readFileSync(join(dataDir, fileName), 'utf8'));
    return new Map(typeof stored === 'object' && stored !== null ? Object.entries(stored) : []);
  } catch {
    return new Map();
  }
}

/** The simulated chips of the kernel under test: moves a line from outside, as a finger does, and sees what is driven. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Level } from '../../device/drivers/button/gpio-port.ts';

export interface SimulatedChip {
  /** Physical: 0 is ground. */
  drive(line: number, level: Level): void;
  level(line: number): Level;
}

export function simulatedChip(folder: string | undefined): SimulatedChip {
  if (folder === undefined) throw new Error('run this inside the kernel of the GPIO tests: scripts/gpio-uml/run.sh');
  return {
    drive: (line, level) =>
      writeFileSync(join(folder, `sim_gpio${line}`, 'pull'), level === 1 ? 'pull-up' : 'pull-down'),
    level: (line) => (readFileSync(join(folder, `sim_gpio${line}`, 'value'), 'utf8').trim() === '1' ? 1 : 0),
  };
}

/** Waits for what must come; the limit is only for what never comes. */
export async function until(what: string, is: () => boolean, limitMs = 60_000): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!is()) {
    if (performance.now() > endMs) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Value that so many percent do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
  return Math.round(found * 100) / 100;
}

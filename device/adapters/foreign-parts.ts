/** The profiles that a hall's foreign devices need, and Modbus when one of them speaks it. Throws when a profile is wrong. */
import type { ForeignConfig } from '../../protocol/foreign-config.ts';
import type { ForeignProfile } from '../../protocol/foreign-profile.ts';
import type { ForeignParts } from '../runtime/device-desks.ts';
import { readForeignProfile } from './foreign-profiles.ts';
import { formatConfigProblem } from './yaml-file.ts';

export async function readForeignParts(entries: readonly ForeignConfig[]): Promise<ForeignParts> {
  const profiles = new Map<string, ForeignProfile>();
  for (const entry of entries) {
    const read = readForeignProfile(entry, '.');
    if (!read.ok) throw new Error(read.problems.map((each) => formatConfigProblem(each, read.file, 'en')).join('\n'));
    profiles.set(entry.id, read.profile);
  }
  const needsModbus = [...profiles.values()].some(({ kind }) => kind === 'modbus');
  // Loaded on first use: a hall without Modbus never pays for the library.
  const modbus = needsModbus ? (await import('./modbus-line.ts')).createModbusLine : null;
  return {
    profiles,
    modbus(line, answerMs) {
      if (!modbus) throw new Error('Modbus was not loaded');
      return modbus({ line, answerMs });
    },
  };
}

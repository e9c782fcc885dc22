/** What `doctor` says of devices of other makers: by which profile each line speaks, for which counters, and what nobody has tried. */
import type { HallConfig } from '../../protocol/config.ts';
import { rolesOf } from '../../protocol/foreign-profile.ts';
import { readForeignProfile } from '../adapters/foreign-profiles.ts';

interface ForeignFinding {
  readonly what: string;
  readonly state: 'good' | 'note' | 'bad';
  readonly text: string;
}

/** Of a configuration that has been checked; paths are taken from `folder`. */
export function foreignFindings({ foreign = [] }: HallConfig, folder: string): readonly ForeignFinding[] {
  return foreign.flatMap((entry): ForeignFinding[] => {
    const read = readForeignProfile(entry, folder);
    if (!read.ok)
      return read.problems.map(({ line, path, message }) => ({
        what: `${read.file}:${line}`,
        state: 'bad',
        text: path === '' ? message.en : `${path}: ${message.en}`,
      }));
    const { profile } = read;
    const places = entry.places.map(({ counter, address, roles }) => {
      const at = address === undefined ? '' : ` at address ${address}`;
      return `counter ${counter}${at} (${(roles ?? rolesOf(profile)).join(', ')})`;
    });
    return [
      { what: entry.id, state: 'good', text: `${profile.name.en}: ${places.join('; ')}` },
      ...(profile.unknown ?? []).map(({ en }) => ({
        what: entry.id,
        state: 'note' as const,
        text: `not confirmed on a device: ${en}`,
      })),
    ];
  });
}

/**
 * Profiles of foreign devices: those that come with the program (device/foreign) and files of the hall's own. Read, checked against
 * their schema and for names that lead nowhere; every mistake has its line. A file is read when it is asked for, and nothing is kept.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ForeignConfig } from '../../protocol/foreign-config.ts';
import {
  type ForeignProfile,
  frameProfileSchema,
  lineDisplayProfileSchema,
  modbusProfileSchema,
} from '../../protocol/foreign-profile.ts';
import { checkProfile } from '../drivers/foreign/check-profile.ts';
import { type ConfigProblem, loadYaml } from './yaml-file.ts';

export type ProfileRead =
  | { readonly ok: true; readonly profile: ForeignProfile }
  | { readonly ok: false; readonly file: string; readonly problems: readonly ConfigProblem[] };

const schemas = { frame: frameProfileSchema, 'line-display': lineDisplayProfileSchema, modbus: modbusProfileSchema };

/** Names of the profiles that come with the program. */
export function shippedProfiles(): readonly string[] {
  return readdirSync(shippedFolder())
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/** The profile that an entry of the configuration names; paths are taken from `folder`. */
export function readForeignProfile(entry: Pick<ForeignConfig, 'profile' | 'file'>, folder: string): ProfileRead {
  const file =
    entry.file === undefined ? join(shippedFolder(), `${entry.profile ?? ''}.yaml`) : resolve(folder, entry.file);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    const message = { zh: `读不到 ${file}`, en: `${file} cannot be read` };
    return { ok: false, file, problems: [{ line: 1, column: 1, path: '', code: 'file-missing', message }] };
  }
  return loadProfile(text, file);
}

/** A profile from YAML text. */
export function loadProfile(text: string, file: string): ProfileRead {
  // The kind decides what else is right, so it is looked for first; a wrong one is told by the schema of frames.
  const kind = /^kind:[ \t]*['"]?([a-z-]+)/m.exec(text)?.[1] ?? '';
  const schema = schemas[kind as keyof typeof schemas] ?? schemas.frame;
  const loaded = loadYaml(text, file, {
    schema,
    check: (profile: ForeignProfile) => ({ problems: checkProfile(profile), warnings: [] }),
    empty: { zh: '请写 kind、name、source、baud', en: 'write kind, name, source and baud' },
  });
  return loaded.ok ? { ok: true, profile: loaded.value } : { ok: false, file, problems: loaded.problems };
}

/** The same from a checkout, from what `tsc` built and from the bundle. */
function shippedFolder(): string {
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, 'package.json'))) {
    const up = dirname(root);
    if (up === root) throw new Error('the program has been moved away from its package.json');
    root = up;
  }
  return join(root, 'device', 'foreign');
}

/** Reads the hall's configuration from YAML text: its schema, then what the schema cannot say. Never throws; see yaml-file.ts. */
import { dirname } from 'node:path';
import { type HallConfig, hallConfigSchema } from '../../protocol/config.ts';
import { checkConfig } from './config-checks.ts';
import { type ConfigProblem, loadYaml } from './yaml-file.ts';

export type LoadedConfig =
  | { readonly ok: true; readonly config: HallConfig; readonly warnings: readonly ConfigProblem[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** `exists` looks for files that the configuration names; without it nobody looks. */
export function loadConfig(
  text: string,
  fileName: string,
  exists: (file: string) => boolean = () => true,
): LoadedConfig {
  const loaded = loadYaml(text, fileName, {
    schema: hallConfigSchema,
    check: (config: HallConfig) => checkConfig(config, exists, dirname(fileName)),
    empty: { zh: '请至少写 hall、services、counters', en: 'write at least hall, services and counters' },
  });
  return loaded.ok ? { ok: true, config: loaded.value, warnings: loaded.warnings } : loaded;
}

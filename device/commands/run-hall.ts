/** `hallkeeper run`: a real hall until it is told to end. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { HallConfig } from '../../protocol/config.ts';
import { loadConfig } from '../adapters/config-file.ts';
import { createConsoleLog } from '../adapters/console-log.ts';
import { startDaemon } from '../main.ts';
import type { Program } from '../program.ts';
import { problemText } from './check-config.ts';
import { untilToldToEnd } from './until-told-to-end.ts';

export async function runHall(options: {
  config: string;
  data: string;
  json: boolean;
  program: Program;
}): Promise<void> {
  const loaded = loadConfig(readFileSync(options.config, 'utf8'), options.config, existsSync);
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => problemText(options.config, problem)).join('\n'));
  const config = withOwnFiles(loaded.config, dirname(options.config));
  const log = createConsoleLog({ json: options.json, from: 'info' });
  for (const { path, message } of loaded.warnings) log.warn('configuration', { path, what: message.en });
  const daemon = await startDaemon({
    config,
    dataDir: options.data,
    displayDir: options.program.displayDir,
    version: options.program.version,
    log,
    demo: false,
  });
  log.info('the hall is open', { url: daemon.url, journal: daemon.hall.seq() });
  await untilToldToEnd(() => daemon.stop());
}

/** Files that a configuration names by a relative path lie beside it. */
function withOwnFiles(config: HallConfig, folder: string): HallConfig {
  const { appointments, foreign } = config;
  return {
    ...config,
    ...(appointments?.file === undefined
      ? {}
      : { appointments: { ...appointments, file: resolve(folder, appointments.file) } }),
    ...(foreign
      ? {
          foreign: foreign.map((each) =>
            each.file === undefined ? each : { ...each, file: resolve(folder, each.file) },
          ),
        }
      : {}),
  };
}

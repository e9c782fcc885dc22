/** `hallkeeper run`: a real hall until it is told to end. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { loadConfig } from '../adapters/config-file.ts';
import { createConsoleLog } from '../adapters/console-log.ts';
import { withOwnFiles } from '../adapters/own-files.ts';
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
  const folder = dirname(options.config);
  const isThere = (file: string) => existsSync(resolve(folder, file));
  const loaded = loadConfig(readFileSync(options.config, 'utf8'), options.config, isThere);
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => problemText(options.config, problem)).join('\n'));
  const config = withOwnFiles(loaded.config, folder);
  const log = createConsoleLog({ json: options.json, from: 'info' });
  for (const { path, message } of loaded.warnings) log.warn('configuration', { path, what: message.en });
  const daemon = await startDaemon({
    config,
    dataDir: options.data,
    displayDir: options.program.displayDir,
    fontFile: options.program.fontFile,
    version: options.program.version,
    log,
    demo: false,
  });
  log.info('the hall is open', { url: daemon.url, journal: daemon.hall.seq() });
  await untilToldToEnd(() => daemon.stop());
}

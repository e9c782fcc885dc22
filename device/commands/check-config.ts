/** `hallkeeper check-config`: every problem and every warning of a configuration, with line and column, in both languages. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { HallConfig } from '../../protocol/config.ts';
import { loadConfig } from '../adapters/config-file.ts';
import { readVoiceFiles } from '../adapters/voice-files.ts';
import type { ConfigProblem } from '../adapters/yaml-file.ts';

/** Exit code: 0 when the configuration is good, with warnings too, 1 when it is not, 2 when it cannot be read. */
export function checkConfig(file: string, json: boolean): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    process.stderr.write(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  const folder = dirname(file);
  const loaded = loadConfig(text, file, (named) => existsSync(resolve(folder, named)));
  const problems = loaded.ok ? voiceProblems(loaded.config, file) : loaded.problems.map((each) => ({ ...each, file }));
  const warnings = loaded.ok ? loaded.warnings : [];
  const ok = problems.length === 0;
  if (json) process.stdout.write(`${JSON.stringify({ ok, problems, warnings }, null, 2)}\n`);
  else if (loaded.ok && ok)
    process.stdout.write(
      `${file}: good. ${loaded.config.services.length} services, ${loaded.config.counters.length} counters.\n`,
    );
  else for (const problem of problems) process.stderr.write(`${problemText(problem.file, problem)}\n`);
  if (!json) for (const warning of warnings) process.stderr.write(`${warningText(file, warning)}\n`);
  return ok ? 0 : 1;
}

/** What is wrong with the phrase pack and the clips that a good configuration names, each in its own file. */
function voiceProblems(config: HallConfig, file: string): readonly (ConfigProblem & { readonly file: string })[] {
  return readVoiceFiles(config.voice).problems.map((found) => ({
    ...found.problem,
    file: found.file ?? file,
  }));
}

export function problemText(file: string, problem: ConfigProblem): string {
  return `${file}:${problem.line}:${problem.column} ${problem.path}: ${problem.message.en}\n    ${problem.message.zh}`;
}

export function warningText(file: string, warning: ConfigProblem): string {
  return `${file}:${warning.line}:${warning.column} warning: ${warning.path}: ${warning.message.en}\n    注意：${warning.message.zh}`;
}

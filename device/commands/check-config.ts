/** `hallkeeper check-config`: every problem and every warning of a configuration, with line and column, in both languages. */
import { existsSync, readFileSync } from 'node:fs';
import { type ConfigProblem, loadConfig } from '../adapters/config-file.ts';

/** Exit code: 0 when the configuration is good, with warnings too, 1 when it is not, 2 when it cannot be read. */
export function checkConfig(file: string, json: boolean): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    process.stderr.write(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  const loaded = loadConfig(text, file, existsSync);
  const [problems, warnings] = loaded.ok ? [[], loaded.warnings] : [loaded.problems, []];
  if (json) process.stdout.write(`${JSON.stringify({ ok: loaded.ok, problems, warnings }, null, 2)}\n`);
  else if (loaded.ok)
    process.stdout.write(
      `${file}: good. ${loaded.config.services.length} services, ${loaded.config.counters.length} counters.\n`,
    );
  else for (const problem of problems) process.stderr.write(`${problemText(file, problem)}\n`);
  if (!json) for (const warning of warnings) process.stderr.write(`${warningText(file, warning)}\n`);
  return loaded.ok ? 0 : 1;
}

export function problemText(file: string, problem: ConfigProblem): string {
  return `${file}:${problem.line}:${problem.column} ${problem.path}: ${problem.message.en}\n    ${problem.message.zh}`;
}

export function warningText(file: string, warning: ConfigProblem): string {
  return `${file}:${warning.line}:${warning.column} warning: ${warning.path}: ${warning.message.en}\n    注意：${warning.message.zh}`;
}

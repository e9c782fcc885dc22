/** `hallkeeper check-config`: every problem of a configuration, with line and column, in both languages. */
import { readFileSync } from 'node:fs';
import { type ConfigProblem, loadConfig } from '../adapters/config-file.ts';

/** Exit code: 0 when the configuration is good, 1 when it is not, 2 when it cannot be read. */
export function checkConfig(file: string, json: boolean): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    process.stderr.write(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  const loaded = loadConfig(text, file);
  const problems = loaded.ok ? [] : loaded.problems;
  if (json) process.stdout.write(`${JSON.stringify({ ok: loaded.ok, problems }, null, 2)}\n`);
  else if (loaded.ok)
    process.stdout.write(
      `${file}: good. ${loaded.config.services.length} services, ${loaded.config.counters.length} counters.\n`,
    );
  else for (const problem of problems) process.stderr.write(`${problemText(file, problem)}\n`);
  return loaded.ok ? 0 : 1;
}

export function problemText(file: string, problem: ConfigProblem): string {
  return `${file}:${problem.line}:${problem.column} ${problem.path}: ${problem.message.en}\n    ${problem.message.zh}`;
}

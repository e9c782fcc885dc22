/**
 * Measures the daemon from outside and prints each figure beside what the world allows or what a peer needs, from the
 * same run. No figure makes it fail: machines differ, and a figure is for people.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { BenchPart, BenchRow } from './bench-part.ts';
import { cyclePart } from './cycle-part.ts';
import { encodePart } from './encode-part.ts';
import { issuePart } from './issue-part.ts';
import { loadPart } from './load-part.ts';
import { panelPart } from './panel-part.ts';
import { paperPart } from './paper-part.ts';
import { queuePart } from './queue-part.ts';
import { restPart } from './rest-part.ts';
import { startPart } from './start-part.ts';

const parts: readonly BenchPart[] = [
  issuePart,
  paperPart,
  panelPart,
  loadPart,
  encodePart,
  restPart,
  startPart,
  queuePart,
  cyclePart,
];
const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Choices {
  readonly only?: string;
  readonly json?: boolean;
  readonly quick?: boolean;
  readonly dir: string;
}

/** Exit code: 1 when a part could not be measured, never because of a figure. */
export async function runBench(args: readonly string[]): Promise<number> {
  const choices = readChoices(args);
  const letters = choices.only?.split(',') ?? parts.map(({ letter }) => letter);
  const chosen = parts.filter(({ letter }) => letters.includes(letter));
  const conditions = describeConditions(choices.dir);
  if (!choices.json) process.stdout.write(`${Object.values(conditions).join(' · ')}\n`);
  const results: { readonly part: string; readonly title: string; readonly rows: readonly BenchRow[] }[] = [];
  let failed = false;
  for (const { letter, title, run } of chosen) {
    if (!choices.json) process.stdout.write(`\n(${letter}) ${title}\n`);
    const folder = mkdtempSync(join(choices.dir, 'hallkeeper-bench-'));
    try {
      const rows = await run({
        folder,
        quick: choices.quick ?? false,
        say: (progress) => process.stderr.write(`    … ${progress}\n`),
      });
      results.push({ part: letter, title, rows });
      if (!choices.json) for (const row of rows) process.stdout.write(`${lineOf(row)}\n`);
    } catch (error) {
      failed = true;
      process.stderr.write(`    could not be measured: ${error instanceof Error ? error.message : String(error)}\n`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  if (choices.json) process.stdout.write(`${JSON.stringify({ conditions, results }, null, 2)}\n`);
  return failed ? 1 : 0;
}

function readChoices(args: readonly string[]): Choices {
  const command = new Command('npm run bench --')
    .description(parts.map(({ letter, title }) => `(${letter}) ${title}`).join('\n'))
    .option('--only <letters>', 'parts, e.g. a,d')
    .option('--json', 'the result as JSON')
    .option('--quick', 'few samples: shows that it works, not how fast')
    .option('--dir <folder>', 'where the journals are written: the disk that is measured', join(root, 'dist'));
  return command.parse([...args], { from: 'user' }).opts<Choices>();
}

function describeConditions(dir: string) {
  const [cpu] = cpus();
  return {
    cpu: `${cpus().length} × ${cpu?.model ?? 'unknown'}`,
    disk: diskOf(dir),
    node: `Node ${process.versions.node}`,
    kernel: `Linux ${release()}`,
    flush: flushOf(),
    load: `load ${loadavg()[0]?.toFixed(1)}`,
    date: new Date().toISOString().slice(0, 16),
  };
}

/** File system and device under a folder. */
function diskOf(folder: string): string {
  let best = ['', '', ''];
  for (const line of readFileSync('/proc/mounts', 'utf8').split('\n')) {
    const [device = '', at = '', type = ''] = line.split(' ');
    const holds = folder === at || folder.startsWith(at === '/' ? '/' : `${at}/`);
    if (holds && at.length >= (best[1] ?? '').length) best = [device, at, type];
  }
  return `${best[2]} on ${best[0]}`;
}

/** Which system call the database engine was built with: fsync writes the file's times too, a second flush on some disks. */
function flushOf(): string {
  const engine = join(root, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');
  return readFileSync(engine).includes('fdatasync\0') ? 'commit by fdatasync' : 'commit by fsync';
}

function lineOf({ what, value, unit, beside, aim, note }: BenchRow): string {
  const parts = [`    ${what.padEnd(52)} ${figure(value).padStart(8)} ${unit}`];
  if (beside) parts.push(`${beside.what} ${figure(beside.value)} (× ${figure(value / beside.value)})`);
  if (aim) {
    const measured = aim.of === 'ratio' && beside ? value / beside.value : value;
    const met = aim.is === 'below' ? measured < aim.bound : measured > aim.bound;
    parts.push(
      `aim ${aim.is === 'below' ? '<' : '>'} ${aim.of === 'ratio' ? '× ' : ''}${aim.bound}: ${met ? 'met' : 'missed'}`,
    );
  }
  if (note) parts.push(note);
  return parts.join(' · ');
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

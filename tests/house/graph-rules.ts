/** No import cycles, and no file that nothing leads to. */
import { type Lean, leansOf } from './import-scan.ts';
import { type Finding, isCode, isTest, type SourceFile } from './source-tree.ts';

/** Files that something outside starts: the daemon, the program, the pages, the build, the tests. */
const entries: readonly RegExp[] = [
  /^device\/main\.ts$/,
  /^device\/cli\.ts$/,
  /^display\/[a-z]+\.html$/,
  /^scripts\/[a-z0-9-]+\.(ts|mts|mjs)$/,
  /^[a-z.]+\.config\.ts$/,
  // Told to the compiler, not imported.
  /\.d\.ts$/,
];

/** One finding for each cycle, at the import that closes it. Type imports count: a cycle of types is a file cut in the wrong place. */
export function cycleFindings(files: readonly SourceFile[]): Finding[] {
  const graph = graphOf(files);
  const findings: Finding[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (from: string) => {
    path.push(from);
    for (const lean of graph.get(from) ?? []) {
      const to = lean.to ?? '';
      const start = path.indexOf(to);
      if (start >= 0) {
        const round = [...path.slice(start), to].join(' → ');
        findings.push({
          path: from,
          line: lean.line,
          say: `cycle ${round}: move what both need into a file below them`,
        });
      } else if (graph.has(to) && !done.has(to)) visit(to);
    }
    path.pop();
    done.add(from);
  };
  for (const file of graph.keys()) if (!done.has(file)) visit(file);
  return findings;
}

/** Imports of files that are not there, and source files that no entry and no test reaches. */
export function reachFindings(files: readonly SourceFile[]): Finding[] {
  const graph = graphOf(files);
  const findings: Finding[] = [];
  const reached = reach(graph, (path) => isEntry(path) || isTest(path));
  for (const file of files) {
    if (!isCode(file.path) || reached.has(file.path)) continue;
    findings.push({ path: file.path, line: 1, say: 'nothing leads here: import it or delete it' });
  }
  for (const leans of graph.values()) {
    for (const lean of leans) {
      const there = !lean.to || !/\.(ts|mjs)$/.test(lean.to) || graph.has(lean.to);
      if (!there) findings.push({ path: lean.from, line: lean.line, say: `${lean.to} does not exist` });
    }
  }
  return findings;
}

/** Small worlds that stand beside the product because tests of several folders use them. */
export const testRigs: readonly string[] = ['device/drivers/printer/paced-line.ts', 'firmware-bridge/bus-rig.ts'];

/** Product files that only tests reach: something that was meant to be used and is not wired in, unless it is a listed rig. */
export function unusedFindings(files: readonly SourceFile[], rigs = testRigs): Finding[] {
  const reached = reach(graphOf(files), (path) => isEntry(path) || rigs.includes(path));
  return files
    .filter((file) => isCode(file.path) && !isTest(file.path) && !reached.has(file.path))
    .map((file) => ({
      path: file.path,
      line: 1,
      say: 'only tests lead here: wire it in, or move it to a testing folder',
    }));
}

function isEntry(path: string): boolean {
  return entries.some((each) => each.test(path));
}

function graphOf(files: readonly SourceFile[]): Map<string, readonly Lean[]> {
  const shown = files.filter((file) => isCode(file.path) || /\.(html|css)$/.test(file.path));
  return new Map(shown.map((file) => [file.path, leansOf(file).filter((lean) => lean.to !== null)]));
}

function reach(graph: ReadonlyMap<string, readonly Lean[]>, start: (path: string) => boolean): Set<string> {
  const reached = new Set([...graph.keys()].filter(start));
  for (const path of reached) {
    for (const lean of graph.get(path) ?? []) if (lean.to && graph.has(lean.to)) reached.add(lean.to);
  }
  return reached;
}

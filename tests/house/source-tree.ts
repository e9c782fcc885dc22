/** The files of the checkout as the house rules see them: path from the root, text, and the layers of a source. */
import { readdirSync, readFileSync } from 'node:fs';
import { type SourceLayers, splitSource } from './source-text.ts';

export interface SourceFile extends SourceLayers {
  /** Path from the root with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A broken rule: where, and what to do about it. Printed as `path:line  what to do`. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly say: string;
}

/** Folders that hold what others made or what is built; never looked into. */
const skipped = new Set(['node_modules', 'dist', 'build', '.git', '.hallkeeper', 'data', 'coverage']);
const textNames = /\.(ts|mts|mjs|js|json|css|html|svg|md|ya?ml|sh|c|h|ld|txt|service|conf|npmrc|gitignore)$|^[^.]+$/;

/** Every text file below `root`, in order of path. */
export function readTree(root: URL): SourceFile[] {
  const files: SourceFile[] = [];
  const visit = (folder: string) => {
    const entries = readdirSync(new URL(folder, root), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (skipped.has(entry.name)) continue;
      const path = folder + entry.name;
      if (entry.isDirectory()) visit(`${path}/`);
      else if (entry.isFile() && textNames.test(entry.name)) {
        files.push(sourceFile(path, readFileSync(new URL(path, root), 'utf8')));
      }
    }
  };
  visit('');
  return files;
}

export function sourceFile(path: string, text: string): SourceFile {
  const layers = isCode(path) ? splitSource(text) : { code: '', comments: '', quoted: '' };
  return { path, text, ...layers };
}

export function isCode(path: string): boolean {
  return /\.(ts|mts|mjs|js)$/.test(path);
}

/** Tests and what only tests use: they may look at everything and are part of nothing. */
export function isTest(path: string): boolean {
  return (
    path.startsWith('tests/') ||
    path.endsWith('.test.ts') ||
    /(^|\/)testing\//.test(path) ||
    /(^|\/)testing-[a-z0-9-]+\.ts$/.test(path)
  );
}

/** Findings as lines, for a test's message. */
export function printed(findings: readonly Finding[]): string[] {
  return findings.map((each) => `${each.path}:${each.line}  ${each.say}`);
}

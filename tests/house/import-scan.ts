/**
 * What a file leans on: imports, re-exports, dynamic imports and files named by `new URL(…, import.meta.url)`; in HTML the
 * scripts and styles, in CSS its imports. Comments and strings that merely look like imports are not seen.
 */

import { lineAt } from './source-text.ts';
import { isCode, type SourceFile } from './source-tree.ts';

export interface Lean {
  readonly from: string;
  readonly line: number;
  /** As written: `./x.ts`, `node:fs`, `lit/decorators.js`. */
  readonly name: string;
  /** Path from the root when it is a file of ours, else null. */
  readonly to: string | null;
  /** Erased at build: `import type`, `export type … from`. */
  readonly typeOnly: boolean;
}

const patterns: readonly (readonly [RegExp, boolean])[] = [
  [/\b(?:import|export)\s+type\s+(?!from\s*['"])(?:[\w$*\s{},]|\bas\b)*?\bfrom\s*(['"])/g, true],
  [/\b(?:import|export)\s+(?!type\s+(?!from\s*['"])[\w${*])(?:[\w$*\s{},]|\bas\b)*?\bfrom\s*(['"])/g, false],
  [/\bimport\s*(['"])/g, false],
  [/\bimport\s*\(\s*(['"])/g, false],
  [/\brequire\s*\(\s*(['"])/g, false],
  [/\bnew\s+URL\s*\(\s*(['"])(?=[^,]*,\s*import\.meta\.url)/g, false],
];

export function leansOf(file: SourceFile): Lean[] {
  const found = isCode(file.path) ? codeNames(file) : pageNames(file);
  return found
    .sort((a, b) => a.at - b.at)
    .map(({ at, name, typeOnly }) => ({
      from: file.path,
      line: lineAt(file.text, at),
      name,
      to: ourPath(file.path, name),
      typeOnly,
    }));
}

interface Named {
  readonly at: number;
  readonly name: string;
  readonly typeOnly: boolean;
}

function codeNames(file: SourceFile): Named[] {
  const names: Named[] = [];
  for (const [pattern, typeOnly] of patterns) {
    for (const match of file.code.matchAll(pattern)) {
      const start = match.index + match[0].length;
      const end = file.code.indexOf(match[1] ?? "'", start);
      names.push({ at: match.index, name: file.text.slice(start, end), typeOnly });
    }
  }
  return names.filter((each) => each.name.startsWith('.') || !each.name.includes(' '));
}

function pageNames(file: SourceFile): Named[] {
  const pattern = file.path.endsWith('.html')
    ? /<(?:script|link|img|video|source)\b[^>]*?\b(?:src|href)="(\.{0,2}\/[^"]+)"/g
    : file.path.endsWith('.css')
      ? /@import\s+(?:url\()?['"]([^'"]+)/g
      : null;
  if (!pattern) return [];
  return [...file.text.matchAll(pattern)].map((each) => ({ at: each.index, name: each[1] ?? '', typeOnly: false }));
}

/** A relative name as a path from the root; a built file of ours is the source that it was built from. */
function ourPath(from: string, name: string): string | null {
  if (!name.startsWith('.') && !name.startsWith('/')) return null;
  const parts = name.startsWith('/') ? ['display'] : from.split('/').slice(0, -1);
  for (const part of (name.split('?')[0] ?? '').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  // The bundle's one entry stands for its source.
  if (parts[0] === 'dist' && parts[1] === 'daemon') return 'device/cli.ts';
  if (parts[0] === 'dist') return parts.slice(1).join('/').replace(/\.js$/, '.ts');
  return parts.join('/');
}

/** Rules about what stands in a file: purity, looks of the pages, size, escapes from the compiler, words that must not leave. */
import { lineAt } from './source-text.ts';
import { type Finding, isCode, isTest, type SourceFile } from './source-tree.ts';

/** Runs a pattern over one layer of a file; `say` gives what to do, or null where the match is fine. */
function matches(file: SourceFile, layer: string, pattern: RegExp, say: (found: string) => string | null): Finding[] {
  return [...layer.matchAll(pattern)].flatMap((match) => {
    const words = say(match[0].trim());
    return words ? [{ path: file.path, line: lineAt(file.text, match.index), say: words }] : [];
  });
}

// ---------------------------------------------------------------------------------------------- purity

const pureFolders = /^(protocol|firmware-bridge|device\/(core|drivers|runtime))\/|^device\/ports(-[a-z]+)?\.ts$/;
const impure =
  /(?<![.\w$])(Date|Promise|async|await|setTimeout|setInterval|setImmediate|queueMicrotask|process|Buffer|console|performance|TextDecoder|TextEncoder|require|globalThis)(?![\w$]|\s*\??:)|(?<![\w$])Math\s*\.\s*random\b/g;

/** Clocks, chance, promises and the machine in folders that must be plain functions. */
export function purityFindings(files: readonly SourceFile[]): Finding[] {
  const pure = files.filter((file) => isCode(file.path) && pureFolders.test(file.path) && !isTest(file.path));
  return pure.flatMap((file) =>
    matches(file, file.code, impure, (found) => {
      // Ports are interfaces of what adapters do, and adapters end later than they are told to.
      if (found === 'Promise' && file.path.startsWith('device/ports')) return null;
      return `${found} in a pure folder: take time, chance and bytes in as data`;
    }),
  );
}

// ---------------------------------------------------------------------------------------------- looks

const colour = /(?<![\w&#/])#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})(?![\w-])|\b(?:rgba?|hsla?|oklch)\(/g;
const pixelType = /\bfont(?:-size)?\s*:[^;{}`]*?\d(?:\.\d+)?px/g;

/** Colours and type sizes outside the one file that names them. */
export function looksFindings(files: readonly SourceFile[]): Finding[] {
  const pages = files.filter((file) => file.path.startsWith('display/') && !isTest(file.path));
  return pages
    .filter((file) => file.path !== 'display/theme.css' && /\.(ts|css|html)$/.test(file.path))
    .flatMap((file) => {
      const layer = isCode(file.path) ? file.quoted : file.text.replace(/<meta[^>]*theme-color[^>]*>/g, blank);
      return [
        ...matches(file, layer, colour, (found) => `colour ${found} outside theme.css: use one of its properties`),
        ...matches(file, layer, pixelType, () => 'type size in px outside theme.css: use one of its sizes'),
      ];
    });
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

// ---------------------------------------------------------------------------------------------- size and escapes

const linesMax = 400;
/** Files that are longer for a reason: a table, or one machine that would be harder to read in two pieces. */
export const longFiles: Readonly<Record<string, string>> = {
  'firmware-bridge/node-link.ts': 'one state machine: session, commands and events of a node share its sequence',
  'protocol/api.ts': 'one table of every call',
  'protocol/openapi.ts': 'one table of every call',
  'protocol/refusals.ts': 'one table of texts',
  'protocol/texts.ts': 'one table of texts',
};

export function sizeFindings(files: readonly SourceFile[], allowed = longFiles): Finding[] {
  const findings: Finding[] = [];
  for (const file of files) {
    if (!isCode(file.path)) continue;
    const lines = file.text.split('\n').length - 1;
    if (lines <= linesMax || Object.hasOwn(allowed, file.path)) continue;
    findings.push({
      path: file.path,
      line: linesMax,
      say: `${lines} lines: find the seam (about 250 is the size to look)`,
    });
  }
  return findings;
}

const anyType = /(?:[:<,|&=]|\bas|\bextends|\bkeyof)\s*any\b(?!\s*[:(=.])/g;
const gag = /@ts-(?:ignore|nocheck)\b/g;

/** Ways out of the compiler. */
export function escapeFindings(files: readonly SourceFile[]): Finding[] {
  return files
    .filter((file) => isCode(file.path))
    .flatMap((file) => [
      ...matches(file, file.code, anyType, () => '`any`: name the type, or `unknown` and a check'),
      ...matches(file, file.comments, gag, (found) => `${found}: mend the type instead`),
    ]);
}

// ---------------------------------------------------------------------------------------------- words

/** Built from pieces, so that this file does not hold what it forbids. */
const forbidden = new RegExp(
  [
    ['/wo', 'rk/'],
    ['\\bregi', 'stry\\.[a-z0-9-]+\\.[a-z]{2,}'],
    ['npm\\.tao', 'bao'],
    ['npm', 'mirror'],
    ['proxy\\.go', 'lang\\.org'],
    ['pypi', '\\.org'],
  ]
    .map((pieces) => pieces.join(''))
    .join('|'),
  'gi',
);

/** Places that exist only where somebody built this, not where it runs. */
export function wordFindings(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) =>
    matches(file, file.text, forbidden, (found) => `"${found}" is a place of one machine: leave it out`),
  );
}

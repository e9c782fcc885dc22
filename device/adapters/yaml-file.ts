/**
 * Reads a file of ours from YAML text against its schema. Every mistake is told with its line, its path, what is wrong and what to
 * do, as many as can be told at once; nothing here throws, and a secret in the file is never repeated.
 *
 *   text ─ YAML ─▶ tree with positions ─ schema ─▶ value of the right shape ─ checks ─▶ value
 */
import type { Static, TSchema } from 'typebox';
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type YAMLParseError,
} from 'yaml';
import { explainSchema, pathText } from '../../protocol/explain-schema.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import type { ConfigFinding } from './config-finding.ts';

export interface ConfigProblem {
  /** From 1; 1 when the file has no place for it. */
  readonly line: number;
  readonly column: number;
  /** `counters[2].services[0]`; empty for the whole file. */
  readonly path: string;
  /** Stable, e.g. `key-unknown`, `service-unknown`. */
  readonly code: string;
  readonly message: Bilingual;
}

/** A hall's file has some hundred lines; a megabyte is something else. */
const textCharsMax = 1_000_000;
/** References to one anchor: more is a mistake, or a file made to fill the memory. */
const aliasCountMax = 100;

type Path = readonly (string | number)[];
type Place = (path: Path, key?: string) => { readonly line: number; readonly column: number };

export interface YamlKind<T extends TSchema, C extends Checked> {
  readonly schema: T;
  /** What the schema cannot say. */
  readonly check: (value: Static<T>) => C;
  /** What to write into an empty file. */
  readonly empty: Bilingual;
}
interface Checked {
  readonly problems: readonly ConfigFinding[];
  readonly warnings: readonly ConfigFinding[];
}

/** Any file of ours whose mistakes people mend by hand: its schema, and what the schema cannot say. */
export function loadYaml<T extends TSchema, C extends Checked>(
  text: string,
  fileName: string,
  { schema, check, empty }: YamlKind<T, C>,
):
  | {
      readonly ok: true;
      readonly value: Static<T>;
      readonly checked: C;
      readonly warnings: readonly ConfigProblem[];
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] } {
  const read = readYaml(schema, text, fileName, empty);
  if (!read.ok) return read;
  const value = read.value as Static<T>;
  const checked = check(value);
  if (checked.problems.length > 0) return { ok: false, problems: checked.problems.map(read.placed) };
  return { ok: true, value, checked, warnings: checked.warnings.map(read.placed) };
}

export type YamlRead =
  | {
      readonly ok: true;
      /** Fits the schema. */
      readonly value: unknown;
      /** A finding with the place at which it stands in the file. */
      readonly placed: (finding: ConfigFinding) => ConfigProblem;
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Any YAML file of ours against its schema. `atLeast` says what an empty file should hold. */
export function readYaml(schema: object, text: string, fileName: string, atLeast: Bilingual): YamlRead {
  if (text.length > textCharsMax)
    return wholeFile(
      'file-too-large',
      `${fileName} 太大，是不是拿错了文件？`,
      `${fileName} is too large; is it the right file?`,
    );
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const lineOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0) return { ok: false, problems: describeSyntax(document.errors, document, lineOf) };
  const value = readValue(document);
  if (value === unreadable)
    return wholeFile(
      'yaml-syntax',
      `${fileName} 中的引用（*）过多或没有对应的锚点（&）`,
      `${fileName} has too many references (*) or one without its anchor (&)`,
    );
  if (value === null || value === undefined)
    return wholeFile('file-empty', `${fileName} 是空的；${atLeast.zh}`, `${fileName} is empty; ${atLeast.en}`);
  const place = placeFinder(document, lineOf);
  const faults = explainSchema(schema, value);
  if (faults.length > 0) {
    const problems = faults.map(({ path, code, key, text: message }) => ({
      ...place(path, key),
      path: fullPath(path, code, key),
      code,
      message,
    }));
    return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
  }
  const placed = ({ path, code, message }: ConfigFinding): ConfigProblem => ({
    ...place(path),
    path: pathText(path),
    code,
    message,
  });
  return { ok: true, value, placed };
}

/** `hall.yaml:12:5 counters[2].services[0]: …` in one language, for a terminal. */
export function formatConfigProblem(problem: ConfigProblem, fileName: string, language: keyof Bilingual): string {
  const { line, column, path, message } = problem;
  return `${fileName}:${line}:${column} ${path === '' ? '' : `${path}: `}${message[language]}`;
}

function wholeFile(code: string, zh: string, en: string): Extract<YamlRead, { ok: false }> {
  return { ok: false, problems: [{ line: 1, column: 1, path: '', code, message: { zh, en } }] };
}

const unreadable = Symbol('unreadable');

/** The plain value of the document; `unreadable` when references cannot be followed. */
function readValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: aliasCountMax });
  } catch {
    return unreadable;
  }
}

/** For a missing key the path of the key that should be there. */
function fullPath(path: Path, code: string, key: string | undefined): string {
  return pathText(code === 'key-missing' && key !== undefined ? [...path, key] : path);
}

/** One syntax error makes others that are none: only the first is told, and every repeated key. */
function describeSyntax(
  errors: readonly YAMLParseError[],
  document: Document,
  lineOf: (offset: number) => { line: number; column: number },
): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const { code, message, pos } of errors) {
    const at = lineOf(pos[0]);
    if (code === 'DUPLICATE_KEY') {
      const path = pathAt(document.contents, pos[0], []) ?? [];
      const key = String(path.at(-1) ?? '');
      problems.push({
        ...at,
        path: pathText(path),
        code: 'key-duplicate',
        message: { zh: `${key} 写了两次，请只保留一个`, en: `${key} is written twice; keep one` },
      });
    } else if (!problems.some((problem) => problem.code === 'yaml-syntax')) {
      const hint = syntaxHints[code] ?? {
        zh: '请检查这一行和上一行的缩进、冒号和引号',
        en: 'look at the indentation, colons and quotes of this line and the one above',
      };
      const path = pathText(pathBefore(document.contents, pos[0], []));
      problems.push({
        ...at,
        path,
        code: 'yaml-syntax',
        message: { zh: `不是有效的 YAML：${hint.zh}`, en: `not valid YAML (${plainText(message)}): ${hint.en}` },
      });
    }
  }
  return problems;
}

const syntaxHints: Readonly<Record<string, Bilingual>> = {
  TAB_AS_INDENT: { zh: '缩进请用空格，不要用制表符', en: 'indent with spaces, not with tabs' },
  BAD_INDENT: { zh: '这一行的缩进与同级的行不一致', en: 'indent this line like its neighbours' },
  MISSING_CHAR: {
    zh: '缺少结尾的引号或括号，或冒号后的空格',
    en: 'a closing quote or bracket, or the space after a colon, is missing',
  },
  MULTIPLE_DOCS: { zh: '文件里只能有一份配置，请删除多余的 ---', en: 'keep one document: remove the other ---' },
  BAD_ALIAS: { zh: '引用（*）没有对应的锚点（&）', en: 'the reference (*) has no anchor (&)' },
};

/** The parser quotes the line that is wrong; a secret may stand there. The first sentence says what was expected. */
function plainText(message: string): string {
  const [first = ''] = message.split('\n');
  return first.replace(/(["'`]).*\1/g, '…').slice(0, 120);
}

/** Path of the key or value that begins at the offset. */
function pathAt(node: unknown, offset: number, path: Path): Path | null {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      const inner = [...path, isScalar(key) ? String(key.value) : '?'];
      if (isNode(key) && key.range?.[0] === offset) return inner;
      const found = pathAt(value, offset, inner);
      if (found) return found;
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const found = pathAt(item, offset, [...path, index]);
      if (found) return found;
    }
  }
  return null;
}

/** Path of the last thing that begins at or before the offset: where a syntax error stands. */
function pathBefore(node: unknown, offset: number, path: Path): Path {
  if (isMap(node)) {
    const item = node.items.findLast(({ key }) => isNode(key) && (key.range?.[0] ?? offset + 1) <= offset);
    // Nothing below a PIN is told, not even as a path.
    if (item && isScalar(item.key) && item.key.value === 'pin') return [...path, 'pin'];
    return item && isScalar(item.key) ? pathBefore(item.value, offset, [...path, String(item.key.value)]) : path;
  }
  if (isSeq(node)) {
    const index = node.items.findLastIndex((item) => isNode(item) && (item.range?.[0] ?? offset + 1) <= offset);
    return index >= 0 ? pathBefore(node.items[index], offset, [...path, index]) : path;
  }
  return path;
}

/** Finds where a path stands; for an unknown or repeated key where the key stands, for a missing one where its map does. */
function placeFinder(document: Document, lineOf: (offset: number) => { line: number; column: number }): Place {
  return (path, key) => {
    let node: unknown = document.contents;
    let offset = (node as ParsedNode | null)?.range?.[0] ?? 0;
    for (const [depth, step] of path.entries()) {
      if (isMap(node)) {
        const wanted = depth === path.length - 1 && key !== undefined ? key : String(step);
        const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === wanted);
        if (isNode(pair?.key)) offset = pair.key.range?.[0] ?? offset;
        node = pair?.value;
      } else if (isSeq(node)) {
        node = node.items[Number(step)];
        if (isNode(node)) offset = node.range?.[0] ?? offset;
      } else break;
    }
    return lineOf(offset);
  };
}

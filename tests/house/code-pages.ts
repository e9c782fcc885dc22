/**
 * The pages of codes, docs/errors.md and docs/faults.md, against the tables: each code has a heading, both of its texts
 * word for word, and a paragraph for people; no heading names a code that is not in the table.
 *
 *   ### `queue-empty`
 *   没有人在等候。 · Nobody is waiting. (HTTP 409)
 *
 *   What it means and what to do.
 */
import type { Finding } from './source-tree.ts';

export interface CodePage {
  readonly path: string;
  readonly text: string;
  /** Texts that must stand under each code. */
  readonly codes: ReadonlyMap<string, readonly string[]>;
}

/** Shortest paragraph that can say what to do, characters. */
const adviceCharsMin = 40;

export function codePageFindings(page: CodePage): Finding[] {
  const findings: Finding[] = [];
  const say = (line: number, words: string) => findings.push({ path: page.path, line, say: words });
  const chapters = chaptersOf(page.text);
  for (const [code, texts] of page.codes) {
    const chapter = chapters.get(code);
    if (!chapter) {
      say(1, `add a chapter "### \`${code}\`" with ${texts.join(' · ')} and what to do`);
      continue;
    }
    for (const text of texts) if (!chapter.body.includes(text)) say(chapter.line, `${code}: the text is now "${text}"`);
    const advice = texts.reduce((rest, text) => rest.replace(text, ''), chapter.body);
    if (advice.replace(/\s+/g, ' ').length < adviceCharsMin) say(chapter.line, `${code}: say what to do`);
  }
  for (const [code, chapter] of chapters) {
    if (!page.codes.has(code)) say(chapter.line, `${code} is not in the table: take its chapter out`);
  }
  return findings;
}

function chaptersOf(text: string): Map<string, { readonly line: number; readonly body: string }> {
  const chapters = new Map<string, { line: number; body: string }>();
  const lines = text.split('\n');
  let current: { line: number; body: string } | null = null;
  for (const [at, line] of lines.entries()) {
    const heading = /^### `([a-z0-9-]+)`$/.exec(line);
    if (heading?.[1]) {
      current = { line: at + 1, body: '' };
      chapters.set(heading[1], current);
    } else if (line.startsWith('#')) current = null;
    else if (current) current.body += `${line}\n`;
  }
  return chapters;
}

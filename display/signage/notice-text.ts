/**
 * The few marks of a notice: lines, `- ` for a list, `**…**` for strong. Pure parser; the words become text nodes of a
 * template and never markup, whatever somebody writes.
 */
import { html, type TemplateResult } from 'lit';

export interface Words {
  readonly text: string;
  readonly strong: boolean;
}
export type Block =
  | { readonly kind: 'line'; readonly words: readonly Words[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Words[])[] };

export function parseNotice(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let items: (readonly Words[])[] = [];
  for (const line of text.split(/\r?\n/)) {
    const item = /^\s*- (.+)$/.exec(line)?.[1];
    if (item !== undefined) {
      if (items.length === 0) blocks.push({ kind: 'list', items });
      items.push(wordsOf(item.trim()));
      continue;
    }
    items = [];
    if (line.trim() !== '') blocks.push({ kind: 'line', words: wordsOf(line.trim()) });
  }
  return blocks;
}

/** Pairs of marks are strong; a mark without its partner is text. */
function wordsOf(line: string): readonly Words[] {
  const words: Words[] = [];
  let at = 0;
  for (const match of line.matchAll(/\*\*(?!\s)([^*]+?)(?<!\s)\*\*/g)) {
    if (match.index > at) words.push({ text: line.slice(at, match.index), strong: false });
    words.push({ text: match[1] ?? '', strong: true });
    at = match.index + match[0].length;
  }
  if (at < line.length) words.push({ text: line.slice(at), strong: false });
  return words;
}

export function noticeText(text: string): TemplateResult {
  return html`${parseNotice(text).map((block) =>
    block.kind === 'line'
      ? html`<p>${spoken(block.words)}</p>`
      : html`<ul>${block.items.map((item) => html`<li>${spoken(item)}</li>`)}</ul>`,
  )}`;
}

function spoken(words: readonly Words[]) {
  return words.map(({ text, strong }) => (strong ? html`<strong>${text}</strong>` : text));
}

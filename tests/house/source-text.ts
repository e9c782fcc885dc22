/**
 * Splits TypeScript text into three layers of the same length: code, comments, and what stands in quotes. Elsewhere each
 * layer is blank, line ends stay, so that a place in a layer is the place in the file. It understands strings, templates
 * with code inside, regular expressions and both kinds of comment; it does not parse.
 *
 *   const a = 'x'; // y      code      const a = ' ';
 *                            quoted               x
 *                            comments                // y
 */
export interface SourceLayers {
  readonly code: string;
  readonly comments: string;
  readonly quoted: string;
}

type Layer = keyof SourceLayers;

export function splitSource(text: string): SourceLayers {
  const layers: Record<Layer, string[]> = { code: [], comments: [], quoted: [] };
  const emit = (layer: Layer, piece: string) => {
    const blank = piece.replace(/[^\n]/g, ' ');
    for (const name of ['code', 'comments', 'quoted'] as const) layers[name].push(name === layer ? piece : blank);
  };
  /** Open braces inside each template hole that we are in; the newest last. */
  const holes: number[] = [];
  let at = 0;
  let before = '';
  while (at < text.length) {
    const two = text.slice(at, at + 2);
    const one = text.charAt(at);
    if (two === '//' || two === '/*') {
      const end = two === '//' ? text.indexOf('\n', at) : text.indexOf('*/', at + 2) + 2;
      const stop = end < at + 2 ? text.length : end;
      emit('comments', text.slice(at, stop));
      at = stop;
      continue;
    }
    if (one === "'" || one === '"' || (one === '/' && startsPattern(before))) {
      const end = one === '/' ? patternEnd(text, at) : quoteEnd(text, at, one);
      emit('code', one);
      emit('quoted', text.slice(at + 1, end - 1));
      if (end - 1 > at) emit('code', text.charAt(end - 1));
      before = `${before}0`.slice(-12);
      at = end;
      continue;
    }
    const closesHole = one === '}' && holes.at(-1) === 0;
    if (one === '`' || closesHole) {
      if (closesHole) holes.pop();
      const end = templateEnd(text, at + 1);
      emit('code', one);
      emit('quoted', text.slice(at + 1, end.at));
      emit('code', text.slice(end.at, end.at + end.size));
      if (end.size === 2) holes.push(0);
      before = end.size === 2 ? '{' : '0';
      at = end.at + end.size;
      continue;
    }
    const depth = holes.length - 1;
    if (depth >= 0 && one === '{') holes[depth] = (holes[depth] ?? 0) + 1;
    if (depth >= 0 && one === '}') holes[depth] = (holes[depth] ?? 0) - 1;
    emit('code', one);
    if (one.trim()) before = `${before}${one}`.slice(-12);
    else if (/\w$/.test(before)) before = `${before} `.slice(-12);
    at += 1;
  }
  return { code: layers.code.join(''), comments: layers.comments.join(''), quoted: layers.quoted.join('') };
}

/** One-based line of a place in a text. */
export function lineAt(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line += 1;
  return line;
}

/** True when a slash after this code begins a regular expression and not a division. */
function startsPattern(before: string): boolean {
  const word = /(?:^|[^\w$.])(return|typeof|case|in|of|else|do|void|await)\s*$/.test(before);
  return word || /(^|[(,=:[!&|?{};+\-*%<>~^])\s*$/.test(before);
}

function quoteEnd(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    const one = text.charAt(at);
    if (one === '\\') at += 1;
    else if (one === quote) return at + 1;
    else if (one === '\n') return at;
  }
  return text.length;
}

function patternEnd(text: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < text.length; at++) {
    const one = text.charAt(at);
    if (one === '\\') at += 1;
    else if (one === '[') inClass = true;
    else if (one === ']') inClass = false;
    else if (one === '/' && !inClass) return at + 1;
    else if (one === '\n') return at;
  }
  return text.length;
}

/** Where the text of a template stops: at its closing quote (1) or at the start of code (2). */
function templateEnd(text: string, start: number): { readonly at: number; readonly size: 0 | 1 | 2 } {
  for (let at = start; at < text.length; at++) {
    const one = text.charAt(at);
    if (one === '\\') at += 1;
    else if (one === '`') return { at, size: 1 };
    else if (one === '$' && text.charAt(at + 1) === '{') return { at, size: 2 };
  }
  return { at: text.length, size: 0 };
}

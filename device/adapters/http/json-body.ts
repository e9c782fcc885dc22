/**
 * Reads a request body as JSON. A mistake is answered with its line and column, never with a piece of the body: it may
 * hold a PIN. No revival, no merging, no prototype of the sender's choice: keys are checked by the schemas after this.
 */
import { ProblemError } from './answer.ts';

/** The object in the text; an empty text is an empty object. Throws `ProblemError('body-invalid')`. */
export function parseJsonBody(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const at = jsonErrorOffset(text);
    const before = text.slice(0, at).split('\n');
    const what = at >= text.length ? 'it ends too early' : 'something is not JSON there';
    throw new ProblemError(
      'body-invalid',
      `body: not JSON at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1} (offset ${at}): ${what}; send one JSON object`,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ProblemError('body-invalid', 'body: must be a JSON object, e.g. {"service": "A"}; send one');
  return value as Readonly<Record<string, unknown>>;
}

const space = /[ \t\r\n]*/y;
const scalar =
  /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/uy;
const name = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"[ \t\r\n]*:/uy;

/**
 * Offset of the first character that cannot belong to JSON; the length when the text ends too early. A loop with its
 * own stack, so that a deep text costs memory in proportion and nothing else.
 */
export function jsonErrorOffset(text: string): number {
  const open: string[] = [];
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  for (;;) {
    skip(space);
    const char = text[at];
    if (char === '{' || char === '[') {
      open.push(char === '{' ? '}' : ']');
      at += 1;
      skip(space);
      if (text[at] !== open.at(-1)) {
        if (char === '{' && !skip(name)) return at;
        continue;
      }
    } else if (!skip(scalar)) return at;
    for (;;) {
      skip(space);
      const closer = open.at(-1);
      if (closer === undefined) return at;
      if (text[at] === closer) {
        if (at >= text.length) return at;
        at += 1;
        open.pop();
        continue;
      }
      if (text[at] !== ',') return at;
      at += 1;
      skip(space);
      if (closer === '}' && !skip(name)) return at;
      break;
    }
  }
}

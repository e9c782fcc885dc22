/**
 * Lines of at most so many columns. Chinese breaks between any two characters, words at spaces; a closing mark does not
 * begin a line. A word longer than the line is cut. The empty text gives no line.
 */

/** Marks that hang on to the character before them. */
const closing = new Set('。，、；：？！）》」』】〉”’％,.;:?!)%]}');

/** Latin letters with marks end here; of what follows most is wide. */
const firstWideCode = 0x250;

/** `widthOf` gives the columns of one character. */
export function wrapText(text: string, columns: number, widthOf: (char: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  const widthOfAll = (part: string): number => {
    let sum = 0;
    for (const char of part) sum += widthOf(char);
    return sum;
  };
  const flush = (): void => {
    if (line.trim() !== '') {
      lines.push(line.trim());
    }
    line = '';
    width = 0;
  };
  for (const part of unbreakableParts(text)) {
    if (width + widthOfAll(part.trimEnd()) > columns) {
      flush();
    }
    for (const char of line === '' ? part.trimStart() : part) {
      if (width + widthOf(char) > columns) {
        flush();
      }
      line += char;
      width += widthOf(char);
    }
  }
  flush();
  return lines;
}

/** Words with the space behind them, single wide characters with the closing marks behind them. */
function unbreakableParts(text: string): string[] {
  const parts: string[] = [];
  let open = false;
  for (const char of text) {
    const last = parts.length - 1;
    // Letters with marks are letters: a word does not break before one.
    const narrow = (char.codePointAt(0) ?? 0) < firstWideCode;
    if (last >= 0 && (closing.has(char) || (open && narrow))) {
      parts[last] += char;
    } else {
      parts.push(char);
    }
    open = narrow && char !== ' ';
  }
  return parts;
}

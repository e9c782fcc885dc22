/**
 * Text for a display that has Latin letters only. The rule: a character outside 20..7E is left out, with the blanks around it made
 * one; a line that has nothing else stays empty. Nothing is spelt in pinyin and no `?` stands for a character.
 */
export function latinOnly(text: string, columns: number): string {
  const kept = text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return kept.slice(0, columns).padEnd(columns);
}

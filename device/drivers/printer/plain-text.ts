/**
 * Text without what a printer cannot stack: accents are joined with their letter where there is such a letter, marks that
 * choose a variant of a character or join two, and marks of direction, are left out. Han characters are never exchanged.
 */

const lettersWithMarks = /[^\p{M}]\p{Mn}+/gu;
/** Variation selectors, joiners, marks of direction, byte order mark. */
const invisible = /\p{Cf}|\p{Variation_Selector}/gu;
const plainOnly = /^[ -~\u3000-\u9fff\uff01-\uff5e]*$/;

export function plainText(text: string): string {
  if (plainOnly.test(text)) return text;
  return text.replace(invisible, '').replace(lettersWithMarks, (letter) => letter.normalize('NFC'));
}

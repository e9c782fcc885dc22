/**
 * Text without what a printer cannot stack: accents are joined with their letter where there is such a letter, marks that
 * choose a variant of a character or join two, and marks of direction, are left out. Han characters are never exchanged.
 */

const lettersWithMarks = /[^\p{M}]\p{Mn}+/gu;
/** Variation selectors, joiners, marks of direction, byte order mark. */
const invisible = /\p{Cf}|\p{Variation_Selector}/gu;
/** What most texts are made of: no mark stands on another character there. */
const plainOnly =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u2fff\u3000-\u3029\u3030-\u3098\u309b-\u9fff\uff01-\uff5e]*$/;

export function plainText(text: string): string {
  if (plainOnly.test(text)) return text;
  return text.replace(invisible, '').replace(lettersWithMarks, (letter) => letter.normalize('NFC'));
}

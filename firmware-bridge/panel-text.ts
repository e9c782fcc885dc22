/**
 * Text as a panel can hold it: bytes of its own repertoire, no control bytes, cut between characters to what fits a frame. A character
 * the panel lacks becomes the code of its glyph slot where it has one, else 〓 (or '?' without a Chinese font), never a part of
 * another character.
 */
import { BUS_CHARSET } from '../protocol/bus/bus-codes.ts';
import type { Charset } from '../protocol/charset.ts';

/** Characters that have a common twin in the 2-byte area. */
const TWINS: ReadonlyMap<string, string> = new Map([['¥', '￥']]);
const GETA: readonly number[] = [0xa1, 0xfe];
const QUESTION: readonly number[] = [0x3f];
/** Slot s of the glyphs is the code AA, A1 + s: the user area of GB18030. */
const GLYPH_LEAD = 0xaa;
const GLYPH_FIRST = 0xa1;
const noSlots: ReadonlyMap<string, number> = new Map();

type Code = Iterable<number> & { readonly length: number };

/** Bytes of `text` for a panel with the given BUS_CHARSET, at most `bytesMax` long. */
export function panelText(
  text: string,
  panelCharset: number,
  bytesMax: number,
  charset: Charset,
  slots: ReadonlyMap<string, number> = noSlots,
): Uint8Array {
  const out: number[] = [];
  for (const character of text) {
    if ((character.codePointAt(0) ?? 0) < 0x20) continue;
    const bytes = codeOf(character, panelCharset, charset) ?? substitute(slots.get(character), panelCharset);
    if (out.length + bytes.length > bytesMax) break;
    out.push(...bytes);
  }
  return Uint8Array.from(out);
}

/** Characters of `text` that the panel's own font lacks. */
export function lackingCharacters(text: string, panelCharset: number, charset: Charset): string[] {
  return [...text].filter(
    (character) => (character.codePointAt(0) ?? 0) >= 0x20 && codeOf(character, panelCharset, charset) === null,
  );
}

function substitute(slot: number | undefined, panelCharset: number): Code {
  if (slot !== undefined) return [GLYPH_LEAD, GLYPH_FIRST + slot];
  return panelCharset === BUS_CHARSET.ascii ? QUESTION : GETA;
}

/** The panel's own code, or null when it has none. */
function codeOf(character: string, panelCharset: number, charset: Charset): Code | null {
  const code = charset.encode(TWINS.get(character) ?? character);
  const [first = 0, second = 0] = code;
  if (code.length === 1 && first >= 0x20 && first < 0x7f) return code;
  if (panelCharset === BUS_CHARSET.ascii) return null;
  if (code.length === 4) return panelCharset === BUS_CHARSET.gb18030 ? code : null;
  if (code.length !== 2) return null;
  const inGb2312 = second >= 0xa1 && ((first >= 0xb0 && first <= 0xf7) || (first >= 0xa1 && first <= 0xa9));
  return panelCharset !== BUS_CHARSET.gb2312 || inGb2312 ? code : null;
}

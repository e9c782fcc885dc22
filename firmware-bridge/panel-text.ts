/**
 * Text as a panel can hold it: bytes of its own repertoire, no control bytes, cut between characters to what fits a frame. A character
 * the panel lacks becomes 〓 (or '?' without a Chinese font), never a part of another character.
 */
import { BUS_CHARSET } from '../protocol/bus/bus-codes.ts';
import type { Charset } from '../protocol/charset.ts';

/** Characters that have a common twin in the 2-byte area. */
const TWINS: ReadonlyMap<string, string> = new Map([['¥', '￥']]);
const GETA: readonly number[] = [0xa1, 0xfe];
const QUESTION: readonly number[] = [0x3f];

/** Bytes of `text` for a panel with the given BUS_CHARSET, at most `bytesMax` long. */
export function panelText(text: string, panelCharset: number, bytesMax: number, charset: Charset): Uint8Array {
  const out: number[] = [];
  for (const character of text) {
    if ((character.codePointAt(0) ?? 0) < 0x20) continue;
    const bytes = fitted(charset.encode(TWINS.get(character) ?? character), panelCharset);
    if (out.length + bytes.length > bytesMax) break;
    out.push(...bytes);
  }
  return Uint8Array.from(out);
}

function fitted(code: Uint8Array, panelCharset: number): Iterable<number> & { readonly length: number } {
  const [first = 0, second = 0] = code;
  if (code.length === 1 && first >= 0x20 && first < 0x7f) return code;
  if (panelCharset === BUS_CHARSET.ascii) return QUESTION;
  if (code.length === 4) return panelCharset === BUS_CHARSET.gb18030 ? code : GETA;
  if (code.length !== 2) return GETA;
  const inGb2312 = second >= 0xa1 && ((first >= 0xb0 && first <= 0xf7) || (first >= 0xa1 && first <= 0xa9));
  return panelCharset !== BUS_CHARSET.gb2312 || inGb2312 ? code : GETA;
}

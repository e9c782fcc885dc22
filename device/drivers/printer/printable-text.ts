/**
 * Text to bytes that a Chinese printer really prints. A printer has two-byte characters only: a four-byte GB18030 code
 * would come out as the digits inside it. So every character is either native, replaced by a close relative, or replaced
 * by 〓 (the printers' own sign for 'a character is missing here') and reported. Never a question mark, never a control
 * byte: text can therefore never contain a command.
 *
 * Invariant: one byte is one column, two bytes are two columns, so `bytes.length` is the printed width in columns.
 */
import type { Charset } from '../../../protocol/charset.ts';

/** Which two-byte characters the printer's ROM has. */
export type CharacterArea = 'gb2312' | 'gbk';

export interface PrintableText {
  readonly bytes: Uint8Array;
  /** Characters that could not be printed and became 〓, in order, each once. */
  readonly substituted: readonly string[];
}

/** 〓 U+3013. */
const missing = [0xa1, 0xfe] as const;

/** Close relatives that every printer has. The yen sign is the everyday one: U+00A5 has four bytes, U+FFE5 has two. */
const relatives = new Map([
  ['¥', '￥'],
  ['\u2010', '-'],
  ['\u2011', '-'],
  ['\u2012', '-'],
  ['\u2013', '-'],
  ['\u2212', '-'],
  ['\u00a0', ' '],
  ['\u2009', ' '],
  ['\u202f', ' '],
  ['•', '·'],
]);

/** Two-byte codes on which glibc, iconv-lite and TextDecoder disagree; a ROM may have either, so none is sent. */
const doubtful = new Set([
  0xa3a0, 0xfe51, 0xfe52, 0xfe53, 0xfe6c, 0xfe76, 0xfe91, 0xa6d9, 0xa6da, 0xa6db, 0xa6dc, 0xa6dd, 0xa6de, 0xa6df,
  0xa6ec, 0xa6ed, 0xa6f3, 0xfe59, 0xfe61, 0xfe66, 0xfe67, 0xfe6d, 0xfe7e, 0xfe90, 0xfea0,
]);

/** Bytes of `text` for a printer with the given character area. Line ends and other control characters become spaces. */
export function printable(charset: Charset, text: string, area: CharacterArea = 'gb2312'): PrintableText {
  const bytes: number[] = [];
  const substituted = new Set<string>();
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) {
      bytes.push(0x20);
    } else if (code < 0x7f) {
      bytes.push(code);
    } else {
      const native = nativeBytes(charset, relatives.get(char) ?? char, area);
      if (native === null) {
        substituted.add(char);
      }
      bytes.push(...(native ?? missing));
    }
  }
  return { bytes: Uint8Array.from(bytes), substituted: [...substituted] };
}

/** True for a two-byte code that lies in the area and means the same in every table. */
export function isNativeCode(code: number, area: CharacterArea): boolean {
  const lead = code >> 8;
  const trail = code & 0xff;
  if (doubtful.has(code)) {
    return false;
  }
  if (area === 'gb2312') {
    return trail >= 0xa1 && trail <= 0xfe && ((lead >= 0xb0 && lead <= 0xf7) || (lead >= 0xa1 && lead <= 0xa9));
  }
  return lead >= 0x81 && lead <= 0xfe && trail >= 0x40 && trail <= 0xfe && trail !== 0x7f;
}

function nativeBytes(charset: Charset, char: string, area: CharacterArea): readonly number[] | null {
  const bytes = charset.encode(char);
  const [lead, trail] = bytes;
  if (bytes.length === 1 && lead !== undefined && lead >= 0x20 && lead < 0x7f && char === String.fromCharCode(lead)) {
    return [lead];
  }
  if (bytes.length !== 2 || lead === undefined || trail === undefined) {
    return null;
  }
  return isNativeCode(lead * 256 + trail, area) ? [lead, trail] : null;
}

/**
 * GB18030 over iconv-lite: the one table that printers, panels and their virtual twins share.
 *
 * It must never throw: what cannot be encoded (half of a surrogate pair) becomes `?`, damaged bytes become U+FFFD.
 * Codes on which the tables of the world disagree are not decided here; the printer's text rules leave them out.
 */
import { decode, encode } from 'iconv-lite';
import type { Charset } from '../../protocol/charset.ts';

export const gb18030: Charset = {
  encode(text) {
    // A copy into a plain array: Buffer's own slice shares memory where pure code expects a copy.
    return new Uint8Array(encode(text, 'gb18030'));
  },
  decode(bytes) {
    return decode(bytes, 'gb18030', { stripBOM: false });
  },
};

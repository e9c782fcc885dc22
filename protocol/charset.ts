/**
 * Text to device bytes. Printers and panels speak GB18030; the table is large and comes from a library, so pure code
 * takes the two functions as data and the composition root supplies them (iconv-lite on the daemon, TextDecoder in a page).
 */
export interface Charset {
  /** GB18030 bytes of `text`: 1 byte for ASCII, 2 or 4 for the rest. Never throws. */
  encode(text: string): Uint8Array;
  /** Text of GB18030 bytes; damaged sequences become U+FFFD. Never throws. */
  decode(bytes: Uint8Array): string;
}

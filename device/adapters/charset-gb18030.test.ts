import { describe, expect, test } from 'vitest';
import { gb18030 } from './charset-gb18030.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

describe('gb18030', () => {
  test.each([
    ['A032', '41303332'],
    ['号', 'BAC5'],
    ['　', 'A1A1'],
    ['￥', 'A3A4'],
    ['¥', '81308436'],
    ['㐂', '8139EF31'],
    ['𠮷', '9534B235'],
    ['', ''],
  ])('%s is %s, and back', (text, bytes) => {
    expect(hex(gb18030.encode(text))).toBe(bytes);
    expect(gb18030.decode(gb18030.encode(text))).toBe(text);
  });

  test('nothing in a code after its first byte is below 30, so text cannot hold a real-time command', () => {
    for (let code = 0x80; code <= 0xffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const bytes = gb18030.encode(String.fromCharCode(code));
      expect(bytes.length === 2 || bytes.length === 4).toBe(true);
      expect(bytes.slice(1).every((byte) => byte >= 0x30)).toBe(true);
    }
  });

  test('every byte pair decodes without an exception, damage shows as U+FFFD', () => {
    for (let first = 0; first < 256; first += 1) {
      for (let second = 0; second < 256; second += 1) gb18030.decode(Uint8Array.of(first, second));
    }
    expect(gb18030.decode(Uint8Array.of(0xba))).toBe('\uFFFD');
    expect(gb18030.decode(Uint8Array.of(0xff, 0x41))).toContain('\uFFFD');
    expect(gb18030.decode(Uint8Array.of(0xba, 0xc5, 0x81))).toBe('号\uFFFD');
  });

  test('half a surrogate pair does not throw, and plain arrays come out', () => {
    expect(() => gb18030.encode('\ud842')).not.toThrow();
    expect(() => gb18030.encode('\udfb7x')).not.toThrow();
    expect(gb18030.encode('号').constructor).toBe(Uint8Array);
  });
});

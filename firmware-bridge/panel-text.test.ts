import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { BUS_CHARSET } from '../protocol/bus/bus-codes.ts';
import type { Charset } from '../protocol/charset.ts';
import { panelText } from './panel-text.ts';

const charset: Charset = {
  encode: (text) => iconv.encode(text, 'gb18030'),
  decode: (bytes) => iconv.decode(Buffer.from(bytes), 'gb18030'),
};
const shown = (text: string, panelCharset: number, bytesMax = 60): string =>
  charset.decode(panelText(text, panelCharset, bytesMax, charset));

it('sends what the panel has and a substitute for what it lacks', () => {
  expect(shown('请 A023 到3号窗口', BUS_CHARSET.gb2312)).toBe('请 A023 到3号窗口');
  expect(shown('镕', BUS_CHARSET.gb2312)).toBe('〓');
  expect(shown('镕', BUS_CHARSET.gbk)).toBe('镕');
  expect(shown('𠮷㐂', BUS_CHARSET.gbk)).toBe('〓〓');
  expect(shown('𠮷', BUS_CHARSET.gb18030)).toBe('𠮷');
  expect(shown('¥5', BUS_CHARSET.gbk)).toBe('￥5');
  expect(shown('3号', BUS_CHARSET.ascii)).toBe('3?');
});

it('never sends a control byte and never cuts a character', () => {
  expect(shown('A\n\u0000B\u007f', BUS_CHARSET.gbk)).toBe('AB〓');
  expect(shown('窗口窗口', BUS_CHARSET.gbk, 5)).toBe('窗口');
});

/** Each finding has words in both languages, and a chapter in docs/media.md that says the same. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { codePageFindings } from '../tests/house/code-pages.ts';
import { printed } from '../tests/house/source-tree.ts';
import { makeFinding, mediaFindings } from './media-findings.ts';

it('is explained in docs/media.md', () => {
  const text = readFileSync(new URL('../docs/media.md', import.meta.url), 'utf8');
  const codes = new Map(Object.entries(mediaFindings).map(([code, { zh, en }]) => [code, [zh, en]]));
  expect(printed(codePageFindings({ path: 'docs/media.md', text, codes }))).toEqual([]);
});

it('puts what was found into its words, and takes it for text', () => {
  expect(makeFinding('codec-not-h264', 'hevc').text.en).toBe('The picture is coded as hevc; it must be H.264.');
  expect(makeFinding('codec-not-h264', '$&').text.zh).toBe('画面编码是 $&，需要 H.264。');
  expect(makeFinding('file-damaged')).toEqual({ code: 'file-damaged', text: mediaFindings['file-damaged'] });
});

import { expect, it } from 'vitest';
import { parseNotice } from './notice-text.ts';

const plain = (text: string) => ({ text, strong: false });

it('reads lines, lists and strong words, and nothing else', () => {
  expect(parseNotice('Closed **today**.\n- one\n- **two**\n\nBye')).toEqual([
    { kind: 'line', words: [plain('Closed '), { text: 'today', strong: true }, plain('.')] },
    { kind: 'list', items: [[plain('one')], [{ text: 'two', strong: true }]] },
    { kind: 'line', words: [plain('Bye')] },
  ]);
});

it('begins a new list after a line', () => {
  expect(parseNotice('- a\nb\n- c').map(({ kind }) => kind)).toEqual(['list', 'line', 'list']);
});

it.each(['<b>x</b>', '2 ** 3 ** 4', 'a ** b', '**', '****', '-no list', '[x](y)'])('takes %s as text', (text) => {
  expect(parseNotice(text)).toEqual([{ kind: 'line', words: [plain(text)] }]);
});

import { describe, expect, it } from 'vitest';
import { isOneLanguage, languageOf } from './notice-language.ts';

describe('a notice in one language', () => {
  it('has the same words in both places', () => {
    const same = { zh: 'Wet floor', en: 'Wet floor' };
    expect(isOneLanguage({ title: same, text: same })).toBe(true);
    expect(isOneLanguage({ title: same, text: { zh: '小心', en: 'Take care' } })).toBe(false);
  });
  it('is Chinese where there is a Chinese character', () => {
    expect([languageOf('2 号门关闭'), languageOf('Gate 2 is closed')]).toEqual(['zh-CN', 'en']);
  });
});

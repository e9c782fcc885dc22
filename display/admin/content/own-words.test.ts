import { describe, expect, it } from 'vitest';
import { noticeWords } from './own-words.ts';

const words = (zh: string, en: string) => ({ zh, en });

describe('what was typed', () => {
  it('is taken in both languages, or in one that then stands for both', () => {
    expect(noticeWords(words(' 停电 ', 'Power cut'), words('请稍候', 'Please wait'))).toEqual({
      title: words('停电', 'Power cut'),
      text: words('请稍候', 'Please wait'),
    });
    expect(noticeWords(words('停电', ''), words('请稍候', ' '))).toEqual({
      title: words('停电', '停电'),
      text: words('请稍候', '请稍候'),
    });
    expect(noticeWords(words('', 'Power cut'), words('', 'Please wait'))?.text).toEqual(
      words('Please wait', 'Please wait'),
    );
  });

  it('is not ready while a language is half written', () => {
    expect(noticeWords(words('', ''), words('', ''))).toBeNull();
    expect(noticeWords(words('停电', ''), words('', ''))).toBeNull();
    expect(noticeWords(words('停电', 'Power cut'), words('请稍候', ''))).toBeNull();
    expect(noticeWords(words('停电', ''), words('', 'Please wait'))).toBeNull();
  });
});

import { expect, it } from 'vitest';
import { planTexts, t, tBoth, weekdayName } from './plan-texts.ts';

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

it('the words of a plan stand in both languages with the same parameters', () => {
  for (const [key, text] of Object.entries(planTexts)) {
    expect(names(text.zh), key).toEqual(names(text.en));
    expect(text.zh.trim(), key).not.toBe('');
    expect(text.en.trim(), key).not.toBe('');
    expect(text.en, key).not.toMatch(/[\u4e00-\u9fff]/);
  }
});

it('a text in both languages is filled with one in both, each in its own language', () => {
  expect(tBoth('why.closed', { name: { zh: '国庆节', en: 'National Day' } })).toEqual({
    zh: '国庆节：不营业',
    en: 'National Day: closed',
  });
  expect(tBoth('duty.badge', { badge: '1001' })).toEqual({ zh: '1001 号', en: 'No. 1001' });
  expect([1, 7].map(weekdayName)).toEqual([
    { zh: '星期一', en: 'Monday' },
    { zh: '星期日', en: 'Sunday' },
  ]);
  expect(t('en', 'plan.none')).toBe('none');
});

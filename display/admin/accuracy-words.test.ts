import { describe, expect, it } from 'vitest';
import type { AccuracyPart } from '../../protocol/views.ts';
import { accuracyWords } from './accuracy-words.ts';

const minute = 60_000;
const part = (change: Partial<AccuracyPart>): AccuracyPart => ({
  service: 'A',
  n: 42,
  meanAbsMs: 2.2 * minute,
  biasMs: 1.1 * minute,
  p90AbsMs: 5.4 * minute,
  coverage: 0.814,
  ...change,
});

describe('how true the waits were, in words', () => {
  it('says how many held, how far off, and to which side', () => {
    expect(accuracyWords(part({}), 'en')).toEqual({
      held: 'Of 42 promises, 81% held',
      off: 'usually 2 min off, nine times in ten at most 5',
      bias: 'on average 1 min too much was promised',
    });
    expect(accuracyWords(part({}), 'zh-CN').held).toBe('42 次预报中 81% 兑现');
  });
  it('says too little, neither, hardly off, one promise', () => {
    expect(accuracyWords(part({ biasMs: -3 * minute }), 'en').bias).toBe('on average 3 min too little was promised');
    expect(accuracyWords(part({ biasMs: -10_000 }), 'en').bias).toBe('on average neither too much nor too little');
    expect(accuracyWords(part({ meanAbsMs: 20_000 }), 'en').off).toBe('usually less than a minute off');
    expect(accuracyWords(part({ n: 1, coverage: 1 }), 'en').held).toBe('Of 1 promise, 100% held');
  });
});

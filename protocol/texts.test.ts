import { describe, expect, it } from 'vitest';
import { t, tBoth, texts } from './texts.ts';

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe('texts', () => {
  it('have both languages with the same parameters', () => {
    for (const [key, text] of Object.entries(texts)) {
      expect(text.zh.trim(), key).not.toBe('');
      expect(text.en.trim(), key).not.toBe('');
      expect(names(text.zh), key).toEqual(names(text.en));
    }
  });
  it('keeps Chinese in the one and out of the other', () => {
    for (const [key, text] of Object.entries(texts)) {
      if (key === 'language.other') continue;
      expect(text.en, key).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });
  it('fills parameters in', () => {
    expect(t('en', 'wait.range', { from: 5, to: 10 })).toBe('about 5–10 min');
    expect(tBoth('counter.name', { no: 3 })).toEqual({ zh: '3 号窗口', en: 'Counter 3' });
  });
  it('uses every text', async () => {
    const { readdirSync, readFileSync } = await import('node:fs');
    const folder = new URL('../display/', import.meta.url);
    const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n');
    const computed =
      /^((console\.(act|state|class|undo)|desk\.appointment|ticket|device|admin\.state|content\.(state|step|day|role|filter|priority|times)|firmware\.(step|end)|urgent|voice\.(language|missing|made|moment|when)|screen\.(alive|silent|stalled|planned|commanded|confirmed|way)|calendar\.differs|bus\.(state|proof|kind|can)|lab\.(cover|cutter|paper))\.|firmware\.(panel|call-keypad|rating-keypad)$)/;
    const unused = Object.keys(texts).filter((key) => !source.includes(`'${key}'`) && !computed.test(key));
    expect(unused).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('./', import.meta.url);
const elements = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('testing'),
);
const theme = readFileSync(new URL('theme.css', folder), 'utf8');

/** The text of all css`` templates of a file. */
function styles(name: string): string {
  return [...readFileSync(new URL(name, folder), 'utf8').matchAll(/css`([^`]*)`/g)].map((match) => match[1]).join('\n');
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(token(one)), luminance(token(other))].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
function token(name: string): string {
  return new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(theme)?.[1] ?? '';
}

describe('theme', () => {
  it.each(elements)('%s names no colour and no size of its own', (name) => {
    expect(styles(name).match(/#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsl|\b\d+px\b/g) ?? []).toEqual([]);
  });
  it.each(elements)('%s uses only tokens that exist', (name) => {
    const own = new Set([...styles(name).matchAll(/(--[\w-]+):/g)].map((match) => match[1]));
    const set = new Set([
      '--left',
      '--share',
      '--scale',
      '--board-height',
      '--lamp',
      '--shape',
      '--dot',
      '--fit',
      '--columns',
      '--shrunk',
      '--grown',
    ]);
    const used = [...styles(name).matchAll(/var\((--[\w-]+)/g)].map((match) => match[1] ?? '');
    expect(used.filter((one) => !theme.includes(`${one}:`) && !own.has(one) && !set.has(one))).toEqual([]);
  });
  it.each(elements)('%s sets no style attribute and no raw markup', (name) => {
    expect(readFileSync(new URL(name, folder), 'utf8')).not.toMatch(/ style=|unsafeHTML|styleMap|innerHTML/);
  });

  it.each([
    ['ink', 'paper', 4.5],
    ['ink-soft', 'mist', 4.5],
    ['on-accent', 'accent', 4.5],
    ['ink', 'call', 4.5],
    ['ink', 'good', 4.5],
    ['trouble-ink', 'paper', 4.5],
    ['trouble-ink', 'trouble-mist', 4.5],
    ['edge', 'paper', 3],
    ['trouble', 'paper', 3],
    ['good', 'paper', 3],
    ['night-text', 'night', 7],
    ['night-text', 'night-rise', 7],
    ['night-number', 'night-rise', 7],
    ['night-quiet', 'night-rise', 7],
    ['night-mark', 'night-rise', 7],
    ['day-text', 'day', 7],
    ['day-number', 'day', 7],
    ['day-quiet', 'day', 7],
    ['day-mark', 'day', 7],
    ['day-number', 'day-rise', 7],
    ['stark-text', 'stark', 7],
    ['stark-number', 'stark', 7],
    ['stark-mark', 'stark', 7],
    ['alarm-text', 'alarm', 7],
    ['alarm-number', 'alarm', 7],
    ['ink', 'call', 7],
    ['day-line', 'film-ground', 7],
  ] as const)('%s on %s keeps %f to one', (text, ground, least) => {
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(least);
  });
});

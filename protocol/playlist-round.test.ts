import { describe, expect, it } from 'vitest';
import { roundOf } from './playlist-round.ts';

const order = (...items: readonly (readonly [name: string, weight?: number])[]) =>
  roundOf(items.map(([name, weight]) => (weight === undefined ? { name } : { name, weight })))
    .map(({ name }) => name)
    .join('');

describe('one round', () => {
  it('is the list itself where nothing has a weight', () => {
    expect(order(['a'], ['b'], ['c'])).toBe('abc');
    expect(order()).toBe('');
  });

  it('shows each item as often as its weight, the repetitions spread out', () => {
    expect(order(['a', 3], ['b'])).toBe('aaab');
    expect(order(['a', 4], ['b', 2], ['c'])).toBe('aabaabc');
    const round = order(['a', 5], ['b', 2], ['c', 1]);
    expect([...round].filter((name) => name === 'a')).toHaveLength(5);
    expect([...round].filter((name) => name === 'b')).toHaveLength(2);
    expect([...round].filter((name) => name === 'c')).toHaveLength(1);
    expect(round).not.toContain('bb');
  });
});

import { expect, it } from 'vitest';
import { SpokenKeys, spokenKeysMax } from './spoken-keys.ts';

/** A storage as a browser has it; `broken`: one that is full. */
function storage(first: string | null = null, broken = false) {
  let kept = first;
  return {
    getItem: () => kept,
    setItem(_key: string, value: string) {
      if (broken) throw new Error('QuotaExceededError');
      kept = value;
    },
  };
}

it('holds the newest alone, however many calls there are, and so over a reload', () => {
  const page = storage();
  const spoken = new SpokenKeys(page);
  for (let n = 1; n <= 5_000; n += 1) spoken.add(`${n}/A001/1`);
  expect([spoken.keys.size, spoken.keys.has('5000/A001/1'), spoken.keys.has('4960/A001/1')]).toEqual([
    spokenKeysMax,
    true,
    false,
  ]);
  expect([...new SpokenKeys(page).keys]).toEqual([...spoken.keys]);
});

it('goes on with a storage that is full, holds nonsense, or is not there', () => {
  for (const each of [storage(null, true), storage('{"a":1}'), storage('nonsense'), storage('[1,null]'), null]) {
    const spoken = new SpokenKeys(each);
    spoken.add('1/A001/1');
    expect([...spoken.keys]).toEqual(['1/A001/1']);
  }
  const long = JSON.stringify(Array.from({ length: 900 }, (_, n) => `${n}`));
  expect(new SpokenKeys(storage(long)).keys.size).toBe(spokenKeysMax);
});

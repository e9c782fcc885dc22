import { expect, it } from 'vitest';
import { createSlots } from './slots.ts';

it('runs so many at once, the others in order, and refuses what is too much', async () => {
  const slots = createSlots(2, 3);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (no: number) => () => {
    begun.push(no);
    return new Promise<number>((resolve) => ends.push(() => resolve(no)));
  };
  const all = [1, 2, 3, 4, 5, 6].map((no) => slots.run(work(no)));
  expect(all.map((each) => each === null)).toEqual([false, false, false, false, false, true]);
  expect(begun).toEqual([1, 2]);
  for (let no = 1; no <= 5; no += 1) {
    await expect.poll(() => ends.length).toBeGreaterThanOrEqual(no);
    ends[no - 1]?.();
    expect(await all[no - 1]).toBe(no);
  }
  expect(begun).toEqual([1, 2, 3, 4, 5]);
});

it('goes on after work that fails', async () => {
  const slots = createSlots(1, 1);
  await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await slots.run(() => Promise.resolve(7))).toBe(7);
});

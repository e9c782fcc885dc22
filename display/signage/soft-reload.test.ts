import { expect, it } from 'vitest';
import { mayReload, type ReloadFacts, wantsReload } from './soft-reload.ts';

const mb = 1024 * 1024;
const calm: ReloadFacts = {
  told: false,
  otherSoftware: false,
  heapBytes: 200 * mb,
  heapAtStartBytes: 100 * mb,
  heapLimitBytes: 2_000 * mb,
  lifeMs: 3_600_000,
};

it('wants to when it was told, when the software is another one, when its memory has grown by 150 MB', () => {
  expect(wantsReload(calm)).toBe(false);
  expect(wantsReload({ ...calm, told: true })).toBe(true);
  expect(wantsReload({ ...calm, otherSoftware: true })).toBe(true);
  expect(wantsReload({ ...calm, otherSoftware: true, lifeMs: 59_000 })).toBe(false);
  expect(wantsReload({ ...calm, heapBytes: 251 * mb })).toBe(true);
  expect(wantsReload({ ...calm, heapBytes: 251 * mb, lifeMs: 60_000 })).toBe(false);
  expect(wantsReload({ ...calm, heapBytes: null })).toBe(false);
});

it('goes by what is used where a page may have little', () => {
  const small = { ...calm, heapLimitBytes: 64 * mb, heapAtStartBytes: 20 * mb };
  expect(wantsReload({ ...small, heapBytes: 44 * mb })).toBe(false);
  expect(wantsReload({ ...small, heapBytes: 46 * mb })).toBe(true);
});

it('waits for the end of an item, a quiet minute and a daemon that answers', () => {
  const good = { linked: true, atBoundary: true, wantedMs: 0, sinceCallMs: 60_000, emergency: false };
  expect(mayReload(good)).toBe(true);
  expect(mayReload({ ...good, linked: false })).toBe(false);
  expect(mayReload({ ...good, sinceCallMs: 59_999 })).toBe(false);
  expect(mayReload({ ...good, emergency: true })).toBe(false);
  expect(mayReload({ ...good, atBoundary: false })).toBe(false);
  expect(mayReload({ ...good, atBoundary: false, wantedMs: 15 * 60_000 })).toBe(true);
});

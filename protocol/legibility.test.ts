/** The numbers of the standard, and what staff are told. */
import { expect, it } from 'vitest';
import { pixelsPerMm, readableFrom, tooSmall, typeSizeNeeded } from './legibility.ts';

const panel43 = { inches: 43, width: 1920, height: 1080 };

it('agrees with the table of EN 301 549: five metres on a 43 inch panel need a capital of 123 pixels, type of 171', () => {
  expect(pixelsPerMm(panel43)).toBeCloseTo(2.02, 2);
  expect(pixelsPerMm({ ...panel43, inches: 55 })).toBeCloseTo(1.58, 2);
  const size = typeSizeNeeded(panel43, 5, 'number');
  expect(size).toBeGreaterThan(169);
  expect(size).toBeLessThan(173);
  expect(readableFrom(panel43, size, 'number')).toBeCloseTo(5, 6);
});

it('says in words what the farthest seat cannot read, and nothing when it can read all', () => {
  const sizes = { number: 240, list: 66, text: 31 };
  expect(tooSmall(panel43, 2, sizes)).toEqual([]);
  const far = tooSmall(panel43, 10, sizes);
  expect(far.map(({ en }) => en)).toEqual([
    'Called numbers can be read from 7.0 m; the farthest seat is 10 m away',
    'Earlier calls can be read from 2.8 m; the farthest seat is 10 m away',
    'Waiting list, notices and captions can be read from 2.7 m; the farthest seat is 10 m away',
  ]);
});

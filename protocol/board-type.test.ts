/** Sizes of the board: what they begin from, what a far seat changes, and what never gets lost. */
import { describe, expect, it } from 'vitest';
import { type BoardFacts, boardType, layoutOf } from './board-type.ts';
import { typeSizeNeeded } from './legibility.ts';

const wide: BoardFacts = {
  width: 1920,
  height: 1080,
  layout: 'auto',
  panelInches: null,
  farthestMetres: null,
  letters: 1,
  counterDigits: 2,
};
const tall = { ...wide, width: 1080, height: 1920 };

describe('the sizes of the board', () => {
  it('go by the shape of the picture when nothing else is said', () => {
    expect(layoutOf(wide)).toBe('landscape');
    expect(layoutOf(tall)).toBe('portrait');
    expect(layoutOf({ ...wide, layout: 'board' })).toBe('board');
  });

  it('grow with the picture alone', () => {
    const small = boardType(wide);
    const large = boardType({ ...wide, width: 3840, height: 2160 });
    for (const role of ['number', 'list', 'text'] as const) expect(large[role]).toBeCloseTo(2 * small[role], 6);
    expect(large.rows).toBe(small.rows);
  });

  it('reach what the standard asks where the picture allows', () => {
    const seat = { ...wide, panelInches: 55, farthestMetres: 9 };
    const needed = typeSizeNeeded({ inches: 55, width: 1920, height: 1080 }, 9, 'number');
    expect(needed).toBeGreaterThan(boardType(wide).number);
    expect(boardType({ ...seat, counterDigits: 1 }).number).toBeCloseTo(
      Math.min(needed, boardType({ ...seat, farthestMetres: 50 }).number),
      6,
    );
    expect(boardType({ ...seat, layout: 'board' }).number).toBeCloseTo(Math.max(needed, 280), 6);
  });

  it('never shrink below what they begin from for a far seat, and always keep four rows', () => {
    for (const layout of ['landscape', 'board'] as const)
      for (let metres = 1; metres <= 50; metres += 1) {
        const plain = boardType({ ...wide, layout });
        const far = boardType({ ...wide, layout, panelInches: 43, farthestMetres: metres });
        expect(far.number).toBeGreaterThanOrEqual(plain.number - 1e-9);
        expect(far.text).toBeGreaterThanOrEqual(plain.text);
        expect(far.rows).toBeGreaterThanOrEqual(4);
        expect(far.rows).toBeLessThanOrEqual(8);
        expect(far.list).toBeGreaterThanOrEqual(53.9);
      }
    expect(boardType({ ...tall, panelInches: 43, farthestMetres: 50 }).rows).toBeGreaterThanOrEqual(4);
  });

  it('leave room for the longest numbers', () => {
    const long = { ...wide, letters: 3, counterDigits: 3 };
    expect(boardType(long).number).toBeLessThan(boardType(wide).number);
    expect(boardType({ ...long, layout: 'board' }).number).toBeGreaterThan(boardType(long).number);
  });
});

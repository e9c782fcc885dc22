import { describe, expect, it } from 'vitest';
import { countNoise } from './sim/bus-noise.ts';

describe('a bad line', () => {
  it('loses no undamaged frame and brings no wrong payload, in 300,000 frames', { timeout: 60_000 }, () => {
    const { damaged, lost, wrong } = countNoise(300_000, 0.2, 4);
    expect(damaged).toBeGreaterThan(50_000);
    expect({ lost, wrong }).toEqual({ lost: 0, wrong: 0 });
  });
});

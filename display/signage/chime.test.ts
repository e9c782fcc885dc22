import { describe, expect, it } from 'vitest';
import { chimeSamples, leadInSamples } from './chime.ts';

const rate = 48_000;
const peak = (samples: Float32Array) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

describe('the chime', () => {
  it('is 1.2 s, well below clipping, with a soft beginning and end', () => {
    const samples = chimeSamples(rate);
    expect(samples.length / rate).toBeCloseTo(1.2);
    expect(peak(samples)).toBeGreaterThan(0.15);
    expect(peak(samples)).toBeLessThan(0.5);
    expect(peak(samples.slice(0, 48))).toBeLessThan(0.03);
    expect(peak(samples.slice(-480))).toBeLessThan(0.005);
  });

  it('follows a lead-in that wakes the speakers and is not heard', () => {
    const samples = leadInSamples(rate);
    expect(samples.length / rate).toBeCloseTo(0.3);
    expect(peak(samples)).toBeGreaterThan(0);
    expect(20 * Math.log10(peak(samples))).toBeLessThan(-79);
  });
});

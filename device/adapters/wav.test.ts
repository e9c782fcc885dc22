import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loudnessDb, normalise, trimSilence } from './loudness.ts';
import { readWave, type Wave, writeWave } from './wav.ts';

const rate = 22_050;
const soxInstalled = spawnSync('sox', ['--version']).error === undefined;

/** A tone with pauses, as speech has them. */
function tone(level: number, seconds = 1): Float32Array {
  return Float32Array.from({ length: Math.round(rate * seconds) }, (_, at) =>
    (at / rate) % 0.5 < 0.35 ? level * Math.sin((2 * Math.PI * 330 * at) / rate) : 0,
  );
}
const peak = (samples: Float32Array) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

describe('a WAV file', () => {
  it('gives its samples back', () => {
    const given = tone(0.5);
    const read = readWave(writeWave({ rate, samples: given }));
    if (!read.ok) throw new Error(read.why);
    expect(read.wave.rate).toBe(rate);
    const worst = read.wave.samples.reduce((most, one, at) => Math.max(most, Math.abs(one - (given[at] ?? 0))), 0);
    expect(worst).toBeLessThan(1 / 32_000);
  });

  it('of two channels becomes one, and strange chunks are passed over', () => {
    const mono = writeWave({ rate, samples: Float32Array.of(0.5, 0, -0.5, 0) });
    const bytes = new Uint8Array([
      ...mono.slice(0, 36),
      ...[76, 73, 83, 84, 3, 0, 0, 0, 1, 2, 3, 0],
      ...mono.slice(36),
    ]);
    bytes[22] = 2;
    const read = readWave(bytes);
    expect(read.ok && [...read.wave.samples]).toEqual([0.25, -0.25]);
  });

  it.each<readonly [string, (bytes: Uint8Array) => Uint8Array, RegExp]>([
    ['nothing', () => new Uint8Array(), /no WAV file/],
    ['text', () => new TextEncoder().encode('RIFF, they said, but it was none'), /no WAV file/],
    ['24 bits', (bytes) => bytes.fill(24, 34, 35), /not 16-bit PCM \(24 bits\)/],
    ['six channels', (bytes) => bytes.fill(6, 22, 23), /6 channels/],
    ['96 kHz', (bytes) => new Uint8Array(bytes).fill(0, 24, 28).fill(0x77, 25, 26).fill(1, 26, 27), /rate of 9\d+ Hz/],
    ['a header only', (bytes) => bytes.slice(0, 30), /no samples/],
  ])('is refused in words when it is %s', (_what, change, words) => {
    const read = readWave(change(writeWave({ rate, samples: tone(0.5) })));
    expect(read.ok ? 'read' : read.why).toMatch(words);
  });

  it('never throws, whatever the bytes', () => {
    const good = writeWave({ rate, samples: tone(0.2, 0.01) });
    for (let at = 0; at < 44; at += 1)
      for (const value of [0, 1, 127, 255]) expect(() => readWave(good.slice().fill(value, at, at + 1))).not.toThrow();
    for (let length = 0; length < 60; length += 1) expect(() => readWave(good.slice(0, length))).not.toThrow();
  });
});

describe('loudness', () => {
  it.each([0.006, 0.05, 0.3, 1])('comes to -20 dB from a level of %f', (level) => {
    const made = normalise(tone(level), rate);
    expect(Math.abs((loudnessDb(made, rate) ?? 0) + 20)).toBeLessThan(0.6);
    expect(peak(made)).toBeLessThanOrEqual(10 ** (-1 / 20) + 1e-6);
  });

  it('counts what is spoken, not the pauses', () => {
    const gap = new Float32Array(3 * rate);
    const long = Float32Array.from([...tone(0.3), ...gap, ...tone(0.3)]);
    expect(Math.abs((loudnessDb(long, rate) ?? 0) - (loudnessDb(tone(0.3), rate) ?? 0))).toBeLessThan(0.1);
  });

  it('holds single peaks below -1 dB without making the rest quiet', () => {
    const samples = tone(0.05, 2);
    for (let at = 2_000; at < samples.length; at += 9_000) samples[at] = 0.9;
    const made = normalise(samples, rate);
    expect(peak(made)).toBeLessThanOrEqual(10 ** (-1 / 20) + 1e-6);
    expect(loudnessDb(made, rate)).toBeGreaterThan(-24);
  });

  it('leaves silence alone', () => {
    expect(peak(normalise(new Float32Array(rate), rate))).toBe(0);
    expect(normalise(new Float32Array(0), rate)).toHaveLength(0);
    expect(loudnessDb(new Float32Array(rate), rate)).toBeNull();
  });

  it('can be without the silence around it', () => {
    const quiet = new Float32Array(rate);
    const trimmed = trimSilence(Float32Array.from([...quiet, ...tone(0.4, 0.3), ...quiet]), rate);
    expect(trimmed.length / rate).toBeGreaterThan(0.29);
    expect(trimmed.length / rate).toBeLessThan(0.33);
  });

  it.skipIf(!soxInstalled)('is what sox measures', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hallkeeper-wav-'));
    try {
      const wave: Wave = {
        rate,
        samples: normalise(
          tone(0.02, 2).filter((sample) => sample !== 0),
          rate,
        ),
      };
      writeFileSync(join(folder, 'a.wav'), writeWave(wave));
      const { stderr } = spawnSync('sox', [join(folder, 'a.wav'), '-n', 'stats'], { encoding: 'utf8' });
      expect(Math.abs(Number(/RMS lev dB\s+(-[\d.]+)/.exec(stderr)?.[1]) + 20)).toBeLessThan(0.7);
      expect(Number(/Pk lev dB\s+(-[\d.]+)/.exec(stderr)?.[1])).toBeLessThan(-0.95);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

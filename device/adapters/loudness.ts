/**
 * Brings speech to one loudness, so that recorded and made voices, men's and women's, are heard alike: the mean of what is
 * really spoken to -20 dB below full scale, peaks held below -1 dB. Pure: samples in, samples out.
 */
const targetDb = -20;
const ceilingDb = -1;
/** More is noise made loud. */
const gainDbMax = 30;
const frameSeconds = 0.02;
/** Frames below are silence whatever the rest is like. */
const silenceDb = -60;
/** Frames so far below the mean are pauses and do not count; the same two gates as in the broadcasters' measure. */
const pauseDb = -10;
const lookSeconds = 0.003;
/** Left of the silence around a recording, so that no sound begins with a click. */
const edgeSeconds = 0.01;

/** Loudness of what is spoken, dB below full scale; null when there is nothing but silence. */
export function loudnessDb(samples: Float32Array, rate: number): number | null {
  const frame = Math.max(1, Math.round(rate * frameSeconds));
  const powers: number[] = [];
  for (let at = 0; at < samples.length; at += frame) powers.push(powerOf(samples.subarray(at, at + frame)));
  const loud = powers.filter((power) => power > fromDb(silenceDb) ** 2);
  const gate = mean(loud) * fromDb(pauseDb) ** 2;
  const power = mean(loud.filter((each) => each >= gate));
  return power > 0 ? 10 * Math.log10(power) : null;
}

export function normalise(samples: Float32Array, rate: number): Float32Array {
  const nowDb = loudnessDb(samples, rate);
  if (nowDb === null) return samples;
  const gain = fromDb(Math.min(gainDbMax, targetDb - nowDb));
  return limit(
    samples.map((sample) => sample * gain),
    Math.max(1, Math.round(rate * lookSeconds)),
  );
}

/** Without the silence before and after; nothing but silence stays as it is. */
export function trimSilence(samples: Float32Array, rate: number): Float32Array {
  const floor = Math.max(fromDb(silenceDb), fromDb(-40) * peakOf(samples));
  const first = samples.findIndex((sample) => Math.abs(sample) > floor);
  if (first < 0) return samples;
  const last = samples.findLastIndex((sample) => Math.abs(sample) > floor);
  const edge = Math.round(rate * edgeSeconds);
  return samples.slice(Math.max(0, first - edge), last + 1 + edge);
}

/**
 * Holds peaks below the ceiling. Around each peak the gain falls to what that peak needs, over `look` samples before and after;
 * a mean over the same width makes it a slope, and never lies above what is needed.
 */
function limit(samples: Float32Array, look: number): Float32Array {
  const ceiling = fromDb(ceilingDb);
  if (peakOf(samples) <= ceiling) return samples;
  const needed = new Float32Array(samples.length).fill(1);
  for (const [at, sample] of samples.entries()) {
    const gain = ceiling / Math.abs(sample);
    if (gain >= 1) continue;
    const end = Math.min(samples.length - 1, at + look);
    for (let near = Math.max(0, at - look); near <= end; near += 1) if (gain < (needed[near] ?? 1)) needed[near] = gain;
  }
  const width = 2 * look + 1;
  const needAt = (at: number) => needed[at] ?? 1;
  let sum = 0;
  for (let at = -look; at <= look; at += 1) sum += needAt(at);
  return samples.map((sample, at) => {
    const held = (sample * sum) / width;
    sum += needAt(at + look + 1) - needAt(at - look);
    // Sums of many small numbers are not exact; the ceiling is.
    return Math.max(-ceiling, Math.min(ceiling, held));
  });
}

function powerOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : sum / samples.length;
}

function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function fromDb(db: number): number {
  return 10 ** (db / 20);
}

/**
 * The two notes before a call as samples, so that no file is needed: 1.2 s with a soft beginning and end. A lead-in of 0.3 s
 * goes before every sound, because many TVs put their sound to sleep and swallow the first moment; it is not quite silent,
 * because silence wakes nothing.
 */
const leadInSeconds = 0.3;
/** A tone at -80 dB: far below what can be heard in a hall. */
const leadIn = { hertz: 1_000, level: 0.0001 } as const;
const notes = [
  { hertz: 659.25, atSeconds: 0, lastsSeconds: 0.6 },
  { hertz: 523.25, atSeconds: 0.35, lastsSeconds: 0.85 },
] as const;
const partials = [
  [1, 1],
  [2, 0.25],
] as const;
const lastsSeconds = 1.2;
const riseSeconds = 0.02;
/** Well below clipping, and below the voice that follows. */
const loudness = 0.22;
const fadedTo = 0.0005;

/** Wakes the speakers. */
export function leadInSamples(rate: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length: Math.round(rate * leadInSeconds) },
    (_, at) => leadIn.level * Math.sin((2 * Math.PI * leadIn.hertz * at) / rate),
  );
}

export function chimeSamples(rate: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: Math.round(rate * lastsSeconds) }, (_, at) => {
    let sum = 0;
    for (const note of notes) {
      const seconds = at / rate - note.atSeconds;
      if (seconds < 0 || seconds > note.lastsSeconds) continue;
      for (const [partial, share] of partials)
        sum += levelAt(seconds, note.lastsSeconds, share) * Math.sin(2 * Math.PI * note.hertz * partial * seconds);
    }
    return sum;
  });
}

/** The chime alone, for a page that says nothing; the board goes through its sound box. */
export function playChime(context: AudioContext): void {
  const samples = chimeSamples(context.sampleRate);
  const buffer = new AudioBuffer({ length: samples.length, sampleRate: context.sampleRate });
  buffer.copyToChannel(samples, 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  source.start();
}

/** Rises in a straight line, then dies away as a struck bar does. */
function levelAt(seconds: number, lasts: number, share: number): number {
  const full = loudness * share;
  if (seconds < riseSeconds) return (full * seconds) / riseSeconds;
  return full * (fadedTo / full) ** ((seconds - riseSeconds) / (lasts - riseSeconds));
}

/**
 * The two notes before a call, made by WebAudio so that no file is needed: 1.2 s with a soft beginning and end. 0.3 s of
 * silence go before, because many TVs put their sound to sleep and swallow the first moment.
 */
const leadInSeconds = 0.3;
const notes = [
  { hertz: 659.25, atSeconds: 0, lastsSeconds: 0.6 },
  { hertz: 523.25, atSeconds: 0.35, lastsSeconds: 0.85 },
] as const;
/** Well below clipping, and below the voice that follows. */
const loudness = 0.22;

/** Plays the chime; resolves when it has ended. */
export function playChime(context: AudioContext): Promise<void> {
  const beginSeconds = context.currentTime + leadInSeconds;
  let endSeconds = beginSeconds;
  for (const note of notes) {
    const from = beginSeconds + note.atSeconds;
    const to = from + note.lastsSeconds;
    endSeconds = Math.max(endSeconds, to);
    for (const [partial, share] of [
      [1, 1],
      [2, 0.25],
    ] as const) {
      const tone = new OscillatorNode(context, { type: 'sine', frequency: note.hertz * partial });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(loudness * share, from + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0005, to);
      tone.connect(gain).connect(context.destination);
      tone.start(from);
      tone.stop(to);
    }
  }
  return new Promise((done) => setTimeout(done, (endSeconds - context.currentTime) * 1000));
}

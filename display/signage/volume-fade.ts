/**
 * A loudness that glides from where it is to where it should be: a film that jumps is taken for a mistake, and hides the first
 * word of the voice. It falls fast, so that the chime is heard, and comes back slowly. Even steps in decibels are even to the ear.
 */

export const fadeDownMs = 250;
export const fadeUpMs = 900;
const stepMs = 25;
/** Below this nothing is heard: a glide needs a place above zero to begin at. */
const silence = 0.001;

export class VolumeFade {
  #value: number;
  #target: number;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #changed: () => void;

  constructor(value: number, changed: () => void) {
    this.#value = value;
    this.#target = value;
    this.#changed = changed;
  }

  get value(): number {
    return this.#value;
  }

  to(target: number): void {
    if (target === this.#target) return;
    this.#target = target;
    clearInterval(this.#timer);
    const from = this.#value;
    const begunMs = performance.now();
    const lengthMs = target < from ? fadeDownMs : fadeUpMs;
    this.#timer = setInterval(() => {
      this.#value = fadeAt(from, target, (performance.now() - begunMs) / lengthMs);
      if (this.#value === target) clearInterval(this.#timer);
      this.#changed();
    }, stepMs);
  }

  /** At once where it should be; nothing moves any more. */
  stop(): void {
    clearInterval(this.#timer);
    this.#value = this.#target;
  }
}

/** The loudness at a share of the way. */
export function fadeAt(from: number, to: number, share: number): number {
  if (share >= 1) return to;
  const [low, high] = [Math.max(from, silence), Math.max(to, silence)];
  return low * (high / low) ** Math.max(0, share);
}

/** The newest bounce times of a contact, for percentiles. Bounded: the oldest falls out. */
import { BOUNCE_SAMPLES_MAX } from './button-parameters.ts';

export class BounceSamples {
  #samplesMs: number[] = [];
  #next = 0;

  add(bounceMs: number): void {
    this.#samplesMs[this.#next] = bounceMs;
    this.#next = (this.#next + 1) % BOUNCE_SAMPLES_MAX;
  }

  /** Smallest sample that `percent` of all do not exceed; null without samples. */
  percentile(percent: number): number | null {
    const sorted = [...this.#samplesMs].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? null;
  }
}

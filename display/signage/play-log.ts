/** What was played since the last beat: bounded memory between the player and the heartbeat. Knows no elements and no time. */
import type { ScreenBeat } from '../../protocol/content.ts';

const playsMax = 50;
type Play = ScreenBeat['plays'][number];

export class PlayLog {
  /** File in front; null while none is, or one without a sum. */
  item: string | null = null;
  startedMs = 0;
  #plays: Play[] = [];

  begin(media: string | null, nowMs: number): void {
    this.item = media;
    this.startedMs = nowMs;
  }
  /** What is in front ends; `whole` when it has come to its end. */
  end(nowMs: number, whole: boolean): void {
    if (this.item === null) return;
    const ms = Math.round(nowMs - this.startedMs);
    // More than fit are lost from the front: a screen that cannot report for so long is known to be silent.
    this.#plays = [...this.#plays, { media: this.item, ms, whole }].slice(-playsMax);
    this.item = null;
  }
  get plays(): readonly Play[] {
    return this.#plays;
  }
  /** The daemon has taken these. */
  forget(taken: readonly Play[]): void {
    this.#plays = this.#plays.filter((play) => !taken.includes(play));
  }
}

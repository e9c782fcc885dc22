/**
 * The line of `replay` commands: rows that the centre wants once more, sent beside the cursor with the same ids and
 * sequences. Repeating a replay does no harm, so nothing about it is stored; it ends with the connection, and the centre
 * asks again after the next birth.
 */
import { type CommandAnswer, mqttLimits } from '../../protocol/mqtt.ts';
import type { Batches, ComposedBatch } from './uplink-batches.ts';
import type { EpochStart } from './uplink-types.ts';

export interface ReplayLine {
  clear(): void;
  /** False when the line is full. A repeated id is taken once. */
  add(id: string, from: number, to: number): boolean;
  /** The next batch, or null when nothing waits. */
  next(head: number, epochs: readonly EpochStart[]): ComposedBatch | null;
  /** Answers of replays that have ended since. */
  takeAnswers(): CommandAnswer[];
}

interface Replay {
  readonly id: string;
  readonly to: number;
  next: number;
  /** First row that was sent, when older ones had been pruned. */
  partialFrom: number | null;
}

export function createReplayLine(batches: Batches): ReplayLine {
  const line: Replay[] = [];
  let answers: CommandAnswer[] = [];

  function finish(replay: Replay): void {
    line.shift();
    const from = replay.partialFrom;
    answers.push(from === null ? { id: replay.id, status: 'done' } : { id: replay.id, status: 'partial', from });
  }

  function next(head: number, epochs: readonly EpochStart[]): ComposedBatch | null {
    for (let replay = line[0]; replay !== undefined; replay = line[0]) {
      const batch = replay.next > head ? null : batches.compose(replay.next, Math.min(replay.to, head), epochs);
      if (batch === null) {
        finish(replay);
        continue;
      }
      if (batch.from > replay.next) replay.partialFrom ??= batch.from;
      replay.next = batch.to + 1;
      if (replay.next > replay.to) finish(replay);
      return batch;
    }
    return null;
  }

  return {
    clear: () => {
      line.length = 0;
      answers = [];
    },
    add: (id, from, to) => {
      if (line.some((replay) => replay.id === id)) return true;
      if (line.length >= mqttLimits.replaysMax) return false;
      line.push({ id, to, next: from, partialFrom: null });
      return true;
    },
    next,
    takeAnswers: () => {
      const taken = answers;
      answers = [];
      return taken;
    },
  };
}

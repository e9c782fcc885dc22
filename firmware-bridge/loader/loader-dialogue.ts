/**
 * The commands of the boot loader as conversations. Each is a list of frames, every one answered before the next; a command that is
 * refused or unanswered is said again from its first frame, at most three times and never beyond the budget of the whole run.
 *
 * After a silence nobody knows which byte the target waits for. It is found out with bytes that are no command (7F): the target
 * answers NACK as soon as it is between commands. A byte of 7F can never begin one, and a frame that is filled up with it fails its
 * checksum, but for one case in 256, which is why a block that was said twice is always read back.
 */

import { LOADER_SYNC } from './loader-codes.ts';
import type { AnswerShape, Course, LoaderAnswer } from './loader-exchange.ts';
import { commandFrame } from './loader-frames.ts';
import {
  ANSWER_MS,
  COMMAND_TRIES,
  QUIET_MS,
  RESYNC_BURST_BYTES,
  RESYNC_MS,
  RESYNC_TRIES,
  RETRIES_MAX,
  SYNC_MS,
  SYNC_TRIES,
} from './loader-limits.ts';

export type Trouble = Exclude<LoaderAnswer['kind'], 'ack'>;

export interface LoaderFrame {
  readonly bytes: Uint8Array;
  /** Default: ACK alone. */
  readonly answer?: AnswerShape;
  readonly withinMs?: number;
}

export type CommandResult =
  /** `bytes` of the last answer; `tries` it took. */
  | { readonly ok: true; readonly bytes: Uint8Array; readonly tries: number }
  /** `frame` is the place of the frame that failed last; `lost` when the budget is used up or nothing answers any more. */
  | { readonly ok: false; readonly why: Trouble | 'lost' | 'exhausted'; readonly frame: number };

export interface LoaderDialogue {
  /** The first byte, from which the target measures the rate. Null when it has answered. */
  sync(): Course<Trouble | null>;
  /** A command by its code and the frames that follow it. */
  command(code: number, first: Omit<LoaderFrame, 'bytes'>, ...rest: readonly LoaderFrame[]): Course<CommandResult>;
  /** Nothing is said and nothing heard for so long. */
  rest(forMs: number): Course<void>;
}

const SYNC_BYTE = Uint8Array.of(LOADER_SYNC);
const NOTHING = new Uint8Array(0);

export function createLoaderDialogue(onRetry: (reason: Trouble) => void): LoaderDialogue {
  let retries = 0;

  function* rest(forMs: number): Course<void> {
    yield { kind: 'quiet', forMs };
  }

  function* sync(): Course<Trouble | null> {
    let heard: Trouble = 'silence';
    for (let tries = 0; tries < SYNC_TRIES; tries += 1) {
      const answer = yield { kind: 'send', bytes: SYNC_BYTE, answer: 'ack', withinMs: SYNC_MS };
      // A target that was in sync already takes two of them for a command that does not exist.
      if (answer.kind === 'ack' || answer.kind === 'nack') return null;
      if (answer.kind === 'garbled') {
        heard = 'garbled';
        yield* rest(QUIET_MS);
      }
    }
    return heard;
  }

  function* knock(times: number): Course<boolean> {
    for (let tries = 0; tries < times; tries += 1) {
      const answer = yield { kind: 'send', bytes: SYNC_BYTE, answer: 'ack', withinMs: RESYNC_MS };
      if (answer.kind === 'garbled') yield* rest(QUIET_MS);
      if (answer.kind !== 'ack' && answer.kind !== 'nack') continue;
      yield* rest(QUIET_MS);
      return true;
    }
    return false;
  }

  /** True when the target is between two commands again. */
  function* resync(): Course<boolean> {
    yield* rest(QUIET_MS);
    if (yield* knock(RESYNC_TRIES)) return true;
    const burst = new Uint8Array(RESYNC_BURST_BYTES).fill(LOADER_SYNC);
    yield { kind: 'send', bytes: burst, answer: 'ack', withinMs: RESYNC_MS };
    yield* rest(QUIET_MS);
    return yield* knock(RESYNC_TRIES);
  }

  function* say(frames: readonly LoaderFrame[]): Course<CommandResult> {
    let bytes: Uint8Array = NOTHING;
    for (const [at, frame] of frames.entries()) {
      const { answer = 'ack', withinMs = ANSWER_MS } = frame;
      const heard = yield { kind: 'send', bytes: frame.bytes, answer, withinMs };
      if (heard.kind !== 'ack') return { ok: false, why: heard.kind, frame: at };
      bytes = heard.bytes;
    }
    return { ok: true, bytes, tries: 1 };
  }

  function* command(
    code: number,
    first: Omit<LoaderFrame, 'bytes'>,
    ...others: readonly LoaderFrame[]
  ): Course<CommandResult> {
    const frames = [{ ...first, bytes: commandFrame(code) }, ...others];
    for (let tries = 1; ; tries += 1) {
      const result = yield* say(frames);
      if (result.ok) return { ...result, tries };
      const trouble = result.why as Trouble;
      // Some chips refuse with two NACKs; the second must not answer the next command.
      if (trouble === 'nack') yield* rest(QUIET_MS);
      else if (!(yield* resync())) return { ...result, why: 'lost' };
      if (tries >= COMMAND_TRIES) return result;
      retries += 1;
      if (retries > RETRIES_MAX) return { ...result, why: 'exhausted' };
      onRetry(trouble);
    }
  }

  return { sync, command, rest };
}

/** One more answer to what was said last. */
export function oneMore(withinMs: number): LoaderFrame {
  return { bytes: NOTHING, withinMs };
}

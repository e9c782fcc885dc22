/**
 * One question and its answer on the cable, and the runner of a course of them. A course is a generator: it yields what to ask
 * and is resumed with what came of it, so that it reads like the conversation it is and knows neither bytes in pieces nor time.
 *
 *   course ──ask──► exchange ──bytes──► line         line ──bytes, time──► exchange ──answer──► course
 *
 * Every ask ends: with an answer, or with `silence` at its deadline. What came before a question is not its answer and is dropped.
 */
import { LOADER_ACK, LOADER_NACK } from './loader-codes.ts';
import { COUNTED_BYTES_MAX, QUIET_MS_MAX } from './loader-limits.ts';

/** ACK alone; ACK and so many bytes; or ACK, a count n, n + 1 bytes, ACK. */
export type AnswerShape = 'ack' | 'counted' | { readonly bytes: number };

export type LoaderAsk =
  | {
      readonly kind: 'send';
      /** Empty: wait for one more answer to what was sent last. */
      readonly bytes: Uint8Array;
      readonly answer: AnswerShape;
      /** What the device may take, beyond the time of the bytes on the wire. */
      readonly withinMs: number;
    }
  /** Waits until nothing has come for so long. */
  | { readonly kind: 'quiet'; readonly forMs: number };

export type LoaderAnswer =
  | { readonly kind: 'ack'; readonly bytes: Uint8Array }
  | { readonly kind: 'nack' | 'silence' | 'garbled' };

/** A conversation that ends with `Result`. */
export type Course<Result> = Generator<LoaderAsk, Result, LoaderAnswer>;

export interface LoaderExchange<Result> {
  /** Starts or goes on; null until the course has ended. */
  start(nowMs: number): Result | null;
  onBytes(bytes: Uint8Array, nowMs: number): Result | null;
  onTick(nowMs: number): Result | null;
  /** Bytes to write since the last call. */
  takeWrites(): Uint8Array[];
  readonly wakeAtMs: number | null;
}

export function createLoaderExchange<Result>(course: Course<Result>, byteMs: number): LoaderExchange<Result> {
  let ask: LoaderAsk | null = null;
  let deadlineMs = 0;
  let quietUntilMs = 0;
  let writes: Uint8Array[] = [];
  let waiting: number[] = [];

  function put(step: IteratorResult<LoaderAsk, Result>, nowMs: number): Result | null {
    if (step.done) {
      ask = null;
      return step.value;
    }
    ask = step.value;
    if (ask.kind === 'quiet') {
      waiting = [];
      quietUntilMs = nowMs + ask.forMs;
      deadlineMs = nowMs + ask.forMs + QUIET_MS_MAX;
      return null;
    }
    if (ask.bytes.length > 0) {
      waiting = [];
      writes.push(ask.bytes);
    }
    deadlineMs = nowMs + (ask.bytes.length + longest(ask.answer)) * byteMs + ask.withinMs;
    return advance(nowMs);
  }

  /** Resumes the course as often as the bytes at hand allow. */
  function advance(nowMs: number): Result | null {
    if (ask?.kind !== 'send') return null;
    const answer = readAnswer(waiting, ask.answer);
    if (answer === null) return null;
    waiting = waiting.slice(answer.used);
    return put(course.next(answer.answer), nowMs);
  }

  return {
    start: (nowMs) => put(course.next({ kind: 'silence' }), nowMs),
    onBytes(bytes, nowMs) {
      if (ask === null) return null;
      if (ask.kind === 'quiet') {
        quietUntilMs = nowMs + ask.forMs;
        return null;
      }
      const room = longest(ask.answer) + 1 - waiting.length;
      for (const byte of bytes.subarray(0, Math.max(0, room))) waiting.push(byte);
      return advance(nowMs);
    },
    onTick(nowMs) {
      if (ask === null || nowMs < wakeMs(ask)) return null;
      return put(course.next({ kind: 'silence' }), nowMs);
    },
    takeWrites() {
      const taken = writes;
      writes = [];
      return taken;
    },
    get wakeAtMs() {
      return ask === null ? null : wakeMs(ask);
    },
  };

  function wakeMs(current: LoaderAsk): number {
    return current.kind === 'quiet' ? Math.min(quietUntilMs, deadlineMs) : deadlineMs;
  }
}

function longest(shape: AnswerShape): number {
  if (shape === 'ack') return 1;
  return shape === 'counted' ? COUNTED_BYTES_MAX + 1 : 1 + shape.bytes;
}

function readAnswer(
  bytes: readonly number[],
  shape: AnswerShape,
): { readonly answer: LoaderAnswer; readonly used: number } | null {
  const [first] = bytes;
  if (first === undefined) return null;
  if (first !== LOADER_ACK) return { answer: { kind: first === LOADER_NACK ? 'nack' : 'garbled' }, used: bytes.length };
  if (shape === 'ack') return acked(bytes, 1, 1);
  if (shape !== 'counted') return bytes.length > shape.bytes ? acked(bytes, 1, 1 + shape.bytes) : null;
  const count = bytes[1];
  if (count === undefined || bytes.length < count + 4) return null;
  if (bytes[count + 3] !== LOADER_ACK) return { answer: { kind: 'garbled' }, used: bytes.length };
  return { ...acked(bytes, 2, count + 3), used: count + 4 };
}

function acked(bytes: readonly number[], from: number, to: number): { answer: LoaderAnswer; used: number } {
  return { answer: { kind: 'ack', bytes: Uint8Array.from(bytes.slice(from, to)) }, used: to };
}

/**
 * One round of the four real-time questions, one at a time, because the answers do not say which question they belong to.
 *
 *   idle ──start──► asking 1 ──answer──► asking 2 ── ... ──► done (four answers)
 *                      └── no answer in 500 ms ──► missed
 *
 * Writes nothing and knows no health; it says which question to ask next and what came of the round.
 */
import { queryTimeoutMs } from './limits.ts';

export type Question = 1 | 2 | 3 | 4;
export type RoundAnswers = readonly [number, number, number, number];
export type PollStep =
  | { readonly kind: 'ask'; readonly question: Question }
  | { readonly kind: 'done'; readonly answers: RoundAnswers }
  | { readonly kind: 'missed' }
  | { readonly kind: 'nothing' };

export interface StatusPoller {
  readonly running: boolean;
  /** When the open question is given up; null when none is open. */
  readonly wakeAtMs: number | null;
  start(nowMs: number): PollStep;
  /** One real-time answer. Answers nobody waits for are dropped. */
  answer(byte: number, nowMs: number): PollStep;
  tick(nowMs: number): PollStep;
  /** Forget the round: the line is needed for a job, or is gone. */
  stop(): void;
}

const nothing: PollStep = { kind: 'nothing' };

export function createStatusPoller(): StatusPoller {
  const answers: number[] = [];
  let askedAtMs: number | null = null;

  const ask = (nowMs: number): PollStep => {
    askedAtMs = nowMs;
    return { kind: 'ask', question: questionAt(answers.length) };
  };

  return {
    get running() {
      return askedAtMs !== null;
    },
    get wakeAtMs() {
      return askedAtMs === null ? null : askedAtMs + queryTimeoutMs;
    },
    start(nowMs) {
      answers.length = 0;
      return ask(nowMs);
    },
    answer(byte, nowMs) {
      if (askedAtMs === null) {
        return nothing;
      }
      answers.push(byte);
      const [first, second, third, fourth] = answers;
      if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
        return ask(nowMs);
      }
      askedAtMs = null;
      return { kind: 'done', answers: [first, second, third, fourth] };
    },
    tick(nowMs) {
      if (askedAtMs === null || nowMs < askedAtMs + queryTimeoutMs) {
        return nothing;
      }
      askedAtMs = null;
      return { kind: 'missed' };
    },
    stop() {
      askedAtMs = null;
    },
  };
}

function questionAt(answered: number): Question {
  return answered <= 0 ? 1 : answered === 1 ? 2 : answered === 2 ? 3 : 4;
}

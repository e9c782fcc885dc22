/**
 * One round of the four real-time questions, one at a time, because the answers do not say which question they belong to.
 *
 *   idle ──start──► asking 1 ──answer──► asking 2 ── ... ──► done (four answers)
 *                      └── no answer in 500 ms ──► missed
 *
 * Some models answer each question twice. The first question after the line opens therefore waits a moment longer and
 * counts; from then on so many answers are taken for one, or an echo would pass for the answer to the next question.
 * Writes nothing and knows no health; it says which question to ask next and what came of the round.
 */
import { echoMs, queryTimeoutMs } from './limits.ts';

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
  /** Count the answers to one question again: there may be another printer on the line. */
  measure(): void;
}

const nothing: PollStep = { kind: 'nothing' };

export function createStatusPoller(): StatusPoller {
  const answers: number[] = [];
  let askedAtMs: number | null = null;
  /** Answers to one question; null until they were counted. */
  let repeats: number | null = null;
  let heard: number[] = [];
  let lastHeardMs = 0;

  const ask = (nowMs: number): PollStep => {
    askedAtMs = nowMs;
    heard = [];
    return { kind: 'ask', question: questionAt(answers.length) };
  };

  /** The open question is answered. */
  const accept = (nowMs: number): PollStep => {
    answers.push(heard.at(-1) ?? 0);
    const [first, second, third, fourth] = answers;
    if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
      return ask(nowMs);
    }
    askedAtMs = null;
    return { kind: 'done', answers: [first, second, third, fourth] };
  };

  return {
    get running() {
      return askedAtMs !== null;
    },
    get wakeAtMs() {
      if (askedAtMs === null) return null;
      return repeats === null && heard.length > 0 ? lastHeardMs + echoMs : askedAtMs + queryTimeoutMs;
    },
    start(nowMs) {
      answers.length = 0;
      return ask(nowMs);
    },
    answer(byte, nowMs) {
      if (askedAtMs === null) {
        return nothing;
      }
      heard.push(byte);
      lastHeardMs = nowMs;
      return repeats !== null && heard.length >= repeats ? accept(nowMs) : nothing;
    },
    tick(nowMs) {
      if (askedAtMs === null || nowMs < (this.wakeAtMs ?? 0)) {
        return nothing;
      }
      if (heard.length > 0) {
        repeats = heard.length;
        return accept(nowMs);
      }
      askedAtMs = null;
      return { kind: 'missed' };
    },
    stop() {
      askedAtMs = null;
    },
    measure() {
      repeats = null;
    },
  };
}

function questionAt(answered: number): Question {
  return answered <= 0 ? 1 : answered === 1 ? 2 : answered === 2 ? 3 : 4;
}

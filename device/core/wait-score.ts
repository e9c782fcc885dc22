/** How true the promised waits were: every first call is compared with what was expected at the issue. */
import type { WaitQuantiles } from '../../protocol/events.ts';
import type { AccuracyPart } from '../../protocol/views.ts';
import { countArrival, countPriority } from './arrival-rates.ts';
import type { HallState, Stamp, Ticket } from './state.ts';
import { learnBand, learnRivals, type Score } from './wait-learning.ts';

const minuteMs = 60_000;
/** Upper ends of the bins of |error|, minutes: fine where most are, coarse beyond; the last bin has no end. */
const binEnds: readonly number[] = [
  ...steps(0.5, 10, 0.5),
  ...steps(11, 30, 1),
  ...steps(35, 60, 5),
  ...steps(75, 240, 15),
];

/** To be told of each issue. */
export function noteArrival(state: HallState, { service, class: ticketClass }: Ticket, at: Stamp): void {
  countArrival(state.waits.arrivals, state.hallMs);
  if (ticketClass === 'priority') countPriority(state.waits.arrivals, service, at.wallMs);
}

/** To be told when staff give a ticket another class: it waits for something else than was promised. */
export function noteClass(state: HallState, ticket: Ticket, at: Stamp): void {
  ticket.isFirstWait = false;
  if (ticket.class === 'priority') countPriority(state.waits.arrivals, ticket.service, at.wallMs);
}

/**
 * To be told of each call, before it changes the ticket. Only the first call of a ticket counts; whoever was sent elsewhere, passed
 * over or given another class meanwhile waited for something else than was promised, and an appointment waits for its time.
 */
export function scoreCall(state: HallState, ticket: Ticket): void {
  const { expect, service } = ticket;
  if (!isScored(ticket) || !expect) return;
  const realMs = Math.max(0, state.hallMs - ticket.arrivedMs);
  const { waits } = state;
  waits.scores[service] ??= { n: 0, absMs: 0, biasMs: 0, bins: [], banded: 0, inside: 0 };
  addTo(waits.scores[service], expect, realMs, 1);
  learnBand(waits.band, expect, realMs);
  if (expect.p50Ms > 0) learnRivals(waits.rivals, expect, realMs);
}

/**
 * To be told when a call is taken back: today's figures forget it, for the ticket's wait has not ended. What the band has learned of it
 * stays: it moves by a small step a visit and finds its place again.
 */
export function unscoreCall(state: HallState, ticket: Scored, hallMs: number): void {
  const score = state.waits.scores[ticket.service];
  if (!isScored(ticket) || !ticket.expect || !score) return;
  addTo(score, ticket.expect, Math.max(0, hallMs - ticket.arrivedMs), -1);
  if (score.n <= 0) delete state.waits.scores[ticket.service];
}

type Scored = Pick<Ticket, 'service' | 'class' | 'state' | 'isFirstWait' | 'expect' | 'arrivedMs'>;

function isScored({ isFirstWait, expect, class: ticketClass, state }: Scored): boolean {
  return isFirstWait && expect !== null && ticketClass !== 'appointment' && state === 'waiting';
}

function addTo(score: Score, expect: WaitQuantiles, realMs: number, by: 1 | -1): void {
  const errorMs = expect.p50Ms - realMs;
  score.n += by;
  score.absMs += by * Math.abs(errorMs);
  score.biasMs += by * errorMs;
  const bin = binOf(Math.abs(errorMs));
  while (score.bins.length <= bin) score.bins.push(0);
  score.bins[bin] = (score.bins[bin] ?? 0) + by;
  while (score.bins.at(-1) === 0) score.bins.pop();
  if (expect.p50Ms === 0) return;
  score.banded += by;
  if (realMs >= expect.p10Ms && realMs <= expect.p90Ms) score.inside += by;
}

/** Today's scores, services in alphabetical order. */
export function accuracyOf({ waits }: HallState): AccuracyPart[] {
  return Object.entries(waits.scores)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, score]) => ({
      service,
      n: score.n,
      meanAbsMs: Math.round(score.absMs / score.n),
      biasMs: Math.round(score.biasMs / score.n),
      p90AbsMs: p90Of(score),
      coverage: score.banded === 0 ? 1 : Math.round((1000 * score.inside) / score.banded) / 1000,
    }));
}

/** Linear within its bin; in the last bin its beginning. */
function p90Of({ n, bins }: Score): number {
  let left = 0.9 * n;
  for (const [bin, count] of bins.entries()) {
    const from = binEnds[bin - 1] ?? 0;
    const to = binEnds[bin] ?? from;
    if (count > 0 && left <= count) return Math.round((from + ((to - from) * left) / count) * minuteMs);
    left -= count;
  }
  return 0;
}

function binOf(absMs: number): number {
  const minutes = absMs / minuteMs;
  const bin = binEnds.findIndex((end) => minutes <= end);
  return bin < 0 ? binEnds.length : bin;
}

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: Math.round((to - from) / by) + 1 }, (_, at) => from + at * by);
}

/**
 * What the hall learns about its own estimates of waiting, as far as the state keeps it: the band around an estimate that holds four
 * of five visits, the errors of both ways of estimating, and today's scores by service. Plain numbers, bounded, from events alone.
 */
import type { WaitQuantiles } from '../../protocol/events.ts';
import { type ArrivalRates, endArrivalDay, noArrivals } from './arrival-rates.ts';

/** Offsets from the middle in √minutes: of an estimate of 16 min, 1.5 is 6 min. */
export interface Band {
  p10: number;
  /** Added to the estimate itself: clerks need time between two people, plans slip. */
  p50: number;
  p80: number;
  p90: number;
}

/** Mean absolute errors of both ways of estimating on the same visits, moving, milliseconds. */
export interface Rivals {
  n: number;
  replayMs: number;
  lineMs: number;
}

export interface Score {
  n: number;
  absMs: number;
  biasMs: number;
  /** Visits by |error|, in the bins of wait-score.ts. */
  readonly bins: number[];
  /** Visits that were told to wait, and those whose wait fell between p10 and p90. */
  banded: number;
  inside: number;
}

export interface WaitLearning {
  readonly arrivals: ArrivalRates;
  readonly band: Band;
  readonly rivals: Rivals;
  /** Services finished by service, up to a bound: how far its learned mean is to be trusted. */
  readonly served: Record<string, number>;
  /** Of this business day, by service. */
  scores: Record<string, Score>;
}

const minuteMs = 60_000;
/**
 * One visit moves a quantile by at most this, √minutes: some hundred visits find the band of a hall. A busy morning errs in one
 * direction all through, so larger steps would follow the last hour instead; the middle, on which all rests, moves slower still.
 */
const step = 0.02;
const middleStep = 0.001;
/**
 * Visits that the rivals are judged by. One bad day holds most of the error of a week, so a short memory would prefer now one, now the
 * other. Until then, and while the difference may be chance, the replay counts: it knows the plan and the rule.
 */
const rivalVisits = 1_000;
const clearlyBetter = 0.9;

export function nothingLearned(): WaitLearning {
  return {
    arrivals: noArrivals(),
    band: { p10: -1.5, p50: 0, p80: 1, p90: 1.5 },
    rivals: { n: 0, replayMs: 0, lineMs: 0 },
    served: {},
    scores: {},
  };
}

/** An estimate with the band of this hall. 'At once' is at once. */
export function quantilesOf(estimateMs: number, band: Band): WaitQuantiles {
  if (estimateMs <= 0) return { p10Ms: 0, p50Ms: 0, p80Ms: 0, p90Ms: 0 };
  const estimate = estimateMs / minuteMs;
  const middle = Math.max(0.1 * estimate, estimate + band.p50 * Math.sqrt(estimate));
  const root = Math.sqrt(middle);
  const at = (offset: number) => Math.round(Math.max(0, middle + offset * root) * minuteMs);
  return { p10Ms: at(band.p10), p50Ms: at(0), p80Ms: at(band.p80), p90Ms: at(band.p90) };
}

/**
 * Moves each quantile so that in the long run its share of visits lies below it, in whatever hall: up when a visit waited longer,
 * down when it did not, in the proportion of the shares.
 */
export function learnBand(band: Band, { p50Ms }: WaitQuantiles, realMs: number): void {
  if (p50Ms <= 0) return;
  const middle = p50Ms / minuteMs;
  const off = (realMs / minuteMs - middle) / Math.sqrt(middle);
  band.p50 = within(band.p50 + middleStep * Math.sign(off), -2, 4);
  band.p10 = within(moved(band.p10, 0.1, off), -9, -0.1);
  band.p80 = within(moved(band.p80, 0.8, off), 0.1, 12);
  band.p90 = within(moved(band.p90, 0.9, off), band.p80, 18);
}

export function learnRivals(rivals: Rivals, { replayMs, lineMs }: WaitQuantiles, realMs: number): void {
  if (replayMs === undefined || lineMs === undefined) return;
  rivals.n = Math.min(rivals.n + 1, rivalVisits);
  const share = 1 / rivals.n;
  rivals.replayMs += share * (Math.abs(replayMs - realMs) - rivals.replayMs);
  rivals.lineMs += share * (Math.abs(lineMs - realMs) - rivals.lineMs);
}

/** True when this hall's own visits have shown that the length of its lines tells more than the replay. */
export function isLineBetter({ n, replayMs, lineMs }: Rivals): boolean {
  return n >= rivalVisits && lineMs < clearlyBetter * replayMs;
}

/** Share of the newest service time in the learned mean: slow, so that one long case does not frighten the queue. */
const meanShare = 0.02;
const servedMax = 200;

/** The share that the next service time of a service has: the first ones weigh as much as those after them. */
export function nextShare({ served }: WaitLearning, service: string): number {
  return Math.max(meanShare, 1 / ((served[service] ?? 0) + 1));
}

/** One more service time has been learned from, or one less: it had not ended after all. */
export function countServed({ served }: WaitLearning, service: string, by: 1 | -1): void {
  served[service] = Math.min(servedMax, Math.max(0, (served[service] ?? 0) + by));
}

/** Today's scores and counts begin anew; what was learned stays. */
export function beginWaitDay(waits: WaitLearning): void {
  waits.scores = {};
  endArrivalDay(waits.arrivals);
}

const moved = (quantile: number, share: number, off: number): number =>
  quantile + step * (off > quantile ? share : share - 1);
const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

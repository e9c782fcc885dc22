/**
 * What the hall learns from each finished service: the mean service time, and the pace of its clerk. Waiting estimates count on
 * both. They move slowly, and services that say nothing about waiting are left out.
 */
import { limits } from '../../protocol/limits.ts';
import { countOf, dropOldest, writable } from './evolve-records.ts';
import type { HallState, Learned } from './state.ts';
import { countServed, nextShare } from './wait-learning.ts';

/** Shorter than this, milliseconds, nobody was served: the clerk passed over somebody who did not come. */
const learnedMsMin = 20_000;
/**
 * Longest service that is learned from, milliseconds: the longest that a configuration may name (240 minutes). A longer
 * one is a ticket left over night or a wall clock that jumped decades over a restart; neither says how long people wait.
 */
const learnedMsMax = 240 * 60_000;

/** Share of the newest ratio in a clerk's pace, and how far one service may move it: a clerk is judged by weeks, not by one case. */
const paceShare = 0.01;
const paceMax = 4;

interface Served {
  readonly counter: number;
  readonly clerk: string | null;
  readonly service: string;
  readonly servedMs: number;
}

export function served(state: HallState, body: Served): void {
  writable(state, body.counter).servedToday += 1;
  countOf(state, body.service).served += 1;
  learn(state, body);
}

/** The learned means as they are before a service counts, to be put back if it turns out not to have ended. */
export function learnedOf(state: HallState, { service, clerk, servedMs }: Served): Learned {
  const pace = clerk === null ? null : (state.pace.get(clerk) ?? null);
  const share = nextShare(state.waits, service);
  return { service, clerk, servedMs, share, meanMs: state.meanMs.get(service) ?? null, pace };
}

/** Moves the learned mean of a service, and the pace of its clerk, towards the newest service time. */
function learn(state: HallState, { service, clerk, servedMs }: Served): void {
  if (!saysSomething(servedMs)) return;
  const mean = state.meanMs.get(service);
  state.meanMs.set(service, meanAfter(mean ?? null, servedMs, nextShare(state.waits, service)));
  countServed(state.waits, service, 1);
  if (clerk === null || mean === undefined) return;
  const pace = state.pace.get(clerk) ?? 1;
  const now = Math.min(paceMax, Math.max(1 / paceMax, servedMs / mean));
  if (!state.pace.has(clerk) && state.pace.size >= limits.paceClerksMax) dropOldest(state.pace);
  state.pace.set(clerk, pace + paceShare * (now - pace));
}

/** Forgets a service that did not end after all. What others have taught the mean since then stays. */
export function unlearn(state: HallState, { service, clerk, servedMs, share, meanMs, pace }: Learned): void {
  if (!saysSomething(servedMs)) return;
  countServed(state.waits, service, -1);
  const after = meanAfter(meanMs, servedMs, share);
  const now = state.meanMs.get(service);
  if (now === after) put(state.meanMs, service, meanMs);
  else if (now !== undefined && meanMs !== null) state.meanMs.set(service, now - (after - meanMs));
  if (clerk !== null) put(state.pace, clerk, pace);
}

const saysSomething = (servedMs: number): boolean => servedMs >= learnedMsMin && servedMs <= learnedMsMax;

const meanAfter = (meanMs: number | null, servedMs: number, share: number): number =>
  meanMs === null ? servedMs : meanMs + share * (servedMs - meanMs);

function put(means: Map<string, number>, key: string, value: number | null): void {
  if (value === null) means.delete(key);
  else means.set(key, value);
}

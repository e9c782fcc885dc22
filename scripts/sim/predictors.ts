/** Ways to guess a wait at the moment a ticket is taken, and how far each was off. */

import { meanMsOf } from '../../device/core/forecast.ts';
import { lineLength } from '../../device/core/line-length.ts';
import { hallTime, type Ticket } from '../../device/core/state.ts';
import { ticketClasses } from '../../device/core/waiting-line.ts';
import { serviceShare, trueMinutes, type Visit } from './hall-day.ts';
import { type Moment, type Play, playHall } from './play-hall.ts';

export const predictorNames = [
  'average of the last 10 waits',
  'last to enter service, by class',
  'head of line',
  'queue length, true mean, all ahead',
  'queue length, learned mean, ahead by rule',
  'the same by service',
  'forward replay',
] as const;
export type PredictorName = (typeof predictorNames)[number];

export interface Errors {
  readonly mae: number;
  readonly rmse: number;
  readonly bias: number;
  readonly p90: number;
}
export interface Predicted {
  readonly errors: ReadonlyMap<PredictorName, Errors>;
  /** Visits that were told to wait: those all figures are about. 'At once' is no art, and who really waited is not known at the issue. */
  readonly n: number;
  /** Share of them whose wait lay between the p10 and p90 of their estimate. */
  readonly coverage: number;
}

const minuteMs = 60_000;
const trueMeanMs = (serviceShare * trueMinutes.A + (1 - serviceShare) * trueMinutes.K) * minuteMs;

export function predict(play: Omit<Play, 'estimates'>): Predicted {
  const guesses = new Map<Visit, number[]>();
  const tally = predictorNames.map(() => ({ abs: 0, square: 0, sum: 0, all: [] as number[] }));
  const last: number[] = [];
  const lastOf = { priority: 0, normal: 0 };
  let meanMs = 0.7 * trueMeanMs;
  let inside = 0;
  playHall(
    { ...play, estimates: true },
    {
      coming(visit, moment) {
        const average = last.length === 0 ? 0 : last.reduce((sum, each) => sum + each, 0) / last.length;
        const les = visit.isPriority ? lastOf.priority : lastOf.normal;
        guesses.set(visit, isIdle(moment) ? [0, 0, 0, 0, 0, 0] : [average, les, ...byQueue(visit, moment, meanMs)]);
      },
      called(ticket, visit, waited) {
        last.push(waited);
        if (last.length > 10) last.shift();
        lastOf[visit.isPriority ? 'priority' : 'normal'] = waited;
        const all = [...(guesses.get(visit) ?? []), estimateOf(ticket)];
        guesses.delete(visit);
        const { expect } = ticket;
        if (!expect || expect.p50Ms === 0) return;
        if (waited * minuteMs >= expect.p10Ms && waited * minuteMs <= expect.p90Ms) inside += 1;
        for (const [at, each] of tally.entries()) {
          const error = (all[at] ?? 0) - waited;
          each.abs += Math.abs(error);
          each.square += error * error;
          each.sum += error;
          each.all.push(Math.abs(error));
        }
      },
      ended(visit) {
        if (visit.comes) meanMs += 0.02 * (visit.serviceMin * minuteMs - meanMs);
      },
    },
  );
  const n = tally[0]?.all.length ?? 0;
  return {
    n,
    coverage: inside / Math.max(1, n),
    errors: new Map(
      predictorNames.map((name, at) => {
        const { abs = 0, square = 0, sum = 0, all = [] } = tally[at] ?? {};
        const sorted = [...all].sort((a, b) => a - b);
        const p90 = sorted[Math.floor(0.9 * sorted.length)] ?? 0;
        return [name, { mae: abs / n, rmse: Math.sqrt(square / n), bias: sum / n, p90 }];
      }),
    ),
  };
}

const estimateOf = ({ expect }: Ticket): number => (expect?.p50Ms ?? 0) / minuteMs;

function isIdle({ state }: Moment): boolean {
  for (const { state: is, ticket } of state.counters.values()) if (is === 'open' && ticket === null) return true;
  return false;
}

/** Head of line, and the three estimates by the length of the queue; minutes. */
function byQueue(visit: Visit, { state, index, now }: Moment, meanMs: number): number[] {
  const ticketClass = visit.isPriority ? 'priority' : 'normal';
  const hallMs = hallTime(state, now);
  let waiting = 0;
  let headMs = hallMs;
  for (const lines of state.lines.values())
    for (const name of ticketClasses) {
      waiting += lines[name].length;
      headMs = Math.min(headMs, lines[name][0]?.arrivedMs ?? hallMs);
    }
  let open = 0;
  for (const { state: is } of state.counters.values()) if (is === 'open') open += 1;
  const byRule = lineLength(state, index, now, () => meanMs)(visit.service, ticketClass) ?? 0;
  const byService = lineLength(state, index, now, (id) => meanMsOf(state, index, id))(visit.service, ticketClass) ?? 0;
  return [hallMs - headMs, ((waiting + 1) * trueMeanMs) / open, byRule, byService].map((ms) => ms / minuteMs);
}

/**
 * One forecast for everybody who asks at the same moment: fifty phones and a commit of a hundred tickets make one. A forecast that
 * cost much is kept a little longer, so that playing the hall forward never takes more than a small share of the processor; those who
 * have taken a number since are told to stand behind each other.
 */
import type { TicketClass, WaitQuantiles } from '../../protocol/events.ts';
import { type Forecast, forecast, meanMsOf } from '../core/forecast.ts';
import type { HallIndex } from '../core/hall-index.ts';
import type { LocalMinute } from '../core/opening-hours.ts';
import { counterOf, type HallState, type Stamp } from '../core/state.ts';

export interface Basis {
  readonly state: HallState;
  readonly now: Stamp;
  readonly local: LocalMinute | null;
}

export interface ForecastKeeper {
  /** For views: made at the first question. */
  at(basis: Basis): () => Forecast;
  /** For decisions: each answer is about one more ticket. */
  expectations(basis: Basis): (service: string, ticketClass: TicketClass) => WaitQuantiles | null;
}

/** Nobody sees a difference within this. */
const sameMs = 1_000;
/** A small forecast is always made anew after a change; a larger one is kept so long for each choice that it played. */
const smallSteps = 100;
const keptMsPerStep = 0.5;

interface Kept {
  readonly state: HallState;
  readonly seq: number;
  readonly boot: number;
  readonly monoMs: number;
  readonly forecast: Forecast;
  /** Tickets told since, by service. */
  readonly told: Map<string, number>;
}

export function createForecastKeeper(indexNow: () => HallIndex): ForecastKeeper {
  let kept: Kept | null = null;

  function isCurrent({ state, seq, boot, monoMs, forecast: { steps } }: Kept, basis: Basis): boolean {
    if (state !== basis.state || boot !== basis.now.boot) return false;
    const ageMs = basis.now.monoMs - monoMs;
    if (ageMs < 0) return false;
    if (seq === basis.state.seq) return ageMs < sameMs;
    return steps >= smallSteps && ageMs < Math.min(sameMs, keptMsPerStep * steps);
  }

  function keptFor(basis: Basis): Kept {
    if (kept && isCurrent(kept, basis)) return kept;
    const { state, now, local } = basis;
    const { boot, monoMs } = now;
    const made = forecast(state, indexNow(), now, local);
    kept = { state, seq: state.seq, boot, monoMs, forecast: made, told: new Map() };
    return kept;
  }

  function behind({ state }: Basis, service: string, before: number, first: WaitQuantiles): WaitQuantiles {
    const index = indexNow();
    const open = (index.countersOf.get(service) ?? []).filter((no) => state.counters.get(no)?.state === 'open');
    const idle = open.filter((no) => counterOf(state, no).ticket === null).length;
    const ahead = first.p50Ms === 0 ? Math.max(0, before + 1 - idle) : before;
    const moreMs = Math.round((ahead * meanMsOf(state, index, service)) / Math.max(1, open.length));
    const { p10Ms, p50Ms, p80Ms, p90Ms } = first;
    const { replayMs = p50Ms, lineMs = p50Ms } = first;
    return {
      p10Ms: p10Ms + moreMs,
      p50Ms: p50Ms + moreMs,
      p80Ms: p80Ms + moreMs,
      p90Ms: p90Ms + moreMs,
      replayMs: replayMs + moreMs,
      lineMs: lineMs + moreMs,
    };
  }

  return {
    at(basis) {
      let made: Forecast | null = null;
      return () => {
        made ??= keptFor(basis).forecast;
        return made;
      };
    },
    expectations(basis) {
      let own: Kept | null = null;
      return (service, ticketClass) => {
        own ??= keptFor(basis);
        const before = own.told.get(service) ?? 0;
        own.told.set(service, before + 1);
        const first = own.forecast.newcomer(service, ticketClass);
        return first && before > 0 ? behind(basis, service, before, first) : first;
      };
    },
  };
}

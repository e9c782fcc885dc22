/**
 * How long people will wait, for everybody who waits and for whoever comes now: the hall is played forward with its real rule (replay.ts),
 * or, where a hall's own visits have shown that this tells more, the length of its lines is divided (line-length.ts). The band around the
 * estimate is the one that has held in this hall.
 */
import type { TicketClass, WaitQuantiles } from '../../protocol/events.ts';
import type { HallIndex } from './hall-index.ts';
import { lineLength } from './line-length.ts';
import type { LocalMinute } from './opening-hours.ts';
import { type Replayed, replayHall } from './replay.ts';
import type { HallState, Stamp } from './state.ts';
import { isLineBetter, quantilesOf } from './wait-learning.ts';

export interface Forecast {
  /** For a ticket of this service and class that is taken now; null when nothing is known. */
  newcomer(service: string, ticketClass: TicketClass): WaitQuantiles | null;
  /** For a ticket that waits; null when nothing is known, or when it does not wait. */
  ticket(id: string): WaitQuantiles | null;
  /** Choices that were played: what it cost. */
  readonly steps: number;
}

export function forecast(state: HallState, index: HallIndex, now: Stamp, local: LocalMinute | null): Forecast {
  const { waits } = state;
  const meanMs = (service: string) => meanMsOf(state, index, service);
  const lineWait = lineLength(state, index, now, meanMs);
  const byLine = isLineBetter(waits.rivals);
  const played = new Map<TicketClass, Replayed>();
  let steps = 0;
  const replay = (newcomers: TicketClass): Replayed => {
    const known = played.get(newcomers);
    if (known) return known;
    const made = replayHall(state, index, now, local, newcomers, meanMs);
    played.set(newcomers, made);
    steps += made.steps;
    return made;
  };
  const band = { ...waits.band };
  const madeSeq = state.seq;

  function newcomer(service: string, ticketClass: TicketClass): WaitQuantiles | null {
    const replayMs = replay(ticketClass).newcomers.get(service);
    if (replayMs === undefined) return null;
    const lineMs = lineWait(service, ticketClass) ?? replayMs;
    const expected = quantilesOf(byLine ? lineMs : replayMs, band);
    return { ...expected, replayMs: Math.round(replayMs), lineMs: Math.round(lineMs) };
  }
  return {
    newcomer,
    ticket(id) {
      const ticket = state.tickets.get(id);
      if (ticket?.state !== 'waiting') return null;
      const replayMs = replay('normal').tickets.get(id);
      // A forecast may be kept for a moment: who has come since waits like whoever comes now.
      if (replayMs === undefined)
        return (ticket.seqs[0] ?? 0) > madeSeq ? newcomer(ticket.service, ticket.class) : null;
      const lineMs = byLine ? lineWait(ticket.service, ticket.class, ticket) : null;
      return quantilesOf(lineMs ?? replayMs, band);
    },
    get steps() {
      return steps;
    },
  };
}

/** Services after which the learned mean counts as much as the configured minutes. */
const servedToTrust = 10;

/** Mean service time, milliseconds: as configured at first, then more and more as learned. */
export function meanMsOf(state: HallState, index: HallIndex, service: string): number {
  const configured = (index.services.get(service)?.minutes ?? 5) * 60_000;
  const learned = state.meanMs.get(service);
  if (learned === undefined) return configured;
  const served = state.waits.served[service] ?? 0;
  return (servedToTrust * configured + served * learned) / (servedToTrust + served);
}

/**
 * The hall played forward from now: everybody who waits is called by the real rule of each counter, over the opening plan, until the
 * last one has a time. One pass serves everybody; newcomers are people at the end of each line who take no time when they are drawn.
 * It changes nothing of the state: lines are copied, and what a choice needs of a ticket is only read.
 *
 *   counter is free ──choose──► ticket: its time is known, the counter is busy for one service ──► free again
 *        ▲                 └──► newcomer: its time is known, the counter chooses again
 *        └── nobody: it waits for who comes later
 */
import type { TicketClass } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { choose, nextTurn } from './calling-rule.ts';
import type { HallIndex } from './hall-index.ts';
import type { LocalMinute } from './opening-hours.ts';
import { type Desk, freeFrom, settle } from './replay-desks.ts';
import { laterPeople } from './replay-later.ts';
import { type HallState, hallTime, type Stamp } from './state.ts';

export interface Replayed {
  /** Milliseconds from now until the first call, by ticket id, and of newcomers by service. */
  readonly tickets: ReadonlyMap<string, number>;
  readonly newcomers: ReadonlyMap<string, number>;
  /** Choices made: what it cost. */
  readonly steps: number;
}

/** Who cannot be served within a working day is not told a number. */
const horizonMs = 8 * 3_600_000;
/** Share of people who do not come, and how long a counter waits for one. */
const noShowShare = 0.05;
const noShowMs = 30_000;

/** `newcomers` is the class of the people who might come now; one pass knows one class. */
export function replayHall(
  state: HallState,
  index: HallIndex,
  now: Stamp,
  local: LocalMinute | null,
  newcomers: TicketClass,
  meanMsOf: (service: string) => number,
): Replayed {
  const startMs = hallTime(state, now);
  const serviceMsOf = remembered((service) => (1 - noShowShare) * meanMsOf(service) + noShowShare * noShowMs);
  const { desks, resting, asked, isPassing, join, endCover } = settle(state, index, now, local, newcomers, serviceMsOf);
  const later = laterPeople(state, now, startMs, resting, isPassing);
  const tickets = new Map<string, number>();
  const waits = new Map<string, number>();
  let steps = 0;
  let left = asked;
  while (left > 0 && steps < limits.forecastStepsMax) {
    const desk = earliest(desks);
    const next = later.peek();
    const atMs = Math.min(next?.atMs ?? Number.POSITIVE_INFINITY, desk?.freeMs ?? Number.POSITIVE_INFINITY);
    if (!desk || atMs > startMs + horizonMs) break;
    if (next && next.atMs <= desk.freeMs) {
      later.take();
      join(next);
      continue;
    }
    steps += 1;
    desk.facts.hallMs = atMs;
    if (atMs >= desk.coverEndsMs) endCover(desk);
    const choice = choose(desk.lines, desk.rule, desk.facts);
    if (!choice) {
      desk.isIdle = true;
      desk.freeMs = Number.POSITIVE_INFINITY;
      continue;
    }
    const person = choice.ticket;
    choice.stream.at += 1;
    if (person.kind === undefined) tickets.set(person.id, atMs - startMs);
    if (person.kind === 'newcomer') waits.set(person.service, atMs - startMs);
    if (person.kind !== 'expected') left -= 1;
    if (person.kind === 'newcomer') continue;
    desk.facts.turn = nextTurn(desk.facts.turn, person.class, choice.why);
    desk.freeMs = freeFrom(desk, atMs + serviceMsOf(person.service) * desk.pace);
    later.called(person.service, atMs);
  }
  return { tickets, newcomers: waits, steps };
}

function earliest(desks: readonly Desk[]): Desk | null {
  let first: Desk | null = null;
  for (const desk of desks) if (!first || desk.freeMs < first.freeMs) first = desk;
  return first;
}

function remembered(of: (key: string) => number): (key: string) => number {
  const known = new Map<string, number>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = of(key);
      known.set(key, value);
    }
    return value;
  };
}

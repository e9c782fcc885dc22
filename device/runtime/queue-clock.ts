/**
 * What the queue does by itself: a call nobody answers is repeated and at last a no-show, a cover ends, a recycled ticket's time
 * comes, an armed counter gets its ticket. It decides nothing: it hands over the command when the time has come, once, and
 * whoever stores it offers it to a disk that refuses for as long as it takes.
 *
 *   commit ─► refresh ─┬─ somebody for an armed counter ─► auto-call
 *                      └─ the next moment ─► unanswered · uncover · lists have changed ─► refresh
 */
import type { Command } from '../../protocol/commands.ts';
import { nextFor } from '../core/counter-queue.ts';
import type { HallIndex } from '../core/hall-index.ts';
import { ageMs, elapsedMs, type HallState, hallTime, type Stamp } from '../core/state.ts';
import { isDue } from '../core/waiting-line.ts';
import type { ClockPort } from '../ports.ts';

export interface QueueClock {
  /** Call after each commit, and now and then: an armed counter's ticket may have come by time alone. */
  refresh(): void;
  stop(): void;
}

export interface QueueClockOptions {
  readonly clock: ClockPort;
  readonly index: HallIndex;
  readonly state: () => HallState;
  readonly act: (command: Command) => void;
  /** Who may be called has changed by time alone. */
  readonly changed: () => void;
}

/** Something that falls due: what it is about, and the milliseconds left. */
interface Due {
  readonly key: string;
  readonly leftMs: number;
  readonly command: Command;
}

export function createQueueClock({ clock, index, state, act, changed }: QueueClockOptions): QueueClock {
  let cancel: (() => void) | null = null;
  let stopped = false;
  /** Calls that stand, each with the moment from which its next recall is counted. */
  let calls = new Map<string, number>();
  /** What was handed over and is not done yet. */
  let handed = new Set<string>();

  function now(): Stamp {
    return { boot: state().boot, monoMs: clock.monoMs(), wallMs: clock.wallMs() };
  }

  function refresh(): void {
    cancel?.();
    cancel = null;
    if (stopped) return;
    const due = [...unanswered(), ...covers()];
    handed = new Set(due.map(({ key }) => key).filter((key) => handed.has(key)));
    const nextMs = Math.min(restMs(), ...due.filter(({ key }) => !handed.has(key)).map(({ leftMs }) => leftMs));
    if (nextMs !== Number.POSITIVE_INFINITY) {
      // Whole milliseconds: what is left of a fraction must not come again and again at the same moment.
      cancel = clock.at(clock.monoMs() + Math.max(0, Math.ceil(nextMs)), fire);
    }
    callArmed();
  }

  function fire(): void {
    cancel = null;
    for (const { key, leftMs, command } of [...unanswered(), ...covers()]) {
      if (leftMs > 0 || handed.has(key)) continue;
      handed.add(key);
      act(command);
    }
    changed();
    refresh();
  }

  /** Calls that wait for their customer. The time runs anew with each call and recall, and after a restart. */
  function unanswered(): Due[] {
    const { recallMs } = index;
    if (recallMs === null) return [];
    const { counters, tickets } = state();
    const standing = new Map<string, number>();
    const due: Due[] = [];
    for (const counter of counters.values()) {
      const ticket = counter.ticket === null ? undefined : tickets.get(counter.ticket);
      if (ticket?.state !== 'called') continue;
      const key = `${ticket.id} ${ticket.called?.boot} ${ticket.called?.monoMs} ${ticket.times}`;
      const sinceMs = calls.get(key) ?? clock.monoMs();
      standing.set(key, sinceMs);
      const command = { type: 'unanswered', counter: counter.no, ticket: ticket.id, times: ticket.times } as const;
      due.push({ key, leftMs: sinceMs + recallMs - clock.monoMs(), command });
    }
    calls = standing;
    return due;
  }

  function covers(): Due[] {
    const due: Due[] = [];
    for (const { no, cover } of state().counters.values()) {
      if (!cover) continue;
      const key = `cover ${no} ${cover.since.boot} ${cover.since.monoMs}`;
      due.push({ key, leftMs: cover.ms - elapsedMs(cover.since, now()), command: { type: 'uncover', counter: no } });
    }
    return due;
  }

  /** Until the next recycled ticket may be called again. */
  function restMs(): number {
    const hall = state();
    const hallMs = hallTime(hall, now());
    let leastMs = Number.POSITIVE_INFINITY;
    for (const ticket of hall.resting.values())
      if (ticket.resting && !isDue(hall, ticket, hallMs)) leastMs = Math.min(leastMs, ticket.resting.untilMs - hallMs);
    return leastMs;
  }

  /** Who has waited longest for a customer comes first. */
  function callArmed(): void {
    const hall = state();
    const moment = now();
    const armed = [...hall.counters.values()].flatMap((counter) =>
      counter.armed && counter.state === 'open' && counter.ticket === null
        ? [{ no: counter.no, ageMs: ageMs(counter.armed, moment) }]
        : [],
    );
    armed.sort((a, b) => b.ageMs - a.ageMs || a.no - b.no);
    for (const { no } of armed) if (nextFor(hall, index, no, moment)) act({ type: 'auto-call', counter: no });
  }

  return {
    refresh,
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}

/**
 * What happened on a business day, from the journal's events alone: a fold over rows in order that keeps one small fact for
 * each thing worth counting. What was taken back at a counter is crossed out, as if it had never been. A day goes from its
 * `day.opened` to the next; what the change of day itself ends belongs to the day that ends.
 *
 *   rows ─► fold ─► facts of a day ─► day-report.ts
 *
 * Rows of the day before, when they are given first, tell it whose tickets and counters live on over the change.
 */
import type {
  Channel,
  EventBodies,
  EventType,
  JournalEvent,
  TicketClass,
  WaitQuantiles,
} from '../../protocol/events.ts';
import { emptyState, hallTime } from './state.ts';

export type Fact = { isVoid?: boolean } & (
  | {
      readonly kind: 'issued';
      readonly service: string;
      readonly channel: Channel;
      readonly class: TicketClass;
      readonly wallMs: number;
      readonly promised: boolean;
    }
  | {
      readonly kind: 'wait';
      readonly service: string;
      readonly ms: number;
      readonly promise: Promised | null;
    }
  | { readonly kind: 'call' | 'recall' | 'recycled' | 'cancelled' | 'expired'; readonly service: string }
  | {
      readonly kind: 'served';
      readonly service: string;
      readonly counter: number;
      readonly clerk: string | null;
      readonly ms: number;
      readonly wallMs: number;
    }
  | { readonly kind: 'no-show'; readonly service: string; readonly counter: number; readonly clerk: string | null }
  | { readonly kind: 'transfer' | 'visit'; readonly service: string; readonly to: string }
  | { readonly kind: 'rated'; readonly service: string; readonly level: number | null }
  | { readonly kind: 'open'; readonly counter: number; readonly clerk: string | null; readonly ms: number }
  | {
      readonly kind: 'paused';
      readonly counter: number;
      readonly clerk: string | null;
      readonly reason: string;
      readonly ms: number;
    }
);

/** The expectation at the issue against the real wait. */
export interface Promised {
  readonly errorMs: number;
  /** Between p10 and p90; null for whoever was told not to wait, where there is no span to be in. */
  readonly covered: boolean | null;
}

export interface DayFacts {
  readonly date: string;
  readonly facts: readonly Fact[];
  /** Events about tickets that were given before what was read. */
  readonly unknown: number;
  /** True when the next day has not begun. */
  readonly running: boolean;
}

export interface DayFold {
  take(row: JournalEvent): void;
  /** After the last row: gives the day that still runs, as it is. */
  end(): void;
}

interface Ticket {
  service: string;
  readonly channel: Channel;
  readonly issued: Fact;
  /** Waiting counts from here on: the issue, or the time of an appointment that was checked in early. */
  readonly arrivedMs: number;
  /** What was promised; null too once it waits for something else than that. */
  expect: WaitQuantiles | null;
  /** False once it has been called. */
  isFirstWait: boolean;
  at: number | null;
  noShow: Fact | null;
  isOver: boolean;
  isRated: boolean;
}
interface Desk {
  clerk: string | null;
  openedMs: number | null;
  pausedMs: number | null;
  reason: string;
  /** What can be taken back: what was counted for it, and the tickets as they were. */
  last: { readonly ticket: string; readonly facts: readonly Fact[]; readonly was: readonly [string, Ticket][] } | null;
}

export function createDayFold(onDay: (day: DayFacts) => void): DayFold {
  const clock = emptyState();
  const tickets = new Map<string, Ticket>();
  const desks = new Map<number, Desk>();
  let date: string | null = null;
  let facts: Fact[] = [];
  let unknown = 0;
  /** The day that has ended, until the first row that is not part of its end. */
  let ended: { readonly day: DayFacts; readonly facts: Fact[]; readonly monoMs: number } | null = null;

  const add = <F extends Fact>(fact: F): F => {
    (ended?.facts ?? facts).push(fact);
    return fact;
  };
  const deskOf = (no: number): Desk => {
    const desk = desks.get(no) ?? { clerk: null, openedMs: null, pausedMs: null, reason: '', last: null };
    desks.set(no, desk);
    return desk;
  };
  /** The ticket of an event; one that is not known is counted as such. */
  const known = (id: string): Ticket | null => {
    const ticket = tickets.get(id);
    if (!ticket) unknown += 1;
    return ticket ?? null;
  };
  /** Keeps what the counter did last, so that it can be crossed out. */
  const remember = (
    no: number,
    id: string,
    was: Ticket,
    counted: readonly Fact[],
    after: Desk['last'] = null,
  ): void => {
    deskOf(no).last = {
      ticket: id,
      facts: [...(after?.facts ?? []), ...counted],
      was: [...(after?.was ?? []), [id, was]],
    };
  };

  /** Counts the time of a counter up to now and begins a new piece. */
  function cut(no: number, desk: Desk): void {
    const { clerk, openedMs, pausedMs, reason } = desk;
    const nowMs = clock.hallMs;
    if (pausedMs !== null && nowMs > pausedMs)
      add({ kind: 'paused', counter: no, clerk, reason, ms: nowMs - pausedMs });
    if (openedMs !== null && nowMs > openedMs) add({ kind: 'open', counter: no, clerk, ms: nowMs - openedMs });
    if (pausedMs !== null) desk.pausedMs = nowMs;
    if (openedMs !== null) desk.openedMs = nowMs;
  }

  function openDay(next: string, monoMs: number): void {
    for (const [no, desk] of desks) {
      cut(no, desk);
      desk.last = null;
    }
    if (date !== null) ended = { day: { date, facts, unknown, running: false }, facts, monoMs };
    for (const [id, ticket] of tickets) if (ticket.isOver && !ticket.isRated) tickets.delete(id);
    date = next;
    facts = [];
    unknown = 0;
  }

  const rules: { readonly [T in EventType]?: (body: EventBodies[T], row: JournalEvent) => void } = {
    'day.opened': (body, row) => openDay(body.date, row.monoMs),
    'ticket.issued': (body, { wallMs }) => {
      const { service, channel, expect = null, slotMs = wallMs } = body;
      const promised = expect !== null;
      const issued = add({ kind: 'issued', service, channel, class: body.class, wallMs, promised });
      tickets.set(body.ticket, {
        service,
        channel,
        issued,
        arrivedMs: clock.hallMs + Math.max(0, slotMs - wallMs),
        // An appointment waits for its time.
        expect: body.class === 'appointment' ? null : expect,
        isFirstWait: true,
        at: null,
        noShow: null,
        isOver: false,
        isRated: false,
      });
    },
    'ticket.class': (body) => {
      const ticket = known(body.ticket);
      if (ticket) ticket.expect = null;
    },
    'ticket.called': (body) => {
      const ticket = known(body.ticket);
      if (!ticket) return;
      const was = { ...ticket };
      const counted: Fact[] = [add({ kind: 'call', service: ticket.service })];
      if (ticket.isFirstWait && ticket.channel !== 'counter') counted.push(add(waited(ticket, clock.hallMs)));
      ticket.isFirstWait = false;
      ticket.at = body.counter;
      const { last } = deskOf(body.counter);
      remember(body.counter, body.ticket, was, counted, last?.ticket === body.after ? last : null);
    },
    'ticket.recalled': (body) => {
      const ticket = known(body.ticket);
      if (ticket) add({ kind: 'recall', service: ticket.service });
    },
    'ticket.started': (body) => {
      const ticket = known(body.ticket);
      if (ticket) remember(body.counter, body.ticket, { ...ticket }, []);
    },
    'ticket.finished': (body, { wallMs }) => {
      const { counter, clerk, service, servedMs: ms } = body;
      const fact = add({ kind: 'served', service, counter, clerk, ms, wallMs });
      leave(body.ticket, counter, [fact], { isOver: true });
    },
    'ticket.continued': (body, { wallMs }) => {
      const { counter, clerk, service, servedMs: ms, next } = body;
      const counted = [
        add({ kind: 'served', service, counter, clerk, ms, wallMs }),
        add({ kind: 'visit', service, to: next }),
      ];
      leave(body.ticket, counter, counted, { service: next });
    },
    'ticket.no-show': (body) => {
      const ticket = known(body.ticket);
      if (!ticket) return;
      const { clerk } = deskOf(body.counter);
      const noShow = add({ kind: 'no-show', service: ticket.service, counter: body.counter, clerk });
      leave(body.ticket, body.counter, [noShow], { isOver: true, noShow });
    },
    'ticket.recycled': (body) => {
      const ticket = known(body.ticket);
      if (ticket) leave(body.ticket, body.counter, [add({ kind: 'recycled', service: ticket.service })], {});
    },
    'ticket.parked': (body) => leave(body.ticket, body.counter, [], {}),
    'ticket.revived': (body) => {
      const ticket = known(body.ticket);
      if (!ticket) return;
      if (ticket.noShow) ticket.noShow.isVoid = true;
      ticket.noShow = null;
      ticket.isOver = false;
    },
    'ticket.transferred': (body) => {
      const ticket = known(body.ticket);
      if (!ticket) return;
      const { service: to } = body;
      const counted = to === ticket.service ? [] : [add({ kind: 'transfer', service: ticket.service, to } as const)];
      if (ticket.at === body.counter) leave(body.ticket, body.counter, counted, { service: to });
      else Object.assign(ticket, { service: to, expect: null });
    },
    'ticket.cancelled': (body) => drop(body.ticket, 'cancelled'),
    'ticket.expired': (body) => drop(body.ticket, 'expired'),
    'counter.undone': (body) => {
      const desk = deskOf(body.counter);
      const { last } = desk;
      desk.last = null;
      if (last?.ticket !== body.ticket) return;
      for (const fact of last.facts) fact.isVoid = true;
      for (const [id, was] of last.was) tickets.set(id, was);
      // Made for this call only: without it there was no ticket. That it is cancelled now says no more.
      const ticket = tickets.get(body.ticket);
      if (body.what === 'call' && ticket?.channel === 'counter' && ticket.isFirstWait) {
        ticket.issued.isVoid = true;
        ticket.isOver = true;
      }
    },
    'counter.opened': (body) => {
      const desk = deskOf(body.counter);
      desk.clerk = body.clerk;
      desk.openedMs = clock.hallMs;
      desk.pausedMs = null;
    },
    'counter.paused': (body) => {
      const desk = deskOf(body.counter);
      desk.pausedMs = clock.hallMs;
      desk.reason = body.reason;
    },
    'counter.resumed': (body) => {
      const desk = deskOf(body.counter);
      cut(body.counter, desk);
      desk.pausedMs = null;
    },
    'counter.closed': (body) => {
      const desk = deskOf(body.counter);
      cut(body.counter, desk);
      Object.assign(desk, { clerk: null, openedMs: null, pausedMs: null, last: null });
    },
    'rating.opened': (body) => {
      const ticket = known(body.visit);
      if (ticket) ticket.isRated = true;
    },
    'visit.rated': (body) => rate(body.visit, body.level),
    'visit.not-rated': (body) => rate(body.visit, null),
  };

  /** The ticket leaves its counter, which can be taken back. */
  function leave(id: string, counter: number, counted: readonly Fact[], change: Partial<Ticket>): void {
    const ticket = tickets.get(id);
    if (!ticket) return;
    remember(counter, id, { ...ticket }, counted);
    Object.assign(ticket, { at: null }, change);
  }

  function drop(id: string, kind: 'cancelled' | 'expired'): void {
    const ticket = known(id);
    if (!ticket || ticket.issued.isVoid) return;
    add({ kind, service: ticket.service });
    ticket.at = null;
    ticket.isOver = true;
  }

  function rate(visit: string, level: number | null): void {
    const ticket = known(visit);
    if (!ticket) return;
    add({ kind: 'rated', service: ticket.service, level });
    ticket.isRated = false;
  }

  function give(): void {
    if (ended) onDay(ended.day);
    ended = null;
  }

  return {
    take(row) {
      if (row.type === 'system.started') clock.boot += 1;
      const now = { boot: clock.boot, monoMs: row.monoMs, wallMs: row.wallMs };
      if (clock.seq > 0) clock.hallMs = hallTime(clock, now);
      clock.seq = row.seq;
      clock.last = now;
      if (ended && !(row.monoMs === ended.monoMs && endOfDay.has(row.type))) give();
      const rule = rules[row.type] as ((body: object, row: JournalEvent) => void) | undefined;
      rule?.(row.body, row);
    },
    end() {
      give();
      for (const [no, desk] of desks) cut(no, desk);
      if (date !== null) onDay({ date, facts, unknown, running: true });
    },
  };
}

/** What the change of day does in the same moment. */
const endOfDay: ReadonlySet<EventType> = new Set<EventType>(['ticket.expired', 'ticket.transferred', 'counter.closed']);

/** Scored by the same rule as the live figures of wait-score.ts. */
function waited({ service, arrivedMs, expect }: Ticket, nowMs: number): Fact {
  const realMs = Math.max(0, nowMs - arrivedMs);
  return {
    kind: 'wait',
    service,
    ms: realMs,
    promise: expect && {
      errorMs: expect.p50Ms - realMs,
      covered: expect.p50Ms === 0 ? null : expect.p10Ms <= realMs && realMs <= expect.p90Ms,
    },
  };
}

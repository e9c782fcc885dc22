/**
 * Which ticket is called next. One function makes the choice at a counter, the order that everyone may see, and the choices
 * inside a waiting forecast, so that the list shown is the order called.
 *
 *   fifo                 earliest arrival
 *   strict               priority and appointments first, then arrival
 *   accumulating         most points: head start + rate · minutes waited, by class; over its cap before all others
 *   interleave           P priority or appointment calls, then N normal ones, while both wait
 *   service-order        services in the order of the counter's list, then class, then arrival
 *   longest-over-target  furthest over the target wait of its service; priority and appointments have a target of zero
 *
 * Within one service and class every rule is first come, first served. So only the heads of the lines are compared.
 */
import type { RuleName, TicketClass } from '../../protocol/events.ts';

/** What decides a place in a line: earlier arrival first, then the earlier place in the journal. */
export interface Place {
  readonly arrivedMs: number;
  readonly order: number;
}

export interface ClassPoints {
  /** Points a minute, and points at arrival. */
  readonly rate: number;
  readonly head: number;
  /** Waited so long, it goes before all others; infinite for none. */
  readonly capMs: number;
}

export interface CallingRule {
  readonly kind: RuleName;
  readonly points: { readonly [Class in TicketClass]: ClassPoints };
  readonly interleave: { readonly priority: number; readonly normal: number };
}

/** A line with the place of its present head: those before `at` are taken already. */
export interface Stream<W extends Place> {
  readonly line: readonly W[];
  at: number;
  readonly service: string;
  readonly class: TicketClass;
}

/** What a counter called last, as far as the next choice depends on it. */
export interface Turn {
  /** Calls in a row of one kind: normal ones, or priority and appointments. */
  readonly kind: 'favoured' | 'plain' | null;
  readonly length: number;
  /** Class of the last call that was over its cap. */
  readonly capped: TicketClass | null;
}
export const firstTurn: Turn = { kind: null, length: 0, capped: null };

/** What a rule may know beside the lines. */
export interface RuleFacts {
  readonly hallMs: number;
  readonly turn: Turn;
  /** Place of a service in the counter's list, and its target wait. */
  readonly placeOf: (service: string) => number;
  readonly targetMsOf: (service: string) => number;
}

export interface Choice<W extends Place> {
  readonly ticket: W;
  readonly stream: Stream<W>;
  /** Key of protocol/call-reasons.ts. */
  readonly why: string;
  /** Points, or milliseconds over target, where the rule has such a number. */
  readonly score: number | null;
}

const minuteMs = 60_000;

/** The ticket to call, or null when nobody waits. Looks at one head a stream. */
export function choose<W extends Place>(
  streams: readonly Stream<W>[],
  rule: CallingRule,
  facts: RuleFacts,
): Choice<W> | null {
  switch (rule.kind) {
    case 'fifo':
      return made(best(streams, byArrival), 'fifo');
    case 'strict': {
      const stream = best(streams, (a, b) => rankOf(a.class) - rankOf(b.class) || byArrival(a, b));
      return made(stream, `strict:${stream?.class}`);
    }
    case 'accumulating':
      return chooseByPoints(streams, rule, facts);
    case 'interleave':
      return chooseInterleaved(streams, rule, facts.turn);
    case 'service-order': {
      const order = (a: Stream<W>, b: Stream<W>) =>
        facts.placeOf(a.service) - facts.placeOf(b.service) || rankOf(a.class) - rankOf(b.class) || byArrival(a, b);
      return made(best(streams, order), 'service-order');
    }
    case 'longest-over-target': {
      const over = (stream: Stream<W>) => overMs(stream, facts);
      const stream = best(streams, (a, b) => over(b) - over(a) || byArrival(a, b));
      return made(stream, 'over-target', stream && over(stream));
    }
  }
}

/** The turn after a call by the rule. */
export function nextTurn(turn: Turn, ticketClass: TicketClass, why: string): Turn {
  const kind = ticketClass === 'normal' ? 'plain' : 'favoured';
  return {
    kind,
    length: turn.kind === kind ? turn.length + 1 : 1,
    capped: why === cappedWhy ? ticketClass : turn.capped,
  };
}

export function isBefore(a: Place, b: Place): boolean {
  return a.arrivedMs === b.arrivedMs ? a.order < b.order : a.arrivedMs < b.arrivedMs;
}

/** Points of a ticket that has waited `waitedMs`. */
export function pointsOf(rule: CallingRule, ticketClass: TicketClass, waitedMs: number): number {
  const { head, rate } = rule.points[ticketClass];
  // One division, so that what is equal by the rule is equal here, and the earlier arrival decides.
  return (head * minuteMs + rate * waitedMs) / minuteMs;
}

// ---------------------------------------------------------------------------------------------- the rules

const cappedWhy = 'accumulating:cap';
const accumulatingWhy = {
  normal: 'accumulating:normal',
  priority: 'accumulating:priority',
  appointment: 'accumulating:appointment',
} as const;

/** One look at each head and nothing allocated: a forecast asks this thousands of times. */
function chooseByPoints<W extends Place>(
  streams: readonly Stream<W>[],
  rule: CallingRule,
  { hallMs, turn }: RuleFacts,
): Choice<W> | null {
  let capped: Stream<W> | null = null;
  let otherCapped: Stream<W> | null = null;
  let most: Stream<W> | null = null;
  let mostPoints = 0;
  for (const stream of streams) {
    const head = stream.line[stream.at];
    if (!head) continue;
    const waitedMs = hallMs - head.arrivedMs;
    if (waitedMs >= rule.points[stream.class].capMs) {
      if (!capped || byArrival(stream, capped) < 0) capped = stream;
      if (stream.class !== turn.capped && (!otherCapped || byArrival(stream, otherCapped) < 0)) otherCapped = stream;
    }
    const points = pointsOf(rule, stream.class, waitedMs);
    if (most && (points < mostPoints || (points === mostPoints && byArrival(stream, most) > 0))) continue;
    most = stream;
    mostPoints = points;
  }
  const first = otherCapped ?? capped;
  if (first) return made(first, cappedWhy, pointsOf(rule, first.class, hallMs - arrival(first)));
  return made(most, most ? accumulatingWhy[most.class] : '', mostPoints);
}

function chooseInterleaved<W extends Place>(
  streams: readonly Stream<W>[],
  { interleave }: CallingRule,
  turn: Turn,
): Choice<W> | null {
  const favoured = best(
    streams.filter((stream) => stream.class !== 'normal'),
    byArrival,
  );
  const plain = best(
    streams.filter((stream) => stream.class === 'normal'),
    byArrival,
  );
  if (!favoured || !plain) return made(favoured ?? plain, 'interleave:alone');
  const isPlainsTurn =
    turn.kind === 'favoured'
      ? turn.length >= interleave.priority
      : turn.kind === 'plain' && turn.length < interleave.normal;
  return isPlainsTurn ? made(plain, 'interleave:normal') : made(favoured, 'interleave:priority');
}

// ---------------------------------------------------------------------------------------------- heads

function best<W extends Place>(
  streams: readonly Stream<W>[],
  compare: (a: Stream<W>, b: Stream<W>) => number,
): Stream<W> | null {
  let first: Stream<W> | null = null;
  for (const stream of streams) {
    if (stream.at >= stream.line.length) continue;
    if (!first || compare(stream, first) < 0) first = stream;
  }
  return first;
}

function made<W extends Place>(stream: Stream<W> | null, why: string, score: number | null = null): Choice<W> | null {
  const ticket = stream?.line[stream.at];
  return stream && ticket ? { ticket, stream, why, score } : null;
}

function byArrival<W extends Place>(a: Stream<W>, b: Stream<W>): number {
  const first = a.line[a.at];
  const second = b.line[b.at];
  if (!first || !second) return first ? -1 : 1;
  return isBefore(first, second) ? -1 : 1;
}

function arrival<W extends Place>(stream: Stream<W>): number {
  return stream.line[stream.at]?.arrivedMs ?? Number.POSITIVE_INFINITY;
}

function overMs<W extends Place>(stream: Stream<W>, { hallMs, targetMsOf }: RuleFacts): number {
  const targetMs = stream.class === 'normal' ? targetMsOf(stream.service) : 0;
  return hallMs - arrival(stream) - targetMs;
}

function rankOf(ticketClass: TicketClass): number {
  return ticketClass === 'normal' ? 1 : 0;
}

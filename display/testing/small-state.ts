/** What the small hall remembers of tickets and counters, and its 'no'. */
import { whySentence } from '../../protocol/call-reasons.ts';
import type { CallCause } from '../../protocol/events.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import type { CounterDetail, CounterState, PrintState, TicketState, WhyAnswer } from '../../protocol/views.ts';

export interface SmallTicket {
  readonly ticketId: string;
  readonly ticketNo: string;
  service: string;
  class: 'normal' | 'priority' | 'appointment';
  state: TicketState;
  counter: number | null;
  print: PrintState;
  /** The printer that gives its paper, when that is not the kiosk's own. */
  paperPlace: Bilingual | null;
  times: number;
  readonly bornAtMs: number;
  calledAtMs: number | null;
  startedAtMs: number | null;
  /** Services of the visit after this one. */
  todo: readonly string[];
  recycled: number;
  /** Was called, nobody came, waits again. */
  resting: boolean;
  /** Not to be called before this time. */
  restsUntilMs: number;
  forCounter: number | null;
  forClerk: string | null;
  why: string | null;
  calls: readonly WhyAnswer['calls'][number][];
}
export interface SmallCounter {
  state: CounterState;
  pauseReason: string | null;
  clerk: string | null;
  services: readonly string[];
  ticketId: string | null;
  served: number;
  rating: { readonly visitId: string; readonly ticketNo: string; readonly untilMs: number } | null;
  last: { readonly visitId: string; readonly level: number } | null;
  armed: boolean;
  cover: { readonly services: readonly string[]; readonly untilMs: number } | null;
  undo: SmallUndo | null;
  break: CounterDetail['break'];
}
/** The last thing done, and everything concerned as it was before. */
export interface SmallUndo {
  readonly what: NonNullable<CounterDetail['undo']>['what'];
  readonly ticketId: string;
  readonly ticketNo: string;
  readonly untilMs: number;
  readonly before: Pick<SmallCounter, 'ticketId' | 'served' | 'rating'>;
  readonly tickets: readonly SmallTicket[];
}
/** The whole memory, as the moves change it. */
export interface SmallMemory {
  readonly tickets: SmallTicket[];
  readonly counters: ReadonlyMap<number, SmallCounter>;
}

/** A 'no' of the small hall; the server turns it into problem+json. */
export class SmallRefusal extends Error {
  readonly code: RefusalCode;
  readonly values: Readonly<Record<string, string | number>>;
  constructor(code: RefusalCode, values: Readonly<Record<string, string | number>> = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

export function freshCounter(services: readonly string[]): SmallCounter {
  return {
    state: 'open',
    pauseReason: null,
    clerk: '1001',
    services,
    ticketId: null,
    served: 0,
    rating: null,
    last: null,
    armed: false,
    cover: null,
    undo: null,
    break: null,
  };
}

export function freshTicket(
  facts: Pick<SmallTicket, 'ticketId' | 'ticketNo' | 'service' | 'print'>,
  nowMs: number,
): SmallTicket {
  return {
    ...facts,
    class: 'normal',
    state: 'waiting',
    counter: null,
    paperPlace: null,
    times: 0,
    bornAtMs: nowMs,
    calledAtMs: null,
    startedAtMs: null,
    todo: [],
    recycled: 0,
    resting: false,
    restsUntilMs: 0,
    forCounter: null,
    forClerk: null,
    why: null,
    calls: [],
  };
}

/** Services that a counter serves now, those it covers included. */
export function servedBy(counter: SmallCounter, nowMs: number): readonly string[] {
  const { cover, services } = counter;
  return cover && cover.untilMs > nowMs ? [...services, ...cover.services] : services;
}

/** Who waits for a counter, in calling order: priority first, then the longest waiting, those that rest last. */
export function lineOf({ tickets }: SmallMemory, no: number, counter: SmallCounter, nowMs: number): SmallTicket[] {
  const services = servedBy(counter, nowMs);
  return inOrder(
    tickets.filter(
      (one) =>
        one.state === 'waiting' &&
        (one.forCounter === null ? services.includes(one.service) : one.forCounter === no) &&
        (one.forClerk === null || one.forClerk === counter.clerk),
    ),
    nowMs,
  );
}

export function inOrder(tickets: readonly SmallTicket[], nowMs: number): SmallTicket[] {
  const rank = (one: SmallTicket) => (one.restsUntilMs > nowMs ? 2 : one.class === 'normal' ? 1 : 0);
  return [...tickets].sort((a, b) => rank(a) - rank(b) || a.bornAtMs - b.bornAtMs);
}

/** The record of a call, in the words of the real hall. */
export function callRecord(
  ticket: SmallTicket,
  no: number,
  counter: SmallCounter,
  why: string,
  line: readonly SmallTicket[],
): WhyAnswer['calls'][number] {
  const nowMs = performance.now();
  const other = line.find((one) => one !== ticket);
  const cause: CallCause = {
    rule: 'strict',
    class: ticket.class,
    waitedMs: Math.round(nowMs - ticket.bornAtMs),
    waiting: line.length,
    ...(other
      ? { next: { no: other.ticketNo, class: other.class, waitedMs: Math.round(nowMs - other.bornAtMs) } }
      : {}),
  };
  const { clerk } = counter;
  return {
    seq: ticket.calls.length + 1,
    wallMs: Date.now(),
    counter: no,
    clerk,
    why,
    text: whySentence(why, cause),
    cause,
  };
}

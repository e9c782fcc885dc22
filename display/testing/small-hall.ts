/**
 * A hall small enough to read in one sitting, for showing and testing the pages without the daemon: one state object, the
 * views computed from it, and the actions of the pages. It keeps the words and the refusals of the real one and simplifies
 * everything else (one queue, no classes, no journal).
 */
import type { ScreenBeat } from '../../protocol/content.ts';
import type { Fault } from '../../protocol/faults.ts';
import type { LabView } from '../../protocol/lab.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import type {
  CallPart,
  CounterDetail,
  CounterState,
  HallView,
  HealthView,
  PrintState,
  RateView,
  ScreenView,
  TicketState,
  TicketView,
  WaitingPart,
} from '../../protocol/views.ts';
import { sampleContent, sampleHall, sampleHealth, sampleLab, sampleReasons, sampleScreen } from './sample-views.ts';

export interface SmallTicket {
  readonly ticketId: string;
  readonly ticketNo: string;
  readonly service: string;
  state: TicketState;
  counter: number | null;
  print: PrintState;
  times: number;
  readonly bornAtMs: number;
  calledAtMs: number | null;
  startedAtMs: number | null;
}
export interface SmallCounter {
  state: CounterState;
  pauseReason: string | null;
  clerk: string | null;
  ticketId: string | null;
  served: number;
  rating: { readonly visitId: string; readonly ticketNo: string; readonly untilMs: number } | null;
  last: { readonly visitId: string; readonly level: number } | null;
}

/** A 'no' of the small hall; the server turns it into problem+json. */
export class SmallRefusal extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode) {
    super(code);
    this.code = code;
  }
}

const ratingSeconds = 15;
/** A second `next` this soon is a nervous finger. */
const nextGapMs = 1_500;

export class SmallHall {
  /** Public parts that the tests change at will. */
  base: HallView = sampleHall();
  health: HealthView['health'] = sampleHealth();
  faults: readonly Fault[] = [];
  lab: LabView | null = sampleLab();
  /** Screens by id, and what stands beside the calls on all of them. */
  readonly screens = new Map([['main', sampleScreen('main')]]);
  content = sampleContent();
  readonly beats: ScreenBeat[] = [];
  /** Answer of the next beat. */
  reload = false;
  /** What a new ticket's paper does. */
  printsTo: PrintState = 'printed';
  /** How long a good print takes. */
  printMs = 1_500;
  /** Sign-in is needed for staff views unless false. */
  badge: string | null = null;
  readonly tickets: SmallTicket[] = [];
  readonly counters = new Map<number, SmallCounter>();
  readonly helpCalls: number[] = [];
  readonly requests = new Map<string, string>();
  readonly labCalls: { readonly action: string; readonly body: unknown }[] = [];
  calls: CallPart[] = [];
  #callsAtMs: number[] = [];
  #ids = 0;

  constructor() {
    for (const counter of this.base.counters) {
      this.counters.set(counter.no, {
        state: 'open',
        pauseReason: null,
        clerk: '1001',
        ticketId: null,
        served: 0,
        rating: null,
        last: null,
      });
    }
  }

  // --- actions ---
  issue(service: string, requestId: string): SmallTicket {
    const before = this.requests.get(requestId);
    if (before) return this.ticket(before);
    if (!this.base.hall.open) throw new SmallRefusal('hall-closed');
    const part = this.base.services.find((one) => one.id === service);
    if (!part) throw new SmallRefusal('service-unknown');
    if (!part.open) throw new SmallRefusal('service-closed');
    this.#ids += 1;
    const n = this.tickets.filter((one) => one.service === service).length + 1;
    const ticket: SmallTicket = {
      ticketId: `t${this.#ids}`,
      ticketNo: `${service}${String(n).padStart(3, '0')}`,
      service,
      state: 'waiting',
      counter: null,
      print: this.printsTo === 'printed' ? 'pending' : this.printsTo,
      times: 0,
      bornAtMs: performance.now(),
      calledAtMs: null,
      startedAtMs: null,
    };
    this.tickets.push(ticket);
    this.requests.set(requestId, ticket.ticketId);
    return ticket;
  }

  act(no: number, action: string, body: Readonly<Record<string, unknown>>): void {
    const counter = this.counters.get(no);
    if (!counter) throw new SmallRefusal('counter-unknown');
    if (body.expect !== undefined && body.expect !== counter.ticketId) throw new SmallRefusal('ticket-stale');
    const seen = this.tickets.find((one) => one.ticketId === body.expect);
    const isJustCalled = seen?.state === 'called' && performance.now() - (seen.calledAtMs ?? 0) < nextGapMs;
    if (action === 'call-next' && isJustCalled) throw new SmallRefusal('next-too-soon');
    const steps: Readonly<Record<string, () => void>> = {
      open: () => Object.assign(counter, { state: 'open', clerk: this.badge }),
      close: () => Object.assign(counter, { state: 'closed', clerk: null }),
      pause: () => Object.assign(counter, { state: 'paused', pauseReason: String(body.reason ?? '') }),
      resume: () => Object.assign(counter, { state: 'open', pauseReason: null }),
      'call-next': () => this.#callNext(no, counter),
      call: () => this.#call(no, counter, this.ticket(String(body.ticket))),
      unpark: () => this.#call(no, counter, this.ticket(String(body.ticket))),
      recall: () => this.#announce(no, this.#own(counter)),
      start: () => Object.assign(this.#own(counter), { state: 'serving', startedAtMs: performance.now() }),
      finish: () => this.#finish(counter),
      'no-show': () => this.#release(counter, 'no-show'),
      park: () => this.#release(counter, 'parked'),
      transfer: () => this.#release(counter, 'waiting'),
    };
    const step = steps[action];
    if (!step) throw new SmallRefusal('not-found');
    step();
  }

  rate(visitId: string, level: number): void {
    const counter = [...this.counters.values()].find((one) => one.rating?.visitId === visitId);
    if (!counter) throw new SmallRefusal('rating-not-open');
    counter.rating = null;
    counter.last = { visitId, level };
  }

  askRating(no: number, visitId: string): void {
    const counter = this.counters.get(no);
    if (counter) counter.rating = { visitId, ticketNo: 'A001', untilMs: performance.now() + ratingSeconds * 1000 };
  }

  // --- views ---
  hall(): HallView {
    const nowMs = performance.now();
    return {
      ...this.base,
      services: this.base.services.map((service) => ({
        ...service,
        waiting: service.waiting + this.#waiting(service.id).length,
      })),
      counters: this.base.counters.map((part) => ({ ...part, state: this.counters.get(part.no)?.state ?? 'closed' })),
      calls: this.calls.map((call, place) => ({
        ...call,
        ageMs: Math.round(nowMs - (this.#callsAtMs[place] ?? nowMs)),
      })),
    };
  }

  screenView(id: string): ScreenView {
    const screen = this.screens.get(id);
    if (!screen) throw new SmallRefusal('screen-unknown');
    const { hall, services, counters, calls } = this.hall();
    const power = { planned: 'on', commanded: null, confirmed: null, way: 'none' } as const;
    return { screen, hall, services, counters, calls, content: this.content, power };
  }

  /** Calls a number without a ticket behind it, for boards that are to be full. */
  callOut(ticketNo: string, counter: number, times = 1, agoMs = 0): void {
    this.#announceNo(ticketNo, counter, ticketNo.replace(/[0-9]/g, ''), times, agoMs);
  }

  counter(no: number): object {
    const services = this.base.services.map((service) => service.id);
    const { hall, services: parts } = this.hall();
    return {
      counter: this.detail(no),
      waiting: this.#waitingParts('waiting'),
      parked: this.#waitingParts('parked'),
      hall,
      services: parts.filter((one) => services.includes(one.id)),
      faults: this.faults,
      passed: [],
      others: [],
      reasons: sampleReasons(),
    };
  }

  detail(no: number): CounterDetail {
    const counter = this.counters.get(no);
    if (!counter) throw new SmallRefusal('counter-unknown');
    const ticket = counter.ticketId === null ? null : this.ticket(counter.ticketId);
    const nowMs = performance.now();
    return {
      no,
      name: null,
      state: counter.state,
      pauseReason: counter.pauseReason,
      clerk: counter.clerk,
      services: this.base.services.map((service) => service.id),
      ticket: ticket && {
        ticketId: ticket.ticketId,
        ticketNo: ticket.ticketNo,
        service: ticket.service,
        state: ticket.state,
        class: 'normal',
        locale: 'zh-CN',
        waitedMs: (ticket.calledAtMs ?? nowMs) - ticket.bornAtMs,
        calledAgoMs: ticket.calledAtMs === null ? null : nowMs - ticket.calledAtMs,
        startedAgoMs: ticket.startedAtMs === null ? null : nowMs - ticket.startedAtMs,
        times: ticket.times,
        todo: [],
        recycled: 0,
        print: ticket.print,
      },
      waiting: this.#waitingParts('waiting').length,
      servedToday: counter.served,
      rating: this.#rating(counter),
      armed: false,
      cover: null,
      undo: null,
      break: null,
    };
  }

  rateView(no: number): RateView {
    const counter = this.counters.get(no);
    if (!counter) throw new SmallRefusal('counter-unknown');
    return { counter: { no, state: counter.state }, rating: this.#rating(counter), last: counter.last };
  }

  ticketView(id: string): TicketView {
    const ticket = this.ticket(id);
    const service = this.base.services.find((one) => one.id === ticket.service);
    const waiting = this.#waiting(ticket.service);
    return {
      ticket: {
        ticketId: ticket.ticketId,
        ticketNo: ticket.ticketNo,
        service: ticket.service,
        serviceName: service?.name ?? { zh: ticket.service, en: ticket.service },
        state: ticket.state,
        counter: ticket.counter,
        ahead: ticket.state === 'waiting' ? waiting.indexOf(ticket) : null,
        wait: ticket.state === 'waiting' ? { fromMs: 240_000, toMs: 540_000 } : null,
        times: ticket.times,
        rest: [],
        print: ticket.print,
      },
      hall: this.base.hall,
      bring: service?.bring ?? [],
    };
  }

  healthView(): HealthView {
    const prints = this.tickets
      .filter((ticket) => ticket.print === 'unknown' || ticket.print === 'failed')
      .map((ticket) => ({ ticketId: ticket.ticketId, ticketNo: ticket.ticketNo, state: ticket.print, copies: 1 }));
    return { health: { ...this.health, faults: this.faults }, prints };
  }

  ticket(id: string): SmallTicket {
    const ticket = this.tickets.find((one) => one.ticketId === id);
    if (!ticket) throw new SmallRefusal('ticket-unknown');
    return ticket;
  }

  // --- inside ---
  #callNext(no: number, counter: SmallCounter): void {
    if (counter.ticketId !== null) this.#finish(counter);
    const next = this.tickets.find((ticket) => ticket.state === 'waiting');
    if (!next) throw new SmallRefusal('queue-empty');
    this.#call(no, counter, next);
  }

  #call(no: number, counter: SmallCounter, ticket: SmallTicket): void {
    if (counter.state !== 'open') throw new SmallRefusal('counter-not-open');
    Object.assign(ticket, { state: 'called', counter: no, calledAtMs: performance.now(), startedAtMs: null });
    counter.ticketId = ticket.ticketId;
    this.#announce(no, ticket);
  }

  #announce(no: number, ticket: SmallTicket): void {
    ticket.times += 1;
    this.#announceNo(ticket.ticketNo, no, ticket.service, ticket.times);
  }

  #announceNo(ticketNo: string, no: number, service: string, times: number, agoMs = 0): void {
    this.#ids += 1;
    const digits = [...ticketNo].join(' ');
    this.calls = [
      {
        id: this.#ids,
        ticketNo,
        counter: no,
        service,
        times,
        locale: 'zh-CN' as const,
        ageMs: 0,
        wavs: [],
        say: [
          { locale: 'zh-CN' as const, text: `请 ${ticketNo} 号到 ${no} 号窗口办理。` },
          { locale: 'en' as const, text: `Ticket ${digits}, please go to counter ${no}.` },
        ],
      },
      ...this.calls,
    ].slice(0, 12);
    this.#callsAtMs = [performance.now() - agoMs, ...this.#callsAtMs].slice(0, 12);
  }

  #finish(counter: SmallCounter): void {
    const ticket = this.#own(counter);
    this.#release(counter, 'served');
    counter.served += 1;
    counter.rating = {
      visitId: `v${ticket.ticketId}`,
      ticketNo: ticket.ticketNo,
      untilMs: performance.now() + ratingSeconds * 1000,
    };
  }

  #release(counter: SmallCounter, state: TicketState): void {
    Object.assign(this.#own(counter), { state, counter: null });
    counter.ticketId = null;
  }

  #own(counter: SmallCounter): SmallTicket {
    if (counter.ticketId === null) throw new SmallRefusal('counter-idle');
    return this.ticket(counter.ticketId);
  }

  #rating(counter: SmallCounter): RateView['rating'] {
    const { rating } = counter;
    if (!rating || rating.untilMs < performance.now()) return null;
    return {
      visitId: rating.visitId,
      ticketNo: rating.ticketNo,
      seconds: ratingSeconds,
      leftMs: Math.round(rating.untilMs - performance.now()),
    };
  }

  #waiting(service: string): SmallTicket[] {
    return this.tickets.filter((ticket) => ticket.state === 'waiting' && ticket.service === service);
  }

  #waitingParts(state: TicketState): WaitingPart[] {
    return this.tickets
      .filter((ticket) => ticket.state === state)
      .map((ticket) => ({
        ticketId: ticket.ticketId,
        ticketNo: ticket.ticketNo,
        service: ticket.service,
        class: 'normal' as const,
        waitedMs: Math.round(performance.now() - ticket.bornAtMs),
        targetMs: 15 * 60_000,
        print: ticket.print,
        resting: false,
        forCounter: null,
        forClerk: null,
      }));
  }
}

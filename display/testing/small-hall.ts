/**
 * A hall small enough to read in one sitting, for showing and testing the pages without the daemon: one state object, the
 * views computed from it, and the actions of the pages. It keeps the words and the refusals of the real one and simplifies
 * everything else (one rule, no journal).
 */
import type { ScreenBeat } from '../../protocol/content.ts';
import type { DutyPart } from '../../protocol/duty-config.ts';
import type { Fault } from '../../protocol/faults.ts';
import type { LabView } from '../../protocol/lab.ts';
import type { ContentView, ScreenView } from '../../protocol/screen-views.ts';
import type {
  CallPart,
  CounterDetail,
  CounterView,
  DayAnswer,
  DeskView,
  HallView,
  HealthView,
  PrintState,
  RateView,
  TicketView,
  WaitingPart,
  WhyAnswer,
} from '../../protocol/views.ts';
import type { VoiceView } from '../../protocol/voice-views.ts';
import { sampleHall, sampleHealth, sampleLab, sampleReasons, sampleScreen, sampleShown } from './sample-views.ts';
import { SmallContent } from './small-content.ts';
import { dayAnswer, dayMove, deskView, freshDesk, type SmallDesk, serviceMove } from './small-desk.ts';
import * as moves from './small-moves.ts';
import {
  callRecord,
  freshCounter,
  freshTicket,
  inOrder,
  lineOf,
  type SmallCounter,
  SmallRefusal,
  type SmallTicket,
  servedBy,
} from './small-state.ts';
import { detailOf, ratingOf, ratingSeconds, rowsOf } from './small-views.ts';
import { SmallVoice } from './small-voice.ts';

type Body = Readonly<Record<string, unknown>>;

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
  /** What every screen shows beside the calls. */
  shown = sampleShown();
  readonly beats: ScreenBeat[] = [];
  /** Answer of the next beat. */
  reload = false;
  /** What a new ticket's paper does. */
  duty: DutyPart | null = {
    group: { zh: '收费组', en: 'Fee clerks' },
    badge: '1001',
    why: { zh: '星期日由收费组值班', en: 'Sunday: Fee clerks' },
  };
  printsTo: PrintState = 'printed';
  /** How long a good print takes. */
  printMs = 1_500;
  /** Sign-in is needed for staff views unless false. */
  badge: string | null = null;
  role: 'clerk' | 'lead' | 'facilities' = 'clerk';
  readonly content = new SmallContent();
  readonly voice = new SmallVoice();
  readonly desk: SmallDesk;
  readonly tickets: SmallTicket[] = [];
  readonly counters = new Map<number, SmallCounter>();
  readonly helpCalls: number[] = [];
  readonly requests = new Map<string, string>();
  readonly labCalls: { readonly action: string; readonly body: unknown }[] = [];
  calls: CallPart[] = [];
  #callsAtMs: number[] = [];
  #ids = 0;

  constructor() {
    const services = this.base.services.map((service) => service.id);
    for (const counter of this.base.counters) this.counters.set(counter.no, freshCounter(services));
    this.desk = freshDesk(this.base.hall.businessDate);
  }

  // --- actions ---
  /** `TicketAnswer.appointment` by code, or the refusal that the code gets. */
  readonly appointments = new Map<string, SmallRefusal | { readonly slotMs: number; readonly late: boolean }>();

  checkIn(code: string, requestId: string): SmallTicket {
    const booked = this.appointments.get(code) ?? new SmallRefusal('appointment-unknown');
    if (booked instanceof SmallRefusal) throw booked;
    return this.issue('H', requestId);
  }

  /** A customer or staff give the ticket back. */
  cancel(id: string): SmallTicket {
    const ticket = this.ticket(id);
    this.ticketAct(id, 'cancel', {});
    return ticket;
  }

  issue(service: string, requestId: string, rest: readonly string[] = []): SmallTicket {
    const before = this.requests.get(requestId);
    if (before) return this.ticket(before);
    if (!this.base.hall.open) throw new SmallRefusal('hall-closed');
    if (this.desk.closed) throw new SmallRefusal('day-closed');
    const part = this.base.services.find((one) => one.id === service);
    if (!part) throw new SmallRefusal('service-unknown');
    if (!part.open) throw new SmallRefusal('service-closed');
    const ticket = this.#newTicket(service, this.printsTo === 'printed' ? 'pending' : this.printsTo);
    ticket.todo = rest;
    this.requests.set(requestId, ticket.ticketId);
    this.#autoCall();
    return ticket;
  }

  act(no: number, action: string, body: Body): void {
    const counter = this.counters.get(no);
    if (!counter) throw new SmallRefusal('counter-unknown');
    if (action !== 'undo' && body.expect !== undefined && body.expect !== counter.ticketId)
      throw new SmallRefusal('ticket-stale');
    const seen = this.tickets.find((one) => one.ticketId === body.expect);
    const isJustCalled = seen?.state === 'called' && performance.now() - (seen.calledAtMs ?? 0) < nextGapMs;
    if (action === 'call-next' && isJustCalled) throw new SmallRefusal('next-too-soon');
    const steps: Readonly<Record<string, () => void>> = {
      open: () => Object.assign(counter, { state: 'open', clerk: this.badge }),
      close: () => Object.assign(counter, { state: 'closed', clerk: null, armed: false }),
      pause: () => Object.assign(counter, { state: 'paused', pauseReason: String(body.reason ?? ''), armed: false }),
      resume: () => Object.assign(counter, { state: 'open', pauseReason: null }),
      'call-next': () => this.#callNext(no, counter),
      call: () => this.#call(no, counter, this.ticket(String(body.ticketId ?? body.ticket)), 'chosen'),
      unpark: () => this.#call(no, counter, this.ticket(String(body.ticketId ?? body.ticket)), 'unparked'),
      recall: () => this.#announce(no, this.#own(counter)),
      start: () =>
        this.#undoable(counter, 'start', (ticket) =>
          Object.assign(ticket, { state: 'serving', startedAtMs: performance.now() }),
        ),
      finish: () => this.#undoable(counter, 'finish', () => this.#finish(counter)),
      'no-show': () => this.#undoable(counter, 'no-show', () => this.#release(counter, 'no-show')),
      park: () => this.#undoable(counter, 'park', () => this.#release(counter, 'parked')),
      recycle: () => this.#undoable(counter, 'recycle', (ticket) => moves.recycle(counter, ticket)),
      transfer: () => this.#undoable(counter, 'transfer', (ticket) => moves.transfer(this, counter, ticket, body)),
      undo: () => moves.undo(this, counter, body),
      'walk-in': () => this.#call(no, counter, this.#newTicket(String(body.service), 'none'), 'walk-in'),
      'store-next': () => moves.storeNext(this, no, counter, body.on === true),
      cover: () => moves.cover(counter, body),
      uncover: () => moves.uncover(counter),
    };
    const step = steps[action];
    if (!step) throw new SmallRefusal('not-found');
    step();
    this.#autoCall();
  }

  /** What staff do with a ticket that is at no counter, or with the class and services of one that is. */
  ticketAct(id: string, action: string, body: Body): void {
    moves.ticketMove(this.ticket(id), action, body);
    this.#autoCall();
  }
  serviceAct(id: string, action: string, body: Body): void {
    this.base = { ...this.base, services: serviceMove(this.desk, this.base.services, id, action, body) };
  }
  dayAct(action: string, body: Body): void {
    dayMove(this.desk, this, action, body);
  }
  day(): DayAnswer {
    return dayAnswer(this.desk, this);
  }
  why(id: string): WhyAnswer {
    const { ticketNo, calls } = this.ticket(id);
    return { ticketNo, calls };
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
    const { hall, services, counters, calls, announcements = [] } = this.hall();
    const power = { planned: 'on', commanded: null, confirmed: null, way: 'none' } as const;
    return { screen, hall, services, counters, calls, announcements, content: this.shown, power };
  }

  /** Calls a number without a ticket behind it, for boards that are to be full. */
  callOut(ticketNo: string, counter: number, times = 1, agoMs = 0): void {
    this.#announceNo(ticketNo, counter, ticketNo.replace(/[0-9]/g, ''), times, agoMs);
  }

  counter(no: number): CounterView {
    const { hall, services: parts } = this.hall();
    const counter = this.#at(no);
    const services = servedBy(counter, performance.now());
    return {
      counter: this.detail(no),
      waiting: rowsOf(lineOf(this, no, counter, performance.now())),
      parked: rowsOf(this.tickets.filter((one) => one.state === 'parked')),
      hall,
      services: parts,
      faults: this.faults,
      passed: this.#passed().filter((one) => services.includes(one.service)),
      others: [...this.counters].flatMap(([other, { state, clerk, services: own }]) =>
        other === no ? [] : [{ no: other, name: null, state, clerk, services: own }],
      ),
      reasons: sampleReasons(),
      duty: this.duty,
    };
  }

  detail(no: number): CounterDetail {
    return detailOf(this, no, this.#at(no));
  }

  voiceView(): VoiceView {
    return { ...this.voice.view, hall: this.base.hall };
  }

  contentView(): ContentView {
    return { ...this.content.view, hall: this.base.hall };
  }

  deskView(): DeskView {
    const waiting = inOrder(
      this.tickets.filter((one) => one.state === 'waiting'),
      performance.now(),
    );
    const hall = this.hall();
    return deskView(
      this.desk,
      { ...hall, hall: { ...hall.hall, dayClosed: this.desk.closed } },
      {
        counters: [...this.counters.keys()].map((no) => this.detail(no)),
        left: rowsOf([...waiting, ...this.tickets.filter((one) => one.state === 'parked')]),
        passed: this.#passed(),
        faults: this.faults,
        duty: this.duty,
      },
    );
  }

  rateView(no: number): RateView {
    const counter = this.#at(no);
    return { counter: { no, state: counter.state }, rating: ratingOf(counter), last: counter.last };
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
        resting: ticket.resting,
        rest: ticket.todo.map((one) => this.base.services.find(({ id }) => id === one)?.name ?? { zh: one, en: one }),
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
  #at(no: number): SmallCounter {
    const counter = this.counters.get(no);
    if (!counter) throw new SmallRefusal('counter-unknown');
    return counter;
  }

  #newTicket(service: string, print: PrintState): SmallTicket {
    this.#ids += 1;
    const n = this.tickets.filter((one) => one.ticketNo.startsWith(service)).length + 1;
    const facts = { ticketId: `t${this.#ids}`, ticketNo: `${service}${String(n).padStart(3, '0')}`, service, print };
    const ticket = freshTicket(facts, performance.now());
    this.tickets.push(ticket);
    return ticket;
  }

  #callNext(no: number, counter: SmallCounter): void {
    const nowMs = performance.now();
    const next = lineOf(this, no, counter, nowMs).find((one) => one.restsUntilMs <= nowMs);
    if (!next) throw new SmallRefusal('queue-empty');
    this.#call(no, counter, next, next.class === 'normal' ? 'fifo' : `strict:${next.class}`);
  }

  /** Ends what is at the counter and calls the ticket. */
  #call(no: number, counter: SmallCounter, ticket: SmallTicket, why: string): void {
    if (counter.state !== 'open') throw new SmallRefusal('counter-not-open');
    const done = moves.remember(this, counter);
    const record = callRecord(ticket, no, counter, why, lineOf(this, no, counter, performance.now()));
    if (counter.ticketId !== null) this.#finish(counter);
    Object.assign(ticket, {
      state: 'called',
      counter: no,
      calledAtMs: performance.now(),
      startedAtMs: null,
      resting: false,
      why,
    });
    ticket.calls = [...ticket.calls, record];
    counter.ticketId = ticket.ticketId;
    counter.armed = false;
    this.#announce(no, ticket);
    done('call', ticket);
  }

  #undoable(
    counter: SmallCounter,
    what: Parameters<ReturnType<typeof moves.remember>>[0],
    step: (ticket: SmallTicket) => void,
  ): void {
    const ticket = this.#own(counter);
    const done = moves.remember(this, counter);
    step(ticket);
    done(what, ticket);
  }

  /** A counter that waits for the next arrival gets it. */
  #autoCall(): void {
    for (const [no, counter] of this.counters) {
      const nowMs = performance.now();
      const next = lineOf(this, no, counter, nowMs).find((one) => one.restsUntilMs <= nowMs);
      if (counter.armed && counter.ticketId === null && next) this.#call(no, counter, next, 'fifo');
    }
  }

  #passed(): WaitingPart[] {
    return rowsOf(this.tickets.filter((one) => moves.mayRevive(one)).reverse());
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

  #release(counter: SmallCounter, state: SmallTicket['state']): void {
    Object.assign(this.#own(counter), { state, counter: null });
    counter.ticketId = null;
  }

  #own(counter: SmallCounter): SmallTicket {
    if (counter.ticketId === null) throw new SmallRefusal('counter-idle');
    return this.ticket(counter.ticketId);
  }

  #waiting(service: string): SmallTicket[] {
    return this.tickets.filter((ticket) => ticket.state === 'waiting' && ticket.service === service);
  }
}

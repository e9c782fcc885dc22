/**
 * The hall: engine, desks, clocks and streams put together behind one port. Synchronous; all I/O stands behind the
 * ports it is given.
 *
 *   pages, keypads, centre ──submit──► engine ──commit──► desks (paper, panels), streams, listeners
 */
import { defaultPhrasebook } from '../../protocol/announcement.ts';
import type { Actor, Command } from '../../protocol/commands.ts';
import type { FilmsProgress } from '../../protocol/content.ts';
import { type EventType, event } from '../../protocol/events.ts';
import { refuse } from '../../protocol/refusals.ts';
import type { CounterDetail, TicketDetail, WhyAnswer } from '../../protocol/views.ts';
import { calendarAhead } from '../core/calendar-days.ts';
import { decide } from '../core/decide.ts';
import { leftOver } from '../core/decide-day.ts';
import { decideAfterStart } from '../core/decide-paper.ts';
import { closedBy } from '../core/decide-ticket.ts';
import { mayFetch } from '../core/fetch-window.ts';
import { indexHall } from '../core/hall-index.ts';
import { isOpen } from '../core/opening-hours.ts';
import { planOfDay } from '../core/screen-plan.ts';
import { accuracyOf } from '../core/wait-score.ts';
import { waitingOf } from '../core/waiting-line.ts';
import type { CommandResult, HallPort, StreamName, StreamSink } from '../ports.ts';
import { createAppointmentDesk } from './appointment-desk.ts';
import { contentView } from './content-views.ts';
import { createDayKeeper, type DayTrouble } from './day-keeper.ts';
import { dayPart } from './desk-view.ts';
import { createDeviceDesks } from './device-desks.ts';
import { createEngine } from './engine.ts';
import { createFactStore, isStoredLater } from './fact-store.ts';
import type { Hall, HallOptions } from './hall-types.ts';
import { hallView, type ViewContext } from './hall-views.ts';
import { createHealth } from './health.ts';
import { createHelpDesk } from './help-desk.ts';
import { createNumberWatch } from './number-watch.ts';
import { createOrderClock } from './order-clock.ts';
import { createQueueClock } from './queue-clock.ts';
import { createRatingClock } from './rating-clock.ts';
import { createScreenDesk } from './screen-desk.ts';
import { counterDetail, ticketAnswer } from './staff-views.ts';
import { createStreams } from './streams.ts';
import { callsOf, historyOf } from './ticket-history.ts';
import { createTicketPapers } from './ticket-papers.ts';
import { counterOfDevice, healthPart, orderParts, viewParts } from './view-parts.ts';
import { createVoiceDesk } from './voice-desk.ts';
import { noVoiceFacts, voiceView } from './voice-views.ts';

export const systemActor: Actor = { id: 'system', clerk: null, staff: true };
/** While the disk refuses, what a device has said is offered to it again this often. */
const storeAgainMs = 1_000;
const dayTroubles = { held: 'business day held', behind: 'clock behind the business day' } as const;
/** Events after which a series may have too few numbers left, or enough again. */
const numberEvents: ReadonlySet<EventType> = new Set(['ticket.issued', 'series.set', 'day.opened']);
const storageFaults = ['storage-full', 'storage-read-only', 'storage-failed'] as const;

export function createHall(options: HallOptions): Hall {
  const { config, journal, clock, random, log } = options;
  const index = indexHall(config);
  const engine = createEngine({
    ...{ index, journal, clock, random, onStorage },
    onTooLong: (detail) => log.error('an event was refused for its length', { detail }),
    onDurable: () => desks.refresh(),
  });
  const health = createHealth(clock, {
    device({ id, state }, fault, done) {
      const command = { type: 'device-state', device: id, state, fault } as const;
      submit(command, systemActor, (result) => done(!isStoredLater(result)));
    },
    changed: () => {
      scheduleRefresh();
      for (const listener of healthListeners) listener();
    },
  });
  const healthListeners = new Set<() => void>();
  const helpDesk = createHelpDesk(clock, health);
  const factStore = createFactStore(clock, submitOnce);
  const screenDesk = createScreenDesk({
    index: () => engine.index,
    clock,
    health,
    state: () => engine.state,
    local: () => context().local,
    store: (command, actor) => factStore.keep(command, actor),
    changed: scheduleRefresh,
  });
  const facts = {
    ...{ health, journal, clock, sw: options.sw, startedMs: clock.monoMs() },
    heldDate: () => dayKeeper.held(),
    screens: screenDesk,
    counterOfDevice: counterOfDevice(config),
    films: () => filmsProgress,
    firmware: () => desks.firmware()?.part() ?? [],
    voice: (shared: ViewContext) => voiceView(shared, screenDesk, options.voice ?? noVoiceFacts, voiceDesk.lately()),
  };
  const streams = createStreams(() => {
    const shared = context();
    return (name) => viewParts(name, shared, facts);
  });
  const numberWatch = createNumberWatch(index, health);
  const ratingClock = createRatingClock(
    clock,
    () => engine.state,
    (visit) => factStore.keep({ type: 'rating-timeout', visit }, 'system'),
  );
  const appointmentDesk = createAppointmentDesk(clock, (command, done) => submit(command, systemActor, done));
  const queueClock = createQueueClock({
    clock,
    index,
    state: () => engine.state,
    act: (command) => factStore.keep(command, systemActor.id),
    changed: scheduleRefresh,
  });
  const orderClock = createOrderClock(clock, index, () => {
    const shared = context();
    return streams.refreshPart((name) => orderParts(name, shared));
  });
  const dayKeeper = createDayKeeper(
    config,
    clock,
    () => engine.state.day,
    (date) => {
      if (begun()) engine.apply((state, at) => decide(state, { type: 'open-day', date }, at), systemActor);
    },
    everyMinute,
  );
  /** Of this start; events carry it once the start is recorded. */
  const bootId = random.uuid(clock.wallMs()).slice(-12);
  const desks = createDeviceDesks({
    config,
    index,
    charset: options.charset,
    papers: createTicketPapers(options, index, clock),
    ...{ line: options.line, gpio: options.gpio, foreign: options.foreign },
    bootId,
    clock,
    log,
    health,
    memory: options.memory ?? { read: () => undefined, write: () => {} },
    state: () => engine.state,
    facts: factStore,
    random: random.unit,
    busKeys: options.busKeys ?? null,
    submit: submitOnce,
    givesTickets,
    firmware: options.firmware ?? null,
    hours: () => ({ hall: engine.index.config.hall, local: context().local }),
    isWaitedFor: (service) => waitingOf(engine.state, service) > 0,
    hallOpen: () => !engine.state.dayClosed && isOpen(config.hall, context().local),
    changed: scheduleRefresh,
  });
  const voiceDesk = createVoiceDesk(bootId);
  let filmsProgress: FilmsProgress | null = null;
  let started = false;
  let startTriedMs = Number.NEGATIVE_INFINITY;
  let refreshing = false;
  let stopped = false;

  engine.onCommit((events) => {
    ratingClock.refresh();
    queueClock.refresh();
    desks.tryPaper(events);
    if (events.some(({ type }) => numberEvents.has(type))) numberWatch.check(engine.state);
    streams.refresh();
  });

  function everyMinute(trouble: DayTrouble | null): void {
    const isWrong = clock.quality() === 'unset' || trouble !== null;
    if (isWrong) health.raise('clock-untrusted', 'clock', trouble === null ? undefined : dayTroubles[trouble]);
    else health.clear('clock-untrusted', 'clock');
    health.device('clock', 'clock', isWrong ? 'warning' : 'ok');
    if (engine.state.appointments.size > 0) factStore.keep({ type: 'appointments-passed' }, systemActor.id);
    numberWatch.check(engine.state);
    queueClock.refresh();
    const { state, index: dated, now, local } = context();
    voiceDesk.everyMinute(state, dated, now, local);
    desks.refresh();
    screenDesk.refresh();
    if (begun()) engine.apply((state, at) => decide(state, { type: 'notices-over' }, at), systemActor);
    scheduleRefresh();
  }

  function scheduleRefresh(): void {
    if (refreshing || stopped) return;
    refreshing = true;
    clock.soon(() => {
      refreshing = false;
      streams.refresh();
    });
  }

  function submitOnce(command: Command, actorId: string, done: (result: CommandResult) => void): void {
    submit(command, { id: actorId, clerk: null, staff: false }, done);
  }

  function onStorage(trouble: (typeof storageFaults)[number] | null, detail: string): void {
    for (const code of storageFaults) {
      if (code === trouble) health.raise(code, 'journal', detail);
      else health.clear(code, 'journal');
    }
    if (trouble) log.error('commit failed', { trouble, detail });
    else log.info('commits work again');
    health.device('journal', 'storage', trouble ? 'fault' : 'ok');
    desks.refreshButtons();
  }

  /** True while a button's press would give a ticket: its lamp is lit. */
  function givesTickets(service: string): boolean {
    if (storageFaults.some((code) => health.has(code, 'journal'))) return false;
    return closedBy(engine.state, engine.index, service, context().local) === null;
  }

  function context(): ViewContext {
    const wallMs = clock.wallMs();
    const basis = {
      state: engine.state,
      index: engine.index,
      local: clock.quality() === 'unset' ? null : clock.local(wallMs),
      now: { boot: engine.state.boot, monoMs: clock.monoMs(), wallMs },
    };
    return {
      ...basis,
      forecast: engine.forecasts.at(basis),
      clockTrusted: clock.quality() !== 'unset',
      demo: options.demo,
      speech: options.speech,
      phrases: options.phrases ?? defaultPhrasebook,
      chimeWav: options.chimeWav ?? null,
      announcements: voiceDesk.held(basis.now.monoMs),
      samples: voiceDesk.samples(basis.now.monoMs),
      printerTrouble: desks.printerTrouble(),
      printOf: desks.printOf,
      paperPlaceOf: desks.paperPlaceOf,
      ...(options.disk ? { disk: options.disk } : {}),
    };
  }

  /**
   * True once this start is recorded. With a disk that refuses at the start, pages are served and show the fault; the record
   * is tried again with the next command, at most once a second, and nothing is stored before it.
   */
  function begun(): boolean {
    if (started || clock.monoMs() - startTriedMs < storeAgainMs) return started;
    startTriedMs = clock.monoMs();
    const wallMs = clock.wallMs();
    const own = event('system.started', { boot: bootId, sw: options.sw, config: options.configHash });
    const isNew = engine.state.epochs.length === 0;
    const first = { epoch: random.uuid(wallMs), first: 1, parent: null, reason: 'new' } as const;
    if (!engine.record(isNew ? [event('epoch.started', first), own] : [own], systemActor.id)) return false;
    started = true;
    // One commit for all that the start puts in order: after a day without paper there may be hundreds of tickets.
    engine.apply(decideAfterStart, systemActor);
    return true;
  }

  const submit: HallPort['submit'] = (command, actor, done) => {
    if (begun()) engine.submit(command, actor, done);
    else done({ ok: false, refusal: refuse('storage-failed') });
  };

  return {
    submit,
    hallView: () => hallView(context()),
    seq: () => journal.head(),
    counterDetail: (no): CounterDetail | null => counterDetail(no, context()),
    counts: () => engine.state.counts,
    lines: desks.lines,
    accuracy: () => accuracyOf(engine.state),
    ticketDetail(id): TicketDetail | null {
      const ticket = engine.state.tickets.get(id);
      if (!ticket) return null;
      return {
        ...ticketAnswer(ticket, context()),
        // Read from the disk only when asked for: the answer to a tap needs no history.
        get history() {
          return historyOf(journal, ticket.seqs);
        },
      };
    },
    why(id): WhyAnswer | null {
      const ticket = engine.state.tickets.get(id);
      return ticket ? { ticketNo: ticket.no, calls: callsOf(journal, ticket.seqs) } : null;
    },
    day: () => ({
      ...dayPart(context(), dayKeeper.held()),
      left: leftOver(engine.state).map(({ id, no, service, state }) => ({
        ticketId: id,
        ticketNo: no,
        service,
        state,
      })),
    }),
    readEvents: (from, limit) => journal.read(from, Number.MAX_SAFE_INTEGER, limit),
    stream(name: StreamName, sink: StreamSink) {
      orderClock.look();
      return streams.open(name, sink);
    },
    onCommit: engine.onCommit,
    buses: desks.buses,
    health,
    healthPart: () => healthPart(facts),
    epochs: () => engine.state.epochs,
    openEpoch(first, reason) {
      if (!begun()) return false;
      const last = engine.state.epochs.at(-1);
      const parent = last ? { epoch: last.epoch, sequence: first - 1 } : null;
      const epoch = random.uuid(clock.wallMs());
      return engine.record([event('epoch.started', { epoch, first, parent, reason })], 'system');
    },
    bootId: () => bootId,
    screenBeat: screenDesk.beat,
    screenPower: screenDesk.power,
    screenReload: screenDesk.reload,
    contentView: () => contentView(context(), screenDesk),
    screenPlan(id, day) {
      const screen = index.screens.get(id);
      return screen ? planOfDay(engine.state, engine.index, screen, day) : null;
    },
    voiceView: () => facts.voice(context()),
    sayVoiceSample(screen, actor, done) {
      if (!voiceDesk.maySample(clock.monoMs())) return done({ ok: false, refusal: refuse('voice-sample-soon') });
      submit({ type: 'voice-sample', screen }, actor, (result) => {
        // The journal has it: whoever asked sees it in the answer, the screen with the streams of this commit.
        if (result.ok) voiceDesk.sample(screen, actor.clerk ?? actor.id, context().now);
        scheduleRefresh();
        done(result);
      });
    },
    calendar: (from, days) => calendarAhead(engine.state, engine.index, from, days),
    askHelp: helpDesk.ask,
    firmware: desks.firmware,
    takeAppointments: appointmentDesk.take,
    tellFilms(progress) {
      filmsProgress = progress;
      scheduleRefresh();
      for (const listener of healthListeners) listener();
    },
    mayFetch: () => mayFetch(engine.index.config, context().local),
    onHealth: (listener) => void healthListeners.add(listener),
    streams: () => streams.count(),
    start() {
      desks.make();
      begun();
      if (started) health.device('journal', 'storage', 'ok');
      dayKeeper.start();
      desks.start();
      ratingClock.refresh();
      queueClock.refresh();
    },
    stop() {
      stopped = true;
      health.stop();
      dayKeeper.stop();
      ratingClock.stop();
      queueClock.stop();
      appointmentDesk.stop();
      orderClock.stop();
      factStore.stop();
      helpDesk.stop();
      screenDesk.stop();
      desks.stop();
      engine.stop();
    },
  };
}

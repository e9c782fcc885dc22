/**
 * The hall: engine, desks, clocks and streams put together behind one port. Synchronous; all I/O stands behind the
 * ports it is given.
 *
 *   pages, keypads, centre ──submit──► engine ──commit──► desks (paper, panels), streams, listeners
 */
import { whySentence } from '../../protocol/call-reasons.ts';
import type { Charset } from '../../protocol/charset.ts';
import type { Actor, Command } from '../../protocol/commands.ts';
import { configDefaults, type HallConfig, type LineConfig } from '../../protocol/config.ts';
import { event } from '../../protocol/events.ts';
import { refuse } from '../../protocol/refusals.ts';
import type { CounterDetail, TicketDetail, WhyAnswer } from '../../protocol/views.ts';
import { decide } from '../core/decide.ts';
import { leftOver } from '../core/decide-day.ts';
import { decideAfterStart } from '../core/decide-paper.ts';
import { closedBy } from '../core/decide-ticket.ts';
import { indexHall } from '../core/hall-index.ts';
import { printerOf } from '../core/target.ts';
import { accuracyOf } from '../core/wait-score.ts';
import type { GpioPort } from '../drivers/button/gpio-port.ts';
import { findPrinterProfile } from '../drivers/printer/printer-profile.ts';
import type {
  ClockPort,
  CommandResult,
  HallPort,
  JournalPort,
  LogPort,
  RandomPort,
  StreamName,
  StreamSink,
} from '../ports.ts';
import type { LinePort } from '../ports-line.ts';
import { type BusDesk, createBusDesk } from './bus-desk.ts';
import { type ButtonDesk, createButtonDesk } from './button-desk.ts';
import { createDayKeeper } from './day-keeper.ts';
import { dayPart } from './desk-view.ts';
import { createEngine } from './engine.ts';
import { createFactStore, isStoredLater } from './fact-store.ts';
import { hallView, type ViewContext } from './hall-views.ts';
import { createHealth } from './health.ts';
import { createHelpDesk } from './help-desk.ts';
import { createPrintDesk, type PrintDesk } from './print-desk.ts';
import { createRatingClock } from './rating-clock.ts';
import { counterDetail, ticketAnswer } from './staff-views.ts';
import { createStreams } from './streams.ts';
import { counterOfDevice, healthPart, viewParts } from './view-parts.ts';

export interface HallOptions {
  readonly config: HallConfig;
  readonly journal: JournalPort;
  readonly clock: ClockPort;
  readonly random: RandomPort;
  readonly log: LogPort;
  readonly charset: Charset;
  /** Opens nothing yet: gives the line that a configuration names. */
  readonly line: (config: LineConfig) => LinePort;
  /** The machine's GPIO, or null when the hall has no buttons. */
  readonly gpio: GpioPort | null;
  readonly demo: boolean;
  /** True when announcements can be made on the daemon's side. */
  readonly speech: boolean;
  /** Version of the program and hash of the configuration, for the journal and the centre. */
  readonly sw: string;
  readonly configHash: string;
}

export interface Hall extends HallPort {
  start(): void;
  /** Takes no further step; lines, pages and the centre's link are ended by whoever made them. */
  stop(): void;
  /** Epochs of the journal, oldest first. */
  epochs(): readonly { readonly epoch: string; readonly first: number }[];
  /** Opens a new epoch after a fork; false when the disk refuses. */
  openEpoch(first: number, reason: 'fork' | 'restore'): boolean;
  bootId(): string;
  /** A customer at a kiosk asks for a person: staff see it for some minutes. */
  askHelp(device: string): void;
  /** Called whenever something on the health page has changed. */
  onHealth(listener: () => void): void;
  /** Streams that are open now. */
  streams(): number;
}

export const systemActor: Actor = { id: 'system', clerk: null, staff: true };
/** While the disk refuses, what a device has said is offered to it again this often. */
const storeAgainMs = 1_000;
const storageFaults = ['storage-full', 'storage-read-only', 'storage-failed'] as const;

export function createHall(options: HallOptions): Hall {
  const { config, journal, clock, random, log } = options;
  const index = indexHall(config);
  const engine = createEngine({ index, journal, clock, random, onStorage, onDurable: refreshDesks });
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
  const facts = {
    health,
    journal,
    clock,
    sw: options.sw,
    startedMs: clock.monoMs(),
    heldDate: () => dayKeeper.held(),
    counterOfDevice: counterOfDevice(config),
  };
  const streams = createStreams((name) => viewParts(name, context(), facts));
  const printDesks = new Map<string, PrintDesk>();
  const busDesks: BusDesk[] = [];
  let buttonDesk: ButtonDesk | null = null;
  const factStore = createFactStore(clock, submitOnce);
  const ratingClock = createRatingClock(
    clock,
    () => engine.state,
    (visit) => factStore.keep({ type: 'rating-timeout', visit }, 'system'),
  );
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
  let started = false;
  let startTriedMs = Number.NEGATIVE_INFINITY;
  let refreshing = false;
  let stopped = false;

  engine.onCommit(() => {
    ratingClock.refresh();
    streams.refresh();
  });

  function refreshDesks(): void {
    for (const desk of printDesks.values()) desk.refresh();
    for (const desk of busDesks) desk.refresh();
    buttonDesk?.refresh();
    // Without a printer there is no desk that says it: only staff can know what became of paper still owed.
    const isLost = index.printer === null && engine.state.prints.size > 0;
    if (isLost) health.raise('print-unknown', 'printer');
    else health.clear('print-unknown', 'printer');
  }

  function everyMinute(dayHeld: boolean): void {
    const untrusted = clock.quality() === 'unset';
    if (untrusted || dayHeld) health.raise('clock-untrusted', 'clock', dayHeld ? 'business day held' : undefined);
    else health.clear('clock-untrusted', 'clock');
    health.device('clock', 'clock', untrusted || dayHeld ? 'warning' : 'ok');
    refreshDesks();
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
    buttonDesk?.refresh();
  }

  /** True while a button's press would give a ticket: its lamp is lit. */
  function givesTickets(service: string): boolean {
    if (storageFaults.some((code) => health.has(code, 'journal'))) return false;
    return closedBy(engine.state, index, service, context().local) === null;
  }

  function context(): ViewContext {
    const wallMs = clock.wallMs();
    const basis = {
      state: engine.state,
      index,
      local: clock.quality() === 'unset' ? null : clock.local(wallMs),
      now: { boot: engine.state.boot, monoMs: clock.monoMs(), wallMs },
    };
    return {
      ...basis,
      forecast: engine.forecasts.at(basis),
      clockTrusted: clock.quality() !== 'unset',
      demo: options.demo,
      speech: options.speech,
      printerTrouble: index.printer === null ? null : (printDesks.get(index.printer)?.trouble() ?? null),
      printOf: (ticket) => printDesks.get(printerOf(ticket, index) ?? '')?.printOf(ticket) ?? ticket.print,
    };
  }

  function makeDesks(): void {
    for (const printer of config.printers ?? []) {
      const profile = findPrinterProfile(printer.profile ?? configDefaults.printerProfile);
      if (!profile) throw new Error(`printer ${printer.id}: there is no profile ${printer.profile}`);
      const { id } = printer;
      const desk = createPrintDesk({
        id,
        line: options.line(printer.line),
        profile,
        charset: options.charset,
        index,
        clock,
        log,
        health,
        state: () => engine.state,
        store: factStore.keep,
        changed: scheduleRefresh,
      });
      printDesks.set(id, desk);
    }
    for (const bus of config.buses ?? []) {
      busDesks.push(
        createBusDesk({
          bus,
          line: options.line(bus.line),
          charset: options.charset,
          index,
          clock,
          log,
          health,
          state: () => engine.state,
          store: factStore.keep,
          submit: submitOnce,
        }),
      );
    }
  }

  function makeButtons(gpio: GpioPort): ButtonDesk {
    return createButtonDesk({
      buttons: config.buttons ?? [],
      gpio,
      bootId,
      clock,
      health,
      store: (command, actor, forMs) => factStore.keep(command, actor, undefined, forMs),
      open: givesTickets,
    });
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
    stream: (name: StreamName, sink: StreamSink) => streams.open(name, sink),
    onCommit: engine.onCommit,
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
    askHelp: helpDesk.ask,
    onHealth: (listener) => void healthListeners.add(listener),
    streams: () => streams.count(),
    start() {
      makeDesks();
      begun();
      if (started) health.device('journal', 'storage', 'ok');
      dayKeeper.start();
      for (const desk of printDesks.values()) desk.start();
      for (const desk of busDesks) desk.start();
      if (options.gpio) buttonDesk = makeButtons(options.gpio);
      buttonDesk?.start();
      ratingClock.refresh();
    },
    stop() {
      stopped = true;
      health.stop();
      dayKeeper.stop();
      ratingClock.stop();
      factStore.stop();
      helpDesk.stop();
      buttonDesk?.stop();
      for (const desk of printDesks.values()) desk.stop();
      for (const desk of busDesks) desk.stop();
      engine.stop();
    },
  };
}

function callsOf(journal: JournalPort, seqs: readonly number[]): WhyAnswer['calls'] {
  return seqs.flatMap((seq) =>
    journal.read(seq, seq, 1).flatMap((row) => {
      if (row.type !== 'ticket.called') return [];
      const { counter, clerk, why, cause = null } = row.body;
      return [{ seq, wallMs: row.wallMs, counter, clerk, why, text: whySentence(why, cause), cause }];
    }),
  );
}

function historyOf(journal: JournalPort, seqs: readonly number[]): TicketDetail['history'] {
  return seqs.flatMap((seq) =>
    journal.read(seq, seq, 1).map((row) => {
      const { counter } = row.body as { counter?: number };
      return { seq, type: row.type, wallMs: row.wallMs, counter: counter ?? null };
    }),
  );
}

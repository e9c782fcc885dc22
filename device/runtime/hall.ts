/**
 * The hall: engine, desks, clocks and streams put together behind one port. Synchronous; all I/O stands behind the
 * ports it is given.
 *
 *   pages, keypads, centre ──submit──► engine ──commit──► desks (paper, panels), streams, listeners
 */
import type { Charset } from '../../protocol/charset.ts';
import type { Actor, Command } from '../../protocol/commands.ts';
import { configDefaults, type HallConfig, type LineConfig } from '../../protocol/config.ts';
import { event } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import type { CounterDetail, TicketDetail } from '../../protocol/views.ts';
import { decide } from '../core/decide.ts';
import { closedBy, decideAfterRestart } from '../core/decide-ticket.ts';
import { indexHall } from '../core/hall-index.ts';
import { elapsedMs } from '../core/state.ts';
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
import { createEngine } from './engine.ts';
import { hallView, type ViewContext } from './hall-views.ts';
import { createHealth } from './health.ts';
import { createPrintDesk, type PrintDesk } from './print-desk.ts';
import { createRatingClock } from './rating-clock.ts';
import { counterDetail, ticketAnswer } from './staff-views.ts';
import { createStreams } from './streams.ts';
import { healthPart, viewParts } from './view-parts.ts';

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
/** A call for help is shown so long after the last touch. */
const helpShownMs = 3 * 60_000;
/** While the disk refuses, what a device has said is offered to it again this often. */
const storeAgainMs = 1_000;
/** Refusals that say nothing about the command itself. */
const storedLater: ReadonlySet<string> = new Set(['storage-failed', 'busy', 'shutting-down']);

export function createHall(options: HallOptions): Hall {
  const { config, journal, clock, random, log } = options;
  const index = indexHall(config);
  const engine = createEngine({ index, journal, clock, random, onStorage, onDurable: refreshDesks });
  const health = createHealth(clock, {
    device: (device, fault) => submitQuietly({ type: 'device-state', device: device.id, state: device.state, fault }),
    changed: () => {
      scheduleRefresh();
      for (const listener of healthListeners) listener();
    },
  });
  const healthListeners = new Set<() => void>();
  /** Devices at which somebody has asked for help, with what ends its mark. */
  const helpEnds = new Map<string, () => void>();
  const facts = { health, journal, clock, sw: options.sw, startedMs: clock.monoMs() };
  const streams = createStreams((name) => viewParts(name, context(), facts));
  const printDesks = new Map<string, PrintDesk>();
  const busDesks: BusDesk[] = [];
  let buttonDesk: ButtonDesk | null = null;
  const ratingClock = createRatingClock(
    clock,
    () => engine.state,
    (visit) => store({ type: 'rating-timeout', visit }, 'system'),
  );
  const dayKeeper = createDayKeeper(
    config,
    clock,
    () => engine.state.day,
    (date) => void engine.apply((state, at) => decide(state, { type: 'open-day', date }, at), systemActor),
    () => scheduleRefresh(),
  );
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
  }

  function scheduleRefresh(): void {
    if (refreshing || stopped) return;
    refreshing = true;
    clock.soon(() => {
      refreshing = false;
      streams.refresh();
    });
  }

  function submitQuietly(command: Command): void {
    engine.submit(command, systemActor, () => {});
  }

  /** What a device has said must not be lost to a full disk: it is offered again until it is stored. */
  function store(command: Command, actorId: string, done: (result: CommandResult) => void = () => {}): void {
    submitOnce(command, actorId, (result) => {
      const kept = !result.ok && storedLater.has(result.refusal.code);
      if (!kept) done(result);
      // At the end of the daemon nobody says that it is stored: the device keeps it for the next one.
      else if (!stopped) clock.at(clock.monoMs() + storeAgainMs, () => store(command, actorId, done));
    });
  }

  function submitOnce(command: Command, actorId: string, done: (result: CommandResult) => void): void {
    engine.submit(command, { id: actorId, clerk: null, staff: false }, done);
  }

  function onStorage(trouble: 'storage-full' | 'storage-read-only' | 'storage-failed' | null, detail: string): void {
    for (const code of ['storage-full', 'storage-read-only', 'storage-failed'] as const) {
      if (code === trouble) health.raise(code, 'journal', detail);
      else health.clear(code, 'journal');
    }
    if (trouble) log.error('commit failed', { trouble, detail });
    else log.info('commits work again');
    health.device('journal', 'storage', trouble ? 'fault' : 'ok');
  }

  function context(): ViewContext {
    const wallMs = clock.wallMs();
    return {
      state: engine.state,
      index,
      local: clock.local(wallMs),
      now: { boot: engine.state.boot, monoMs: clock.monoMs(), wallMs },
      clockTrusted: clock.quality() !== 'unset',
      demo: options.demo,
      speech: options.speech,
      printerTrouble: index.printer === null ? null : (printDesks.get(index.printer)?.trouble() ?? null),
      printOf: (ticket) =>
        (ticket.printer ? printDesks.get(ticket.printer)?.printOf(ticket) : undefined) ?? ticket.print,
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
        store,
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
          store,
          submit: submitOnce,
        }),
      );
    }
  }

  function makeButtons(gpio: GpioPort): ButtonDesk {
    return createButtonDesk({
      buttons: config.buttons ?? [],
      gpio,
      bootId: engine.state.bootId,
      clock,
      health,
      store,
      open: (service) => closedBy(engine.state, index, service, clock.local(clock.wallMs())) === null,
    });
  }

  /** Records the start (false: the disk refuses), and settles paper that was under way when the daemon ended. */
  function recordStart(): boolean {
    const wallMs = clock.wallMs();
    const started = event('system.started', {
      boot: random.uuid(wallMs).slice(-12),
      sw: options.sw,
      config: options.configHash,
    });
    const epoch = engine.state.epochs.length === 0;
    const first = { epoch: random.uuid(wallMs), first: 1, parent: null, reason: 'new' } as const;
    if (!engine.record(epoch ? [event('epoch.started', first), started] : [started], 'system')) return false;
    const now = { boot: engine.state.boot, monoMs: clock.monoMs(), wallMs };
    const owed = [...engine.state.prints.values()].flatMap((ticket) => {
      const decision = decideAfterRestart(engine.state, ticket.id, elapsedMs(ticket.issued, now));
      return decision.ok ? decision.events : [];
    });
    // One commit for all: after a day without paper there may be hundreds, and each commit waits for the card.
    if (owed.length > 0) engine.record(owed, systemActor.id);
    return true;
  }

  return {
    submit: engine.submit,
    hallView: () => hallView(context()),
    seq: () => journal.head(),
    counterDetail: (no): CounterDetail | null => counterDetail(no, context()),
    ticketDetail(id): TicketDetail | null {
      const ticket = engine.state.tickets.get(id);
      if (!ticket) return null;
      const history = historyOf(journal, ticket.seqs);
      return { ...ticketAnswer(ticket, context()), history };
    },
    readEvents: (from, limit) => journal.read(from, Number.MAX_SAFE_INTEGER, limit),
    stream: (name: StreamName, sink: StreamSink) => streams.open(name, sink),
    onCommit: engine.onCommit,
    health,
    healthPart: () => healthPart(facts),
    epochs: () => engine.state.epochs,
    openEpoch(first, reason) {
      const last = engine.state.epochs.at(-1);
      const parent = last ? { epoch: last.epoch, sequence: first - 1 } : null;
      const epoch = random.uuid(clock.wallMs());
      return engine.record([event('epoch.started', { epoch, first, parent, reason })], 'system');
    },
    bootId: () => engine.state.bootId,
    askHelp(device) {
      if (!helpEnds.has(device) && helpEnds.size >= limits.helpDevicesMax) return;
      helpEnds.get(device)?.();
      health.raise('help-wanted', device);
      const end = () => {
        helpEnds.delete(device);
        health.clear('help-wanted', device);
      };
      helpEnds.set(device, clock.at(clock.monoMs() + helpShownMs, end));
    },
    onHealth: (listener) => void healthListeners.add(listener),
    streams: () => streams.count(),
    start() {
      if (!recordStart())
        throw new Error('The journal cannot be written: the start of the hall could not be recorded.');
      makeDesks();
      health.device('journal', 'storage', 'ok');
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
      for (const cancel of helpEnds.values()) cancel();
      buttonDesk?.stop();
      for (const desk of printDesks.values()) desk.stop();
      for (const desk of busDesks) desk.stop();
      engine.stop();
    },
  };
}

function historyOf(journal: JournalPort, seqs: readonly number[]): TicketDetail['history'] {
  return seqs.flatMap((seq) =>
    journal.read(seq, seq, 1).map((row) => {
      const { counter } = row.body as { counter?: number };
      return { seq, type: row.type, wallMs: row.wallMs, counter: counter ?? null };
    }),
  );
}

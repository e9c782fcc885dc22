/** The desks of the devices that the configuration names: printers, buses, foreign devices, buttons. */
import type { Charset } from '../../protocol/charset.ts';
import type { Command } from '../../protocol/commands.ts';
import { configDefaults, type HallConfig, type LineConfig } from '../../protocol/config.ts';
import type { JournalEvent } from '../../protocol/events.ts';
import type { ForeignConfig } from '../../protocol/foreign-config.ts';
import type { ForeignProfile } from '../../protocol/foreign-profile.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import type { PrintState } from '../../protocol/views.ts';
import type { HallIndex } from '../core/hall-index.ts';
import type { HallState, Ticket } from '../core/state.ts';
import { paperPlace, printerOf } from '../core/target.ts';
import type { GpioPort } from '../drivers/button/gpio-port.ts';
import { modbusAnswerMsDefault } from '../drivers/foreign/foreign-limits.ts';
import { findPrinterProfile } from '../drivers/printer/printer-profile.ts';
import type {
  BusDone,
  BusesPort,
  BusKeysPort,
  ClockPort,
  CommandResult,
  DeviceMemoryPort,
  LineReport,
  LogPort,
} from '../ports.ts';
import type { FirmwareJudge, FirmwarePort, FirmwareStorePort } from '../ports-firmware.ts';
import type { LinePort } from '../ports-line.ts';
import type { ModbusPort } from '../ports-modbus.ts';
import { type BusDesk, createBusDesk } from './bus-desk.ts';
import { type ButtonDesk, createButtonDesk } from './button-desk.ts';
import { configuredLines } from './configured-lines.ts';
import type { FactStore } from './fact-store.ts';
import { createFirmwareDesk, type FirmwareDesk, type FirmwareDeskOptions } from './firmware-desk.ts';
import { createForeignDesk, type ForeignDesk } from './foreign-desk.ts';
import type { Health } from './health.ts';
import { createLinesDesk, type LinesDesk } from './lines-desk.ts';
import { createModbusDesk } from './modbus-desk.ts';
import { createPrintDesk, type PrintDesk } from './print-desk.ts';
import { createPrintRouter } from './print-router.ts';
import type { TicketPapers } from './ticket-papers.ts';

/** Digits of the boot id that tell one start from another in the record of a key. */
const bootDigits = 7;

export interface DeviceDesks {
  readonly buses: BusesPort;
  /** Before the first commit of the start: what is owed by then is seen. Throws when a printer names no profile. */
  make(): void;
  start(): void;
  stop(): void;
  /** After a commit: every desk closes the difference between its target and its device. */
  refresh(): void;
  /** Lamps alone: a disk that refuses puts out those that promise a ticket. */
  refreshButtons(): void;
  /** Why no printer of the hall gives paper, or null while one does. */
  printerTrouble(): string | null;
  printOf(ticket: Ticket): PrintState;
  /** The name of the printer that gives a ticket's paper; null when it is the one of its kiosk. */
  paperPlaceOf(ticket: Ticket): Bilingual | null;
  /** Null before `start`, and in a hall without a bus. */
  firmware(): FirmwarePort | null;
  /** Papers with which staff try a printer come out once, after their commit. */
  tryPaper(events: readonly JournalEvent[]): void;
  /** The lines on the pins. */
  lines(): readonly LineReport[];
}

/** What the desks of foreign devices need besides their configuration. */
export interface ForeignParts {
  /** The profile of each entry, by its id. */
  readonly profiles: ReadonlyMap<string, ForeignProfile>;
  /** Modbus over a line; `answerMs` is the longest wait for an answer. */
  readonly modbus: (line: LinePort, answerMs: number) => ModbusPort;
}

export function createDeviceDesks(options: {
  readonly config: HallConfig;
  readonly index: HallIndex;
  readonly charset: Charset;
  readonly papers: TicketPapers;
  readonly line: (config: LineConfig) => LinePort;
  readonly gpio: GpioPort | null;
  readonly foreign: ForeignParts | undefined;
  readonly bootId: string;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly health: Health;
  readonly memory: DeviceMemoryPort;
  readonly state: () => HallState;
  readonly facts: FactStore;
  readonly random: () => number;
  readonly busKeys: BusKeysPort | null;
  readonly submit: (command: Command, actor: string, done: (result: CommandResult) => void) => void;
  /** True while a button's press would give a ticket. */
  readonly givesTickets: (service: string) => boolean;
  /** Who judges firmware and keeps its jobs; null in a hall that sends none. */
  readonly firmware: { readonly judge: FirmwareJudge; readonly kept: FirmwareStorePort } | null;
  readonly hours: FirmwareDeskOptions['hours'];
  /** True while somebody waits for the service. */
  readonly isWaitedFor: (service: string) => boolean;
  readonly hallOpen: () => boolean;
  readonly changed: () => void;
}): DeviceDesks {
  const { config, index, charset, papers, line, gpio, clock, log, health, memory, state, facts, submit } = options;
  const printDesks = new Map<string, PrintDesk>();
  const router = createPrintRouter({ desks: printDesks, index, clock, state, store: facts.keep });
  const busDesks: BusDesk[] = [];
  const foreignDesks: ForeignDesk[] = [];
  let buttonDesk: ButtonDesk | null = null;
  let firmwareDesk: FirmwareDesk | null = null;
  let linesDesk: LinesDesk | null = null;

  function changed(): void {
    linesDesk?.refresh();
    options.changed();
  }

  function printerTrouble(): string | null {
    const troubles = [...printDesks.values()].map((desk) => desk.trouble());
    return troubles.includes(null) ? null : (troubles[0] ?? null);
  }

  /** The printer that a ticket's paper comes out of, or will when its move is stored. */
  function giverOf(ticket: Ticket): string | null {
    return router.goesTo(ticket) ?? printerOf(ticket, index);
  }

  function make(): void {
    for (const printer of config.printers ?? []) {
      const profile = findPrinterProfile(printer.profile ?? configDefaults.printerProfile);
      if (!profile) throw new Error(`printer ${printer.id}: there is no profile ${printer.profile}`);
      const { id } = printer;
      const shared = { index, papers, clock, log, health, memory, state, store: facts.keep };
      const paperChanged = () => {
        router.look();
        changed();
      };
      printDesks.set(id, createPrintDesk({ ...shared, changed: paperChanged, id, profile, line: line(printer.line) }));
    }
    for (const bus of config.buses ?? []) {
      const { random, busKeys: keys } = options;
      const shared = { index, charset, clock, log, health, state, store: facts.keep, submit, random, keys };
      busDesks.push(createBusDesk({ ...shared, bus, line: line(bus.line) }));
    }
    for (const entry of config.foreign ?? []) foreignDesks.push(makeForeign(entry));
  }

  function makeForeign(entry: ForeignConfig): ForeignDesk {
    const profile = options.foreign?.profiles.get(entry.id);
    if (!options.foreign || !profile) throw new Error(`foreign ${entry.id}: its profile has not been read`);
    const shared = { entry, index, charset, clock, log, health, state };
    if (profile.kind !== 'modbus') {
      const boot = Number.parseInt(options.bootId.slice(-bootDigits), 16);
      return createForeignDesk({ ...shared, profile, boot, line: line(entry.line), store: facts.keep, submit });
    }
    const port = options.foreign.modbus(line(entry.line), profile.answerMs ?? modbusAnswerMsDefault);
    return createModbusDesk({ ...shared, profile, port });
  }

  /** Buttons first: whoever stands at one waits. Without GPIO nothing is opened, and staff are told once. */
  function startLines(port: GpioPort): void {
    const lines = configuredLines(config);
    if (lines.length === 0) return;
    const { answer, message } = port.probe();
    const isMissing = answer === 'absent' || answer === 'sysfs-gone' || answer === 'no-module';
    if (isMissing && !lines.some(({ line }) => 'key' in line)) {
      health.raise('gpio-absent', 'gpio', message);
      return;
    }
    const shared = { gpio: port, bootId: options.bootId, clock, health };
    buttonDesk = createButtonDesk({
      ...shared,
      buttons: config.buttons ?? [],
      store: (command, actor, forMs) => facts.keep(command, actor, undefined, forMs),
      open: options.givesTickets,
    });
    buttonDesk.start();
    const services = config.services.map(({ id }) => id);
    const ofAny = (is: (service: string) => boolean) => (service: string | null) =>
      service === null ? services.some(is) : is(service);
    linesDesk = createLinesDesk({
      ...shared,
      config: config.gpio ?? {},
      givesTickets: ofAny(options.givesTickets),
      isWaitedFor: ofAny(options.isWaitedFor),
      hallOpen: options.hallOpen,
      printerTrouble,
    });
    linesDesk.start();
  }

  function at(id: string, done: BusDone, act: (desk: BusDesk) => void): void {
    const desk = busDesks.find((each) => each.id === id);
    if (desk) act(desk);
    else done('bus-unknown');
  }

  function startFirmware(): void {
    if (options.firmware === null || busDesks.length === 0) return;
    firmwareDesk = createFirmwareDesk({
      ...options.firmware,
      lines: busDesks.map((desk) => desk.firmware),
      keys: config.firmware?.keys ?? [],
      ...{ clock, log, health, hours: options.hours, changed: options.changed },
      record: facts.keep,
    });
    firmwareDesk.start();
  }

  return {
    buses: {
      view: () => ({ buses: busDesks.map((desk) => desk.view()) }),
      scan: (bus, scope, done) => at(bus, done, ({ works }) => works.scan(scope, done)),
      setAddress: (bus, uid, address, done) => at(bus, done, ({ works }) => works.setAddress(uid, address, done)),
      identify: (bus, address, done) => at(bus, done, ({ works }) => works.identify(address, done)),
      installKey: (bus, address, done) => at(bus, done, ({ works }) => works.installKey(address, done)),
      setSpeed: (bus, baud, done) => at(bus, done, ({ works }) => works.setSpeed(baud, done)),
    },
    make,
    start() {
      for (const desk of printDesks.values()) desk.start();
      for (const desk of busDesks) desk.start();
      startFirmware();
      for (const desk of foreignDesks) desk.start();
      if (gpio) startLines(gpio);
    },
    firmware: () => firmwareDesk,
    stop() {
      firmwareDesk?.stopAll();
      buttonDesk?.stop();
      router.stop();
      linesDesk?.stop();
      for (const desk of printDesks.values()) desk.stop();
      for (const desk of busDesks) desk.stop();
      for (const desk of foreignDesks) desk.stop();
    },
    refresh() {
      for (const desk of printDesks.values()) desk.refresh();
      router.look();
      for (const desk of busDesks) desk.refresh();
      for (const desk of foreignDesks) desk.refresh();
      buttonDesk?.refresh();
      linesDesk?.refresh();
      // Without a printer there is no desk that says it: only staff can know what became of paper still owed.
      const isLost = index.printer === null && state().prints.size > 0;
      if (isLost) health.raise('print-unknown', 'printer');
      else health.clear('print-unknown', 'printer');
    },
    refreshButtons() {
      buttonDesk?.refresh();
      linesDesk?.refresh();
    },
    printerTrouble,
    lines: () => [...(buttonDesk?.lines() ?? []), ...(linesDesk?.lines() ?? [])],
    tryPaper(events) {
      for (const { type, body, seq } of events)
        if (type === 'printer.tested') printDesks.get(body.printer)?.test(seq, body);
    },
    printOf: (ticket) => printDesks.get(giverOf(ticket) ?? '')?.printOf(ticket) ?? ticket.print,
    paperPlaceOf: (ticket) => paperPlace(ticket, index, giverOf(ticket)),
  };
}

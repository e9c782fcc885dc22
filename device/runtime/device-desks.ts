/** The desks of the devices that the configuration names: printers, buses, foreign devices, buttons. */
import type { Charset } from '../../protocol/charset.ts';
import type { Command } from '../../protocol/commands.ts';
import { configDefaults, type HallConfig, type LineConfig } from '../../protocol/config.ts';
import type { ForeignConfig } from '../../protocol/foreign-config.ts';
import type { ForeignProfile } from '../../protocol/foreign-profile.ts';
import type { PrintState } from '../../protocol/views.ts';
import type { HallIndex } from '../core/hall-index.ts';
import type { HallState, Ticket } from '../core/state.ts';
import { printerOf } from '../core/target.ts';
import type { GpioPort } from '../drivers/button/gpio-port.ts';
import { modbusAnswerMsDefault } from '../drivers/foreign/foreign-limits.ts';
import { findPrinterProfile } from '../drivers/printer/printer-profile.ts';
import type { ClockPort, CommandResult, LogPort } from '../ports.ts';
import type { LinePort } from '../ports-line.ts';
import type { ModbusPort } from '../ports-modbus.ts';
import { type BusDesk, createBusDesk } from './bus-desk.ts';
import { type ButtonDesk, createButtonDesk } from './button-desk.ts';
import type { FactStore } from './fact-store.ts';
import { createForeignDesk, type ForeignDesk } from './foreign-desk.ts';
import type { Health } from './health.ts';
import { createModbusDesk } from './modbus-desk.ts';
import { createPrintDesk, type PrintDesk } from './print-desk.ts';

/** Digits of the boot id that tell one start from another in the record of a key. */
const bootDigits = 7;

export interface DeviceDesks {
  /** Before the first commit of the start: what is owed by then is seen. Throws when a printer names no profile. */
  make(): void;
  start(): void;
  stop(): void;
  /** After a commit: every desk closes the difference between its target and its device. */
  refresh(): void;
  /** Lamps of the buttons alone: a disk that refuses puts them out. */
  refreshButtons(): void;
  /** Why the hall's printer gives no paper, or null. */
  printerTrouble(): string | null;
  printOf(ticket: Ticket): PrintState;
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
  readonly line: (config: LineConfig) => LinePort;
  readonly gpio: GpioPort | null;
  readonly foreign: ForeignParts | undefined;
  readonly bootId: string;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly health: Health;
  readonly state: () => HallState;
  readonly facts: FactStore;
  readonly submit: (command: Command, actor: string, done: (result: CommandResult) => void) => void;
  /** True while a button's press would give a ticket. */
  readonly givesTickets: (service: string) => boolean;
  readonly changed: () => void;
}): DeviceDesks {
  const { config, index, charset, line, gpio, clock, log, health, state, facts, submit } = options;
  const printDesks = new Map<string, PrintDesk>();
  const busDesks: BusDesk[] = [];
  const foreignDesks: ForeignDesk[] = [];
  let buttonDesk: ButtonDesk | null = null;

  function make(): void {
    for (const printer of config.printers ?? []) {
      const profile = findPrinterProfile(printer.profile ?? configDefaults.printerProfile);
      if (!profile) throw new Error(`printer ${printer.id}: there is no profile ${printer.profile}`);
      const { id } = printer;
      const shared = { index, charset, clock, log, health, state, store: facts.keep, changed: options.changed };
      printDesks.set(id, createPrintDesk({ ...shared, id, profile, line: line(printer.line) }));
    }
    for (const bus of config.buses ?? []) {
      const shared = { index, charset, clock, log, health, state, store: facts.keep, submit };
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

  return {
    make,
    start() {
      for (const desk of printDesks.values()) desk.start();
      for (const desk of busDesks) desk.start();
      for (const desk of foreignDesks) desk.start();
      if (!gpio) return;
      buttonDesk = createButtonDesk({
        buttons: config.buttons ?? [],
        gpio,
        bootId: options.bootId,
        clock,
        health,
        store: (command, actor, forMs) => facts.keep(command, actor, undefined, forMs),
        open: options.givesTickets,
      });
      buttonDesk.start();
    },
    stop() {
      buttonDesk?.stop();
      for (const desk of printDesks.values()) desk.stop();
      for (const desk of busDesks) desk.stop();
      for (const desk of foreignDesks) desk.stop();
    },
    refresh() {
      for (const desk of printDesks.values()) desk.refresh();
      for (const desk of busDesks) desk.refresh();
      for (const desk of foreignDesks) desk.refresh();
      buttonDesk?.refresh();
      // Without a printer there is no desk that says it: only staff can know what became of paper still owed.
      const isLost = index.printer === null && state().prints.size > 0;
      if (isLost) health.raise('print-unknown', 'printer');
      else health.clear('print-unknown', 'printer');
    },
    refreshButtons: () => buttonDesk?.refresh(),
    printerTrouble: () => (index.printer === null ? null : (printDesks.get(index.printer)?.trouble() ?? null)),
    printOf: (ticket) => printDesks.get(printerOf(ticket, index) ?? '')?.printOf(ticket) ?? ticket.print,
  };
}

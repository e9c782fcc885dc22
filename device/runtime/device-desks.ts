/** The desks of the devices that the configuration names: printers, buses, buttons. */
import type { Charset } from '../../protocol/charset.ts';
import type { Command } from '../../protocol/commands.ts';
import { configDefaults, type HallConfig, type LineConfig } from '../../protocol/config.ts';
import type { PrintState } from '../../protocol/views.ts';
import type { HallIndex } from '../core/hall-index.ts';
import type { HallState, Ticket } from '../core/state.ts';
import { printerOf } from '../core/target.ts';
import type { GpioPort } from '../drivers/button/gpio-port.ts';
import { findPrinterProfile } from '../drivers/printer/printer-profile.ts';
import type { ClockPort, CommandResult, LogPort } from '../ports.ts';
import type { FirmwareJudge, FirmwarePort, FirmwareStorePort } from '../ports-firmware.ts';
import type { LinePort } from '../ports-line.ts';
import { type BusDesk, createBusDesk } from './bus-desk.ts';
import { type ButtonDesk, createButtonDesk } from './button-desk.ts';
import type { FactStore } from './fact-store.ts';
import { createFirmwareDesk, type FirmwareDesk, type FirmwareDeskOptions } from './firmware-desk.ts';
import type { Health } from './health.ts';
import { createPrintDesk, type PrintDesk } from './print-desk.ts';

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
  /** Null before `start`, and in a hall without a bus. */
  firmware(): FirmwarePort | null;
}

export function createDeviceDesks(options: {
  readonly config: HallConfig;
  readonly index: HallIndex;
  readonly charset: Charset;
  readonly line: (config: LineConfig) => LinePort;
  readonly gpio: GpioPort | null;
  readonly bootId: string;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly health: Health;
  readonly state: () => HallState;
  readonly facts: FactStore;
  readonly submit: (command: Command, actor: string, done: (result: CommandResult) => void) => void;
  /** True while a button's press would give a ticket. */
  readonly givesTickets: (service: string) => boolean;
  /** Who judges firmware and keeps its jobs; null in a hall that sends none. */
  readonly firmware: { readonly judge: FirmwareJudge; readonly kept: FirmwareStorePort } | null;
  readonly hours: FirmwareDeskOptions['hours'];
  readonly changed: () => void;
}): DeviceDesks {
  const { config, index, charset, line, gpio, clock, log, health, state, facts, submit } = options;
  const printDesks = new Map<string, PrintDesk>();
  const busDesks: BusDesk[] = [];
  let buttonDesk: ButtonDesk | null = null;
  let firmwareDesk: FirmwareDesk | null = null;

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
    make,
    start() {
      for (const desk of printDesks.values()) desk.start();
      for (const desk of busDesks) desk.start();
      startFirmware();
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
    firmware: () => firmwareDesk,
    stop() {
      firmwareDesk?.stopAll();
      buttonDesk?.stop();
      for (const desk of printDesks.values()) desk.stop();
      for (const desk of busDesks) desk.stop();
    },
    refresh() {
      for (const desk of printDesks.values()) desk.refresh();
      for (const desk of busDesks) desk.refresh();
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

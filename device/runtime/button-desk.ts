/**
 * Push buttons: each gives a ticket of its service, even when every page is dead. The lamp is lit while a press would
 * give a ticket; a stuck or noisy button is a fault for staff and gives nothing.
 */
import type { Command } from '../../protocol/commands.ts';
import type { ButtonConfig } from '../../protocol/config.ts';
import {
  type ButtonDriver,
  type ButtonOutput,
  type ButtonReport,
  createButtonDriver,
} from '../drivers/button/button-driver.ts';
import { BUTTON_PARAMETERS } from '../drivers/button/button-parameters.ts';
import type { GpioFault, GpioPort, InputHandle, OutputHandle } from '../drivers/button/gpio-port.ts';
import type { ClockPort } from '../ports.ts';
import type { Health } from './health.ts';

export interface ButtonDeskOptions {
  readonly buttons: readonly ButtonConfig[];
  readonly gpio: GpioPort;
  readonly bootId: string;
  readonly clock: ClockPort;
  readonly health: Health;
  /** Stores the effect of a press; tries for so long, milliseconds, while the disk refuses. */
  readonly store: (command: Command, actor: string, forMs: number) => void;
  /** True while the service gives tickets. */
  readonly open: (service: string) => boolean;
}

export interface ButtonDesk {
  start(): void;
  refresh(): void;
  stop(): void;
}

interface Button {
  readonly config: ButtonConfig;
  readonly device: string;
  readonly driver: ButtonDriver;
  input: InputHandle | null;
  lamp: OutputHandle | null;
  cancelWake: (() => void) | null;
}

/**
 * A press is an act of somebody who stands there: while the disk refuses it is tried for so long, then dropped. Tickets
 * that come out when everybody has left would stand in the line before people who are there.
 */
const pressMsMax = 3_000;

export function createButtonDesk(options: ButtonDeskOptions): ButtonDesk {
  const { gpio, clock, health } = options;
  const buttons = options.buttons.map((config): Button => {
    const idPrefix = `button-${config.gpio}-${options.bootId}`;
    const driver = createButtonDriver({ idPrefix, parameters: BUTTON_PARAMETERS });
    return { config, device: `button-${config.gpio}`, driver, input: null, lamp: null, cancelWake: null };
  });

  function take(button: Button, output: ButtonOutput): void {
    button.cancelWake?.();
    button.cancelWake = null;
    if (output.wakeAtMs !== null) {
      button.cancelWake = clock.at(output.wakeAtMs, () => {
        button.cancelWake = null;
        take(button, button.driver.onTick(button.input?.read() ?? 0, clock.monoMs()));
      });
    }
    for (const report of output.reports) onReport(button, report);
  }

  function onReport({ config, device }: Button, report: ButtonReport): void {
    switch (report.kind) {
      case 'press': {
        const { service } = config;
        const command = { type: 'issue', service, class: 'normal', channel: 'button', locale: 'zh-CN' } as const;
        options.store({ ...command, request: report.requestId }, device, pressMsMax);
        break;
      }
      case 'stuck':
      case 'out-of-service':
        health.raise('button-stuck', device, report.kind);
        health.device(device, 'button', 'fault');
        break;
      case 'unstuck':
      case 'in-service':
        health.clear('button-stuck', device);
        health.device(device, 'button', 'ok');
        break;
      default:
        break;
    }
  }

  function onFault(button: Button, fault: GpioFault): void {
    if (fault.code === 'healed') {
      health.clear('gpio-fault', button.device);
      health.device(button.device, 'button', 'ok');
      return;
    }
    health.raise('gpio-fault', button.device, fault.message);
    health.device(button.device, 'button', 'fault');
    take(button, button.driver.onClose(clock.monoMs()));
  }

  return {
    start() {
      const probe = gpio.probe();
      if (probe.answer !== 'ok') {
        health.raise('gpio-absent', 'gpio', probe.message);
        return;
      }
      for (const button of buttons) {
        const { gpio: bcm, activeLow = true, lamp } = button.config;
        health.device(button.device, 'button', 'ok');
        button.input = gpio.openInput(
          { bcm, activeLow },
          (level, atMs) => take(button, button.driver.onEdge(level, atMs)),
          (fault) => onFault(button, fault),
        );
        take(button, button.driver.onOpen(button.input.read(), clock.monoMs()));
        if (lamp !== undefined)
          button.lamp = gpio.openOutput({ bcm: lamp, activeLow: false, initial: 0 }, (fault) => onFault(button, fault));
      }
      this.refresh();
    },
    refresh() {
      for (const button of buttons) button.lamp?.set(options.open(button.config.service) ? 1 : 0);
    },
    stop() {
      for (const button of buttons) {
        button.cancelWake?.();
        button.input?.release();
        button.lamp?.release();
      }
    },
  };
}

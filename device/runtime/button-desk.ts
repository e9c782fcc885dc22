/**
 * Push buttons: each gives a ticket of its service, even when every page is dead. The lamp is lit while a press would
 * give a ticket; a stuck or noisy button is a fault for staff and gives nothing.
 */
import type { Command } from '../../protocol/commands.ts';
import type { ButtonConfig } from '../../protocol/config.ts';
import type { GpioPort } from '../drivers/button/gpio-port.ts';
import type { ClockPort, LineReport } from '../ports.ts';
import { deviceOf, inputLine, outputLine } from './configured-lines.ts';
import type { Health } from './health.ts';
import { createPushButton, type PushButton } from './push-button.ts';

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
  lines(): readonly LineReport[];
  stop(): void;
}

/**
 * A press is an act of somebody who stands there: while the disk refuses it is tried for so long, then dropped. Tickets
 * that come out when everybody has left would stand in the line before people who are there.
 */
const pressMsMax = 3_000;

export function createButtonDesk(options: ButtonDeskOptions): ButtonDesk {
  const { gpio, clock, health, bootId } = options;
  const buttons = options.buttons.map(({ service, ...config }): readonly [service: string, PushButton] => {
    const device = deviceOf('button', config.gpio);
    const command = { type: 'issue', service, class: 'normal', channel: 'button', locale: 'zh-CN' } as const;
    const button = createPushButton({
      device,
      line: inputLine(config),
      lamp: lampOf(config),
      idPrefix: `${device}-${bootId}`,
      gpio,
      clock,
      health,
      onPress: (request) => options.store({ ...command, request }, device, pressMsMax),
    });
    return [service, button];
  });

  return {
    start() {
      for (const [, button] of buttons) button.start();
      this.refresh();
    },
    refresh() {
      for (const [service, button] of buttons) button.setLamp(options.open(service));
    },
    lines: () => buttons.flatMap(([, button]) => button.lines()),
    stop() {
      for (const [, button] of buttons) button.stop();
    },
  };
}

/** The lamp of a button, as its line. */
export function lampOf({ lamp, lampActiveLow = false }: Pick<ButtonConfig, 'lamp' | 'lampActiveLow'>) {
  if (lamp === undefined) return null;
  return { device: deviceOf('lamp', lamp), line: outputLine({ gpio: lamp, activeLow: lampActiveLow }) };
}

/**
 * Buttons that call staff: a press is a mark for staff, as 'I need help' on the kiosk is. It stands for some minutes after the
 * last press, the lamp of the button is lit as long (somebody has been told), and the journal has it.
 */
import type { GpioConfig } from '../../protocol/config-gpio.ts';
import type { GpioPort } from '../drivers/button/gpio-port.ts';
import type { ClockPort, LineReport } from '../ports.ts';
import { lampOf } from './button-desk.ts';
import { deviceOf, inputLine } from './configured-lines.ts';
import type { Health } from './health.ts';
import { createPushButton } from './push-button.ts';

export interface CallDesk {
  start(): void;
  lines(): readonly LineReport[];
  stop(): void;
}

/** As long as the mark of the kiosk. */
const shownMs = 3 * 60_000;

export function createCallDesk(options: {
  readonly calls: NonNullable<GpioConfig['calls']>;
  readonly gpio: GpioPort;
  readonly bootId: string;
  readonly clock: ClockPort;
  readonly health: Health;
  readonly onCall: () => void;
}): CallDesk {
  const { gpio, clock, health, bootId } = options;
  const buttons = options.calls.map((config) => {
    const device = deviceOf('staff-call', config.gpio);
    let cancelEnd: (() => void) | null = null;
    const button = createPushButton({
      device,
      line: inputLine(config),
      lamp: lampOf(config),
      idPrefix: `${device}-${bootId}`,
      gpio,
      clock,
      health,
      onPress() {
        cancelEnd?.();
        cancelEnd = clock.at(clock.monoMs() + shownMs, () => mark(false));
        mark(true);
        options.onCall();
      },
    });
    function mark(called: boolean): void {
      if (called) health.raise('staff-called', device);
      else health.clear('staff-called', device);
      button.setWarning(called);
      button.setLamp(called);
    }
    return {
      start: () => button.start(),
      lines: () => button.lines(),
      stop() {
        cancelEnd?.();
        button.stop();
      },
    };
  });

  return {
    start() {
      for (const button of buttons) button.start();
    },
    lines: () => buttons.flatMap((button) => button.lines()),
    stop() {
      for (const button of buttons) button.stop();
    },
  };
}

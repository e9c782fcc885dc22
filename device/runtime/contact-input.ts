/** One switch between the pins and the hall: runs the contact's driver on its line and tells when its level changes. */
import { type ContactOutput, type ContactParameters, createContactDriver } from '../drivers/button/contact-driver.ts';
import type { GpioPort, InputHandle, InputLine, Level } from '../drivers/button/gpio-port.ts';
import type { ClockPort, LineReport } from '../ports.ts';
import type { Health } from './health.ts';
import { createLineHealth, type LineHealth } from './line-health.ts';

export interface ContactInput {
  start(): void;
  lines(): readonly LineReport[];
  stop(): void;
  readonly lineHealth: LineHealth;
}

export function createContactInput(options: {
  readonly device: string;
  readonly line: InputLine;
  readonly parameters: ContactParameters;
  readonly gpio: GpioPort;
  readonly clock: ClockPort;
  readonly health: Health;
  /** Null: not known, because the line is faulty or not quiet. */
  readonly onLevel: (level: Level | null) => void;
}): ContactInput {
  const { device, gpio, clock, health } = options;
  const driver = createContactDriver(options.parameters);
  const lineHealth = createLineHealth(health, device, 'contact');
  let input: InputHandle | null = null;
  let cancelWake: (() => void) | null = null;
  let level: Level | null = null;
  let restless = false;

  function take(output: ContactOutput): void {
    cancelWake?.();
    cancelWake = null;
    if (output.wakeAtMs !== null) {
      cancelWake = clock.at(output.wakeAtMs, () => {
        cancelWake = null;
        take(driver.onTick(input?.read() ?? 0, clock.monoMs()));
      });
    }
    if (output.restless !== restless) {
      restless = output.restless;
      if (restless) health.raise('gpio-fault', device, 'never quiet');
      else health.clear('gpio-fault', device);
    }
    if (output.level === level) return;
    level = output.level;
    options.onLevel(level);
  }

  return {
    lineHealth,
    start() {
      lineHealth.show('ok');
      input = gpio.openInput(
        options.line,
        (now, atMs) => take(driver.onEdge(now, atMs)),
        (fault) => {
          if (!lineHealth.onFault(fault)) take(driver.onClose());
        },
      );
      take(driver.onOpen(input.read(), clock.monoMs()));
    },
    lines: () => [{ device, level: input?.read() ?? null, figures: { ...driver.statistics() } }],
    stop() {
      cancelWake?.();
      input?.release();
    },
  };
}

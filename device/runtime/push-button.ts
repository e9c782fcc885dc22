/**
 * One push button with its lamp, between the pins and the hall: runs the button's driver on its line, tells staff of a stuck or
 * chattering contact, and keeps the lamp at its target. The lamp of a button that is out of order blinks slowly.
 */
import { type ButtonOutput, type ButtonReport, createButtonDriver } from '../drivers/button/button-driver.ts';
import { BUTTON_PARAMETERS, LAMP_BLINK_MS } from '../drivers/button/button-parameters.ts';
import type { GpioPort, InputHandle, InputLine, Level, OutputHandle, OutputLine } from '../drivers/button/gpio-port.ts';
import type { ClockPort, LineReport } from '../ports.ts';
import type { Health } from './health.ts';
import { createLineHealth } from './line-health.ts';

export interface PushButtonOptions {
  readonly device: string;
  readonly line: InputLine;
  readonly lamp: { readonly device: string; readonly line: OutputLine } | null;
  /** Unique for this button and this boot. */
  readonly idPrefix: string;
  readonly gpio: GpioPort;
  readonly clock: ClockPort;
  readonly health: Health;
  readonly onPress: (requestId: string) => void;
}

export interface PushButton {
  start(): void;
  /** The lamp as it should be while the button is in order. */
  setLamp(on: boolean): void;
  /** The button is in order, but there is something to tell. */
  setWarning(on: boolean): void;
  lines(): readonly LineReport[];
  stop(): void;
}

export function createPushButton(options: PushButtonOptions): PushButton {
  const { device, gpio, clock, health } = options;
  const driver = createButtonDriver({ idPrefix: options.idPrefix, parameters: BUTTON_PARAMETERS });
  const lineHealth = createLineHealth(health, device, 'button');
  const lampHealth = options.lamp ? createLineHealth(health, options.lamp.device, 'lamp') : null;
  let input: InputHandle | null = null;
  let lamp: OutputHandle | null = null;
  let cancelWake: (() => void) | null = null;
  let cancelBlink: (() => void) | null = null;
  let lit: Level = 0;
  let shown: Level = 0;
  let warning = false;
  let outOfOrder = false;

  function take(output: ButtonOutput): void {
    cancelWake?.();
    cancelWake = null;
    if (output.wakeAtMs !== null) {
      cancelWake = clock.at(output.wakeAtMs, () => {
        cancelWake = null;
        take(driver.onTick(input?.read() ?? 0, clock.monoMs()));
      });
    }
    for (const report of output.reports) onReport(report);
  }

  function onReport(report: ButtonReport): void {
    switch (report.kind) {
      case 'press':
        options.onPress(report.requestId);
        break;
      case 'stuck':
        health.raise('button-stuck', device);
        setOutOfOrder(true);
        break;
      case 'unstuck':
        health.clear('button-stuck', device);
        setOutOfOrder(false);
        break;
      case 'out-of-service':
        health.raise('button-chatter', device);
        setOutOfOrder(true);
        break;
      case 'in-service':
        health.clear('button-chatter', device);
        setOutOfOrder(false);
        break;
      case 'hold':
      case 'chatter':
        break;
    }
  }

  function setOutOfOrder(now: boolean): void {
    outOfOrder = now;
    show();
    cancelBlink?.();
    cancelBlink = null;
    if (now) blink(1);
    else light(lit);
  }

  function light(on: Level): void {
    shown = on;
    lamp?.set(on);
  }

  function blink(on: Level): void {
    if (!options.lamp) return;
    light(on);
    cancelBlink = clock.at(clock.monoMs() + LAMP_BLINK_MS, () => blink(on === 1 ? 0 : 1));
  }

  function show(): void {
    lineHealth.show(outOfOrder ? 'fault' : warning ? 'warning' : 'ok');
  }

  return {
    start() {
      show();
      if (options.lamp && lampHealth) {
        lampHealth.show('ok');
        lamp = gpio.openOutput(options.lamp.line, (fault) => void lampHealth.onFault(fault));
      }
      input = gpio.openInput(
        options.line,
        (level, atMs) => take(driver.onEdge(level, atMs)),
        (fault) => {
          if (!lineHealth.onFault(fault)) take(driver.onClose(clock.monoMs()));
        },
      );
      take(driver.onOpen(input.read(), clock.monoMs()));
    },
    setLamp(on) {
      lit = on ? 1 : 0;
      if (!outOfOrder) light(lit);
    },
    setWarning(on) {
      warning = on;
      show();
    },
    lines() {
      const own = { device, level: input?.read() ?? null, figures: { ...driver.statistics() } };
      return options.lamp ? [own, { device: options.lamp.device, level: shown, figures: {} }] : [own];
    },
    stop() {
      cancelWake?.();
      cancelBlink?.();
      input?.release();
      lamp?.release();
    },
  };
}

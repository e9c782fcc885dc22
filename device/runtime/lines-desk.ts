/**
 * The lines on the pins besides the buttons that give tickets: lamps, buzzer, paper switch, door, and the staff call.
 *
 * Lamps are targets: each refresh computes what should be lit from the hall as it is, so they are right after a restart too. The
 * buzzer tells of what has just begun, never of what was so at the start. A door that stands open while the hall is closed is a
 * fault for staff and a record in the journal; while the hall is open the door says nothing.
 */

import { configDefaults } from '../../protocol/config.ts';
import type { BuzzerCause, GpioConfig } from '../../protocol/config-gpio.ts';
import { BUZZER_PATTERNS, type BuzzerOutput, createBuzzerDriver } from '../drivers/button/buzzer-driver.ts';
import { DOOR_CONTACT, PAPER_SWITCH } from '../drivers/button/contact-driver.ts';
import type { GpioPort, Level, OutputHandle } from '../drivers/button/gpio-port.ts';
import type { ClockPort, LineReport } from '../ports.ts';
import { createCallDesk } from './call-desk.ts';
import { deviceOf, inputLine, outputLine } from './configured-lines.ts';
import { createContactInput } from './contact-input.ts';
import type { Health } from './health.ts';
import { createLineHealth } from './line-health.ts';

export interface LinesDeskOptions {
  readonly config: GpioConfig;
  readonly gpio: GpioPort;
  readonly bootId: string;
  readonly clock: ClockPort;
  readonly health: Health;
  /** True while the service gives tickets; null: any service. */
  readonly givesTickets: (service: string | null) => boolean;
  /** True while somebody waits for the service; null: for any. */
  readonly isWaitedFor: (service: string | null) => boolean;
  readonly hallOpen: () => boolean;
  readonly printerTrouble: () => string | null;
}

export interface LinesDesk {
  start(): void;
  refresh(): void;
  lines(): readonly LineReport[];
  stop(): void;
}

interface Part {
  start(): void;
  refresh(): void;
  lines(): readonly LineReport[];
  stop(): void;
}

/** A printer that is in trouble when the daemon starts is no news: devices need some time to answer. */
const startedMs = 30_000;

export function createLinesDesk(options: LinesDeskOptions): LinesDesk {
  const { config } = options;
  const buzzer = createBuzzer(options);
  const parts: Part[] = [
    buzzer,
    callPart(options, () => buzzer.sound('staff-call')),
    ...(config.lamps ?? []).map((lamp) => createLamp(options, lamp)),
    ...(config.paperLow ? [createPaperSwitch(options, config.paperLow)] : []),
    ...(config.door ? [createDoor(options, config.door, () => buzzer.sound('door-open'))] : []),
  ];
  return {
    start() {
      for (const part of parts) part.start();
      this.refresh();
    },
    refresh() {
      for (const part of parts) part.refresh();
    },
    lines: () => parts.flatMap((part) => part.lines()),
    stop() {
      for (const part of parts) part.stop();
    },
  };
}

function callPart({ config, gpio, bootId, clock, health }: LinesDeskOptions, onCall: () => void): Part {
  const desk = createCallDesk({ calls: config.calls ?? [], gpio, bootId, clock, health, onCall });
  return { start: desk.start, refresh() {}, lines: desk.lines, stop: desk.stop };
}

function openOutput(
  { gpio, health }: LinesDeskOptions,
  role: 'lamp' | 'buzzer',
  entry: NonNullable<GpioConfig['buzzer']>,
): OutputHandle {
  const lineHealth = createLineHealth(health, deviceOf(role, entry.gpio), 'lamp');
  lineHealth.show('ok');
  return gpio.openOutput(outputLine(entry), (fault) => void lineHealth.onFault(fault));
}

function createLamp(options: LinesDeskOptions, lamp: NonNullable<GpioConfig['lamps']>[number]): Part {
  let output: OutputHandle | null = null;
  let lit: Level = 0;
  const { service = null } = lamp;
  const shouldBeLit = {
    open: () => options.givesTickets(service),
    queue: () => options.isWaitedFor(service),
    'printer-fault': () => options.printerTrouble() !== null,
  }[lamp.shows];
  return {
    start() {
      output = openOutput(options, 'lamp', lamp);
    },
    refresh() {
      lit = shouldBeLit() ? 1 : 0;
      output?.set(lit);
    },
    lines: () => [{ device: deviceOf('lamp', lamp.gpio), level: lit, figures: {} }],
    stop() {
      output?.release();
    },
  };
}

function createBuzzer(options: LinesDeskOptions): Part & { sound(cause: BuzzerCause): void } {
  const { clock, config } = options;
  const causes: readonly BuzzerCause[] = config.buzzer?.causes ?? configDefaults.buzzerCauses;
  const driver = createBuzzerDriver();
  let output: OutputHandle | null = null;
  let cancelWake: (() => void) | null = null;
  let beganMs = 0;
  let hadTrouble = false;
  let sounds: Level = 0;

  function take({ level, wakeAtMs }: BuzzerOutput): void {
    cancelWake?.();
    cancelWake = null;
    sounds = level;
    output?.set(level);
    if (wakeAtMs !== null) cancelWake = clock.at(wakeAtMs, () => take(driver.onTick(clock.monoMs())));
  }

  function sound(cause: BuzzerCause): void {
    if (output && causes.includes(cause)) take(driver.sound(BUZZER_PATTERNS[cause], clock.monoMs()));
  }

  return {
    sound,
    start() {
      beganMs = clock.monoMs();
      if (config.buzzer) output = openOutput(options, 'buzzer', config.buzzer);
    },
    refresh() {
      const trouble = options.printerTrouble() !== null;
      if (trouble && !hadTrouble && clock.monoMs() >= beganMs + startedMs) sound('printer-fault');
      hadTrouble = trouble;
    },
    lines() {
      if (!config.buzzer) return [];
      return [{ device: deviceOf('buzzer', config.buzzer.gpio), level: sounds, figures: {} }];
    },
    stop() {
      cancelWake?.();
      output?.release();
    },
  };
}

function createPaperSwitch(
  { gpio, clock, health }: LinesDeskOptions,
  entry: NonNullable<GpioConfig['paperLow']>,
): Part {
  const device = deviceOf('paper-low', entry.gpio);
  const input = createContactInput({
    device,
    line: inputLine(entry),
    parameters: PAPER_SWITCH,
    gpio,
    clock,
    health,
    onLevel(level: Level | null) {
      if (level === 1) health.raise('paper-near-end', device);
      else health.clear('paper-near-end', device);
      input.lineHealth.show(level === 1 ? 'warning' : 'ok');
    },
  });
  return { start: input.start, refresh() {}, lines: input.lines, stop: input.stop };
}

function createDoor(
  { gpio, clock, health, hallOpen }: LinesDeskOptions,
  entry: NonNullable<GpioConfig['door']>,
  onOpenTooLong: () => void,
): Part {
  const device = deviceOf('door', entry.gpio);
  const { minutes = configDefaults.doorOpenMinutes } = entry;
  let closed: Level | null = null;
  let cancel: (() => void) | null = null;
  let told = false;
  const input = createContactInput({
    device,
    line: inputLine(entry),
    parameters: DOOR_CONTACT,
    gpio,
    clock,
    health,
    onLevel(level) {
      closed = level;
      refresh();
    },
  });

  function refresh(): void {
    if (closed !== 0 || hallOpen()) {
      cancel?.();
      cancel = null;
      if (told) tell(false);
    } else if (!told) cancel ??= clock.at(clock.monoMs() + minutes * 60_000, () => tell(true));
  }

  function tell(open: boolean): void {
    cancel = null;
    told = open;
    if (open) health.raise('door-open', device);
    else health.clear('door-open', device);
    input.lineHealth.show(open ? 'warning' : 'ok');
    if (open) onOpenTooLong();
  }

  return {
    start: input.start,
    refresh,
    lines: input.lines,
    stop() {
      cancel?.();
      input.stop();
    },
  };
}

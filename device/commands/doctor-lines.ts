/**
 * The lines on the pins for `hallkeeper doctor`: where each one is, which way it takes, its level now, what was counted.
 *
 * A line belongs to one program. While the daemon runs its figures come from the daemon (`/metrics`), and nothing is opened; without
 * it the inputs are opened here, and outputs are left alone: a look must not light a lamp or ring a buzzer.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configDefaults, type HallConfig } from '../../protocol/config.ts';
import { createMachineGpio } from '../adapters/gpio-machine.ts';
import { type ButtonDriver, createButtonDriver } from '../drivers/button/button-driver.ts';
import { BUTTON_PARAMETERS } from '../drivers/button/button-parameters.ts';
import type { GpioPort, GpioProbe, GpioWay, InputHandle, InputLine, Level } from '../drivers/button/gpio-port.ts';
import { type ConfiguredLine, configuredLines, type LineRole } from '../runtime/configured-lines.ts';

export interface LineFinding {
  readonly device: string;
  readonly role: LineRole;
  readonly gpio: number;
  /** Label of the chip, or null when it was not found. */
  readonly chip: string | null;
  readonly way: GpioWay;
  readonly direction: 'in' | 'out';
  readonly level: Level | null;
  /** The level in a word: pressed, released, on, off, open, closed, … */
  readonly now: string;
  readonly from: 'daemon' | 'doctor';
  readonly figures: Readonly<Record<string, number>>;
  /** What is wrong with the line itself. */
  readonly fault: string | null;
}

export interface LinesLook {
  readonly probe: GpioProbe;
  readonly lines: readonly LineFinding[];
}

export interface LinesWatch {
  /** As it is now. */
  look(): Promise<LinesLook>;
  stop(): void;
}

/** The daemon answers at once or not at all: pages may be dead while buttons work. */
const daemonMsMax = 800;
/** A line that cannot be opened says so in the same turn; a key of the kernel takes a moment more. */
const openingMs = 400;

const words: Readonly<Record<LineRole, readonly [zero: string, one: string]>> = {
  button: ['released', 'pressed'],
  'staff-call': ['released', 'pressed'],
  lamp: ['off', 'on'],
  buzzer: ['off', 'on'],
  'paper-low': ['paper enough', 'paper nearly empty'],
  door: ['open', 'closed'],
};

interface Own {
  readonly input: InputHandle;
  readonly driver: ButtonDriver;
  fault: string | null;
}

/** `onChange` is called when a line that is open here has changed. */
export async function openLines(config: HallConfig, onChange: () => void): Promise<LinesWatch> {
  const lines = configuredLines(config);
  const allowed = new Set(lines.filter(({ iKnow }) => iKnow).map(({ bcm }) => bcm));
  const gpio = await createMachineGpio({ nowMs: () => performance.now(), chipLabel: config.gpio?.chip, allowed });
  const own = new Map<string, Own>();
  const isRunning = (await askDaemon(config)) !== null;
  if (!isRunning) {
    for (const line of lines) if (line.direction === 'in') openOwn(gpio, line, own, onChange);
    if (own.size > 0) await new Promise((resolve) => setTimeout(resolve, openingMs));
  }

  async function look(): Promise<LinesLook> {
    const probe = gpio.probe();
    const daemon = isRunning ? await askDaemon(config) : null;
    return { probe, lines: lines.map((line) => findingOf(line, gpio, probe, daemon, own.get(line.device))) };
  }

  return {
    look,
    stop() {
      for (const { input } of own.values()) input.release();
      own.clear();
    },
  };
}

function openOwn(gpio: GpioPort, line: ConfiguredLine, own: Map<string, Own>, onChange: () => void): void {
  const probe = gpio.probe();
  // Exported by somebody: opening it would take it from them.
  if (gpio.way(line.line) === 'sysfs' && probe.answer === 'ok' && existsSync(sysfsFolder(probe.base + line.bcm)))
    return;
  const driver = createButtonDriver({ idPrefix: line.device, parameters: BUTTON_PARAMETERS });
  const input = gpio.openInput(
    line.line as InputLine,
    (level, atMs) => {
      driver.onEdge(level, atMs);
      onChange();
    },
    (fault) => {
      const mine = own.get(line.device);
      if (fault.code !== 'healed') driver.onClose(performance.now());
      if (mine && fault.code !== 'opening') mine.fault = fault.code === 'healed' ? null : fault.message;
      onChange();
    },
  );
  own.set(line.device, { input, driver, fault: null });
  driver.onOpen(input.read(), performance.now());
}

function findingOf(
  line: ConfiguredLine,
  gpio: GpioPort,
  probe: GpioProbe,
  daemon: Daemon | null,
  own: Own | undefined,
): LineFinding {
  const { device, role, bcm, direction } = line;
  const way = gpio.way(line.line);
  const level = daemon ? (daemon.levels.get(device) ?? null) : own ? own.input.read() : heldLevel(line, way, probe);
  // What all lines share is told by the probe, once.
  const isShared = probe.answer !== 'ok' && way !== 'input event';
  const fault = daemon ? (daemon.faults.get(device) ?? null) : isShared ? null : (own?.fault ?? null);
  const isKnown = level !== null && fault === null && !isShared;
  return {
    device,
    role,
    gpio: bcm,
    chip: probe.answer === 'ok' ? probe.label : null,
    way,
    direction,
    level: isKnown ? level : null,
    now: isKnown ? words[role][level] : 'not known',
    from: daemon ? 'daemon' : 'doctor',
    figures: daemon?.figures.get(device) ?? (own ? countsOf(line, own, performance.now()) : {}),
    fault,
  };
}

/** Settles what time alone has settled since the last edge. */
function countsOf({ role }: ConfiguredLine, { driver, input }: Own, nowMs: number): Readonly<Record<string, number>> {
  if (role !== 'button' && role !== 'staff-call') return {};
  driver.onTick(input.read(), nowMs);
  const entries = Object.entries(driver.statistics()).filter((entry): entry is [string, number] => entry[1] !== null);
  return Object.fromEntries(entries);
}

/** A line that another program has exported can be read without touching it. */
function heldLevel(line: ConfiguredLine, way: GpioWay, probe: GpioProbe): Level | null {
  if (way !== 'sysfs' || probe.answer !== 'ok') return null;
  try {
    return readFileSync(join(sysfsFolder(probe.base + line.bcm), 'value'), 'utf8').trim() === '1' ? 1 : 0;
  } catch {
    return null;
  }
}

function sysfsFolder(number: number): string {
  return `/sys/class/gpio/gpio${number}`;
}

// ---------------------------------------------------------------------------------------------- the running daemon

interface Daemon {
  readonly levels: ReadonlyMap<string, Level>;
  readonly figures: ReadonlyMap<string, Readonly<Record<string, number>>>;
  readonly faults: ReadonlyMap<string, string>;
}

async function askDaemon({ listen = {} }: HallConfig): Promise<Daemon | null> {
  const { host = configDefaults.host, port = configDefaults.port } = listen;
  const at = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  try {
    const answer = await fetch(`http://${at}:${port}/metrics`, { signal: AbortSignal.timeout(daemonMsMax) });
    return answer.ok ? readMetrics(await answer.text()) : null;
  } catch {
    return null;
  }
}

/** Null: whoever answered has no lines. */
export function readMetrics(text: string): Daemon | null {
  const levels = new Map<string, Level>();
  const figures = new Map<string, Record<string, number>>();
  const faults = new Map<string, string>();
  for (const [, name = '', labels = '', value = ''] of text.matchAll(/^(hallkeeper_\w+)\{([^}]*)\} (\S+)$/gm)) {
    const label = (key: string) => new RegExp(`${key}="([^"]*)"`).exec(labels)?.[1] ?? '';
    const device = label('device');
    if (name === 'hallkeeper_line_level') levels.set(device, value === '1' ? 1 : 0);
    else if (name === 'hallkeeper_line_figure')
      figures.set(device, { ...figures.get(device), [label('what')]: Number(value) });
    else if (name === 'hallkeeper_fault') faults.set(device, label('code'));
  }
  return levels.size + figures.size === 0 ? null : { levels, figures, faults };
}

// ---------------------------------------------------------------------------------------------- in words

/** `button-17  GPIO17  in   pinctrl-bcm2711, sysfs   pressed   presses 12, glitches 1` */
export function lineText(line: LineFinding): string {
  const { device, gpio, direction, chip, way, now, figures, fault } = line;
  const counted = Object.entries(figures)
    .filter(([, value]) => value !== 0)
    .map(([what, value]) => `${figureWords[what] ?? what} ${Math.round(value * 10) / 10}`);
  const parts = [
    `GPIO${gpio}`,
    direction,
    way === 'input event' ? way : chip === null ? 'no chip' : `${chip}, ${way}`,
    now,
    ...(fault ? [fault] : []),
  ];
  return `${device}: ${parts.join(' · ')}${counted.length > 0 ? ` · ${counted.join(', ')}` : ''}`;
}

const figureWords: Readonly<Record<string, string>> = {
  rawEdges: 'edges',
  lostEdges: 'lost edges',
  bounceMsP50: 'bounce p50 ms',
  bounceMsP95: 'bounce p95 ms',
  edgesPerPress: 'edges a press',
};

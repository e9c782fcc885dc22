/**
 * Lines over the kernel's character device, through our own small addon (native/gpio-lines). Taken where the kernel has no sysfs
 * GPIO any more, or does not let us use it. docs/decisions/0020-gpio-ways.md says why it is an addon and no child process.
 *
 * The kernel gives a line to one program only and takes it back when the program dies; every edge is told, in order.
 */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { GpioProbe, InputLine, Level } from '../drivers/button/gpio-port.ts';
import type { GpioLine, Trouble } from './gpio-kept-line.ts';
import { type Direction, type LineSource, outsideChip, troubleOf } from './gpio-line-source.ts';
import { errorCode, type GpioPlaces } from './gpio-probe.ts';

/** What the addon offers. */
export interface GpioLines {
  chip(path: string): { readonly label: string; readonly lines: number };
  line(path: string, offset: number): LineUse;
  open(path: string, offset: number, output: boolean, activeLow: boolean, level: Level, consumer: string): number;
  read(fd: number): Level;
  write(fd: number, level: Level): void;
  close(fd: number): void;
  watch(fd: number, callback: (error: Error | null, level: Level) => void): unknown;
  unwatch(handle: unknown): void;
  /** Whether a key of an input device is down now. */
  key(path: string, code: number): boolean;
}

export interface LineUse {
  readonly used: boolean;
  readonly output: boolean;
  readonly activeLow: boolean;
  /** Who holds it, as it calls itself. */
  readonly consumer: string;
}

interface Chip {
  readonly path: string;
  readonly label: string;
  readonly ngpio: number;
}

/** The name under which other tools see our lines. */
const consumer = 'hallkeeper';
const built = join('native', 'gpio-lines', 'build', 'Release', 'gpio_lines.node');

/** The addon, or null where it was not compiled. */
export function loadGpioLines(): GpioLines | null {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, built))) {
    const up = dirname(folder);
    if (up === folder) return null;
    folder = up;
  }
  try {
    return createRequire(import.meta.url)(join(folder, built)) as GpioLines;
  } catch {
    return null;
  }
}

export function createChardevSource(places: GpioPlaces, addon: GpioLines | null): LineSource {
  function find(): Chip | GpioProbe {
    const paths = chipPaths(places.devRoot);
    if (paths.length === 0)
      return {
        answer: 'absent',
        message: 'GPIO: this machine has none. Buttons and lamps are off; the touch kiosk goes on.',
      };
    if (!addon)
      return {
        answer: 'sysfs-gone',
        message:
          'GPIO: the kernel has chips but no /sys/class/gpio, and the addon for the character device was not compiled. Install python3, make and g++, then run npm run build:gpio.',
      };
    const chips: Chip[] = [];
    let refused: string | null = null;
    for (const path of paths) {
      try {
        const { label, lines } = addon.chip(path);
        chips.push({ path, label, ngpio: lines });
      } catch (error) {
        const code = errorCode(error);
        if (code === 'EACCES' || code === 'EPERM') refused = `${path} (${code})`;
      }
    }
    const matching = chips.filter(({ label }) => places.labels.includes(label));
    const [chip] = matching;
    if (chip && matching.length === 1) return chip;
    if (refused !== null)
      return {
        answer: 'no-permission',
        message: `GPIO: may not open ${refused}. Is the user in group gpio, and the device allowed for the service?`,
      };
    const present = chips.map(({ label, ngpio }) => `${label}+${ngpio}`).join(', ') || 'none';
    return {
      answer: 'no-chip',
      message: `GPIO: ${matching.length} chips match ${places.labels.join(', ')}; present: ${present}. Name the right label in the configuration (gpio.chip).`,
    };
  }

  return {
    way: 'character device',
    probe() {
      const found = find();
      if ('answer' in found) return found;
      const { path, label, ngpio } = found;
      return { answer: 'ok', label, base: 0, ngpio, message: `GPIO: ${label}, ${ngpio} lines, over ${path}.` };
    },
    attempt(line: InputLine, direction: Direction): GpioLine | Trouble {
      const found = find();
      if ('answer' in found || !addon) {
        const code = 'answer' in found && found.answer !== 'ok' ? found.answer : 'sysfs-gone';
        const text = 'answer' in found ? found.message : '';
        return { code, text, again: code === 'no-permission' || code === 'no-chip' };
      }
      const outside = outsideChip(line, found);
      if (outside) return outside;
      try {
        return openLine(addon, found.path, line, direction);
      } catch (error) {
        const trouble = troubleOf(errorCode(error));
        return trouble.code === 'line-busy' ? { ...trouble, text: whoHolds(addon, found.path, line.bcm) } : trouble;
      }
    },
  };
}

function chipPaths(devRoot: string): string[] {
  try {
    const names = readdirSync(devRoot).filter((name) => /^gpiochip\d+$/.test(name));
    return names.sort().map((name) => join(devRoot, name));
  } catch {
    return [];
  }
}

function whoHolds(addon: GpioLines, path: string, offset: number): string {
  try {
    return `held by ${addon.line(path, offset).consumer || 'another program or overlay'}`;
  } catch {
    return 'held by another program or overlay';
  }
}

/** An open line in the shape that a kept line has. Throws as the addon does. */
function openLine(addon: GpioLines, path: string, { bcm, activeLow }: InputLine, direction: Direction): GpioLine {
  const output = direction !== 'in';
  const level = (direction === 'high') !== activeLow ? 1 : 0;
  const fd = addon.open(path, bcm, output, activeLow, level, consumer);
  let watching: unknown = null;
  const unwatch = () => {
    if (watching !== null) addon.unwatch(watching);
    watching = null;
  };
  return {
    readSync: () => addon.read(fd),
    writeSync: (to) => addon.write(fd, to),
    watch(callback) {
      watching = addon.watch(fd, callback);
    },
    unwatch,
    unexport() {
      unwatch();
      addon.close(fd);
    },
  };
}

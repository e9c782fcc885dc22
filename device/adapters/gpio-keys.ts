/**
 * Lines that the kernel holds as keys (`dtoverlay=gpio-key`): their levels come as input events. The device is found by its driver
 * and by the key code, so no number that changes at the next start is configured.
 *
 * A device is read by a child that copies it into a pipe: a blocking read of our own would keep a thread for ever, and cannot be
 * ended. A device tells changes only. Which keys are down at the start is asked through the addon when the child has had time to
 * begin; until then the line is `opening`, so that a key held at the start is stuck, not pressed. Without the addon such a key is
 * no press either, but nobody is told of it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { InputLine, Level } from '../drivers/button/gpio-port.ts';
import { createInputEventParser } from '../drivers/button/input-events.ts';
import type { GpioLines } from './gpio-chardev.ts';
import type { GpioLine, Trouble } from './gpio-kept-line.ts';
import type { LineSource } from './gpio-line-source.ts';
import { errorCode } from './gpio-probe.ts';

export interface KeyPlaces {
  /** `/sys/class/input`; another folder in tests. */
  readonly inputRoot: string;
  readonly devRoot: string;
  readonly nowMs: () => number;
  readonly addon: Pick<GpioLines, 'key'> | null;
}

/** A child takes some milliseconds to begin to read; what changes before that it does not tell. */
const openingMs = 150;
const driverName = 'gpio-keys';
const wordBits = 64n;

type Callback = (error: Error | null, level: Level) => void;

/** One device, shared by its keys. */
interface Reader {
  readonly child: ChildProcess;
  readonly sinceMs: number;
  readonly levels: Map<number, Level>;
  readonly watchers: Map<number, Callback>;
  /** Lines that are open, or will be. */
  readonly wanted: Set<InputLine>;
}

export function createKeySource(places: KeyPlaces): LineSource {
  const readers = new Map<string, Reader>();

  function start(path: string): Reader {
    const child = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'ignore'] });
    const reader: Reader = {
      child,
      sinceMs: places.nowMs(),
      levels: new Map(),
      watchers: new Map(),
      wanted: new Set(),
    };
    const parser = createInputEventParser({
      onKey(code, level) {
        reader.levels.set(code, level);
        reader.watchers.get(code)?.(null, level);
      },
      // Nothing is known of what was lost: the keys count as up until they change again.
      onDropped() {
        for (const code of reader.levels.keys()) reader.levels.set(code, 0);
      },
    });
    const gone = (error: Error) => {
      if (readers.get(path) !== reader) return;
      readers.delete(path);
      for (const watcher of [...reader.watchers.values()]) watcher(error, 0);
    };
    child.stdout?.on('data', (bytes: Buffer) => parser.onBytes(bytes));
    child.on('error', gone);
    child.on('exit', () => gone(Object.assign(new Error('the input device is gone'), { code: 'ENODEV' })));
    readers.set(path, reader);
    return reader;
  }

  function attempt(line: InputLine): GpioLine | Trouble {
    const code = line.key ?? 0;
    const found = findDevice(places, code);
    if (typeof found !== 'string') return found;
    const reader = readers.get(found) ?? start(found);
    reader.wanted.add(line);
    if (places.nowMs() < reader.sinceMs + openingMs) return { code: 'opening', text: 'reads its keys', again: true };
    if (!reader.levels.has(code)) reader.levels.set(code, levelNow(places.addon, found, code));
    return {
      readSync: () => reader.levels.get(code) ?? 0,
      writeSync() {},
      watch: (callback) => void reader.watchers.set(code, callback),
      unwatch: () => void reader.watchers.delete(code),
      unexport() {},
    };
  }

  return {
    way: 'input event',
    probe: () => ({ answer: 'ok', label: driverName, base: 0, ngpio: 0, message: 'GPIO: keys of the kernel.' }),
    attempt,
    released(line) {
      for (const [path, reader] of readers) {
        if (!reader.wanted.delete(line) || reader.wanted.size > 0) continue;
        readers.delete(path);
        reader.child.kill();
      }
    },
  };
}

function levelNow(addon: KeyPlaces['addon'], path: string, code: number): Level {
  try {
    return addon?.key(path, code) ? 1 : 0;
  } catch {
    return 0; // the child says in a moment that the device is gone
  }
}

/** The one device of the kernel's key driver that has this key. */
function findDevice({ inputRoot, devRoot }: KeyPlaces, code: number): string | Trouble {
  const names = namesOf(inputRoot).filter((name) => hasKey(join(inputRoot, name, 'device'), code));
  const [name] = names;
  if (name === undefined || names.length > 1)
    return {
      code: 'bad-line',
      text: `${names.length} input devices of ${driverName} have key ${code}; see dtoverlay=gpio-key in config.txt`,
      again: true,
    };
  const path = join(devRoot, 'input', name);
  try {
    accessSync(path, constants.R_OK);
    return path;
  } catch (error) {
    return { code: 'no-permission', text: `${path}: ${errorCode(error)}; is the user in group input?`, again: true };
  }
}

function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^event\d+$/.test(name));
  } catch {
    return [];
  }
}

function hasKey(device: string, code: number): boolean {
  try {
    if (basename(readlinkSync(join(device, 'device', 'driver'))) !== driverName) return false;
    // Words of 64 bits in hexadecimal, the highest first.
    const words = readFileSync(join(device, 'capabilities', 'key'), 'utf8')
      .trim()
      .split(' ')
      .reverse();
    const word = words[Math.floor(code / Number(wordBits))] ?? '0';
    return ((BigInt(`0x${word}`) >> (BigInt(code) % wordBits)) & 1n) === 1n;
  } catch {
    return false;
  }
}

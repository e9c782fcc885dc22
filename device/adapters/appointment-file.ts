/**
 * The hall's appointments from a file, read at the start and whenever it has changed. It looks at the file now and then instead
 * of waiting to be told: that also works over a network share and after an editor has put a new file in its place. A list
 * with a mistake is refused whole; the appointments that stand stay, and staff see where the mistake is.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { appointmentListSchema } from '../../protocol/appointments.ts';
import type { AppointmentItem } from '../../protocol/commands.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { ClockPort, HealthPort, LogPort } from '../ports.ts';
import { checkAppointments, type HallFacts, readAppointments } from '../runtime/appointment-list.ts';
import { type ConfigProblem, formatConfigProblem, loadYaml } from './yaml-file.ts';

export interface AppointmentFileOptions {
  readonly path: string;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly health: Pick<HealthPort, 'raise' | 'clear'>;
  readonly services: ReadonlySet<string>;
  readonly take: (items: readonly AppointmentItem[], done: (refusal: Refusal | null) => void) => void;
  /** How often the file is looked at; 10 s when left out. */
  readonly everyMs?: number;
}

type LoadedList =
  | { readonly ok: true; readonly items: readonly AppointmentItem[]; readonly warnings: readonly ConfigProblem[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

const lookMs = 10_000;
/** Problems written to the log at once; the first stands on the health page. */
const loggedMax = 20;
const faultDevice = 'appointments';

export function watchAppointmentFile(options: AppointmentFileOptions): { stop(): void } {
  const { path, clock, log, health } = options;
  const name = basename(path);
  const facts: HallFacts = { services: options.services, local: clock.local };
  let stopped = false;
  let cancel = () => {};
  /** The file as it was when it was read last: time, size and place on the disk. */
  let seen = '';

  async function look(): Promise<void> {
    const before = await markOf(path);
    if (before !== seen) {
      const text = await readFile(path, 'utf8');
      // Somebody is still writing: the next look finds it at rest.
      if ((await markOf(path)) === before && !stopped) {
        seen = before;
        takeText(text);
      }
    }
  }

  function takeText(text: string): void {
    const loaded = loadAppointments(text, name, facts);
    if (!loaded.ok) {
      refuse(loaded.problems.map((problem) => formatConfigProblem(problem, name, 'en')));
      return;
    }
    for (const warning of loaded.warnings.slice(0, loggedMax))
      log.warn('appointments', { at: formatConfigProblem(warning, name, 'en') });
    options.take(loaded.items, (refusal) => {
      if (refusal) refuse([`${name}: ${refusal.code}`]);
      else {
        health.clear('appointments-invalid', faultDevice);
        log.info('appointments taken', { file: name, count: loaded.items.length });
      }
    });
  }

  function refuse(reasons: readonly string[]): void {
    health.raise('appointments-invalid', faultDevice, reasons[0] ?? name);
    for (const at of reasons.slice(0, loggedMax)) log.warn('appointments refused', { at });
  }

  function again(): void {
    look()
      .catch((error: unknown) => {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        if (seen !== code) refuse([`${name}: cannot be read (${code})`]);
        seen = code;
      })
      .finally(() => {
        if (!stopped) cancel = clock.at(clock.monoMs() + (options.everyMs ?? lookMs), again);
      });
  }

  again();
  return {
    stop() {
      stopped = true;
      cancel();
    },
  };
}

/** JSON without a mistake needs no places, and thousands of rows are read much faster without them. */
export function loadAppointments(text: string, fileName: string, facts: HallFacts): LoadedList {
  const value = quickJson(text);
  if (value !== undefined) {
    const { items, problems, warnings } = readAppointments(value, facts);
    if (problems.length === 0 && warnings.length === 0) return { ok: true, items, warnings: [] };
  }
  const loaded = loadYaml(text, fileName, {
    schema: appointmentListSchema,
    check: (list) => checkAppointments(list, facts),
    empty: { zh: '没有预约请写 []', en: 'write [] when there are no appointments' },
  });
  return loaded.ok ? { ok: true, items: loaded.checked.items, warnings: loaded.warnings } : loaded;
}

function quickJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function markOf(path: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(path);
  return `${mtimeMs} ${size} ${ino}`;
}

/** A hall reduced to what the centre link needs of it: a journal, a health list, a clock. For tests of the link only. */
import { randomUUID } from 'node:crypto';
import {
  createMqttLink,
  type MqttLink,
  type MqttLinkOptions,
  type MqttLinkTiming,
} from '../device/adapters/mqtt-link.ts';
import type { ClockPort, HealthPort, LogPort } from '../device/ports.ts';
import type { CursorPort, EpochStart } from '../device/runtime/uplink-types.ts';
import type { ClockQuality } from '../protocol/events.ts';
import type { Fault } from '../protocol/faults.ts';
import type { HallView } from '../protocol/views.ts';
import { bootRow, epochRow, MemoryJournal, workRows } from './memory-journal.ts';

export interface LinkHall {
  readonly journal: MemoryJournal;
  readonly epochs: EpochStart[];
  readonly link: MqttLink;
  readonly lines: readonly string[];
  faults(): readonly Fault[];
  /** Commits so many ordinary rows. */
  work(count: number): void;
}

export interface LinkHallOptions {
  readonly broker: MqttLinkOptions['broker'];
  readonly hall?: string;
  readonly journal?: MemoryJournal;
  readonly epochs?: EpochStart[];
  readonly cursor?: CursorPort;
  readonly timing?: Partial<MqttLinkTiming>;
  /** How good the hall's clock is; `ntp` when left out. */
  readonly quality?: ClockQuality;
}

/** Short durations so that a test takes seconds; the proportions are those of the contract. */
export const quickTiming: Partial<MqttLinkTiming> = {
  reconnect: { baseMs: 20, maxMs: 200, steadyMs: 1_000 },
  offlineMs: 400,
  connectTimeoutMs: 1_000,
  farewellMs: 500,
  uplink: { birthRepeatMs: 300, rewindMs: 700, giveUpMs: 1_500, silentMs: 1_500, healthMs: 5_000, calmMs: 100 },
};

export function createLinkHall(options: LinkHallOptions): LinkHall {
  const boot = randomUUID().slice(0, 8);
  const epochs = options.epochs ?? [{ epoch: randomUUID(), first: 1 }];
  const journal = options.journal ?? new MemoryJournal([epochRow(1, epochs[0]?.epoch ?? '', 1, null)]);
  journal.append([bootRow(journal.head() + 1, boot)]);
  const faults = new Map<string, Fault>();
  const lines: string[] = [];
  const line: LogPort['info'] = (what, detail) => lines.push(`${what} ${JSON.stringify(detail ?? {})}`);
  const health: HealthPort = {
    device: () => undefined,
    raise: (code, device, detail) =>
      faults.set(`${code} ${device}`, { code, device, sinceMs: null, ...(detail === undefined ? {} : { detail }) }),
    clear: (code, device) => faults.delete(`${code} ${device}`),
    faults: () => [...faults.values()],
    acked: () => undefined,
  };
  const link = createMqttLink({
    hall: options.hall ?? 'hall-1',
    broker: options.broker,
    port: {
      readEvents: (from, limit) => journal.read(from, Number.MAX_SAFE_INTEGER, limit),
      seq: () => journal.head(),
      onCommit: (listener) => journal.onCommit(listener),
      hallView: () => emptyView,
      health,
    },
    boot,
    sw: '0.1.0',
    config: 'sha256:0',
    epochs,
    cursor: options.cursor ?? { load: () => null, save: () => undefined },
    clock: { ...realClock, quality: () => options.quality ?? 'ntp' },
    random: { uuid: () => randomUUID(), unit: Math.random },
    log: { info: line, warn: line, error: line },
    openEpoch: (request, done) => {
      const start = { epoch: randomUUID(), first: request.first };
      journal.append([epochRow(journal.head() + 1, start.epoch, start.first, request.parent)]);
      epochs.push(start);
      done(start);
    },
    timing: { ...quickTiming, ...options.timing },
  });
  return {
    journal,
    epochs,
    link,
    lines,
    faults: () => health.faults(),
    work: (count) => journal.append(workRows(journal.head() + 1, count)),
  };
}

export const realClock: ClockPort = {
  monoMs: () => performance.now(),
  wallMs: () => Date.now(),
  quality: () => 'ntp',
  local: () => ({ date: '2026-11-22', minutes: 0, weekday: 7 }),
  at: (monoMs, run) => {
    const timer = setTimeout(run, Math.max(0, monoMs - performance.now()));
    return () => clearTimeout(timer);
  },
  soon: (run) => setImmediate(run),
};

const emptyView: HallView = {
  hall: {
    id: 'hall-1',
    name: { zh: '一厅', en: 'Hall one' },
    zone: 'Asia/Shanghai',
    businessDate: null,
    open: true,
    hoursToday: [],
    dayName: null,
    duty: null,
    dayClosed: false,
    clockTrusted: true,
    demo: false,
  },
  services: [],
  counters: [],
  calls: [],
  signage: { notices: [], promos: [], chime: false },
  kiosk: { paper: true, trouble: null, publicUrl: null, checkIn: false },
};

/** Waits for a condition, at most `limitMs`; the text says what was awaited. */
export async function until(what: string, condition: () => boolean, limitMs = 15_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 5));
  }
}

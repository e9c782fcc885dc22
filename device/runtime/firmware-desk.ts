/**
 * Firmware jobs of the buses: judges a file before anything is sent, never works while the hall is open unless it was told to, and takes a
 * job up again after a restart. It keeps which file goes to which nodes; how far it is, it asks the nodes. Every job is in the journal twice:
 * who began it, and how it ended for each node.
 *
 *   begin ─► judged ─► kept ─► recorded ─► running ◄──hall closes / opens──► waiting
 *                                             └─► over: recorded, forgotten
 */
import type { BusGuest } from '../../firmware-bridge/bus-guest.ts';
import {
  type FirmwareFile,
  firmwareMessage,
  readFirmwareFile,
  versionText,
} from '../../firmware-bridge/firmware-file.ts';
import { createFirmwareUpdate, type FirmwareUpdate } from '../../firmware-bridge/firmware-update.ts';
import type { Command } from '../../protocol/commands.ts';
import type { HallConfig } from '../../protocol/config.ts';
import { type FirmwareBus, type FirmwareJob, firmwareDone } from '../../protocol/firmware-view.ts';
import { limits } from '../../protocol/limits.ts';
import { type Refusal, refuse } from '../../protocol/refusals.ts';
import { nextClosedWindow } from '../core/closed-window.ts';
import { nodeKey } from '../core/hall-index.ts';
import { isOpen, type LocalMinute } from '../core/opening-hours.ts';
import type { ClockPort, LogPort } from '../ports.ts';
import type {
  FirmwareJobFile,
  FirmwareJudge,
  FirmwareOrder,
  FirmwarePort,
  FirmwareStorePort,
} from '../ports-firmware.ts';
import type { Health } from './health.ts';

/** A bus as this desk needs it. */
export interface FirmwareLine {
  readonly id: string;
  readonly nodes: () => FirmwareBus['nodes'];
  readonly setGuest: (guest: BusGuest | null) => void;
}

export interface FirmwareDeskOptions {
  readonly lines: readonly FirmwareLine[];
  readonly keys: NonNullable<HallConfig['firmware']>['keys'];
  readonly judge: FirmwareJudge;
  readonly kept: FirmwareStorePort;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly health: Health;
  /** The calendar of this day, and the time; null while that is not known. */
  readonly hours: () => { readonly hall: HallConfig['hall']; readonly local: LocalMinute | null };
  readonly record: (command: Command, actor: string) => void;
  readonly changed: () => void;
}

export interface FirmwareDesk extends FirmwarePort {
  /** Takes up what an earlier daemon had begun. */
  start(): void;
  stopAll(): void;
}

interface Job {
  readonly line: FirmwareLine;
  readonly file: FirmwareFile;
  readonly kept: FirmwareJobFile;
  update: FirmwareUpdate | null;
  isOver: boolean;
  last: Pick<FirmwareJob, 'nodes' | 'sent'>;
}

/** Progress is looked at so often: a block every 40 ms is more than a page can show. */
const lookMs = 500;

export function createFirmwareDesk(options: FirmwareDeskOptions): FirmwareDesk {
  const { clock, log, health } = options;
  const jobs = new Map<string, Job>();
  let cancelLook: (() => void) | null = null;

  function mayWork(evenWhenOpen: boolean): boolean {
    const { hall, local } = options.hours();
    return evenWhenOpen || !isOpen(hall, local);
  }

  function judged(order: Pick<FirmwareOrder, 'bytes'>): FirmwareFile | Refusal {
    const read = readFirmwareFile(order.bytes, options.judge.sha256);
    if (!read.ok) return refuse('firmware-file', { why: read.fault });
    const { file } = read;
    const key = options.keys.find(({ model }) => model === file.model);
    if (key === undefined) return refuse('firmware-key', { model: file.model });
    const message = firmwareMessage(file, file.image.length);
    const isRight = file.signature !== null && options.judge.verify(key.publicKey, message, file.signature);
    return isRight ? file : refuse('firmware-signature', { model: file.model });
  }

  function begin(order: FirmwareOrder): Refusal | null {
    const line = options.lines.find(({ id }) => id === order.bus);
    if (line === undefined) return refuse('firmware-bus', { bus: order.bus });
    if (jobs.get(order.bus)?.isOver === false) return refuse('firmware-running', { bus: order.bus });
    const file = judged(order);
    if ('code' in file) return file;
    const known = line.nodes();
    const stranger = order.nodes?.find((address) => !known.some((node) => node.address === address));
    if (stranger !== undefined) return refuse('firmware-node', { node: stranger });
    const fitting = known.filter(({ model }) => model === null || model === file.model).map(({ address }) => address);
    const nodes = [...(order.nodes ?? fitting)];
    if (nodes.length === 0) return refuse('firmware-node', { node: 0 });
    const closed = order.evenWhenOpen ? null : hoursRefusal();
    if (closed) return closed;
    const { bytes, evenWhenOpen, by } = order;
    const kept = { bytes, nodes, evenWhenOpen, by };
    if (!options.kept.keep(order.bus, kept)) return refuse('storage-failed');
    const about = { bus: order.bus, model: file.model, version: versionText(file.version), nodes };
    options.record({ type: 'firmware-begun', ...about, sha256: hexOf(file.sha256), evenWhenOpen }, by);
    take(line, file, kept);
    return null;
  }

  /** Null: the hall is closed now and for long enough. */
  function hoursRefusal(): Refusal | null {
    const { hall, local } = options.hours();
    if (local === null) return refuse('firmware-hours', { from: '' });
    const next = nextClosedWindow(hall, local, limits.firmwareClosedMinutesMin);
    return next?.now ? null : refuse('firmware-hours', { from: next?.from ?? '' });
  }

  function take(line: FirmwareLine, file: FirmwareFile, kept: FirmwareJobFile): void {
    const nodes = kept.nodes.map((address) => {
      health.clear('firmware-failed', nodeKey(line.id, address));
      return { address, step: 'absent', outcome: null, running: null, share: 0 } as const;
    });
    jobs.set(line.id, { line, file, kept, update: null, isOver: false, last: { nodes, sent: 0 } });
    log.info('firmware job', { bus: line.id, version: versionText(file.version), nodes: kept.nodes.length });
    look();
  }

  /** Starts, pauses and ends what is due, and keeps looking while there is a job. */
  function look(): void {
    cancelLook?.();
    cancelLook = null;
    let isBusy = false;
    for (const job of jobs.values()) {
      if (job.isOver) continue;
      follow(job);
      isBusy ||= !job.isOver;
    }
    options.changed();
    if (isBusy) cancelLook = clock.at(clock.monoMs() + lookMs, look);
  }

  function follow(job: Job): void {
    const { line, file, kept } = job;
    const may = mayWork(kept.evenWhenOpen);
    if (job.update === null && may) {
      job.update = createFirmwareUpdate({ file, addresses: kept.nodes, nowMs: clock.monoMs() });
      line.setGuest(job.update);
    }
    if (job.update === null) return;
    const { nodes, sent, over } = job.update.progress;
    job.last = { nodes, sent };
    if (over) end(job);
    else if (!may && !nodes.some(({ step }) => step === 'restart' || step === 'trial')) {
      // What was sent stays in the nodes; the next start of the job goes on there.
      line.setGuest(null);
      job.update = null;
    }
  }

  function end(job: Job): void {
    const { line, file, last, kept } = job;
    job.isOver = true;
    job.update = null;
    line.setGuest(null);
    options.kept.keep(line.id, null);
    const results = last.nodes.map(({ address, outcome, running }) => ({
      address,
      outcome: outcome ?? 'stopped',
      running,
    }));
    const about = { bus: line.id, model: file.model, version: versionText(file.version) };
    options.record({ type: 'firmware-ended', ...about, nodes: results }, kept.by);
    for (const { address, outcome } of results) {
      if (!firmwareDone.has(outcome) && outcome !== 'stopped')
        health.raise('firmware-failed', nodeKey(line.id, address), outcome);
    }
  }

  function viewOf(job: Job): FirmwareJob {
    const { file, kept, last, isOver, update } = job;
    const state = isOver ? 'over' : update === null ? 'waiting' : 'running';
    const blocks = Math.ceil(file.image.length / limits.firmwareBlockBytes);
    return { state, model: file.model, version: versionText(file.version), by: kept.by, blocks, ...last };
  }

  return {
    begin,
    stop(bus) {
      const job = jobs.get(bus);
      if (job === undefined) return options.lines.some(({ id }) => id === bus) ? null : refuse('firmware-bus', { bus });
      if (job.isOver) return null;
      job.update?.stop();
      if (job.update) job.last = job.update.progress;
      end(job);
      options.changed();
      return null;
    },
    part: () =>
      options.lines.map(({ id, nodes }) => {
        const job = jobs.get(id);
        return { bus: id, nodes: nodes(), job: job ? viewOf(job) : null };
      }),
    start() {
      for (const line of options.lines) {
        const kept = options.kept.find(line.id);
        if (kept === null) continue;
        const file = judged(kept);
        if ('code' in file) options.kept.keep(line.id, null);
        else take(line, file, kept);
      }
    },
    stopAll() {
      cancelLook?.();
      for (const { line } of jobs.values()) line.setGuest(null);
    },
  };
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * One node in a firmware update: which firmware request comes next for it, and what its answer means. It keeps no truth of its own: what a
 * node holds is asked of the node, so a cut on either side ends in `begin`, which goes on where the node is. It never commits by itself.
 *
 *   absent ─► begin ─► query ─► ready ─► (repair ─► query) ─► commit ─► boot ─► restart ─► trial ─► over
 *      ▲────────────── session lost, at any step ──────────────┘
 */
import { BUS_FEATURE, BUS_FW_STATUS, BUS_ID_FLAG } from '../protocol/bus/bus-codes.ts';
import type { BusFwImage, BusFwStat } from '../protocol/bus/bus-firmware.ts';
import { BUS_FW_BLOCK_BYTES, BUS_FW_WAIT_MS_MAX } from '../protocol/bus/bus-limits.ts';
import type { BusCap, BusId, BusReply } from '../protocol/bus/bus-reply.ts';
import type { BusRequest } from '../protocol/bus/bus-request.ts';
import type { FirmwareOutcome, FirmwareStep } from '../protocol/firmware-view.ts';
import { compareVersions, type FirmwareVersion } from './firmware-file.ts';
import {
  FIRMWARE_AWAY_MS,
  FIRMWARE_RESTART_MS,
  FIRMWARE_TRIAL_ASK_MS,
  FIRMWARE_TRIAL_MS,
  FIRMWARE_TRIES_MAX,
  FIRMWARE_WORKING_MS,
} from './firmware-limits.ts';

export interface FirmwareNodeOptions {
  readonly address: number;
  /** 1..255, the same in every run with the same image. */
  readonly transfer: number;
  readonly image: BusFwImage;
  readonly blocks: number;
  readonly dataOf: (block: number) => Uint8Array;
  /** When the job began: a node that never answers is away since then. */
  readonly startMs: number;
}

export interface FirmwareNode {
  readonly address: number;
  readonly step: FirmwareStep;
  readonly outcome: FirmwareOutcome | null;
  /** What it runs, as it said last. */
  readonly running: FirmwareVersion | null;
  /** In session. */
  readonly present: boolean;
  /** It was told to start the new image. */
  readonly booted: boolean;
  /** Blocks it lacks, as far as is known. */
  readonly missing: ReadonlySet<number>;
  readonly deafUntilMs: number;
  /** What it asks for between two blocks. */
  readonly pauseMs: number;
  met(id: BusId, cap: BusCap, nowMs: number): void;
  lost(nowMs: number): void;
  wants(nowMs: number): boolean;
  request(nowMs: number): BusRequest | null;
  reply(reply: BusReply, nowMs: number): void;
  tick(nowMs: number): void;
  /** When it wants the line by time alone, or is given up. */
  wakeAtMs(nowMs: number): number;
  /** A block went to everybody; the next query tells whether it came. */
  assume(block: number): void;
  /** Orders of the job. */
  ask(): void;
  repair(): void;
  commit(): void;
  end(outcome: FirmwareOutcome): void;
}

/** Payload of a block with its head: what a node with firmware update must take. */
const PAYLOAD_BYTES_MIN = BUS_FW_BLOCK_BYTES + 4;
const IDLE: ReadonlySet<FirmwareStep> = new Set(['absent', 'ready', 'restart', 'over']);

export function createFirmwareNode(options: FirmwareNodeOptions): FirmwareNode {
  const { address, transfer, image, blocks } = options;
  let step: FirmwareStep = 'absent';
  let outcome: FirmwareOutcome | null = null;
  let running: FirmwareVersion | null = null;
  let present = false;
  let absentSinceMs = options.startMs;
  let signed = true;
  let missing = new Set(Array.from({ length: blocks }, (_, block) => block));
  /** What a query that is under way has found so far. */
  let found = new Set<number>();
  let cursor = 0;
  let repairing: number | null = null;
  let pauseMs = 0;
  let deafUntilMs = 0;
  let notBeforeMs = 0;
  let tries = 0;
  /** It ran something older in this job, so that the new version is this job's work. */
  let sawOld = false;
  let bootedAt: number | null = null;
  let boot = 0;
  let trialSinceMs: number | null = null;

  function end(why: FirmwareOutcome): void {
    step = 'over';
    outcome = why;
  }

  function again(next: FirmwareStep): void {
    tries += 1;
    if (tries > FIRMWARE_TRIES_MAX) end('no-progress');
    else step = next;
  }

  function startQuery(): void {
    step = 'query';
    cursor = 0;
    found = new Set();
  }

  /** What the node runs decides where it stands, whatever was thought before. */
  function place(id: BusId, nowMs: number): void {
    running = id.firmware;
    const onTrial = (id.flags & BUS_ID_FLAG.trial) !== 0;
    const order = compareVersions(id.firmware, image.version);
    if (order === 0 && onTrial) {
      step = 'trial';
      trialSinceMs ??= nowMs;
    } else if (order === 0) end(sawOld ? 'updated' : 'already');
    else if (order > 0) end('newer-runs');
    else {
      sawOld = true;
      const wasStarted = trialSinceMs !== null || (bootedAt !== null && id.boot !== bootedAt);
      if (wasStarted && (id.flags & BUS_ID_FLAG.rolledBack) !== 0) end('rolled-back');
      else again('begin');
    }
  }

  function met(id: BusId, cap: BusCap, nowMs: number): void {
    present = true;
    if (outcome !== null) return;
    deafUntilMs = 0;
    notBeforeMs = 0;
    repairing = null;
    signed = cap.minor > 0;
    if (id.model !== image.model) end('wrong-model');
    else if ((cap.features & BUS_FEATURE.firmware) === 0 || cap.payloadMax < PAYLOAD_BYTES_MIN) end('no-update');
    else place(id, nowMs);
    boot = id.boot;
  }

  function onStat(stat: BusFwStat, nowMs: number): void {
    const asked = step;
    const { status } = stat;
    deafUntilMs = nowMs + Math.min(stat.waitMs, BUS_FW_WAIT_MS_MAX);
    if (status === BUS_FW_STATUS.noTransfer || (status >= 0 && stat.transfer !== transfer)) again('begin');
    else if (status === BUS_FW_STATUS.notThisModel) end('wrong-model');
    else if (status === BUS_FW_STATUS.policy) end('refused-policy');
    else if (status < 0) end('refused-image');
    else if (status === BUS_FW_STATUS.working) {
      notBeforeMs = nowMs + Math.max(FIRMWARE_WORKING_MS, stat.waitMs);
      if (asked === 'begin' || asked === 'commit') startQuery();
    } else onProgress(stat, asked);
  }

  function onProgress(stat: BusFwStat, asked: FirmwareStep): void {
    if (asked === 'begin') startQuery();
    else if (asked === 'query') onMissing(stat);
    else if (asked === 'repair') {
      if (repairing !== null) missing.delete(repairing);
      repairing = null;
      if (missing.size === 0) startQuery();
    } else if (asked === 'commit') {
      if (stat.status === BUS_FW_STATUS.verified) step = 'boot';
      else again('begin');
    } else if (asked === 'boot') {
      if (stat.status === BUS_FW_STATUS.restarting) {
        step = 'restart';
        bootedAt = boot;
      } else again('begin');
    }
  }

  function onMissing(stat: BusFwStat): void {
    pauseMs = stat.waitMs;
    const seen = Math.min(blocks, cursor + stat.missing.length * 8);
    for (let block = cursor; block < seen; block += 1) {
      const at = block - cursor;
      if (((stat.missing[at >> 3] ?? 0) >> (at & 7)) & 1) found.add(block);
    }
    // A node need not send bits for what it has: the lowest missing block says where to look next.
    const next = Math.max(seen, stat.lowestMissing > cursor ? stat.lowestMissing : seen);
    if (next < blocks && next > cursor) {
      cursor = next;
      return;
    }
    if (found.size === 0 && stat.lowestMissing < blocks) found.add(stat.lowestMissing);
    missing = found;
    step = 'ready';
  }

  function message(): BusRequest | null {
    const head = { kind: 'fw', transfer } as const;
    switch (step) {
      case 'begin':
        return { ...head, op: 'begin', ...image, signature: signed ? image.signature : null };
      case 'query':
        return { ...head, op: 'query', firstBlock: cursor };
      case 'repair': {
        const [block] = missing;
        if (block === undefined) return { ...head, op: 'query', firstBlock: 0 };
        repairing = block;
        return { ...head, op: 'data', block, data: options.dataOf(block) };
      }
      case 'commit':
      case 'boot':
        return { ...head, op: step };
      case 'trial':
        return { kind: 'id' };
      default:
        return null;
    }
  }

  function givenUpAtMs(): number {
    if (outcome !== null) return Number.POSITIVE_INFINITY;
    const awayMs = bootedAt === null ? FIRMWARE_AWAY_MS : FIRMWARE_RESTART_MS;
    const away = present ? Number.POSITIVE_INFINITY : absentSinceMs + awayMs;
    return Math.min(away, trialSinceMs === null ? Number.POSITIVE_INFINITY : trialSinceMs + FIRMWARE_TRIAL_MS);
  }

  return {
    address,
    get step() {
      return step;
    },
    get outcome() {
      return outcome;
    },
    get running() {
      return running;
    },
    get present() {
      return present;
    },
    get booted() {
      return bootedAt !== null;
    },
    get missing() {
      return missing;
    },
    get deafUntilMs() {
      return deafUntilMs;
    },
    get pauseMs() {
      return pauseMs;
    },
    met,
    lost(nowMs) {
      if (!present) return;
      present = false;
      absentSinceMs = nowMs;
      if (outcome === null) step = 'absent';
    },
    wants: (nowMs) => present && !IDLE.has(step) && nowMs >= Math.max(deafUntilMs, notBeforeMs),
    request(nowMs) {
      if (!present || IDLE.has(step) || nowMs < Math.max(deafUntilMs, notBeforeMs)) return null;
      return message();
    },
    reply(reply, nowMs) {
      if (outcome !== null || !present) return;
      if (reply.kind === 'fwstat') onStat(reply, nowMs);
      else if (reply.kind === 'id') {
        notBeforeMs = nowMs + FIRMWARE_TRIAL_ASK_MS;
        place(reply, nowMs);
      } else end('refused-image');
    },
    tick(nowMs) {
      if (nowMs < givenUpAtMs()) return;
      if (present || trialSinceMs !== null) end('not-confirmed');
      else end(bootedAt === null ? 'away' : 'away-after-start');
    },
    wakeAtMs(nowMs) {
      const wishMs = present && !IDLE.has(step) ? Math.max(deafUntilMs, notBeforeMs) : Number.POSITIVE_INFINITY;
      return Math.min(givenUpAtMs(), wishMs > nowMs ? wishMs : Number.POSITIVE_INFINITY);
    },
    assume: (block) => void missing.delete(block),
    ask: startQuery,
    repair() {
      step = 'repair';
    },
    commit() {
      step = 'commit';
    },
    end,
  };
}

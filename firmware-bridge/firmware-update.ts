/**
 * A firmware update of several nodes over one bus, as a guest of the master: what one node has begun is broadcast to all, each is asked
 * what it lacks, that is sent again, and only then is anything started. The first node to be started is alone: when it does not come into
 * service with the new image, no other one is started. Key presses and calls go on meanwhile; they go first.
 *
 *   gather ──all begun──► send (broadcast) ──► ask each ──lacking──► send or repair
 *                                               └──nothing lacks──► first node: commit, boot, trial ──confirmed──► the others
 */

import { BUS_FW_BLOCK_BYTES } from '../protocol/bus/bus-limits.ts';
import { crc32 } from '../protocol/bus/crc32.ts';
import type { FirmwareOutcome, FirmwareStep } from '../protocol/firmware-view.ts';
import type { BusGuest } from './bus-guest.ts';
import { type FirmwareFile, versionText } from './firmware-file.ts';
import {
  FIRMWARE_IDLE_ROUNDS_MAX,
  FIRMWARE_JOIN_MS,
  FIRMWARE_PAUSE_MS_MAX,
  FIRMWARE_REPAIR_BLOCKS_MAX,
} from './firmware-limits.ts';
import { createFirmwareNode, type FirmwareNode } from './firmware-node.ts';
import type { FirmwareProgress } from './firmware-progress.ts';

export interface FirmwareUpdateOptions {
  readonly file: FirmwareFile;
  readonly addresses: readonly number[];
  readonly nowMs: number;
}

export interface FirmwareUpdate extends BusGuest {
  readonly progress: FirmwareProgress;
  readonly over: boolean;
  /** Nothing more is begun; a node that was told to start is left to itself. */
  stop(): void;
}

const UNSETTLED: ReadonlySet<FirmwareStep> = new Set(['begin', 'query', 'repair']);
/** After one of these on the first node the image is not trusted with the others. */
const DAMNING: ReadonlySet<FirmwareOutcome> = new Set([
  'rolled-back',
  'not-confirmed',
  'away-after-start',
  'refused-image',
  'refused-policy',
]);

export function createFirmwareUpdate({ file, addresses, nowMs: startMs }: FirmwareUpdateOptions): FirmwareUpdate {
  const { image, model, version, sha256, signature } = file;
  const blocks = Math.ceil(image.length / BUS_FW_BLOCK_BYTES);
  // The same image has the same id in every run, so that a second run goes on where the first one was cut off.
  const transfer = ((sha256[0] ?? 0) % 255) + 1;
  const begun = { model, version, size: image.length, crc32: crc32(image), sha256, signature };
  const shared = { transfer, image: begun, blocks, dataOf, startMs };
  const nodes = new Map(addresses.map((address) => [address, createFirmwareNode({ ...shared, address })]));
  let gathering = true;
  let clockMs = startMs;
  let queue: number[] = [];
  /** All blocks of a round are out and the nodes are to be asked. */
  let asking = false;
  let sent = 0;
  let lackedBefore = Number.POSITIVE_INFINITY;
  let idleRounds = 0;

  function dataOf(block: number): Uint8Array {
    return image.subarray(block * BUS_FW_BLOCK_BYTES, (block + 1) * BUS_FW_BLOCK_BYTES);
  }

  function open(): FirmwareNode[] {
    return [...nodes.values()].filter((node) => node.outcome === null);
  }

  /** Looks at all nodes and gives the next order; called after everything that may have changed one of them. */
  function direct(nowMs: number): void {
    holdBack();
    const left = open();
    if (queue.length > 0 || left.length === 0) return;
    if (asking) {
      asking = false;
      for (const node of left) if (node.step === 'ready') node.ask();
    }
    if (left.some((node) => UNSETTLED.has(node.step))) return;
    if (gathering && nowMs - startMs < FIRMWARE_JOIN_MS && left.some((node) => !node.present && !node.booted)) return;
    gathering = false;
    const ready = left.filter((node) => node.step === 'ready');
    const lacking = ready.filter((node) => node.missing.size > 0);
    if (lacking.length > 0) sendMissing(lacking);
    else startNext(ready);
  }

  function sendMissing(lacking: readonly FirmwareNode[]): void {
    const lacked = lacking.reduce((sum, node) => sum + node.missing.size, 0);
    idleRounds = lacked < lackedBefore ? 0 : idleRounds + 1;
    lackedBefore = lacked;
    if (idleRounds > FIRMWARE_IDLE_ROUNDS_MAX) {
      for (const node of lacking) node.end('no-progress');
      return;
    }
    const union = new Set(lacking.flatMap((node) => [...node.missing]));
    const isShared = lacked > union.size || union.size > FIRMWARE_REPAIR_BLOCKS_MAX;
    // A line on which broadcasts do not come through may still carry frames that are answered and sent again.
    if (isShared && idleRounds < FIRMWARE_IDLE_ROUNDS_MAX / 2) queue = [...union].sort((a, b) => a - b);
    else for (const node of lacking) node.repair();
  }

  function startNext(ready: readonly FirmwareNode[]): void {
    const [first] = ready;
    if (first === undefined) return;
    if (isProven()) for (const node of ready) node.commit();
    else if (!open().some(isStarting)) first.commit();
  }

  function isProven(): boolean {
    return [...nodes.values()].some(({ outcome }) => outcome === 'updated' || outcome === 'already');
  }

  /** The image failed on the first node and has come into service nowhere: it is started nowhere else. */
  function holdBack(): void {
    const isDamned = [...nodes.values()].some(({ outcome }) => outcome !== null && DAMNING.has(outcome));
    if (!isDamned || isProven()) return;
    for (const node of open()) if (!isStarting(node)) node.end('held-back');
  }

  function after(nowMs: number): void {
    clockMs = nowMs;
    direct(nowMs);
  }

  /** Those for whom a broadcast is meant: it waits for all of them to hear. */
  function listeners(): FirmwareNode[] {
    return [...nodes.values()].filter((node) => node.step === 'ready');
  }

  function mayBroadcastAtMs(): number {
    if (queue.length === 0) return Number.POSITIVE_INFINITY;
    const deaf = listeners().map((node) => node.deafUntilMs);
    return deaf.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...deaf);
  }

  return {
    met(address, id, cap, nowMs) {
      nodes.get(address)?.met(id, cap, nowMs);
      after(nowMs);
    },
    lost(address) {
      nodes.get(address)?.lost(clockMs);
      if (queue.length > 0 && listeners().length === 0) queue = [];
    },
    wants: (address, nowMs) => nodes.get(address)?.wants(nowMs) ?? false,
    request(address, nowMs) {
      const request = nodes.get(address)?.request(nowMs) ?? null;
      if (request?.kind === 'fw' && request.op === 'data') sent += 1;
      return request;
    },
    reply(address, reply, nowMs) {
      nodes.get(address)?.reply(reply, nowMs);
      after(nowMs);
    },
    deafUntilMs: (address) => nodes.get(address)?.deafUntilMs ?? 0,
    hurries(address) {
      const node = nodes.get(address);
      return node !== undefined && node.outcome === null && isStarting(node);
    },
    broadcast(nowMs) {
      if (mayBroadcastAtMs() > nowMs) return null;
      const block = queue.shift();
      if (block === undefined) return null;
      sent += 1;
      const ready = listeners();
      for (const node of ready) node.assume(block);
      const pauseMs = Math.min(FIRMWARE_PAUSE_MS_MAX, Math.max(0, ...ready.map((node) => node.pauseMs)));
      asking = queue.length === 0;
      return { request: { kind: 'fw', op: 'data', transfer, block, data: dataOf(block) }, pauseMs };
    },
    tick(nowMs) {
      for (const node of nodes.values()) node.tick(nowMs);
      after(nowMs);
    },
    wakeAtMs(nowMs) {
      let wakeMs = Math.max(nowMs, mayBroadcastAtMs());
      for (const node of nodes.values()) wakeMs = Math.min(wakeMs, node.wakeAtMs(nowMs));
      const joinedMs = startMs + FIRMWARE_JOIN_MS;
      return gathering && joinedMs > nowMs ? Math.min(wakeMs, joinedMs) : wakeMs;
    },
    get progress() {
      return {
        blocks,
        sent,
        over: open().length === 0,
        nodes: [...nodes.values()].map(({ address, step, outcome, running, missing }) => ({
          address,
          step,
          outcome,
          running: running === null ? null : versionText(running),
          share: shareOf(outcome, missing.size / blocks),
        })),
      };
    },
    get over() {
      return open().length === 0;
    },
    stop() {
      queue = [];
      for (const node of open()) node.end('stopped');
    },
  };
}

function isStarting({ step, booted }: FirmwareNode): boolean {
  return booted || step === 'commit' || step === 'boot' || step === 'trial';
}

function shareOf(outcome: FirmwareOutcome | null, missing: number): number {
  if (outcome !== null) return outcome === 'updated' || outcome === 'already' ? 1 : 0;
  return 1 - missing;
}

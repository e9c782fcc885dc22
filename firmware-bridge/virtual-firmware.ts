/**
 * Firmware of a virtual node: a boot loader over two slots, and the messages that fill the other one. The boot loader starts the newest
 * image that is complete, signed and either confirmed or with trials left; whatever a power cut leaves, one of the two slots starts.
 *
 *   BEGIN erases the other slot ─► DATA ─► COMMIT checks ─► BOOT ─► trial ─3 POLLs in a session─► confirmed
 *                                                                    └─60 s, a crash, or 3 starts─► rejected, the old one again
 */
import { BUS_FW_STATUS } from '../protocol/bus/bus-codes.ts';
import type { BusFw, BusFwImage, BusFwStat } from '../protocol/bus/bus-firmware.ts';
import {
  BUS_FW_BITMAP_BYTES_MAX,
  BUS_FW_BLOCK_BYTES,
  BUS_FW_TRIAL_MS,
  BUS_FW_TRIAL_POLLS,
  BUS_FW_WAIT_MS_MAX,
} from '../protocol/bus/bus-limits.ts';
import { crc32 } from '../protocol/bus/crc32.ts';
import { compareVersions, type FirmwareVersion, firmwareMessage } from './firmware-file.ts';
import { createVirtualFlash, type VirtualFlash } from './virtual-flash.ts';
import { createVirtualSlot, slotPages, type VirtualSlot } from './virtual-slot.ts';

export interface VirtualFirmwareOptions {
  readonly model: number;
  /** Runs at first; confirmed. */
  readonly version: FirmwareVersion;
  /** Largest image. */
  readonly imageBytesMax: number;
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  /** The boot loader's public key; absent: it takes any image with the right digest. */
  readonly verify?: (message: Uint8Array, signature: Uint8Array) => boolean;
  /** Whether an image comes up at all; absent: every one does. */
  readonly runs?: (image: Uint8Array) => boolean;
}

/** Why the node starts; after a watchdog or a fault the trial is over. */
export type BootCause = 'power' | 'watchdog' | 'asked';

export interface RunningImage {
  readonly version: FirmwareVersion;
  readonly trial: boolean;
  readonly rolledBack: boolean;
  /** False: it hangs until the boot loader's watchdog ends it. */
  readonly alive: boolean;
}

export interface VirtualFirmware {
  readonly flash: VirtualFlash;
  readonly running: RunningImage;
  /** The node hears nothing until then: it erases, or starts. */
  readonly deafUntilMs: number;
  /** It starts by itself at this moment, and why. */
  readonly restart: { readonly atMs: number; readonly cause: BootCause } | null;
  /** Throws PowerCut when the power goes meanwhile, and an error when no slot starts: the node is bricked. */
  boot(cause: BootCause, nowMs: number): void;
  perform(request: BusFw, nowMs: number): BusFwStat;
  /** A POLL in a session was answered. */
  polled(): void;
  /** What it would start with this content of its flash; for tests. Null: nothing. */
  bootsFrom(content: Uint8Array): FirmwareVersion | null;
}

/** A page of 2 KiB takes so long. */
const ERASE_MS_PER_PAGE = 22;
const START_MS = 300;
/** The reply to BOOT has left the line by then. */
const FAREWELL_MS = 40;
const TRIAL_STARTS_MAX = 3;
/** 16 words at 85 us; the next block may then come. */
const BLOCK_MS = 2;

export function createVirtualFirmware(options: VirtualFirmwareOptions): VirtualFirmware {
  const { model, imageBytesMax, sha256, verify } = options;
  const pages = slotPages(imageBytesMax);
  const flash = createVirtualFlash(2 * pages);
  const slotsOf = (memory: VirtualFlash) => [0, 1].map((n) => createVirtualSlot(memory, n * pages, imageBytesMax));
  const slots = slotsOf(flash);
  let current: VirtualSlot | undefined = slots[0];
  let running: RunningImage = { version: options.version, trial: false, rolledBack: false, alive: true };
  let transfer = 0;
  let present = new Set<number>();
  let polls = 0;
  let deafUntilMs = 0;
  let restart: VirtualFirmware['restart'] = null;

  makeAtFactory();

  function makeAtFactory(): void {
    const image = new Uint8Array(BUS_FW_BLOCK_BYTES).fill(0x42);
    const about = { model, version: options.version, size: image.length, crc32: crc32(image), sha256: sha256(image) };
    const slot = slots[0];
    const begun = { ...about, signature: null, generation: 1 };
    slot?.begin(begun);
    slot?.write(begun, 0, image, new Set());
    slot?.set('committed');
    slot?.set('confirmed');
  }

  function isWhole(slot: VirtualSlot, image: BusFwImage): boolean {
    const bytes = slot.read(image);
    const digest = sha256(bytes);
    return crc32(bytes) === image.crc32 && digest.every((byte, at) => byte === image.sha256[at]);
  }

  function isSigned(image: BusFwImage): boolean {
    if (verify === undefined) return true;
    return image.signature !== null && verify(firmwareMessage(image, image.size), image.signature);
  }

  /** Slots that may be started, the newest first. */
  function bootable(from: readonly VirtualSlot[]): { readonly slot: VirtualSlot; readonly image: BusFwImage }[] {
    return from
      .flatMap((slot) => {
        const image = slot.image();
        return image !== null && slot.has('committed') && slot.count('rejected') === 0 ? [{ slot, image }] : [];
      })
      .filter(({ slot, image }) => isWhole(slot, image))
      .sort((a, b) => b.image.generation - a.image.generation);
  }

  function boot(cause: BootCause, nowMs: number): void {
    restart = null;
    transfer = 0;
    polls = 0;
    deafUntilMs = nowMs + START_MS;
    let rolledBack = false;
    for (const { slot, image } of bootable(slots)) {
      const isTrial = !slot.has('confirmed');
      const starts = slot.count('trial');
      if (isTrial && (starts >= TRIAL_STARTS_MAX || (cause === 'watchdog' && starts > 0))) {
        slot.set('rejected');
        rolledBack = true;
        continue;
      }
      if (isTrial) slot.set('trial');
      current = slot;
      const alive = options.runs?.(slot.read(image)) ?? true;
      running = { version: image.version, trial: isTrial, rolledBack, alive };
      if (isTrial) restart = { atMs: nowMs + BUS_FW_TRIAL_MS, cause: 'watchdog' };
      return;
    }
    throw new Error('bricked: no slot can be started');
  }

  function other(): VirtualSlot | undefined {
    return slots.find((slot) => slot !== current);
  }

  function stat(status: number, waitMs: number, missing: Uint8Array = new Uint8Array(0)): BusFwStat {
    return { kind: 'fwstat', status, transfer, waitMs, lowestMissing: lowestMissing(), missing };
  }

  function blocksOf({ size }: BusFwImage): number {
    return Math.ceil(size / BUS_FW_BLOCK_BYTES);
  }

  function lowestMissing(): number {
    const image = other()?.image();
    if (transfer === 0 || !image) return 0;
    let block = 0;
    while (present.has(block)) block += 1;
    return block;
  }

  function begin(request: Extract<BusFw, { op: 'begin' }>, nowMs: number): BusFwStat {
    const slot = other();
    const no = (status: number): BusFwStat => ({ ...stat(status, 0), transfer: request.transfer, lowestMissing: 0 });
    if (slot === undefined || request.model !== model) return no(BUS_FW_STATUS.notThisModel);
    // The other slot holds the image that would be gone back to.
    if (running.trial) return { ...no(BUS_FW_STATUS.working), waitMs: BUS_FW_WAIT_MS_MAX };
    if (request.size === 0 || request.size > imageBytesMax) return no(BUS_FW_STATUS.malformed);
    const isUnsigned = verify !== undefined && request.signature === null;
    if (isUnsigned || compareVersions(request.version, running.version) < 0) return no(BUS_FW_STATUS.policy);
    const held = slot.image();
    const isSame = held !== null && sameImage(held, request) && slot.count('rejected') === 0;
    let waitMs = 0;
    if (!isSame) {
      transfer = 0;
      const generation = (current?.image()?.generation ?? 0) + 1;
      const { version, size, crc32: crc, sha256: digest, signature } = request;
      slot.begin({ model, version, size, crc32: crc, sha256: digest, signature, generation });
      waitMs = Math.min(BUS_FW_WAIT_MS_MAX, pages * ERASE_MS_PER_PAGE);
      deafUntilMs = nowMs + waitMs;
    }
    transfer = request.transfer;
    present = slot.present(request);
    return stat(BUS_FW_STATUS.goOn, waitMs);
  }

  function take(request: Extract<BusFw, { op: 'data' }>, slot: VirtualSlot, image: BusFwImage): BusFwStat {
    const { block, data } = request;
    const isLast = block === blocksOf(image) - 1;
    const length = isLast ? image.size - block * BUS_FW_BLOCK_BYTES : BUS_FW_BLOCK_BYTES;
    if (block >= blocksOf(image) || data.length !== length) return stat(BUS_FW_STATUS.malformed, 0);
    if (!present.has(block)) {
      if (slot.write(image, block, data, present)) present.add(block);
      else {
        slot.set('rejected'); // begun anew by the next BEGIN
        transfer = 0;
        return stat(BUS_FW_STATUS.noTransfer, 0);
      }
    }
    return stat(BUS_FW_STATUS.goOn, BLOCK_MS);
  }

  function missingBits(image: BusFwImage, first: number): Uint8Array {
    const blocks = Math.max(0, blocksOf(image) - first);
    const bits = new Uint8Array(Math.min(BUS_FW_BITMAP_BYTES_MAX, Math.ceil(blocks / 8)));
    for (let at = 0; at < Math.min(blocks, bits.length * 8); at += 1) {
      if (!present.has(first + at)) bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
    }
    return bits;
  }

  function commit(slot: VirtualSlot, image: BusFwImage): BusFwStat {
    if (present.size < blocksOf(image)) return stat(BUS_FW_STATUS.goOn, BLOCK_MS);
    if (slot.has('committed')) return stat(BUS_FW_STATUS.verified, 0);
    if (!isWhole(slot, image) || !isSigned(image)) {
      slot.set('rejected');
      const refused = stat(BUS_FW_STATUS.malformed, 0);
      transfer = 0;
      return refused;
    }
    slot.set('committed');
    if (slot.has('committed')) return stat(BUS_FW_STATUS.verified, 0);
    slot.set('rejected'); // both words torn by cuts: begun anew by the next BEGIN
    transfer = 0;
    return stat(BUS_FW_STATUS.noTransfer, 0);
  }

  return {
    flash,
    get running() {
      return running;
    },
    get deafUntilMs() {
      return deafUntilMs;
    },
    get restart() {
      return restart;
    },
    boot,
    perform(request, nowMs) {
      if (request.op === 'begin') return begin(request, nowMs);
      const slot = other();
      const image = slot?.image() ?? null;
      if (slot === undefined || image === null || transfer === 0 || transfer !== request.transfer)
        return { ...stat(BUS_FW_STATUS.noTransfer, 0), transfer: request.transfer };
      switch (request.op) {
        case 'data':
          return take(request, slot, image);
        case 'query': {
          const status = slot.has('committed') ? BUS_FW_STATUS.verified : BUS_FW_STATUS.goOn;
          return stat(status, BLOCK_MS, missingBits(image, request.firstBlock));
        }
        case 'commit':
          return commit(slot, image);
        case 'boot':
          if (!slot.has('committed')) return stat(BUS_FW_STATUS.goOn, BLOCK_MS);
          restart = { atMs: nowMs + FAREWELL_MS, cause: 'asked' };
          return stat(BUS_FW_STATUS.restarting, FAREWELL_MS + START_MS);
        case 'abort': {
          const ended = stat(BUS_FW_STATUS.noTransfer, 0);
          transfer = 0;
          return ended;
        }
      }
    },
    polled() {
      if (!running.trial) return;
      polls += 1;
      if (polls < BUS_FW_TRIAL_POLLS) return;
      current?.set('confirmed');
      if (current?.has('confirmed') !== true) return;
      running = { ...running, trial: false };
      restart = null;
    },
    bootsFrom(content) {
      const [first] = bootable(slotsOf(createVirtualFlash(2 * pages, content))).filter(
        ({ slot }) => slot.has('confirmed') || slot.count('trial') < TRIAL_STARTS_MAX,
      );
      return first?.image.version ?? null;
    },
  };
}

function sameImage(one: BusFwImage, other: BusFwImage): boolean {
  return (
    compareVersions(one.version, other.version) === 0 &&
    one.size === other.size &&
    one.crc32 === other.crc32 &&
    one.sha256.every((byte, at) => byte === other.sha256[at]) &&
    (one.signature === null) === (other.signature === null) &&
    (one.signature?.every((byte, at) => byte === other.signature?.[at]) ?? true)
  );
}

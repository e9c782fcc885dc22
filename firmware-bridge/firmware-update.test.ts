import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BUS_BITS_PER_BYTE, BUS_FRAME_OVERHEAD_BYTES, BUS_FW_BLOCK_BYTES } from '../protocol/bus/bus-limits.ts';
import type { Charset } from '../protocol/charset.ts';
import { createBusMaster } from './bus-master.ts';
import type { BusMasterNode } from './bus-master-types.ts';
import type { BusNodeKind } from './bus-node-kind.ts';
import { createBusRig } from './bus-rig.ts';
import { type FirmwareFile, firmwareMessage } from './firmware-file.ts';
import { createFirmwareUpdate, type FirmwareUpdate } from './firmware-update.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createVirtualBus } from './virtual-bus.ts';
import { virtualModel } from './virtual-device.ts';
import { createVirtualFirmware, type VirtualFirmware } from './virtual-firmware.ts';
import { createVirtualNode } from './virtual-node.ts';

const charset: Charset = { encode: (text) => Uint8Array.from(text, (c) => c.charCodeAt(0)), decode: () => '' };
const keys = generateKeyPairSync('ed25519');
const foreign = generateKeyPairSync('ed25519');
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const BROKEN = 0xbd;

interface ImageOptions {
  readonly size?: number;
  readonly version?: readonly [number, number, number];
  readonly kind?: BusNodeKind;
  readonly broken?: boolean;
  readonly by?: typeof keys | null;
  readonly seed?: number;
}

function firmware(options: ImageOptions = {}): FirmwareFile {
  const { size = 8_000, version = [1, 2, 0], kind = 'panel', broken = false, by = keys, seed = 1 } = options;
  const random = createSeededRandom(seed);
  const image = Uint8Array.from({ length: size }, () => Math.floor(random() * 256));
  image[0] = broken ? BROKEN : 0x01;
  const [major, minor, patch] = version;
  const about = { model: virtualModel(kind), version: { major, minor, patch }, sha256: sha256(image) };
  const signature = by === null ? null : new Uint8Array(sign(null, firmwareMessage(about, size), by.privateKey));
  return { ...about, signature, image };
}

interface LineOptions {
  readonly nodes?: readonly BusMasterNode[];
  readonly seed?: number;
  readonly noise?: number;
  readonly imageBytesMax?: number;
  readonly secured?: boolean;
  readonly updatable?: (address: number) => boolean;
}

const EIGHT: readonly BusMasterNode[] = [1, 2, 3, 4, 5, 6, 7, 8].map((address) => ({ address, kind: 'panel' }));

/** A line with its nodes and a host; the nodes outlive everything. */
function line(options: LineOptions = {}) {
  const { nodes = EIGHT, seed = 1, noise = 0, imageBytesMax = 8_192, secured = true } = options;
  const stores = new Map<number, VirtualFirmware>();
  for (const { address, kind } of nodes) {
    const verified = (message: Uint8Array, signature: Uint8Array) => verify(null, message, keys.publicKey, signature);
    if (options.updatable?.(address) === false) continue;
    stores.set(
      address,
      createVirtualFirmware({
        ...{ model: virtualModel(kind), version: { major: 1, minor: 0, patch: 3 }, imageBytesMax, sha256 },
        ...(secured ? { verify: verified } : {}),
        runs: (image) => image[0] !== BROKEN,
      }),
    );
  }
  const virtual = nodes.map((node) => {
    const update = stores.get(node.address);
    const uid = node.address.toString(16).padStart(24, '0').toUpperCase();
    return createVirtualNode({ ...node, uid, charset, boot: 7, ...(update ? { update } : {}) });
  });
  const bus = createVirtualBus({
    baud: 38_400,
    nodes: virtual,
    seed,
    noise: { towardsNodes: noise, towardsHost: noise },
  });
  const host = () => createBusMaster({ baud: 38_400, charset, nodes });
  const rig = createBusRig(host(), bus);
  rig.open();
  return {
    rig,
    nodes: virtual,
    stores,
    node: (address: number) => virtual.find((node) => node.address === address),
    begin(file: FirmwareFile, addresses = nodes.map(({ address }) => address)): FirmwareUpdate {
      const update = createFirmwareUpdate({ file, addresses, nowMs: rig.nowMs });
      rig.guest(update);
      return update;
    },
    restartHost: () => rig.replaceMaster(host()),
    running: () => [...stores.values()].map(({ running: { version: v } }) => `${v.major}.${v.minor}.${v.patch}`),
  };
}

function outcomes(update: FirmwareUpdate): Record<number, string | null> {
  return Object.fromEntries(update.progress.nodes.map(({ address, outcome }) => [address, outcome]));
}

const MINUTES = 60_000;

describe('a firmware update over the bus', () => {
  it('brings the image to all nodes, starts it on one and then on the others', () => {
    const hall = line();
    const update = hall.begin(firmware());
    const firsts: number[] = [];
    const seen = () => {
      const started = hall.running().filter((version) => version === '1.2.0').length;
      if (firsts.at(-1) !== started) firsts.push(started);
      return update.over;
    };
    expect(hall.rig.runUntil(seen, 2 * MINUTES)).toBe(true);
    expect(new Set(Object.values(outcomes(update)))).toEqual(new Set(['updated']));
    expect(hall.running()).toEqual(Array(8).fill('1.2.0'));
    expect(firsts.slice(0, 3)).toEqual([0, 1, 2]);
    // Nothing was lost on a quiet line: every block went out once, to all.
    expect(update.progress.sent).toBe(update.progress.blocks);
    expect([...hall.stores.values()].every(({ running }) => !running.trial)).toBe(true);
  });

  it('repairs what a bad line has spoiled', () => {
    const hall = line({ noise: 0.05, seed: 3 });
    const update = hall.begin(firmware());
    expect(hall.rig.runUntil(() => update.over, 5 * MINUTES)).toBe(true);
    expect(hall.running()).toEqual(Array(8).fill('1.2.0'));
    expect(update.progress.sent).toBeGreaterThan(update.progress.blocks);
    // Far less than a transfer for each node.
    expect(update.progress.sent).toBeLessThan(2 * update.progress.blocks);
  });

  it('leaves a node that dies out, names it, and a second run goes on where it was', () => {
    const hall = line();
    const first = hall.begin(firmware());
    hall.rig.runUntil(() => first.progress.sent > 40, MINUTES);
    hall.node(4)?.cutPower();
    expect(hall.rig.runUntil(() => first.over, 5 * MINUTES)).toBe(true);
    expect(outcomes(first)).toMatchObject({ 3: 'updated', 4: 'away', 5: 'updated' });
    hall.node(4)?.reboot(hall.rig.nowMs);
    const second = hall.begin(firmware());
    expect(hall.rig.runUntil(() => second.over, 5 * MINUTES)).toBe(true);
    expect(outcomes(second)).toMatchObject({ 3: 'already', 4: 'updated' });
    expect(second.progress.sent).toBeLessThan(30);
  });

  it('goes back when the new image does not come up, and starts it nowhere else', () => {
    const hall = line();
    const update = hall.begin(firmware({ broken: true }));
    expect(hall.rig.runUntil(() => update.over, 5 * MINUTES)).toBe(true);
    expect(Object.values(outcomes(update))).toEqual(['rolled-back', ...Array(7).fill('held-back')]);
    expect(hall.running()).toEqual(Array(8).fill('1.0.3'));
    // The next, good image is taken.
    const better = hall.begin(firmware({ version: [1, 2, 1], seed: 2 }));
    expect(hall.rig.runUntil(() => better.over, 5 * MINUTES)).toBe(true);
    expect(hall.running()).toEqual(Array(8).fill('1.2.1'));
  });

  it.each<readonly [string, ImageOptions, string]>([
    ['for another model', { kind: 'call-keypad' }, 'wrong-model'],
    ['that nobody signed', { by: null }, 'refused-policy'],
    ['that somebody else signed', { by: foreign }, 'refused-image'],
    ['that is older', { version: [1, 0, 2] }, 'newer-runs'],
    ['that runs already', { version: [1, 0, 3] }, 'already'],
    ['larger than its slot', { size: 9_000 }, 'refused-image'],
  ])('changes nothing with an image %s', (_what, options, outcome) => {
    const hall = line();
    const update = hall.begin(firmware(options));
    expect(hall.rig.runUntil(() => update.over, 2 * MINUTES)).toBe(true);
    expect(outcomes(update)[1]).toBe(outcome);
    expect(hall.running()).toEqual(Array(8).fill('1.0.3'));
  });

  it('an older image is refused by the node too, whatever a host asks', () => {
    const hall = line();
    const { version, model, image, signature, sha256: digest } = firmware({ version: [1, 0, 2] });
    const begin = { kind: 'fw', op: 'begin', transfer: 1, model, version, size: image.length, crc32: 0 } as const;
    const stat = hall.stores.get(1)?.perform({ ...begin, sha256: digest, signature }, 0);
    expect(stat?.status).toBe(-4);
  });

  it('an image that was damaged on its way is found by its digest', () => {
    const hall = line();
    const file = firmware();
    const damaged = { ...file, image: file.image.with(700, (file.image[700] ?? 0) ^ 1) };
    const update = hall.begin(damaged);
    expect(hall.rig.runUntil(() => update.over, 2 * MINUTES)).toBe(true);
    expect(outcomes(update)).toMatchObject({ 1: 'refused-image', 2: 'held-back' });
    expect(hall.running()).toEqual(Array(8).fill('1.0.3'));
  });

  it('says which node cannot be updated at all', () => {
    const hall = line({ updatable: (address) => address !== 2 });
    const update = hall.begin(firmware());
    expect(hall.rig.runUntil(() => update.over, 2 * MINUTES)).toBe(true);
    expect(outcomes(update)).toMatchObject({ 1: 'updated', 2: 'no-update', 3: 'updated' });
  });

  it('lets keys go on meanwhile: none is lost, and each comes at most a block and a round late', () => {
    const keypads = [17, 18, 19, 20].map((address) => ({ address, kind: 'call-keypad' }) as const);
    const hall = line({ nodes: [...EIGHT, ...keypads] });
    hall.rig.run(3_000);
    const update = hall.begin(
      firmware(),
      EIGHT.map(({ address }) => address),
    );
    let pressed = 0;
    let worstMs = 0;
    while (!update.over && pressed < 200) {
      const before = hall.rig.events.length;
      const keypad = hall.node(17 + (pressed % 4));
      const pressedMs = hall.rig.nowMs;
      if (keypad?.press(1, pressedMs) === true) pressed += 1;
      const isKey = () => hall.rig.events.slice(before).some(({ event }) => event.kind === 'key');
      expect(hall.rig.runUntil(isKey, 1_000)).toBe(true);
      worstMs = Math.max(worstMs, hall.rig.nowMs - pressedMs);
      hall.rig.run(37);
    }
    expect(pressed).toBeGreaterThan(20);
    expect(hall.rig.events.filter(({ event }) => event.kind === 'key').length).toBe(pressed);
    expect(worstMs).toBeLessThan(400);
    hall.rig.runUntil(() => update.over, MINUTES);
    expect(update.over).toBe(true);
  });

  it('takes little longer than its bytes take on the wire', () => {
    const hall = line({ imageBytesMax: 65_536 });
    hall.rig.run(3_000);
    const startMs = hall.rig.nowMs;
    const update = hall.begin(firmware({ size: 65_536 }));
    hall.rig.runUntil(() => update.progress.nodes.every(({ share }) => share === 1), 5 * MINUTES);
    const loadedMs = hall.rig.nowMs - startMs;
    hall.rig.runUntil(() => update.over, 5 * MINUTES);
    const totalMs = hall.rig.nowMs - startMs;
    const frameBytes = BUS_FW_BLOCK_BYTES + 4 + BUS_FRAME_OVERHEAD_BYTES;
    const wireMs = (512 * frameBytes * BUS_BITS_PER_BYTE * 1000) / 38_400;
    expect(hall.running()).toEqual(Array(8).fill('1.2.0'));
    expect(loadedMs).toBeLessThan(1.25 * wireMs);
    expect(totalMs).toBeLessThan(1.4 * wireMs);
  });
});

describe('power cuts', () => {
  /** One update with cuts at random bytes of nodes and restarts of the host; then the world is kind again. */
  function run(seed: number): { readonly cuts: number; readonly old: number } {
    const random = createSeededRandom(seed);
    const pick = (count: number) => Math.floor(random() * count);
    const hall = line({ seed, noise: pick(3) === 0 ? 0.02 : 0 });
    const file = firmware({ seed });
    let update = hall.begin(file);
    let cuts = 0;
    const back: { readonly address: number; readonly atMs: number }[] = [];
    const whole = () => {
      for (const [address, { flash, bootsFrom }] of hall.stores) {
        if (bootsFrom(flash.bytes) === null) throw new Error(`seed ${seed}: node ${address} would not start`);
      }
    };
    const restore = (isAll: boolean) => {
      for (const node of hall.nodes) {
        if (!node.powered && !back.some(({ address }) => address === node.address)) {
          cuts += 1;
          back.push({ address: node.address, atMs: hall.rig.nowMs + 100 + pick(15_000) });
        }
      }
      for (const entry of back.filter(({ atMs }) => isAll || atMs <= hall.rig.nowMs)) {
        back.splice(back.indexOf(entry), 1);
        hall.node(entry.address)?.reboot(hall.rig.nowMs);
      }
    };
    for (let step = 0; step < 32; step += 1) {
      hall.rig.run(100 + pick(900));
      whole();
      if (pick(3) === 0) {
        // The node's next writes end at some byte: of an erasure, a block, a mark, the trial's words.
        const store = hall.stores.get(1 + pick(8));
        store?.flash.cutAfter(pick(2) === 0 ? pick(64) : pick(12_000), random);
      }
      if (pick(12) === 0) hall.node(1 + pick(8))?.cutPower();
      if (pick(15) === 0) {
        hall.rig.stall(pick(9_000));
        hall.restartHost();
        update = hall.begin(file);
      }
      restore(false);
      whole();
    }
    for (const { flash } of hall.stores.values()) flash.cutAfter(null, random);
    restore(true);
    restore(true);
    if (!hall.rig.runUntil(() => update.over, 10 * MINUTES)) throw new Error(`seed ${seed}: no end`);
    whole();
    const versions = hall.running();
    let old = 0;
    for (const [at, { outcome }] of update.progress.nodes.entries()) {
      const isNew = versions[at] === '1.2.0';
      old += isNew ? 0 : 1;
      if (outcome === 'updated' || outcome === 'already') expect([seed, isNew]).toEqual([seed, true]);
      else expect([seed, outcome]).not.toEqual([seed, null]);
    }
    // A further run with nothing in its way brings the rest up.
    for (let more = 0; more < 2 && hall.running().some((version) => version !== '1.2.0'); more += 1) {
      const next = hall.begin(file);
      if (!hall.rig.runUntil(() => next.over, 10 * MINUTES)) throw new Error(`seed ${seed}: no end of a second run`);
    }
    expect([seed, ...hall.running()]).toEqual([seed, ...Array(8).fill('1.2.0')]);
    return { cuts, old };
  }

  it('at any byte of any node and of the host leave every node startable, in 100 runs', { timeout: 120_000 }, () => {
    let cuts = 0;
    let old = 0;
    for (let seed = 1; seed <= 100; seed += 1) {
      const done = run(seed);
      cuts += done.cuts;
      old += done.old;
    }
    expect(cuts).toBeGreaterThan(400);
    expect(old).toBeLessThan(100);
  });
});

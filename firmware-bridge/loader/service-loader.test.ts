/** The service loader against the simulated chip and against rubbish, in virtual time on a line of a real rate. */
import { describe, expect, it } from 'vitest';
import { createPacedLine } from '../../device/drivers/printer/paced-line.ts';
import type { LinePeer } from '../../protocol/line-driver.ts';
import { patternBytes } from '../../tests/line-recorder.ts';
import { damageBytes } from '../damage-bytes.ts';
import { createSeededRandom } from '../seeded-random.ts';
import { readFirmwareFile } from './firmware-file.ts';
import type { FirmwareImage } from './firmware-image.ts';
import type { LoaderJob, LoaderReport } from './loader-report.ts';
import { createServiceLoader, type LoaderWish } from './service-loader.ts';
import { createVirtualTarget, type VirtualTargetOptions } from './virtual-target.ts';

const START = 0x0800_0000;
/** A whole run may never take longer, whatever the other side does. */
const RUN_MS_MAX = 15 * 60_000;

function imageOf(bytes: Uint8Array, address = START): FirmwareImage {
  const reading = readFirmwareFile(bytes, address);
  if (!reading.ok) throw new Error(reading.problem.code);
  return reading.image;
}

type Load = Extract<LoaderJob, { kind: 'load' }>;
function loadJob(bytes: Uint8Array, more: Partial<Load> = {}): Load {
  const plain = { verify: true, go: false, unprotectWrite: false, unprotectReadout: false };
  return { kind: 'load', image: imageOf(bytes), ...plain, ...more };
}

interface RigOptions {
  readonly job: LoaderJob;
  readonly peer: LinePeer;
  readonly baud?: number | null;
  readonly noise?: (byte: number) => number | null;
}

function rig({ job, peer, baud = 115_200, noise }: RigOptions) {
  const driver = createServiceLoader({ job, baud: 115_200, bitsPerByte: 10 });
  const line = createPacedLine<LoaderWish, LoaderReport>({ driver, peer, baud, ...(noise ? { noise } : {}) });
  const ends = () => line.reports.flatMap(({ report }) => (report.kind === 'ended' ? [report] : []));
  const goOn = () => {
    expect(line.run(RUN_MS_MAX, () => ends().length > 0)).toBe(true);
    const [end] = ends();
    if (!end) throw new Error('no end');
    line.run(60_000);
    expect(ends().length).toBe(1);
    return { code: end.problem?.code ?? null, address: end.problem?.address, state: end.state };
  };
  /** Runs to the end and gives it. */
  const finish = () => {
    line.open();
    return goOn();
  };
  return { line, driver, finish, goOn };
}

const done = { code: null, address: undefined };
const loaded = (target: { flash: Uint8Array }, bytes: Uint8Array) =>
  Buffer.from(target.flash.subarray(0, bytes.length)).equals(Buffer.from(bytes));

// ---------------------------------------------------------------------------------------------- golden

describe('the exchange of the reference', () => {
  it('of 512 bytes is the same, byte for byte', () => {
    const bytes = patternBytes(512);
    const talk: string[] = [];
    const target = createVirtualTarget();
    const hex = (run: Uint8Array) => [...run].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const driver = createServiceLoader({ job: loadJob(bytes), baud: 115_200, bitsPerByte: 11 });
    let output = driver.onOpen(0);
    let nowMs = 0;
    while (output.writes.length > 0) {
      const [sent = new Uint8Array(0)] = output.writes;
      expect(output.writes.length).toBe(1);
      nowMs += 1;
      let answer = target.onBytes(sent, nowMs);
      while (answer.writes.length === 0) {
        nowMs = answer.wakeAtMs ?? Number.NaN;
        answer = target.onTick(nowMs);
      }
      const heard = new Uint8Array(Buffer.concat([...answer.writes]));
      talk.push(`${hex(sent)}>${hex(heard)}`);
      output = driver.onBytes(heard, nowMs);
    }
    const block = (at: number) => bytes.subarray(at, at + 256);
    const writeFrame = (at: number) => {
      const frame = Uint8Array.of(0xff, ...block(at));
      return hex(
        Uint8Array.of(
          ...frame,
          frame.reduce((sum, byte) => sum ^ byte, 0),
        ),
      );
    };
    const blockTalk = (at: number, address: string) => [
      '31 ce>79',
      `${address}>79`,
      `${writeFrame(at)}>79`,
      '11 ee>79',
      `${address}>79`,
      `ff 00>79 ${hex(block(at))}`,
    ];
    expect(talk).toEqual([
      '7f>79',
      '01 fe>79 31 00 00 79',
      '00 ff>79 0b 31 00 01 02 11 21 31 44 63 73 82 92 79',
      '02 fd>79 01 04 10 79',
      '44 bb>79',
      '00 00 00 00 00>79',
      ...blockTalk(0, '08 00 00 00 08'),
      ...blockTalk(256, '08 00 01 00 09'),
    ]);
    expect(loaded(target, bytes)).toBe(true);
  });

  it('takes the time of its bytes on the wire: 64 KiB at 115200', () => {
    const bytes = patternBytes(65_536);
    const target = createVirtualTarget({ eraseMsPerPage: 0, writeMsPerBlock: 0 });
    const { line, finish } = rig({ job: loadJob(bytes), peer: target });
    expect(finish()).toEqual({ ...done, state: 'verified' });
    // Per block: write 2 + 5 + 258 out and 3 in, read 2 + 5 + 2 out and 3 + 256 in.
    const wireMs = (256 * (265 + 3 + 9 + 259) * 10_000) / 115_200;
    expect(loaded(target, bytes)).toBe(true);
    const tookMs = line.reports.at(-1)?.atMs ?? 0;
    expect(tookMs / wireMs).toBeLessThan(1.01);
    expect(tookMs / wireMs).toBeGreaterThan(1);
  });
});

// ---------------------------------------------------------------------------------------------- the plain course

describe('loading', () => {
  it.each<VirtualTargetOptions>([{ erase: 'extended' }, { erase: 'classic' }])('erases by page, $erase', (options) => {
    const target = createVirtualTarget(options);
    target.flash.fill(0x55);
    const bytes = patternBytes(40 * 1024 + 3);
    expect(rig({ job: loadJob(bytes, { go: true }), peer: target }).finish()).toEqual({ ...done, state: 'started' });
    expect(loaded(target, bytes)).toBe(true);
    expect(target.runningAt).toBe(START);
    // Padded with FF, the rest of its page erased, the pages behind it as they were.
    expect([...target.flash.subarray(bytes.length, 41 * 1024)].every((byte) => byte === 0xff)).toBe(true);
    expect([...target.flash.subarray(41 * 1024)].every((byte) => byte === 0x55)).toBe(true);
  });

  it.each([
    ['a full image', { productId: 0x412, flashBytes: 32 * 1024, erase: 'extended' }, 32 * 1024],
    ['a chip that is not known', { productId: 0x999, erase: 'extended' }, 1_000],
    ['a chip that is not known, the old way', { productId: 0x999, erase: 'classic' }, 1_000],
  ] as const)('erases all for %s', (_what, options, size) => {
    const target = createVirtualTarget({ ...options, writeMsPerBlock: 0 });
    target.flash.fill(0x55);
    const bytes = patternBytes(size);
    expect(rig({ job: loadJob(bytes), peer: target }).finish()).toEqual({ ...done, state: 'verified' });
    expect(loaded(target, bytes)).toBe(true);
    expect(target.flash.subarray(bytes.length).every((byte) => byte === 0xff)).toBe(true);
  });

  it('says who is there, and how far it is in rising bytes', () => {
    const { line, finish } = rig({ job: loadJob(patternBytes(3_000)), peer: createVirtualTarget() });
    finish();
    const reports = line.reports.map(({ report }) => report);
    expect(reports.find((each) => each.kind === 'identified')).toMatchObject({
      identity: { version: 0x31, productId: 0x410, name: 'STM32F10x medium-density' },
    });
    const written = reports.flatMap((each) => (each.kind === 'progress' && each.phase === 'write' ? [each.done] : []));
    expect(written).toEqual([...written].sort((a, b) => a - b));
    expect(written.at(-1)).toBe(3_000);
  });

  it('reads nothing back when told not to, and says so', () => {
    const target = createVirtualTarget({ writeProtected: [0] });
    const end = rig({ job: loadJob(patternBytes(512), { verify: false }), peer: target }).finish();
    expect(end).toEqual({ ...done, state: 'written' });
  });

  it('refuses before it changes anything what does not fit', () => {
    const target = createVirtualTarget();
    target.flash.fill(0x55);
    const load = (bytes: Uint8Array, address: number) =>
      rig({ job: { ...loadJob(bytes), image: imageOf(bytes, address) }, peer: target }).finish();
    expect(load(patternBytes(300), START + 128 * 1024 - 256)).toMatchObject({
      code: 'image-outside',
      state: 'untouched',
    });
    target.reset();
    expect(load(patternBytes(8), 0x2000_0000)).toMatchObject({ code: 'image-outside', state: 'untouched' });
    expect(target.flash.every((byte) => byte === 0x55)).toBe(true);
  });

  it('greets a target that was greeted before, also in the middle of a command', () => {
    for (const before of [[], [0x7f], [0x7f, 0x31], [0x7f, 0x00, 0xff]]) {
      const target = createVirtualTarget();
      target.onBytes(Uint8Array.from(before), 0);
      expect(rig({ job: loadJob(patternBytes(100)), peer: target }).finish()).toEqual({ ...done, state: 'verified' });
    }
  });
});

// ---------------------------------------------------------------------------------------------- protection

describe('protection', () => {
  it('against reading is reported and left alone', () => {
    const target = createVirtualTarget({ readoutProtected: true });
    target.flash.fill(0x55);
    const end = rig({ job: loadJob(patternBytes(512)), peer: target }).finish();
    expect(end).toMatchObject({ code: 'readout-protected', state: 'untouched' });
    expect(target.readoutProtected).toBe(true);
    expect(target.flash.every((byte) => byte === 0x55)).toBe(true);
    const { line, finish } = rig({ job: { kind: 'identify' }, peer: target });
    finish();
    expect(line.reports.map(({ report }) => report)).toContainEqual(
      expect.objectContaining({ kind: 'identified', readoutProtected: true }),
    );
  });

  it('against reading goes by its flag, with all that was in the flash', () => {
    const target = createVirtualTarget({ readoutProtected: true });
    target.flash.fill(0x55);
    const bytes = patternBytes(512);
    const end = rig({ job: loadJob(bytes, { unprotectReadout: true }), peer: target }).finish();
    expect(end).toEqual({ ...done, state: 'verified' });
    expect(target.readoutProtected).toBe(false);
    expect(target.flash.subarray(1024).every((byte) => byte === 0xff)).toBe(true);
    // The flag erases nothing on a chip that is not protected.
    target.flash.fill(0x55, 2048);
    target.reset();
    rig({ job: loadJob(bytes, { unprotectReadout: true }), peer: target }).finish();
    expect(target.flash.subarray(2048).every((byte) => byte === 0x55)).toBe(true);
  });

  it('against writing is seen by reading back, and named', () => {
    for (const old of [0x55, 0xff]) {
      const target = createVirtualTarget({ writeProtected: [1] });
      target.flash.fill(old);
      const end = rig({ job: loadJob(patternBytes(4096)), peer: target }).finish();
      expect(end).toEqual({ code: 'write-protected', address: START + 1024, state: 'partial' });
      expect(target.protectedPages.size).toBe(1);
    }
  });

  it('against writing goes by its flag', () => {
    const target = createVirtualTarget({ writeProtected: [0, 1, 2, 3] });
    target.flash.fill(0x55);
    const bytes = patternBytes(4096);
    const end = rig({ job: loadJob(bytes, { unprotectWrite: true }), peer: target }).finish();
    expect(end).toEqual({ ...done, state: 'verified' });
    expect(target.protectedPages.size).toBe(0);
    expect(loaded(target, bytes)).toBe(true);
  });
});

// ---------------------------------------------------------------------------------------------- trouble

/** A target whose answers or questions something happens to. */
function between(
  peer: LinePeer,
  change: { in?: (run: Uint8Array) => Uint8Array; out?: (run: Uint8Array) => Uint8Array },
) {
  return {
    onBytes: (bytes: Uint8Array, nowMs: number) => {
      const { writes, wakeAtMs } = peer.onBytes(change.in?.(bytes) ?? bytes, nowMs);
      return { writes: writes.map((run) => change.out?.(run) ?? run), wakeAtMs };
    },
    onTick: (nowMs: number) => {
      const { writes, wakeAtMs } = peer.onTick(nowMs);
      return { writes: writes.map((run) => change.out?.(run) ?? run), wakeAtMs };
    },
  };
}

describe('trouble on the line', () => {
  it('a block that had to be said twice is read back, even when reading back is off', () => {
    const commands: number[] = [];
    let spoilt = false;
    const peer = between(createVirtualTarget(), {
      in: (run) => {
        if (run.length === 2) commands.push(run[0] ?? 0);
        if (run.length < 200 || spoilt) return run;
        spoilt = true;
        return run.map((byte, at) => (at === 100 ? byte ^ 1 : byte));
      },
    });
    const end = rig({ job: loadJob(patternBytes(512), { verify: false }), peer, baud: null }).finish();
    expect(end).toEqual({ ...done, state: 'written' });
    expect(commands.filter((each) => [0x31, 0x11].includes(each))).toEqual([0x31, 0x31, 0x11, 0x31]);
  });

  it('a block of which half was lost is said again when the target has been brought back into step', () => {
    const target = createVirtualTarget();
    let cut = false;
    const peer = between(target, {
      in: (run) => {
        if (run.length !== 258 || cut) return run;
        cut = true;
        return run.subarray(0, 100);
      },
    });
    const bytes = patternBytes(512);
    expect(rig({ job: loadJob(bytes), peer, baud: null }).finish()).toEqual({ ...done, state: 'verified' });
    expect(loaded(target, bytes)).toBe(true);
  });

  it('a damaged copy that passes the checksum of the target is found, and not taken for protection', () => {
    const bytes = patternBytes(512).map((byte, at) => (at === 50 ? 0x7f : byte));
    let cut = false;
    // Without its 7F the frame waits for one byte, and the first knock is the very one that makes its sum right.
    const peer = between(createVirtualTarget(), {
      in: (run) => {
        if (run.length !== 258 || cut) return run;
        cut = true;
        return Uint8Array.from([...run.subarray(0, 51), ...run.subarray(52)]);
      },
    });
    for (const verify of [true, false]) {
      cut = false;
      const end = rig({ job: loadJob(bytes, { verify }), peer, baud: null }).finish();
      expect(end).toEqual({ code: 'verify-failed', address: START, state: 'partial' });
    }
    expect(rig({ job: loadJob(bytes), peer, baud: null }).finish()).toEqual({ ...done, state: 'verified' });
  });

  it('a second NACK to one refusal does not answer the next command', () => {
    const target = createVirtualTarget({ readoutProtected: true });
    const twice = between(target, {
      out: (run) => (run.length === 1 && run[0] === 0x1f ? Uint8Array.of(0x1f, 0x1f) : run),
    });
    const bytes = patternBytes(512);
    const job = loadJob(bytes, { unprotectReadout: true });
    expect(rig({ job, peer: twice }).finish()).toEqual({ ...done, state: 'verified' });
    expect(loaded(target, bytes)).toBe(true);
  });

  it('what is refused is said three times, and no more', () => {
    const target = createVirtualTarget({ flashBytes: 32 * 1024 });
    const job = { ...loadJob(patternBytes(64)), image: imageOf(patternBytes(64), START + 40 * 1024) };
    let orders = 0;
    const peer = between(target, {
      in: (run) => {
        orders += run[0] === 0x44 ? 1 : 0;
        return run;
      },
    });
    expect(rig({ job, peer, baud: null }).finish()).toMatchObject({ code: 'erase-refused' });
    expect(orders).toBe(3);
  });

  it('nobody is there', () => {
    const deaf: LinePeer = {
      onBytes: () => ({ writes: [], wakeAtMs: null }),
      onTick: () => ({ writes: [], wakeAtMs: null }),
    };
    expect(rig({ job: loadJob(patternBytes(8)), peer: deaf }).finish()).toMatchObject({
      code: 'loader-silent',
      state: 'unknown',
    });
  });

  it('somebody else is there', () => {
    const echo: LinePeer = {
      onBytes: () => ({ writes: [Uint8Array.of(0x41, 0x42)], wakeAtMs: null }),
      onTick: () => ({ writes: [], wakeAtMs: null }),
    };
    expect(rig({ job: loadJob(patternBytes(8)), peer: echo }).finish()).toMatchObject({
      code: 'loader-garbled',
      state: 'unknown',
    });
  });

  it('on a line that spoils one byte in 1,500, nearly every run succeeds and none is called good that is not', () => {
    const bytes = patternBytes(1_500);
    let good = 0;
    for (let seed = 0; seed < 60; seed += 1) {
      const random = createSeededRandom(seed);
      const target = createVirtualTarget({ eraseMsPerPage: 1, writeMsPerBlock: 1 });
      // Not within the greeting, and at most one byte in 1,500.
      let count = 0;
      const noise = (byte: number): number | null => {
        count += 1;
        if (count < 40 || random() > 1 / 1_500) return byte;
        return random() < 0.5 ? null : byte ^ (1 << Math.floor(random() * 8));
      };
      const { finish } = rig({ job: loadJob(bytes), peer: target, noise });
      const end = finish();
      if (end.code === null) {
        good += 1;
        expect([seed, loaded(target, bytes)]).toEqual([seed, true]);
      }
    }
    expect(good).toBeGreaterThanOrEqual(57);
  });

  it('a chip that loses power in the middle: the state is told', () => {
    const target = createVirtualTarget();
    let heard = 0;
    const dying = between(target, {
      in: (run) => {
        heard += run.length;
        return heard > 2_000 ? new Uint8Array(0) : run;
      },
    });
    const { finish } = rig({ job: loadJob(patternBytes(4_096)), peer: dying });
    expect(finish()).toMatchObject({ code: 'answer-lost', state: 'partial' });
  });

  it('the plug is pulled in the middle', () => {
    const run = rig({ job: loadJob(patternBytes(8_192)), peer: createVirtualTarget() });
    run.line.open();
    expect(run.line.run(60_000, () => run.driver.state === 'partial')).toBe(true);
    run.line.close();
    expect(run.goOn()).toMatchObject({ code: 'line-lost', state: 'partial' });
  });

  it('a person stops it: between two commands, and the next run makes it whole', () => {
    const target = createVirtualTarget();
    const bytes = patternBytes(8_192);
    const run = rig({ job: loadJob(bytes), peer: target });
    run.line.open();
    run.line.run(60_000, () => run.driver.state === 'partial');
    run.line.setTarget('stop');
    expect(run.goOn()).toMatchObject({ code: 'stopped', state: 'partial' });
    expect(target.damaged).toBe(0);
    expect(rig({ job: loadJob(bytes), peer: target }).finish()).toEqual({ ...done, state: 'verified' });
    expect(loaded(target, bytes)).toBe(true);
  });

  it('a person stops it before anybody has answered: at once', () => {
    const deaf: LinePeer = {
      onBytes: () => ({ writes: [], wakeAtMs: null }),
      onTick: () => ({ writes: [], wakeAtMs: null }),
    };
    const run = rig({ job: { kind: 'identify' }, peer: deaf });
    run.line.open();
    run.line.setTarget('stop');
    expect(run.line.reports.at(-1)?.report).toMatchObject({ kind: 'ended', state: 'unknown' });
  });

  it('flash that does not keep its bits is not called equal', () => {
    const worn = createVirtualTarget();
    const peer = between(worn, {
      // One bit of the block sticks at 0.
      out: (run) => (run.length > 200 ? run.map((byte, at) => (at === 100 ? byte | 0x80 : byte)) : run),
    });
    const bytes = new Uint8Array(256).fill(0x11);
    const { finish } = rig({ job: loadJob(bytes), peer });
    expect(finish()).toMatchObject({ code: 'verify-failed', address: START, state: 'partial' });
  });

  it('fuzzed answers never hang it, never make it throw, never make it call a wrong flash right', () => {
    const bytes = patternBytes(600);
    const ends = new Map<string, number>();
    for (let seed = 0; seed < 400; seed += 1) {
      const random = createSeededRandom(`fuzz ${seed}`);
      const share = [0.02, 0.1, 0.5, 1][seed % 4] ?? 1;
      const target = createVirtualTarget({ eraseMsPerPage: 1, writeMsPerBlock: 1 });
      const spoil = (run: Uint8Array): Uint8Array => {
        if (random() >= share) return run;
        if (random() < 0.3)
          return Uint8Array.from({ length: Math.floor(random() * 600) }, () => Math.floor(random() * 256));
        return damageBytes(run, random);
      };
      const peer = between(target, seed % 2 === 0 ? { out: spoil } : { in: spoil, out: spoil });
      const run = rig({ job: loadJob(bytes, { go: true, unprotectReadout: seed % 5 === 0 }), peer, baud: null });
      const end = run.finish();
      ends.set(end.code ?? 'loaded', (ends.get(end.code ?? 'loaded') ?? 0) + 1);
      if (end.code === null) expect([seed, loaded(target, bytes)]).toEqual([seed, true]);
    }
    expect(ends.get('loaded')).toBeGreaterThan(20);
    expect(ends.size).toBeGreaterThan(4);
  });
});

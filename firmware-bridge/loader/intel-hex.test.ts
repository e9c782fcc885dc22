/** The reader of firmware files, judged by objcopy on files that objcopy has not made, and its refusals by line. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createSeededRandom } from '../seeded-random.ts';
import { readFirmwareFile } from './firmware-file.ts';
import type { FirmwareImage } from './firmware-image.ts';
import { IMAGE_BYTES_MAX, IMAGE_WINDOWS_MAX } from './loader-limits.ts';

const folder = mkdtempSync(join(tmpdir(), 'hallkeeper-hex-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const hasObjcopy = spawnSync('objcopy', ['--version']).status === 0;

/** A record with its checksum. */
function record(type: number, offset: number, data: readonly number[]): string {
  const bytes = [data.length, offset >> 8, offset & 0xff, type, ...data];
  const sum = bytes.reduce((all, byte) => all + byte, 0);
  return `:${[...bytes, -sum & 0xff].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('')}`;
}

const end = record(1, 0, []);
const high = record(4, 0, [0x08, 0x00]);
const read = (...lines: readonly string[]) => readFirmwareFile(new TextEncoder().encode(lines.join('\n')), null);
const problem = (...lines: readonly string[]) => {
  const reading = read(...lines);
  return reading.ok ? null : reading.problem;
};

function imageOf(...lines: readonly string[]): FirmwareImage {
  const reading = read(...lines);
  if (!reading.ok) throw new Error(reading.problem.code);
  return reading.image;
}

/** The bytes from the first address to the last, gaps as FF. */
function flat(image: FirmwareImage): Uint8Array {
  const all = new Uint8Array(image.to - image.from).fill(0xff);
  for (const { address, bytes } of image.blocks)
    for (const [at, byte] of bytes.entries()) {
      const place = address + at - image.from;
      if (place >= 0 && place < all.length) all[place] = byte;
    }
  return all;
}

/** Records of all kinds in any order: small gaps, records over a border of 64 KiB, both forms of the base address. */
function randomHex(seed: number): string[] {
  const random = createSeededRandom(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const runs: string[][] = [];
  let at = pick(40_000);
  for (let run = 0; run < 40; run += 1) {
    at += pick(4) === 0 ? pick(3_000) : 0;
    const data = Array.from({ length: 1 + pick(60) }, () => pick(256));
    const base = seed % 2 === 0 ? 0x0800_0000 : 0;
    const paragraph = (at >> 4) & 0xffff;
    const lines =
      seed % 2 === 0
        ? [record(4, 0, [(base + at) >>> 24, ((base + at) >>> 16) & 0xff]), record(0, at & 0xffff, data)]
        : [record(2, 0, [paragraph >> 8, paragraph & 0xff]), record(0, at & 0xf, data)];
    runs.push(lines);
    at += data.length;
    // Not over a border: what follows a record there is read in two ways by the programs in use.
    if ((at & 0xffff) > 0xff00) at = (at & ~0xffff) + 0x1_0000;
  }
  for (let last = runs.length - 1; last > 0; last -= 1) {
    const other = pick(last + 1);
    const [a, b] = [runs[last] ?? [], runs[other] ?? []];
    runs[last] = b;
    runs[other] = a;
  }
  return [...runs.flat(), record(5, 0, [0x08, 0x00, 0x01, 0x01]), end];
}

describe('Intel HEX', () => {
  it.skipIf(!hasObjcopy)('is read as objcopy reads it (needs binutils)', () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const lines = randomHex(seed);
      const [from, to] = [join(folder, 'a.hex'), join(folder, 'a.bin')];
      writeFileSync(from, `${lines.join(seed % 3 === 0 ? '\r\n' : '\n')}\n`);
      const { status } = spawnSync('objcopy', ['-I', 'ihex', '-O', 'binary', '--gap-fill', '0xff', from, to]);
      expect(status).toBe(0);
      const reading = readFirmwareFile(new Uint8Array(readFileSync(from)), null);
      expect([seed, reading.ok && Buffer.from(flat(reading.image)).equals(readFileSync(to))]).toEqual([seed, true]);
    }
  });

  it.skipIf(!hasObjcopy)('that objcopy wrote gives the binary it was made of (needs binutils)', () => {
    const random = createSeededRandom('binary');
    const bytes = Uint8Array.from({ length: 70_001 }, () => Math.floor(random() * 256));
    const [from, to] = [join(folder, 'b.bin'), join(folder, 'b.hex')];
    writeFileSync(from, bytes);
    const args = ['-I', 'binary', '-O', 'ihex', '--change-addresses', '0x08000000', from, to];
    expect(spawnSync('objcopy', args).status).toBe(0);
    const reading = readFirmwareFile(new Uint8Array(readFileSync(to)), null);
    expect(reading.ok && reading.image.from).toBe(0x0800_0000);
    expect(reading.ok && Buffer.from(flat(reading.image)).equals(Buffer.from(bytes))).toBe(true);
  });

  it('keeps the start address, counts gaps and pads with FF to blocks of 256 on borders of 8', () => {
    const image = imageOf(
      high,
      record(0, 0x0005, [1, 2]),
      record(0, 0x0007, [3]),
      record(0, 0x00fe, [4, 5, 6]),
      record(5, 0, [0x08, 0, 0, 0xc1]),
      end,
    );
    expect(image.entry).toBe(0x0800_00c1);
    expect([image.from, image.to, image.byteCount, image.gaps]).toEqual([0x0800_0005, 0x0800_0101, 6, 1]);
    expect(image.blocks.map(({ address, bytes }) => [address, bytes.length])).toEqual([
      [0x0800_0000, 256],
      [0x0800_0100, 8],
    ]);
    expect([...(image.blocks[1]?.bytes ?? [])]).toEqual([6, 255, 255, 255, 255, 255, 255, 255]);
    expect(imageOf(record(3, 0, [0x12, 0x34, 0x00, 0x05]), record(0, 0, [1]), end).entry).toBe(0x12345);
  });

  it('names the line of what is wrong', () => {
    const data = record(0, 0, [1, 2, 3, 4]);
    const spoiled = `${data.slice(0, -1)}${data.endsWith('0') ? '1' : '0'}`;
    expect(problem(high, spoiled, end)).toEqual({ code: 'hex-checksum', line: 2 });
    expect(problem(high, data, '', record(0, 2, [9, 9]), end)).toEqual({ code: 'hex-overlap', line: 4 });
    expect(problem(high, data)).toEqual({ code: 'hex-no-end', line: 2 });
    expect(problem(high, data, end, data)).toEqual({ code: 'hex-malformed', line: 4 });
    expect(problem(high, 'rubbish', end)).toEqual({ code: 'hex-malformed', line: 2 });
    expect(problem(data.slice(0, -2), end)).toEqual({ code: 'hex-malformed', line: 1 });
    expect(problem(record(7, 0, []), end)).toEqual({ code: 'hex-malformed', line: 1 });
    expect(problem(record(4, 0, [1]), end)).toEqual({ code: 'hex-malformed', line: 1 });
    expect(problem(record(4, 0, [0xff, 0xff]), record(0, 0xffff, [1, 2]), end)).toEqual({
      code: 'hex-malformed',
      line: 2,
    });
    expect(problem(high, end)).toEqual({ code: 'image-empty' });
  });

  it('is bounded: bytes far apart cannot fill the memory', () => {
    const lines: string[] = [];
    for (let window = 0; window <= IMAGE_WINDOWS_MAX; window += 1) {
      const address = window * 256;
      if (address % 0x1_0000 === 0) lines.push(record(4, 0, [address >>> 24, (address >>> 16) & 0xff]));
      lines.push(record(0, address & 0xffff, [1]));
    }
    expect(problem(...lines, end)).toMatchObject({ code: 'image-too-large', line: lines.length });
  });

  it('never throws on rubbish', () => {
    const random = createSeededRandom('rubbish');
    const chars = ':0123456789ABCDEFabcdef\r\n \u0000\u00ff';
    for (let run = 0; run < 2_000; run += 1) {
      const text = Array.from({ length: 60 }, () => chars[Math.floor(random() * chars.length)]).join('');
      expect(readFirmwareFile(new TextEncoder().encode(`:${text}`), null).ok).toBe(false);
    }
  });
});

describe('other files', () => {
  it('plain binary lies where it is told, in blocks of a multiple of 8', () => {
    const reading = readFirmwareFile(Uint8Array.of(0, 0x50, 0, 0x20, 1), 0x0800_4000);
    if (!reading.ok) throw new Error(reading.problem.code);
    expect(reading.image.blocks.map(({ address, bytes }) => [address, ...bytes])).toEqual([
      [0x0800_4000, 0, 0x50, 0, 0x20, 1, 255, 255, 255],
    ]);
    const start = readFirmwareFile(Uint8Array.of(1), null);
    expect(start.ok && start.image.from).toBe(0x0800_0000);
  });

  it('are refused: ELF, nothing, a crooked address, an address for HEX, too much', () => {
    const code = (bytes: Uint8Array, address: number | null) => {
      const reading = readFirmwareFile(bytes, address);
      return reading.ok ? null : reading.problem.code;
    };
    expect(code(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1), null)).toBe('file-elf');
    expect(code(new Uint8Array(0), null)).toBe('image-empty');
    expect(code(Uint8Array.of(1), 0x0800_0001)).toBe('address-invalid');
    expect(code(new TextEncoder().encode(`${end}\n`), 0x0800_0000)).toBe('address-hex');
    expect(code(new Uint8Array(IMAGE_BYTES_MAX + 8), null)).toBe('image-too-large');
    expect(code(new Uint8Array(16), 0xffff_fff8)).toBe('image-outside');
  });
});

/** `hallkeeper firmware` on the built program, over real pseudo-terminals, beside stm32flash on the same simulated chip. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VirtualTargetOptions } from '../../firmware-bridge/loader/virtual-target.ts';
import { type ChipOnLine, createChipOnLine } from '../../tests/chip-on-line.ts';
import { builtProgram, runProgram } from '../../tests/hall-process.ts';
import { patternBytes, until } from '../../tests/line-recorder.ts';
import { createPtyPair, hasSocat } from '../../tests/pty-pair.ts';

const hasStm32flash = spawnSync('stm32flash', ['-h']).error === undefined;
const BAUD = 115_200;
let folder = '';
let ends: Array<() => Promise<void> | void> = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-firmware-'));
});
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
  rmSync(folder, { recursive: true, force: true });
});

async function chip(options: VirtualTargetOptions = {}, baud: number | null = null): Promise<ChipOnLine> {
  const made = await createChipOnLine({ eraseMsPerPage: 0, writeMsPerBlock: 0, ...options }, baud);
  ends.push(() => made.stop());
  return made;
}

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

interface Ended {
  readonly code: number | null;
  readonly said: string;
  readonly tookMs: number;
}

/** Runs a program without holding up the chip, which lives in this process. */
function run(program: string, args: readonly string[]): Promise<Ended> {
  const startMs = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  return ended(child, startMs);
}

function ended(child: ChildProcess, startMs = performance.now()): Promise<Ended> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += String(text)));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, said, tookMs: performance.now() - startMs }));
  });
}

const load = (path: string, port: string, ...more: readonly string[]) =>
  runProgram(['firmware', 'load', path, '--port', port, '--parity', 'none', ...more], 60_000);
const same = (flash: Uint8Array, bytes: Uint8Array) =>
  Buffer.from(flash.subarray(0, bytes.length)).equals(Buffer.from(bytes));

describe.skipIf(!hasSocat() || !hasStm32flash)('beside stm32flash (needs socat and stm32flash)', () => {
  it('both write the same flash, and stm32flash reads back what we wrote', async () => {
    const bytes = patternBytes(5_000);
    const path = file('fw.bin', bytes);
    const theirs = await chip();
    const wrote = await run('stm32flash', ['-m', '8n1', '-b', `${BAUD}`, '-w', path, '-v', '-g', '0x0', theirs.path]);
    expect([wrote.code, wrote.said]).toEqual([0, expect.stringContaining('done')]);
    const ours = await chip();
    const { code, stdout } = await load(path, ours.path, '--verify', '--go');
    expect([code, stdout]).toEqual([0, expect.stringContaining('has been started')]);
    expect(Buffer.from(ours.target.flash).equals(Buffer.from(theirs.target.flash))).toBe(true);
    expect(same(ours.target.flash, bytes)).toBe(true);
    expect([ours.target.runningAt, theirs.target.runningAt]).toEqual([0x0800_0000, 0x0800_0000]);
    ours.target.reset();
    const back = join(folder, 'back.bin');
    const reading = ['-m', '8n1', '-b', `${BAUD}`, '-r', back, '-S', '0x08000000:5000', ours.path];
    expect((await run('stm32flash', reading)).code).toBe(0);
    expect(readFileSync(back).equals(Buffer.from(bytes))).toBe(true);
  }, 60_000);

  it('says beside theirs how long ours takes on a paced line', async () => {
    const path = file('fw.bin', patternBytes(8_192));
    const theirs = await chip({}, BAUD);
    const wrote = await run('stm32flash', ['-m', '8n1', '-b', `${BAUD}`, '-w', path, '-v', theirs.path]);
    const ours = await chip({}, BAUD);
    const { code, stdout } = await load(path, ours.path, '--verify', '--json');
    expect([wrote.code, code]).toEqual([0, 0]);
    expect(Buffer.from(ours.target.flash).equals(Buffer.from(theirs.target.flash))).toBe(true);
    const { tookMs } = JSON.parse(stdout) as { readonly tookMs: number };
    process.stdout.write(`8 KiB: ours ${Math.round(tookMs)} ms, stm32flash ${Math.round(wrote.tookMs)} ms\n`);
  }, 120_000);
});

describe.skipIf(!hasSocat())('on a real terminal (needs socat)', () => {
  it('identify says who is there, and changes nothing', async () => {
    const { target, path } = await chip({ readoutProtected: true });
    const text = await runProgram(['firmware', 'identify', '--port', path, '--lang', 'zh-CN']);
    expect([text.code, text.stdout]).toEqual([0, expect.stringContaining('STM32F10x medium-density (0x0410)')]);
    expect(text.stdout).toContain('读保护: 已启用');
    const json = await runProgram(['firmware', 'identify', '--port', path, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: true,
      productId: 0x410,
      version: 0x31,
      readoutProtected: true,
    });
    expect(target.readoutProtected).toBe(true);
  });

  it('tells how far it is, in plain lines where there is no terminal', async () => {
    const { path, target } = await chip();
    const bytes = patternBytes(4_096);
    const { code, stderr } = await load(file('fw.bin', bytes), path);
    expect(code).toBe(0);
    expect(same(target.flash, bytes)).toBe(true);
    expect(stderr).toMatch(/Writing and reading back {2}50 % {2}2\.0 \/ 4\.0 KiB/);
    expect(stderr).not.toContain('\r');
  });

  it('a protected chip: code, both languages and what to do, nothing changed', async () => {
    const { path, target } = await chip({ readoutProtected: true });
    const fw = file('fw.bin', patternBytes(512));
    const text = await load(fw, path, '--lang', 'zh-CN');
    expect([text.code, text.stderr]).toEqual([1, expect.stringContaining('--unprotect-readout')]);
    const json = await load(fw, path, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, code: 'readout-protected', state: 'untouched' });
    expect(target.readoutProtected).toBe(true);
    expect((await load(fw, path, '--unprotect-readout')).code).toBe(0);
    expect(same(target.flash, patternBytes(512))).toBe(true);
  });

  it('the plug is pulled in the middle: it ends, and says how the chip was left', async () => {
    const made = await chip({}, BAUD);
    const running = load(file('fw.bin', patternBytes(65_536)), made.path, '--json');
    await until('writing has begun', () => made.heard() > 2_000, 20_000);
    made.pair.unplug();
    const { code, stdout } = await running;
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'line-lost', state: 'partial' });
  });

  it('Ctrl-C ends it between two commands, and says how the chip was left', async () => {
    const made = await chip({}, BAUD);
    const args = ['firmware', 'load', file('fw.bin', patternBytes(65_536)), '--port', made.path, '--parity', 'none'];
    const child = spawn(process.execPath, [builtProgram(), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const end = ended(child);
    await until('writing has begun', () => made.heard() > 2_000, 20_000);
    child.kill('SIGINT');
    const { code, said } = await end;
    expect(code).toBe(130);
    expect(said).toContain('cannot run. Run the loader again');
    // No command was cut in two: the next one is understood at once.
    expect(made.target.damaged).toBe(0);
    const fw = file('short.bin', patternBytes(700));
    expect((await load(fw, made.path)).code).toBe(0);
  });

  it('the simulated chip can be used by hand', async () => {
    const pair = await createPtyPair();
    ends.push(() => pair.stop());
    const args = ['firmware', 'simulate', '--port', pair.b, '--parity', 'none', '--instant', '--write-protected', '2'];
    const child = spawn(process.execPath, [builtProgram(), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const end = ended(child);
    ends.push(async () => {
      child.kill('SIGINT');
      await end;
    });
    await new Promise((ready) => child.stdout.once('data', ready));
    const fw = file('fw.bin', patternBytes(4_096));
    const first = await load(fw, pair.a, '--json');
    expect(JSON.parse(first.stdout)).toMatchObject({ code: 'write-protected', address: 0x0800_0800 });
    expect((await load(fw, pair.a, '--unprotect-write', '--go')).code).toBe(0);
    child.kill('SIGINT');
    const { code, said } = await end;
    expect([code, said]).toEqual([0, expect.stringContaining('started at 0x08000000')]);
  });
});

describe('without a chip', () => {
  it('a port that is not there is said at once', async () => {
    const { code, stdout } = await load(file('fw.bin', patternBytes(8)), join(folder, 'nothing'), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'port-unavailable', state: 'unknown' });
  });

  it('a spoiled file is refused with its line before the port is opened', async () => {
    const text = ':020000040800F2\n:0400000001020304F3\n:00000001FF\n';
    const { code, stderr } = await load(file('fw.hex', text), join(folder, 'nothing'));
    expect([code, stderr]).toEqual([1, expect.stringContaining('fails its checksum. (line 2)')]);
  });

  it('wrong arguments are told', async () => {
    const fw = file('fw.bin', patternBytes(8));
    expect((await load(fw, 'x', '--baud', '230400')).stderr).toContain('1200 to 115200');
    expect((await load(fw, 'x', '--address', '8000000h')).stderr).toContain('0x08000000');
  });
});

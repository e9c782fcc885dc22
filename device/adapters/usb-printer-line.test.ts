/**
 * Not proven here: the kernel's usblp itself. A pseudo-terminal stands for its device file: a character device that is
 * opened, asked, read, written and pulled out in the same way; a full one takes no bytes, as a busy printer does.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type LineRecorder, patternBytes, recordLine, until } from '../../tests/line-recorder.ts';
import { createPtyPair, hasSocat, type PtyPair } from '../../tests/pty-pair.ts';
import type { LinePort } from '../ports-line.ts';
import { createSerialLine } from './serial-line.ts';
import { createUsbPrinterLine, type UsbPrinterLineOptions } from './usb-printer-line.ts';

const ran: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const end of ran.splice(0).reverse()) await end();
});

async function pair(): Promise<PtyPair> {
  const made = await createPtyPair();
  ran.push(() => made.stop());
  return made;
}

function printer(path: string, more: Partial<UsbPrinterLineOptions> = {}): LinePort {
  const made = createUsbPrinterLine({ path, random: () => 0.5, ...more });
  ran.push(() => made.stop());
  return made;
}

async function up(port: LinePort, onBytes?: (bytes: Uint8Array) => void): Promise<LineRecorder> {
  const recorder = recordLine(onBytes);
  port.start(recorder);
  await until(`${port.name} is up`, () => recorder.opens === 1);
  return recorder;
}

function farEnd(path: string): LinePort {
  const made = createSerialLine({ path, baud: 115_200, random: () => 0.5 });
  ran.push(() => made.stop());
  return made;
}

describe.skipIf(!hasSocat())('USB printer line over a real character device (needs socat)', () => {
  test('carries a job and its answers, and says what it is', async () => {
    const { a, b } = await pair();
    const near = printer(a);
    const far = farEnd(b);
    expect([near.name, near.baud]).toEqual([`usb:${a}`, null]);
    const nearHeard = await up(near);
    const farHeard = await up(far, () => far.write(Uint8Array.of(0x10, 0, 0, 0x0f)));
    const job = patternBytes(20_000, 3);
    expect(near.write(job)).toBe(true);
    await until('the job is over', () => farHeard.bytes().length === job.length);
    expect(farHeard.bytes()).toEqual(job);
    await until('an answer came', () => nearHeard.bytes().length >= 4);
    expect([...nearHeard.bytes().subarray(0, 4)]).toEqual([0x10, 0, 0, 0x0f]);
  });

  test('a printer that takes nothing holds up nobody: the loop runs, and after the deadline the line is lost', async () => {
    const { a, freeze, thaw } = await pair();
    const near = printer(a, { writeGraceMs: 400 });
    const heard = await up(near);
    freeze();
    let turns = 0;
    const clock = setInterval(() => {
      turns += 1;
    }, 5);
    const before = performance.now();
    expect(near.write(patternBytes(60_000, 5))).toBe(true);
    expect(performance.now() - before).toBeLessThan(100);
    await until('the line is lost', () => heard.closes.length > 0);
    clearInterval(clock);
    thaw();
    expect(heard.closes[0]).toMatch(/write deadline/);
    expect(turns).toBeGreaterThan(20);
  });

  test('pulled out: told within a second, without spinning; plugged in again: up', async () => {
    const made = await pair();
    const near = printer(made.a);
    const heard = await up(near);
    const cpu = process.cpuUsage();
    made.unplug();
    await until('the line is lost', () => heard.closes.length === 1);
    await made.replug();
    await until('it is up again', () => heard.opens === 2);
    const { user, system } = process.cpuUsage(cpu);
    expect((user + system) / 1_000).toBeLessThan(3_000);
  });

  test('two jobs one after the other keep their order', async () => {
    const { a, b } = await pair();
    const near = printer(a);
    const farHeard = await up(farEnd(b));
    await up(near);
    near.write(Uint8Array.of(1, 2, 3));
    near.write(Uint8Array.of(4, 5));
    await until('both are over', () => farHeard.bytes().length === 5);
    expect([...farHeard.bytes()]).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('USB printer line to what is no printer', () => {
  test('a path that is not there, and a plain file, are lost and tried again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'usb-'));
    ran.push(async () => rmSync(folder, { recursive: true }));
    const plain = join(folder, 'plain');
    writeFileSync(plain, '');
    for (const path of [join(folder, 'none'), plain]) {
      const port = printer(path);
      const recorder = recordLine();
      port.start(recorder);
      await until(`${path} was tried twice`, () => recorder.states.filter(([state]) => state === 'lost').length >= 2);
      expect(recorder.opens).toBe(0);
    }
  });
});

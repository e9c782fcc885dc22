/** The Modbus port over a real pseudo-terminal, against our slave; `mbpoll`, written by others, checks the slave and what we wrote. */
import { spawn, spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createModbusLine } from '../device/adapters/modbus-line.ts';
import { createSerialLine } from '../device/adapters/serial-line.ts';
import { hostPeerOnLine } from '../device/demo/peer-host.ts';
import { createTestingModbusSlave } from '../device/drivers/foreign/testing-modbus-slave.ts';
import type { ModbusWrite } from '../device/ports-modbus.ts';
import { eventually } from './hall-process.ts';
import { until } from './line-recorder.ts';
import { createPtyPair, hasSocat, type PtyPair } from './pty-pair.ts';

const hasMbpoll = spawnSync('mbpoll', ['-V'], { stdio: 'ignore' }).error === undefined;
const random = () => 0.5;

let pair: PtyPair;
const stops: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  if (hasSocat()) pair = await createPtyPair();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  if (hasSocat()) await pair.stop();
});

function slaveOn(path: string, answerAfterMs = 2) {
  const slave = createTestingModbusSlave(5, answerAfterMs);
  const line = createSerialLine({ path, baud: 9_600, random });
  const host = hostPeerOnLine(slave, line);
  stops.push(async () => {
    await host.stop();
    await line.stop();
  });
  return { slave, line };
}

/** The port on one end; `write` is kept with how it ended. */
function masterOn(path: string, answerMs = 300) {
  const line = createSerialLine({ path, baud: 9_600, random });
  const port = createModbusLine({ line, answerMs });
  const state = { up: false };
  port.start({
    onOpen: () => {
      state.up = true;
    },
    onClose: () => {
      state.up = false;
    },
  });
  stops.push(() => line.stop());
  const write = (at: number, words: number[], one = false, unit = 5) =>
    new Promise<string | null>((done) => {
      const request: ModbusWrite = { unit, at, words, one };
      port.write(request, done);
    });
  return { line, state, write };
}

/** `mbpoll` to its end; it takes the port without a lock. */
function mbpoll(...args: string[]): Promise<string> {
  const settings = ['-m', 'rtu', '-a', '5', '-b', '9600', '-P', 'none', '-t', '4', '-1'];
  const child = spawn('mbpoll', [...settings, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  return new Promise((done) => child.once('close', () => done(said)));
}

describe.skipIf(!hasSocat())('Modbus RTU over a pseudo-terminal (needs socat)', () => {
  it('writes registers, and hears a refusal and a silence', async () => {
    const { slave } = slaveOn(pair.b);
    const { state, write } = masterOn(pair.a);
    await until('the line is up', () => state.up);
    expect(await write(0, [23])).toBeNull();
    expect(await write(1, [1], true)).toBeNull();
    expect(await write(16, [0x4130, 0x3233])).toBeNull();
    expect([0, 1, 16, 17].map((at) => slave.registers.get(at))).toEqual([23, 1, 0x4130, 0x3233]);
    expect(slave.requests).toEqual(['16 0 1', '6 1 1', '16 16 2']);
    slave.refuseFrom = 100;
    expect(await write(100, [1])).toBe('refused');
    slave.power = false;
    expect(await write(0, [24])).toBe('silent');
    expect(await write(0, [24], false, 9)).toBe('silent');
    slave.power = true;
    expect(await write(0, [25])).toBeNull();
    expect(slave.registers.get(0)).toBe(25);
  });

  it('is silent while unplugged, and works again when plugged in', async () => {
    const { slave } = slaveOn(pair.b);
    const { state, write } = masterOn(pair.a);
    await until('the line is up', () => state.up);
    const pending = write(0, [1]);
    pair.unplug();
    await until('the line is lost', () => !state.up);
    await pending;
    expect(await write(0, [2])).toBe('silent');
    await pair.replug();
    await until('the line is up again', () => state.up, 15_000);
    // The far end plugs itself in again at its own time.
    await eventually('the panel answers', async () => (await write(0, [4])) === null);
    expect(slave.registers.get(0)).toBe(4);
  });

  it('noise before and after an answer harms nothing', async () => {
    const { slave, line } = slaveOn(pair.b, 30);
    const { state, write } = masterOn(pair.a);
    await until('the line is up', () => state.up);
    const done = write(0, [77]);
    line.write(Uint8Array.from({ length: 300 }, (_, i) => (i * 37) & 0xff));
    expect(await done).toBeNull();
    line.write(Uint8Array.of(5, 16, 0, 0));
    expect(await write(1, [78])).toBeNull();
    expect([slave.registers.get(0), slave.registers.get(1)]).toEqual([77, 78]);
  });

  it.skipIf(!hasMbpoll)('mbpoll reads what we wrote and writes what we see (needs mbpoll)', async () => {
    const { slave } = slaveOn(pair.b);
    const master = masterOn(pair.a);
    await until('the line is up', () => master.state.up);
    expect(await master.write(0, [23, 1, 0x4130])).toBeNull();
    await master.line.stop();
    // mbpoll counts registers from 1.
    const read = await mbpoll('-r', '1', '-c', '3', pair.a);
    expect([...read.matchAll(/\[(\d+)\]:\s*(\d+)/g)].map(([, at, value]) => [at, value])).toEqual([
      ['1', '23'],
      ['2', '1'],
      ['3', String(0x4130)],
    ]);
    await mbpoll('-r', '11', pair.a, '321', '654');
    expect([slave.registers.get(10), slave.registers.get(11)]).toEqual([321, 654]);
  });
});

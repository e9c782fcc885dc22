/**
 * The program itself on the real kernel: `hallkeeper doctor` without a daemon, `--watch`, and again while `hallkeeper run` holds the
 * lines. What the daemon holds is not touched by a look.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LineFinding } from '../../device/commands/doctor-lines.ts';
import type { Figures } from './line-scenarios.ts';
import { simulatedChip, until } from './simulated-chip.ts';

const program = 'dist/daemon/cli.js';
const port = 24_871;
const hall = `
hall: { id: test, name: { zh: 测试大厅, en: Test hall }, zone: Asia/Shanghai, hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00" }] }
listen: { port: ${port} }
services: [{ id: A, name: { zh: 缴费, en: Payment }, minutes: 5 }]
counters: [{ no: 1, services: [A] }]
printers: [{ id: printer-1, line: { tcp: "127.0.0.1:9" } }]
buttons: [{ gpio: GPIO17, service: A, lamp: 5 }, { gpio: 4, key: 2, activeLow: false, service: A }]
gpio: { door: { gpio: 25 } }
`;

interface Program {
  output(): string;
  end(): Promise<void>;
}

function start(args: readonly string[]): Program {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      output += bytes.toString();
    });
  return {
    output: () => output,
    end: () =>
      new Promise((resolve) => {
        child.on('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function look(file: string): Promise<ReadonlyMap<string, LineFinding>> {
  return new Promise((resolve) => {
    // Its status is 1 here: the printer of this hall is not there.
    execFile(process.execPath, [program, 'doctor', '--config', file, '--json'], (_status, stdout) => {
      const findings = JSON.parse(stdout) as readonly { readonly line?: LineFinding }[];
      resolve(new Map(findings.flatMap(({ line }) => (line ? [[line.device, line] as const] : []))));
    });
  });
}

export async function doctorScenario(): Promise<Figures> {
  const sim = simulatedChip(process.env.SIM);
  sim.drive(17, 0); // held
  sim.drive(25, 0); // the door is closed
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  const file = join(folder, 'hall.yaml');
  writeFileSync(file, hall);

  const alone = await look(file);
  const own = alone.get('button-17');
  assert(own);
  assert.deepEqual(
    [own.level, own.now, own.way, own.chip, own.direction, own.from],
    [1, 'pressed', 'sysfs', 'pinctrl-bcm2711', 'in', 'doctor'],
  );
  assert.equal(alone.get('door-25')?.now, 'closed');
  assert.equal(alone.get('button-4')?.way, 'input event');
  assert.equal(alone.get('lamp-5')?.level, null, 'a look lights no lamp');

  const watch = start(['doctor', '--config', file, '--watch']);
  await until('the first look', () => /button-17: .* pressed/.test(watch.output()));
  sim.drive(17, 1);
  await until('the change', () => /button-17: .* released/.test(watch.output()));
  await watch.end();

  const daemon = start(['run', '--config', file, '--data', join(folder, 'data')]);
  await until('the daemon', () => daemon.output().includes(`http://127.0.0.1:${port}`));
  await until('the lamp', () => sim.level(5) === 1);
  sim.drive(17, 0);
  let held = await look(file);
  const endMs = performance.now() + 60_000;
  while (held.get('button-17')?.figures.presses !== 1 && performance.now() < endMs) held = await look(file);
  const { level, from, figures = {} } = held.get('button-17') ?? {};
  assert.deepEqual([level, from, figures.presses], [1, 'daemon', 1]);
  assert.equal(held.get('lamp-5')?.now, 'on');
  assert.equal(sim.level(5), 1, 'the daemon still has its lamp');
  await daemon.end();
  assert.equal(sim.level(5), 0);
  return { lines: held.size, presses: figures.presses ?? 0 };
}

/**
 * Buttons and lamps on real kernel GPIO, without a Pi: scripts/gpio-uml runs a kernel as an ordinary program, with simulated chips whose
 * lines the scenarios of scripts/gpio-guest move from outside. Nothing between the pin and the hall is replaced.
 *
 * The kernel is built once from Debian's source package and kept (HALLKEEPER_CACHE, ~/.cache/hallkeeper when left out).
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadGpioLines } from '../device/adapters/gpio-chardev.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const scenario = 'dist/scripts/gpio-guest.js';
/** The kernel takes two to three minutes on a free machine of two cores, more beside the other tests. */
const buildMsMax = 9 * 60_000;
const guestMsMax = 120_000;

interface Ended {
  readonly status: number;
  readonly output: string;
}

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += String(bytes)));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

/** Runs one scenario inside the kernel; its figures. */
async function figures(name: string, way: string, env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const { status, output } = await run('scripts/gpio-uml/run.sh', ['node', scenario, name, way], env);
  const found = /^@figures (.*)$/m.exec(output);
  if (status !== 0 || !found) throw new Error(`${name} ${way} ended with ${status}:\n${output}`);
  process.stdout.write(`${name}, ${way}: ${found[1]}\n`);
  return JSON.parse(found[1] ?? '');
}

let impossible: string | null = null;
beforeAll(async () => {
  const { status, output } = await run('scripts/gpio-uml/build.sh', []);
  if (status === 2) impossible = output.trim();
  else if (status !== 0) throw new Error(`the kernel of the GPIO tests could not be built:\n${output}`);
  if (!existsSync(`${root}${scenario}`))
    throw new Error(`${scenario} is not built: node node_modules/typescript/bin/tsc -b`);
}, buildMsMax);

const ways = ['sysfs', 'character device'] as const;

describe('buttons on real kernel GPIO', { timeout: guestMsMax }, () => {
  beforeEach(({ skip }) => {
    if (impossible !== null) skip(impossible);
    if (loadGpioLines() === null) skip('the addon native/gpio-lines is not compiled: npm run build:gpio');
  });

  it('every machine gets an answer: which way, which chip, or what is missing', async () => {
    expect(await figures('probes', 'sysfs')).toEqual({
      sysfs: expect.stringMatching(/^GPIO: pinctrl-bcm2711, 58 lines, over sysfs from \d+\.$/),
      chardev: expect.stringMatching(/^GPIO: pinctrl-bcm2711, 58 lines, over \/dev\/gpiochip\d\.$/),
      addonMissing: 'sysfs-gone',
      otherChip: expect.stringMatching(
        /0 chips match pinctrl-other; present: hall-keys@\d+\+8, pinctrl-bcm2711@\d+\+58/,
      ),
      bare: 'absent',
    });
  });

  it.each(ways)('over %s: no edge of 200 is lost, and a lamp follows each', async (way) => {
    expect(await figures('edges', way)).toMatchObject({ edges: 200 });
  });

  it.each(ways)('over %s: a lamp never shows another first level than the wished one', async (way) => {
    expect(await figures('first-levels', way)).toEqual({ outputs: 4 });
  });

  it.each(ways)('over %s: a line that is held, lost and back is told once each time and works again', async (way) => {
    expect(await figures('busy-and-lost', way)).toEqual({ told: expect.stringMatching(/^lost healed level [01]$/) });
  });

  it.each(ways)('over %s: half a minute of a bad day is exactly four presses', async (way) => {
    expect(await figures('bad-day', way, { KERNEL_ARGUMENTS: 'time-travel' })).toMatchObject({
      presses: 4,
      told: 4,
      chatter: 1,
      stuck: 1,
      glitches: 2,
      ignored: 1,
    });
  });

  it.each([...ways, 'input event'])('over %s: held at the start is stuck, never a press', async (way) => {
    expect(await figures('held-at-start', way)).toEqual({ kinds: 'stuck unstuck press' });
  });

  it('keys of the kernel: two on one device, each press once', async () => {
    expect(await figures('keys', 'input event')).toEqual({ presses: '5 5' });
  });

  it.each(ways)(
    'over %s: with no page at all, a press is one ticket on paper, and staff can be called',
    async (way) => {
      expect(await figures('hall', way)).toMatchObject({ tickets: 1, papers: 1 });
    },
  );

  it('the doctor shows each line live, alone and beside the running daemon, and disturbs nothing', async () => {
    expect(await figures('doctor', 'sysfs')).toEqual({ lines: 4, presses: 1 });
  });

  it("on a Pi 5's chip too: it is found by its label", async () => {
    const { output } = await run('scripts/gpio-uml/run.sh', ['node', scenario, 'edges'], { GPIO_LABEL: 'pinctrl-rp1' });
    expect(output).toMatch(/@figures \{"edges":200/);
  });
});

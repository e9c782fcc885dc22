/**
 * A pair of real pseudo-terminals joined by socat: two tty paths, what goes in at one comes out at the other. It can be
 * unplugged (the hang-up a USB adapter gives), plugged in again at the same paths, and frozen (a device that takes no
 * bytes). Only the socat processes it started are ever signalled.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PtyPair {
  readonly a: string;
  readonly b: string;
  /** Kills socat: both ends hang up and both paths vanish. */
  unplug(): void;
  /** After `unplug`: new terminals at the same two paths. */
  replug(): Promise<void>;
  /** Stops socat from moving bytes until `thaw`; the terminals stay open. */
  freeze(): void;
  thaw(): void;
  /** Ends socat and removes the directory. */
  stop(): Promise<void>;
}

/** False: tests that need terminals skip by name. */
export function hasSocat(): boolean {
  return spawnSync('socat', ['-V'], { stdio: 'ignore' }).error === undefined;
}

const READY_WITHIN_MS = 5_000;

export async function createPtyPair(): Promise<PtyPair> {
  const directory = mkdtempSync(join(tmpdir(), 'hallkeeper-pty-'));
  const a = join(directory, 'a');
  const b = join(directory, 'b');
  let socat = await plugIn(a, b);
  const unplug = (): void => {
    socat.kill('SIGKILL');
    rmSync(a, { force: true });
    rmSync(b, { force: true });
  };
  return {
    a,
    b,
    unplug,
    async replug() {
      await ended(socat);
      socat = await plugIn(a, b);
    },
    freeze() {
      socat.kill('SIGSTOP');
    },
    thaw() {
      socat.kill('SIGCONT');
    },
    async stop() {
      unplug();
      await ended(socat);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** socat says 'starting data transfer loop' when both terminals stand. */
async function plugIn(a: string, b: string): Promise<ChildProcess> {
  const child = spawn('socat', ['-d', '-d', `pty,raw,echo=0,link=${a}`, `pty,raw,echo=0,link=${b}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`socat is not ready: ${said}`)), READY_WITHIN_MS);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`socat has ended: ${said}`)));
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
      if (!said.includes('starting data transfer loop') || !existsSync(a) || !existsSync(b)) return;
      clearTimeout(timer);
      resolve();
    });
  });
  child.removeAllListeners('exit');
  return child;
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
  });
}

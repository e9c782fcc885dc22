/** Two terminals joined by socat: what goes in at one comes out at the other. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './timing.ts';

export async function openTerminals(): Promise<{ readonly a: string; readonly b: string; stop(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'hallkeeper-terminals-'));
  const [a, b] = [join(folder, 'a'), join(folder, 'b')];
  const socat = spawn('socat', [`pty,raw,echo=0,link=${a}`, `pty,raw,echo=0,link=${b}`], { stdio: 'ignore' });
  await until('socat (apt-get install socat)', 5_000, () => existsSync(a) && existsSync(b));
  return {
    a,
    b,
    stop() {
      socat.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

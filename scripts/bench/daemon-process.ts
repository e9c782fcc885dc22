/** The daemon as its users start it, in a process of its own, seen from outside: its address, its memory, its processor time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { machineMs } from './timing.ts';

export interface DaemonProcess {
  readonly port: number;
  /** Machine time just before the process was started. */
  readonly startedMs: number;
  rssMb(): number;
  /** Processor time used since its start, all threads, milliseconds. */
  cpuMs(): number;
  /** Ends it as a service manager does. */
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

const cli = fileURLToPath(new URL('../../daemon/cli.js', import.meta.url));
/** Clock ticks a second in /proc/PID/stat: fixed at 100 on every Linux there is. */
const ticksPerSecond = 100;

export async function startDaemonProcess(configFile: string, dataDir: string): Promise<DaemonProcess> {
  const startedMs = machineMs();
  const child = spawn(process.execPath, [cli, 'run', '--config', configFile, '--data', dataDir, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A part that fails must not leave a daemon behind.
  const last = (): void => void child.kill('SIGKILL');
  process.once('exit', last);
  child.once('exit', () => process.off('exit', last));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await portOf(child);
  const end = (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    return ended;
  };
  return {
    port,
    startedMs,
    rssMb: () => rssMbOf(child.pid),
    cpuMs: () => cpuMsOf(child.pid),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

/** Resident memory of a process, MB of 2^20 bytes. */
export function rssMbOf(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

/** Processor time of a process and all its threads, milliseconds. */
export function cpuMsOf(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

/** The line in which the daemon says where it listens. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-20_000);
      const port = /"url":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the daemon ended with ${code}:\n${said}`)));
  });
}

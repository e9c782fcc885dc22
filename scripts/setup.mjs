/**
 * Makes a checkout ready, with nothing but Node and npm: packages as locked, then the build. Each step is skipped when
 * what it makes is already there and current. Plain JavaScript without a dependency, because it runs before there are any.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldest = [20, 19];
const viteProgram = join(root, 'node_modules/vite/bin/vite.js');

/** Packages and build; ends the process with words when a step fails. `quiet` says nothing when there is nothing to do. */
export async function setup() {
  checkNode();
  await installPackages();
  await buildGpioLines();
  await build();
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  fail(
    `Hallkeeper needs Node ${oldest.join('.')} or newer; this is ${process.versions.node}. Install a newer Node and try again.`,
  );
}

async function installPackages() {
  const stamp = join(root, 'node_modules', '.hallkeeper-packages');
  const wanted = hash([readFileSync(join(root, 'package-lock.json')), process.version, process.arch]);
  if (readText(stamp) === wanted) return;
  // Packages shared with another checkout by a link are that checkout's: npm would empty them for both.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const compiled = hasToolchain();
  const npm = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  // With a compiler at hand the database engine is built to flush with fdatasync: one flush of the card a ticket instead of two.
  const tuned = { CFLAGS: '-DHAVE_FDATASYNC=1', npm_config_build_from_source: 'better-sqlite3' };
  const what = compiled
    ? 'Installing packages and compiling the database engine (1 to 2 minutes, once)'
    : 'Installing packages (once)';
  let done = await step(what, 'npm', npm, compiled ? tuned : {});
  if (!done.ok && compiled) done = await step('Trying again with the prebuilt database engine', 'npm', npm, {});
  if (!done.ok) fail(`npm ci failed:\n${done.output}\nIs the npm registry reachable?`);
  writeFileSync(stamp, wanted);
}

/**
 * The addon for GPIO lines over the kernel's character device: wanted only where sysfs has none, so its absence is no failure;
 * `hallkeeper doctor` says when it is missed.
 */
async function buildGpioLines() {
  const folder = join(root, 'native', 'gpio-lines');
  const stamp = join(folder, 'build', '.built');
  if (process.platform !== 'linux' || !existsSync(folder)) return;
  const sources = ['gpio-lines.c', 'binding.gyp'].map((name) => readFileSync(join(folder, name)));
  const wanted = hash([...sources, process.version, process.arch]);
  if (readText(stamp) === wanted || !hasToolchain()) return;
  const npm = ['--prefix', folder, 'run', '--silent', 'build'];
  const done = await step('Compiling the addon for GPIO lines (once)', 'npm', npm, {});
  mkdirSync(dirname(stamp), { recursive: true });
  // Not tried again until something changes: a start must not fail for it, nor wait for it each time.
  writeFileSync(stamp, wanted);
  if (!done.ok)
    process.stderr.write('  the hall works without it; buttons need it only where /sys/class/gpio is gone\n');
}

async function build() {
  const stamp = join(root, 'dist', '.built');
  const wanted = hash([
    sourcesOf([
      'protocol',
      'device',
      'firmware-bridge',
      'scripts',
      'display',
      'tsconfig.base.json',
      'tsconfig.json',
      'vite.config.ts',
      'vite.daemon.config.ts',
    ]),
  ]);
  if (readText(stamp) === wanted) return;
  const tsc = await step(
    'Compiling',
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-b', ...buildProjects],
    {},
  );
  if (!tsc.ok) fail(`The compiler found errors:\n${tsc.output}`);
  const vite = await step('Building the pages', process.execPath, [viteProgram, 'build', '--logLevel', 'warn'], {});
  if (!vite.ok) fail(`The pages could not be built:\n${vite.output}`);
  const daemon = await step(
    'Bundling the daemon',
    process.execPath,
    [viteProgram, 'build', '-c', 'vite.daemon.config.ts', '--logLevel', 'warn'],
    {},
  );
  if (!daemon.ok) fail(`The daemon could not be bundled:\n${daemon.output}`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Everything that runs; the tests' own project is checked by `npm run check`. */
const buildProjects = ['device', 'scripts', 'display'].map((folder) => join(root, folder));

/** Runs a program and shows that it is working; its output is kept for the case that it fails. */
export function step(what, program, args, env) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const live = process.stderr.isTTY;
  const show = () => live && process.stderr.write(`\r… ${what} (${seconds()}) `);
  if (!live) process.stderr.write(`… ${what}\n`);
  show();
  const ticker = setInterval(live ? show : () => process.stderr.write(`  … ${seconds()}\n`), live ? 1000 : 15_000);
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const end = (ok) => {
      clearInterval(ticker);
      process.stderr.write(`${live ? '\r' : ''}${ok ? '✓' : '✗'} ${what} (${seconds()})\n`);
      resolve({ ok, output });
    };
    child.on('error', (error) => {
      keep(String(error));
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

function hasToolchain() {
  return ['g++', 'make', 'python3'].every((program) => which(program));
}

/** True when a program can be found on the path. */
export function which(program) {
  try {
    execFileSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function sourcesOf(places) {
  const lines = [];
  const visit = (path) => {
    if (!existsSync(path)) return;
    const info = statSync(path);
    if (info.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
    else if (!/\.test\.ts$/.test(path))
      lines.push(
        `${path.slice(root.length)} ${info.size} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`,
      );
  };
  for (const place of places) visit(join(root, place));
  return lines.join('\n');
}

function hash(parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part);
  return sum.digest('hex');
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

export function fail(text) {
  process.stderr.write(`\n${text}\n`);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup();

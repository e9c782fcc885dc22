/**
 * `npm test`: installs what the tests need, builds, checks and runs everything, and ends with `N passed, N failed`.
 * Arguments go on to vitest: `npm test -- device/core` runs a part.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, setup, step, which } from './setup.mjs';

/** Debian packages of the tests, by the program that shows they are there. */
const packages = [
  ['mosquitto', 'mosquitto'],
  ['mosquitto_sub', 'mosquitto-clients'],
  ['chromium', 'chromium'],
  ['zbarimg', 'zbar-tools'],
  ['socat', 'socat'],
  ['stm32flash', 'stm32flash'],
  ['objcopy', 'binutils'],
  ['mbpoll', 'mbpoll'],
  ['espeak-ng', 'espeak-ng'],
  ['sox', 'sox'],
  ['ffmpeg', 'ffmpeg'],
  ['gcc', 'gcc'],
  ['make', 'make'],
  ['flex', 'flex'],
  ['bison', 'bison'],
  ['bc', 'bc'],
  ['xz', 'xz-utils'],
  ['clang', 'clang'],
  ['arm-none-eabi-gcc', 'gcc-arm-none-eabi'],
];
/** Packages without a program, by a file. */
const files = [
  ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', 'fonts-noto-cjk'],
  ['/usr/include/stdio.h', 'libc6-dev'],
  ['/usr/include/sodium.h', 'libsodium-dev'],
];

await installDebianPackages();
await setup();
await buildKernel(process.argv.slice(2));
let passed = 0;
let failed = 0;
for (const [what, args] of [
  ['Checking types', ['node_modules/typescript/bin/tsc', '-b']],
  ['Checking style', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
]) {
  const done = await step(what, process.execPath, args, {});
  if (done.ok) passed += 1;
  else {
    failed += 1;
    process.stdout.write(`${done.output}\n`);
  }
}
const result = await runVitest(process.argv.slice(2));
passed += result.passed;
failed += result.failed;
process.stdout.write(
  `\n${passed} passed, ${failed} failed${result.skipped > 0 ? `, ${result.skipped} skipped` : ''}\n`,
);
process.exit(failed > 0 || !result.ok ? 1 : 0);

/**
 * The kernel of the GPIO tests, before the other tests: it takes two to three minutes once, and beside browsers on two cores it would slow
 * both. Without it tests/gpio-kernel.test.ts is skipped and says why.
 */
async function buildKernel(wanted) {
  if (wanted.length > 0 && !wanted.some((word) => 'tests/gpio-kernel.test.ts'.includes(word))) return;
  await step(
    'Making a kernel for the GPIO tests (2 to 3 minutes, once)',
    join(root, 'scripts/gpio-uml/build.sh'),
    [],
    {},
  );
}

async function installDebianPackages() {
  const missing = packages.filter(([program]) => !which(program)).map(([, name]) => name);
  missing.push(...files.filter(([file]) => !readable(file)).map(([, name]) => name));
  if (missing.length === 0) return;
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const install = [...prefix, 'apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  if (!which('apt-get')) {
    process.stderr.write(
      `! Not Debian: please install ${missing.join(' ')}; tests that need them are skipped by name.\n`,
    );
    return;
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const [program = 'apt-get', ...rest] = [...prefix, 'apt-get', 'update'];
  await step('Updating the package lists', program, rest, env);
  const done = await step(`Installing ${missing.join(' ')}`, install[0], install.slice(1), env);
  if (!done.ok)
    process.stderr.write(
      `! ${install.join(' ')} failed; tests that need them are skipped by name.\n${done.output.slice(-2000)}\n`,
    );
}

function readable(path) {
  try {
    execFileSync('test', ['-r', path]);
    return true;
  } catch {
    return false;
  }
}

function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'hallkeeper-test-'));
  const report = join(folder, 'report.json');
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...args,
  ];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, vitest, { cwd: root, stdio: 'inherit' });
    child.on('close', (code) => {
      try {
        const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
          readFileSync(report, 'utf8'),
        );
        const brokenFiles = numFailedTests === 0 ? numFailedTestSuites : 0;
        resolve({
          ok: code === 0,
          passed: numPassedTests,
          failed: numFailedTests + brokenFiles,
          skipped: numPendingTests,
        });
      } catch {
        resolve({ ok: false, passed: 0, failed: 1, skipped: 0 });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
}

/**
 * Runs on an arm64 Node, in a folder with the installed packages: every native module of the daemon does its work once. Started by
 * test-arm64.mjs with the ends of a pair of pseudo-terminals; prints one line for each module.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const load = createRequire(join(import.meta.dirname, 'package.json'));
const [near = '', far = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'arm64-check-'));
const told = (what, startMs) => console.log(`${what}: ${Math.round(performance.now() - startMs)} ms`);

assert.equal(process.arch, 'arm64');
console.log(`Node ${process.version} on ${process.arch}`);
const steps = { 'better-sqlite3': database, serialport, epoll, onoff, 'gpio-lines': gpioLines };
for (const [name, step] of Object.entries(steps)) {
  const startMs = performance.now();
  await step(name);
  told(name, startMs);
}
rmSync(folder, { recursive: true });
process.exit(0);

/** As the journal uses it: a write-ahead log, and a row that is there after a reopening. */
function database(name) {
  const Database = load(name);
  const file = join(folder, 'journal.db');
  const first = new Database(file);
  assert.equal(first.pragma('journal_mode = WAL', { simple: true }), 'wal');
  first.exec('create table event (seq integer primary key, body text)');
  first.prepare('insert into event (body) values (?)').run('号票');
  first.close();
  const again = new Database(file, { readonly: true });
  assert.equal(again.prepare('select body from event').get().body, '号票');
  again.close();
}

/** Bytes from one end of a line to the other. */
async function serialport(name) {
  const { SerialPort } = load(name);
  const open = (path) =>
    new Promise((resolve, reject) => {
      const port = new SerialPort({ path, baudRate: 38_400 }, (error) => (error ? reject(error) : resolve(port)));
    });
  const [a, b] = [await open(near), await open(far)];
  const heard = new Promise((resolve) => b.once('data', resolve));
  a.write(Buffer.from([1, 2, 3, 250]));
  assert.deepEqual([...(await heard)], [1, 2, 3, 250]);
  await Promise.all([a, b].map((port) => new Promise((resolve) => port.close(resolve))));
}

/** What onoff waits with: a descriptor that becomes readable is told. */
async function epoll(name) {
  const { Epoll } = load(name);
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  await new Promise((resolve, reject) => {
    const poller = new Epoll((error, ready) => {
      if (error) return reject(error);
      assert.equal(ready, fd);
      readSync(fd, Buffer.alloc(1));
      poller.remove(fd).close();
      resolve();
    });
    poller.add(fd, Epoll.EPOLLIN);
    writeSync(fd, 'x');
  });
  closeSync(fd);
}

function onoff(name) {
  const { Gpio } = load(name);
  assert.equal(typeof Gpio.accessible, 'boolean');
}

function gpioLines() {
  const addon = load('./native/gpio-lines/build/Release/gpio_lines.node');
  assert.throws(() => addon.chip('/dev/no-such-chip'), { code: 'ENOENT' });
  // The kernel refuses a device that is no chip; qemu-user knows no request to a chip at all.
  assert.throws(
    () => addon.open('/dev/null', 17, false, true, 0, 'check'),
    ({ code }) => code === 'ENOTTY' || code === 'ENOSYS',
  );
}

/** A daemon that is killed while a film comes in: what was answered for is on the disk, and the film is put together in the end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openMediaStore } from '../device/adapters/media-store.ts';
import { createSystemClock } from '../device/adapters/system-clock.ts';
import { makeFilm } from '../device/drivers/media/testing-files.ts';
import { createSeededRandom } from '../firmware-bridge/seeded-random.ts';

const built = fileURLToPath(new URL('../dist/device/adapters/', import.meta.url));
const kills = 12;
const pieceBytes = 96 * 1024;
const clock = createSystemClock('UTC');

/** Goes on with the one upload there is, or begins it; says after each piece how far it is. */
const sender = `
import { readFileSync, readdirSync } from 'node:fs';
import { openMediaStore } from ${JSON.stringify(`${built}media-store.js`)};
import { createSystemClock } from ${JSON.stringify(`${built}system-clock.js`)};
const [dataDir, path] = process.argv.slice(2);
const film = readFileSync(path);
const store = await openMediaStore({ dataDir, clock: createSystemClock('UTC'), ffprobe: null, freeBytes: async () => 1e12 });
const known = readdirSync(dataDir + '/uploads').map((name) => name.slice(0, 32)).find((id) => store.find(id, 'page'));
const id = known ?? (await store.begin({ name: 'film.mp4', bytes: film.length, sha256: null, from: 'page' })).value.id;
let { offset } = store.find(id, 'page');
async function* one(at) { yield film.subarray(at, at + ${pieceBytes}); }
while (offset < film.length) {
  offset = (await store.append(id, offset, one(offset))).value.offset;
  process.stdout.write(offset + '\\n');
}
const done = await store.finish(id);
process.stdout.write('finished ' + done.value.ok + '\\n');
store.stop();
`;

it.skipIf(!existsSync(`${built}media-store.js`))(
  'survives kill -9 at any moment (needs the built files)',
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hallkeeper-media-kill-'));
    const [dataDir, script, path] = [join(folder, 'data'), join(folder, 'send.mjs'), join(folder, 'film')];
    const random = createSeededRandom(41);
    const film = makeFilm({ mediaBytes: 4_000_000, seconds: 30 });
    // Bytes that differ everywhere: a piece in the wrong place is seen.
    for (let at = film.length - 4_000_000; at < film.length; at += 1) film[at] = Math.floor(random() * 256);
    writeFileSync(script, sender);
    writeFileSync(path, film);
    let finished = false;
    for (let round = 0; round < kills && !finished; round += 1) {
      const said = await runUntil(spawn(process.execPath, [script, dataDir, path]), 1 + Math.floor(random() * 5));
      finished = said.includes('finished true');
      const store = await openMediaStore({ dataDir, clock, ffprobe: null, freeBytes: async () => 1e12 });
      const promised = Math.max(0, ...said.map(Number).filter(Number.isFinite));
      const [id = ''] = readdirSync(join(dataDir, 'uploads')).map((name) => name.slice(0, 32));
      const offset = store.find(id, 'page')?.offset ?? (finished ? film.length : 0);
      expect(offset).toBeGreaterThanOrEqual(promised);
      if (!finished && id !== '') {
        const part = readFileSync(join(dataDir, 'uploads', `${id}.part`));
        expect(part.equals(film.subarray(0, offset))).toBe(true);
      }
      store.stop();
    }
    if (!finished)
      expect(await runUntil(spawn(process.execPath, [script, dataDir, path]), 1_000)).toContain('finished true');
    const sum = createHash('sha256').update(film).digest('hex');
    expect([readdirSync(join(dataDir, 'media')), readdirSync(join(dataDir, 'uploads'))]).toEqual([[sum], []]);
    expect(readFileSync(join(dataDir, 'media', sum)).equals(film)).toBe(true);
    rmSync(folder, { recursive: true, force: true });
  },
);

/** What it said until it was killed after so many lines, or ended by itself. */
function runUntil(child: ChildProcess, lines: number): Promise<readonly string[]> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.split('\n').length > lines) child.kill('SIGKILL');
    });
    child.on('close', () => resolve(text.split('\n').slice(0, -1)));
  });
}

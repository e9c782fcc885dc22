import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type LineRecorder, patternBytes, recordLine, until } from '../../tests/line-recorder.ts';
import { createPtyPair, hasSocat, type PtyPair } from '../../tests/pty-pair.ts';
import type { LinePort } from '../ports-line.ts';
import { createSerialLine, type SerialLineOptions } from './serial-line.ts';

const ran: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const end of ran.splice(0).reverse()) await end();
});

async function pair(): Promise<PtyPair> {
  const made = await createPtyPair();
  ran.push(() => made.stop());
  return made;
}

function line(path: string, more: Partial<SerialLineOptions> = {}): LinePort {
  const made = createSerialLine({ path, baud: 115_200, random: () => 0.5, ...more });
  ran.push(() => made.stop());
  return made;
}

async function up(port: LinePort, onBytes?: (bytes: Uint8Array) => void): Promise<LineRecorder> {
  const recorder = recordLine(onBytes);
  port.start(recorder);
  await until(`${port.name} is up`, () => recorder.opens === 1);
  return recorder;
}

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

describe.skipIf(!hasSocat())('serial line over real pseudo-terminals (needs socat)', () => {
  test('carries bytes both ways, and says what it is', async () => {
    const { a, b } = await pair();
    const near = line(a, { baud: 38_400 });
    const far = line(b);
    expect(near.name).toBe(`serial:${a}@38400`);
    expect(near.baud).toBe(38_400);
    expect(near.state).toBe('closed');
    const nearHeard = await up(near);
    const farHeard = await up(far, (bytes) => far.write(bytes));
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(near.write(all)).toBe(true);
    await until('the echo is back', () => nearHeard.bytes().length === 256);
    expect(nearHeard.bytes()).toEqual(all);
    expect(farHeard.bytes()).toEqual(all);
    expect(nearHeard.states.map(([state]) => state)).toEqual(['opening', 'up']);
  });

  test('6 KB pieces, both ways at once, arrive whole', async () => {
    const { a, b } = await pair();
    const near = line(a);
    const far = line(b);
    const nearHeard = await up(near);
    const farHeard = await up(far);
    const sent = patternBytes(6_378 * 8, 7);
    const back = patternBytes(6_378 * 8, 9);
    for (let at = 0; at < sent.length; at += 6_378) {
      expect(near.write(sent.subarray(at, at + 6_378))).toBe(true);
      expect(far.write(back.subarray(at, at + 6_378))).toBe(true);
    }
    await until('all there', () => farHeard.bytes().length >= sent.length && nearHeard.bytes().length >= back.length);
    expect(Buffer.compare(farHeard.bytes(), sent)).toBe(0);
    expect(Buffer.compare(nearHeard.bytes(), back)).toBe(0);
  });

  test('the array may be used again after write', async () => {
    const { a, b } = await pair();
    const near = line(a);
    const farHeard = await up(line(b));
    await up(near);
    const bytes = Uint8Array.of(1, 2, 3);
    near.write(bytes);
    bytes.fill(9);
    await until('there', () => farHeard.bytes().length === 3);
    expect([...farHeard.bytes()]).toEqual([1, 2, 3]);
  });

  test('unplugged while idle and while data flows: lost within a second, no spinning, up again at the same path', async () => {
    const pty = await pair();
    const near = line(pty.a);
    const heard = await up(near);
    const far = line(pty.b);
    await up(far);
    for (let round = 1; round <= 3; round += 1) {
      if (round > 1) {
        // A flood in our direction: the hang-up arrives in the middle of reading.
        heard.clear();
        far.write(patternBytes(60_000));
        await until('data flows', () => heard.bytes().length > 4_000);
      }
      pty.unplug();
      await until('lost', () => heard.closes.length === round, 1_000);
      expect(near.state).not.toBe('up');
      expect(near.write(Uint8Array.of(1))).toBe(false);
      const cpu = process.cpuUsage();
      const sinceMs = performance.now();
      await until('it has tried again', () => heard.states.filter(([state]) => state === 'lost').length > round, 5_000);
      const used = process.cpuUsage(cpu);
      expect((used.user + used.system) / 1_000 / (performance.now() - sinceMs)).toBeLessThan(0.5);
      await pty.replug();
      await until('up again', () => heard.opens === round + 1 && far.state === 'up', 8_000);
      heard.clear();
      far.write(Uint8Array.of(round));
      await until('it works', () => heard.bytes().length === 1);
      heard.states.splice(
        0,
        heard.states.length,
        ...heard.states.filter(([state]) => state === 'lost').slice(0, round),
      );
    }
  }, 60_000);

  test('a frozen peer: the write deadline fails, the line is lost, nothing stays queued', async () => {
    const pty = await pair();
    const near = line(pty.a);
    const heard = await up(near);
    pty.freeze();
    let taken = 0;
    while (near.write(patternBytes(4_096))) taken += 1;
    await until('lost', () => heard.closes.length === 1, 5_000);
    expect(heard.closes[0]).toMatch(/write deadline: \d+ bytes not taken/);
    expect(near.state).not.toBe('up');
    expect(taken).toBeGreaterThan(1);
    expect(near.write(Uint8Array.of(1))).toBe(false);
    pty.thaw();
    await until('up again', () => heard.opens === 2);
    const farHeard = await up(line(pty.b));
    farHeard.clear();
    near.write(Uint8Array.of(1, 2, 3));
    await until('works', () => farHeard.bytes().length >= 3);
  });

  test('while the device holds our bytes back, it is still heard; then all of them arrive', async () => {
    const pty = await pair();
    const near = line(pty.a, { flow: 'xonxoff', writeGraceMs: 60_000 });
    const heard = await up(near);
    const far = line(pty.b);
    const farHeard = await up(far);
    far.write(Uint8Array.of(0x13)); // XOFF
    far.write(Uint8Array.of(0x55));
    await until('XOFF has passed', () => heard.bytes().length === 1);
    // Printable bytes only: XON and XOFF inside the data would be taken for the signals.
    const sent = patternBytes(30_000).map((byte) => 0x20 + (byte & 0x3f));
    near.write(sent);
    for (let i = 2; i <= 20; i += 1) {
      far.write(Uint8Array.of(i + 0x40));
      await until(`byte ${i} heard`, () => heard.bytes().length === i, 2_000);
    }
    expect(farHeard.bytes().length).toBe(0);
    far.write(Uint8Array.of(0x11)); // XON
    await until('all there', () => farHeard.bytes().length === sent.length);
    expect(Buffer.compare(farHeard.bytes(), sent)).toBe(0);
    expect(heard.closes).toEqual([]);
  });

  test('the queue has a bound, and takes all of a write or none', async () => {
    const pty = await pair();
    const near = line(pty.a, { queueBytesMax: 300 });
    expect(near.write(Uint8Array.of(1))).toBe(false); // closed
    const farHeard = await up(line(pty.b));
    await up(near);
    expect(near.write(patternBytes(301))).toBe(false);
    expect(near.write(patternBytes(300))).toBe(true);
    await until('there', () => farHeard.bytes().length === 300);
    expect(Buffer.compare(farHeard.bytes(), patternBytes(300))).toBe(0);
  });

  test('reset closes and opens anew; no handler runs inside the call', async () => {
    const pty = await pair();
    const near = line(pty.a);
    const heard = await up(near);
    near.reset('three silent polls');
    expect(heard.closes).toEqual([]);
    expect(near.state).toBe('lost');
    expect(near.write(Uint8Array.of(1))).toBe(false);
    near.reset('again'); // nothing to do
    await until('up again', () => heard.opens === 2);
    expect(heard.closes).toEqual(['three silent polls']);
  });

  test('a path that is not there, is no terminal, or is taken: lost with a reason, never an exception', async () => {
    const pty = await pair();
    const first = line(pty.a);
    await up(first);
    for (const [path, reason] of [
      ['/dev/no-such-port', /No such file/],
      ['/dev/null', /Inappropriate ioctl|not a tty|Error/],
      [pty.a, /lock/i],
    ] as const) {
      const other = line(path);
      const heard = recordLine();
      other.start(heard);
      await until('lost', () => heard.states.some(([state]) => state === 'lost'));
      expect(heard.states.find(([state]) => state === 'lost')?.[1]).toMatch(reason);
      expect(heard.opens).toBe(0);
      expect(heard.closes).toEqual([]);
    }
    expect(first.state).toBe('up');
  });

  test('stop: the last bytes leave, onClose comes once, nothing is left open', async () => {
    const pty = await pair();
    const before = openFiles();
    const near = line(pty.a);
    const farHeard = await up(line(pty.b));
    const heard = await up(near);
    near.write(patternBytes(2_000));
    await Promise.all([near.stop(), near.stop()]);
    expect(near.state).toBe('closed');
    expect(heard.closes).toEqual(['stopped']);
    await until('the last bytes are there', () => farHeard.bytes().length === 2_000);
    expect(near.write(Uint8Array.of(1))).toBe(false);
    expect(openFiles()).toBeLessThanOrEqual(before + 3); // the far line, and the poller's own descriptors
    const again = recordLine();
    near.start(again);
    await until('a stopped line can be started', () => again.opens === 1);
  });

  test('stop while opening and while waiting to try again', async () => {
    const pty = await pair();
    const near = line(pty.a);
    const heard = recordLine();
    near.start(heard);
    await near.stop();
    expect(heard.opens).toBe(0);
    const missing = line(`${pty.a}-missing`);
    const lost = recordLine();
    missing.start(lost);
    await until('lost', () => missing.state === 'lost');
    await missing.stop();
    expect(lost.states.at(-1)?.[0]).toBe('closed');
  });

  test('30 times unplugged: no handle and no memory is left behind', async () => {
    const pty = await pair();
    const near = line(pty.a, { random: () => 0 });
    const heard = recordLine();
    near.start(heard);
    let filesAtFive = 0;
    let heapAtFive = 0;
    for (let round = 1; round <= 30; round += 1) {
      await until(`up ${round}`, () => heard.opens === round, 8_000);
      const far = createSerialLine({ path: pty.b, baud: 115_200, random: () => 0 });
      const farHeard = recordLine();
      far.start(farHeard);
      await until('far is up', () => farHeard.opens === 1);
      far.write(patternBytes(3_000, round));
      near.write(patternBytes(3_000, round));
      await until('data', () => heard.bytes().length > 0 && farHeard.bytes().length > 0);
      heard.clear();
      pty.unplug();
      await until(`lost ${round}`, () => heard.closes.length === round, 1_000);
      await far.stop();
      await pty.replug();
      if (round === 5) {
        filesAtFive = openFiles();
        heapAtFive = process.memoryUsage().rss;
      }
    }
    await until('up at the end', () => heard.opens === 31, 8_000);
    expect(openFiles()).toBeLessThanOrEqual(filesAtFive + 2);
    expect(process.memoryUsage().rss - heapAtFive).toBeLessThan(40 * 1024 * 1024);
  }, 90_000);
});

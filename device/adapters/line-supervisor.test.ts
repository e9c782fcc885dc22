import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { recordLine } from '../../tests/line-recorder.ts';
import { OPEN_DEADLINE_MS, STOP_DEADLINE_MS } from './line-limits.ts';
import { backOffMs, type ConnectionEvents, type LineSpec, superviseLine } from './line-supervisor.ts';

/** A connection that does only what the test says. */
interface Bench {
  readonly spec: LineSpec;
  attempts: number;
  events: ConnectionEvents | null;
  written: Array<{ readonly bytes: Uint8Array; done: () => void }>;
  closes: boolean[];
  letGo: () => void;
}

function bench(more: Partial<LineSpec> = {}, holdClose = false): Bench {
  const made: Bench = {
    attempts: 0,
    events: null,
    written: [],
    closes: [],
    letGo: () => {},
    spec: {
      name: 'bench',
      baud: 9_600,
      byteMs: 1,
      writeGraceMs: 500,
      writePieceBytes: 100,
      queueBytesMax: 1_000,
      random: () => 0.5,
      open(events) {
        made.attempts += 1;
        made.events = events;
        return {
          write: (bytes, done) => made.written.push({ bytes, done }),
          close(discard) {
            made.closes.push(discard);
            if (!holdClose) return Promise.resolve();
            return new Promise((resolve) => {
              made.letGo = resolve;
            });
          },
        };
      },
      ...more,
    },
  };
  return made;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('back-off', () => {
  test.each([
    [0, 0, 250],
    [0, 0.5, 250],
    [0, 0.99, 311.25],
    [1, 0.5, 500],
    [3, 0, 1_500],
    [4, 0.5, 4_000],
    [5, 0, 3_750],
    [5, 0.99, 5_000],
    [1e9, 0.5, 5_000],
  ])('failure %i with chance %f waits %f ms', (failures, chance, waitMs) => {
    expect(backOffMs(failures, () => chance)).toBeCloseTo(waitMs, 5);
  });
});

describe('line supervisor', () => {
  test('failed attempts wait longer and longer; a byte heard starts over', async () => {
    const made = bench();
    const line = superviseLine(made.spec);
    line.start(recordLine());
    const waits: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const fromMs = performance.now();
      while (made.attempts === i) await vi.advanceTimersByTimeAsync(10);
      waits.push(Math.round((performance.now() - fromMs) / 10) * 10);
      made.events?.onDown('no');
    }
    expect(waits.slice(1)).toEqual([250, 500, 1_000, 2_000, 4_000]);
    await vi.advanceTimersByTimeAsync(5_000);
    made.events?.onUp(null);
    made.events?.onBytes(Uint8Array.of(1));
    made.events?.onDown('gone');
    const attempts = made.attempts;
    await vi.advanceTimersByTimeAsync(250);
    expect(made.attempts).toBe(attempts + 1);
  });

  test('an attempt that says nothing fails at its deadline, and what it says later is dropped', async () => {
    const made = bench();
    const line = superviseLine(made.spec);
    const heard = recordLine();
    line.start(heard);
    await vi.advanceTimersByTimeAsync(1);
    const late = made.events;
    await vi.advanceTimersByTimeAsync(OPEN_DEADLINE_MS);
    expect(line.state).toBe('lost');
    late?.onUp(null);
    late?.onBytes(Uint8Array.of(1));
    expect(heard.opens).toBe(0);
    expect(heard.bytes().length).toBe(0);
  });

  test('no new attempt before the old connection has let go', async () => {
    const made = bench({}, true);
    const line = superviseLine(made.spec);
    line.start(recordLine());
    await vi.advanceTimersByTimeAsync(1);
    made.events?.onDown('no');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(made.attempts).toBe(1);
    made.letGo();
    await vi.advanceTimersByTimeAsync(250);
    expect(made.attempts).toBe(2);
  });

  test('one piece at a time, in order; the bound counts what is under way', async () => {
    const made = bench();
    const line = superviseLine(made.spec);
    line.start(recordLine());
    await vi.advanceTimersByTimeAsync(1);
    made.events?.onUp(null);
    expect(line.write(new Uint8Array(250).fill(1))).toBe(true);
    expect(line.write(new Uint8Array(750).fill(2))).toBe(true);
    expect(line.write(Uint8Array.of(3))).toBe(false);
    expect(made.written.length).toBe(1);
    made.written[0]?.done();
    expect(line.write(Uint8Array.of(3))).toBe(true);
    for (let i = 1; i < made.written.length; i += 1) made.written[i]?.done();
    const all = made.written.flatMap(({ bytes }) => [...bytes]);
    expect(all).toEqual([...new Array(250).fill(1), ...new Array(750).fill(2), 3]);
    expect(made.written.every(({ bytes }) => bytes.length <= 100)).toBe(true);
  });

  test('the write deadline is twice the wire time of all that was handed over, plus the grace', async () => {
    const made = bench();
    const line = superviseLine(made.spec);
    const heard = recordLine();
    line.start(heard);
    await vi.advanceTimersByTimeAsync(1);
    made.events?.onUp(null);
    line.write(new Uint8Array(200));
    made.written[0]?.done(); // 100 bytes sit in the kernel, 100 wait: 200 ms of wire
    await vi.advanceTimersByTimeAsync(899);
    expect(line.state).toBe('up');
    await vi.advanceTimersByTimeAsync(1);
    expect(line.state).toBe('lost');
    expect(heard.closes).toEqual(['write deadline: 100 bytes not taken within 900 ms']);
    expect(made.closes).toEqual([true]);
  });

  test('stop while a device takes nothing: the deadline passes, the rest is thrown away', async () => {
    const made = bench({ writeGraceMs: 60_000 });
    const line = superviseLine(made.spec);
    const heard = recordLine();
    line.start(heard);
    await vi.advanceTimersByTimeAsync(1);
    made.events?.onUp(null);
    line.write(new Uint8Array(600));
    const stopped = line.stop();
    expect(line.write(Uint8Array.of(1))).toBe(false);
    await vi.advanceTimersByTimeAsync(STOP_DEADLINE_MS);
    await stopped;
    expect(made.closes[0]).toBe(true);
    expect(heard.closes).toEqual(['stopped']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a handler may stop, reset or write from any of its calls', async () => {
    const made = bench();
    const line = superviseLine(made.spec);
    const calls: string[] = [];
    line.start({
      onOpen() {
        calls.push('open');
        line.write(Uint8Array.of(1));
        line.reset('from onOpen');
        calls.push('after reset');
      },
      onClose(reason) {
        calls.push(`close: ${reason}`);
        void line.stop();
      },
      onBytes() {},
    });
    await vi.advanceTimersByTimeAsync(1);
    made.events?.onUp(null);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls).toEqual(['open', 'after reset', 'close: from onOpen']);
    expect(line.state).toBe('closed');
    expect(vi.getTimerCount()).toBe(0);
  });
});

/**
 * The other end of the daemon's lines, in a process of its own: a virtual printer and a virtual bus with its nodes on
 * TCP ports, told what to do and telling what it saw, with machine time.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What the field is asked to do. */
export type FieldOrder =
  | { readonly do: 'serve'; readonly counters: number; readonly printer: boolean }
  | { readonly do: 'press'; readonly address: number; readonly key: number }
  | { readonly do: 'count' }
  | { readonly do: 'end' };

/** What happened on a wire, and when, by `machineMs`. */
export type FieldMark =
  | { readonly saw: 'serving'; readonly busPort: number; readonly printerPort: number; readonly atMs: number }
  /** The last byte of a keypad's event is at the host's end. */
  | { readonly saw: 'key'; readonly address: number; readonly atMs: number }
  /** The first byte of a text for a panel leaves the host. `wireMs` is how long the frame takes. */
  | { readonly saw: 'text'; readonly address: number; readonly wireMs: number; readonly atMs: number }
  /** A panel shows another main text. */
  | { readonly saw: 'shown'; readonly address: number; readonly text: string; readonly atMs: number }
  /** The first bytes of a job are at the printer's end. */
  | { readonly saw: 'job'; readonly atMs: number }
  /** Frames that the host has sent since the beginning. */
  | { readonly saw: 'frames'; readonly count: number; readonly atMs: number };

export interface Field {
  readonly busPort: number;
  readonly printerPort: number;
  press(address: number, key: number): void;
  /** Frames that the host has sent over the bus so far. */
  frames(): Promise<number>;
  onMark(listener: (mark: FieldMark) => void): () => void;
  stop(): Promise<void>;
}

const entry = fileURLToPath(new URL('./field-process.js', import.meta.url));

export async function startField(options: { readonly counters: number; readonly printer: boolean }): Promise<Field> {
  const child = fork(entry, [], { stdio: 'inherit', execArgv: [] });
  const listeners = new Set<(mark: FieldMark) => void>();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.on('message', (mark: FieldMark) => {
    for (const listener of listeners) listener(mark);
  });
  const serving = await new Promise<Extract<FieldMark, { saw: 'serving' }>>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the field ended before it served')));
    listeners.add((mark) => {
      if (mark.saw === 'serving') resolve(mark);
    });
    order(child, { do: 'serve', ...options });
  });
  return {
    busPort: serving.busPort,
    printerPort: serving.printerPort,
    press: (address, key) => order(child, { do: 'press', address, key }),
    frames: () =>
      new Promise((resolve) => {
        const take = (mark: FieldMark): void => {
          if (mark.saw !== 'frames') return;
          listeners.delete(take);
          resolve(mark.count);
        };
        listeners.add(take);
        order(child, { do: 'count' });
      }),
    onMark(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      order(child, { do: 'end' });
      return ended;
    },
  };
}

function order(child: ChildProcess, what: FieldOrder): void {
  child.send(what);
}

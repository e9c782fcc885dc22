/**
 * The other end of the daemon's lines, in a process of its own: a virtual printer and a virtual bus with its nodes on
 * TCP ports, told what to do and telling what it saw, with machine time.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FieldMark, FieldOrder } from './field-process.ts';

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

/**
 * The physical limit of a durable answer on this disk: bytes put at the end of what was written before, in a file that
 * has its full size already, and one fdatasync. No program that keeps its word can be faster.
 */
import { closeSync, fdatasyncSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { machineMs } from './timing.ts';

export interface BareWrite {
  /** Writes once; milliseconds it took. */
  once(): number;
  close(): void;
}

const fileBytes = 8 * 1024 * 1024;

export function openBareWrite(folder: string, bytes: number): BareWrite {
  const file = openSync(join(folder, 'bare-write'), 'w');
  const zeros = Buffer.alloc(1024 * 1024);
  for (let at = 0; at < fileBytes; at += zeros.length) writeSync(file, zeros, 0, zeros.length, at);
  fsyncSync(file);
  const row = Buffer.alloc(bytes, 'x');
  let at = 0;
  return {
    once() {
      if (at + bytes > fileBytes) at = 0;
      const startMs = machineMs();
      writeSync(file, row, 0, bytes, at);
      fdatasyncSync(file);
      at += bytes;
      return machineMs() - startMs;
    },
    close: () => closeSync(file),
  };
}

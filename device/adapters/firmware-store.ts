/**
 * The firmware jobs of the buses on the disk, one file each: a line of JSON, then the firmware file. Written to another name, flushed
 * and renamed, so that it is whole or the old one. How far a job is stands nowhere here: the nodes know it.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import Value from 'typebox/value';
import type { LogPort } from '../ports.ts';
import type { FirmwareStorePort } from '../ports-firmware.ts';

const headSchema = Type.Object({
  nodes: Type.Array(Type.Integer({ minimum: 1, maximum: 0x7d }), { maxItems: 125 }),
  evenWhenOpen: Type.Boolean(),
  by: Type.String({ maxLength: 60 }),
});

export function createFirmwareStore(folder: string, log: LogPort): FirmwareStorePort {
  const pathOf = (bus: string) => join(folder, `${bus}.job`);
  return {
    keep(bus, job) {
      const path = pathOf(bus);
      try {
        if (job === null) {
          rmSync(path, { force: true });
          return true;
        }
        const { bytes, ...head } = job;
        mkdirSync(folder, { recursive: true });
        const file = openSync(`${path}.new`, 'w', 0o600);
        try {
          writeSync(file, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytes]));
          fsyncSync(file);
        } finally {
          closeSync(file);
        }
        renameSync(`${path}.new`, path);
        return true;
      } catch (error) {
        log.warn('firmware job not written', { bus, detail: error instanceof Error ? error.message : String(error) });
        return false;
      }
    },
    find(bus) {
      try {
        const all = readFileSync(pathOf(bus));
        const end = all.indexOf('\n');
        const head: unknown = JSON.parse(all.toString('utf8', 0, end));
        return Value.Check(headSchema, head) ? { ...head, bytes: new Uint8Array(all.subarray(end + 1)) } : null;
      } catch {
        return null;
      }
    },
  };
}

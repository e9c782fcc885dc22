/**
 * The sender's cursor as a small side file: written to a temporary name and renamed, so that it is whole or the old one.
 * No flush: a cursor that is lost or too old only causes repeats, and one ticket must not cost a second flush of the card.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import Type from 'typebox';
import Value from 'typebox/value';
import type { LogPort } from '../ports.ts';
import type { CursorPort } from '../runtime/uplink-types.ts';

const cursorSchema = Type.Object({
  epoch: Type.String(),
  acked: Type.Integer({ minimum: 0 }),
  id: Type.Union([Type.String(), Type.Null()]),
  boot: Type.Union([Type.String(), Type.Null()]),
});

export function createCursorFile(path: string, log: LogPort): CursorPort {
  let complained = false;
  return {
    load: () => {
      try {
        const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
        return Value.Check(cursorSchema, value) ? value : null;
      } catch {
        return null;
      }
    },
    save: (cursor) => {
      try {
        writeFileSync(`${path}.new`, `${JSON.stringify(cursor)}\n`, { mode: 0o600 });
        renameSync(`${path}.new`, path);
        complained = false;
      } catch (error) {
        if (!complained)
          log.warn('cursor of the centre link not written', {
            detail: error instanceof Error ? error.message : String(error),
          });
        complained = true;
      }
    },
  };
}

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCursorFile } from './cursor-file.ts';

let folder = '';
const warnings: string[] = [];
const log = { info: () => undefined, warn: (what: string) => warnings.push(what), error: () => undefined };
const cursor = { epoch: 'e-1', acked: 12, id: 'i-12', boot: 'b' };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cursor-'));
  warnings.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

it('gives back what was saved, and leaves nothing else behind', () => {
  const file = createCursorFile(join(folder, 'cursor.json'), log);
  expect(file.load()).toBeNull();
  file.save({ ...cursor, acked: 3 });
  file.save(cursor);
  expect(file.load()).toEqual(cursor);
  expect(readdirSync(folder)).toEqual(['cursor.json']);
});

it.each(['', '{"epoch":"e-1"', '{"epoch":"e-1","acked":-1,"id":null,"boot":null}', '[]'])(
  'takes %j for no cursor',
  (text) => {
    writeFileSync(join(folder, 'cursor.json'), text);
    expect(createCursorFile(join(folder, 'cursor.json'), log).load()).toBeNull();
  },
);

it('complains once when it cannot write, and never throws', () => {
  const file = createCursorFile(join(folder, 'absent', 'cursor.json'), log);
  file.save(cursor);
  file.save(cursor);
  expect(warnings).toHaveLength(1);
});

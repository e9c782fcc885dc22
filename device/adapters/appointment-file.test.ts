import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { AppointmentItem } from '../../protocol/commands.ts';
import { refuse } from '../../protocol/refusals.ts';
import { until } from '../../tests/link-hall.ts';
import { loadAppointments, watchAppointmentFile } from './appointment-file.ts';
import { createSystemClock } from './system-clock.ts';

const clock = createSystemClock('Asia/Shanghai');
const facts = { services: new Set(['A']), local: clock.local };
const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

function rig(refused: { now: boolean } = { now: false }) {
  const folder = mkdtempSync(join(tmpdir(), 'appointments-'));
  const path = join(folder, 'appointments.yaml');
  const taken: (readonly AppointmentItem[])[] = [];
  const faults: string[] = [];
  const log: string[] = [];
  const line = (what: string, detail?: object) => void log.push(`${what} ${JSON.stringify(detail ?? {})}`);
  const start = () => {
    const watch = watchAppointmentFile({
      path,
      clock,
      log: { info: line, warn: line, error: line },
      health: {
        raise: (code, _device, detail) => void faults.splice(0, 1, `${code} ${detail}`),
        clear: () => void faults.splice(0),
      },
      services: facts.services,
      take: (items, done) => {
        taken.push(items);
        done(refused.now ? refuse('appointments-too-many') : null);
      },
      everyMs: 20,
    });
    endings.push(watch.stop);
  };
  endings.push(() => rmSync(folder, { recursive: true }));
  return { path, folder, taken, faults, log, start };
}

const yaml = (...rows: string[]) => rows.map((row) => `- ${row}\n`).join('');
const first = '{ id: ap-1, code: HK1, service: A, at: 2026-11-22T10:30 }';
const second = '{ id: ap-2, code: HK2, service: A, at: 2026-11-22T11:00 }';

it('is read at the start and again when it has changed, in place or as a new file', async () => {
  const { path, folder, taken, faults, start } = rig();
  writeFileSync(path, yaml(first));
  start();
  await until('the first list', () => taken.length === 1);
  expect(taken[0]).toEqual([{ id: 'ap-1', code: 'HK1', service: 'A', slotMs: Date.UTC(2026, 10, 22, 2, 30) }]);
  writeFileSync(path, yaml(first, second));
  await until('the second list', () => taken.length === 2);
  writeFileSync(join(folder, 'new'), '[]');
  renameSync(join(folder, 'new'), path);
  await until('the third list', () => taken.length === 3);
  expect([taken[1]?.length, taken[2]?.length, faults]).toEqual([2, 0, []]);
});

it('is refused whole for one mistake, which staff are shown with its line, until it is mended', async () => {
  const { path, taken, faults, start } = rig();
  writeFileSync(path, yaml(first, second.replace('service: A', 'service: X')));
  start();
  await until('the fault', () => faults.length === 1);
  expect(faults[0]).toMatch(/^appointments-invalid appointments\.yaml:2:\d+ \[1\]\.service: there is no service X/);
  expect(taken).toEqual([]);
  writeFileSync(path, yaml(first, second));
  await until('the list', () => taken.length === 1 && faults.length === 0);
});

it('that is not there is said, and read when it comes', async () => {
  const { path, taken, faults, start } = rig();
  start();
  await until('the fault', () => faults.length === 1);
  expect(faults[0]).toBe('appointments-invalid appointments.yaml: cannot be read (ENOENT)');
  writeFileSync(path, yaml(first));
  await until('the list', () => taken.length === 1 && faults.length === 0);
});

it('that the hall refuses is a fault too', async () => {
  const { path, faults, start } = rig({ now: true });
  writeFileSync(path, yaml(first));
  start();
  await until('the fault', () => faults.length === 1);
  expect(faults[0]).toBe('appointments-invalid appointments.yaml: appointments-too-many');
});

it.each([
  ['an empty file', '', 'file-empty 1'],
  ['a file cut short', `${yaml(first)}- { id: ap-2, code`, 'yaml-syntax 2'],
  ['JSON with a mistake', '[\n{"id":"1","code":"a","service":"A","at":"2026-11-22"}]', 'form-wrong 2'],
])('says where %s is wrong', (_what, text, expected) => {
  const loaded = loadAppointments(text, 'list', facts);
  const [problem] = loaded.ok ? [] : loaded.problems;
  expect(`${problem?.code} ${problem?.line}`).toBe(expected);
});

it('takes JSON and YAML alike', () => {
  const json = JSON.stringify([{ id: 'ap-1', code: 'HK1', service: 'A', at: '2026-11-22T10:30' }]);
  expect(loadAppointments(json, 'list', facts)).toEqual(loadAppointments(yaml(first), 'list', facts));
});

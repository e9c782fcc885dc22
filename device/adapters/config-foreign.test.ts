import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from './config-file.ts';
import { loadProfile, readForeignProfile } from './foreign-profiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'hallkeeper-foreign-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hall = `hall: { id: one, name: { zh: 厅, en: Hall }, zone: UTC }
services: [{ id: A, name: { zh: 缴费, en: Pay }, minutes: 4 }]
counters: [{ no: 1, services: [A] }, { no: 2, services: [A] }]
buses: [{ id: main, line: { serial: /dev/serial/by-path/bus, baud: 38400 } }]
foreign:
`;
const entry = (more: string, places = '{ counter: 1, address: 5 }') =>
  `  - id: boards
    line: { serial: /dev/serial/by-path/boards, baud: 9600 }
    ${more}
    places: [${places}]
`;

function problems(text: string) {
  const loaded = loadConfig(hall + text, join(folder, 'hall.yaml'));
  return loaded.ok ? [] : loaded.problems.map(({ line, path, code }) => `${line} ${path} ${code}`);
}

describe('foreign devices in a configuration', () => {
  it('a good one is good', () => {
    expect(problems(entry('profile: led-plain'))).toEqual([]);
    expect(problems(entry('profile: cd5220', '{ counter: 2 }'))).toEqual([]);
  });

  it.each([
    ['profile: led-plian', undefined, '8 foreign[0].profile profile-unknown'],
    ['profile: led-plain', '{ counter: 9, address: 5 }', '9 foreign[0].places[0].counter counter-unknown'],
    ['profile: led-plain', '{ counter: 1 }', '9 foreign[0].places[0] address-missing'],
    ['profile: cd5220', '{ counter: 1, address: 5 }', '9 foreign[0].places[0].address address-useless'],
    ['profile: cd5220', '{ counter: 1 }, { counter: 2 }', '9 foreign[0].places[1] node-duplicate'],
    [
      'profile: led-plain',
      '{ counter: 1, address: 5 }, { counter: 2, address: 5 }',
      '9 foreign[0].places[1].address node-duplicate',
    ],
    [
      'profile: led-plain',
      '{ counter: 1, address: 5, roles: [rating] }',
      '9 foreign[0].places[0].roles[0] role-impossible',
    ],
    ['brightness: 2', undefined, '6 foreign[0] profile-choice'],
    ['file: away.yaml', undefined, '8 foreign[0].file profile-invalid'],
    ['profile: led-plain\n    brightness: 9', undefined, '9 foreign[0].brightness out-of-range'],
  ])('%s %s is told with its line: %s', (more, places, problem) => {
    expect(problems(entry(more, places))).toEqual([problem]);
  });

  it('an id or line of a bus is not free', () => {
    const same = entry('profile: led-plain').replace('id: boards', 'id: main').replace('by-path/boards', 'by-path/bus');
    expect(problems(same)).toEqual(['6 foreign[0].id bus-duplicate', '7 foreign[0].line line-duplicate']);
  });

  it('an unusual speed and a name that may change are warned of, in both languages', () => {
    const text = entry('profile: led-plain')
      .replace('9600', '19200')
      .replace('/dev/serial/by-path/boards', '/dev/ttyUSB0');
    const loaded = loadConfig(hall + text, join(folder, 'hall.yaml'));
    const warned = loaded.ok ? loaded.warnings.filter(({ path }) => path.startsWith('foreign')) : [];
    expect(warned.map(({ line, code }) => `${line} ${code}`).sort()).toEqual(['7 baud-unusual', '7 serial-name']);
    for (const { message } of warned) expect([message.zh, message.en].every((each) => each.length > 10)).toBe(true);
  });

  it('a mistake in a profile of the hall names the line in that file', () => {
    const own = join(folder, 'own.yaml');
    writeFileSync(
      own,
      `kind: frame
name: { zh: 屏, en: Board }
source: a manual
baud: 9600
frame:
  - bytes: AA
  - data: { min: 1, max: 4 }
  - { check: sum8, from: adress, to: data }
show:
  - name: number
    cases:
      - { data: '{numbr}' }
`,
    );
    const loaded = loadConfig(hall + entry('file: own.yaml'), join(folder, 'hall.yaml'));
    const told = loaded.ok ? [] : loaded.problems.map(({ message }) => message.en);
    expect(told).toEqual([
      expect.stringContaining('own.yaml:8:20 frame[2].from: there is no part adress; choose from AA, data, check'),
      expect.stringContaining('own.yaml:12:11 show[0].cases[0].data: there is no field numbr'),
    ]);
    expect(readForeignProfile({ file: 'own.yaml' }, folder).ok).toBe(false);
  });

  it.each([
    ['', 'file-empty'],
    ['kind: frame\n  name: [', 'yaml-syntax'],
    ['kind: other\nname: { zh: 屏, en: Board }', 'key-missing'],
    ['kind: line-display\nname: { zh: 屏, en: B }\nsource: x\nbaud: 9600\ndialect: cd5221', 'choice-wrong'],
  ])('a profile that is none is told and thrown by nobody: %j', (text, code) => {
    const read = loadProfile(text, 'p.yaml');
    expect(read.ok ? [] : read.problems.map((each) => each.code)).toContain(code);
  });
});

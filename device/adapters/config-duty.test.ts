/** Mistakes in a duty roster: each with its line, its path and what to do. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadConfig } from './config-file.ts';

const pin = 'scrypt$16384$8$1$c2FsdHNhbHQ=$aGFzaGhhc2hoYXNoaGFzaA==';
const good = `hall:
  id: hall-1
  name: { zh: 大厅, en: Hall }
  zone: Asia/Shanghai
  hours: [{ days: [1, 2, 3, 4, 5, 6], from: "09:00", to: "17:00" }]
services: [{ id: A, name: { zh: 缴费, en: Fees }, minutes: 5 }]
counters: [{ no: 1, services: [A] }]
staff:
  - { badge: "1001", role: clerk, pin: "${pin}" }
  - { badge: "1002", role: clerk, pin: "${pin}" }
duty:
  groups:
    - { id: fees, name: { zh: 收费组, en: Fee clerks }, clerks: ["1001", "1002"], firstTurn: "2026-03-02" }
    - { id: cards, name: { zh: 制卡组, en: Card clerks }, clerks: ["1002"], rotate: week }
  rules:
    - { days: [6, 1, 2, 3], group: fees, until: "2026-06-30" }
    - { days: [4, 5], group: cards, until: "2026-06-30" }
    - { days: [1, 2, 3, 4, 5, 6], group: cards, from: "2026-07-01" }
  exceptions:
    - { date: "2026-10-01", until: "2026-10-07", clerk: "1001" }
    - { date: "2026-12-31", nobody: true }
`;
const change = (from: string, to: string): string => {
  expect(good).toContain(from);
  return good.replace(from, to);
};

it('takes a good roster without a word, the one of the demo too; a Sunday without hours needs nobody', () => {
  expect(loadConfig(good, 'hall.yaml')).toMatchObject({ ok: true, warnings: [] });
  const demo = loadConfig(readFileSync(new URL('../demo/demo-hall.yaml', import.meta.url), 'utf8'), 'demo-hall.yaml');
  expect(demo).toMatchObject({ ok: true, config: { duty: { rules: [{ group: 'fees' }, { group: 'cards' }] } } });
});

it.each<[what: string, text: string, code: string, line: number, path: string, message: RegExp]>([
  [
    'unknown badge',
    change('clerks: ["1002"]', 'clerks: ["1009"]'),
    'duty-clerk-unknown',
    14,
    'duty.groups[1].clerks[0]',
    /no badge 1009; add it under staff/,
  ],
  [
    'unknown badge of an exception',
    change('clerk: "1001"', 'clerk: "1111"'),
    'duty-clerk-unknown',
    20,
    'duty.exceptions[0].clerk',
    /no badge 1111/,
  ],
  [
    'clerk twice',
    change('["1001", "1002"]', '["1001", "1001"]'),
    'duty-clerk-duplicate',
    13,
    'duty.groups[0].clerks[1]',
    /1001 is in this group twice/,
  ],
  [
    'group twice',
    change('id: cards', 'id: fees'),
    'duty-group-duplicate',
    14,
    'duty.groups[1].id',
    /fees is there twice/,
  ],
  [
    'unknown group',
    change('[6, 1, 2, 3], group: fees', '[6, 1, 2, 3], group: fee'),
    'duty-group-unknown',
    16,
    'duty.rules[0].group',
    /no group fee; choose from fees, cards/,
  ],
  [
    'two groups on one day',
    change('days: [4, 5]', 'days: [3, 4, 5]'),
    'duty-overlap',
    17,
    'duty.rules[1].days',
    /Wednesday is already the duty of fees by rule 1/,
  ],
  [
    'rules that meet in time',
    change('from: "2026-07-01"', 'from: "2026-06-30"'),
    'duty-overlap',
    18,
    'duty.rules[2].days',
    /part them with from and until/,
  ],
  [
    'dates turned round',
    change('group: cards, until: "2026-06-30"', 'group: cards, from: "2026-12-01", until: "2026-11-30"'),
    'duty-dates',
    17,
    'duty.rules[1].until',
    /2026-11-30 is before from 2026-12-01/,
  ],
  [
    'no such date',
    change('"2026-03-02"', '"2026-02-30"'),
    'date-unknown',
    13,
    'duty.groups[0].firstTurn',
    /not in the/,
  ],
  [
    'exception without a choice',
    change(', nobody: true', ''),
    'duty-exception-choice',
    21,
    'duty.exceptions[1]',
    /say who is on duty/,
  ],
  [
    'exception with too many',
    change('nobody: true', 'nobody: true, group: fees'),
    'duty-exception-choice',
    21,
    'duty.exceptions[1]',
    /nobody excludes group and clerk/,
  ],
  [
    'exceptions that meet',
    change('date: "2026-12-31"', 'date: "2026-10-07"'),
    'duty-exception-overlap',
    21,
    'duty.exceptions[1].date',
    /lies in the exception of 2026-10-01 too/,
  ],
  ['a weekday that is none', change('days: [4, 5]', 'days: [4, 8]'), 'out-of-range', 17, 'duty.rules[1].days[1]', /7/],
])('tells: %s', (_what, text, code, line, path, message) => {
  const loaded = loadConfig(text, 'hall.yaml');
  if (loaded.ok) throw new Error('taken');
  expect(loaded.problems[0]).toMatchObject({ code, line, path });
  expect(loaded.problems[0]?.message.en).toMatch(message);
  expect(loaded.problems[0]?.message.zh).toMatch(/[\u4e00-\u9fff]/);
});

it.each([
  [
    'a working day without a group',
    change('days: [6, 1, 2, 3]', 'days: [1, 2, 3]'),
    'duty-day-empty',
    'the hall works on Saturday, but no group is on duty then until 2026-06-30; add the day to a rule',
  ],
  [
    'a stretch of days without a group',
    change('from: "2026-07-01"', 'from: "2026-07-06"').replace('[1, 2, 3, 4, 5, 6], group', '[1, 2, 3, 4, 5], group'),
    'duty-day-empty',
    'the hall works on Monday, but no group is on duty then from 2026-07-01 on until 2026-07-05; add the day to a rule',
  ],
  [
    'a group that is never on duty',
    change('  rules:', '    - { id: idle, name: { zh: 备班, en: Reserve }, clerks: ["1001"] }\n  rules:'),
    'duty-group-unused',
    'no rule and no exception names the group idle: it is never on duty',
  ],
])('warns of %s', (_what, text, code, message) => {
  const loaded = loadConfig(text, 'hall.yaml');
  if (!loaded.ok) throw new Error(loaded.problems[0]?.message.en);
  expect(loaded.warnings[0]).toMatchObject({ code, message: { en: message } });
});

/** Mistakes in what a configuration says about the queue and its times: each with its line, its path and what to do. */
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config-file.ts';

const good = `hall:
  id: hall-1
  name: { zh: 大厅, en: Hall }
  zone: Asia/Shanghai
  rule: accumulating
  hours:
    - { days: [1, 2, 3, 4, 5], from: "09:00", to: "12:00" }
    - { days: [1, 2, 3, 4, 5], from: "12:00", to: "17:00" }
  exceptions:
    - { date: "2027-10-01", until: "2027-10-07", name: { zh: 国庆节, en: National Day }, closed: true }
    - { date: "2027-10-09", like: 4 }
    - { date: "2027-12-31", hours: [{ from: "09:00", to: "12:00" }] }
services:
  - { id: A, name: { zh: 缴费, en: Fees }, minutes: 5, hours: [{ days: [1, 2], from: "09:00", to: "17:00" }] }
  - { id: F, name: { zh: 开户, en: Accounts }, minutes: 10, quota: 50 }
  - { id: G, name: { zh: 咨询, en: Questions }, minutes: 3, series: F }
  - { id: R, name: { zh: 号卷, en: Roll }, minutes: 3, paperRoll: true, last: 99 }
counters:
  - no: 1
    services: [A, F, G, R]
    rule: { accumulating: { priority: { rate: 3, headStartMinutes: 3, capMinutes: 15 } } }
    plan: [{ days: [1, 2, 3], from: "09:00", to: "17:00" }]
    breaks: [{ days: [1, 2, 3], from: "12:00", to: "13:00" }]
  - { no: 199, services: [A], rule: fifo }
staff:
  - { badge: "1001", role: clerk, pin: "scrypt$16384$8$1$c2FsdHNhbHQ=$aGFzaGhhc2hoYXNoaGFzaA==" }
calls:
  chooseReasons: [{ id: other, text: { zh: 其他, en: Other } }]
appointments: { file: /srv/appointments.yaml }
`;
const change = (from: string, to: string): string => {
  expect(good).toContain(from);
  return good.replace(from, to);
};

it('takes a good file without a word', () => {
  expect(loadConfig(good, 'hall.yaml')).toMatchObject({ ok: true, warnings: [] });
});

type Case = [what: string, text: string, code: string, line: number, path: string, message: RegExp];
const rule = (text: string) => change('rule: accumulating', `rule: ${text}`);

it.each<Case>([
  [
    'shared series, other first',
    change('series: F', 'series: F, first: 500'),
    'series-differs',
    16,
    'services[2].first',
    /G and F share the numbers F but differ in first \(500, 1\)/,
  ],
  [
    'shared series, other last',
    change('quota: 50', 'last: 99'),
    'series-differs',
    16,
    'services[2].id',
    /differ in last \(999, 99\)/,
  ],
  [
    'shared series, other wrap',
    change('series: F', 'series: F, wrap: true'),
    'series-differs',
    16,
    'services[2].wrap',
    /differ in wrap \(true, false\)/,
  ],
  [
    'a roll and a kiosk in one series',
    change('paperRoll: true', 'paperRoll: true, wrap: false, series: A').replace('last: 99', 'last: 999'),
    'series-differs',
    17,
    'services[3].paperRoll',
    /share the numbers A/,
  ],
  [
    'letters that are somebody else',
    change('quota: 50', 'series: X'),
    'series-misleading',
    16,
    'services[2].series',
    /letters F are the id of another service, whose own numbers begin with X/,
  ],
  [
    'an exception that says nothing',
    change('like: 4', 'name: { zh: 上班, en: Work }'),
    'exception-choice',
    11,
    'hall.exceptions[1]',
    /one of closed: true, like and hours/,
  ],
  [
    'an exception that is not closed',
    change('like: 4', 'closed: false'),
    'exception-choice',
    11,
    'hall.exceptions[1]',
    /say what is different/,
  ],
  [
    'an exception that says two things',
    change('like: 4', 'like: 4, closed: true'),
    'exception-choice',
    11,
    'hall.exceptions[1]',
    /exclude each other/,
  ],
  [
    'an exception that ends before it begins',
    change('until: "2027-10-07"', 'until: "2027-09-07"'),
    'exception-dates',
    10,
    'hall.exceptions[0].until',
    /before date 2027-10-01/,
  ],
  [
    'exceptions that overlap',
    change('date: "2027-10-09"', 'date: "2027-10-07"'),
    'exception-overlap',
    11,
    'hall.exceptions[1].date',
    /lies in the exception of 2027-10-01/,
  ],
  [
    'an exception on no day',
    change('2027-10-09', '2027-02-30'),
    'date-unknown',
    11,
    'hall.exceptions[1].date',
    /2027-02-30 is not in the calendar/,
  ],
  [
    'an exception until no day',
    change('2027-10-07', '2027-10-32'),
    'date-unknown',
    10,
    'hall.exceptions[0].until',
    /2027-10-32/,
  ],
  [
    'hours of an exception without length',
    change('[{ from: "09:00", to: "12:00" }]', '[{ from: "09:00", to: "09:00" }]'),
    'hours-empty',
    12,
    'hall.exceptions[2].hours[0].from',
    /no time at all/,
  ],
  [
    'hours over midnight',
    change('from: "12:00", to: "17:00"', 'from: "22:00", to: "02:00"'),
    'hours-reversed',
    8,
    'hall.hours[1].to',
    /two windows/,
  ],
  [
    'hours of a service reversed',
    change('from: "09:00", to: "17:00" }] }', 'from: "17:00", to: "09:00" }] }'),
    'hours-reversed',
    14,
    'services[0].hours[0].to',
    /before from 17:00/,
  ],
  [
    'a plan without length',
    change(
      'plan: [{ days: [1, 2, 3], from: "09:00", to: "17:00"',
      'plan: [{ days: [1, 2, 3], from: "09:00", to: "09:00"',
    ),
    'hours-empty',
    22,
    'counters[0].plan[0].from',
    /no time/,
  ],
  [
    'a break reversed',
    change('from: "12:00", to: "13:00"', 'from: "13:00", to: "12:00"'),
    'hours-reversed',
    23,
    'counters[0].breaks[0].to',
    /to 12:00 is before from 13:00/,
  ],
  [
    'a reason twice',
    change('[{ id: other,', '[{ id: other, text: { zh: 一, en: One } }, { id: other,'),
    'reason-duplicate',
    28,
    'calls.chooseReasons[1].id',
    /reason of a chosen call other is there twice/,
  ],
  [
    'a reason without words',
    change('{ zh: 其他, en: Other }', '{ zh: 其他 }'),
    'key-missing',
    28,
    'calls.chooseReasons[0].text.en',
    /en is missing/,
  ],
  [
    'no such rule',
    rule('fairest'),
    'choice-wrong',
    5,
    'hall.rule',
    /one of fifo, strict, .*, \{accumulating: …\}, \{interleave: …\}, but is "fairest"/,
  ],
  ['a misspelt rule', rule('interleav'), 'choice-wrong', 5, 'hall.rule', /did you mean interleave\?/],
  [
    'a misspelt rule with figures',
    rule('{ interleve: { priority: 1, normal: 2 } }'),
    'choice-wrong',
    5,
    'hall.rule',
    /did you mean interleave\?/,
  ],
  [
    'two rules',
    rule('{ interleave: { priority: 1, normal: 2 }, accumulating: {} }'),
    'choice-wrong',
    5,
    'hall.rule',
    /accumulating and interleave exclude each other; keep one/,
  ],
  ['a rule of no kind', rule('7'), 'choice-wrong', 5, 'hall.rule', /\{interleave: …\}, but is 7/],
  [
    'a rule with a wrong figure',
    rule('{ interleave: { priority: 0, normal: 2 } }'),
    'out-of-range',
    5,
    'hall.rule.interleave.priority',
    /from 1 to 9/,
  ],
  [
    'a rule with a missing figure',
    rule('{ interleave: { priority: 1 } }'),
    'key-missing',
    5,
    'hall.rule.interleave.normal',
    /normal is missing/,
  ],
  [
    'a class that does not exist',
    rule('{ accumulating: { vip: { rate: 9 } } }'),
    'key-unknown',
    5,
    'hall.rule.accumulating.vip',
    /Known: normal, priority, appointment/,
  ],
  ['a counter past 199', change('no: 199', 'no: 200'), 'out-of-range', 24, 'counters[1].no', /from 1 to 199/],
])('tells: %s', (_what, text, code, line, path, message) => {
  const loaded = loadConfig(text, 'hall.yaml');
  if (loaded.ok) throw new Error('taken');
  expect(loaded.problems.map((each) => each.code)).toEqual([code]);
  const [first] = loaded.problems;
  expect(first).toMatchObject({ line, path });
  expect(first?.message.en).toMatch(message);
  expect(first?.message.zh).toMatch(/[\u4e00-\u9fff]/);
});

describe('a warning', () => {
  it.each<Case>([
    [
      'interleave and the share of priority',
      rule('{ interleave: { priority: 1, normal: 2 } }'),
      'interleave-share',
      5,
      'hall.rule',
      /1:2: once more than 33 % of those who come have priority, they wait longer/,
    ],
    [
      'interleave of one counter, by its word',
      change('rule: fifo', 'rule: interleave'),
      'interleave-share',
      24,
      'counters[1].rule',
      /more than 50 %/,
    ],
    [
      'a letter like a digit',
      change('series: F', 'series: SO'),
      'series-letters',
      16,
      'services[2].series',
      /letter S is misread/,
    ],
    [
      'a quota for a roll',
      change('paperRoll: true', 'paperRoll: true, quota: 20'),
      'paper-roll-unused',
      17,
      'services[3].quota',
      /quota does nothing/,
    ],
    [
      'a longest queue for a roll',
      change('paperRoll: true', 'paperRoll: true, queueMax: 20'),
      'paper-roll-unused',
      17,
      'services[3].queueMax',
      /queueMax does nothing/,
    ],
    [
      'a button for a roll',
      `${good}buttons: [{ gpio: 4, service: R }]\n`,
      'paper-roll-unused',
      30,
      'buttons[0].service',
      /never give a ticket/,
    ],
    [
      'a quota past the numbers',
      change('quota: 50', 'quota: 50, last: 40').replace('series: F', 'series: F, last: 40'),
      'quota-large',
      15,
      'services[1].quota',
      /more than the 40 numbers/,
    ],
    [
      'hours of a service when the hall is closed',
      change('from: "09:00", to: "17:00" }] }', 'from: "08:00", to: "11:00" }] }'),
      'hours-outside',
      14,
      'services[0].hours[0]',
      /on Monday 08:00–11:00 is partly outside/,
    ],
    [
      'a plan on a day when the hall is closed',
      change('plan: [{ days: [1, 2, 3]', 'plan: [{ days: [1, 6]'),
      'hours-outside',
      22,
      'counters[0].plan[0]',
      /on Saturday/,
    ],
    [
      'a cap below the head start',
      change('capMinutes: 15', 'capMinutes: 2'),
      'cap-below-head-start',
      21,
      'counters[0].rule.accumulating.priority.capMinutes',
      /cap of 2 min is shorter/,
    ],
    [
      'a class without points',
      rule('{ accumulating: { normal: { rate: 0 } } }'),
      'rate-zero',
      5,
      'hall.rule.accumulating.normal.rate',
      /only when nobody else waits/,
    ],
    [
      'priority that waits longer',
      rule('{ accumulating: { priority: { rate: 0.5 } } }'),
      'rate-upside-down',
      5,
      'hall.rule.accumulating.priority.rate',
      /0\.5 against 1/,
    ],
    [
      'a list without `other`',
      change('id: other', 'id: short'),
      'reason-other',
      28,
      'calls.chooseReasons',
      /no entry other/,
    ],
  ])('speaks of %s', (_what, text, code, line, path, message) => {
    const loaded = loadConfig(text, 'hall.yaml');
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.warnings.map((each) => each.code)).toEqual([code]);
    const [first] = loaded.warnings;
    expect(first).toMatchObject({ line, path });
    expect(first?.message.en).toMatch(message);
    expect(first?.message.zh).toMatch(/[\u4e00-\u9fff]/);
  });

  it('speaks of a file of appointments that is not there', () => {
    const asked: string[] = [];
    const loaded = loadConfig(good, 'hall.yaml', (file) => {
      asked.push(file);
      return false;
    });
    expect(asked).toEqual(['/srv/appointments.yaml']);
    expect(loaded).toMatchObject({
      ok: true,
      warnings: [{ code: 'file-missing', line: 29, path: 'appointments.file' }],
    });
  });
});

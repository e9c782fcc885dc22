import { describe, expect, it } from 'vitest';
import { loadConfig } from './config-file.ts';
import { formatConfigProblem } from './yaml-file.ts';

const good = `hall:
  id: hall-1
  name: { zh: 大厅, en: Hall }
  zone: Asia/Shanghai
  hours:
    - { days: [1, 2], from: "09:00", to: "17:00" }
services:
  - { id: A, name: { zh: 缴费, en: Fees }, minutes: 5 }
  - { id: F, name: { zh: 开户, en: Accounts }, minutes: 10 }
counters:
  - no: 1
    services: [A, F]
    panel: { bus: main, address: 5 }
  - no: 2
    services: [F]
staff:
  - { badge: "1001", role: clerk, pin: "scrypt$16384$8$1$c2FsdHNhbHQ=$aGFzaGhhc2hoYXNoaGFzaA==" }
printers:
  - { id: printer-1, line: { serial: /dev/serial/by-path/p1, baud: 9600 } }
buses:
  - { id: main, line: { tcp: "127.0.0.1:4000" } }
buttons:
  - { gpio: 17, service: A, lamp: 27 }
signage:
  notices:
    - { title: { zh: 通知, en: Notice }, text: { zh: 文, en: text }, from: "2027-01-01", until: "2027-01-31" }
`;

const change = (from: string, to: string): string => {
  expect(good).toContain(from);
  return good.replace(from, to);
};

describe('loadConfig', () => {
  it('takes a good file without a word', () => {
    const loaded = loadConfig(good, 'hall.yaml');
    expect(loaded).toMatchObject({ ok: true, warnings: [], config: { hall: { id: 'hall-1' } } });
  });

  it.each<[string, string, string, number, string, RegExp]>([
    ['YAML syntax', change('zone: Asia/Shanghai', 'zone: "Asia/Shanghai'), 'yaml-syntax', 0, '', /quote|bracket/],
    ['tab as indentation', change('  id: hall-1', '\tid: hall-1'), 'yaml-syntax', 2, '', /./],
    [
      'duplicate key',
      change('  zone: Asia/Shanghai', '  zone: Asia/Shanghai\n  zone: Asia/Tokyo'),
      'key-duplicate',
      5,
      'hall.zone',
      /zone is written twice; keep one/,
    ],
    [
      'unknown key',
      change('    panel:', '    pannel:'),
      'key-unknown',
      13,
      'counters[0].pannel',
      /did you mean panel\?/,
    ],
    ['unknown key at the top', `${good}colour: red\n`, 'key-unknown', 27, 'colour', /remove it\. Known: hall, /],
    [
      'missing key',
      change('  zone: Asia/Shanghai\n', ''),
      'key-missing',
      1,
      'hall.zone',
      /zone is missing; add it \(IANA time zone/,
    ],
    [
      'wrong type',
      change('minutes: 10', 'minutes: ten'),
      'type-wrong',
      9,
      'services[1].minutes',
      /must be a number, but is "ten"/,
    ],
    ['number without quotes', change('"1001"', '1001'), 'type-wrong', 17, 'staff[0].badge', /put digits in quotes/],
    [
      'out of range',
      change('baud: 9600', 'baud: 300'),
      'out-of-range',
      19,
      'printers[0].line.baud',
      /from 1200 to 921600, but is 300/,
    ],
    [
      'bad pattern',
      change('id: F', 'id: f'),
      'form-wrong',
      9,
      'services[1].id',
      /capital letters, e\.g\. A .*but is "f"/,
    ],
    ['bad time', change('"17:00"', '"5 pm"'), 'form-wrong', 6, 'hall.hours[0].to', /HH:MM, e\.g\. "09:00"/],
    [
      'bad choice',
      change('role: clerk', 'role: clark'),
      'choice-wrong',
      17,
      'staff[0].role',
      /one of clerk, lead, facilities, .*did you mean clerk/,
    ],
    [
      'empty list',
      change('services: [F]', 'services: []'),
      'size-wrong',
      15,
      'counters[1].services',
      /at least 1 entries/,
    ],
    [
      'line of neither kind',
      change('line: { tcp: "127.0.0.1:4000" }', 'line: COM3'),
      'type-wrong',
      21,
      'buses[0].line',
      /\{serial, baud, flow\?\} or \{tcp/,
    ],
    [
      'line with a wrong key',
      change('tcp: "127', 'tpc: "127'),
      'key-unknown',
      21,
      'buses[0].line.tpc',
      /did you mean tcp/,
    ],
    [
      'unknown service',
      change('services: [A, F]', 'services: [A, X]'),
      'service-unknown',
      12,
      'counters[0].services[1]',
      /no service X; choose from A, F/,
    ],
    [
      'service twice at a counter',
      change('services: [A, F]', 'services: [A, A]'),
      'service-duplicate',
      12,
      'counters[0].services[1]',
      /twice/,
    ],
    [
      'unknown service of a button',
      change('service: A', 'service: B'),
      'service-unknown',
      23,
      'buttons[0].service',
      /no service B/,
    ],
    ['counter twice', change('no: 2', 'no: 1'), 'counter-duplicate', 14, 'counters[1].no', /counter 1 is there twice/],
    ['service twice', change('id: F', 'id: A'), 'service-duplicate', 9, 'services[1].id', /service A is there twice/],
    [
      'badge twice',
      change('staff:\n', 'staff:\n  - { badge: "1001", role: lead, pin: "scrypt$2$8$1$c2FsdA==$aGFzaA==" }\n'),
      'badge-duplicate',
      18,
      'staff[1].badge',
      /badge 1001/,
    ],
    [
      'printer twice',
      change('printers:\n', 'printers:\n  - { id: printer-1, line: { tcp: "10.0.0.9:9100" } }\n'),
      'printer-duplicate',
      20,
      'printers[1].id',
      /printer printer-1/,
    ],
    [
      'unknown printer profile',
      change('baud: 9600 } }', 'baud: 9600 }, profile: epson }'),
      'profile-unknown',
      19,
      'printers[0].profile',
      /no printer profile epson; did you mean epson-tm\?/,
    ],
    [
      'misspelt printer profile',
      change('baud: 9600 } }', 'baud: 9600 }, profile: xprintr-80 }'),
      'profile-unknown',
      19,
      'printers[0].profile',
      /did you mean xprinter-80\?/,
    ],
    [
      'two printers of one kiosk',
      change(
        'buses:\n',
        '  - { id: p2, line: { tcp: "10.0.0.9:9100" }, kiosks: [kiosk-2] }\n  - { id: p3, line: { usb: /dev/usb/lp0 }, kiosks: [kiosk-2] }\nbuses:\n',
      ),
      'kiosk-twice',
      21,
      'printers[2].kiosks[0]',
      /kiosk-2 has the printer p2 already/,
    ],
    [
      'two printers on one device file',
      change(
        'buses:\n',
        '  - { id: p2, line: { usb: /dev/usb/lp0 } }\n  - { id: p3, line: { usb: /dev/usb/lp0 } }\nbuses:\n',
      ),
      'line-duplicate',
      21,
      'printers[2].line',
      /already belongs to another device/,
    ],
    [
      'bus twice',
      change('buses:\n', 'buses:\n  - { id: main, line: { tcp: "10.0.0.9:4001" } }\n'),
      'bus-duplicate',
      22,
      'buses[1].id',
      /bus main/,
    ],
    [
      'one line for two',
      change('tcp: "127.0.0.1:4000"', 'serial: /dev/serial/by-path/p1, baud: 9600'),
      'line-duplicate',
      21,
      'buses[0].line',
      /belongs to another device/,
    ],
    [
      'node address twice',
      change('services: [F]', 'services: [F]\n    keypad: { bus: main, address: 5 }'),
      'node-duplicate',
      16,
      'counters[1].keypad.address',
      /main\/5 is taken/,
    ],
    [
      'unknown bus',
      change('bus: main, address', 'bus: side, address'),
      'bus-unknown',
      13,
      'counters[0].panel.bus',
      /no bus side; choose from main/,
    ],
    [
      'from after until',
      change('until: "2027-01-31"', 'until: "2026-12-31"'),
      'notice-dates',
      26,
      'signage.notices[0].until',
      /never show/,
    ],
    [
      'no such day',
      change('from: "2027-01-01"', 'from: "2027-01-32"'),
      'date-unknown',
      26,
      'signage.notices[0].from',
      /not in the calendar/,
    ],
    [
      'unknown time zone',
      change('Asia/Shanghai', 'Asia/Shanghay'),
      'zone-unknown',
      4,
      'hall.zone',
      /no time zone Asia\/Shanghay/,
    ],
    ['gpio twice', change('lamp: 27', 'lamp: 17'), 'gpio-duplicate', 23, 'buttons[0].lamp', /GPIO17 is used twice/],
    [
      'hours without length',
      change('to: "17:00"', 'to: "09:00"'),
      'hours-empty',
      6,
      'hall.hours[0].from',
      /no time at all/,
    ],
    [
      'films fetched while closed in a hall that never closes',
      `${good.replace(/ {2}hours:\n.*\n/, '')}mediaFetch: { when: closed }\n`,
      'fetch-never',
      0,
      'mediaFetch.when',
      /always open/,
    ],
    [
      'films that are never fetched',
      `${good}mediaFetch: { when: { daily: { from: "22:00", to: "22:00" } } }\n`,
      'hours-empty',
      27,
      'mediaFetch.when.daily.from',
      /write any/,
    ],
    [
      'series without numbers',
      change('minutes: 10', 'minutes: 10, first: 500, last: 100'),
      'series-empty',
      9,
      'services[1].first',
      /first 500 is after last 100/,
    ],
    ['empty file', '# nothing\n', 'file-empty', 1, '', /empty/],
    ['a list instead of keys', '- 1\n', 'type-wrong', 1, '', /mapping/],
    ['two documents', `${good}---\n${good}`, 'yaml-syntax', 27, '', /one document/],
    ['references without end', `a: &a [x]\n${'b: [*a, *a]\n'.repeat(1)}c: *nowhere\n`, 'yaml-syntax', 0, '', /anchor/],
  ])('tells: %s', (_what, text, code, line, path, message) => {
    const loaded = loadConfig(text, 'hall.yaml');
    if (loaded.ok) throw new Error('taken');
    const [first] = loaded.problems;
    expect(first).toMatchObject({ code, ...(line > 0 ? { line } : {}), ...(code === 'yaml-syntax' ? {} : { path }) });
    expect(first?.message.en).toMatch(message);
    expect(first?.message.zh).toMatch(/[\u4e00-\u9fff]/);
  });

  it('tells all mistakes at once, in the order of the file', () => {
    const loaded = loadConfig(
      change('minutes: 10', 'minutes: 999').replace('no: 1', 'no: 0').replace('hall-1', 'Hall One'),
      'hall.yaml',
    );
    if (loaded.ok) throw new Error('taken');
    expect(loaded.problems.map(({ line, path }) => [line, path])).toEqual([
      [2, 'hall.id'],
      [9, 'services[1].minutes'],
      [11, 'counters[0].no'],
    ]);
    const [first] = loaded.problems;
    expect(first && formatConfigProblem(first, 'hall.yaml', 'en')).toMatch(
      /^hall\.yaml:2:3 hall\.id: must look like lower-case/,
    );
  });

  it('never repeats a PIN that was written in the open', () => {
    for (const text of [
      change(/pin: "[^"]+"/.exec(good)?.[0] ?? '', 'pin: "geheim7"'),
      change(/pin: "[^"]+"/.exec(good)?.[0] ?? '', 'pin: "geheim7 }'),
      change(/pin: "[^"]+"/.exec(good)?.[0] ?? '', 'pin: geheim7: x'),
    ])
      expect(JSON.stringify(loadConfig(text, 'hall.yaml'))).not.toContain('geheim7');
  });

  it('warns where the hall would start but not work well', () => {
    const text = change('services: [A, F]', 'services: [F]')
      .replace('/dev/serial/by-path/p1', '/dev/ttyUSB0')
      .replace(/staff:\n.*\n/, '');
    const loaded = loadConfig(`${text}mqtt: { url: "mqtt://centre.example.cn" }\n`, 'hall.yaml');
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.warnings.map(({ code, line }) => [code, line])).toEqual([
      ['service-not-served', 8],
      ['staff-none', 1],
      ['serial-name', 17],
      ['mqtt-plain', 25],
    ]);
  });

  it('takes anything without throwing, and a file made to fill the memory too', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
      .join('\n')}\n`;
    for (const text of [
      bomb,
      'x'.repeat(2_000_000),
      '\u0000',
      '%',
      '? [a]\n: b',
      '{}',
      'null',
      '!!js/function x',
      '__proto__: 1',
      '\uFEFFhall: 1',
      '[[[[[',
      '&a *a',
    ])
      expect(loadConfig(text, 'hall.yaml').ok).toBe(false);
  });
});

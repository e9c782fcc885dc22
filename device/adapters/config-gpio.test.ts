import { describe, expect, it } from 'vitest';
import { configuredLines } from '../runtime/configured-lines.ts';
import { loadConfig } from './config-file.ts';

const hall = `
hall: { id: h, name: { zh: 厅, en: Hall }, zone: Asia/Shanghai }
services: [{ id: A, name: { zh: 甲, en: A }, minutes: 5 }]
counters: [{ no: 1, services: [A] }]
printers: [{ id: printer-1, line: { tcp: "127.0.0.1:9100" } }]
`;
const load = (more: string) => loadConfig(`${hall}${more}\n`, 'hall.yaml');

function problemOf(more: string) {
  const loaded = load(more);
  if (loaded.ok) throw new Error('was taken');
  const [first] = loaded.problems;
  expect(first?.message.zh).toMatch(/[\u4e00-\u9fff]/);
  return first;
}

describe('pins in the configuration', () => {
  it('are the numbers of the Pi, as 17 or as GPIO17', () => {
    const loaded = load(
      'buttons: [{ gpio: GPIO17, service: A, lamp: 5 }, { gpio: 27, service: A, key: 2 }]\n' +
        'gpio: { calls: [{ gpio: GPIO22, lamp: GPIO6, lampActiveLow: true }], buzzer: { gpio: 12 },\n' +
        '  lamps: [{ gpio: 23, shows: open }], paperLow: { gpio: 24 }, door: { gpio: 25, activeLow: false } }',
    );
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    expect(configuredLines(loaded.config).map(({ device, line }) => [device, line])).toEqual([
      ['button-17', { bcm: 17, activeLow: true }],
      ['lamp-5', { bcm: 5, activeLow: false, initial: 0 }],
      ['button-27', { bcm: 27, activeLow: true, key: 2 }],
      ['staff-call-22', { bcm: 22, activeLow: true }],
      ['lamp-6', { bcm: 6, activeLow: true, initial: 0 }],
      ['buzzer-12', { bcm: 12, activeLow: false, initial: 0 }],
      ['lamp-23', { bcm: 23, activeLow: false, initial: 0 }],
      ['paper-low-24', { bcm: 24, activeLow: true }],
      ['door-25', { bcm: 25, activeLow: false }],
    ]);
  });

  it.each([
    [
      'reserved',
      'buttons: [{ gpio: 2, service: A }]',
      'gpio-reserved',
      'buttons[0].gpio',
      /GPIO2 is reserved for I2C; .* iKnow/,
    ],
    [
      'a reserved lamp',
      'buttons: [{ gpio: 17, service: A, lamp: GPIO14 }]',
      'gpio-reserved',
      'buttons[0].lamp',
      /UART/,
    ],
    ['behind the header', 'gpio: { door: { gpio: 40 } }', 'gpio-range', 'gpio.door.gpio', /not on the header/],
    ["the kernel's number", 'gpio: { buzzer: { gpio: 529 } }', 'gpio-range', 'gpio.buzzer.gpio', /not the kernel's/],
    [
      'twice',
      'buttons: [{ gpio: 17, service: A }]\ngpio: { door: { gpio: GPIO17 } }',
      'gpio-duplicate',
      'gpio.door.gpio',
      /GPIO17 is used twice, it belongs to button-17/,
    ],
    ['no pin at all', 'buttons: [{ gpio: PIN11, service: A }]', undefined, 'buttons[0].gpio', /./],
    [
      'a lamp of no service',
      'gpio: { lamps: [{ gpio: 5, shows: queue, service: Z }] }',
      'service-unknown',
      'gpio.lamps[0].service',
      /no service Z; choose from A/,
    ],
    [
      'a lamp that shows nothing known',
      'gpio: { lamps: [{ gpio: 5, shows: opne }] }',
      'choice-wrong',
      'gpio.lamps[0].shows',
      /did you mean open/,
    ],
    [
      'a service for the printer',
      'gpio: { lamps: [{ gpio: 5, shows: printer-fault, service: A }] }',
      'lamp-service',
      'gpio.lamps[0].service',
      /remove it/,
    ],
  ])('are refused: %s', (_what, more, code, path, message) => {
    const problem = problemOf(more);
    if (code !== undefined) expect(problem?.code).toBe(code);
    expect(problem?.path).toBe(path);
    expect(problem?.message.en).toMatch(message);
  });

  it('may be reserved ones, and of a larger chip, for those who know', () => {
    expect(load('buttons: [{ gpio: 2, service: A, iKnow: true }]').ok).toBe(true);
    expect(load('gpio: { door: { gpio: 40, iKnow: true } }').ok).toBe(true);
    expect(load('gpio: { door: { gpio: 529, iKnow: true } }').ok).toBe(false);
  });

  it('a paper switch needs a printer; a door without hours is warned of', () => {
    const loaded = loadConfig(`${hall.replace(/printers.*/, '')}gpio: { paperLow: { gpio: 24 } }\n`, 'hall.yaml');
    expect(loaded.ok ? [] : loaded.problems.map(({ code }) => code)).toEqual(['paper-switch-alone']);
    const door = load('gpio: { door: { gpio: 25 } }');
    expect(door.ok && door.warnings.map(({ code }) => code)).toContain('door-without-hours');
  });
});

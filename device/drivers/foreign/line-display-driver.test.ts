import { describe, expect, it } from 'vitest';
import { bytes, place, play, shipped } from '../../adapters/testing-foreign.ts';
import { hexOf } from './byte-words.ts';
import { dialects } from './display-dialect.ts';
import { latinOnly } from './latin-only.ts';
import { createLineDisplayDriver } from './line-display-driver.ts';
import { createTestingLineDisplay } from './testing-line-display.ts';

const called = place({ ticket: 'A023', state: 'called', again: 1 });

function displayOf(name: string, brightness?: number) {
  const profile = shipped(name);
  if (profile.kind !== 'line-display') throw new Error(name);
  const base = { profile, baud: 9_600 };
  const driver = play(createLineDisplayDriver(brightness === undefined ? base : { ...base, brightness }));
  const display = createTestingLineDisplay();
  const pass = (ms: number) => {
    driver.pass(ms);
    for (const wire of driver.wires()) display.take(bytes(wire));
  };
  return { driver, display, pass, shown: () => display.lines.map((line) => line.trimEnd()) };
}

describe.each(['cd5220', 'epson-dm-d'])('a display that speaks %s', (name) => {
  it('shows the ticket above and the counter below, and nothing stays of the last text', () => {
    const { driver, display, pass, shown } = displayOf(name);
    driver.open();
    driver.target([1, place()]);
    pass(1_000);
    expect(shown()).toEqual(['WELCOME', 'Counter 3']);
    driver.target([1, place({ ticket: 'A023' })]);
    pass(1_000);
    expect(shown()).toEqual(['A023', 'Counter 3']);
    expect([display.unknown, display.cursor]).toEqual([0, false]);
  });

  it('is set to its brightness', () => {
    const { driver, display, pass } = displayOf(name, 4);
    driver.open();
    pass(1_000);
    expect(display.brightness).toBe(4);
  });

  it('draws the eye for ten seconds after a call, and again after a recall', () => {
    const { driver, display, pass, shown } = displayOf(name);
    driver.open();
    driver.target([1, place()]);
    pass(1_000);
    const eyes = () => {
      let changes = 0;
      for (let i = 0; i < 60; i += 1) {
        pass(250);
        if (display.blinks || shown()[0] === '') changes += 1;
      }
      return changes;
    };
    driver.target([1, called]);
    expect(eyes()).toBeGreaterThan(10);
    expect(shown()).toEqual(['A023', 'Counter 3']);
    expect(display.blinks).toBe(false);
    expect(eyes()).toBe(0);
    driver.target([1, { ...called, again: 2 }]);
    expect(eyes()).toBeGreaterThan(10);
  });

  it('heals when its line comes back, and after a power cut that nobody noticed', () => {
    const { driver, display, pass, shown } = displayOf(name);
    driver.open();
    driver.target([1, place({ ticket: 'A001' })]);
    pass(1_000);
    driver.close();
    display.powerCut();
    driver.target([1, place({ ticket: 'A002' })]);
    driver.open();
    pass(1_000);
    expect(shown()).toEqual(['A002', 'Counter 3']);
    display.powerCut();
    pass(30_000);
    expect(shown()).toEqual(['A002', 'Counter 3']);
  });
});

describe('the commands of customer displays', () => {
  const { cd5220, 'epson-dm-d': epson, 'utc-enhanced': utc } = dialects;
  const a = '41 42 43';

  it('are those of their manuals', () => {
    expect(hexOf(cd5220.line(1, 'ABC'))).toBe(`1B 51 41 ${a} 0D`);
    expect(hexOf(cd5220.line(2, 'ABC'))).toBe(`1B 51 42 ${a} 0D`);
    expect(hexOf(epson.line(1, 'ABC'))).toBe(`1F 24 01 01 ${a}`);
    expect(hexOf(epson.line(2, 'ABC'))).toBe(`1F 24 01 02 ${a}`);
    expect(hexOf(utc.line(1, 'ABC'))).toBe(`1B 75 41 ${a} 0D`);
    expect(hexOf(utc.line(2, 'ABC'))).toBe(`1B 75 42 ${a} 0D`);
    expect(cd5220.setUp.map(hexOf)).toEqual(['1B 40', '0C', '1B 5F 00']);
    expect(epson.setUp.map(hexOf)).toEqual(['1B 40', '0C', '1F 01', '1F 43 00']);
    expect(utc.setUp.map(hexOf)).toEqual(['1B 0F 0D', '1F', '14', '1B 64']);
    expect([cd5220.brightness?.(4), epson.brightness?.(1)].map((each) => hexOf(each ?? []))).toEqual([
      '1B 2A 04',
      '1F 58 01',
    ]);
    expect(hexOf(epson.blink?.(10) ?? [])).toBe('1F 45 0A');
  });

  it('carry Latin letters only: Chinese is left out, never spelt and never a question mark', () => {
    expect(latinOnly('3号窗口 Counter 3', 20)).toBe('3 Counter 3'.padEnd(20));
    expect(latinOnly('欢迎光临', 20)).toBe(' '.repeat(20));
    expect(latinOnly('a\x1b@b\r', 20)).toBe('a @b'.padEnd(20));
    expect(latinOnly('123456789012345678901', 20)).toBe('12345678901234567890');
  });
});

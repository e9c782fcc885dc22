import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreignKeys } from '../../../protocol/foreign-keys.ts';
import { bytes, frameDriver, place, play } from '../../adapters/testing-foreign.ts';

const next = 'FF 68 03 03 68 05 00 0C 11 16';
const recall = 'FF 68 03 03 68 05 00 0D 12 16';
const rated = 'FF 68 03 03 68 05 11 02 18 16';
const key = (code: keyof typeof foreignKeys) => ({ kind: 'key', address: 5, code: foreignKeys[code] });

function caller(more: object = {}) {
  const driver = play(frameDriver('ff68', { show: [], call: [], ...more }));
  driver.open();
  driver.target([5, place()]);
  driver.pass(1_000);
  driver.wires();
  return driver;
}

describe('a device that speaks unasked', () => {
  it('is answered when its key is stored, not before, and a refused one is not', () => {
    const driver = caller();
    driver.hear(next);
    driver.pass(1_000);
    expect(driver.reports).toEqual([expect.objectContaining(key('next'))]);
    expect(driver.wires()).toEqual([]);
    driver.answered(1);
    driver.pass(1_000);
    expect(driver.wires()).toEqual([next]);
    driver.hear(recall);
    driver.answered(2, false);
    driver.pass(1_000);
    expect(driver.wires()).toEqual([]);
  });

  it('that repeats a frame within 300 ms has pressed once, and is answered again', () => {
    const driver = caller();
    driver.hear(next);
    driver.answered(1);
    driver.pass(250);
    driver.hear(next);
    driver.pass(290);
    driver.hear(next);
    driver.pass(100);
    expect(driver.reports).toHaveLength(1);
    expect(driver.wires()).toEqual([next, next, next]);
    driver.pass(400);
    driver.hear(next);
    expect(driver.reports).toHaveLength(2);
  });

  it('gives a rating, answered by function 01 with its own sum', () => {
    const driver = caller();
    driver.hear(rated);
    expect(driver.reports).toEqual([{ kind: 'rating', address: 5, level: 3, token: 1 }]);
    driver.answered(1);
    driver.pass(100);
    // 18 - 10 = 08.
    expect(driver.wires()).toEqual(['FF 68 03 03 68 05 01 02 08 16']);
  });

  it.each([
    ['00 0C 11', 'next'],
    ['00 06 0F 1A', 'skip'],
    ['00 00 0F 14', 'hold'],
    ['00 03 0F 17', 'resume-held'],
    ['00 0B 10', 'rate'],
    ['00 0E 13', 'clear'],
    ['00 12 17', 'pause'],
    ['00 13 18', 'transfer'],
    ['07 09 09 0C 2A', 'next'],
  ] as const)('the data and sum %s mean %s', (data, code) => {
    const length = `0${data.split(' ').length}`;
    const driver = caller();
    driver.hear(`FF 68 ${length} ${length} 68 05 ${data} 16`);
    expect(driver.reports).toEqual([expect.objectContaining(key(code))]);
  });

  it('of a rating function is never a key', () => {
    const driver = caller();
    driver.hear('FF 68 03 03 68 05 11 0C 22 16');
    expect(driver.reports).toEqual([]);
  });

  it('may be heard in pieces, after noise, and after half a frame of a collision', () => {
    const driver = caller();
    for (const byte of bytes(next)) driver.hear(Uint8Array.of(byte));
    driver.hear(`00 FF FF 68 03 03 68 05 00 ${recall}`);
    driver.pass(400);
    expect(driver.reports).toEqual([expect.objectContaining(key('next')), expect.objectContaining(key('recall'))]);
    // A frame that begins and never ends holds up nothing for longer than its rest.
    driver.hear('FF 68 08 08 68 05');
    driver.pass(200);
    driver.hear(next);
    expect(driver.reports).toHaveLength(3);
  });

  it('is not confused by an adapter that hears our own frames', () => {
    const driver = caller({ rate: '01 0B' });
    driver.target([5, place({ session: 7 })]);
    driver.pass(30);
    const [opened = ''] = driver.wires();
    expect(opened).toBe('FF 68 03 03 68 05 01 0B 11 16');
    driver.hear(opened);
    expect(driver.reports).toEqual([]);
  });

  it('with a damaged sum, length or end is heard as nothing', () => {
    for (const wire of [
      'FF 68 03 03 68 05 00 0C 12 16',
      'FF 68 03 04 68 05 00 0C 11 16',
      'FF 68 03 03 68 05 00 0C 11 17',
    ]) {
      const driver = caller();
      driver.hear(wire);
      driver.pass(1_000);
      expect(driver.reports).toEqual([]);
    }
  });

  it('says when nothing it hears is a frame, and when it is again', () => {
    const driver = caller();
    driver.hear(new Uint8Array(80).fill(0x55));
    expect(driver.reports).toEqual([{ kind: 'garbled', on: true }]);
    driver.hear(next);
    expect(driver.reports.at(-1)).toEqual({ kind: 'garbled', on: false });
  });

  it('without a checksum is believed only with both fixed bytes and the exact length', () => {
    const console = play(frameDriver('qsystem'));
    console.open();
    console.hear('01 07 31 08 02 07 31 07 01 07 31 31 07');
    console.pass(1_000);
    expect(console.reports).toEqual([]);
    console.hear('01 07 31 07');
    console.hear('01 07 31 07');
    expect(console.reports).toEqual([{ kind: 'key', address: 7, code: foreignKeys.next, token: 1 }]);
  });
});

describe('a panel that speaks in frames', () => {
  it('is sent the difference, and all of it again when its line comes back', () => {
    const driver = play(frameDriver('led-plain'));
    driver.open();
    driver.target([5, place({ ticket: 'A001' })], [6, place({ ticket: 'A002' })]);
    driver.pass(1_000);
    expect(driver.wires()).toEqual(['05 00 01 06', '06 00 02 08']);
    driver.target([5, place({ ticket: 'A001' })], [6, place({ ticket: 'A003' })]);
    driver.pass(1_000);
    expect(driver.wires()).toEqual(['06 00 03 09']);
    driver.close();
    driver.target([5, place({ ticket: 'A004' })], [6, place({ ticket: 'A003' })]);
    expect(driver.wires()).toEqual([]);
    driver.open();
    driver.pass(1_000);
    expect(driver.wires()).toEqual(['05 00 04 09', '06 00 03 09']);
  });

  it('that lost its power unnoticed shows the number again within half a minute', () => {
    const driver = play(frameDriver('led-plain'));
    driver.open();
    driver.target([5, place({ ticket: 'A001' })]);
    driver.pass(1_000);
    driver.wires();
    driver.pass(30_000);
    expect(driver.wires()).toEqual(['05 00 01 06']);
  });

  it('hears frames with the silence between them that its profile wants', () => {
    const driver = play(frameDriver('led-plain', { gapMs: 50 }));
    driver.open();
    driver.target(...[1, 2, 3, 4].map((at) => [at, place({ ticket: 'A001' })] as const));
    driver.pass(1_000);
    const gaps = driver.writtenAt.slice(1).map((at, i) => at - (driver.writtenAt[i] ?? 0));
    expect(gaps).toHaveLength(3);
    // Four bytes at 9600 baud are 4.2 ms on the wire.
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(54);
  });

  it('beeps once for each call and recall, never for one that stood before', () => {
    const driver = play(frameDriver('ff68', { show: [] }));
    const beep = 'FF 68 02 02 68 05 03 08 16';
    const called = (again: number) => place({ ticket: 'A001', state: 'called', again });
    driver.open();
    driver.target([5, called(1)]);
    driver.pass(1_000);
    expect(driver.wires()).toEqual([]);
    driver.target([5, called(2)]);
    driver.target([5, called(2)]);
    driver.pass(40_000);
    expect(driver.wires()).toEqual([beep]);
    driver.target([5, place({ ticket: 'A001' })]);
    driver.pass(1_000);
    expect(driver.wires()).toEqual([]);
  });

  it('opens a rating once, and once more when its line comes back', () => {
    const driver = play(frameDriver('ff68', { show: [] }));
    const opened = 'FF 68 03 03 68 05 01 0B 11 16';
    driver.open();
    driver.target([5, place({ session: 7 })]);
    driver.pass(100_000);
    expect(driver.wires()).toEqual([opened]);
    driver.close();
    driver.open();
    driver.pass(1_000);
    expect(driver.wires()).toEqual([opened]);
    driver.target([5, place()]);
    driver.target([5, place({ session: 8 })]);
    driver.pass(1_000);
    expect(driver.wires()).toEqual([opened]);
  });

  it('that confirms is asked three times, is silent then, and is there again with its next answer', () => {
    const driver = play(frameDriver('led-xunpeng'));
    driver.open();
    driver.target([1, place({ ticket: 'A888' })]);
    driver.pass(2_000);
    expect(driver.wires()).toEqual(Array(3).fill('3A 00 78 03 01 B6 0A'));
    expect(driver.reports).toEqual([{ kind: 'presence', address: 1, answers: false }]);
    driver.pass(30_000);
    driver.wires();
    driver.hear('3A 01 3B 0A');
    expect(driver.reports.at(-1)).toEqual({ kind: 'presence', address: 1, answers: true });
    driver.pass(10_000);
    expect(driver.wires()).toEqual([]);
  });

  it('that is dead does not hold up the others of its line for longer than its three tries', () => {
    const driver = play(frameDriver('led-xunpeng'));
    driver.open();
    driver.target([1, place({ ticket: 'A888' })], [2, place({ ticket: 'A888' })]);
    driver.pass(1_000);
    expect(driver.wires()).toContain('3A 00 78 03 02 B7 0A');
  });
});

describe('whatever comes', () => {
  const profiles = ['ff68', 'qsystem', 'led-xunpeng', 'led-plain', 'alpha-sign', 'dwin'] as const;

  it('a driver does not fall, keeps its wishes in the future and answers the next good frame', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...profiles),
        fc.array(
          fc.oneof(fc.uint8Array({ maxLength: 700 }), fc.constant(bytes(next)), fc.constant(bytes('FF 68 03 03'))),
          {
            maxLength: 30,
          },
        ),
        (name, pieces) => {
          const driver = play(frameDriver(name));
          driver.open();
          driver.target([5, place({ ticket: 'A001', session: 3 })]);
          for (const piece of pieces) {
            driver.hear(piece);
            driver.pass(40);
          }
          driver.pass(1_000);
          const before = driver.reports.length;
          if (name !== 'ff68') return;
          driver.hear(next);
          expect(driver.reports.slice(before)).toContainEqual(expect.objectContaining(key('next')));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('a line that is never quiet is spoken to all the same', () => {
    const driver = play(frameDriver('led-plain'));
    driver.open();
    driver.hear('55');
    driver.target([5, place({ ticket: 'A001' })]);
    for (let i = 0; i < 60; i += 1) {
      driver.hear('55 55');
      driver.pass(10);
    }
    expect(driver.wires()).toEqual(['05 00 01 06']);
  });
});

import { describe, expect, it } from 'vitest';
import { gb18030 } from '../../adapters/charset-gb18030.ts';
import { shippedProfiles } from '../../adapters/foreign-profiles.ts';
import { bytes, frameDriver, place, play, shipped } from '../../adapters/testing-foreign.ts';
import { hexOf } from './byte-words.ts';
import { compileLayout } from './frame-layout.ts';
import { createFrameReader } from './frame-reader.ts';

const ascii = (text: string) => hexOf(Array.from(text, (each) => each.charCodeAt(0)));
const nul = '00 00 00 00 00';
/** Frames as their manuals and the reference of the hall give them: profile, address, data, wire. */
const vectors: readonly (readonly [string, number, string, string])[] = [
  ['led-plain', 5, '03 E7', '05 03 E7 EF'],
  ['led-xunpeng', 1, '00 78 03', '3A 00 78 03 01 B6 0A'],
  ['alpha-sign', 0, ascii('A023'), `${nul} 01 5A 30 30 02 41 41 1B 30 61 ${ascii('A023')} 04`],
  ['dwin', 1, `10 00 ${ascii('A023')}`, `5A A5 07 82 10 00 ${ascii('A023')}`],
  ['led8-price', 1, ascii('023'), `1B 51 41 ${ascii('023')} 0D`],
  // Of the caller: next, skip, hold and call back with two bytes, and what the host says.
  ['ff68', 5, '00 0C', 'FF 68 03 03 68 05 00 0C 11 16'],
  ['ff68', 5, '00 00 0D', 'FF 68 04 04 68 05 00 00 0D 12 16'],
  ['ff68', 5, '00 06 0F', 'FF 68 04 04 68 05 00 06 0F 1A 16'],
  ['ff68', 5, '00 00 0F', 'FF 68 04 04 68 05 00 00 0F 14 16'],
  ['ff68', 5, '00 03 0F', 'FF 68 04 04 68 05 00 03 0F 17 16'],
  ['ff68', 5, '11 02', 'FF 68 03 03 68 05 11 02 18 16'],
  ['ff68', 5, '01 02', 'FF 68 03 03 68 05 01 02 08 16'],
  ['ff68', 5, '02 0A 0A 0A 00 02 03', 'FF 68 08 08 68 05 02 0A 0A 0A 00 02 03 2A 16'],
  ['ff68', 5, '02 00 01 02 0A 0A 0A', 'FF 68 08 08 68 05 02 00 01 02 0A 0A 0A 28 16'],
  ['ff68', 5, '03', 'FF 68 02 02 68 05 03 08 16'],
  ['ff68', 5, '01 0B', 'FF 68 03 03 68 05 01 0B 11 16'],
  ['ff68', 5, '02 05', 'FF 68 03 03 68 05 02 05 0C 16'],
  ['qsystem', 7, '31', '01 07 31 07'],
  ['qsystem', 7, '34', '01 07 34 07'],
  ['qsystem', 7, '3D', '01 07 3D 07'],
];

function layoutsOf(name: string) {
  const profile = shipped(name);
  if (profile.kind !== 'frame') throw new Error(name);
  return { out: compileLayout(profile.frame), back: compileLayout(profile.receive ?? profile.frame), profile };
}

describe('frames of foreign devices', () => {
  it.each(vectors)('%s: address %i, data %s is %s, both ways', (name, address, data, wire) => {
    const { out } = layoutsOf(name);
    expect(hexOf(out.encode(address, bytes(data)))).toBe(wire);
    const [frame, ...more] = createFrameReader(out).feed(bytes(wire), 0);
    expect(more).toEqual([]);
    expect(frame && hexOf(frame.data)).toBe(data);
    const carriesAddress = layoutsOf(name).profile.frame.some((part) => 'address' in part);
    expect(frame?.address).toBe(carriesAddress ? address : 1);
  });

  it('the reply of a Xunpeng board is read by its own layout', () => {
    const [frame] = createFrameReader(layoutsOf('led-xunpeng').back).feed(bytes('3A 01 3B 0A'), 0);
    expect(frame).toMatchObject({ address: 1, data: new Uint8Array() });
  });

  it.each<readonly [string, Parameters<typeof place>[0], readonly string[]]>([
    ['led-plain', { ticket: 'A999' }, ['05 03 E7 EF']],
    ['led-xunpeng', { ticket: 'A888' }, ['3A 00 78 03 05 BA 0A']],
    ['alpha-sign', { ticket: 'A023' }, [`${nul} 01 5A 30 35 02 41 41 1B 30 61 41 30 32 33 04`]],
    [
      'ff68',
      { ticket: 'A023', waiting: 12 },
      ['FF 68 08 08 68 05 02 0A 0A 0A 00 02 03 2A 16', 'FF 68 08 08 68 05 02 00 01 02 0A 0A 0A 28 16'],
    ],
    ['qsystem', { ticket: 'A023' }, ['01 05 20 30 32 33 07', '01 05 31 07']],
    // Ten blinks: 21h + 10.
    ['qsystem', { ticket: 'A023', state: 'called' }, ['01 05 2B 30 32 33 07', '01 05 36 07']],
    ['led8-price', { ticket: 'A023' }, ['0C', '1B 51 41 20 20 20 20 20 30 32 33 0D']],
  ])('%s shows %j', (name, show, wires) => {
    const driver = play(frameDriver(name, { confirm: undefined }));
    driver.open();
    driver.target([5, place(show)]);
    driver.pass(2_000);
    expect(driver.wires()).toEqual(wires);
  });

  it('Chinese stands on a DWIN screen as GB18030, filled to its width', () => {
    const driver = play(frameDriver('dwin'));
    driver.open();
    driver.target([1, place()]);
    driver.pass(2_000);
    const [text = '', below = ''] = driver.wires().map((wire) => gb18030.decode(bytes(wire).slice(6)));
    expect(text.trimEnd()).toBe('欢迎光临');
    expect(below.trimEnd()).toBe('3号窗口');
    expect(gb18030.encode(text)).toHaveLength(16);
  });

  it('every profile that comes with the program is good, and says what nobody has tried', () => {
    expect(shippedProfiles().length).toBeGreaterThan(10);
    for (const name of shippedProfiles()) {
      const profile = shipped(name);
      if (name !== 'epson-dm-d') expect([name, (profile.unknown ?? []).length > 0]).toEqual([name, true]);
    }
  });

  it.each([
    ['sum8', 'EF', '05 03 E7'],
    ['xor8', 'E1', '05 03 E7'],
    ['crc16-modbus', '37 4B', '31 32 33 34 35 36 37 38 39'],
  ] as const)('the check %s', (check, sum, data) => {
    const layout = compileLayout([{ data: { min: 0, max: 20 } }, { check, from: 'data', to: 'data' }]);
    expect(hexOf(layout.encode(1, bytes(data)))).toBe(`${data} ${sum}`);
  });

  it('a length field counts what it is told to, with its bias and byte order', () => {
    const layout = compileLayout([
      { bytes: 'AA' },
      { length: 2, from: 'AA', to: 'check', bias: -1, order: 'little' },
      { data: { min: 0, max: 20 } },
      { check: 'xor8', from: 'AA', to: 'data' },
    ]);
    const wire = layout.encode(1, bytes('01 02 03'));
    expect(hexOf(wire)).toBe('AA 06 00 01 02 03 AC');
    expect(createFrameReader(layout).feed(wire, 0)[0]?.data).toEqual(bytes('01 02 03'));
  });
});

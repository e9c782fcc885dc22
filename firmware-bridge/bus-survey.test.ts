import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { Charset } from '../protocol/charset.ts';
import { createBusMaster } from './bus-master.ts';
import type { BusMasterOptions } from './bus-master-types.ts';
import { createBusRig } from './bus-rig.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createVirtualBus, type VirtualBusOptions } from './virtual-bus.ts';
import { createVirtualNode, type VirtualNode } from './virtual-node.ts';

const charset: Charset = {
  encode: (text) => iconv.encode(text, 'gb18030'),
  decode: (bytes) => iconv.decode(bytes as Buffer, 'gb18030'),
};
const PANEL = 5;

function uidOf(at: number, random: () => number): string {
  const digits = Array.from({ length: 20 }, () => Math.floor(random() * 16).toString(16));
  return `${digits.join('').toUpperCase()}${at.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A bus with one panel in service and nodes fresh from the box. */
function build(fresh: number, bus: Partial<VirtualBusOptions> = {}, more: Partial<BusMasterOptions> = {}) {
  const baud = bus.baud ?? 38_400;
  const random = createSeededRandom(fresh);
  const make = (address: number, at: number) =>
    createVirtualNode({ address, kind: 'panel', uid: uidOf(at, random), charset, boot: 1 });
  const panel = make(PANEL, 0);
  const boxed: VirtualNode[] = Array.from({ length: fresh }, (_, at) => make(0, at + 1));
  const wire = createVirtualBus({ seed: 5, ...bus, baud, nodes: [panel, ...boxed] });
  const host = createBusMaster({ baud, charset, nodes: [{ address: PANEL, kind: 'panel' }], ...more });
  const rig = createBusRig(host, wire);
  rig.open();
  expect(rig.runUntil(() => host.stats.online === 1, 5_000)).toBe(true);
  const found = () => rig.reports.flatMap((each) => (each.kind === 'survey-found' ? [each.node.uid] : []));
  const ended = () => rig.reports.find((each) => each.kind === 'survey-ended');
  const survey = (scope: 0 | 1 | 2) => {
    rig.act((nowMs) => host.survey(scope, nowMs));
    return rig.runUntil(() => ended() !== undefined, 400_000);
  };
  return { panel, boxed, wire, host, rig, found, ended, survey };
}

describe('the search for nodes', () => {
  it.each([
    [1, 38_400],
    [30, 38_400],
    [124, 38_400],
    [60, 9_600],
    [124, 115_200],
  ])('finds %i nodes without an address at %i baud, each once, and the rest stays in service', (count, baud) => {
    const { boxed, rig, found, ended, survey } = build(count, { baud });
    expect(survey(0)).toBe(true);
    expect([...found()].sort()).toEqual(boxed.map((node) => node.uid).sort());
    expect(ended()).toMatchObject({ found: count, isWhole: true });
    expect(rig.reports.filter((each) => each.kind === 'node-offline')).toEqual([]);
  });

  it('asks three silent rounds and no more', () => {
    const { ended, survey } = build(0);
    expect(survey(0)).toBe(true);
    expect(ended()).toMatchObject({ found: 0, rounds: 3, isWhole: true });
  });

  it('ends on a line that is nothing but noise, and says that it is not whole', () => {
    const { ended, survey, wire } = build(20);
    wire.setNoise({ towardsNodes: 0, towardsHost: 1 });
    expect(survey(0)).toBe(true);
    expect(ended()).toMatchObject({ isWhole: false });
  });

  it('hears the one whose button was pressed alone', () => {
    const { boxed, rig, found, ended, survey } = build(12);
    boxed[7]?.pressButton(rig.nowMs);
    expect(survey(2)).toBe(true);
    expect(found()).toEqual([boxed[7]?.uid]);
    expect(ended()).toMatchObject({ found: 1 });
  });

  it('hears all with scope 1, their addresses too', () => {
    const { panel, rig, found, survey } = build(3);
    expect(survey(1)).toBe(true);
    expect(found()).toHaveLength(4);
    expect(rig.reports).toContainEqual(
      expect.objectContaining({
        kind: 'survey-found',
        node: expect.objectContaining({ uid: panel.uid, address: PANEL }),
      }),
    );
  });

  it('is not misled by our own process standing still', () => {
    const { boxed, host, rig, found, ended } = build(6);
    rig.act((nowMs) => host.survey(0, nowMs));
    rig.stall(2_000);
    rig.runUntil(() => ended() !== undefined, 60_000);
    expect([...found()].sort()).toEqual(boxed.map((node) => node.uid).sort());
  });
});

describe('an address', () => {
  it('is given by UID, and a node of the configuration is then in service', () => {
    const nodes = [
      { address: PANEL, kind: 'panel' as const },
      { address: 9, kind: 'panel' as const },
    ];
    const { boxed, host, rig } = build(2, {}, { nodes });
    rig.run(12_000);
    const [node] = boxed;
    rig.act((nowMs) => host.setAddress(node?.uid ?? '', 9, nowMs));
    expect(rig.runUntil(() => host.stats.online === 2, 3_000)).toBe(true);
    expect(node?.address).toBe(9);
    expect(rig.reports).toContainEqual({ kind: 'addressed', uid: node?.uid, address: 9, done: true });
  });

  it('of a node that is not there is told as not done', () => {
    const { host, rig } = build(0);
    rig.act((nowMs) => host.setAddress('AB'.repeat(12), 9, nowMs));
    rig.run(2_000);
    expect(rig.reports).toContainEqual({ kind: 'addressed', uid: 'AB'.repeat(12), address: 9, done: false });
  });

  it('is given in spite of a lost answer', () => {
    let lost = 0;
    const intercept = (wire: Uint8Array, towards: 'nodes' | 'host') =>
      towards === 'host' && wire[2] === 0x89 && lost++ < 2 ? null : wire;
    const { boxed, host, rig } = build(1, { intercept });
    rig.act((nowMs) => host.setAddress(boxed[0]?.uid ?? '', 9, nowMs));
    rig.run(3_000);
    expect(lost).toBeGreaterThanOrEqual(2);
    expect(rig.reports).toContainEqual(expect.objectContaining({ kind: 'addressed', done: true }));
  });
});

describe('pictures for characters that a panel lacks', () => {
  const picture = (character: string) =>
    character.startsWith('〇') || character > '㐀'
      ? new Uint8Array(32).fill((character.codePointAt(0) ?? 0) & 0xff)
      : null;

  it('go before the text, into slots that the text names, the least wanted first out', () => {
    const { host, panel, rig } = build(0, {}, { glyph: picture });
    const show = (text: string) =>
      rig.act((nowMs) =>
        host.onTarget({ nodes: new Map([[PANEL, { texts: [{ zone: 0, text }], leds: [], rate: null }]]) }, nowMs),
      );
    const shown = () => panel.view(rig.nowMs);
    show('㐮A㐂');
    rig.run(1_000);
    expect([...shown().glyphs].map(([slot, rows]) => [slot, rows[0]])).toEqual([
      [0, 0x2e],
      [1, 0x02],
    ]);
    // More different ones than the panel has slots: each text finds its own.
    for (let at = 0; at < 40; at += 1) {
      const character = String.fromCodePoint(0x3500 + at);
      show(character);
      rig.run(1_000);
      const [code] = iconv.encode(shown().zones[0]?.text ?? '', 'gb18030').subarray(1);
      expect(shown().glyphs.get((code ?? 0) - 0xa1)?.[0]).toBe((0x3500 + at) & 0xff);
    }
    expect(shown().glyphs.size).toBe(16);
  });

  it('come again after a reboot, and what has none is the mark for a lack', () => {
    const { host, panel, rig } = build(
      0,
      {},
      { glyph: (character) => (character === '㐮' ? picture(character) : null) },
    );
    const texts = [{ zone: 0, text: '㐮㐂' }];
    rig.act((nowMs) => host.onTarget({ nodes: new Map([[PANEL, { texts, leds: [], rate: null }]]) }, nowMs));
    rig.run(1_000);
    expect(panel.view(rig.nowMs).zones[0]?.text).toMatch(/^.〓$/u);
    panel.reboot(rig.nowMs);
    rig.run(15_000);
    expect(panel.view(rig.nowMs).glyphs.size).toBe(1);
    expect(panel.view(rig.nowMs).zones[0]?.text).toMatch(/^.〓$/u);
  });
});

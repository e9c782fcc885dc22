import { describe, expect, it } from 'vitest';
import { createVirtualNode, type VirtualNode } from '../../firmware-bridge/virtual-node.ts';
import type { BusNodeView } from '../../protocol/bus-views.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import type { BusDone, BusesPort, BusKeysPort } from '../ports.ts';
import { createTestingWorld, deviceHall, lineIds, type TestingWorld } from './testing/testing-hall.ts';
import { createTestingJournal } from './testing/testing-journal.ts';

const boxedUid = '484100000000000000009999';

function memoryKeys(): BusKeysPort & { readonly held: Map<string, Uint8Array[]> } {
  const held = new Map<string, Uint8Array[]>();
  const proved = new Set<string>();
  let made = 0;
  return {
    held,
    of: (uid) => (held.has(uid) ? { keys: held.get(uid) ?? [], mayBeOpen: !proved.has(uid) } : undefined),
    propose(uid) {
      made += 1;
      const key = Uint8Array.from({ length: 16 }, (_, at) => made * 16 + at);
      held.set(uid, [...(held.get(uid) ?? []), key]);
      return key;
    },
    settle(uid, at) {
      proved.add(uid);
      const keys = held.get(uid) ?? [];
      const key = keys[at % keys.length];
      if (key) held.set(uid, [key]);
    },
    withdraw(uid) {
      held.set(uid, (held.get(uid) ?? []).slice(0, -1));
    },
  };
}

function open(options: { readonly config?: typeof deviceHall; readonly boxedKey?: Uint8Array } = {}) {
  const key = options.boxedKey ? { key: options.boxedKey } : {};
  const boxed = createVirtualNode({ kind: 'panel', address: 0, uid: boxedUid, charset: gb18030, boot: 3, ...key });
  const keys = memoryKeys();
  const more = { busKeys: keys, boxed: [boxed] };
  const world = createTestingWorld(gb18030, createTestingJournal(), options.config ?? deviceHall, undefined, more);
  world.hall.start();
  world.clock.advance(5_000);
  return { ...world, keys, boxed };
}

/** Does it and waits for its answer. */
function act(world: TestingWorld, begin: (buses: BusesPort, done: BusDone) => void): RefusalCode | null | 'no answer' {
  let answer: RefusalCode | null | 'no answer' = 'no answer';
  begin(world.hall.buses, (refusal) => {
    answer = refusal;
  });
  for (let waited = 0; waited < 60 && answer === 'no answer'; waited += 1) world.clock.advance(500);
  return answer;
}

function nodeAt(world: TestingWorld, address: number): BusNodeView | undefined {
  return world.hall.buses.view().buses[0]?.nodes.find((node) => node.address === address);
}
const view = (node: VirtualNode | undefined, world: TestingWorld) => node?.view(world.clock.monoMs());

describe('work on a bus', () => {
  it('shows every node with its identity, capabilities and how it is heard', () => {
    const world = open();
    expect(nodeAt(world, lineIds.panel)).toMatchObject({
      ...{ kind: 'panel', counter: 1, state: 'online', uid: '484100000000000000000001', firmware: '1.0.3' },
      ...{ install: true, secure: false, keyed: false, trouble: null, refused: 0 },
      cap: { zones: 2, columns: 8, charset: 'gbk', glyphs: 16, features: ['buzzer', 'clock', 'secure'] },
    });
    expect(nodeAt(world, lineIds.panel)?.silentMs).toBeLessThan(2_000);
    world.nodes.get(lineIds.panel)?.unplug();
    world.clock.advance(20_000);
    expect(nodeAt(world, lineIds.panel)).toMatchObject({ state: 'offline' });
    expect(nodeAt(world, lineIds.panel)?.silences).toBeGreaterThan(2);
  });

  it('finds a node from the box, gives it an address, and lets it show itself there', () => {
    const world = open();
    expect(act(world, (buses, done) => buses.scan('main', 'new', done))).toBeNull();
    const { scan } = world.hall.buses.view().buses[0] ?? {};
    expect(scan).toMatchObject({ running: false, whole: true, found: [{ uid: boxedUid, address: 0 }] });
    expect(act(world, (buses, done) => buses.setAddress('main', boxedUid, lineIds.panel, done))).toBe('address-taken');
    expect(act(world, (buses, done) => buses.setAddress('main', boxedUid, 9, done))).toBeNull();
    expect(act(world, (buses, done) => buses.identify('main', 9, done))).toBeNull();
    expect(view(world.boxed, world)?.zones[0]).toMatchObject({ text: '9', temporary: true });
    expect(view(world.boxed, world)?.leds[0]?.temporary).toBe(true);
    expect(view(world.boxed, world)?.sounds).toBe(1);
    expect(world.hall.healthPart().devices.some(({ id }) => id === 'main/9')).toBe(false);
  });

  it('leaves what a panel shows under it when a node has shown itself', () => {
    const world = open();
    const before = view(world.nodes.get(lineIds.panel), world)?.zones[0]?.text;
    expect(act(world, (buses, done) => buses.identify('main', lineIds.panel, done))).toBeNull();
    expect(view(world.nodes.get(lineIds.panel), world)?.zones[0]?.text).toBe('1');
    world.clock.advance(11_000);
    expect(view(world.nodes.get(lineIds.panel), world)?.zones[0]?.text).toBe(before);
  });

  it('installs a key; the node then speaks under its proof, and another is nothing to it', () => {
    const world = open();
    expect(act(world, (buses, done) => buses.installKey('main', lineIds.keypad, done))).toBeNull();
    world.clock.advance(3_000);
    expect(nodeAt(world, lineIds.keypad)).toMatchObject({ state: 'online', secure: true, keyed: true, install: false });
    expect(nodeAt(world, lineIds.panel)).toMatchObject({ state: 'online', secure: false, keyed: false });
    expect(world.keys.held.get('484100000000000000000017')).toHaveLength(1);
    // The next one goes over the channel.
    expect(act(world, (buses, done) => buses.installKey('main', lineIds.keypad, done))).toBeNull();
    world.clock.advance(3_000);
    expect(nodeAt(world, lineIds.keypad)).toMatchObject({ state: 'online', secure: true });
    expect(world.keys.held.get('484100000000000000000017')).toHaveLength(1);
  });

  it('says that a node and its key do not fit, and mends it at the node in install mode', () => {
    const world = open({ boxedKey: new Uint8Array(16).fill(9) });
    const counters = deviceHall.counters.map((counter) => ({ ...counter, panel: { bus: 'main', address: 9 } }));
    const other = open({ config: { ...deviceHall, counters }, boxedKey: new Uint8Array(16).fill(9) });
    other.boxed.enterInstallMode(other.clock.monoMs());
    expect(act(other, (buses, done) => buses.setAddress('main', boxedUid, 9, done))).toBeNull();
    other.boxed.reboot(other.clock.monoMs());
    other.clock.advance(20_000);
    const faults = () => other.hall.health.faults().map(({ code, device, detail }) => [code, device, detail]);
    expect(faults()).toEqual([['node-locked', 'main/9', 'no-key-here']]);
    expect(nodeAt(other, 9)).toMatchObject({ state: 'locked', trouble: 'no-key-here', uid: boxedUid });
    expect(act(other, (buses, done) => buses.installKey('main', 9, done))).not.toBeNull();
    other.boxed.enterInstallMode(other.clock.monoMs());
    expect(act(other, (buses, done) => buses.installKey('main', 9, done))).toBeNull();
    other.clock.advance(5_000);
    expect(faults()).toEqual([]);
    expect(nodeAt(other, 9)).toMatchObject({ state: 'online', secure: true });
    expect(act(world, (buses, done) => buses.setAddress('main', boxedUid, 8, done))).toBe('node-silent');
  });

  it('goes to another rate with all nodes, and back when none is heard there', () => {
    const world = open();
    expect(act(world, (buses, done) => buses.setSpeed('main', 115_200, done))).toBeNull();
    expect(world.hall.buses.view().buses[0]).toMatchObject({ baud: 115_200, up: true });
    expect(world.hall.health.faults()).toEqual([]);
    // The host's adapter does not manage the next one.
    const retune = world.busLine.onRetune;
    world.busLine.onRetune = (baud) => retune?.(baud === 9_600 ? 19_200 : baud);
    expect(act(world, (buses, done) => buses.setSpeed('main', 9_600, done))).toBe('node-silent');
    world.clock.advance(30_000);
    expect(world.hall.buses.view().buses[0]).toMatchObject({ baud: 115_200 });
    expect(world.hall.health.faults()).toEqual([]);
  });

  it('is refused with a reason where nothing can come of it', () => {
    const world = open();
    expect(act(world, (buses, done) => buses.identify('other', 1, done))).toBe('bus-unknown');
    expect(act(world, (buses, done) => buses.identify('main', 77, done))).toBe('node-silent');
    expect(act(world, (buses, done) => buses.installKey('main', 78, done))).toBe('node-silent');
    world.hall.buses.scan('main', 'all', () => {});
    expect(act(world, (buses, done) => buses.scan('main', 'all', done))).toBe('bus-busy');
    world.busLine.pull();
    world.clock.advance(100);
    expect(act(world, (buses, done) => buses.scan('main', 'all', done))).toBe('bus-down');
  });
});

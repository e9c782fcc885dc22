import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { BUS_KEY, BUS_SOUND } from '../protocol/bus/bus-codes.ts';
import { createBusFrameReader } from '../protocol/bus/bus-frame-reader.ts';
import type { Charset } from '../protocol/charset.ts';
import { createBusMaster } from './bus-master.ts';
import type { BusMasterOptions } from './bus-master-types.ts';
import type { BusNodeKind } from './bus-node-kind.ts';
import { createBusRig } from './bus-rig.ts';
import type { BusTarget, NodeTarget } from './bus-target.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createVirtualBus, type VirtualBusOptions } from './virtual-bus.ts';
import { createVirtualNode, type VirtualNode } from './virtual-node.ts';

const charset: Charset = {
  encode: (text) => iconv.encode(text, 'gb18030'),
  decode: (bytes) => iconv.decode(bytes as Buffer, 'gb18030'),
};

const PANEL = 5;
const KEYPAD = 6;
const RATER = 0x11;
const UIDS: Record<number, string> = {
  [PANEL]: '38FF6C064D42393018274351',
  [KEYPAD]: '38FF6C064D42393018274352',
  [RATER]: '38FF6C064D42393018274353',
};
const HALL: readonly { address: number; kind: BusNodeKind }[] = [
  { address: PANEL, kind: 'panel' },
  { address: KEYPAD, kind: 'call-keypad' },
  { address: RATER, kind: 'rating-keypad' },
];

const EMPTY: NodeTarget = { texts: [], leds: [], rate: null };

function targetOf(nodes: Record<number, Partial<NodeTarget>>): BusTarget {
  return { nodes: new Map(Object.entries(nodes).map(([address, node]) => [Number(address), { ...EMPTY, ...node }])) };
}

function build(bus: Partial<VirtualBusOptions> = {}, master: Partial<BusMasterOptions> = {}) {
  const baud = bus.baud ?? 38_400;
  const nodes = new Map(
    HALL.map(({ address, kind }) => [
      address,
      createVirtualNode({ address, kind, uid: UIDS[address] ?? '', charset, boot: 42 }),
    ]),
  );
  const wire = createVirtualBus({ seed: 7, ...bus, baud, nodes: [...nodes.values()] });
  const makeMaster = (more: Partial<BusMasterOptions> = {}) =>
    createBusMaster({ baud, charset, nodes: HALL, ...master, ...more });
  const host = makeMaster();
  const rig = createBusRig(host, wire);
  const node = (address: number): VirtualNode => {
    const found = nodes.get(address);
    if (found === undefined) throw new Error(`no node ${address}`);
    return found;
  };
  const view = (address: number) => node(address).view(rig.nowMs);
  const kinds = (kind: string) => rig.reports.filter((report) => report.kind === kind);
  const keys = () => rig.events.flatMap((each) => (each.event.kind === 'key' ? [each.event.key] : []));
  const ratings = () => rig.events.flatMap((each) => (each.event.kind === 'rating' ? [each.event] : []));
  const allOnline = () => kinds('node-online').length >= HALL.length;
  return { rig, wire, host, node, view, kinds, keys, ratings, allOnline, makeMaster };
}

/** Loses the next `count` runs of bytes in a direction that `matches` accepts. */
function losing() {
  const state = { towards: 'host' as 'nodes' | 'host', count: 0, type: -1 };
  const typeOf = (wire: Uint8Array): number => createBusFrameReader().push(wire)[0]?.type ?? -1;
  const intercept = (wire: Uint8Array, towards: 'nodes' | 'host'): Uint8Array | null => {
    if (towards !== state.towards || state.count <= 0) return wire;
    if (state.type >= 0 && typeOf(wire) !== state.type) return wire;
    state.count -= 1;
    return null;
  };
  return { state, intercept };
}

describe.each([9_600, 38_400, 115_200])('a hall bus at %i baud', (baud) => {
  it('brings every node online and closes the difference to the target', () => {
    const { rig, view, allOnline, wire } = build({ baud });
    rig.target(
      targetOf({
        [PANEL]: {
          texts: [
            { zone: 0, text: 'A023', flashDs: 100 },
            { zone: 1, text: '3号窗口', centre: true },
          ],
          leds: [{ led: 0, on: 2, off: 0, onDs: 5, offDs: 5 }],
        },
      }),
    );
    expect(view(PANEL).zones[0]?.text).toBe('暂停服务');
    rig.open();
    expect(rig.runUntil(allOnline, 5_000)).toBe(true);
    expect(view(PANEL).zones.map((zone) => zone.text)).toEqual(['A023', '3号窗口']);
    expect(view(PANEL).zones[0]).toMatchObject({ flashing: true, notice: false });
    expect(view(PANEL).leds[0]).toMatchObject({ blinking: true });
    rig.target(targetOf({ [PANEL]: { texts: [{ zone: 0, text: 'A024' }] } }));
    expect(rig.runUntil(() => view(PANEL).zones[0]?.text === 'A024', 1_000)).toBe(true);
    rig.run(1_000);
    expect(view(PANEL).zones[1]?.text).toBe('');
    expect(view(PANEL).leds[0]?.colour).toBe(0);
    expect(wire.stats.collisions).toBe(0);
  });

  it('reports a key once, tells the node only after it is stored, and serves the node again', () => {
    const { rig, node, keys, allOnline, view } = build({ baud });
    rig.target(targetOf({ [KEYPAD]: {} }));
    rig.open();
    rig.runUntil(allOnline, 5_000);
    rig.storesEvents = false;
    node(KEYPAD).press(BUS_KEY.next, rig.nowMs);
    expect(rig.runUntil(() => keys().length === 1, 1_000)).toBe(true);
    const event = rig.events.at(-1);
    expect(event).toMatchObject({ address: KEYPAD, uid: UIDS[KEYPAD], boot: 42 });
    expect(event?.ageMs).toBeLessThan(700);
    rig.run(20_000);
    expect(keys()).toEqual([BUS_KEY.next]);
    expect(view(KEYPAD).eventsQueued).toBe(1);
    expect(view(KEYPAD).online).toBe(true);
    if (event) rig.store(event);
    expect(rig.runUntil(() => view(KEYPAD).eventsQueued === 0, 2_000)).toBe(true);
    expect(keys()).toEqual([BUS_KEY.next]);
  });
});

describe('one exchange that goes wrong', () => {
  it('executes a command once when the reply is lost', () => {
    const { state, intercept } = losing();
    const { rig, view, allOnline, host } = build({ intercept });
    rig.open();
    rig.runUntil(allOnline, 5_000);
    rig.run(500);
    const before = view(PANEL).sounds;
    Object.assign(state, { count: 2, type: 0x40 });
    rig.target(targetOf({ [PANEL]: { sound: { id: 1, sound: BUS_SOUND.chime } } }));
    rig.run(3_000);
    expect(state.count).toBe(0);
    expect(view(PANEL).sounds - before).toBe(1);
    expect(host.stats.retries).toBeGreaterThanOrEqual(2);
  });

  it('waits as long as BUSY says and gives up only after 5 s', () => {
    const { rig, node, view, allOnline, host } = build();
    rig.target(targetOf({ [PANEL]: {} }));
    rig.open();
    rig.runUntil(allOnline, 5_000);
    node(PANEL).beBusy(200, rig.nowMs + 2_000);
    rig.target(targetOf({ [PANEL]: { texts: [{ zone: 0, text: 'F007' }] } }));
    rig.run(1_900);
    expect(view(PANEL).zones[0]?.text).toBe('');
    expect(host.stats.busy).toBeGreaterThan(5);
    expect(host.stats.busy).toBeLessThan(15);
    rig.run(500);
    expect(view(PANEL).zones[0]?.text).toBe('F007');
    const { sessions } = host.stats;
    node(PANEL).beBusy(1_000, rig.nowMs + 7_000);
    rig.run(12_000);
    expect(host.stats.sessions).toBeGreaterThan(sessions);
    expect(view(PANEL).zones[0]?.text).toBe('F007');
  });

  it('opens a new session at once after a reboot, and sends everything again', () => {
    const { rig, node, view, allOnline, host, kinds } = build();
    rig.target(targetOf({ [PANEL]: { texts: [{ zone: 0, text: 'K001' }] } }));
    rig.open();
    rig.runUntil(allOnline, 5_000);
    node(PANEL).reboot(rig.nowMs);
    expect(view(PANEL).zones[0]?.text).toBe('暂停服务');
    expect(rig.runUntil(() => view(PANEL).zones[0]?.text === 'K001', 2_000)).toBe(true);
    rig.run(500);
    expect(host.stats.naks).toBe(1);
    expect(kinds('node-online').at(-1)).toMatchObject({ address: PANEL, boot: 43 });
    expect(kinds('node-offline')).toEqual([]);
  });

  it('does not use a node with another UID', () => {
    const nodes = HALL.map((each) => ({
      ...each,
      uid: each.address === PANEL ? 'FF'.repeat(12) : (UIDS[each.address] ?? ''),
    }));
    const { rig, view, kinds } = build({}, { nodes });
    rig.target(targetOf({ [PANEL]: { texts: [{ zone: 0, text: 'A001' }] } }));
    rig.open();
    rig.run(30_000);
    expect(kinds('uid-mismatch')).toEqual([
      { kind: 'uid-mismatch', address: PANEL, expected: 'FF'.repeat(12), actual: UIDS[PANEL] },
    ]);
    expect(kinds('node-offline')).toEqual([{ kind: 'node-offline', address: PANEL }]);
    expect(view(PANEL).zones[0]?.text).toBe('暂停服务');
  });

  it('asks for the line to be opened anew when it goes mute', () => {
    const { rig, node, allOnline, host } = build();
    rig.open();
    rig.runUntil(allOnline, 5_000);
    for (const { address } of HALL) node(address).unplug();
    rig.run(120_000);
    expect(host.stats.lineResets).toBe(1);
  });
});

describe('silence', () => {
  it('reports a pulled node after 8 s; the panel says so itself; both heal when it is back', () => {
    const { rig, node, view, allOnline, kinds } = build();
    rig.target(targetOf({ [PANEL]: { texts: [{ zone: 0, text: 'A023' }] } }));
    rig.open();
    rig.runUntil(allOnline, 5_000);
    rig.run(2_000);
    const pulledMs = rig.nowMs;
    node(PANEL).unplug();
    expect(rig.runUntil(() => kinds('node-offline').length > 0, 20_000)).toBe(true);
    expect(rig.nowMs - pulledMs).toBeGreaterThan(6_900);
    expect(rig.nowMs - pulledMs).toBeLessThanOrEqual(8_000);
    rig.run(1_200);
    expect(view(PANEL).zones[0]).toMatchObject({ text: '暂停服务', notice: true });
    rig.target(targetOf({ [PANEL]: { texts: [{ zone: 0, text: 'A030' }], sound: { id: 9, sound: BUS_SOUND.chime } } }));
    rig.run(60_000);
    node(PANEL).plug();
    expect(rig.runUntil(() => view(PANEL).zones[0]?.text === 'A030', 11_000)).toBe(true);
    rig.run(5_000);
    expect(kinds('node-online').at(-1)).toMatchObject({ address: PANEL });
    expect(view(PANEL).sounds).toBe(0);
  });

  it('keeps keypads quick while other nodes are dead', () => {
    const { rig, node, allOnline, host } = build();
    rig.open();
    rig.runUntil(allOnline, 5_000);
    node(PANEL).unplug();
    node(RATER).unplug();
    rig.run(30_000);
    const sent = host.stats.framesSent;
    rig.run(60_000);
    expect(host.stats.framesSent - sent).toBeGreaterThan(400);
    expect(host.stats.cycleMsMax).toBeLessThan(700);
  });

  it('asks a keypad at which nobody works less often, and hears it all the same', () => {
    const { rig, node, allOnline, host, keys } = build();
    rig.open();
    rig.runUntil(allOnline, 5_000);
    const framesIn = (resting: boolean): number => {
      rig.target(targetOf({ [KEYPAD]: { resting } }));
      rig.run(2_000);
      const sent = host.stats.framesSent;
      rig.run(10_000);
      return host.stats.framesSent - sent;
    };
    expect(framesIn(false) - framesIn(true)).toBeGreaterThan(35);
    node(KEYPAD).press(BUS_KEY.logIn, rig.nowMs);
    expect(rig.runUntil(() => keys().length === 1, 1_200)).toBe(true);
    expect(host.stats.online).toBe(HALL.length);
  });

  it('does not take its own standstill for the silence of a node', () => {
    for (const stallMs of [30, 90, 200, 900, 3_000, 6_500]) {
      const { rig, allOnline, kinds, host, node, keys } = build();
      rig.open();
      rig.runUntil(allOnline, 5_000);
      rig.run(37);
      node(KEYPAD).press(BUS_KEY.recall, rig.nowMs);
      rig.run(4);
      rig.stall(stallMs);
      rig.run(2_000);
      expect(kinds('node-offline')).toEqual([]);
      expect(host.stats.sessionsFailed).toBe(0);
      expect(host.stats.timeouts).toBe(0);
      expect(keys()).toEqual([BUS_KEY.recall]);
    }
  });

  it('opens new sessions after a standstill in which the nodes gave up', () => {
    const { rig, view, allOnline, kinds } = build();
    rig.target(targetOf({ [PANEL]: { texts: [{ zone: 0, text: 'A023' }] } }));
    rig.open();
    rig.runUntil(allOnline, 5_000);
    rig.stall(30_000);
    expect(view(PANEL).zones[0]?.text).toBe('暂停服务');
    rig.run(1_000);
    expect(view(PANEL).zones[0]?.text).toBe('A023');
    expect(view(KEYPAD).online).toBe(true);
    expect(kinds('node-offline')).toEqual([]);
  });
});

describe('acts and ratings', () => {
  it('plays a sound once, and never to a node that was not there', () => {
    const { rig, view, allOnline } = build();
    const chime = { id: 1, sound: BUS_SOUND.chime };
    rig.target(targetOf({ [PANEL]: { sound: chime } }));
    rig.open();
    rig.runUntil(allOnline, 5_000);
    rig.run(2_000);
    expect(view(PANEL).sounds).toBe(0);
    rig.target(targetOf({ [PANEL]: { sound: { ...chime, id: 2 } } }));
    rig.run(2_000);
    rig.target(targetOf({ [PANEL]: { sound: { ...chime, id: 2 }, texts: [{ zone: 0, text: 'A2' }] } }));
    rig.run(2_000);
    expect(view(PANEL).sounds).toBe(1);
  });

  it('collects one rating per session: a press, or level 0 when time is up', () => {
    const { rig, node, view, ratings, allOnline } = build();
    const rate = { session: 1234, seconds: 15, clip: 1, mask: 0x1f };
    rig.target(targetOf({ [RATER]: { rate } }));
    rig.open();
    rig.runUntil(allOnline, 5_000);
    expect(view(RATER).rating).toMatchObject({ session: 1234 });
    rig.run(2_000);
    node(RATER).rate(5, rig.nowMs);
    expect(view(RATER).rating).toBeNull();
    rig.run(1_000);
    expect(ratings()).toMatchObject([{ session: 1234, level: 5 }]);
    node(RATER).reboot(rig.nowMs); // the same target after a reboot must not open the session again
    rig.run(3_000);
    expect(view(RATER).rating).toBeNull();
    rig.target(targetOf({ [RATER]: { rate: { ...rate, session: 1235 } } }));
    rig.run(17_000);
    expect(ratings().slice(1)).toMatchObject([{ session: 1235, level: 0, elapsedCs: 1_500 }]);
    rig.target(targetOf({ [RATER]: { rate: { ...rate, session: 1236 } } }));
    rig.run(1_000);
    rig.target(targetOf({ [RATER]: {} }));
    rig.run(20_000);
    expect(view(RATER).rating).toBeNull();
    expect(ratings()).toHaveLength(2);
  });

  it('gives nodes the time, and only while it is known', () => {
    const { rig, view, allOnline, host } = build();
    rig.target({ nodes: new Map() });
    rig.open();
    rig.runUntil(allOnline, 5_000);
    rig.run(100_000);
    expect(host.stats.broadcasts).toBe(0);
    rig.target({ nodes: new Map(), time: { unixMs: 1_800_000_000_000, offsetMin: 480 } });
    const setMs = rig.nowMs;
    rig.run(150_000);
    const clock = view(PANEL).clock;
    expect(clock?.offsetMin).toBe(480);
    expect(Math.abs((clock?.unixMs ?? 0) - (1_800_000_000_000 + rig.nowMs - setMs))).toBeLessThan(20);
    expect(host.stats.broadcasts).toBe(3);
  });
});

describe('events over a restart of the host', () => {
  it('asks again for what was not stored, and drops what was', () => {
    const { rig, node, keys, view, allOnline, makeMaster } = build();
    rig.open();
    rig.runUntil(allOnline, 5_000);
    rig.run(1_000);
    rig.storesEvents = false;
    node(KEYPAD).press(BUS_KEY.start, rig.nowMs);
    rig.runUntil(() => keys().length === 1, 1_000);
    rig.run(500);
    rig.replaceMaster(makeMaster()); // crashed before the commit
    rig.run(2_000);
    expect(keys()).toEqual([BUS_KEY.start, BUS_KEY.start]);
    expect(view(KEYPAD).eventsQueued).toBeGreaterThan(0);
    const event = rig.events.filter((each) => each.event.kind === 'key').at(-1);
    const lastEvents = new Map([[UIDS[KEYPAD] ?? '', { boot: event?.boot ?? 0, eventId: event?.eventId ?? 0 }]]);
    rig.storesEvents = true;
    rig.replaceMaster(makeMaster({ lastEvents })); // crashed after the commit, before the node was told
    rig.run(3_000);
    expect(keys()).toHaveLength(2);
    expect(view(KEYPAD).eventsQueued).toBe(0);
  });
});

describe('a bad line', () => {
  it.each([1, 2, 3])('delivers every event once and in order with one frame in five damaged, seed %i', (seed) => {
    const { rig, node, keys, view, allOnline, wire, host } = build({
      seed,
      noise: { towardsNodes: 0.2, towardsHost: 0.2 },
      pieceBytes: 3,
    });
    rig.open();
    expect(rig.runUntil(allOnline, 60_000)).toBe(true);
    const pressed: number[] = [];
    for (let round = 0; round < 700; round += 1) {
      const key = 0x30 + (round % 10);
      if (view(KEYPAD).eventsQueued < 6 && node(KEYPAD).press(key, rig.nowMs)) pressed.push(key);
      rig.target(targetOf({ [PANEL]: { texts: [{ zone: 0, text: `A${round}` }] } }));
      rig.run(1_000);
      expect(view(PANEL).zones[0]?.text).toMatch(/^(A\d{1,3}|暂停服务|)$/);
    }
    wire.setNoise({ towardsNodes: 0, towardsHost: 0 });
    rig.run(30_000);
    expect(pressed.length).toBeGreaterThan(450);
    expect(keys()).toEqual(pressed);
    expect(view(PANEL).zones[0]?.text).toBe('A699');
    expect(host.stats.spoiled).toBeGreaterThan(100);
    expect(host.stats.online).toBe(3);
  });

  it.each([11, 12, 13, 14])('survives reboots, pulled plugs and host restarts on top of noise, seed %i', (seed) => {
    const random = createSeededRandom(seed);
    const stored = new Map<string, { boot: number; eventId: number }>();
    const { rig, node, view, makeMaster, wire } = build({ seed, noise: { towardsNodes: 0.05, towardsHost: 0.05 } });
    rig.open();
    const pressed: string[] = [];
    let presses = 0;
    let rebooted = 0;
    for (let round = 0; round < 1_500; round += 1) {
      const dice = random();
      const code = presses % 200;
      if (node(KEYPAD).press(code, rig.nowMs)) {
        pressed.push(`${view(KEYPAD).boot}/${code}`);
        presses += 1;
      }
      if (dice < 0.01) {
        node(KEYPAD).reboot(rig.nowMs); // its queue is lost with it, in part or whole
        rebooted += 1;
      } else if (dice < 0.02) node(KEYPAD).unplug();
      else if (dice < 0.05) node(KEYPAD).plug();
      else if (dice < 0.06) {
        for (const each of rig.events) stored.set(each.uid, { boot: each.boot, eventId: each.eventId });
        rig.replaceMaster(makeMaster({ lastEvents: new Map(stored) }));
      } else if (dice < 0.07) rig.stall(random() * 12_000);
      rig.target(targetOf({ [PANEL]: { texts: [{ zone: 0, text: `F${round}` }] } }));
      rig.run(random() * 1_500);
    }
    node(KEYPAD).plug();
    wire.setNoise({ towardsNodes: 0, towardsHost: 0 });
    rig.run(30_000);
    const received = rig.events.flatMap((each) =>
      each.event.kind === 'key' ? [`${each.boot}/${each.event.key}`] : [],
    );
    expect(isSubsequence(received, pressed)).toBe(true);
    expect(received.length).toBeGreaterThan(300);
    expect(rebooted).toBeGreaterThan(5);
    expect(view(PANEL).zones[0]?.text).toBe('F1499');
    expect(wire.stats.collisions).toBe(0);
  });

  it('keeps the rest in service when three quarters of a hall are cut off at once', () => {
    const specs = Array.from({ length: 64 }, (_, index) => ({
      address: index + 1,
      kind: (index % 2 === 0 ? 'call-keypad' : 'panel') as BusNodeKind,
    }));
    for (const baud of [9_600, 38_400]) {
      const nodes = specs.map((spec) =>
        createVirtualNode({ ...spec, uid: spec.address.toString(16).padStart(24, '0'), charset }),
      );
      const wire = createVirtualBus({ baud, nodes, seed: 3 });
      const host = createBusMaster({ baud, charset, nodes: specs });
      const rig = createBusRig(host, wire);
      rig.target(
        targetOf(Object.fromEntries(specs.map(({ address }) => [address, { texts: [{ zone: 0, text: 'A1' }] }]))),
      );
      rig.open();
      expect(rig.runUntil(() => host.stats.online === 64, 30_000)).toBe(true);
      const alive = (address: number) => address % 4 === 1 || address % 8 === 2;
      const offline = () => rig.reports.flatMap((each) => (each.kind === 'node-offline' ? [each.address] : []));
      expect(offline()).toEqual([]);
      for (const node of nodes) if (!alive(node.address)) node.unplug();
      for (let second = 0; second < 60; second += 1) {
        rig.run(1_000);
        for (const node of nodes) if (alive(node.address)) expect(node.view(rig.nowMs).online).toBe(true);
      }
      expect(offline().sort((a, b) => a - b)).toEqual(specs.map((each) => each.address).filter((each) => !alive(each)));
      for (const node of nodes) node.plug();
      expect(rig.runUntil(() => host.stats.online === 64, 30_000)).toBe(true);
      expect(wire.stats.collisions).toBe(0);
    }
  });

  it('takes any bytes at any time without an exception and without growing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 0, max: 3_000 })), { maxLength: 60 }),
        (bursts) => {
          const host = createBusMaster({ baud: 38_400, charset, nodes: HALL });
          let nowMs = 0;
          host.onOpen(nowMs);
          for (const [bytes, waitMs] of bursts) {
            nowMs += waitMs;
            for (const output of [host.onBytes(bytes, nowMs), host.onTick(nowMs)]) {
              expect(output.writes.length).toBeLessThanOrEqual(2);
              expect(output.reports.length).toBeLessThanOrEqual(HALL.length + 2);
              expect(output.wakeAtMs).not.toBeNull();
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('works with an adapter that hears itself', () => {
    const { rig, allOnline, host, wire } = build({ echo: true });
    rig.open();
    expect(rig.runUntil(allOnline, 5_000)).toBe(true);
    rig.run(5_000);
    expect(host.stats.echoes).toBeGreaterThan(50);
    expect(host.stats.timeouts).toBe(0);
    expect(wire.stats.collisions).toBe(0);
  });
});

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const each of part) {
    at = whole.indexOf(each, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

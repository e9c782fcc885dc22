import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { BUS_KEY, BUS_REPLY, BUS_REQUEST, BUS_SOUND } from '../protocol/bus/bus-codes.ts';
import { encodeBusFrame, type ReceivedBusFrame } from '../protocol/bus/bus-frame.ts';
import { createBusFrameReader } from '../protocol/bus/bus-frame-reader.ts';
import { encodeBusRequest } from '../protocol/bus/bus-request.ts';
import type { Charset } from '../protocol/charset.ts';
import { createBusMaster } from './bus-master.ts';
import { createBusRig } from './bus-rig.ts';
import type { NodeTarget } from './bus-target.ts';
import type { NodeKeys } from './node-link-types.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createVirtualBus } from './virtual-bus.ts';
import { createVirtualNode } from './virtual-node.ts';

const charset: Charset = {
  encode: (text) => iconv.encode(text, 'gb18030'),
  decode: (bytes) => iconv.decode(bytes as Buffer, 'gb18030'),
};
const KEYPAD = 6;
const PANEL = 5;
const UIDS = { [KEYPAD]: '38FF6C064D42393018274352', [PANEL]: '38FF6C064D42393018274351' };
const KEY = Uint8Array.from({ length: 16 }, (_, at) => 17 * at + 3);
const OTHER = Uint8Array.from({ length: 16 }, (_, at) => 11 * at + 5);
const EMPTY: NodeTarget = { texts: [], leds: [], rate: null };

type Direction = 'nodes' | 'host';
type Attack = (wire: Uint8Array, towards: Direction, frame: ReceivedBusFrame | null) => Uint8Array | null;

function build(options: { host?: Record<string, NodeKeys>; node?: Uint8Array; attack?: Attack } = {}) {
  const state: {
    attack: Attack | null;
    recorded: { wire: Uint8Array; towards: Direction; frame: ReceivedBusFrame | null }[];
  } = {
    attack: options.attack ?? null,
    recorded: [],
  };
  const keypad = createVirtualNode({
    ...{ address: KEYPAD, kind: 'call-keypad', uid: UIDS[KEYPAD], charset, boot: 42 },
    ...(options.node ? { key: options.node } : {}),
  });
  const panel = createVirtualNode({ address: PANEL, kind: 'panel', uid: UIDS[PANEL], charset, boot: 7 });
  const bus = createVirtualBus({
    ...{ baud: 38_400, seed: 7, nodes: [keypad, panel] },
    intercept(wire, towards) {
      const frame = createBusFrameReader().push(wire)[0] ?? null;
      state.recorded.push({ wire, towards, frame });
      return state.attack === null ? wire : state.attack(wire, towards, frame);
    },
  });
  const keys = new Map(Object.entries(options.host ?? {}));
  const random = createSeededRandom(99);
  const host = createBusMaster({
    ...{ baud: 38_400, charset, random, keys: (uid: string) => keys.get(uid) },
    nodes: [
      { address: KEYPAD, kind: 'call-keypad' },
      { address: PANEL, kind: 'panel' },
    ],
  });
  const rig = createBusRig(host, bus);
  const facts = (address: number) => host.nodes(rig.nowMs).find((node) => node.address === address);
  const kinds = (kind: string) => rig.reports.filter((report) => report.kind === kind);
  const pressed = () => rig.events.flatMap((each) => (each.event.kind === 'key' ? [each.event.key] : []));
  const isOn = (address: number) => () => facts(address)?.online === true;
  return { state, rig, host, keypad, panel, keys, facts, kinds, pressed, isOn };
}

const held = (...keys: Uint8Array[]): NodeKeys => ({ keys, mayBeOpen: false });
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

function secured(attack?: Attack) {
  const hall = build({ host: { [UIDS[KEYPAD]]: held(KEY) }, node: KEY });
  hall.rig.target({ nodes: new Map([[KEYPAD, EMPTY]]) });
  hall.rig.open();
  expect(hall.rig.runUntil(() => hall.isOn(KEYPAD)() && hall.isOn(PANEL)(), 5_000)).toBe(true);
  hall.state.recorded.length = 0;
  hall.state.attack = attack ?? null;
  return hall;
}

describe('a node with a key', () => {
  it('is in service under the channel, polls included, beside one without', () => {
    const { rig, state, facts, keypad, pressed, host } = secured();
    keypad.press(BUS_KEY.next, rig.nowMs);
    rig.run(5_000);
    expect(pressed()).toEqual([BUS_KEY.next]);
    expect([facts(KEYPAD)?.secure, facts(PANEL)?.secure]).toEqual([true, false]);
    const toKeypad = state.recorded.filter(({ frame }) => frame?.address === KEYPAD);
    expect(toKeypad.length).toBeGreaterThan(40);
    expect(toKeypad.every(({ frame }) => frame?.sec)).toBe(true);
    expect(host.stats.forged).toBe(0);
    expect(keypad.view(rig.nowMs).refused).toBe(0);
  });

  it('loses no event and does nothing twice on a bad line', () => {
    const { rig, state, keypad, pressed, host } = secured();
    const chance = createSeededRandom(3);
    state.attack = (wire) => (chance() < 0.2 ? null : wire);
    const wanted: number[] = [];
    for (let at = 0; at < 50; at += 1) {
      if (!keypad.press(0x30 + (at % 10), rig.nowMs)) continue;
      wanted.push(0x30 + (at % 10));
      rig.runUntil(() => pressed().length === wanted.length, 30_000);
    }
    expect(wanted.length).toBeGreaterThan(40);
    expect(pressed()).toEqual(wanted);
    expect(host.stats.forged).toBe(0);
    expect(keypad.view(rig.nowMs).refused).toBe(0);
  });
});

describe('somebody on the wire', () => {
  it('who replays every frame of the past moves nothing, and is reported', () => {
    const { rig, state, keypad, pressed, kinds, host } = secured();
    keypad.press(BUS_KEY.next, rig.nowMs);
    rig.run(3_000);
    const past = state.recorded
      .filter(({ frame }) => frame?.address === KEYPAD)
      .map(({ wire, towards }) => ({ wire, towards }));
    const executed = keypad.view(rig.nowMs).executed;
    let at = 0;
    const before = host.stats.replies;
    state.attack = (wire, towards) => {
      const replay = past[at % past.length];
      at += 1;
      return replay?.towards === towards ? joined(replay.wire, wire) : wire;
    };
    rig.run(20_000);
    state.attack = null;
    rig.run(5_000);
    expect(pressed()).toEqual([BUS_KEY.next]);
    expect(kinds('forged').length).toBeGreaterThan(0);
    expect(host.stats.forged + keypad.view(rig.nowMs).refused).toBeGreaterThan(0);
    // What ran is what the host has asked: each reply of the node answers one request of it.
    expect(keypad.view(rig.nowMs).executed - executed).toBeLessThanOrEqual(host.stats.replies - before + 3);
  });

  it('who replays a whole earlier session gets nothing from node or host', () => {
    const { rig, state, keypad, host, pressed } = secured();
    keypad.press(BUS_KEY.next, rig.nowMs);
    rig.run(2_000);
    const old = state.recorded.find(({ frame }) => frame?.type === BUS_REPLY.key);
    expect(old).toBeDefined();
    rig.act((nowMs) => host.onClose(nowMs));
    rig.open();
    rig.run(2_000);
    // The old key press again, in place of every answer that has its SEQ.
    state.attack = (wire, towards, frame) =>
      towards === 'host' && frame?.address === KEYPAD && frame.seq === old?.frame?.seq ? old.wire : wire;
    rig.run(6_000);
    expect(pressed()).toEqual([BUS_KEY.next]);
    expect(host.stats.forged).toBeGreaterThan(0);
  });

  it('who flips bits and mends the CRC is refused by both ends', () => {
    const { rig, state, keypad, host, pressed } = secured();
    const chance = createSeededRandom(5);
    state.attack = (wire, _towards, frame) => {
      if (frame === null || frame.address !== KEYPAD || !frame.sec || chance() < 0.8) return wire;
      const payload = frame.payload.slice();
      const bit = Math.floor(chance() * payload.length * 8);
      payload[bit >> 3] = (payload[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return encodeBusFrame({ ...frame, payload });
    };
    for (let at = 0; at < 20; at += 1) {
      keypad.press(0x30 + (at % 10), rig.nowMs);
      rig.run(1_000);
    }
    state.attack = null;
    rig.run(20_000);
    expect(pressed()).toEqual(Array.from({ length: pressed().length }, (_, at) => 0x30 + (at % 10)));
    expect(pressed().length).toBeGreaterThan(0);
    expect(host.stats.forged).toBeGreaterThan(5);
    expect(keypad.view(rig.nowMs).refused).toBeGreaterThan(5);
  });

  it('who forges commands in the open, with the right SEQ, makes the node do nothing and lose nothing', () => {
    const { rig, state, keypad, pressed } = secured();
    rig.storesEvents = false;
    keypad.press(BUS_KEY.next, rig.nowMs);
    rig.runUntil(() => rig.events.some(({ event }) => event.kind === 'key'), 2_000);
    const sounds = keypad.view(rig.nowMs).sounds;
    const forged = [
      encodeBusRequest({ kind: 'buz', sound: BUS_SOUND.chime, onDs: 0, offDs: 0, count: 1 }),
      encodeBusRequest({ kind: 'poll' }),
      encodeBusRequest({ kind: 'cap' }),
      encodeBusRequest({ kind: 'keyset', slot: 0, key: OTHER }),
    ];
    let seq = 0;
    state.attack = (wire, towards) => {
      if (towards !== 'nodes') return wire;
      seq = (seq % 7) + 1;
      const lies = forged.map((message) =>
        encodeBusFrame({ address: KEYPAD, reply: false, seq, more: false, sec: false, ...message }),
      );
      return joined(...lies, wire);
    };
    rig.run(5_000);
    expect(keypad.view(rig.nowMs).eventsQueued).toBeGreaterThan(0);
    state.attack = null;
    rig.storesEvents = true;
    for (const event of [...rig.events]) rig.store(event);
    rig.run(5_000);
    const after = keypad.view(rig.nowMs);
    expect(pressed()).toEqual([BUS_KEY.next]);
    expect(after.sounds).toBe(sounds);
    expect(after.eventsQueued).toBe(0);
    expect(after.refused).toBeGreaterThan(20);
  });

  it('who gives a reply the place of another is refused', () => {
    const { rig, state, keypad, host, pressed } = secured();
    let kept: Uint8Array | null = null;
    state.attack = (wire, towards, frame) => {
      if (towards !== 'host' || frame?.address !== KEYPAD) return wire;
      const before = kept;
      kept = wire;
      return before ?? null; // every answer one place late
    };
    rig.run(10_000);
    state.attack = null;
    rig.run(15_000);
    keypad.press(BUS_KEY.recall, rig.nowMs);
    rig.run(2_000);
    expect(pressed()).toEqual([BUS_KEY.recall]);
    expect(host.stats.unexpected + host.stats.forged).toBeGreaterThan(0);
  });

  it('who says all the time that the session is forgotten cannot keep the node from service, and is reported', () => {
    const { rig, state, keypad, kinds, pressed } = secured();
    state.attack = (wire, towards, frame) => {
      if (towards !== 'host' || frame === null || frame.address !== KEYPAD) return wire;
      const nak = { kind: BUS_REPLY.nak, payload: Uint8Array.from([4, 0]) };
      const lie = {
        address: KEYPAD,
        reply: true,
        seq: frame.seq,
        more: false,
        sec: false,
        type: nak.kind,
        payload: nak.payload,
      };
      return frame.sec ? joined(encodeBusFrame(lie), wire) : wire;
    };
    for (let at = 0; at < 10; at += 1) {
      keypad.press(BUS_KEY.next, rig.nowMs);
      rig.run(2_500);
    }
    expect(kinds('node-offline')).toEqual([]);
    expect(pressed().length).toBe(10);
    expect(kinds('forged').length).toBeGreaterThan(0);
  });

  it('who lies about the boot in the open does not make an event count twice', () => {
    const { rig, state, keypad, pressed } = secured();
    keypad.press(BUS_KEY.next, rig.nowMs);
    // The node never hears that its event is stored, and says ID with another boot whenever it is asked in the open.
    let isCut = false;
    state.attack = (wire, towards, frame) => {
      if (frame?.address !== KEYPAD) return wire;
      if (frame.type === BUS_REPLY.key) isCut = true;
      else if (isCut && towards === 'nodes' && frame.type === BUS_REQUEST.poll) {
        isCut = false;
        return null;
      }
      if (towards === 'host' && frame.type === BUS_REPLY.id && !frame.sec) {
        const payload = frame.payload.slice();
        payload[20] = 0x99;
        return encodeBusFrame({ ...frame, payload });
      }
      return isCut ? null : wire;
    };
    rig.run(20_000);
    state.attack = null;
    rig.run(20_000);
    expect(pressed()).toEqual([BUS_KEY.next]);
  });
});

describe('keys', () => {
  it('a node that does not prove the key, has none, or has one we lack is not used and says why', () => {
    const cases: [Parameters<typeof build>[0], string][] = [
      [{ host: { [UIDS[KEYPAD]]: held(KEY) }, node: OTHER }, 'wrong-key'],
      [{ host: { [UIDS[KEYPAD]]: held(KEY) } }, 'no-key-there'],
      [{ node: KEY }, 'no-key-here'],
    ];
    for (const [options, why] of cases) {
      const { rig, keypad, kinds, facts, pressed } = build(options);
      rig.open();
      rig.run(15_000);
      keypad.press(BUS_KEY.next, rig.nowMs);
      rig.run(10_000);
      expect(kinds('node-locked')).toEqual([{ kind: 'node-locked', address: KEYPAD, uid: UIDS[KEYPAD], why }]);
      expect(facts(KEYPAD)).toMatchObject({ online: false, trouble: why });
      expect(facts(PANEL)?.online).toBe(true);
      expect(pressed()).toEqual([]);
    }
  });

  function keyOrder(id: number, key: Uint8Array) {
    return { id, mends: true, ...encodeBusRequest({ kind: 'keyset', slot: 0, key }) };
  }

  it('is taken in install mode by a node in service, and the channel is up at once', () => {
    const { rig, host, keypad, keys, kinds, facts, isOn } = build();
    rig.open();
    rig.runUntil(isOn(KEYPAD), 5_000);
    keys.set(UIDS[KEYPAD], { keys: [KEY], mayBeOpen: true });
    rig.act((nowMs) => host.order(KEYPAD, keyOrder(1, KEY), nowMs));
    rig.run(3_000);
    expect(kinds('order-ended')).toMatchObject([{ id: 1, end: { end: 'done' } }]);
    expect(kinds('channel-up')).toMatchObject([{ address: KEYPAD, uid: UIDS[KEYPAD] }]);
    expect(facts(KEYPAD)).toMatchObject({ online: true, secure: true });
    expect(keypad.view(rig.nowMs).keyed).toBe(true);
  });

  it('that a node lost is given again at the node in install mode, and not without it', () => {
    const { rig, host, keypad, kinds, facts } = build({ host: { [UIDS[KEYPAD]]: held(KEY) }, node: OTHER });
    rig.open();
    rig.run(5_000);
    rig.act((nowMs) => host.order(KEYPAD, keyOrder(1, KEY), nowMs));
    rig.run(6_000);
    expect(kinds('order-ended')).toMatchObject([{ id: 1, end: { end: 'refused', reason: 6 } }]);
    expect(facts(KEYPAD)?.online).toBe(false);
    keypad.enterInstallMode(rig.nowMs);
    rig.act((nowMs) => host.order(KEYPAD, keyOrder(2, KEY), nowMs));
    rig.run(6_000);
    expect(kinds('order-ended')).toMatchObject([{}, { id: 2, end: { end: 'done' } }]);
    expect(facts(KEYPAD)).toMatchObject({ online: true, secure: true });
  });

  it('is changed under the channel, and a change whose answer was lost is found out', () => {
    const { rig, host, state, keys, facts, kinds } = secured();
    keys.set(UIDS[KEYPAD], { keys: [KEY, OTHER], mayBeOpen: false });
    let lost = 0;
    state.attack = (wire, towards, frame) => {
      if (towards === 'nodes' && frame?.type === BUS_REQUEST.keyset) lost = 3;
      if (towards === 'host' && frame?.address === KEYPAD && lost > 0) {
        lost -= 1;
        return null;
      }
      return wire;
    };
    rig.act((nowMs) => host.order(KEYPAD, keyOrder(1, OTHER), nowMs));
    rig.run(10_000);
    expect(facts(KEYPAD)).toMatchObject({ online: true, secure: true });
    expect(kinds('channel-up').at(-1)).toMatchObject({ keyTry: 1 });
  });
});

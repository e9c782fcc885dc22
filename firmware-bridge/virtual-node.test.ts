import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { BUS_KEY, BUS_NAK, BUS_STATE_FLAG } from '../protocol/bus/bus-codes.ts';
import { type BusFrame, decodeBusBody, encodeBusBody, type ReceivedBusFrame } from '../protocol/bus/bus-frame.ts';
import { createBusFrameReader } from '../protocol/bus/bus-frame-reader.ts';
import { type BusReply, decodeBusReply } from '../protocol/bus/bus-reply.ts';
import { type BusRequest, encodeBusRequest } from '../protocol/bus/bus-request.ts';
import type { Charset } from '../protocol/charset.ts';
import type { BusNodeKind } from './bus-node-kind.ts';
import { createVirtualNode } from './virtual-node.ts';

const charset: Charset = {
  encode: (text) => iconv.encode(text, 'gb18030'),
  decode: (bytes) => iconv.decode(Buffer.from(bytes), 'gb18030'),
};
const UID = '38FF6C064D42393018274351';
const SILENCE = 'silence' as const;

/** A node on a bench: one hand sends requests with any SEQ, the other moves the clock. */
function bench(kind: BusNodeKind = 'panel', address = 5) {
  const node = createVirtualNode({ kind, address, uid: UID, charset, boot: 42 });
  const clock = { nowMs: 10_000 };
  const sendFrame = (frame: Partial<BusFrame> & { readonly type: number; readonly payload: Uint8Array }) => {
    const whole = { address, reply: false, seq: 0, more: false, sec: false, ...frame };
    const received = decodeBusBody(encodeBusBody(whole));
    if (!received.ok) throw new Error(received.fault);
    return answerOf(received.frame);
  };
  const answerOf = (frame: ReceivedBusFrame) => {
    const answer = node.onFrame(frame, clock.nowMs);
    if (answer === null) return { wire: null, frame: null, reply: SILENCE as typeof SILENCE | BusReply, delayMs: null };
    const [replied] = createBusFrameReader().push(answer.wire);
    if (replied === undefined) throw new Error('a node must answer with a frame');
    const reply = decodeBusReply(replied.type, replied.payload);
    if (!reply.ok) throw new Error('a node must answer with a known reply');
    return {
      wire: answer.wire,
      frame: replied,
      reply: reply.value as typeof SILENCE | BusReply,
      delayMs: answer.delayMs,
    };
  };
  const send = (seq: number, request: BusRequest, more: Partial<BusFrame> = {}) =>
    sendFrame({ seq, ...encodeBusRequest(request), ...more });
  const text = (words: string, more: Partial<Extract<BusRequest, { kind: 'text' }>> = {}): BusRequest => ({
    kind: 'text',
    zone: 0,
    temporary: false,
    flash: false,
    scroll: false,
    centre: false,
    colour: 0,
    timeDs: 0,
    text: charset.encode(words),
    ...more,
  });
  const shown = () => node.view(clock.nowMs).zones[0]?.text;
  /** ID, then POLLs until the STATE of the session start is acknowledged; the next SEQ is 3. */
  const start = () => {
    send(0, { kind: 'id' });
    send(1, { kind: 'poll' });
    send(2, { kind: 'poll' });
  };
  return { node, clock, send, sendFrame, text, shown, start };
}

const POLL: BusRequest = { kind: 'poll' };
const ID: BusRequest = { kind: 'id' };
const nak = (reason: number, detail: number) => ({ kind: 'nak', reason, detail });

describe('the session of a node', () => {
  it('opens with ID and SEQ 0 alone, and runs 1..7, 1', () => {
    const { send } = bench();
    expect(send(1, POLL).reply).toEqual(nak(BUS_NAK.sequence, 0));
    expect(send(0, POLL).reply).toEqual(nak(BUS_NAK.sequence, 0));
    expect(send(0, ID)).toMatchObject({ frame: { address: 5, reply: true, seq: 0 }, reply: { uid: UID, boot: 42 } });
    for (const seq of [1, 2, 3, 4, 5, 6, 7, 1]) expect(send(seq, POLL).frame?.seq).toBe(seq);
    expect(send(4, POLL).reply).toEqual(nak(BUS_NAK.sequence, 2));
  });

  it('answers a repeat byte for byte without executing it', () => {
    const { send, start, node, clock } = bench();
    start();
    const chime: BusRequest = { kind: 'buz', sound: 2, onDs: 0, offDs: 0, count: 1 };
    const first = send(3, chime);
    clock.nowMs += 500;
    expect(send(3, chime).wire).toEqual(first.wire);
    expect(node.view(clock.nowMs).sounds).toBe(1);
    expect(send(3, { ...chime, count: 2 } as BusRequest).reply).toEqual(nak(BUS_NAK.sequence, 4));
  });

  it('keeps the event and its age over repeats, and lets go at the next new SEQ', () => {
    const { send, start, node, clock } = bench('call-keypad');
    start();
    node.press(BUS_KEY.next, clock.nowMs);
    node.press(BUS_KEY.recall, clock.nowMs);
    clock.nowMs += 1_230;
    const first = send(3, POLL);
    expect(first).toMatchObject({ frame: { more: true }, reply: { kind: 'key', key: BUS_KEY.next, ageCs: 123 } });
    clock.nowMs += 1_000;
    expect(send(3, POLL).wire).toEqual(first.wire);
    send(0, ID); // a new session does not acknowledge
    const repeated = send(1, POLL).reply;
    expect(repeated).toMatchObject({ kind: 'key', key: BUS_KEY.next, ageCs: 223 });
    expect(send(2, POLL).reply).toMatchObject({ kind: 'key', key: BUS_KEY.recall });
  });

  it('drops replies, other addresses and broadcasts with a SEQ', () => {
    const { send, start } = bench();
    start();
    for (const more of [{ reply: true }, { address: 6 }, { address: 0x7f, seq: 3 }]) {
      expect(send(3, POLL, more).reply).toBe(SILENCE);
    }
    expect(send(3, POLL).reply).toEqual({ kind: 'ack' });
  });

  it('refuses what it cannot do and says why', () => {
    const { send, sendFrame, start, text } = bench();
    start();
    expect(sendFrame({ seq: 3, sec: true, type: 0x60, payload: new Uint8Array(4) }).reply).toEqual(
      nak(BUS_NAK.sequence, 0),
    );
    expect(sendFrame({ seq: 3, type: 0x69, payload: new Uint8Array(3) }).reply).toEqual(nak(BUS_NAK.length, 8));
    expect(sendFrame({ seq: 4, type: 0x99, payload: new Uint8Array(0) }).reply).toEqual(nak(BUS_NAK.type, 0x99));
    expect(send(5, text('A', { zone: 9 })).reply).toEqual(nak(BUS_NAK.value, 0));
    expect(send(6, { kind: 'rate', session: 1, seconds: 9, clip: 0, mask: 31 }).reply).toEqual(nak(BUS_NAK.type, 0x81));
    expect(send(7, POLL).reply).toEqual({ kind: 'ack' });
  });
});

describe('a node left alone', () => {
  it('shows that it is out of service until a TEXT in a new session', () => {
    const { send, start, text, shown, clock, node } = bench();
    expect(shown()).toBe('暂停服务');
    start();
    send(3, text('A023'));
    clock.nowMs += 7_999;
    expect(shown()).toBe('A023');
    clock.nowMs += 1;
    expect(shown()).toBe('暂停服务');
    expect(send(4, text('A024')).reply).toEqual({ kind: 'ack' }); // the session lives, the notice stays
    expect(shown()).toBe('暂停服务');
    start();
    expect(shown()).toBe('暂停服务');
    send(3, text('A025'));
    expect(shown()).toBe('A025');
    expect(node.view(clock.nowMs).online).toBe(true);
  });

  it('is not kept by broadcasts, and refuses keys instead of queueing them', () => {
    const { send, start, clock, node } = bench('call-keypad');
    expect(node.press(1, clock.nowMs)).toBe(false);
    start();
    expect(node.press(1, clock.nowMs)).toBe(true);
    for (let second = 0; second < 9; second += 1) {
      clock.nowMs += 1_000;
      send(0, { kind: 'time', unixMs: 1, offsetMin: 0 }, { address: 0x7f });
    }
    expect(node.press(2, clock.nowMs)).toBe(false);
    expect(node.view(clock.nowMs)).toMatchObject({ online: false, refusals: 2, eventsQueued: 1 });
  });
});

describe('permanent and temporary states', () => {
  it('return to the permanent text, and are ended by any newer command', () => {
    const { send, start, text, shown, clock } = bench();
    start();
    send(3, text('A023'));
    send(4, text('请稍候', { temporary: true, timeDs: 50 }));
    expect(shown()).toBe('请稍候');
    clock.nowMs += 5_000;
    expect(shown()).toBe('A023');
    send(5, text('请稍候', { temporary: true, timeDs: 50 }));
    send(6, text('', { temporary: true, timeDs: 0 }));
    expect(shown()).toBe('A023');
    send(7, text('请稍候', { temporary: true, timeDs: 50 }));
    send(1, text('A024'));
    expect(shown()).toBe('A024');
  });

  it('flash for their time and then stand', () => {
    const { send, start, text, clock, node } = bench();
    start();
    send(3, text('A023', { flash: true, timeDs: 20 }));
    const zone = () => node.view(clock.nowMs).zones[0];
    expect(zone()).toMatchObject({ flashing: true, visible: true });
    clock.nowMs += 500;
    expect(zone()).toMatchObject({ flashing: true, visible: false });
    clock.nowMs += 1_500;
    expect(zone()).toMatchObject({ flashing: false, visible: true });
  });

  it('blink LEDs in two colours, all at once if asked', () => {
    const { send, start, clock, node } = bench('call-keypad');
    start();
    send(3, { kind: 'led', led: 0xff, temporary: false, on: 2, off: 1, onDs: 2, offDs: 3, durationDs: 0 });
    const colours = () => node.view(clock.nowMs).leds.map((led) => led.colour);
    expect(colours()).toEqual([2, 2, 2, 2]);
    clock.nowMs += 200;
    expect(colours()).toEqual([1, 1, 1, 1]);
    clock.nowMs += 300;
    expect(colours()).toEqual([2, 2, 2, 2]);
  });
});

describe('events', () => {
  it('drop the newest when eight wait, and say so in a STATE', () => {
    const { send, start, clock, node } = bench('call-keypad');
    start();
    for (let count = 0; count < 10; count += 1) node.press(0x30 + count, clock.nowMs);
    const keys: number[] = [];
    let lost = false;
    for (let step = 0; step < 12; step += 1) {
      const { reply } = send(((2 + step) % 7) + 1, POLL);
      if (reply === SILENCE) throw new Error('no answer');
      if (reply.kind === 'key') keys.push(reply.key);
      if (reply.kind === 'state') lost ||= (reply.flags & BUS_STATE_FLAG.eventsLost) !== 0;
    }
    expect(keys).toEqual([0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37]);
    expect(lost).toBe(true);
  });

  it('close an open rating as level 0 when another one begins, and report a press without one', () => {
    const { send, start, clock, node } = bench('rating-keypad', 0x11);
    start();
    const rate = { kind: 'rate', session: 7, seconds: 20, clip: 0, mask: 0x1f } as const;
    expect(node.rate(4, clock.nowMs)).toBe(true);
    expect(send(3, POLL).reply).toMatchObject({ kind: 'rating', session: 0, level: 4 });
    send(4, rate);
    clock.nowMs += 1_000;
    send(5, rate); // the same session again is nothing
    send(6, { ...rate, session: 8 });
    expect(send(7, POLL).reply).toMatchObject({ kind: 'rating', session: 7, level: 0, elapsedCs: 100 });
    node.rate(5, clock.nowMs);
    node.rate(1, clock.nowMs); // locked: the first press counted
    expect(send(1, POLL).reply).toMatchObject({ kind: 'rating', session: 8, level: 5 });
    expect(send(2, POLL).reply).toMatchObject({ kind: 'rating', session: 0, level: 1 });
  });

  it('come every five minutes as STATE', () => {
    const { send, start, clock } = bench('call-keypad');
    start();
    let states = 0;
    for (let second = 0; second < 900; second += 1) {
      clock.nowMs += 1_000;
      const { reply } = send(((2 + second) % 7) + 1, POLL);
      if (reply !== SILENCE && reply.kind === 'state') states += 1;
    }
    expect(states).toBe(3);
  });
});

describe('discovery', () => {
  it('answers WHO in a slot of its own and takes an address', () => {
    const { send, node } = bench('panel', 0);
    const who = { kind: 'who', scope: 0, slots: 16, slotMs: 12, prefixBits: 0, prefix: '0'.repeat(24) } as const;
    const found = send(0, who, { address: 0x7f });
    expect(found).toMatchObject({ frame: { address: 0, reply: true, seq: 0 }, reply: { kind: 'id', uid: UID } });
    expect((Number(found.delayMs) - 3) % 12).toBe(0);
    expect(send(0, { ...who, prefixBits: 6, prefix: `3B${'0'.repeat(22)}` }, { address: 0x7f }).reply).not.toBe(
      SILENCE,
    );
    expect(send(0, { ...who, prefixBits: 8, prefix: `3B${'0'.repeat(22)}` }, { address: 0x7f }).reply).toBe(SILENCE);
    const given = send(0, { kind: 'setaddr', uid: UID, address: 0x21 }, { address: 0x7f });
    expect(given.frame).toMatchObject({ address: 0x21, reply: true, seq: 0 });
    expect(node.address).toBe(0x21);
    expect(send(0, who, { address: 0x7f }).reply).toBe(SILENCE);
    expect(send(0, { kind: 'setaddr', uid: 'AB'.repeat(12), address: 9 }, { address: 0x7f }).reply).toBe(SILENCE);
  });
});

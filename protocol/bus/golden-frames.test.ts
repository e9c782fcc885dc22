import { readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeBusBody, encodeBusBody, wireOfBusBody } from './bus-frame.ts';
import { createBusFrameReader } from './bus-frame-reader.ts';
import { type BusReply, decodeBusReply, encodeBusReply } from './bus-reply.ts';
import { type BusRequest, decodeBusRequest, encodeBusRequest } from './bus-request.ts';
import { cobsDecode } from './cobs.ts';

/** The specification is the source: the frames a firmware engineer reads are the frames tested here. */
const document = readFileSync(new URL('../../docs/hall-bus.md', import.meta.url), 'utf8');
const golden = document
  .slice(document.indexOf('## 11 Golden frames'), document.indexOf('## 12 '))
  .split('\n')
  .flatMap((line) => {
    const cells = /^\| (.+?) +\| `([0-9A-F ]+)` +\| `([0-9A-F ]+)` +\|$/.exec(line);
    return cells === null ? [] : [{ title: cells[1] ?? '', body: bytes(cells[2]), wire: bytes(cells[3]) }];
  });

function bytes(text = ''): Uint8Array {
  return Uint8Array.from(text.split(' ').map((pair) => Number.parseInt(pair, 16)));
}

const gbk = (text: string): Uint8Array => Uint8Array.from(iconv.encode(text, 'gbk'));
const UID = '38FF6C064D42393018274351';
const steadyText = { flash: false, scroll: false, centre: false, colour: 0 };

interface Meaning {
  readonly address: number;
  readonly seq: number;
  readonly more?: boolean;
  readonly request?: BusRequest;
  readonly reply?: BusReply;
}

const state = { kind: 'state', eventId: 1, ageCs: 0, flags: 0, damaged: 3, uptimeS: 86_400, supplyMv: 5_012 } as const;
const key = { kind: 'key', eventId: 1, ageCs: 0, key: 1, action: 0 } as const;
const who = { kind: 'who', scope: 0, slots: 16, slotMs: 12, prefixBits: 0, prefix: '0'.repeat(24) } as const;

/** What each row of the table says, in its order. */
const meanings: readonly Meaning[] = [
  { address: 5, seq: 1, request: { kind: 'poll' } },
  { address: 5, seq: 1, reply: { kind: 'ack' } },
  { address: 5, seq: 0, request: { kind: 'id' } },
  {
    address: 5,
    seq: 0,
    reply: {
      kind: 'id',
      vendor: 0,
      model: 0x0101,
      hardware: 1,
      firmware: { major: 1, minor: 0, patch: 3 },
      uid: UID,
      boot: 42,
      resetCause: 1,
      flags: 0,
    },
  },
  {
    address: 5,
    seq: 1,
    reply: {
      kind: 'cap',
      minor: 0,
      payloadMax: 240,
      zones: 2,
      columns: 8,
      charset: 2,
      glyphs: 16,
      leds: 1,
      keys: 12,
      ratingLevels: 5,
      eventQueue: 8,
      features: 0x17,
    },
  },
  {
    address: 5,
    seq: 3,
    request: { kind: 'text', zone: 0, temporary: false, ...steadyText, flash: true, timeDs: 100, text: gbk('A023') },
  },
  {
    address: 5,
    seq: 4,
    request: { kind: 'text', zone: 1, temporary: false, ...steadyText, timeDs: 0, text: gbk('3号窗口') },
  },
  {
    address: 5,
    seq: 5,
    request: { kind: 'text', zone: 0, temporary: true, ...steadyText, timeDs: 50, text: gbk('请稍候') },
  },
  {
    address: 5,
    seq: 6,
    request: { kind: 'led', led: 0, temporary: true, on: 2, off: 0, onDs: 2, offDs: 2, durationDs: 30 },
  },
  { address: 5, seq: 7, request: { kind: 'buz', sound: 2, onDs: 0, offDs: 0, count: 1 } },
  { address: 5, seq: 2, reply: key },
  { address: 5, seq: 2, more: true, reply: key },
  { address: 0x11, seq: 2, request: { kind: 'rate', session: 1234, seconds: 15, clip: 1, mask: 0x1f } },
  {
    address: 0x11,
    seq: 3,
    reply: { kind: 'rating', eventId: 2, ageCs: 0, session: 1234, level: 5, elapsedCs: 230 },
  },
  { address: 5, seq: 2, reply: state },
  { address: 5, seq: 5, reply: { kind: 'nak', reason: 4, detail: 3 } },
  { address: 5, seq: 3, reply: { kind: 'busy', waitMs: 50 } },
  {
    address: 0x7f,
    seq: 0,
    request: { kind: 'time', unixMs: Date.UTC(2026, 10, 22, 2, 30, 5), offsetMin: 480 },
  },
  { address: 0x7f, seq: 0, request: who },
  { address: 0x7f, seq: 0, request: { kind: 'setaddr', uid: UID, address: 5 } },
  { address: 5, seq: 1, request: { kind: 'fw', op: 'query', transfer: 7, firstBlock: 0 } },
];

it('has one meaning for every golden frame of the document', () => {
  expect(golden).toHaveLength(21);
  expect(meanings).toHaveLength(golden.length);
});

describe.each(golden.map((frame, index) => ({ ...frame, index })))('$title', ({ body, wire, index }) => {
  it('goes from body to wire and back', () => {
    expect(wireOfBusBody(body)).toEqual(wire);
    expect(cobsDecode(wire.slice(1, -1))).toEqual(body);
    expect(createBusFrameReader().push(wire)).toHaveLength(1);
  });

  it('goes from meaning to body and back', () => {
    const meaning = meanings[index];
    const decoded = decodeBusBody(body);
    if (!decoded.ok || meaning === undefined) throw new Error('no frame');
    const { crc: _crc, ...frame } = decoded.frame;
    expect(encodeBusBody(frame)).toEqual(body);
    expect(frame).toMatchObject({
      address: meaning.address,
      seq: meaning.seq,
      more: meaning.more ?? false,
      sec: false,
    });
    if (meaning.request !== undefined) {
      expect(frame.reply).toBe(false);
      expect(decodeBusRequest(frame.type, frame.payload)).toEqual({ ok: true, value: meaning.request });
      expect(encodeBusRequest(meaning.request)).toEqual({ type: frame.type, payload: frame.payload });
    }
    if (meaning.reply !== undefined) {
      expect(frame.reply).toBe(true);
      expect(decodeBusReply(frame.type, frame.payload)).toEqual({ ok: true, value: meaning.reply });
      expect(encodeBusReply(meaning.reply)).toEqual({ type: frame.type, payload: frame.payload });
    }
  });
});

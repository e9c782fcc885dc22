/**
 * A panel, call keypad or rating keypad of the hall bus, complete enough to demonstrate with and to test a host against. It follows
 * the node's rules of docs/hall-bus.md to the letter, including what an installed node would do that a host may not like (a session
 * outlives the offline rule, for one). It never speaks unasked. Time is lazy: every call first lives through what was due.
 *
 *   frame ─► own address? ─► SEQ 0? new session ─► duplicate? cached reply ─► expected SEQ? acknowledge, execute, cache
 */

import {
  BUS_BROADCAST,
  BUS_CHARSET,
  BUS_FEATURE,
  BUS_KEY_ACTION,
  BUS_NAK,
  BUS_REQUEST,
  BUS_STATE_FLAG,
  BUS_UNPROVISIONED,
} from '../protocol/bus/bus-codes.ts';
import type { ReceivedBusFrame } from '../protocol/bus/bus-frame.ts';
import { encodeBusFrame } from '../protocol/bus/bus-frame.ts';
import { BUS_EVENT_QUEUE, BUS_OFFLINE_MS, BUS_SEQ_MAX, BUS_STATE_EVERY_MS } from '../protocol/bus/bus-limits.ts';
import { type BusCap, type BusId, type BusReply, encodeBusReply } from '../protocol/bus/bus-reply.ts';
import { type BusRate, type BusRequest, decodeBusRequest } from '../protocol/bus/bus-request.ts';
import type { Charset } from '../protocol/charset.ts';
import type { BusNodeKind } from './bus-node-kind.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createVirtualEventQueue, type EventBody } from './virtual-event-queue.ts';
import { createVirtualFace, type LedView } from './virtual-face.ts';

export interface VirtualNodeOptions {
  readonly kind: BusNodeKind;
  /** 01..7D, or 0 for a node that still has to be given one. */
  readonly address: number;
  /** 24 hexadecimal digits. */
  readonly uid: string;
  readonly charset: Charset;
  readonly cap?: Partial<Omit<BusCap, 'kind'>>;
  readonly firmware?: { readonly major: number; readonly minor: number; readonly patch: number };
  /** Boot id of the first boot; later boots count on from it. */
  readonly boot?: number;
}

/** One text zone as a person sees it. */
export interface VirtualZoneView {
  readonly text: string;
  readonly visible: boolean;
  readonly flashing: boolean;
  readonly scroll: boolean;
  readonly centre: boolean;
  readonly colour: number;
  readonly temporary: boolean;
  /** The text is the node's own 'out of service' notice. */
  readonly notice: boolean;
}

export interface VirtualNodeView {
  readonly kind: BusNodeKind;
  readonly address: number;
  readonly uid: string;
  readonly boot: number;
  /** The node's own opinion: it hears its host. */
  readonly online: boolean;
  readonly plugged: boolean;
  readonly zones: readonly VirtualZoneView[];
  readonly leds: readonly LedView[];
  /** Sounds started since boot by the host, and the last of them (a BUS_SOUND). */
  readonly sounds: number;
  readonly lastSound: number | null;
  /** Long beeps by which keys were refused. */
  readonly refusals: number;
  readonly rating: { readonly session: number; readonly deadlineMs: number; readonly mask: number } | null;
  readonly clock: { readonly unixMs: number; readonly offsetMin: number } | null;
  readonly eventsQueued: number;
  /** Requests executed since boot; repeated sends are not counted. */
  readonly executed: number;
}

/** An answer for the bus to pace. */
export interface VirtualReply {
  readonly wire: Uint8Array;
  /** When it begins after the request's last byte (a slot of WHO); null = the usual turnaround. */
  readonly delayMs: number | null;
}

export interface VirtualNode {
  readonly kind: BusNodeKind;
  readonly address: number;
  readonly uid: string;
  readonly plugged: boolean;
  /** An intact frame whose last byte arrived at `nowMs`. */
  onFrame(frame: ReceivedBusFrame, nowMs: number): VirtualReply | null;
  /** A run of bytes that was no frame. */
  onDamaged(): void;
  /** A person presses a key; `action` is a BUS_KEY_ACTION. False when the node refuses with a long beep. */
  press(key: number, nowMs: number, action?: number): boolean;
  /** A person presses a rating key, level 5..1. */
  rate(level: number, nowMs: number): boolean;
  /** The data pair is pulled; the node keeps its power and finds out by itself. */
  unplug(): void;
  plug(): void;
  reboot(nowMs: number): void;
  /** Answers BUSY with this wait until `untilMs`. */
  beBusy(waitMs: number, untilMs: number): void;
  view(nowMs: number): VirtualNodeView;
}

interface OpenRating {
  readonly session: number;
  readonly openedMs: number;
  readonly deadlineMs: number;
  readonly mask: number;
}

/** The session as 3.4 of the rules keeps it: nothing else decides whether a request runs. */
interface Session {
  expectedSeq: number;
  executed: { readonly seq: number; readonly crc: number; readonly wire: Uint8Array; readonly eventId: number } | null;
}

const NOTICE = '暂停服务';
const NOTICE_ASCII = '----';
const DEFAULT_FIRMWARE = { major: 1, minor: 0, patch: 3 };
const RESET_POWER = 1;
const SETTLE_MS = 3;
const MS_PER_CS = 10;

export function createVirtualNode(options: VirtualNodeOptions): VirtualNode {
  const { charset, kind } = options;
  const uid = options.uid.toUpperCase();
  const cap: BusCap = { ...defaultCap(kind), ...options.cap };
  const face = createVirtualFace(cap.zones, cap.leds);
  const queue = createVirtualEventQueue();
  const random = createSeededRandom(`${uid}`);

  let address = options.address;
  let plugged = true;
  let boot = options.boot ?? 1;
  let bootMs: number | null = null;
  let session: Session | null = null;
  let heardMs = 0;
  let offline = true;
  let notice = true;
  let rating: OpenRating | null = null;
  let lastRatingSession = 0;
  let clock: { readonly unixMs: number; readonly offsetMin: number; readonly atMs: number } | null = null;
  let flags = cap.features & BUS_FEATURE.clock ? BUS_STATE_FLAG.clockNotSet : 0;
  let stateWanted = false;
  let nextStateMs = 0;
  let busy: { readonly waitMs: number; readonly untilMs: number } | null = null;
  let damaged = 0;
  let executed = 0;
  let sounds = 0;
  let lastSound: number | null = null;
  let refusals = 0;

  /** Everything that happened by itself up to `nowMs`, in the order in which it happened. */
  function live(nowMs: number): void {
    bootMs ??= nowMs;
    if (rating !== null && rating.deadlineMs <= nowMs && (offline || rating.deadlineMs < heardMs + BUS_OFFLINE_MS)) {
      endRating(0, rating.deadlineMs);
    }
    if (!offline && nowMs - heardMs >= BUS_OFFLINE_MS) goOffline();
    if (nowMs >= nextStateMs) {
      nextStateMs = nowMs + BUS_STATE_EVERY_MS;
      stateWanted = true;
    }
    if (stateWanted && (queue.hasState() || queue.push(stateBody(nowMs), nowMs))) stateWanted = false;
  }

  function goOffline(): void {
    offline = true;
    notice = cap.zones > 0;
    face.clear();
    if (rating !== null) lastRatingSession = 0; // it closed without an answer, so the host may open it again
    rating = null;
  }

  function restart(nowMs: number): void {
    boot += 1;
    bootMs = nowMs;
    session = null;
    queue.clear();
    goOffline();
    lastRatingSession = 0;
    clock = null;
    flags = cap.features & BUS_FEATURE.clock ? BUS_STATE_FLAG.clockNotSet : 0;
    stateWanted = false;
    nextStateMs = nowMs + BUS_STATE_EVERY_MS;
    busy = null;
    damaged = 0;
    executed = 0;
    sounds = 0;
    lastSound = null;
  }

  function stateBody(nowMs: number): EventBody {
    const uptimeS = Math.floor((nowMs - (bootMs ?? nowMs)) / 1000);
    return { kind: 'state', flags, damaged: Math.min(0xffff, damaged), uptimeS, supplyMv: 5_000 };
  }

  function setFlag(bit: number, on: boolean): void {
    const next = on ? flags | bit : flags & ~bit;
    if (next === flags) return;
    flags = next;
    stateWanted = true;
  }

  function queueEvent(body: EventBody, atMs: number): void {
    if (!queue.push(body, atMs)) setFlag(BUS_STATE_FLAG.eventsLost, true);
  }

  function endRating(level: number, atMs: number): void {
    if (rating === null) return;
    const { session: ratingSession, openedMs } = rating;
    rating = null;
    const elapsedCs = Math.min(0xffff, Math.round((atMs - openedMs) / MS_PER_CS));
    queueEvent({ kind: 'rating', session: ratingSession, level, elapsedCs }, atMs);
  }

  function openRating(command: BusRate, nowMs: number): void {
    if (command.seconds === 0) {
      rating = null;
      return;
    }
    if (command.session === lastRatingSession) return;
    endRating(0, nowMs);
    lastRatingSession = command.session;
    const deadlineMs = nowMs + command.seconds * 1000;
    rating = { session: command.session, openedMs: nowMs, deadlineMs, mask: command.mask };
  }

  function frameOf(reply: BusReply, seq: number, more: boolean): Uint8Array {
    return encodeBusFrame({ address, reply: true, seq, more, sec: false, ...encodeBusReply(reply) });
  }

  function idReply(): BusId {
    const firmware = options.firmware ?? DEFAULT_FIRMWARE;
    const model = { panel: 0x0101, 'call-keypad': 0x0201, 'rating-keypad': 0x0301 }[kind];
    return { kind: 'id', vendor: 0, model, hardware: 1, firmware, uid, boot, resetCause: RESET_POWER, flags: 0 };
  }

  function onBroadcast(frame: ReceivedBusFrame, nowMs: number): VirtualReply | null {
    if (frame.seq !== 0) return null;
    const decoded = decodeBusRequest(frame.type, frame.payload);
    if (!decoded.ok) return null;
    const request = decoded.value;
    if (request.kind === 'time') setClock(request.unixMs, request.offsetMin, nowMs);
    if (request.kind === 'setaddr' && request.uid === uid) {
      if (address !== request.address) session = null;
      address = request.address;
      return { wire: frameOf({ kind: 'ack' }, 0, false), delayMs: null };
    }
    if (request.kind === 'who' && request.scope !== 2 && (request.scope === 1 || address === BUS_UNPROVISIONED)) {
      if (!hasPrefix(uid, request.prefix, request.prefixBits)) return null;
      const slot = Math.floor(random() * request.slots);
      return { wire: frameOf(idReply(), 0, false), delayMs: SETTLE_MS + slot * request.slotMs };
    }
    return null;
  }

  function setClock(unixMs: number, offsetMin: number, nowMs: number): void {
    clock = { unixMs, offsetMin, atMs: nowMs };
    setFlag(BUS_STATE_FLAG.clockNotSet, false);
  }

  /** Steps 4 to 10 for a frame to this node. */
  function onAddressed(frame: ReceivedBusFrame, nowMs: number): Uint8Array {
    const { seq } = frame;
    const nak = (reason: number, detail: number): Uint8Array => frameOf({ kind: 'nak', reason, detail }, seq, false);
    if (frame.sec) return nak(BUS_NAK.sec, 0);
    if (seq === 0) {
      if (frame.type !== BUS_REQUEST.id || frame.payload.length > 0) {
        return nak(BUS_NAK.sequence, session?.expectedSeq ?? 0);
      }
      session = { expectedSeq: 1, executed: null };
      offline = false;
      stateWanted = true;
      live(nowMs);
      return frameOf(idReply(), 0, queue.length > 0);
    }
    if (session === null) return nak(BUS_NAK.sequence, 0);
    const { executed: last } = session;
    if (last !== null && last.seq === seq && last.crc === frame.crc) return last.wire;
    if (seq !== session.expectedSeq) return nak(BUS_NAK.sequence, session.expectedSeq);
    if (last !== null && last.eventId > 0) {
      queue.acknowledge(last.eventId);
      session.executed = { ...last, eventId: 0 };
    }
    if (busy !== null && nowMs < busy.untilMs) return frameOf({ kind: 'busy', waitMs: busy.waitMs }, seq, false);
    const reply = execute(frame, nowMs);
    executed += 1;
    const eventId = 'eventId' in reply ? reply.eventId : 0;
    const wire = frameOf(reply, seq, queue.length > (eventId > 0 ? 1 : 0));
    session.executed = { seq, crc: frame.crc, wire, eventId };
    session.expectedSeq = (seq % BUS_SEQ_MAX) + 1;
    return wire;
  }

  function execute(frame: ReceivedBusFrame, nowMs: number): BusReply {
    if (frame.payload.length > cap.payloadMax) return { kind: 'nak', reason: BUS_NAK.length, detail: cap.payloadMax };
    const decoded = decodeBusRequest(frame.type, frame.payload);
    if (!decoded.ok) return { kind: 'nak', reason: decoded.reason, detail: decoded.detail };
    return perform(decoded.value, nowMs);
  }

  function perform(request: BusRequest, nowMs: number): BusReply {
    const badValue: BusReply = { kind: 'nak', reason: BUS_NAK.value, detail: 0 };
    switch (request.kind) {
      case 'poll':
        return pollReply(nowMs);
      case 'id':
        return idReply();
      case 'cap':
        return cap;
      case 'led':
        if (!face.led(request, nowMs)) return badValue;
        break;
      case 'text':
        if (!face.text(request, nowMs)) return badValue;
        if (!offline) notice = false;
        break;
      case 'buz':
        sounds += request.sound === 0 ? 0 : 1;
        lastSound = request.sound;
        break;
      case 'time':
        setClock(request.unixMs, request.offsetMin, nowMs);
        break;
      case 'glyph':
        if (request.slot >= cap.glyphs) return badValue;
        break;
      case 'rate':
        if (cap.ratingLevels === 0) return { kind: 'nak', reason: BUS_NAK.type, detail: BUS_REQUEST.rate };
        openRating(request, nowMs);
        break;
      default:
        return { kind: 'nak', reason: BUS_NAK.type, detail: BUS_REQUEST[request.kind] };
    }
    return { kind: 'ack' };
  }

  function pollReply(nowMs: number): BusReply {
    const event = queue.oldest(nowMs, () => stateBody(nowMs));
    if (event === null) return { kind: 'ack' };
    // The loss has been told with this STATE; later losses raise the flag again.
    if (event.kind === 'state') flags &= ~BUS_STATE_FLAG.eventsLost;
    return event;
  }

  function zoneViews(nowMs: number): VirtualZoneView[] {
    const noticeText = cap.charset === BUS_CHARSET.ascii ? NOTICE_ASCII : NOTICE;
    return face.zones(nowMs).map((zone, index) => {
      const showsNotice = notice && index === 0;
      const text = notice ? (showsNotice ? noticeText : '') : charset.decode(zone.text);
      return { ...zone, text, notice: showsNotice };
    });
  }

  return {
    kind,
    uid,
    get address() {
      return address;
    },
    get plugged() {
      return plugged;
    },
    onFrame(frame, nowMs) {
      live(nowMs);
      if (frame.reply) return null;
      if (frame.address === BUS_BROADCAST) return onBroadcast(frame, nowMs);
      if (frame.address !== address || address === BUS_UNPROVISIONED) return null;
      heardMs = nowMs;
      return { wire: onAddressed(frame, nowMs), delayMs: null };
    },
    onDamaged() {
      damaged += 1;
    },
    press(key, nowMs, action = BUS_KEY_ACTION.press) {
      live(nowMs);
      if (offline) {
        refusals += 1;
        return false;
      }
      queueEvent({ kind: 'key', key, action }, nowMs);
      return true;
    },
    rate(level, nowMs) {
      live(nowMs);
      if (offline) {
        refusals += 1;
        return false;
      }
      if (rating === null) queueEvent({ kind: 'rating', session: 0, level, elapsedCs: 0 }, nowMs);
      else if (rating.mask & (1 << (level - 1))) endRating(level, nowMs);
      return true;
    },
    unplug() {
      plugged = false;
    },
    plug() {
      plugged = true;
    },
    reboot: restart,
    beBusy(waitMs, untilMs) {
      busy = { waitMs, untilMs };
    },
    view(nowMs) {
      live(nowMs);
      const open = rating && { session: rating.session, deadlineMs: rating.deadlineMs, mask: rating.mask };
      const time = clock && { unixMs: clock.unixMs + (nowMs - clock.atMs), offsetMin: clock.offsetMin };
      return {
        kind,
        address,
        uid,
        boot,
        online: !offline,
        plugged,
        zones: zoneViews(nowMs),
        leds: face.leds(nowMs),
        sounds,
        lastSound,
        refusals,
        rating: open,
        clock: time,
        eventsQueued: queue.length,
        executed,
      };
    },
  };
}

function hasPrefix(uid: string, prefix: string, bits: number): boolean {
  const digits = Math.floor(bits / 4);
  if (uid.slice(0, digits) !== prefix.slice(0, digits)) return false;
  const rest = bits % 4;
  if (rest === 0) return true;
  const shift = 4 - rest;
  return Number.parseInt(uid.charAt(digits), 16) >> shift === Number.parseInt(prefix.charAt(digits), 16) >> shift;
}

function defaultCap(kind: BusNodeKind): BusCap {
  const common = { kind: 'cap', minor: 0, payloadMax: 240, eventQueue: BUS_EVENT_QUEUE } as const;
  const none = { zones: 0, columns: 0, charset: BUS_CHARSET.ascii, glyphs: 0, ratingLevels: 0 };
  switch (kind) {
    case 'panel':
      return {
        ...common,
        ...none,
        zones: 2,
        columns: 8,
        charset: BUS_CHARSET.gbk,
        glyphs: 16,
        leds: 1,
        keys: 0,
        features: BUS_FEATURE.buzzer | BUS_FEATURE.clock,
      };
    case 'call-keypad':
      return { ...common, ...none, leds: 4, keys: 16, features: BUS_FEATURE.buzzer };
    case 'rating-keypad':
      return {
        ...common,
        ...none,
        leds: 5,
        keys: 5,
        ratingLevels: 5,
        features: BUS_FEATURE.buzzer | BUS_FEATURE.voice,
      };
  }
}

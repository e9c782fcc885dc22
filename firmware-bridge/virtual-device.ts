/**
 * The body of a virtual node: what it shows, sounds and asks, its events and its clock, and the rule for when it is left alone. Knows
 * nothing of frames, SEQ or sessions. Time is lazy: every call first lives through what was due, in the order in which it was due.
 */
import {
  BUS_CHARSET,
  BUS_FEATURE,
  BUS_ID_FLAG,
  BUS_NAK,
  BUS_REQUEST,
  BUS_STATE_FLAG,
} from '../protocol/bus/bus-codes.ts';
import { BUS_EVENT_QUEUE, BUS_OFFLINE_MS, BUS_STATE_EVERY_MS } from '../protocol/bus/bus-limits.ts';
import type { BusCap, BusId, BusReply } from '../protocol/bus/bus-reply.ts';
import type { BusRate, BusRequest } from '../protocol/bus/bus-request.ts';
import type { Charset } from '../protocol/charset.ts';
import type { BusNodeKind } from './bus-node-kind.ts';
import { createVirtualEventQueue, type EventBody } from './virtual-event-queue.ts';
import { createVirtualFace, type LedView } from './virtual-face.ts';
import type { VirtualFirmware } from './virtual-firmware.ts';

export interface VirtualDeviceOptions {
  readonly kind: BusNodeKind;
  /** 24 hexadecimal digits. */
  readonly uid: string;
  readonly charset: Charset;
  readonly cap?: Partial<Omit<BusCap, 'kind'>>;
  readonly firmware?: { readonly major: number; readonly minor: number; readonly patch: number };
  /** Boot id of the first boot; later boots count on from it. */
  readonly boot?: number;
  /** Its firmware can be changed over the bus; it then says what it runs. Of the model `virtualModel` gives. */
  readonly update?: VirtualFirmware;
  /** Count of what the secure channel has refused, and whether the node is in install mode. */
  readonly refused: () => number;
  readonly isInstalling: (nowMs: number) => boolean;
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

export interface VirtualDeviceView {
  readonly kind: BusNodeKind;
  readonly uid: string;
  readonly boot: number;
  /** The node's own opinion: it hears its host. */
  readonly online: boolean;
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
  /** Pictures in its glyph slots. */
  readonly glyphs: ReadonlyMap<number, Uint8Array>;
}

export interface VirtualDevice {
  readonly cap: BusCap;
  readonly eventsQueued: number;
  /** Lives through everything that was due up to now. */
  live(nowMs: number): void;
  /** An intact frame to its own address. */
  heard(nowMs: number): void;
  /** The host opens a session. */
  beginSession(nowMs: number): void;
  id(nowMs: number): BusId;
  perform(request: BusRequest, nowMs: number): BusReply;
  acknowledge(eventId: number): void;
  setClock(unixMs: number, offsetMin: number, nowMs: number): void;
  press(key: number, action: number, nowMs: number): boolean;
  rate(level: number, nowMs: number): boolean;
  countDamaged(): void;
  restart(nowMs: number): void;
  view(nowMs: number): VirtualDeviceView;
}

interface OpenRating {
  readonly session: number;
  readonly openedMs: number;
  readonly deadlineMs: number;
  readonly mask: number;
}

const NOTICE = '暂停服务';
const NOTICE_ASCII = '----';
const DEFAULT_FIRMWARE = { major: 1, minor: 0, patch: 3 };
const MODELS: Readonly<Record<BusNodeKind, number>> = { panel: 0x0101, 'call-keypad': 0x0201, 'rating-keypad': 0x0301 };
const RESET_POWER = 1;
const BUS_MINOR_WITH_FIRMWARE = 1;
const SUPPLY_MV = 5_000;
const MS_PER_CS = 10;
const ACK: BusReply = { kind: 'ack' };
const BAD_FIRST_BYTE: BusReply = { kind: 'nak', reason: BUS_NAK.value, detail: 0 };

export function createVirtualDevice(options: VirtualDeviceOptions): VirtualDevice {
  const { charset, kind, uid } = options;
  const { update } = options;
  const basic: BusCap = { ...defaultCap(kind), ...options.cap };
  const features = basic.features | BUS_FEATURE.firmware;
  const cap = update ? { ...basic, features, minor: Math.max(basic.minor, BUS_MINOR_WITH_FIRMWARE) } : basic;
  const face = createVirtualFace(cap.zones, cap.leds);
  const queue = createVirtualEventQueue();
  const glyphs = new Map<number, Uint8Array>();
  const flagsAtBoot = cap.features & BUS_FEATURE.clock ? BUS_STATE_FLAG.clockNotSet : 0;
  let boot = options.boot ?? 1;
  let bootMs: number | null = null;
  let heardMs = 0;
  let offline = true;
  let notice = true;
  let rating: OpenRating | null = null;
  let lastRatingSession = 0;
  let clock: { readonly unixMs: number; readonly offsetMin: number; readonly atMs: number } | null = null;
  let flags = flagsAtBoot;
  let stateWanted = false;
  let nextStateMs = 0;
  let damaged = 0;
  let refusedTold = 0;
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
    if (options.refused() !== refusedTold) {
      refusedTold = options.refused();
      stateWanted = true;
    }
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
    queue.clear();
    glyphs.clear();
    goOffline();
    lastRatingSession = 0;
    clock = null;
    flags = flagsAtBoot;
    stateWanted = false;
    nextStateMs = nowMs + BUS_STATE_EVERY_MS;
    damaged = 0;
    sounds = 0;
    lastSound = null;
  }

  function stateBody(nowMs: number): EventBody {
    const uptimeS = Math.floor((nowMs - (bootMs ?? nowMs)) / 1000);
    const shown = options.isInstalling(nowMs) ? flags | BUS_STATE_FLAG.installMode : flags;
    const told = { flags: shown, damaged: Math.min(0xffff, damaged), uptimeS, supplyMv: SUPPLY_MV };
    return { kind: 'state', ...told, refused: options.refused() };
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

  function id(nowMs: number): BusId {
    const firmware = update?.running.version ?? options.firmware ?? DEFAULT_FIRMWARE;
    const { trial = false, rolledBack = false } = update?.running ?? {};
    const installing = options.isInstalling(nowMs) ? BUS_ID_FLAG.installMode : 0;
    const idFlags = installing | (trial ? BUS_ID_FLAG.trial : 0) | (rolledBack ? BUS_ID_FLAG.rolledBack : 0);
    const reset = { resetCause: RESET_POWER, flags: idFlags };
    return { kind: 'id', vendor: 0, model: MODELS[kind], hardware: 1, firmware, uid, boot, ...reset };
  }

  function setClock(unixMs: number, offsetMin: number, nowMs: number): void {
    clock = { unixMs, offsetMin, atMs: nowMs };
    setFlag(BUS_STATE_FLAG.clockNotSet, false);
  }

  function perform(request: BusRequest, nowMs: number): BusReply {
    switch (request.kind) {
      case 'poll':
        return pollReply(nowMs);
      case 'id':
        return id(nowMs);
      case 'cap':
        return cap;
      case 'led':
        if (!face.led(request, nowMs)) return BAD_FIRST_BYTE;
        break;
      case 'text':
        if (!face.text(request, nowMs)) return BAD_FIRST_BYTE;
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
        if (request.slot >= cap.glyphs) return BAD_FIRST_BYTE;
        glyphs.set(request.slot, request.rows);
        break;
      case 'rate':
        if (cap.ratingLevels === 0) return { kind: 'nak', reason: BUS_NAK.type, detail: BUS_REQUEST.rate };
        openRating(request, nowMs);
        break;
      default:
        if (request.kind === 'fw' && update) return update.perform(request, nowMs);
        return { kind: 'nak', reason: BUS_NAK.type, detail: BUS_REQUEST[request.kind] };
    }
    return ACK;
  }

  function pollReply(nowMs: number): BusReply {
    update?.polled();
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

  /** Keys of a node that is alone are refused with a long beep. */
  function refuses(nowMs: number): boolean {
    live(nowMs);
    if (offline) refusals += 1;
    return offline;
  }

  return {
    cap,
    get eventsQueued() {
      return queue.length;
    },
    live,
    heard(nowMs) {
      heardMs = nowMs;
    },
    beginSession(nowMs) {
      offline = false;
      stateWanted = true;
      live(nowMs);
    },
    id,
    perform,
    acknowledge: queue.acknowledge,
    setClock,
    press(key, action, nowMs) {
      if (refuses(nowMs)) return false;
      queueEvent({ kind: 'key', key, action }, nowMs);
      return true;
    },
    rate(level, nowMs) {
      if (refuses(nowMs)) return false;
      if (rating === null) queueEvent({ kind: 'rating', session: 0, level, elapsedCs: 0 }, nowMs);
      else if (rating.mask & (1 << (level - 1))) endRating(level, nowMs);
      return true;
    },
    countDamaged() {
      damaged += 1;
    },
    restart,
    view(nowMs) {
      live(nowMs);
      return {
        kind,
        uid,
        boot,
        online: !offline,
        zones: zoneViews(nowMs),
        leds: face.leds(nowMs),
        sounds,
        lastSound,
        refusals,
        rating: rating && { session: rating.session, deadlineMs: rating.deadlineMs, mask: rating.mask },
        clock: clock && { unixMs: clock.unixMs + (nowMs - clock.atMs), offsetMin: clock.offsetMin },
        eventsQueued: queue.length,
        glyphs,
      };
    },
  };
}

/** The model that a virtual node of this kind says it is. */
export function virtualModel(kind: BusNodeKind): number {
  return MODELS[kind];
}

function defaultCap(kind: BusNodeKind): BusCap {
  const common = { kind: 'cap', minor: 1, payloadMax: 240, eventQueue: BUS_EVENT_QUEUE } as const;
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
        features: BUS_FEATURE.secure | BUS_FEATURE.buzzer | BUS_FEATURE.clock,
      };
    case 'call-keypad':
      return { ...common, ...none, leds: 4, keys: 16, features: BUS_FEATURE.secure | BUS_FEATURE.buzzer };
    case 'rating-keypad':
      return {
        ...common,
        ...none,
        leds: 5,
        keys: 5,
        ratingLevels: 5,
        features: BUS_FEATURE.secure | BUS_FEATURE.buzzer | BUS_FEATURE.voice,
      };
  }
}

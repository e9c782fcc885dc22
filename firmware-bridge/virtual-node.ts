/**
 * A panel, call keypad or rating keypad of the hall bus, complete enough to demonstrate with and to test a host against: the session
 * rules here, the body in `virtual-device.ts`. It follows docs/hall-bus.md to the letter, including what an installed node would do that
 * a host may not like (a session outlives the offline rule, for one). It never speaks unasked.
 *
 *   frame ─► own address? ─► SEQ 0? new session ─► repeat? cached reply ─► expected SEQ? acknowledge, execute, cache
 */
import {
  BUS_BROADCAST,
  BUS_CONDITION,
  BUS_FEATURE,
  BUS_KEY_ACTION,
  BUS_NAK,
  BUS_REQUEST,
  BUS_UNPROVISIONED,
} from '../protocol/bus/bus-codes.ts';
import { encodeBusFrame, type ReceivedBusFrame } from '../protocol/bus/bus-frame.ts';
import { BUS_COMSET_TRIAL_MS, BUS_SEQ_MAX, BUS_TURNAROUND_MS_MAX } from '../protocol/bus/bus-limits.ts';
import { type BusReply, encodeBusReply } from '../protocol/bus/bus-reply.ts';
import { decodeBusRequest } from '../protocol/bus/bus-request.ts';
import type { BusNodeKind } from './bus-node-kind.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createVirtualDevice, type VirtualDeviceOptions, type VirtualDeviceView } from './virtual-device.ts';
import type { BootCause } from './virtual-firmware.ts';
import { PowerCut } from './virtual-flash.ts';
import { createVirtualSecurity } from './virtual-security.ts';

export interface VirtualNodeOptions extends Omit<VirtualDeviceOptions, 'refused' | 'isInstalling'> {
  /** 01..7D, or 0 for a node that still has to be given one. */
  readonly address: number;
  /** AES-128 key of the secure channel; without it the node is in its factory state. */
  readonly key?: Uint8Array;
}

export interface VirtualNodeView extends VirtualDeviceView {
  readonly address: number;
  readonly plugged: boolean;
  /** Requests executed since boot; repeated sends are not counted. */
  readonly executed: number;
  /** It holds a key of the secure channel. */
  readonly keyed: boolean;
  /** MACs and requests in the open that it has refused since boot. */
  readonly refused: number;
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
  /** False after a power cut, until `reboot`. */
  readonly powered: boolean;
  /** Rate it listens at; null: the one the bus began with. */
  baudAt(nowMs: number): number | null;
  /** A person presses its installation button. */
  pressButton(nowMs: number): void;
  /** A person holds its button at power-on. */
  enterInstallMode(nowMs: number): void;
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
  /** The power goes and stays away; with `reboot` it comes back. */
  cutPower(): void;
  reboot(nowMs: number): void;
  /** Answers BUSY with this wait until `untilMs`. */
  beBusy(waitMs: number, untilMs: number): void;
  view(nowMs: number): VirtualNodeView;
}

/** A node whose button was pressed answers WHO of scope 2 for so long. */
const BUTTON_MS = 60_000;

/** The session: nothing else decides whether a request runs. */
interface Session {
  expectedSeq: number;
  executed: { readonly seq: number; readonly crc: number; readonly wire: Uint8Array; readonly eventId: number } | null;
}

export function createVirtualNode(options: VirtualNodeOptions): VirtualNode {
  const { kind } = options;
  const uid = options.uid.toUpperCase();
  const device = createVirtualDevice({
    ...options,
    uid,
    refused: () => security.refused,
    isInstalling: (nowMs) => security.isInstalling(nowMs),
  });
  const random = createSeededRandom(uid);
  const security = createVirtualSecurity(uid, options.key, createSeededRandom(`${uid} key`));
  let address = options.address;
  let plugged = true;
  let session: Session | null = null;
  let busy: { readonly waitMs: number; readonly untilMs: number } | null = null;
  let executed = 0;
  let buttonUntilMs = 0;
  let speed: { readonly baud: number; readonly before: number | null; readonly trialUntilMs: number } | null = null;
  let powered = true;
  const { update } = options;

  function start(cause: BootCause, nowMs: number): void {
    session = null;
    security.restart();
    busy = null;
    executed = 0;
    powered = true;
    device.restart(nowMs);
    update?.boot(cause, nowMs);
  }

  /** The power may go at any byte the node writes; it then says nothing more. */
  function unlessCut<T>(run: () => T): T | null {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      powered = false;
      return null;
    }
  }

  /** False: it has no power, starts, erases, or hangs in an image that does not run. */
  function isAwake(nowMs: number): boolean {
    const due = update?.restart ?? null;
    if (powered && due !== null && nowMs >= due.atMs) unlessCut(() => start(due.cause, due.atMs));
    return powered && (update === undefined || (update.running.alive && nowMs >= update.deafUntilMs));
  }

  function frameOf(reply: BusReply, seq: number, more: boolean, secure = false): Uint8Array {
    const plain = { address, reply: true, seq, more, sec: false, ...encodeBusReply(reply) };
    return encodeBusFrame(secure ? security.seal(plain) : plain);
  }

  function onBroadcast(frame: ReceivedBusFrame, nowMs: number): VirtualReply | null {
    if (frame.seq !== 0) return null;
    const decoded = decodeBusRequest(frame.type, frame.payload);
    if (!decoded.ok) return null;
    const request = decoded.value;
    if (request.kind === 'fw' && request.op === 'data') update?.perform(request, nowMs);
    if (request.kind === 'time') device.setClock(request.unixMs, request.offsetMin, nowMs);
    if (request.kind === 'setaddr' && request.uid === uid && security.isInstalling(nowMs)) {
      if (address !== request.address) session = null;
      address = request.address;
      return { wire: frameOf({ kind: 'ack' }, 0, false), delayMs: null };
    }
    if (request.kind === 'who' && isMeant(request.scope, nowMs)) {
      if (!hasPrefix(uid, request.prefix, request.prefixBits)) return null;
      const slot = Math.floor(random() * request.slots);
      return { wire: frameOf(device.id(nowMs), 0, false), delayMs: BUS_TURNAROUND_MS_MAX + slot * request.slotMs };
    }
    return null;
  }

  function isMeant(scope: number, nowMs: number): boolean {
    if (scope === 2) return nowMs < buttonUntilMs;
    return scope === 1 || address === BUS_UNPROVISIONED;
  }

  /** Steps 4 to 10 for a frame to this node; null: silence. */
  function onAddressed(received: ReceivedBusFrame, nowMs: number): Uint8Array | null {
    const { seq, sec } = received;
    let frame = received;
    const nak = (reason: number, detail: number): Uint8Array => frameOf({ kind: 'nak', reason, detail }, seq, false);
    if (sec && (device.cap.features & BUS_FEATURE.secure) === 0) return nak(BUS_NAK.sec, 0);
    if (sec && !security.isUp) return nak(BUS_NAK.sequence, 0);
    if (seq === 0) {
      if (frame.type !== BUS_REQUEST.id || frame.payload.length > 0) {
        return nak(BUS_NAK.sequence, session?.expectedSeq ?? 0);
      }
      session = { expectedSeq: 1, executed: null };
      security.begin();
      device.beginSession(nowMs);
      return frameOf(device.id(nowMs), 0, device.eventsQueued > 0);
    }
    if (session === null) return nak(BUS_NAK.sequence, 0);
    const { executed: last } = session;
    if (last !== null && last.seq === seq && last.crc === frame.crc) return last.wire;
    if (sec) {
      const opened = security.open(received);
      if (opened === null) return null;
      frame = opened;
    } else if (security.refuses(frame.type, nowMs)) return nak(BUS_NAK.condition, BUS_CONDITION.needsChannel);
    const answer = (reply: BusReply, more: boolean): Uint8Array => frameOf(reply, seq, more, sec);
    if (seq !== session.expectedSeq) {
      return answer({ kind: 'nak', reason: BUS_NAK.sequence, detail: session.expectedSeq }, false);
    }
    if (last !== null && last.eventId > 0) {
      device.acknowledge(last.eventId);
      session.executed = { ...last, eventId: 0 };
    }
    if (busy !== null && nowMs < busy.untilMs) return answer({ kind: 'busy', waitMs: busy.waitMs }, false);
    const reply = execute(frame, nowMs);
    executed += 1;
    const eventId = 'eventId' in reply ? reply.eventId : 0;
    const wire = answer(reply, device.eventsQueued > (eventId > 0 ? 1 : 0));
    if (sec) security.count();
    else security.settle();
    session.executed = { seq, crc: received.crc, wire, eventId };
    session.expectedSeq = (seq % BUS_SEQ_MAX) + 1;
    return wire;
  }

  function execute(frame: ReceivedBusFrame, nowMs: number): BusReply {
    const { payloadMax } = device.cap;
    if (frame.payload.length > payloadMax) return { kind: 'nak', reason: BUS_NAK.length, detail: payloadMax };
    const decoded = decodeBusRequest(frame.type, frame.payload);
    if (!decoded.ok) return { kind: 'nak', reason: decoded.reason, detail: decoded.detail };
    const request = decoded.value;
    const isSecure = (device.cap.features & BUS_FEATURE.secure) !== 0;
    if (isSecure && (request.kind === 'chlng' || request.kind === 'scrypt' || request.kind === 'keyset')) {
      return security.perform(request, frame.sec, nowMs);
    }
    if (request.kind === 'comset') {
      speed = { baud: request.baud, before: speed?.baud ?? null, trialUntilMs: nowMs + BUS_COMSET_TRIAL_MS };
      return { kind: 'com', baud: request.baud };
    }
    return device.perform(request, nowMs);
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
    get powered() {
      return powered;
    },
    baudAt(nowMs) {
      if (speed !== null && nowMs >= speed.trialUntilMs)
        speed = speed.before === null ? null : { ...speed, baud: speed.before, trialUntilMs: Number.POSITIVE_INFINITY };
      return speed?.baud ?? null;
    },
    pressButton(nowMs) {
      buttonUntilMs = nowMs + BUTTON_MS;
    },
    enterInstallMode: security.enterInstallMode,
    onFrame(frame, nowMs) {
      if (!isAwake(nowMs)) return null;
      device.live(nowMs);
      if (frame.reply) return null;
      if (speed !== null) speed = { ...speed, trialUntilMs: Number.POSITIVE_INFINITY };
      if (frame.address === BUS_BROADCAST) return unlessCut(() => onBroadcast(frame, nowMs));
      if (frame.address !== address || address === BUS_UNPROVISIONED) return null;
      device.heard(nowMs);
      const wire = unlessCut(() => onAddressed(frame, nowMs));
      return wire === null ? null : { wire, delayMs: null };
    },
    onDamaged: device.countDamaged,
    press: (key, nowMs, action = BUS_KEY_ACTION.press) => device.press(key, action, nowMs),
    rate: device.rate,
    unplug() {
      plugged = false;
    },
    plug() {
      plugged = true;
    },
    cutPower() {
      powered = false;
    },
    reboot: (nowMs) => void unlessCut(() => start('power', nowMs)),
    beBusy(waitMs, untilMs) {
      busy = { waitMs, untilMs };
    },
    view: (nowMs) => ({
      ...device.view(nowMs),
      address,
      plugged,
      executed,
      keyed: security.hasKey(),
      refused: security.refused,
    }),
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

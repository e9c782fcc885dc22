/**
 * The host's side of the session with one node: which request comes next, and what an answer to it means. It knows nothing of the line
 * or of other nodes. It never makes a new SEQ while an event of the node is not stored: the new SEQ is what tells the node to forget.
 *
 *   down ──ID──► cap ──CAP──► polls (2) ──► restore ──no difference──► online
 *    ▲            (kept for the same UID and firmware)                    │
 *    └──────── 3 sends unanswered: wait 0.5 .. 10 s ── NAK 04: at once ◄──┘
 */

import { BUS_NAK, BUS_REQUEST } from '../protocol/bus/bus-codes.ts';
import { encodeBusFrame } from '../protocol/bus/bus-frame.ts';
import {
  BUS_BUSY_GIVE_UP_MS,
  BUS_OFFLINE_MS,
  BUS_PROBE_BACKOFF_MS,
  BUS_SENDS_MAX,
  BUS_SEQ_MAX,
  BUS_SESSION_TRUST_MS,
} from '../protocol/bus/bus-limits.ts';
import type { BusCap, BusEvent, BusId, BusReply } from '../protocol/bus/bus-reply.ts';
import { encodeBusRequest } from '../protocol/bus/bus-request.ts';
import type { Charset } from '../protocol/charset.ts';
import type { BusMasterStats } from './bus-master-stats.ts';
import type { BusReport } from './bus-report.ts';
import type { NodeTarget } from './bus-target.ts';
import { type PlannedCommand, planNode, planRateClose } from './node-plan.ts';

/** One request as it goes on the wire; a retry is the same object. */
export interface LinkRequest {
  readonly wire: Uint8Array;
  readonly type: number;
  readonly seq: number;
  /** Sends in all before the session is given up. */
  readonly sendsMax: number;
  /** A first contact after silence, of which a cycle bears only one. */
  readonly probe: boolean;
  readonly planned: PlannedCommand | null;
}

/** An event as it is named in storage. */
export interface EventMark {
  readonly boot: number;
  readonly eventId: number;
}

export interface NodeLinkOptions {
  readonly address: number;
  /** The UID this address belongs to; absent: any. */
  readonly uid?: string;
  readonly charset: Charset;
  /** Time between two polls of this node at rest. */
  readonly pollMs: number;
  readonly stats: BusMasterStats;
  readonly emit: (report: BusReport) => void;
  /** The last stored event of a UID, over restarts of the host. */
  readonly lastEvent: (uid: string) => EventMark | undefined;
  readonly rememberEvent: (uid: string, mark: EventMark) => void;
}

export interface NodeLink {
  readonly address: number;
  /** When it next wants the line. */
  readonly dueMs: number;
  /** It has more to say or to be told than a poll at rest. */
  readonly urgent: boolean;
  /** It has answered ID since the session began. */
  readonly inSession: boolean;
  /** Reported online and not offline since. */
  readonly online: boolean;
  /** The next request would be a probe. */
  readonly probing: boolean;
  /** The instant at which it becomes offline by silence, or null when it has been reported. */
  readonly offlineAtMs: number | null;
  /** The line is up: every session begins anew. */
  open(nowMs: number): void;
  /** The line is down. */
  close(): void;
  next(nowMs: number): LinkRequest;
  /** False when the node may have gone offline by itself meanwhile, so that the session must not be used. */
  trusts(nowMs: number): boolean;
  /** Gives the session up and contacts the node at once. */
  renew(nowMs: number): void;
  /** `sentAtMs` is when the request had left, the last moment at which the node surely heard us. */
  onReply(request: LinkRequest, reply: BusReply, more: boolean, sentAtMs: number, nowMs: number): void;
  onSilence(nowMs: number): void;
  onTarget(target: NodeTarget | undefined, nowMs: number): void;
  stored(mark: EventMark, nowMs: number): void;
  /** Our own process stood still so long: that was not the node's silence. */
  forgive(stallMs: number): void;
  judgeOffline(nowMs: number): void;
}

type Phase = 'down' | 'cap' | 'first-poll' | 'second-poll' | 'restore' | 'online';

/** Resending while an event waits to be stored; also keeps the node from going offline. */
const KEEPALIVE_MS = 1_000;
/** A sound that could not be sent within this is dropped: late is worse than never. */
const SOUND_AGE_MS_MAX = 3_000;
/** Commands in a row before a POLL lets the node speak. */
const COMMANDS_PER_POLL_MAX = 6;
const SEQ_OPENING = 0;

export function createNodeLink(options: NodeLinkOptions): NodeLink {
  const { address, stats, emit, pollMs } = options;
  const pollWires = Array.from({ length: BUS_SEQ_MAX + 1 }, (_, seq) =>
    frame(BUS_REQUEST.poll, seq, new Uint8Array(0)),
  );
  const confirmed = new Map<string, string>();
  let phase: Phase = 'down';
  let dueMs = Number.POSITIVE_INFINITY;
  let urgent = false;
  let seq = 1;
  let id: BusId | null = null;
  let cap: BusCap | null = null;
  let held: LinkRequest | null = null;
  let busySinceMs: number | null = null;
  let gate: EventMark | null = null;
  let reported: (EventMark & { readonly uid: string }) | null = null;
  let moreWaits = false;
  let heardMs = 0;
  let silentSinceMs = 0;
  let shown: 'unknown' | 'online' | 'offline' = 'unknown';
  let failures = 0;
  let knownAlive = false;
  let mismatch: string | null = null;
  let target: NodeTarget | undefined;
  let commands: readonly PlannedCommand[] = [];
  let ratedSession = 0;
  let sound: { readonly id: number; readonly seenMs: number; done: boolean } | null = null;
  let commandsInRow = 0;

  function frame(type: number, withSeq: number, payload: Uint8Array): Uint8Array {
    return encodeBusFrame({ address, reply: false, seq: withSeq, more: false, sec: false, type, payload });
  }

  /** Ends the session; the node is next contacted by ID. */
  function drop(): void {
    phase = 'down';
    held = null;
    gate = null;
    busySinceMs = null;
    moreWaits = false;
    confirmed.clear();
    commandsInRow = 0;
    urgent = false;
  }

  function fail(nowMs: number): void {
    drop();
    stats.sessionsFailed += 1;
    knownAlive = false;
    const waits = BUS_PROBE_BACKOFF_MS;
    dueMs = nowMs + (waits[Math.min(failures, waits.length - 1)] ?? 0);
    failures += 1;
  }

  function renew(nowMs: number): void {
    drop();
    knownAlive = true;
    dueMs = nowMs;
    urgent = true;
  }

  function request(type: number, payload: Uint8Array, planned: PlannedCommand | null): LinkRequest {
    const wire = type === BUS_REQUEST.poll ? (pollWires[seq] ?? frame(type, seq, payload)) : frame(type, seq, payload);
    return { wire, type, seq, sendsMax: BUS_SENDS_MAX, probe: false, planned };
  }

  function next(nowMs: number): LinkRequest {
    if (held !== null) return held;
    if (phase === 'down') {
      const sendsMax = knownAlive ? BUS_SENDS_MAX : 1;
      const wire = frame(BUS_REQUEST.id, SEQ_OPENING, new Uint8Array(0));
      return { wire, type: BUS_REQUEST.id, seq: SEQ_OPENING, sendsMax, probe: !knownAlive, planned: null };
    }
    if (phase === 'cap') return request(BUS_REQUEST.cap, new Uint8Array(0), null);
    const command = commandsInRow < COMMANDS_PER_POLL_MAX ? nextCommand(nowMs) : null;
    if (command === null) {
      commandsInRow = 0;
      return request(BUS_REQUEST.poll, new Uint8Array(0), null);
    }
    commandsInRow += 1;
    return request(command.type, command.payload, command);
  }

  /** The first difference between target and confirmation, then a sound that is still fresh. A sound is given away only once. */
  function nextCommand(nowMs: number): PlannedCommand | null {
    if (phase !== 'restore' && phase !== 'online') return null;
    const difference = findDifference();
    if (difference !== null) return difference;
    if (phase !== 'online' || !soundWaits(nowMs) || sound === null || target?.sound === undefined) return null;
    sound.done = true;
    const { sound: code, onDs = 0, offDs = 0, count = 1 } = target.sound;
    return { key: 'sound', print: '', ...encodeBusRequest({ kind: 'buz', sound: code, onDs, offDs, count }) };
  }

  function findDifference(): PlannedCommand | null {
    for (const command of commands) {
      if (command.key === 'rate' && target?.rate?.session === ratedSession) continue;
      if (confirmed.get(command.key) !== command.print) return command;
    }
    const open = confirmed.get('rate') ?? '';
    const superfluous = open !== '' && target?.rate === null && Number(open) !== ratedSession;
    return superfluous ? planRateClose(Number(open)) : null;
  }

  function soundWaits(nowMs: number): boolean {
    return sound !== null && !sound.done && nowMs - sound.seenMs <= SOUND_AGE_MS_MAX;
  }

  /** After every exchange: the next wish for the line. */
  function rest(nowMs: number, startedMs: number): void {
    if (phase === 'restore' && findDifference() === null) goOnline();
    if (gate !== null) {
      dueMs = nowMs + KEEPALIVE_MS;
      urgent = false;
      return;
    }
    const more = moreWaits || phase !== 'online' || findDifference() !== null || soundWaits(nowMs);
    urgent = more;
    dueMs = more ? nowMs : Math.max(nowMs, startedMs + pollMs);
  }

  function goOnline(): void {
    if (id === null || cap === null) return;
    phase = 'online';
    failures = 0;
    if (shown === 'online') return;
    shown = 'online';
    stats.online += 1;
    const { major, minor, patch } = id.firmware;
    emit({ kind: 'node-online', address, uid: id.uid, boot: id.boot, fw: `${major}.${minor}.${patch}`, cap });
  }

  function goOffline(): void {
    if (shown === 'online') stats.online -= 1;
    shown = 'offline';
    emit({ kind: 'node-offline', address });
  }

  function replan(): void {
    if (target === undefined || cap === null) {
      commands = [];
      return;
    }
    const plan = planNode(target, cap, options.charset);
    commands = plan.commands;
    stats.unplaceable += plan.unplaceable;
  }

  function onId(reply: BusId, nowMs: number): void {
    if (options.uid !== undefined && reply.uid !== options.uid.toUpperCase()) {
      if (mismatch !== reply.uid) {
        emit({ kind: 'uid-mismatch', address, expected: options.uid.toUpperCase(), actual: reply.uid });
      }
      mismatch = reply.uid;
      failures = BUS_PROBE_BACKOFF_MS.length;
      fail(nowMs);
      return;
    }
    mismatch = null;
    stats.sessions += 1;
    const kept = id !== null && id.uid === reply.uid && sameFirmware(id, reply);
    // A reboot is news even when it was too quick to be an absence.
    if (id !== null && (id.uid !== reply.uid || id.boot !== reply.boot) && shown === 'online') {
      shown = 'unknown';
      stats.online -= 1;
    }
    id = reply;
    seq = 1;
    if (!kept) cap = null;
    phase = cap === null ? 'cap' : 'first-poll';
  }

  function onEvent(event: BusEvent): void {
    if (id === null) return;
    const { uid, boot } = id;
    const { eventId } = event;
    const last = options.lastEvent(uid);
    if (last !== undefined && last.boot === boot && last.eventId === eventId) {
      stats.duplicates += 1;
      return;
    }
    gate = { boot, eventId };
    if (reported !== null && reported.uid === uid && reported.boot === boot && reported.eventId === eventId) {
      stats.duplicates += 1;
      return;
    }
    reported = { uid, boot, eventId };
    stats.events += 1;
    if (event.kind === 'rating' && event.session !== 0) ratedSession = event.session;
    emit({ kind: 'event', address, uid, boot, eventId, ageMs: event.ageCs * 10, event });
  }

  /** True when the session goes on. */
  function onNak(sent: LinkRequest, reason: number, detail: number, nowMs: number): boolean {
    if (reason === BUS_NAK.sequence && phase === 'online') {
      stats.naks += 1;
      renew(nowMs);
      return false;
    }
    if (sent.planned === null || reason === BUS_NAK.sequence || reason === BUS_NAK.sec) {
      if (reason === BUS_NAK.sequence) stats.naks += 1;
      fail(nowMs);
      return false;
    }
    stats.refused += 1;
    confirmed.set(sent.planned.key, sent.planned.print);
    emit({ kind: 'refused', address, command: sent.planned.key, reason, detail });
    return true;
  }

  function onBusy(sent: LinkRequest, waitMs: number, nowMs: number): void {
    stats.busy += 1;
    busySinceMs ??= nowMs;
    if (nowMs - busySinceMs >= BUS_BUSY_GIVE_UP_MS) {
      fail(nowMs);
      return;
    }
    held = sent;
    dueMs = nowMs + waitMs;
    urgent = true;
  }

  function onReply(sent: LinkRequest, reply: BusReply, more: boolean, sentAtMs: number, nowMs: number): void {
    heardMs = sentAtMs;
    if (reply.kind !== 'id') silentSinceMs = nowMs;
    if (reply.kind === 'busy') {
      onBusy(sent, reply.waitMs, nowMs);
      return;
    }
    busySinceMs = null;
    if (gate !== null && held !== null) {
      // The cached reply again, asked for only to be heard; anything but it means that the node has forgotten the session.
      if (reply.kind === 'nak') renew(nowMs);
      else rest(nowMs, nowMs);
      return;
    }
    held = null;
    moreWaits = more;
    if (reply.kind === 'nak') {
      if (!onNak(sent, reply.reason, reply.detail, nowMs)) return;
    } else if (reply.kind === 'id') {
      onId(reply, nowMs);
      if (phase === 'down') return;
      silentSinceMs = nowMs;
    } else if (reply.kind === 'cap') {
      cap = reply;
      phase = 'first-poll';
    } else if (reply.kind === 'ack') {
      if (sent.planned !== null) confirmed.set(sent.planned.key, sent.planned.print);
    } else {
      onEvent(reply);
    }
    if (reply.kind === 'id' || reply.kind === 'cap') replan();
    else if (phase === 'first-poll') phase = 'second-poll';
    else if (phase === 'second-poll') phase = 'restore';
    if (sent.seq !== SEQ_OPENING) seq = (sent.seq % BUS_SEQ_MAX) + 1;
    if (gate !== null) held = sent;
    rest(nowMs, sentAtMs);
  }

  return {
    address,
    get dueMs() {
      return dueMs;
    },
    get urgent() {
      return urgent;
    },
    get inSession() {
      return phase !== 'down';
    },
    get online() {
      return shown === 'online';
    },
    get probing() {
      return phase === 'down' && !knownAlive;
    },
    get offlineAtMs() {
      return shown === 'offline' ? null : silentSinceMs + BUS_OFFLINE_MS;
    },
    open(nowMs) {
      drop();
      failures = 0;
      knownAlive = false;
      dueMs = nowMs;
      if (shown !== 'online') silentSinceMs = nowMs;
    },
    close() {
      drop();
      dueMs = Number.POSITIVE_INFINITY;
    },
    next,
    trusts: (nowMs) => phase === 'down' || nowMs - heardMs < BUS_SESSION_TRUST_MS,
    renew,
    onReply,
    onSilence: fail,
    onTarget(nextTarget, nowMs) {
      if (nextTarget === target) return;
      target = nextTarget;
      const wanted = nextTarget?.sound;
      if (wanted !== undefined && wanted.id !== sound?.id) {
        // Nobody was there to hear it: it counts as done, and a node that comes back later stays silent.
        sound = { id: wanted.id, seenMs: nowMs, done: shown !== 'online' };
      }
      replan();
      const idle = phase === 'online' && held === null;
      if (idle && (findDifference() !== null || soundWaits(nowMs))) {
        urgent = true;
        dueMs = Math.min(dueMs, nowMs);
      }
    },
    stored(mark, nowMs) {
      if (reported !== null && reported.boot === mark.boot && reported.eventId === mark.eventId) {
        options.rememberEvent(reported.uid, mark);
      }
      if (gate === null || gate.boot !== mark.boot || gate.eventId !== mark.eventId) return;
      gate = null;
      held = null;
      rest(nowMs, nowMs);
    },
    forgive(stallMs) {
      silentSinceMs += stallMs;
    },
    judgeOffline(nowMs) {
      // The same sum as offlineAtMs: a difference may round the other way, and a wake without effect would spin.
      if (shown === 'offline' || nowMs < silentSinceMs + BUS_OFFLINE_MS) return;
      goOffline();
      if (phase !== 'down') renew(nowMs);
    },
  };
}

function sameFirmware(one: BusId, other: BusId): boolean {
  const { firmware: a } = one;
  const { firmware: b } = other;
  return one.model === other.model && a.major === b.major && a.minor === b.minor && a.patch === b.patch;
}

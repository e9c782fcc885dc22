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
import type { BusGuest } from './bus-guest.ts';
import type { BusMasterStats } from './bus-master-stats.ts';
import type { BusReport } from './bus-report.ts';
import type { NodeTarget } from './bus-target.ts';
import { createNodeDifference } from './node-difference.ts';
import type { PlannedCommand } from './node-plan.ts';

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
  /** The guest's: it hears the answer. */
  readonly guest: boolean;
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
  /** Time between two polls of this node at rest, and while a rating is open on it. */
  readonly restPollMs: () => number;
  readonly ratingPollMs: number;
  readonly stats: BusMasterStats;
  readonly emit: (report: BusReport) => void;
  /** The last stored event of a UID, over restarts of the host. */
  readonly lastEvent: (uid: string) => EventMark | undefined;
  readonly rememberEvent: (uid: string, mark: EventMark) => void;
  readonly guest: () => BusGuest | null;
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
  /** Its last send was not answered and is to be sent again. */
  readonly suspect: boolean;
  /** The last moment at which it surely heard us. */
  readonly heardMs: number;
  /** Sends so far of the request that `next` gave last. */
  readonly sends: number;
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
  /** No valid reply in time: the same bytes again when the line is free for it, and after the last send the end of the session. */
  onSilence(request: LinkRequest, nowMs: number): void;
  onTarget(target: NodeTarget | undefined, nowMs: number): void;
  /** A guest is here: it is told of the node when that is in service. */
  introduce(nowMs: number): void;
  /** The guest may have something to say to this node by now. */
  stir(nowMs: number): void;
  stored(mark: EventMark, nowMs: number): void;
  /** Our own process stood still so long: that was not the node's silence. */
  forgive(stallMs: number): void;
  judgeOffline(nowMs: number): void;
}

type Phase = 'down' | 'cap' | 'first-poll' | 'second-poll' | 'restore' | 'online';

/** Resending while an event waits to be stored; also keeps the node from going offline. */
const KEEPALIVE_MS = 1_000;
/** Commands in a row before a POLL lets the node speak. */
const COMMANDS_PER_POLL_MAX = 6;
const SEQ_OPENING = 0;

export function createNodeLink(options: NodeLinkOptions): NodeLink {
  const { address, stats, emit } = options;
  const pollWires = Array.from({ length: BUS_SEQ_MAX + 1 }, (_, seq) =>
    frame(BUS_REQUEST.poll, seq, new Uint8Array(0)),
  );
  const difference = createNodeDifference(options.charset, stats);
  let phase: Phase = 'down';
  let dueMs = Number.POSITIVE_INFINITY;
  let urgent = false;
  let seq = 1;
  let id: BusId | null = null;
  let cap: BusCap | null = null;
  let held: LinkRequest | null = null;
  let unanswered: LinkRequest | null = null;
  let sends = 0;
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
  let commandsInRow = 0;

  function frame(type: number, withSeq: number, payload: Uint8Array): Uint8Array {
    return encodeBusFrame({ address, reply: false, seq: withSeq, more: false, sec: false, type, payload });
  }

  /** Ends the session; the node is next contacted by ID. */
  function drop(): void {
    if (phase === 'online') options.guest()?.lost(address);
    phase = 'down';
    held = null;
    unanswered = null;
    gate = null;
    busySinceMs = null;
    moreWaits = false;
    difference.forget();
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
    return { wire, type, seq, sendsMax: BUS_SENDS_MAX, probe: false, planned, guest: false };
  }

  function next(nowMs: number): LinkRequest {
    if (unanswered === null) sends = 0;
    sends += 1;
    const again = unanswered ?? held;
    unanswered = null;
    return again ?? newRequest(nowMs);
  }

  function newRequest(nowMs: number): LinkRequest {
    if (phase === 'down') {
      const sendsMax = knownAlive ? BUS_SENDS_MAX : 1;
      const wire = frame(BUS_REQUEST.id, SEQ_OPENING, new Uint8Array(0));
      return {
        wire,
        type: BUS_REQUEST.id,
        seq: SEQ_OPENING,
        sendsMax,
        probe: !knownAlive,
        planned: null,
        guest: false,
      };
    }
    if (phase === 'cap') return request(BUS_REQUEST.cap, new Uint8Array(0), null);
    const mayCommand = commandsInRow < COMMANDS_PER_POLL_MAX;
    const command = mayCommand ? nextCommand(nowMs) : null;
    const wish = mayCommand && command === null && phase === 'online' ? options.guest()?.request(address, nowMs) : null;
    commandsInRow = command || wish ? commandsInRow + 1 : 0;
    if (command !== null) return request(command.type, command.payload, command);
    if (!wish) return request(BUS_REQUEST.poll, new Uint8Array(0), null);
    const { type, payload } = encodeBusRequest(wish);
    return { ...request(type, payload, null), guest: true };
  }

  function guestWaits(nowMs: number): boolean {
    return phase === 'online' && options.guest()?.wants(address, nowMs) === true;
  }

  /** The node hears nothing before. */
  function deafUntilMs(): number {
    return options.guest()?.deafUntilMs(address) ?? 0;
  }

  function nextCommand(nowMs: number): PlannedCommand | null {
    if (phase !== 'restore' && phase !== 'online') return null;
    return difference.lasting() ?? (phase === 'online' ? difference.takeSound(nowMs) : null);
  }

  function hasNews(nowMs: number): boolean {
    return difference.lasting() !== null || difference.soundWaits(nowMs);
  }

  /** After every exchange: the next wish for the line. */
  function rest(nowMs: number, startedMs: number): void {
    if (phase === 'restore' && difference.lasting() === null) goOnline(nowMs);
    if (gate !== null) {
      dueMs = Math.max(nowMs + KEEPALIVE_MS, deafUntilMs());
      urgent = false;
      return;
    }
    const more = moreWaits || phase !== 'online' || hasNews(nowMs);
    urgent = more;
    const soon = difference.isRating() || options.guest()?.hurries(address) === true;
    const pollMs = soon ? options.ratingPollMs : options.restPollMs();
    const restMs = guestWaits(nowMs) ? nowMs : Math.max(nowMs, startedMs + pollMs);
    dueMs = Math.max(more ? nowMs : restMs, deafUntilMs());
  }

  function goOnline(nowMs: number): void {
    if (id === null || cap === null) return;
    phase = 'online';
    failures = 0;
    introduce(nowMs);
    if (shown === 'online') return;
    shown = 'online';
    stats.online += 1;
    const { major, minor, patch } = id.firmware;
    emit({
      kind: 'node-online',
      address,
      uid: id.uid,
      boot: id.boot,
      model: id.model,
      fw: `${major}.${minor}.${patch}`,
      cap,
    });
  }

  function introduce(nowMs: number): void {
    if (phase === 'online' && id !== null && cap !== null) options.guest()?.met(address, id, cap, nowMs);
  }

  function goOffline(): void {
    if (shown === 'online') stats.online -= 1;
    shown = 'offline';
    emit({ kind: 'node-offline', address });
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
    if (event.kind === 'rating' && event.session !== 0) difference.rated(event.session);
    emit({ kind: 'event', address, uid, boot, eventId, ageMs: event.ageCs * 10, event });
  }

  /** True when the session goes on. */
  function onNak(sent: LinkRequest, reason: number, detail: number, nowMs: number): boolean {
    if (reason === BUS_NAK.sequence && phase === 'online') {
      stats.naks += 1;
      renew(nowMs);
      return false;
    }
    if (sent.guest && reason !== BUS_NAK.sequence && reason !== BUS_NAK.sec) {
      options.guest()?.reply(address, { kind: 'nak', reason, detail }, nowMs);
      return true;
    }
    if (sent.planned === null || reason === BUS_NAK.sequence || reason === BUS_NAK.sec) {
      if (reason === BUS_NAK.sequence) stats.naks += 1;
      fail(nowMs);
      return false;
    }
    stats.refused += 1;
    difference.confirm(sent.planned);
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
    if (reply.kind !== 'id' || sent.guest) silentSinceMs = nowMs;
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
    } else if (sent.guest) {
      options.guest()?.reply(address, reply, nowMs);
    } else if (reply.kind === 'id') {
      onId(reply, nowMs);
      if (phase === 'down') return;
      silentSinceMs = nowMs;
    } else if (reply.kind === 'cap') {
      cap = reply;
      phase = 'first-poll';
    } else if (reply.kind === 'ack') {
      if (sent.planned !== null) difference.confirm(sent.planned);
    } else if ('eventId' in reply) {
      onEvent(reply);
    }
    if (!sent.guest && (reply.kind === 'id' || reply.kind === 'cap')) difference.setCap(cap);
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
    get suspect() {
      return unanswered !== null;
    },
    get heardMs() {
      return heardMs;
    },
    get sends() {
      return sends;
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
    onSilence(request, nowMs) {
      if (sends >= request.sendsMax) {
        fail(nowMs);
        return;
      }
      unanswered = request;
      dueMs = nowMs;
    },
    onTarget(nextTarget, nowMs) {
      // A sound for a node that is away counts as done: when it comes back later it stays silent.
      if (!difference.setTarget(nextTarget, shown === 'online', nowMs)) return;
      const idle = phase === 'online' && held === null && unanswered === null;
      if (!idle || !hasNews(nowMs)) return;
      urgent = true;
      dueMs = Math.min(dueMs, Math.max(nowMs, deafUntilMs()));
    },
    introduce,
    stir(nowMs) {
      const idle = held === null && unanswered === null && gate === null;
      if (idle && guestWaits(nowMs)) dueMs = Math.min(dueMs, Math.max(nowMs, deafUntilMs()));
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
      if (shown === 'unknown' && phase === 'down' && failures === 0) {
        silentSinceMs = nowMs; // not asked yet: on a slow line with many nodes the first round takes longer than this
        return;
      }
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

/**
 * The host's side of the session with one node: which request comes next, and what an answer to it means. It knows nothing of the line
 * or of other nodes. It never makes a new SEQ while an event of the node is not stored: the new SEQ is what tells the node to forget.
 *
 *   down ──ID──► secure ──channel up──► cap ──CAP──► polls (2) ──► restore ──no difference──► online
 *    ▲            (with a key)           (kept for the same UID and firmware)                  │
 *    └──────────────── 3 sends unanswered: wait 0.5 .. 10 s ── NAK 04: at once ◄──────────────┘
 */

import { BUS_CONDITION, BUS_NAK, BUS_REPLY, BUS_REQUEST } from '../protocol/bus/bus-codes.ts';
import { encodeBusFrame } from '../protocol/bus/bus-frame.ts';
import {
  BUS_BUSY_GIVE_UP_MS,
  BUS_PROBE_BACKOFF_MS,
  BUS_SENDS_MAX,
  BUS_SEQ_MAX,
  BUS_SESSION_TRUST_MS,
} from '../protocol/bus/bus-limits.ts';
import type { BusCap, BusEvent, BusId, BusReply, BusState } from '../protocol/bus/bus-reply.ts';
import { createEventGate } from './event-gate.ts';
import { createLinkGuest } from './link-guest.ts';
import { type BusOrder, createLinkOrders } from './link-orders.ts';
import { createLinkSecurity, type SecureTrouble } from './link-security.ts';
import { createNodeDifference } from './node-difference.ts';
import type { LinkRequest, NodeLink, NodeLinkOptions } from './node-link-types.ts';
import type { PlannedCommand } from './node-plan.ts';
import { createNodePresence } from './node-presence.ts';
import { createRefusalCount } from './refusal-count.ts';

type Phase = 'down' | 'secure' | 'mending' | 'cap' | 'first-poll' | 'second-poll' | 'restore' | 'online';

/** On whose account a request is made. */
type Cause = Pick<LinkRequest, 'planned' | 'order' | 'guest'>;

/** Resending while an event waits to be stored; also keeps the node from going offline. */
const KEEPALIVE_MS = 1_000;
/** Commands in a row before a POLL lets the node speak. */
const COMMANDS_PER_POLL_MAX = 6;
const SEQ_OPENING = 0;
const NOTHING = new Uint8Array(0);
const NOBODY: Cause = { planned: null, order: null, guest: false };

export function createNodeLink(options: NodeLinkOptions): NodeLink {
  const { address, stats, emit } = options;
  const difference = createNodeDifference(options.charset, stats, options.glyph);
  const security = createLinkSecurity(options.random);
  const refusals = createRefusalCount();
  const events = createEventGate(options);
  const presence = createNodePresence(stats);
  const orders = createLinkOrders((id, end) => emit({ kind: 'order-ended', id, address, end }));
  const guest = createLinkGuest(address, options.guest, () =>
    phase === 'online' && id !== null && cap !== null ? { id, cap } : null,
  );
  let phase: Phase = 'down';
  let dueMs = Number.POSITIVE_INFINITY;
  let urgent = false;
  let seq = 1;
  let id: BusId | null = null;
  let cap: BusCap | null = null;
  let capWasProved = false;
  let state: BusState | null = null;
  let trouble: SecureTrouble | null = null;
  let keyTry = 0;
  let silences = 0;
  let held: LinkRequest | null = null;
  let unanswered: LinkRequest | null = null;
  let sends = 0;
  let busySinceMs: number | null = null;
  let moreWaits = false;
  let heardMs = 0;
  let failures = 0;
  let knownAlive = false;
  let mismatch: string | null = null;
  let saidUid: string | null = null;
  /** How the next session begins. */
  let nextWay: 'secure' | 'open' | 'mending' = 'secure';
  /** ID in the open, until the channel has confirmed it. */
  let opening: BusId | null = null;
  let commandsInRow = 0;

  const pollWires = Array.from({ length: BUS_SEQ_MAX + 1 }, (_, seq) => frame(BUS_REQUEST.poll, seq, NOTHING));

  function frame(type: number, withSeq: number, payload: Uint8Array): Uint8Array {
    const plain = { address, reply: false, seq: withSeq, more: false, sec: false, type, payload };
    return encodeBusFrame(security.isUp ? security.seal(plain) : plain);
  }

  /** Ends the session; the node is next contacted by ID. */
  function drop(): void {
    if (phase === 'online') guest.lose();
    phase = 'down';
    security.drop();
    held = null;
    unanswered = null;
    events.open();
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

  function request(type: number, payload: Uint8Array, what: Cause = NOBODY): LinkRequest {
    const sec = security.isUp;
    const known = type === BUS_REQUEST.poll && !sec ? pollWires[seq] : undefined;
    return { wire: known ?? frame(type, seq, payload), type, seq, sendsMax: BUS_SENDS_MAX, probe: false, ...what, sec };
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
      const wire = frame(BUS_REQUEST.id, SEQ_OPENING, NOTHING);
      const rest = { ...NOBODY, sec: false };
      return { wire, type: BUS_REQUEST.id, seq: SEQ_OPENING, sendsMax, probe: !knownAlive, ...rest };
    }
    if (phase === 'secure') {
      const { type, payload } = security.request();
      return request(type, payload);
    }
    if (phase === 'cap') return request(BUS_REQUEST.cap, NOTHING);
    const order = phase === 'online' || phase === 'mending' ? orders.next(phase === 'mending') : null;
    if (order !== null) return request(order.type, order.payload, { ...NOBODY, order });
    const mayCommand = commandsInRow < COMMANDS_PER_POLL_MAX;
    const command = mayCommand ? nextCommand(nowMs) : null;
    const wish = mayCommand && command === null ? guest.request(nowMs) : null;
    commandsInRow = command || wish ? commandsInRow + 1 : 0;
    if (command !== null) return request(command.type, command.payload, { ...NOBODY, planned: command });
    if (wish !== null) return request(wish.type, wish.payload, { ...NOBODY, guest: true });
    return request(BUS_REQUEST.poll, NOTHING);
  }

  function nextCommand(nowMs: number): PlannedCommand | null {
    if (phase !== 'restore' && phase !== 'online') return null;
    return difference.lasting() ?? (phase === 'online' ? difference.takeSound(nowMs) : null);
  }

  function hasNews(nowMs: number): boolean {
    return difference.lasting() !== null || difference.soundWaits(nowMs) || orders.waits(phase === 'mending');
  }

  /** After every exchange: the next wish for the line. */
  function rest(nowMs: number, startedMs: number): void {
    if (phase === 'restore' && difference.lasting() === null) goOnline(nowMs);
    if (events.isShut) {
      dueMs = Math.max(nowMs + KEEPALIVE_MS, guest.deafUntilMs());
      urgent = false;
      return;
    }
    const more = moreWaits || phase !== 'online' || hasNews(nowMs);
    urgent = more;
    const pollMs = difference.isRating() || guest.hurries() ? options.ratingPollMs : options.restPollMs();
    const restMs = guest.waits(nowMs) ? nowMs : Math.max(nowMs, startedMs + pollMs);
    dueMs = Math.max(more ? nowMs : restMs, guest.deafUntilMs());
  }

  function goOnline(nowMs: number): void {
    if (id === null || cap === null) return;
    phase = 'online';
    failures = 0;
    trouble = null;
    guest.meet(nowMs);
    if (!presence.goOnline()) return;
    const { major, minor, patch } = id.firmware;
    const secure = security.isUp;
    const fw = `${major}.${minor}.${patch}`;
    emit({ kind: 'node-online', address, uid: id.uid, boot: id.boot, model: id.model, fw, cap, secure });
  }

  function onId(reply: BusId, nowMs: number): void {
    saidUid = reply.uid;
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
    seq = 1;
    const way = nextWay;
    nextWay = 'secure';
    const keys = options.keys(reply.uid)?.keys ?? [];
    security.begin(reply.uid, way === 'secure' ? keys[keyTry % keys.length] : undefined);
    opening = reply;
    if (way === 'mending') phase = 'mending';
    else if (security.isStarting) phase = 'secure';
    else settle(reply);
  }

  /** The node is who it says, in the open or under the channel. */
  function settle(reply: BusId): void {
    stats.sessions += 1;
    opening = null;
    const kept = id !== null && id.uid === reply.uid && sameFirmware(id, reply) && capWasProved === security.isUp;
    // A reboot is news even when it was too quick to be an absence.
    if (id !== null && (id.uid !== reply.uid || id.boot !== reply.boot)) presence.renewed();
    id = reply;
    if (!kept) cap = null;
    phase = cap === null ? 'cap' : 'first-poll';
    difference.setCap(cap);
  }

  /** The answer to a step of the channel's start. False: this session is over. */
  function onSecureStep(reply: BusReply, nowMs: number): boolean {
    const found = security.onReply(reply);
    if (found === null) {
      if (security.isUp && reply.kind === 'id') {
        emit({ kind: 'channel-up', address, uid: reply.uid, keyTry });
        settle(reply);
      }
      return true;
    }
    if (found === 'broken') {
      fail(nowMs);
      return false;
    }
    return onTrouble(found, nowMs);
  }

  /** The node and its key do not fit: the other key is tried, or it is mended by whoever stands there, or it is not used. */
  function onTrouble(found: SecureTrouble, nowMs: number): boolean {
    const uid = (opening ?? id)?.uid ?? '';
    refusals.forget();
    const held = options.keys(uid);
    if (held !== undefined && found !== 'no-key-here') {
      keyTry = (keyTry + 1) % held.keys.length;
      if (keyTry === 0 && found === 'no-key-there' && held.mayBeOpen) nextWay = 'open';
    }
    if (keyTry === 0 && nextWay === 'secure' && orders.waits(true)) nextWay = 'mending';
    if (keyTry !== 0 || nextWay !== 'secure') {
      renew(nowMs);
      return false;
    }
    if (trouble !== found) emit({ kind: 'node-locked', address, uid, why: found });
    trouble = found;
    failures = BUS_PROBE_BACKOFF_MS.length;
    fail(nowMs);
    return false;
  }

  function onEvent(event: BusEvent): void {
    if (id === null) return;
    const { uid, boot } = id;
    const { eventId } = event;
    if (!events.take(event, uid, boot)) return;
    if (event.kind === 'state') onState(event, boot);
    if (event.kind === 'rating' && event.session !== 0) difference.rated(event.session);
    emit({ kind: 'event', address, uid, boot, eventId, ageMs: event.ageCs * 10, event });
  }

  function onState(event: BusState, boot: number): void {
    state = event;
    refusals.told(boot, event.refused ?? 0);
  }

  /** True when the session goes on. */
  function onNak(sent: LinkRequest, reason: number, detail: number, nowMs: number): boolean {
    if (sent.order !== null && reason !== BUS_NAK.sequence) {
      orders.end(sent.order, { end: 'refused', reason, detail });
      renew(nowMs);
      return false;
    }
    if (reason === BUS_NAK.condition && detail === BUS_CONDITION.needsChannel) return onTrouble('no-key-here', nowMs);
    if (reason === BUS_NAK.sequence && phase === 'online') {
      stats.naks += 1;
      renew(nowMs);
      return false;
    }
    if (sent.guest && reason !== BUS_NAK.sequence && reason !== BUS_NAK.sec) {
      guest.hear({ kind: 'nak', reason, detail }, nowMs);
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

  /** A key that the node has taken is in force from the next session on. */
  function onOrderDone(order: BusOrder, reply: BusReply, nowMs: number): boolean {
    orders.end(order, { end: 'done', reply });
    if (order.type !== BUS_REQUEST.keyset) return true;
    keyTry = 0;
    renew(nowMs);
    return false;
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
    if (reply.kind !== 'id' || sent.guest) presence.heard(nowMs);
    if (reply.kind === 'busy') {
      onBusy(sent, reply.waitMs, nowMs);
      return;
    }
    busySinceMs = null;
    if (events.isShut && held !== null) {
      // The cached reply again, asked for only to be heard; anything but it means that the node has forgotten the session.
      if (reply.kind === 'nak') renew(nowMs);
      else rest(nowMs, nowMs);
      return;
    }
    held = null;
    moreWaits = more;
    if (phase === 'secure') {
      if (!onSecureStep(reply, nowMs)) return;
    } else if (reply.kind === 'nak') {
      if (!onNak(sent, reply.reason, reply.detail, nowMs)) return;
    } else if (sent.guest) {
      guest.hear(reply, nowMs);
    } else if (sent.order !== null) {
      if (!onOrderDone(sent.order, reply, nowMs)) return;
    } else if (reply.kind === 'id') {
      onId(reply, nowMs);
      if (phase === 'down') return;
      presence.heard(nowMs);
    } else if (reply.kind === 'cap') {
      cap = reply;
      capWasProved = security.isUp;
      phase = 'first-poll';
    } else if (reply.kind === 'ack') {
      if (sent.planned !== null) difference.confirm(sent.planned);
    } else if ('eventId' in reply) {
      onEvent(reply);
    }
    if (reply.kind === 'cap') difference.setCap(cap);
    else if (sent.type === BUS_REQUEST.poll && phase === 'first-poll') phase = 'second-poll';
    else if (sent.type === BUS_REQUEST.poll && phase === 'second-poll') phase = 'restore';
    if (sent.seq !== SEQ_OPENING) seq = (sent.seq % BUS_SEQ_MAX) + 1;
    if (events.isShut) held = sent;
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
      return presence.isOnline;
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
    get facts() {
      return { id, saidUid, cap, state, secure: security.isUp, trouble, silences, forged: refusals.total };
    },
    get offlineAtMs() {
      return presence.offlineAtMs;
    },
    open(nowMs) {
      drop();
      failures = 0;
      knownAlive = false;
      dueMs = nowMs;
      presence.opened(nowMs);
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
      silences += 1;
      if (sends >= request.sendsMax) {
        fail(nowMs);
        return;
      }
      unanswered = request;
      dueMs = nowMs;
    },
    onTarget(nextTarget, nowMs) {
      // A sound for a node that is away counts as done: when it comes back later it stays silent.
      if (!difference.setTarget(nextTarget, presence.isOnline, nowMs)) return;
      const idle = phase === 'online' && held === null && unanswered === null;
      if (!idle || !hasNews(nowMs)) return;
      urgent = true;
      dueMs = Math.min(dueMs, Math.max(nowMs, guest.deafUntilMs()));
    },
    introduce: guest.meet,
    stir(nowMs) {
      const idle = held === null && unanswered === null && !events.isShut;
      if (idle && guest.waits(nowMs)) dueMs = Math.min(dueMs, Math.max(nowMs, guest.deafUntilMs()));
    },
    unseal(sent, frame, nowMs) {
      if (!sent.sec) return frame.sec ? refusals.refuse() : frame;
      const opened = security.open(frame);
      if (opened !== null) return opened;
      const isForgotten = !frame.sec && frame.type === BUS_REPLY.nak && frame.payload[0] === BUS_NAK.sequence;
      return isForgotten && refusals.mayRestart(nowMs) ? frame : refusals.refuse();
    },
    takeRefusals: refusals.take,
    order(order, nowMs) {
      orders.add(order, nowMs);
      if (phase === 'online' && held === null && unanswered === null) {
        urgent = true;
        dueMs = Math.min(dueMs, nowMs);
      } else if (phase === 'down') renew(nowMs);
    },
    expireOrders: orders.expire,
    get ordersEndMs() {
      return orders.oldestMs;
    },
    stored(mark, nowMs) {
      if (!events.stored(mark)) return;
      held = null;
      rest(nowMs, nowMs);
    },
    forgive: presence.forgive,
    judgeOffline(nowMs) {
      if (!presence.judge(phase === 'down' && failures === 0, nowMs)) return;
      emit({ kind: 'node-offline', address });
      if (phase !== 'down') renew(nowMs);
    },
  };
}

function sameFirmware(one: BusId, other: BusId): boolean {
  const { firmware: a } = one;
  const { firmware: b } = other;
  return one.model === other.model && a.major === b.major && a.minor === b.minor && a.patch === b.patch;
}

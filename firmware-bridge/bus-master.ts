/**
 * The host of one hall bus: decides who has the line, keeps one request on it at a time, and hands answers to the node's link. It holds
 * what every node should show and closes the difference with what the node has confirmed. It never sends a node a new SEQ before
 * `stored` was called for its event, and never takes its own lateness for a node's silence.
 *
 *   idle ──due node──► waiting ──valid reply──► 1 ms gap ──► idle
 *                        │ ▲──── identical bytes, 3 sends in all
 *                        └─no reply in time──► link.onSilence ──► idle
 */
import { BUS_BROADCAST, BUS_REQUEST } from '../protocol/bus/bus-codes.ts';
import { encodeBusFrame, type ReceivedBusFrame } from '../protocol/bus/bus-frame.ts';
import { createBusFrameReader } from '../protocol/bus/bus-frame-reader.ts';
import {
  BUS_BITS_PER_BYTE,
  BUS_FRAME_OVERHEAD_BYTES,
  BUS_GUEST_EVERY_MS,
  BUS_HOST_SLACK_MS,
  BUS_TICK_LATE_MS,
  BUS_TIME_EVERY_MS,
  BUS_TURN_GAP_MS,
  BUS_TURNAROUND_MS_MAX,
} from '../protocol/bus/bus-limits.ts';
import { decodeBusReply, isReplyAllowed, longestReplyPayload } from '../protocol/bus/bus-reply.ts';
import { encodeBusRequest } from '../protocol/bus/bus-request.ts';
import type { Charset } from '../protocol/charset.ts';
import type { DriverOutput, LineDriver } from '../protocol/line-driver.ts';
import type { BusGuest } from './bus-guest.ts';
import { type BusMasterStats, createBusMasterStats } from './bus-master-stats.ts';
import type { BusNodeKind } from './bus-node-kind.ts';
import type { BusReport } from './bus-report.ts';
import { createBusSchedule } from './bus-schedule.ts';
import type { BusTarget } from './bus-target.ts';
import { createNodeLink, type EventMark, type LinkRequest, type NodeLink } from './node-link.ts';

export interface BusMasterNode {
  /** 01..7D. */
  readonly address: number;
  readonly kind: BusNodeKind;
  /** 24 hexadecimal digits; a node with another UID at this address is reported and not used. */
  readonly uid?: string;
}

export interface BusMasterOptions {
  readonly baud: number;
  readonly charset: Charset;
  readonly nodes: readonly BusMasterNode[];
  /** Last stored event by UID, so that a repeat over our own restart is not counted twice. */
  readonly lastEvents?: ReadonlyMap<string, EventMark>;
  /** Least time between two polls of one call keypad; default 150, and more where many are in use. */
  readonly keypadPollMs?: number;
}

export interface BusMaster extends LineDriver<BusTarget, BusReport> {
  /** The event is committed: the node may now be told to forget it. */
  stored(address: number, boot: number, eventId: number, nowMs: number): DriverOutput<BusReport>;
  /** Lets somebody use the line beside the hall's own work, or sends them away. */
  setGuest(guest: BusGuest | null, nowMs: number): DriverOutput<BusReport>;
  readonly stats: Readonly<BusMasterStats>;
}

/** The request on the line. */
interface Exchange {
  readonly link: NodeLink;
  readonly request: LinkRequest;
  /** When its last bit has left. */
  sentAtMs: number;
  deadlineMs: number;
  /** A slack was granted because our own tick came late. */
  forgiven: boolean;
}

/** A key is noticed after half of this on average. */
const KEYPAD_POLL_MS = 150;
/** Every frame wakes the process several times, which costs far more than the frame: some 80 keypad polls a second are enough. */
const KEYPAD_POLL_MS_PER_NODE = 12;
/** A call keypad at which nobody works can only be logged in at; this is still soon enough for that. */
const KEYPAD_RESTING_POLL_MS = 1_000;
/** A rating keypad on which nothing is open has nothing to say. */
const RATING_REST_POLL_MS = 1_000;
/** A panel has only its state to tell; it must hear a frame every 2 s. */
const PANEL_POLL_MS = 1_500;
const STATS_EVERY_MS = 10_000;
/** A line that was alive and gives no byte for this long, over this many sends, is opened anew. */
const MUTE_LINE_MS = 30_000;
const MUTE_LINE_SENDS = 50;
/** A wall clock this far from what we would broadcast is news. */
const CLOCK_STEP_MS = 500;
/** UIDs whose last event is remembered: all addresses, replaced several times over. */
const REMEMBERED_UIDS_MAX = 1_024;

export function createBusMaster(options: BusMasterOptions): BusMaster {
  const stats = createBusMasterStats();
  const reader = createBusFrameReader();
  const byteMs = (BUS_BITS_PER_BYTE * 1000) / options.baud;
  const lastEvents = new Map(options.lastEvents ?? []);
  let writes: Uint8Array[] = [];
  let reports: BusReport[] = [];
  let resetReason: string | null = null;
  let isOpen = false;
  let exchange: Exchange | null = null;
  let lineFreeMs = 0;
  let expectedWakeMs: number | null = null;
  let lastByteMs: number | null = null;
  let muteSends = 0;
  let nextStatsMs: number | null = null;
  let clock: { readonly unixMs: number; readonly offsetMin: number; readonly atMs: number } | null = null;
  let nextTimeMs = 0;
  let guest: BusGuest | null = null;
  let guestSentMs = 0;
  /** No node can become offline before this; kept so that a step need not look at every node. */
  let offlineNotBeforeMs = 0;

  const keypads = new Set(options.nodes.filter((node) => node.kind === 'call-keypad').map((node) => node.address));
  const resting = new Set<number>();
  let keypadPollMs = 0;
  /** Among equals the first is served first: people look at the panels, and feel no lamp. */
  const panelsFirst = [...options.nodes].sort((a, b) => Number(b.kind === 'panel') - Number(a.kind === 'panel'));
  const links = panelsFirst.map((node) => linkOf(node));
  const byAddress = new Map(links.map((link) => [link.address, link]));
  const schedule = createBusSchedule({
    links,
    isFast: (link) => keypads.has(link.address) && !resting.has(link.address),
    cycleMs: () => keypadPollMs,
    stats,
  });
  setPace();

  /** The keypads in use share the line's time: the fewer they are, the sooner each key is noticed. */
  function setPace(): void {
    const inUse = keypads.size - resting.size;
    keypadPollMs = options.keypadPollMs ?? Math.max(KEYPAD_POLL_MS, inUse * KEYPAD_POLL_MS_PER_NODE);
  }

  function restPollMs({ kind, address }: BusMasterNode): number {
    if (kind === 'panel') return PANEL_POLL_MS;
    if (kind === 'rating-keypad') return RATING_REST_POLL_MS;
    return resting.has(address) ? Math.max(KEYPAD_RESTING_POLL_MS, keypadPollMs) : keypadPollMs;
  }

  function setResting(target: BusTarget): void {
    resting.clear();
    for (const address of keypads) if (target.nodes.get(address)?.resting === true) resting.add(address);
    setPace();
  }

  function linkOf(node: BusMasterNode): NodeLink {
    return createNodeLink({
      address: node.address,
      ...(node.uid === undefined ? {} : { uid: node.uid }),
      charset: options.charset,
      restPollMs: () => restPollMs(node),
      ratingPollMs: KEYPAD_POLL_MS,
      stats,
      emit(report) {
        reports.push(report);
        if (report.kind !== 'node-online') return;
        nextTimeMs = 0; // a node that has booted has no time
        offlineNotBeforeMs = 0;
      },
      lastEvent: (uid) => lastEvents.get(uid),
      rememberEvent,
      guest: () => guest,
    });
  }

  function rememberEvent(uid: string, mark: EventMark): void {
    lastEvents.delete(uid);
    lastEvents.set(uid, mark);
    if (lastEvents.size <= REMEMBERED_UIDS_MAX) return;
    const [oldest] = lastEvents.keys();
    if (oldest !== undefined) lastEvents.delete(oldest);
  }

  /** Our own process came late: the time it stood still counts for nobody's silence. */
  function noticeStall(nowMs: number): void {
    if (expectedWakeMs === null || nowMs - expectedWakeMs <= BUS_TICK_LATE_MS) return;
    stats.stalls += 1;
    for (const link of links) link.forgive(nowMs - expectedWakeMs);
    expectedWakeMs = nowMs;
  }

  function write(wire: Uint8Array, nowMs: number): number {
    writes.push(wire);
    stats.framesSent += 1;
    stats.bytesSent += wire.length;
    return nowMs + wire.length * byteMs;
  }

  function longestReplyMs(requestType: number): number {
    return (longestReplyPayload(requestType) + BUS_FRAME_OVERHEAD_BYTES) * byteMs;
  }

  function send(link: NodeLink, nowMs: number): void {
    const request = link.next(nowMs);
    if (link.sends > 1) stats.retries += 1;
    const sentAtMs = write(request.wire, nowMs);
    muteSends += 1;
    const deadlineMs = sentAtMs + BUS_TURNAROUND_MS_MAX + longestReplyMs(request.type) + BUS_HOST_SLACK_MS;
    exchange = { link, request, sentAtMs, deadlineMs, forgiven: false };
  }

  /** No valid reply by the deadline: wait once more if we were late ourselves, else it is silence. */
  function judge(current: Exchange, nowMs: number): void {
    if (!current.forgiven && nowMs - current.deadlineMs > BUS_TICK_LATE_MS) {
      current.forgiven = true;
      current.deadlineMs = nowMs + BUS_HOST_SLACK_MS;
      return;
    }
    stats.timeouts += 1;
    exchange = null;
    const { link, request } = current;
    link.onSilence(request, nowMs);
    schedule.served(link, request.probe, nowMs);
  }

  function takeFrame(frame: ReceivedBusFrame, nowMs: number): void {
    if (!frame.reply) {
      stats.echoes += 1;
      return;
    }
    const current = exchange;
    if (current === null || frame.address !== current.link.address || frame.seq !== current.request.seq) {
      stats.unexpected += 1;
      return;
    }
    const reply = decodeBusReply(frame.type, frame.payload);
    if (frame.sec || !reply.ok || !isReplyAllowed(current.request.type, reply.value.kind)) {
      stats.invalid += 1;
      return;
    }
    stats.replies += 1;
    exchange = null;
    const replyMs = (frame.payload.length + BUS_FRAME_OVERHEAD_BYTES) * byteMs;
    // After a retry the answer to the first send may still be coming: let it pass.
    lineFreeMs = nowMs + (current.link.sends > 1 ? BUS_TURNAROUND_MS_MAX + replyMs : BUS_TURN_GAP_MS);
    const { link, request } = current;
    if (request.probe) stats.probes += 1;
    link.onReply(request, reply.value, frame.more, current.sentAtMs, nowMs);
    schedule.served(link, false, nowMs);
  }

  function broadcastTime(nowMs: number): boolean {
    if (clock === null || nowMs < nextTimeMs || stats.online === 0) return false;
    const unixMs = Math.round(clock.unixMs + (nowMs - clock.atMs));
    const message = encodeBusRequest({ kind: 'time', unixMs, offsetMin: clock.offsetMin });
    const wire = encodeBusFrame({ address: BUS_BROADCAST, reply: false, seq: 0, more: false, sec: false, ...message });
    lineFreeMs = write(wire, nowMs) + BUS_TURN_GAP_MS;
    nextTimeMs = nowMs + BUS_TIME_EVERY_MS;
    stats.broadcasts += 1;
    return true;
  }

  /** What the guest has for everybody: when nobody else is due, or when it has waited long enough. */
  function broadcastForGuest(nowMs: number, notBeforeMs: number): boolean {
    if (nowMs < notBeforeMs) return false;
    const given = guest?.broadcast(nowMs) ?? null;
    if (given === null) return false;
    const message = encodeBusRequest(given.request);
    const wire = encodeBusFrame({ address: BUS_BROADCAST, reply: false, seq: 0, more: false, sec: false, ...message });
    lineFreeMs = write(wire, nowMs) + Math.max(BUS_TURN_GAP_MS, given.pauseMs);
    guestSentMs = nowMs;
    stats.broadcasts += 1;
    return true;
  }

  function useLine(nowMs: number): void {
    if (guest !== null) {
      guest.tick(nowMs);
      for (const link of links) link.stir(nowMs);
    }
    if (exchange !== null || nowMs < lineFreeMs || broadcastTime(nowMs)) return;
    if (broadcastForGuest(nowMs, guestSentMs + BUS_GUEST_EVERY_MS)) return;
    const link = schedule.choose(nowMs);
    if (link === null) {
      broadcastForGuest(nowMs, nowMs);
      return;
    }
    if (!link.trusts(nowMs)) link.renew(nowMs);
    send(link, nowMs);
  }

  function watchLine(nowMs: number): void {
    if (lastByteMs === null || muteSends < MUTE_LINE_SENDS || nowMs - lastByteMs < MUTE_LINE_MS) return;
    stats.lineResets += 1;
    resetReason = `no byte from any node for ${MUTE_LINE_MS / 1000} s`;
    lastByteMs = null;
  }

  /** The bound holds because a node's silence can only begin later than it is known to have begun now. */
  function judgeOffline(nowMs: number): void {
    for (const link of links) link.judgeOffline(nowMs);
    offlineNotBeforeMs = Number.POSITIVE_INFINITY;
    for (const link of links) {
      offlineNotBeforeMs = Math.min(offlineNotBeforeMs, link.offlineAtMs ?? Number.POSITIVE_INFINITY);
    }
  }

  function wakeAtMs(nowMs: number): number | null {
    let wakeMs = Math.min(offlineNotBeforeMs, nextStatsMs ?? Number.POSITIVE_INFINITY);
    if (isOpen) {
      if (exchange !== null) wakeMs = Math.min(wakeMs, exchange.deadlineMs);
      else {
        const timeMs = clock !== null && stats.online > 0 ? nextTimeMs : Number.POSITIVE_INFINITY;
        const guestMs = guest?.wakeAtMs(nowMs) ?? Number.POSITIVE_INFINITY;
        wakeMs = Math.min(wakeMs, Math.max(lineFreeMs, Math.min(timeMs, guestMs, schedule.nextDueMs())));
      }
    }
    return Number.isFinite(wakeMs) ? wakeMs : null;
  }

  /** The common end of every step. */
  function finish(nowMs: number): DriverOutput<BusReport> {
    if (isOpen) {
      if (exchange !== null && nowMs >= exchange.deadlineMs) judge(exchange, nowMs);
      useLine(nowMs);
      watchLine(nowMs);
    }
    if (nowMs >= offlineNotBeforeMs) judgeOffline(nowMs);
    if (nextStatsMs !== null && nowMs >= nextStatsMs) {
      nextStatsMs = nowMs + STATS_EVERY_MS;
      reports.push({ kind: 'bus-stats', stats: { ...stats } });
    }
    const wakeMs = wakeAtMs(nowMs);
    expectedWakeMs = wakeMs === null ? null : Math.max(wakeMs, nowMs);
    const output = { writes, reports, wakeAtMs: expectedWakeMs };
    const reason = resetReason;
    writes = [];
    reports = [];
    resetReason = null;
    return reason === null ? output : { ...output, resetLine: reason };
  }

  return {
    stats,
    onOpen(nowMs) {
      isOpen = true;
      exchange = null;
      // A node may still be answering whoever had the line before us.
      lineFreeMs = nowMs + BUS_TURNAROUND_MS_MAX + longestReplyMs(BUS_REQUEST.id);
      lastByteMs = null;
      muteSends = 0;
      nextStatsMs ??= nowMs + STATS_EVERY_MS;
      reader.reset();
      expectedWakeMs = null;
      for (const link of links) link.open(nowMs);
      offlineNotBeforeMs = nowMs;
      schedule.restart(nowMs);
      return finish(nowMs);
    },
    onClose(nowMs) {
      isOpen = false;
      exchange = null;
      for (const link of links) link.close();
      return finish(nowMs);
    },
    onBytes(bytes, nowMs) {
      noticeStall(nowMs);
      lastByteMs = nowMs;
      muteSends = 0;
      stats.bytesReceived += bytes.length;
      for (const frame of reader.push(bytes)) takeFrame(frame, nowMs);
      const { cobs, crc, long, short, version } = reader.stats.dropped;
      stats.spoiled = cobs + crc + long + short + version;
      return finish(nowMs);
    },
    onTick(nowMs) {
      noticeStall(nowMs);
      return finish(nowMs);
    },
    onTarget(target, nowMs) {
      setResting(target);
      for (const link of links) link.onTarget(target.nodes.get(link.address), nowMs);
      const { time } = target;
      const expectedMs = clock === null ? null : clock.unixMs + (nowMs - clock.atMs);
      const isNews =
        time !== undefined &&
        (expectedMs === null ||
          Math.abs(expectedMs - time.unixMs) > CLOCK_STEP_MS ||
          clock?.offsetMin !== time.offsetMin);
      if (isNews) nextTimeMs = nowMs;
      clock = time === undefined ? null : { ...time, atMs: nowMs };
      return finish(nowMs);
    },
    setGuest(next, nowMs) {
      guest = next;
      for (const link of links) link.introduce(nowMs);
      return finish(nowMs);
    },
    stored(address, boot, eventId, nowMs) {
      byAddress.get(address)?.stored({ boot, eventId }, nowMs);
      return finish(nowMs);
    },
  };
}

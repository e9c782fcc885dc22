/**
 * The host of one hall bus: decides who has the line, keeps one request on it at a time, and hands answers to the node's link. It holds
 * what every node should show and closes the difference with what the node has confirmed. It never sends a node a new SEQ before
 * `stored` was called for its event, and never takes its own lateness for a node's silence.
 *
 *   idle ──due node──► waiting ──valid reply──► 1 ms gap ──► idle
 *                        │ ▲──── identical bytes, 3 sends in all
 *                        └─no reply in time──► link.onSilence ──► idle
 */
import { BUS_REQUEST } from '../protocol/bus/bus-codes.ts';
import type { ReceivedBusFrame } from '../protocol/bus/bus-frame.ts';
import { createBusFrameReader } from '../protocol/bus/bus-frame-reader.ts';
import {
  BUS_BITS_PER_BYTE,
  BUS_FRAME_OVERHEAD_BYTES,
  BUS_HOST_SLACK_MS,
  BUS_MAC_BYTES,
  BUS_TICK_LATE_MS,
  BUS_TURN_GAP_MS,
  BUS_TURNAROUND_MS_MAX,
} from '../protocol/bus/bus-limits.ts';
import { decodeBusReply, isReplyAllowed, longestReplyPayload } from '../protocol/bus/bus-reply.ts';
import type { DriverOutput } from '../protocol/line-driver.ts';
import { createBusAddressing } from './bus-addressing.ts';
import { createBusClock } from './bus-clock.ts';
import { createBusErrands } from './bus-errands.ts';
import { createBusMasterStats } from './bus-master-stats.ts';
import type { BusMaster, BusMasterNode, BusMasterOptions } from './bus-master-types.ts';
import { createBusPace, KEYPAD_POLL_MS } from './bus-pace.ts';
import type { BusReport } from './bus-report.ts';
import { createBusSchedule } from './bus-schedule.ts';
import { createBusSurvey } from './bus-survey.ts';
import { createEventMarks } from './event-marks.ts';
import { noGlyphs } from './glyph-slots.ts';
import { createGuestLine } from './guest-line.ts';
import { createMuteLine, MUTE_LINE_MS } from './mute-line.ts';
import { createNodeLink } from './node-link.ts';
import type { LinkRequest, NodeLink } from './node-link-types.ts';

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

const STATS_EVERY_MS = 10_000;
/** Nodes outside the configuration that an installer works with; each costs a poll every 1.5 s until the restart. */
const GUESTS_MAX = 8;
/** Refused frames of one node are told at most this often. */
const FORGED_EVERY_MS = 10_000;

export function createBusMaster(options: BusMasterOptions): BusMaster {
  const stats = createBusMasterStats();
  const reader = createBusFrameReader();
  let baud = options.baud;
  let byteMs = (BUS_BITS_PER_BYTE * 1000) / baud;
  const lastEvents = createEventMarks(options.lastEvents);
  const muteLine = createMuteLine();
  const guestLine = createGuestLine();
  let writes: Uint8Array[] = [];
  let reports: BusReport[] = [];
  let resetReason: string | null = null;
  let isOpen = false;
  let exchange: Exchange | null = null;
  let lineFreeMs = 0;
  let lineEndMs = 0;
  let expectedWakeMs: number | null = null;
  let nextStatsMs: number | null = null;
  let ordersEndMs = Number.POSITIVE_INFINITY;
  let forgedToldMs = Number.NEGATIVE_INFINITY;
  /** No node can become offline before this; kept so that a step need not look at every node. */
  let offlineNotBeforeMs = 0;

  const pace = createBusPace(options);
  const clock = createBusClock(() => stats.online > 0);
  const errands = createBusErrands([clock]);
  /** Among equals the first is served first: people look at the panels, and feel no lamp. */
  const panelsFirst = [...options.nodes].sort((a, b) => Number(b.kind === 'panel') - Number(a.kind === 'panel'));
  const kinds = new Map(options.nodes.map(({ address, kind }) => [address, kind]));
  const links = panelsFirst.map((node) => linkOf(node));
  const byAddress = new Map(links.map((link) => [link.address, link]));
  const schedule = createBusSchedule({
    links,
    isFast: (link) => pace.isFast(link.address),
    cycleMs: pace.cycleMs,
    stats,
  });

  function linkOf(node: BusMasterNode): NodeLink {
    return createNodeLink({
      address: node.address,
      ...(node.uid === undefined ? {} : { uid: node.uid }),
      charset: options.charset,
      restPollMs: () => pace.restPollMs(node),
      keys: options.keys ?? (() => undefined),
      random: options.random ?? (() => 0),
      glyph: options.glyph ?? noGlyphs,
      ratingPollMs: KEYPAD_POLL_MS,
      stats,
      emit(report) {
        reports.push(report);
        if (report.kind !== 'node-online') return;
        clock.askedFor(); // a node that has booted has no time
        offlineNotBeforeMs = 0;
      },
      lastEvent: lastEvents.of,
      rememberEvent: lastEvents.remember,
      guest: () => guestLine.guest,
    });
  }

  /** Somebody installs a node that the configuration does not name yet. */
  function addGuest(address: number, nowMs: number): NodeLink | null {
    if (links.length - options.nodes.length >= GUESTS_MAX) return null;
    const link = linkOf({ address, kind: 'panel' });
    links.push(link);
    byAddress.set(address, link);
    if (isOpen) link.open(nowMs);
    return link;
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
    lineEndMs = nowMs + wire.length * byteMs;
    return lineEndMs;
  }

  function longestReplyMs(requestType: number, sec = false): number {
    const macBytes = sec ? BUS_MAC_BYTES : 0;
    return (longestReplyPayload(requestType) + BUS_FRAME_OVERHEAD_BYTES + macBytes) * byteMs;
  }

  function send(link: NodeLink, nowMs: number): void {
    const request = link.next(nowMs);
    if (link.sends > 1) stats.retries += 1;
    const sentAtMs = write(request.wire, nowMs);
    muteLine.sent();
    const deadlineMs = sentAtMs + BUS_TURNAROUND_MS_MAX + longestReplyMs(request.type, request.sec) + BUS_HOST_SLACK_MS;
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

  function takeFrame(received: ReceivedBusFrame, nowMs: number): void {
    if (!received.reply) {
      stats.echoes += 1;
      return;
    }
    if (errands.untilMs !== null) {
      errands.onFrame(received, nowMs);
      return;
    }
    const current = exchange;
    if (current === null || received.address !== current.link.address || received.seq !== current.request.seq) {
      stats.unexpected += 1;
      return;
    }
    const frame = current.link.unseal(current.request, received, nowMs);
    if (frame === null) {
      stats.forged += 1;
      return;
    }
    const reply = decodeBusReply(frame.type, frame.payload);
    if (!reply.ok || !isReplyAllowed(current.request.type, reply.value.kind)) {
      stats.invalid += 1;
      return;
    }
    stats.replies += 1;
    exchange = null;
    const replyMs = (received.payload.length + BUS_FRAME_OVERHEAD_BYTES) * byteMs;
    // After a retry the answer to the first send may still be coming: let it pass.
    lineFreeMs = nowMs + (current.link.sends > 1 ? BUS_TURNAROUND_MS_MAX + replyMs : BUS_TURN_GAP_MS);
    const { link, request } = current;
    if (request.probe) stats.probes += 1;
    link.onReply(request, reply.value, frame.more, current.sentAtMs, nowMs);
    schedule.served(link, false, nowMs);
  }

  function listenEnds(nowMs: number): void {
    const untilMs = errands.untilMs;
    if (untilMs === null || nowMs < untilMs) return;
    if (!errands.extended && nowMs - untilMs > BUS_TICK_LATE_MS) errands.extend(nowMs + BUS_HOST_SLACK_MS);
    else errands.end(stats.spoiled, nowMs);
  }

  function broadcast(nowMs: number): boolean {
    const isSent = errands.begin(nowMs, (wire) => write(wire, nowMs), stats.spoiled);
    if (!isSent) return false;
    lineFreeMs = lineEndMs + BUS_TURN_GAP_MS;
    stats.broadcasts += 1;
    return true;
  }

  function broadcastForGuest(idle: boolean, nowMs: number): boolean {
    const given = guestLine.broadcast(idle, nowMs);
    if (given === null) return false;
    lineFreeMs = write(given.wire, nowMs) + given.pauseMs;
    stats.broadcasts += 1;
    return true;
  }

  function useLine(nowMs: number): void {
    guestLine.stir(links, nowMs);
    if (exchange !== null || errands.untilMs !== null || nowMs < lineFreeMs) return;
    if (!schedule.isStarving(nowMs) && (broadcast(nowMs) || broadcastForGuest(false, nowMs))) return;
    const link = schedule.choose(nowMs);
    if (link === null) return void broadcastForGuest(true, nowMs);
    if (!link.trusts(nowMs)) link.renew(nowMs);
    send(link, nowMs);
  }

  function watchLine(nowMs: number): void {
    if (!muteLine.takeMute(nowMs)) return;
    stats.lineResets += 1;
    resetReason = `no byte from any node for ${MUTE_LINE_MS / 1000} s`;
  }

  /** The bound holds because a node's silence can only begin later than it is known to have begun now. */
  function judgeOffline(nowMs: number): void {
    for (const link of links) link.judgeOffline(nowMs);
    offlineNotBeforeMs = Number.POSITIVE_INFINITY;
    for (const link of links) {
      offlineNotBeforeMs = Math.min(offlineNotBeforeMs, link.offlineAtMs ?? Number.POSITIVE_INFINITY);
    }
  }

  /** Orders that nobody waits for any more, and what was tried on the wire. */
  function tellOthers(nowMs: number): void {
    if (nowMs >= ordersEndMs) {
      for (const link of links) link.expireOrders(nowMs);
      ordersEndMs = Math.min(...links.map((link) => link.ordersEndMs ?? Number.POSITIVE_INFINITY));
    }
    if (nowMs - forgedToldMs < FORGED_EVERY_MS) return;
    for (const link of links) {
      const count = link.takeRefusals();
      if (count === 0) continue;
      reports.push({ kind: 'forged', address: link.address, count });
      forgedToldMs = nowMs;
    }
  }

  function wakeAtMs(nowMs: number): number | null {
    let wakeMs = Math.min(offlineNotBeforeMs, ordersEndMs, nextStatsMs ?? Number.POSITIVE_INFINITY);
    if (isOpen) {
      if (exchange !== null) wakeMs = Math.min(wakeMs, exchange.deadlineMs);
      else if (errands.untilMs !== null) wakeMs = Math.min(wakeMs, errands.untilMs);
      else {
        const dueMs = Math.min(errands.dueMs(), guestLine.wakeAtMs(nowMs), schedule.nextDueMs());
        wakeMs = Math.min(wakeMs, Math.max(lineFreeMs, dueMs));
      }
    }
    return Number.isFinite(wakeMs) ? wakeMs : null;
  }

  /** The common end of every step. */
  function finish(nowMs: number): DriverOutput<BusReport> {
    if (isOpen) {
      if (exchange !== null && nowMs >= exchange.deadlineMs) judge(exchange, nowMs);
      listenEnds(nowMs);
      useLine(nowMs);
      watchLine(nowMs);
    }
    if (nowMs >= offlineNotBeforeMs) judgeOffline(nowMs);
    tellOthers(nowMs);
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
      errands.interrupt();
      // A node may still be answering whoever had the line before us.
      lineFreeMs = nowMs + BUS_TURNAROUND_MS_MAX + longestReplyMs(BUS_REQUEST.id);
      muteLine.opened();
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
      errands.interrupt();
      for (const link of links) link.close();
      return finish(nowMs);
    },
    onBytes(bytes, nowMs) {
      noticeStall(nowMs);
      muteLine.heard(nowMs);
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
      pace.setResting(target);
      for (const link of links) link.onTarget(target.nodes.get(link.address), nowMs);
      clock.set(target.time, nowMs);
      return finish(nowMs);
    },
    setGuest(next, nowMs) {
      guestLine.set(next, links, nowMs);
      return finish(nowMs);
    },
    stored(address, boot, eventId, nowMs) {
      byAddress.get(address)?.stored({ boot, eventId }, nowMs);
      return finish(nowMs);
    },
    order(address, order, nowMs) {
      const link = byAddress.get(address) ?? addGuest(address, nowMs);
      if (link === null) reports.push({ kind: 'order-ended', id: order.id, address, end: { end: 'lost' } });
      else {
        link.order(order, nowMs);
        ordersEndMs = Math.min(ordersEndMs, link.ordersEndMs ?? ordersEndMs);
      }
      return finish(nowMs);
    },
    survey(scope, nowMs) {
      const facts = { found: 0, rounds: 0, isWhole: false };
      const over = (how: typeof facts) => reports.push({ kind: 'survey-ended', ...how });
      const survey = createBusSurvey({
        scope,
        baud,
        over,
        found: (node) => reports.push({ kind: 'survey-found', node }),
      });
      if (!errands.add(survey)) over(facts);
      return finish(nowMs);
    },
    setAddress(uid, address, nowMs) {
      const over = (done: boolean, atMs: number) => {
        reports.push({ kind: 'addressed', uid, address, done });
        if (done) for (const link of links) if (!link.online) link.renew(atMs);
      };
      if (!errands.add(createBusAddressing({ uid, address, baud, over }))) over(false, nowMs);
      return finish(nowMs);
    },
    setBaud(next) {
      baud = next;
      byteMs = (BUS_BITS_PER_BYTE * 1000) / baud;
    },
    nodes: (nowMs) =>
      links.map((link) => ({
        ...link.facts,
        address: link.address,
        kind: kinds.get(link.address) ?? null,
        online: link.online,
        silentMs: link.facts.id === null ? null : nowMs - link.heardMs,
      })),
  };
}

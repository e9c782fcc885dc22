/** What a node's link offers to the master, and what it needs. */
import type { ReceivedBusFrame } from '../protocol/bus/bus-frame.ts';
import type { BusCap, BusId, BusReply, BusState } from '../protocol/bus/bus-reply.ts';
import type { Charset } from '../protocol/charset.ts';
import type { BusGuest } from './bus-guest.ts';
import type { BusMasterStats } from './bus-master-stats.ts';
import type { BusReport } from './bus-report.ts';
import type { NodeTarget } from './bus-target.ts';
import type { GlyphSource } from './glyph-slots.ts';
import type { BusOrder } from './link-orders.ts';
import type { SecureTrouble } from './link-security.ts';
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
  /** The order it carries out. */
  readonly order: BusOrder | null;
  /** The guest's: it hears the answer. */
  readonly guest: boolean;
  /** It went out under the secure channel: only a reply under it counts. */
  readonly sec: boolean;
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
  /** Keys held for a UID; undefined: it is spoken to in the open. */
  readonly keys: (uid: string) => NodeKeys | undefined;
  /** Numbers in [0, 1) that nobody can foretell. */
  readonly random: () => number;
  readonly glyph: GlyphSource;
  readonly guest: () => BusGuest | null;
}

/** Keys that a node may have, the likeliest first. */
export interface NodeKeys {
  readonly keys: readonly Uint8Array[];
  /** None of them has been proved by the node yet: it may still be without one. */
  readonly mayBeOpen: boolean;
}

/** What a node has said of itself, for people. */
export interface LinkFacts {
  readonly id: BusId | null;
  /** The UID it last gave, used or not. */
  readonly saidUid: string | null;
  readonly cap: BusCap | null;
  readonly state: BusState | null;
  /** The channel is up: what it says is proved. */
  readonly secure: boolean;
  readonly trouble: SecureTrouble | null;
  /** Sends without a valid answer, and frames refused for their MAC, since the start of the process. */
  readonly silences: number;
  readonly forged: number;
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
  /** What it has said of itself; null before its first session. */
  readonly facts: LinkFacts;
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
  /**
   * Takes the MAC off a reply; null when it may not count: no MAC, a wrong one, or one where none is due. A plain NAK 04 passes, for
   * that is how a node says that it has forgotten the channel, but once a second at most.
   */
  unseal(request: LinkRequest, frame: ReceivedBusFrame, nowMs: number): ReceivedBusFrame | null;
  /** Does it once, as soon as the node can be spoken to. */
  order(order: BusOrder, nowMs: number): void;
  /** When the oldest order is given up, and giving it up. */
  readonly ordersEndMs: number | null;
  expireOrders(nowMs: number): void;
  /** Frames refused since the last call, here and (as it says) in the node. */
  takeRefusals(): number;
  stored(mark: EventMark, nowMs: number): void;
  /** Our own process stood still so long: that was not the node's silence. */
  forgive(stallMs: number): void;
  judgeOffline(nowMs: number): void;
}

/** What a bus master is given and what it offers. */
import type { Charset } from '../protocol/charset.ts';
import type { DriverOutput, LineDriver } from '../protocol/line-driver.ts';
import type { BusGuest } from './bus-guest.ts';
import type { BusMasterStats } from './bus-master-stats.ts';
import type { BusNodeKind } from './bus-node-kind.ts';
import type { BusReport } from './bus-report.ts';
import type { SurveyScope } from './bus-survey.ts';
import type { BusTarget } from './bus-target.ts';
import type { GlyphSource } from './glyph-slots.ts';
import type { BusOrder } from './link-orders.ts';
import type { EventMark, LinkFacts, NodeKeys } from './node-link-types.ts';

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
  /** Time between two polls of one panel; default 1,500. */
  readonly panelPollMs?: number;
  /** Keys of the secure channel by UID; none when left out. */
  readonly keys?: (uid: string) => NodeKeys | undefined;
  /** Numbers in [0, 1) that nobody can foretell; needed where there are keys. */
  readonly random?: () => number;
  /** Pictures of characters that panels lack. */
  readonly glyph?: GlyphSource;
}

/** One node as people see it. */
export interface BusMasterNodeFacts extends LinkFacts {
  readonly address: number;
  readonly kind: BusNodeKind | null;
  readonly online: boolean;
  /** Since its last valid reply; null before the first. */
  readonly silentMs: number | null;
}

export interface BusMaster extends LineDriver<BusTarget, BusReport> {
  /** The event is committed: the node may now be told to forget it. */
  stored(address: number, boot: number, eventId: number, nowMs: number): DriverOutput<BusReport>;
  /** Does one act at one node; ends with an 'order-ended' report. An address without a node of the configuration is spoken to as a guest. */
  order(address: number, order: BusOrder, nowMs: number): DriverOutput<BusReport>;
  /** Lets somebody use the line beside the hall's own work, or sends them away. */
  setGuest(guest: BusGuest | null, nowMs: number): DriverOutput<BusReport>;
  /** Looks for nodes; ends with a 'survey-ended' report. */
  survey(scope: SurveyScope, nowMs: number): DriverOutput<BusReport>;
  /** Gives the node of this UID an address; ends with an 'addressed' report. */
  setAddress(uid: string, address: number, nowMs: number): DriverOutput<BusReport>;
  /** The line goes at another rate from its next opening on. */
  setBaud(baud: number): void;
  nodes(nowMs: number): readonly BusMasterNodeFacts[];
  readonly stats: Readonly<BusMasterStats>;
}
